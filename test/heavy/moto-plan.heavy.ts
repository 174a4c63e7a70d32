// Does the command tell the truth about an AWS that is not ours, and keep its hands off it? `plan`, and `run --once` where
// nothing may be written, as processes against moto: states, differences, exit codes, the schema, and what went over the wire.
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { join } from 'node:path';
import type { PlanDocument } from '../../src/cli/plan-schema.ts';
import { OPERATIONS, operationRow } from '../../src/aws/operations.ts';
import { describeWithMoto, motoEnvironment, run } from './moto/environment.ts';
import { type MadeWorld, type Moto, startMoto } from './moto/moto.ts';
import { notAssumable, refusing } from './moto/refusals.ts';
import { policy, sagekeeperJson } from './moto/sagekeeper.ts';
import { LEFT_BEHIND, ORDINARY, world } from './moto/world.ts';

const environment = await motoEnvironment();
const ROOT = join(import.meta.dirname, '../..');
const IMDS = '/minimumInstanceMetadataServiceVersion';
const READS = Object.keys(OPERATIONS).filter((name) => operationRow(name as keyof typeof OPERATIONS).access === 'read');
const HARDENING = policy({
  kind: 'NotebookHardening',
  name: 'no-root',
  mode: 'audit',
  want: '{rootAccess: Disabled}',
});

describeWithMoto('the command against moto', environment, (bin) => {
  let moto: Moto;
  let made: MadeWorld;
  beforeAll(async () => {
    moto = await startMoto(bin);
  });
  afterAll(() => moto.close());
  beforeEach(async () => {
    made = await moto.make(world(ORDINARY));
  });

  const account = (name: string): string => made.accounts[name] ?? '';
  /** `<account name>/<region>/<notebook>` to its state under the policy. */
  const states = ({ resources }: PlanDocument, name: string): Readonly<Record<string, string>> => {
    const names = new Map(Object.entries(made.accounts).map(([label, id]) => [id, label]));
    const own = resources.filter((resource) => resource.policy === name);
    const label = ({ account: id, region, arn }: (typeof own)[number]): string =>
      `${names.get(id)}/${region}/${arn.slice(arn.lastIndexOf('/') + 1)}`;
    return Object.fromEntries(own.map((resource) => [label(resource), resource.state]));
  };
  const writes = (): readonly string[] =>
    moto.requests.map(({ operation }) => operation).filter((operation) => !READS.includes(operation));

  it('reads every notebook of every account and region, and what differs', async () => {
    const { code, document } = await sagekeeperJson(['plan'], moto.url, policy({}), HARDENING);
    expect([code, document.complete]).toEqual([0, true]);
    // moto forgets the metadata version it is told, as AWS does for old notebooks: absent is version 1.
    const imds = document.resources.filter((resource) => resource.policy === 'imds-v2');
    expect(imds.map(({ differences }) => differences)).toEqual(imds.map(() => [{ path: IMDS, have: null, want: '2' }]));
    // Off: due at once. Running: moto tells no platform, and whether it could start again is not known.
    expect(states(document, 'imds-v2')).toEqual({
      'fraud-sandbox/eu-central-1/explore': 'held',
      'fraud-sandbox/us-east-1/Feature-Store': 'held',
      'fraud-sandbox/us-east-1/off': 'converging',
      'fraud-live/eu-central-1/explore': 'held',
      'scoring/us-east-1/nightly': 'converging',
      'tooling/eu-central-1/idle': 'converging',
    });
    expect(states(document, 'no-root')).toEqual({
      'fraud-sandbox/eu-central-1/explore': 'drifted',
      'fraud-sandbox/us-east-1/Feature-Store': 'compliant',
      'fraud-sandbox/us-east-1/off': 'drifted',
      'fraud-live/eu-central-1/explore': 'compliant',
      'scoring/us-east-1/nightly': 'compliant',
      'tooling/eu-central-1/idle': 'drifted',
    });
    expect(document.resources.filter(({ gate }) => gate !== null).map(({ gate }) => gate)).toEqual(
      expect.arrayContaining(['prerequisite', 'auditMode']),
    );
    const due = document.resources.find(({ arn, policy: name }) => arn.endsWith('/off') && name === 'imds-v2');
    expect(due?.next).toEqual({
      operation: 'UpdateNotebookInstance',
      input: {
        NotebookInstanceName: 'off',
        InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: '2' },
      },
      effect: 'change',
    });
    expect(writes()).toEqual([]);
  });

  it('prints what conforms to the published schema, by a validator that is not ours', async () => {
    const { out } = await sagekeeperJson(['plan'], moto.url, policy({}), HARDENING);
    const conforms = join(import.meta.dirname, 'moto/conforms.py');
    const schema = join(ROOT, 'docs/schemas/plan.schema.json');
    const judged = await run(moto.python, [conforms, schema], { input: out });
    expect([judged.code, judged.out.trim()]).toEqual([0, '']);
    const broken = out.replace('"complete": true', '"complete": "yes"');
    expect((await run(moto.python, [conforms, schema], { input: broken })).code).toBe(1);
  });

  it('ends with 1 where something differs and somebody asks, with 0 where nothing does', async () => {
    expect((await sagekeeperJson(['plan', '--exit-code'], moto.url, HARDENING)).code).toBe(1);
    await moto.make(world(ORDINARY.filter(({ RootAccess }) => RootAccess === 'Disabled')));
    expect((await sagekeeperJson(['plan', '--exit-code'], moto.url, HARDENING)).code).toBe(0);
    expect((await sagekeeperJson(['run', '--once'], moto.url, HARDENING)).code).toBe(0);
  });

  it('narrows to an account, a region and a policy', async () => {
    const verb = ['plan', '--account', account('fraud-sandbox'), '--region', 'us-east-1', '--policy', 'no-root'];
    const { document } = await sagekeeperJson(verb, moto.url, policy({}), HARDENING);
    expect(Object.keys(states(document, 'no-root')).sort()).toEqual([
      'fraud-sandbox/us-east-1/Feature-Store',
      'fraud-sandbox/us-east-1/off',
    ]);
    expect(states(document, 'imds-v2')).toEqual({});
  });

  it('in audit mode writes nothing, run as often as it may be', async () => {
    const audit = policy({ mode: 'audit' });
    for (const verb of [['plan'], ['run', '--once'], ['run', '--once']]) {
      const { code, document } = await sagekeeperJson(verb, moto.url, audit, HARDENING);
      expect([verb[0], code]).toEqual([verb[0], verb[0] === 'plan' ? 0 : 1]);
      expect(Object.values(states(document, 'imds-v2'))).toEqual(Array.from({ length: 6 }, () => 'drifted'));
    }
    expect(writes()).toEqual([]);
    expect(moto.requests.filter(({ input }) => String(input['RoleArn']).endsWith('SagekeeperWrite'))).toEqual([]);
  });

  it('plans the way home of what was left behind, and sends none of it', async () => {
    await moto.make(world(ORDINARY, LEFT_BEHIND));
    const { code } = await sagekeeperJson(['plan'], moto.url, policy({}), HARDENING);
    expect(code).toBe(0);
    expect(writes()).toEqual([]);
  });

  it('tells an account that it cannot enter from the others, and ends with 3', async () => {
    moto.intercept(notAssumable(account('scoring'), 'SagekeeperRead'));
    const { code, document } = await sagekeeperJson(['plan', '--exit-code'], moto.url, policy({}));
    expect([code, document.complete]).toEqual([3, false]);
    const unread = document.targets.filter(({ state }) => state !== 'reached' && state !== 'skipped');
    expect(unread).toEqual([
      { account: account('scoring'), region: 'eu-central-1', state: 'unreachable', reason: 'RoleNotAssumable' },
      { account: account('scoring'), region: 'us-east-1', state: 'unreachable', reason: 'RoleNotAssumable' },
    ]);
    expect(Object.keys(states(document, 'imds-v2'))).toHaveLength(5);
  });

  it('tells a region that is not enabled, and one that a control policy closes, from what is missing', async () => {
    const elsewhere = (region: string): boolean => region === 'us-east-1';
    const invalid = 'The security token included in the request is invalid.';
    moto.intercept(refusing('ListNotebookInstances', 'UnrecognizedClientException', invalid, elsewhere));
    const disabled = await sagekeeperJson(['plan', '--exit-code'], moto.url, policy({}));
    const reasons = ({ targets }: PlanDocument): readonly (string | null)[] => [
      ...new Set(
        targets.filter(({ region, state }) => elsewhere(region) && state !== 'skipped').map(({ reason }) => reason),
      ),
    ];
    expect([disabled.code, reasons(disabled.document)]).toEqual([1, ['RegionNotEnabled']]);
    const denied =
      'User: arn:aws:sts::111122223333:assumed-role/SagekeeperRead/sagekeeper-read is not authorized to perform: sagemaker:ListNotebookInstances with an explicit deny in a service control policy';
    moto.intercept(refusing('ListNotebookInstances', 'AccessDeniedException', denied, elsewhere));
    const refused = await sagekeeperJson(['plan', '--exit-code'], moto.url, policy({}));
    expect([refused.code, reasons(refused.document)]).toEqual([3, ['ControlPolicyDenies']]);
  });
});
