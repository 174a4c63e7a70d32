/**
 * A VPC that one account shares with another is judged where its owner is, by what runs in it elsewhere; which of the two is read
 * first is chance.
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import { JOB_NETWORK_WANT } from '../../src/policies/job-network/want.ts';
import type { FaultRule } from '../../src/simulator/faults.ts';
import { startRig } from './reload-rig.ts';
import type { Rig, RigOptions } from './reload-rig.ts';
import { account, policy, state } from './reload-world.ts';

const REGION = 'eu-central-1';
const LONG_MS = 600_000;
/** All has been read once, and nothing is read again yet. */
const ONE_PASS_MS = 30_000;
/** So many that their account is read to its end long after the other one. */
const MANY = 300;
const OURS = { Sid: 'NoLeak', Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: 'arn:aws:s3:::leak/*' };
const S3 = policy({
  name: 's3',
  kind: 'S3EndpointPolicy',
  want: {
    vpcs: 'usedBySageMaker',
    presets: [],
    statements: [OURS],
    existing: 'keep',
    missingEndpoint: 'report',
    sharedVpc: 'hold',
  },
});
const JOBS = policy({
  name: 'jobs',
  kind: 'JobNetwork',
  want: JOB_NETWORK_WANT.parse({ vpc: 'required' }),
});
const SHARED = {
  id: 'vpc-a',
  region: REGION,
  sharedWith: [account(1).id],
  subnets: [{ id: 'subnet-a' }],
  routeTables: [{ id: 'rtb-a', main: true }],
  endpoints: [{ id: 'vpce-a', routeTables: ['rtb-a'] }],
};

type Seeds = NonNullable<RigOptions['seeds']>;

let rig: Rig | undefined;
afterEach(async () => {
  await rig?.end();
  rig = undefined;
});

/** By which its owner sees that the other account is in it. */
const OF_THE_OTHER = {
  id: 'eni-1',
  subnet: 'subnet-a',
  owner: account(1).id,
  description: '[DO NOT DELETE] ENI managed by SageMaker for Studio Domain(d-1) - 1',
};

function jobOf(index: number, subnet: string) {
  return { type: 'processing', name: `job-${index}`, region: REGION, network: { subnets: [subnet] } } as const;
}

/** The owner has nothing but the VPC, and the other account a lot, some of which is in it. */
async function looked(
  { faults = [], ...options }: Partial<RigOptions> & { readonly faults?: readonly FaultRule[] },
  forMs = LONG_MS,
): Promise<Rig> {
  const jobs = Array.from({ length: MANY }, (_, index) =>
    jobOf(index, index === 0 || index === MANY - 1 ? 'subnet-a' : 'subnet-elsewhere'),
  );
  rig = startRig({
    notebooks: [[], []],
    seeds: [{ vpcs: [SHARED] }, { jobs }],
    once: true,
    state: state({ organization: { regions: [REGION] }, policies: [S3, JOBS] }),
    ...options,
  });
  rig.cloud.setFaults(faults);
  await rig.time.pass(forMs);
  return rig;
}

/** How the VPC stands with its owner, by policy. */
function standings({ loop: { controller } }: Rig): Readonly<Record<string, string>> {
  const entries = controller.memory.places.get(`${account(0).id}/${REGION} vpc`)?.entries.values() ?? [];
  return Object.fromEntries([...entries].flatMap(({ marks }) => marks.map((mark) => [mark.policy, mark.state])));
}

function changed({ cloud }: Rig): number {
  return cloud.journal.after(0).filter((entry) => entry.kind === 'request' && entry.operation === 'ModifyVpcEndpoint')
    .length;
}

describe('one look at a VPC whose owner is read before those that use it', () => {
  it('brings it in line', async () => {
    const it = await looked({});
    expect([standings(it), changed(it)]).toEqual([{ s3: 'compliant', jobs: 'compliant' }, 1]);
    expect(it.told.filter(({ event }) => event === 'SweepFinished')).toHaveLength(1);
  });

  it('plans it', async () => {
    const it = await looked({ readOnly: true });
    expect([standings(it), changed(it)]).toEqual([{ s3: 'converging', jobs: 'compliant' }, 0]);
  });
});

describe('a daemon that reads the owner of a VPC before those that use it', () => {
  it('judges it anew as soon as all have been read', async () => {
    const it = await looked({ once: false }, ONE_PASS_MS);
    expect([standings(it)['s3'], changed(it)]).toEqual(['compliant', 1]);
  });
});

describe('a VPC that another account is seen to be in, which tells of no use', () => {
  const seeds: Seeds = [{ vpcs: [{ ...SHARED, networkInterfaces: [OF_THE_OTHER] }] }, {}];
  const everywhere = { operation: 'ListNotebookInstances', account: account(1).id };

  it('is unknown as long as that account cannot be read, and unused once it was', async () => {
    const it = await looked({ once: false, seeds, faults: [{ match: everywhere, fault: 'access-denied' }] });
    expect([standings(it), changed(it)]).toEqual([{ s3: 'unknown', jobs: 'not-applicable' }, 0]);
    it.cloud.setFaults([]);
    await it.time.pass(LONG_MS);
    expect([standings(it), changed(it)]).toEqual([{ s3: 'not-applicable', jobs: 'not-applicable' }, 0]);
  });

  it('is unused at the end of a single run, whichever of the two was read first', async () => {
    const jobs = Array.from({ length: MANY }, (_, index) => jobOf(index, 'subnet-elsewhere'));
    const it = await looked({ seeds: [seeds[0] ?? {}, { jobs }] });
    expect(standings(it)).toEqual({ s3: 'not-applicable', jobs: 'not-applicable' });
  });
});
