/**
 * A region that an account has not enabled counts as read, as nothing can be there; so one service that refuses a session
 * where another one takes it must not look like such a region.
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { TargetStatus } from '../../src/model/snapshot.ts';
import type { FaultRule } from '../../src/simulator/faults.ts';
import { startRig } from './reload-rig.ts';
import type { Rig } from './reload-rig.ts';
import { policy, state } from './reload-world.ts';

const REGION = 'eu-central-1';
/** Of the partition, and not enabled in the simulated accounts. */
const OPT_IN = 'eu-south-2';
const ONE_PASS_MS = 30_000;
/** Each kind is read twice at least. */
const TWO_PASSES_MS = 400_000;
const HOUR_MS = 3_600_000;
const WANT = {
  presets: [],
  statements: [
    { Sid: 'NoLeak', Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: 'arn:aws:s3:::leak/*' },
  ],
  existing: 'keep',
  missingEndpoint: 'report',
  sharedVpc: 'hold',
};
const USED = policy({ name: 's3', kind: 'S3EndpointPolicy', want: { ...WANT, vpcs: 'usedBySageMaker' } });
/** Nobody has to say who uses them, so that only EC2 is asked. */
const EVERY_VPC = policy({ name: 's3', kind: 'S3EndpointPolicy', want: { ...WANT, vpcs: 'all' } });
const NOTEBOOKS = policy();
const EC2 = ['DescribeVpcEndpoints', 'DescribeVpcs'];
const SAGEMAKER = ['ListNotebookInstances', 'ListDomains', 'ListPipelines', 'ListTrainingJobs', 'ListProcessingJobs'];
const DISABLED = 'disabled RegionNotEnabled';
const DOUBTED = 'unreachable SessionNotAccepted';

let rig: Rig | undefined;
afterEach(async () => {
  await rig?.end();
  rig = undefined;
});

function disabled(operations: readonly string[]): readonly FaultRule[] {
  return operations.map((operation) => ({ match: { operation }, fault: 'region-disabled' }));
}

/** Faults strike from the first request on. */
function start(policies: readonly ReturnType<typeof policy>[], faults: readonly FaultRule[], region = REGION): Rig {
  const vpc = {
    id: 'vpc-a',
    region: REGION,
    subnets: [{ id: 'subnet-a' }],
    routeTables: [{ id: 'rtb-a', main: true }],
    endpoints: [{ id: 'vpce-a', routeTables: ['rtb-a'] }],
  };
  const notebook = { name: 'in-a', status: 'InService', imds: '2', subnet: 'subnet-a' } as const;
  const desired = state({ organization: { regions: [region] }, policies });
  rig = startRig({ notebooks: [[notebook]], seeds: [{ vpcs: [vpc] }], state: desired });
  rig.cloud.setFaults(faults);
  return rig;
}

function placesOf({ loop: { controller } }: Rig) {
  const places = [...controller.memory.places.values()];
  return new Map(places.map((place) => [place.kind.name, place]));
}

/** How each kind stands. */
function states(world: Rig): Readonly<Record<string, string>> {
  const told = [...placesOf(world)].map(([name, { status }]) => [name, [status.state, status.reason].join(' ').trim()]);
  return Object.fromEntries(told);
}

/** What is said of the account and region as a whole. */
function told({ loop }: Rig): TargetStatus | undefined {
  return loop.snapshot().targets[0];
}

function timesAsked({ cloud }: Rig): number {
  const isIt = (entry: ReturnType<typeof cloud.journal.after>[number]): boolean =>
    entry.kind === 'request' && entry.operation === 'ListRegions' && entry.input['MaxResults'] !== undefined;
  return cloud.journal.after(0).filter(isIt).length;
}

describe('a region of which EC2 says AuthFailure', () => {
  it('is not read where SageMaker answers, as both readings say, and is read again with EC2', async () => {
    const world = start([USED], disabled(EC2));
    await world.time.pass(ONE_PASS_MS);
    expect(states(world)).toMatchObject({ 'notebook-instance': 'reached', job: 'reached', vpc: DOUBTED });
    expect(told(world)).toMatchObject({ state: 'unreachable', reason: 'SessionNotAccepted' });
    expect(told(world)?.message).toMatch(
      /^the region is not enabled, or .* the session .*doctor --account \d+\); the notebook-instances there were read; .*AuthFailure/,
    );
    expect(placesOf(world).get('vpc')?.accountedFor).toBe(false);
    expect(world.loop.snapshot().lastCompletePassAt).toBeUndefined();
    expect(timesAsked(world)).toBe(0);
    world.cloud.setFaults([]);
    await world.time.pass(TWO_PASSES_MS);
    expect(told(world)?.state).toBe('reached');
    expect(world.loop.snapshot().lastCompletePassAt).toBeDefined();
  });

  it('is not enabled where SageMaker says so too, also after it was', async () => {
    const world = start([USED], disabled([...EC2, ...SAGEMAKER]));
    await world.time.pass(ONE_PASS_MS);
    expect([...new Set(Object.values(states(world)))]).toEqual([DISABLED]);
    expect(world.loop.snapshot().lastCompletePassAt).toBeUndefined();
    world.cloud.setFaults([]);
    await world.time.pass(TWO_PASSES_MS);
    expect([...new Set(Object.values(states(world)))]).toEqual(['reached']);
    world.cloud.setFaults(disabled([...EC2, ...SAGEMAKER]));
    await world.time.pass(TWO_PASSES_MS);
    expect([...new Set(Object.values(states(world)))]).toEqual([DISABLED]);
    expect(timesAsked(world)).toBe(0);
  });

  it('is not read where nobody else is asked and the account says that it is enabled', async () => {
    const world = start([EVERY_VPC], disabled(EC2));
    await world.time.pass(ONE_PASS_MS);
    expect(states(world)).toEqual({ vpc: DOUBTED });
    expect(told(world)?.message).toContain('account:ListRegions says that it is enabled');
  });

  it('is not enabled where nobody else is asked and the account says so; it is asked once an hour', async () => {
    const world = start([EVERY_VPC], [], OPT_IN);
    await world.time.pass(ONE_PASS_MS);
    expect(states(world)).toEqual({ vpc: DISABLED });
    await world.time.pass(HOUR_MS - 2 * ONE_PASS_MS);
    expect(states(world)).toEqual({ vpc: DISABLED });
    expect(timesAsked(world)).toBe(1);
    await world.time.pass(HOUR_MS);
    expect(timesAsked(world)).toBe(2);
  });

  it('is not read where nobody else is asked and the account does not say', async () => {
    const world = start([EVERY_VPC], [{ match: { operation: 'ListRegions' }, fault: 'access-denied' }], OPT_IN);
    await world.time.pass(ONE_PASS_MS);
    expect(states(world)).toEqual({ vpc: DOUBTED });
    expect(told(world)?.message).toContain('account:ListRegions could not be read');
    await world.time.pass(HOUR_MS / 2);
    expect(timesAsked(world)).toBe(1);
  });
});

describe('a region of which SageMaker says that it is not enabled', () => {
  it('is not read where EC2 answers, though it does so later', async () => {
    const late: FaultRule = { match: { operation: 'DescribeVpcs' }, fault: 'throttle', times: 1 };
    const world = start([NOTEBOOKS, EVERY_VPC], [late, ...disabled(['ListNotebookInstances'])]);
    await world.time.pass(ONE_PASS_MS);
    const passes = world.told.filter(({ event }) => event === 'PassFinished');
    expect(passes).toMatchObject([{ state: 'disabled' }, { state: 'reached' }]);
    expect(states(world)).toEqual({ 'notebook-instance': DOUBTED, vpc: 'reached' });
    expect(told(world)?.message).toContain('the vpcs there were read');
    expect(placesOf(world).get('notebook-instance')?.accountedFor).toBe(false);
    await world.time.pass(TWO_PASSES_MS);
    expect(states(world)).toEqual({ 'notebook-instance': DOUBTED, vpc: 'reached' });
  });

  it('is not enabled where nobody else is asked', async () => {
    const world = start([NOTEBOOKS], [], OPT_IN);
    await world.time.pass(ONE_PASS_MS);
    expect(states(world)).toEqual({ 'notebook-instance': DISABLED });
  });
});
