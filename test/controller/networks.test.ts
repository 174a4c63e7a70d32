/**
 * Whether SageMaker uses a VPC is told by other kinds of resources, each in its own time and place: what is not told yet, or not any
 * more, or never, must not look like "unused", and nothing is written by it.
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { DesiredState } from '../../src/model/desired-state.ts';
import { JOB_NETWORK_WANT } from '../../src/policies/job-network/want.ts';
import type { FaultRule } from '../../src/simulator/faults.ts';
import type { AccountSeed } from '../../src/simulator/world-shape.ts';
import { startRig } from './reload-rig.ts';
import type { Rig, RigOptions } from './reload-rig.ts';
import { account, policy, state } from './reload-world.ts';

const REGION = 'eu-central-1';
const SECOND_MS = 1_000;
/** Two passes and what follows from them. */
const TWO_PASSES_MS = 150_000;
const OURS = { Sid: 'NoLeak', Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: 'arn:aws:s3:::leak/*' };
const WANT = {
  vpcs: 'usedBySageMaker',
  presets: [],
  statements: [OURS],
  existing: 'keep',
  missingEndpoint: 'report',
  sharedVpc: 'hold',
};
const S3 = policy({ name: 's3', kind: 'S3EndpointPolicy', want: WANT });
const IMDS = policy();
const INFORMED: readonly (readonly [operation: string, RegExp])[] = [
  ['ListNotebookInstances', /notebook-instances/],
  ['ListDomains', /domains/],
  ['ListTrainingJobs', /jobs/],
  ['ListPipelines', /pipelines/],
];

function vpc(name: string, sharedWith: readonly string[] = []): NonNullable<AccountSeed['vpcs']>[number] {
  return {
    id: `vpc-${name}`,
    region: REGION,
    sharedWith,
    subnets: [{ id: `subnet-${name}` }],
    routeTables: [{ id: `rtb-${name}`, main: true }],
    endpoints: [{ id: `vpce-${name}`, routeTables: [`rtb-${name}`] }],
  };
}

function notebookIn(name: string) {
  return { name: `in-${name}`, status: 'InService', imds: '2', subnet: `subnet-${name}` } as const;
}

function stateOf(...policies: readonly ReturnType<typeof policy>[]): DesiredState {
  return state({ organization: { regions: [REGION] }, policies });
}

let rig: Rig | undefined;
afterEach(async () => {
  await rig?.end();
  rig = undefined;
});

/** Faults strike from the first request on. */
function start(options: Partial<RigOptions>, faults: readonly FaultRule[] = []): Rig {
  rig = startRig({ notebooks: [[]], seeds: [{ vpcs: [vpc('a')] }], state: stateOf(S3), ...options });
  rig.cloud.setFaults(faults);
  return rig;
}

function denied(operation: string): FaultRule {
  return { match: { operation }, fault: 'access-denied' };
}

/** How the VPC stands; undefined: it is not known. */
function standing({ loop: { controller } }: Rig, name: string, index = 0): string | undefined {
  const place = controller.memory.places.get(`${account(index).id}/${REGION} vpc`);
  const found = [...(place?.entries.values() ?? [])].find(({ resource }) => resource?.name === `vpc-${name}`);
  return found?.marks[0]?.state;
}

function why({ loop: { controller } }: Rig, name: string): string {
  const place = controller.memory.places.get(`${account(0).id}/${REGION} vpc`);
  const found = [...(place?.entries.values() ?? [])].find(({ resource }) => resource?.name === `vpc-${name}`);
  if (place === undefined || found?.resource === undefined) return '';
  return JSON.stringify(controller.consider(place, found.resource).standings);
}

function changed({ cloud }: Rig): readonly string[] {
  return cloud.journal
    .after(0)
    .flatMap((entry) =>
      entry.kind === 'request' && entry.operation === 'ModifyVpcEndpoint' ? [String(entry.input['VpcEndpointId'])] : [],
    );
}

describe('a VPC that nobody is known to use', () => {
  it.each(INFORMED)('is not known to be unused while %s is denied, and is once it is not', async (operation, which) => {
    const it = start({}, [denied(operation)]);
    await it.time.pass(TWO_PASSES_MS);
    expect([standing(it, 'a'), changed(it)]).toEqual(['unknown', []]);
    expect(why(it, 'a')).toMatch(which);
    it.cloud.setFaults([]);
    await it.time.pass(TWO_PASSES_MS);
    expect([standing(it, 'a'), changed(it)]).toEqual(['not-applicable', []]);
  });

  it('is not known to be unused while one of those that would tell cannot be described', async () => {
    const elsewhere = { ...notebookIn('b'), name: 'hidden' };
    const it = start({ notebooks: [[elsewhere]] }, [denied('DescribeNotebookInstance')]);
    await it.time.pass(TWO_PASSES_MS);
    expect([standing(it, 'a'), changed(it)]).toEqual(['unknown', []]);
    it.cloud.setFaults([]);
    await it.time.pass(TWO_PASSES_MS);
    expect([standing(it, 'a'), changed(it)]).toEqual(['not-applicable', []]);
  });

  it('is used as soon as a pass has seen a notebook in it, and not any more once that is gone', async () => {
    const it = start({});
    await it.time.pass(TWO_PASSES_MS);
    expect(standing(it, 'a')).toBe('not-applicable');
    const { name, ...settings } = notebookIn('a');
    const deed = { account: account(0).id, region: REGION, name };
    expect(it.cloud.personDoes({ ...deed, action: 'create', detail: { settings } })).toBe('ok');
    await it.time.pass(TWO_PASSES_MS);
    expect([standing(it, 'a'), changed(it)]).toEqual(['compliant', ['vpce-a']]);
    expect(it.cloud.personDoes({ ...deed, action: 'stop', detail: {} })).toBe('ok');
    await it.time.pass(10 * SECOND_MS);
    expect(it.cloud.personDoes({ ...deed, action: 'delete', detail: {} })).toBe('ok');
    await it.time.pass(TWO_PASSES_MS);
    expect([standing(it, 'a'), changed(it)]).toEqual(['not-applicable', ['vpce-a']]);
  });
});

describe('a VPC that is known to be used', () => {
  it('is brought in line whatever else is not known', async () => {
    const it = start({ notebooks: [[notebookIn('a')]] }, [denied('ListPipelines'), denied('ListDomains')]);
    await it.time.pass(TWO_PASSES_MS);
    expect([standing(it, 'a'), changed(it)]).toEqual(['compliant', ['vpce-a']]);
  });

  it('stays known when those that told it cannot be read any more, and one of which nobody told does not', async () => {
    const vpcs = [vpc('a'), vpc('b')];
    const it = start({ notebooks: [[notebookIn('a')]], seeds: [{ vpcs }] });
    await it.time.pass(TWO_PASSES_MS);
    expect([standing(it, 'a'), standing(it, 'b')]).toEqual(['compliant', 'not-applicable']);
    it.cloud.setFaults([denied('ListNotebookInstances')]);
    await it.time.pass(TWO_PASSES_MS);
    expect([standing(it, 'a'), standing(it, 'b')]).toEqual(['compliant', 'unknown']);
    expect(changed(it)).toEqual(['vpce-a']);
  });

  it('is used by notebooks of another account in a subnet that is shared with it, and judged where its owner is', async () => {
    const shared = vpc('a', [account(1).id]);
    const it = start({ notebooks: [[], [notebookIn('a')]], seeds: [{ vpcs: [shared] }, {}] });
    await it.time.pass(TWO_PASSES_MS);
    expect([standing(it, 'a'), standing(it, 'a', 1)]).toEqual(['compliant', 'not-applicable']);
    const writers = it.cloud.journal
      .after(0)
      .flatMap((entry) => (entry.kind === 'request' && entry.operation === 'ModifyVpcEndpoint' ? [entry.account] : []));
    expect(writers).toEqual([account(0).id]);
  });
});

describe('kinds that tell others of networks, and are judged by a policy that has to be told', () => {
  it('wait for nobody, and least of all for each other', async () => {
    const jobs = policy({ name: 'jobs', kind: 'JobNetwork', want: JOB_NETWORK_WANT.parse({ vpc: 'required' }) });
    const inside = { type: 'processing', name: 'inside', region: REGION, network: { subnets: ['subnet-a'] } } as const;
    const outside = { type: 'processing', name: 'outside', region: REGION } as const;
    const it = start({ state: stateOf(jobs), seeds: [{ vpcs: [vpc('a')], jobs: [inside, outside] }] });
    await it.time.pass(TWO_PASSES_MS);
    const place = it.loop.controller.memory.places.get(`${account(0).id}/${REGION} job`);
    const found = [...(place?.entries.values() ?? [])].map(({ resource, marks }) => [resource?.name, marks[0]?.state]);
    expect(Object.fromEntries(found)).toEqual({ inside: 'compliant', outside: 'drifted' });
    expect(standing(it, 'a')).toBe('compliant');
  });
});

describe('a policy that comes with a later state', () => {
  it('is told at once by what is remembered of kinds that were read for others, and waits for those that were not', async () => {
    const it = start({ notebooks: [[notebookIn('a')]], state: stateOf(IMDS) });
    await it.time.pass(TWO_PASSES_MS);
    expect(standing(it, 'a')).toBeUndefined();
    it.loop.propose(stateOf(IMDS, S3));
    await it.time.pass(TWO_PASSES_MS);
    expect([standing(it, 'a'), changed(it)]).toEqual(['compliant', ['vpce-a']]);
  });

  it('goes on being read where kinds that nobody has read yet have to tell about it from now on', async () => {
    const it = start({ state: stateOf({ ...S3, want: { ...WANT, vpcs: 'all' } }) });
    await it.time.pass(TWO_PASSES_MS);
    it.loop.propose(stateOf(S3));
    await it.time.pass(TWO_PASSES_MS);
    const { last } = it.cloud.journal;
    await it.time.pass(TWO_PASSES_MS);
    const asked = it.cloud.journal.after(last).flatMap((entry) => (entry.kind === 'request' ? [entry.operation] : []));
    expect(asked).toContain('DescribeVpcEndpoints');
  });

  it('leaves nothing behind where it goes again: those that only told are not read any more', async () => {
    const it = start({ notebooks: [[notebookIn('a')]], state: stateOf(IMDS, S3) });
    await it.time.pass(TWO_PASSES_MS);
    it.loop.propose(stateOf(IMDS));
    await it.time.pass(TWO_PASSES_MS);
    const { last } = it.cloud.journal;
    await it.time.pass(TWO_PASSES_MS);
    const asked = it.cloud.journal.after(last).flatMap((entry) => (entry.kind === 'request' ? [entry.operation] : []));
    expect([...new Set(asked)].filter((one) => /Vpc|Domain|Pipeline|Job/.test(one))).toEqual([]);
  });
});
