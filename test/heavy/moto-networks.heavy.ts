// Are networks brought in line, and jobs judged, in an AWS that is not ours? `plan` and `run --once` as processes against moto's EC2
// and SageMaker. moto lacks: jobs in progress (put in front: one that is), normalised documents, tokens of clients, rates, delays; and
// in what it tells of a processing job, how many instances that has.
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { join } from 'node:path';
import type { PlanDocument } from '../../src/cli/plan-schema.ts';
import { describeWithMoto, motoEnvironment, run } from './moto/environment.ts';
import { type MadeWorld, type Moto, startMoto } from './moto/moto.ts';
import type { Intercept } from './moto/recorder.ts';
import { policy, REGIONS, sagekeeperJson } from './moto/sagekeeper.ts';
import { ACCOUNTS, UNITS } from './moto/world.ts';

const environment = await motoEnvironment();
const NETWORKS = join(import.meta.dirname, 'moto/networks.py');
const S3 = policy({
  kind: 'S3EndpointPolicy',
  name: 's3',
  want: '{presets: [DenyAmazonLinuxRepositories], missingEndpoint: create}',
});
const PRESET = 'SagekeeperDenyAmazonLinuxRepositories';

type PlaceName = 'plain' | 'foreign' | 'none' | 'shared' | 'unused';

interface MadeNetworks {
  readonly places: Readonly<
    Record<
      PlaceName,
      { readonly vpc: string; readonly group: string; readonly table: string; readonly endpoint?: string }
    >
  >;
  /** Seconds since the epoch. */
  readonly job: { readonly arn: string; readonly createdAt: number };
}

interface NetworkTruth {
  readonly endpoints: readonly {
    readonly id: string;
    readonly vpc: string;
    readonly tables: readonly string[];
    readonly document: string;
    readonly tags: Readonly<Record<string, string>>;
  }[];
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly job: string;
}

function jobs(want: string): string {
  return policy({ kind: 'JobNetwork', name: 'jobs', want });
}

function sidsIn(document: string | undefined): readonly (string | undefined)[] {
  const { Statement } = JSON.parse(document ?? '{"Statement": []}') as {
    readonly Statement: readonly { Sid?: string }[];
  };
  return Statement.map(({ Sid }) => Sid);
}

/** That job, as AWS would tell it while it runs; from its Stop on moto answers. */
function inProgress({ arn, createdAt }: MadeNetworks['job']): Intercept {
  const job = {
    ProcessingJobName: 'anywhere',
    ProcessingJobArn: arn,
    CreationTime: createdAt,
    LastModifiedTime: createdAt,
    ProcessingJobStatus: 'InProgress',
  };
  const whole = {
    ...job,
    RoleArn: 'arn:aws:iam::123456789012:role/Execution',
    AppSpecification: { ImageUri: 'image' },
    ProcessingResources: {
      ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.xlarge', VolumeSizeInGB: 30 },
    },
  };
  let runs = true;
  return ({ operation, input }) => {
    if (operation === 'StopProcessingJob') runs = false;
    if (!runs) return undefined;
    if (operation === 'ListProcessingJobs')
      return { status: 200, body: JSON.stringify({ ProcessingJobSummaries: [job] }) };
    const isIt = operation === 'DescribeProcessingJob' && input['ProcessingJobName'] === 'anywhere';
    return isIt ? { status: 200, body: JSON.stringify(whole) } : undefined;
  };
}

describeWithMoto('networks in moto', environment, (bin) => {
  let moto: Moto;
  let made: MadeWorld;
  let networks: MadeNetworks;
  /** Of the requests. */
  let since = 0;
  const ask = async (what: string): Promise<unknown> => {
    const input = JSON.stringify({ account: made.accounts['fraud-live'], region: REGIONS[0] });
    const { code, out, err } = await run(moto.python, [NETWORKS, moto.url, what], { input });
    if (code !== 0) throw new Error(`networks.py ${what} ended with ${code}: ${err}`);
    return JSON.parse(out) as unknown;
  };
  const truth = async (): Promise<NetworkTruth> => (await ask('read')) as NetworkTruth;
  /** Only where something was made: moto gives each account and region a VPC that nobody uses. */
  const sagekeeper = async (verb: readonly string[], ...policies: readonly string[]) => {
    const filter = ['--account', made.accounts['fraud-live'] ?? '', '--region', REGIONS[0]];
    return sagekeeperJson([...verb, ...filter], moto.url, ...policies);
  };
  const writes = (): readonly string[] =>
    moto.requests
      .slice(since)
      .map(({ operation }) => operation)
      .filter((operation) => /^(?:Create|Modify|Delete|Authorize|Stop|Update|Add)/.test(operation));
  const states = ({ resources }: PlanDocument): Readonly<Record<string, string>> =>
    Object.fromEntries(
      resources.map(({ arn, state, gate }) => {
        const id = arn.slice(arn.lastIndexOf('/') + 1);
        const place = Object.entries(networks.places).find(([, { vpc }]) => vpc === id)?.[0];
        return [place ?? (id.startsWith('vpc-') ? 'default' : id), `${state} ${gate ?? ''}`.trim()];
      }),
    );

  beforeAll(async () => {
    moto = await startMoto(bin);
  });
  afterAll(() => moto.close());
  beforeEach(async () => {
    made = await moto.make({ units: UNITS, accounts: ACCOUNTS, notebooks: [] });
    networks = (await ask('make')) as MadeNetworks;
    since = moto.requests.length;
  });

  it('have their endpoints planned, and are not touched by it', async () => {
    const { code, document } = await sagekeeper(['plan'], S3);
    expect([code, document.complete, writes()]).toEqual([0, true, []]);
    expect(states(document)).toEqual({
      plain: 'converging',
      foreign: 'converging',
      none: 'converging',
      shared: 'held prerequisite',
      unused: 'not-applicable',
      default: 'not-applicable',
    });
    const next = document.resources.map((row) => row.next?.operation).filter((operation) => operation !== undefined);
    expect(next.toSorted()).toEqual([
      'CreateVpcEndpoint',
      'ModifyVpcEndpoint',
      'ModifyVpcEndpoint',
      'ModifyVpcEndpoint',
    ]);
  });

  it('have their documents brought in line, and the one endpoint that is missing made; a second run writes nothing', async () => {
    const { code, document } = await sagekeeper(['run', '--once'], S3);
    expect([code, document.complete]).toEqual([1, true]);
    expect(states(document)).toMatchObject({
      plain: 'compliant',
      foreign: 'compliant',
      none: 'compliant',
      shared: 'held prerequisite',
    });
    expect(writes().toSorted()).toEqual(['CreateVpcEndpoint', 'ModifyVpcEndpoint', 'ModifyVpcEndpoint']);
    const { endpoints } = await truth();
    const { plain, foreign, none, shared, unused } = networks.places;
    const documentOf = (id: string | undefined): string | undefined => endpoints.find((one) => one.id === id)?.document;
    expect(sidsIn(documentOf(plain.endpoint))).toEqual([undefined, PRESET]);
    expect(sidsIn(documentOf(foreign.endpoint))).toEqual([undefined, 'Team', PRESET]);
    for (const { endpoint } of [shared, unused]) expect(sidsIn(documentOf(endpoint))).toEqual([undefined]);
    const [created, ...others] = endpoints.filter(({ vpc }) => vpc === none.vpc);
    expect([others, created?.tables]).toEqual([[], [none.table]]);
    expect(created?.tags).toEqual({ 'sagekeeper:managed': 'S3EndpointPolicy' });
    expect(sidsIn(created?.document)).toEqual([undefined, PRESET]);

    since = moto.requests.length;
    const again = await sagekeeper(['run', '--once'], S3);
    expect([again.code, writes()]).toEqual([1, []]);
    expect((await sagekeeper(['plan', '--exit-code'], S3)).code).toBe(1);
  });

  it('are told to be drifted where jobs run outside of them, and get the rule that distributed jobs need', async () => {
    const want = '{vpc: required, selfReference: ensure}';
    const { code, document } = await sagekeeper(['run', '--once'], jobs(want));
    expect([code, document.complete]).toEqual([1, true]);
    expect(states(document)).toMatchObject({
      plain: 'compliant',
      distributed: 'compliant',
      inside: 'compliant',
      anywhere: 'drifted',
      outside: 'drifted',
    });
    expect(writes()).toEqual(['AuthorizeSecurityGroupIngress']);
    const { group } = networks.places.plain;
    expect((await truth()).groups[group]).toEqual([group]);
    since = moto.requests.length;
    const again = await sagekeeper(['run', '--once'], jobs(want));
    expect([again.code, writes()]).toEqual([1, []]);
  });

  it('have a job stopped that runs outside of them, where the policy says so', async () => {
    moto.intercept(inProgress(networks.job));
    const { document } = await sagekeeper(['run', '--once'], jobs('{vpc: required, onViolation: stop}'));
    expect(writes()).toEqual(['StopProcessingJob']);
    expect((await truth()).job).toBe('Stopped');
    // It is over: nothing differs any more that anybody could mend.
    expect(states(document)['anywhere']).toBe('compliant');
  });

  it('are not known to be unused where a kind that tells of them is denied', async () => {
    const body = JSON.stringify({ __type: 'AccessDeniedException', message: 'not authorized' });
    moto.intercept(({ operation }) => (operation === 'ListDomains' ? { status: 400, body } : undefined));
    const { code, document } = await sagekeeper(['plan', '--exit-code'], S3);
    expect([code, document.complete]).toEqual([3, false]);
    expect(states(document)).toMatchObject({
      plain: 'converging',
      unused: 'unknown unknown',
      default: 'unknown unknown',
    });
  });
});
