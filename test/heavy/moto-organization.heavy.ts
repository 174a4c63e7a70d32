// Is an organization that somebody else implemented and somebody else's client made read as it is? Tree, states, tags and
// scopes, the sessions behind every look, and what all of it costs in calls, against moto.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readConfig } from '../../src/daemon/config.ts';
import { type Survey, survey } from '../../src/daemon/survey.ts';
import { describeWithMoto, motoEnvironment } from './moto/environment.ts';
import { type MadeWorld, type Moto, startMoto } from './moto/moto.ts';
import { HUB, REGIONS, desired, policy, type PolicyText } from './moto/sagekeeper.ts';
import { ORDINARY, UNITS, world } from './moto/world.ts';

const environment = await motoEnvironment();

describeWithMoto('an organization in moto', environment, (bin) => {
  let moto: Moto;
  let made: MadeWorld;
  beforeAll(async () => {
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
    Object.assign(process.env, HUB, { AWS_EC2_METADATA_DISABLED: 'true' });
    moto = await startMoto(bin);
    made = await moto.make(world(ORDINARY));
  });
  afterAll(() => moto.close());

  async function look(text: PolicyText): Promise<Survey> {
    const state = await desired(policy({ mode: 'audit', ...text }));
    const config = readConfig({ desiredState: state.directory, endpointUrl: moto.url }, {});
    const requestsBefore = moto.requests.length;
    const found = await survey(config, { signal: new AbortController().signal, progress: () => undefined });
    await state.remove();
    if (!('snapshot' in found)) throw new Error(JSON.stringify(found));
    // Our own count of calls, against what moto saw.
    const seen: Record<string, number> = {};
    for (const { operation } of moto.requests.slice(requestsBefore)) seen[operation] = (seen[operation] ?? 0) + 1;
    expect(found.callsMade).toEqual(seen);
    return found;
  }

  const accountsOf = ({ organization, selections }: Survey): readonly string[] => {
    const names = new Map(organization.accounts.map(({ id, name }) => [id, name]));
    const covered = selections.filter(({ policies }) => policies.length > 0);
    return [...new Set(covered.map(({ target }) => names.get(target.account) ?? '?'))].sort();
  };

  it('has the tree, the states and the tags that were made', async () => {
    const { organization } = await look({ include: ['ou/Workloads', 'tag/stage=live'] });
    expect(organization.managementAccount).toBe('123456789012');
    expect(organization.rootId).toBe(made.root);
    const units = organization.units.map(({ id, path }) => [path, id]);
    expect(Object.fromEntries(units)).toEqual(Object.fromEntries(UNITS.map((path) => [path, made.units[path]])));
    const told = organization.accounts.map(({ id, name, state, units: line, tags }) => [
      name,
      { id, state, units: line.map(({ path }) => path), tags: tags && { ...tags } },
    ]);
    const europe = ['Workloads', 'Workloads/Production', 'Workloads/Production/Europe'];
    expect(Object.fromEntries(told)).toEqual({
      master: { id: made.accounts['master'], state: 'ACTIVE', units: [], tags: {} },
      'fraud-sandbox': {
        id: made.accounts['fraud-sandbox'],
        state: 'ACTIVE',
        units: ['Workloads', 'Workloads/Sandbox'],
        tags: { stage: 'sandbox', owner: 'fraud=team' },
      },
      'fraud-live': { id: made.accounts['fraud-live'], state: 'ACTIVE', units: europe, tags: { stage: 'live' } },
      scoring: { id: made.accounts['scoring'], state: 'ACTIVE', units: europe.slice(0, 2), tags: { stage: 'live' } },
      tooling: { id: made.accounts['tooling'], state: 'ACTIVE', units: ['Security'], tags: {} },
      gone: expect.objectContaining({ id: made.accounts['gone'], state: 'SUSPENDED', tags: undefined }),
    });
  });

  const SCOPES: Readonly<Record<string, readonly [() => PolicyText, readonly string[]]>> = {
    everything: [() => ({}), ['fraud-live', 'fraud-sandbox', 'scoring', 'tooling']],
    'a unit by name': [() => ({ include: ['ou/Workloads'] }), ['fraud-live', 'fraud-sandbox', 'scoring']],
    'a nested unit by name': [() => ({ include: ['ou/Workloads/Production'] }), ['fraud-live', 'scoring']],
    'a unit by id': [() => ({ include: [`ou/${made.units['Workloads/Production/Europe'] ?? ''}`] }), ['fraud-live']],
    'the root by id': [() => ({ include: [`ou/${made.root}`] }), ['fraud-live', 'fraud-sandbox', 'scoring', 'tooling']],
    'an account by id': [() => ({ include: [`account/${made.accounts['scoring'] ?? ''}`] }), ['scoring']],
    'an account by name': [() => ({ include: ['account/tooling'] }), ['tooling']],
    'a tag': [() => ({ include: ['tag/stage=sandbox'] }), ['fraud-sandbox']],
    'a tag whose value has a =': [() => ({ include: ['tag/owner=fraud=team'] }), ['fraud-sandbox']],
    'a unit but for a tag': [() => ({ include: ['ou/Workloads'], exclude: ['tag/stage=live'] }), ['fraud-sandbox']],
    'all but a nested unit': [() => ({ exclude: ['ou/Workloads/Production'] }), ['fraud-sandbox', 'tooling']],
    'nobody for a closed account': [() => ({ include: ['account/gone'] }), []],
  };
  it.each(Object.entries(SCOPES))('a scope reaches %s', async (_name, [text, expected]) => {
    expect(accountsOf(await look(text()))).toEqual(expected);
  });

  it('holds a policy whose unit does not exist, and names it', async () => {
    const { policiesHeld } = await look({ include: ['ou/Worklods'] });
    expect(policiesHeld).toEqual([expect.objectContaining({ policy: 'imds-v2' })]);
    expect(policiesHeld[0]?.why).toContain('Worklods');
  });

  it('costs one call for each unit, and none for tags that nobody asked about', async () => {
    const { callsMade } = await look({ include: ['ou/Workloads'] });
    expect(callsMade).toMatchObject({
      DescribeOrganization: 1,
      ListAccounts: 1,
      ListRoots: 1,
      ListOrganizationalUnitsForParent: UNITS.length + 1,
      ListAccountsForParent: UNITS.length + 1,
    });
    expect(callsMade['ListTagsForResource']).toBeUndefined();
    const { callsMade: withTags } = await look({ include: ['tag/stage=live'] });
    expect(withTags['ListTagsForResource']).toBe(5);
  });

  it('looks with one session for each account, the closed and the management account left alone', async () => {
    const from = moto.requests.length;
    const { callsMade, snapshot } = await look({ include: ['ou/Workloads'] });
    const requests = moto.requests.slice(from);
    const assumed = requests.filter(({ operation }) => operation === 'AssumeRole').map(({ input }) => input);
    const visited = ['fraud-sandbox', 'fraud-live', 'scoring', 'tooling'].map((name) => made.accounts[name]);
    expect(assumed.map(({ RoleArn }) => String(RoleArn)).sort()).toEqual(
      visited.map((account) => `arn:aws:iam::${account}:role/SagekeeperRead`).sort(),
    );
    for (const input of assumed) {
      expect(input).toMatchObject({ RoleSessionName: 'sagekeeper-read', ExternalId: 'example-external-id' });
    }
    const inAccounts = requests.filter(({ service }) => service === 'sagemaker' || service === 'tagging');
    const keys = new Set(inAccounts.map(({ accessKeyId }) => accessKeyId));
    expect(keys.size).toBe(visited.length);
    expect(keys.has(HUB.AWS_ACCESS_KEY_ID)).toBe(false);
    expect(callsMade['ListNotebookInstances']).toBe(visited.length * REGIONS.length);
    expect(snapshot.targets.filter(({ state }) => state === 'reached')).toHaveLength(visited.length * REGIONS.length);
    expect(snapshot.targets.filter(({ state }) => state === 'skipped').map(({ account }) => account)).toEqual(
      REGIONS.map(() => made.accounts['gone']),
    );
  });
});
