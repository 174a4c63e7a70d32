/**
 * A VPC that one account shares with another is judged where its owner is, by what runs in it elsewhere; which of the two is read
 * first is chance.
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import { JOB_NETWORK_WANT } from '../../src/policies/job-network/want.ts';
import type { AccountSeed } from '../../src/simulator/world-shape.ts';
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

let rig: Rig | undefined;
afterEach(async () => {
  await rig?.end();
  rig = undefined;
});

/** The owner has nothing but the VPC, and the other account a lot, some of which is in it. */
async function looked(options: Partial<RigOptions>, forMs = LONG_MS): Promise<Rig> {
  const others = Array.from({ length: MANY }, (_, index) => ({
    type: 'processing',
    name: `job-${index}`,
    region: REGION,
    network: { subnets: [index === 0 || index === MANY - 1 ? 'subnet-a' : 'subnet-elsewhere'] },
  })) as NonNullable<AccountSeed['jobs']>;
  rig = startRig({
    notebooks: [[], []],
    seeds: [{ vpcs: [SHARED] }, { jobs: others }],
    once: true,
    state: state({ organization: { regions: [REGION] }, policies: [S3, JOBS] }),
    ...options,
  });
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
