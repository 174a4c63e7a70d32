/**
 * Which VPCs are there, and what stands in them? With every pass their endpoints are read, in one list; everything else with it when
 * these have changed, when more has to be known, and every hour. A list that was not read to its end tells nothing.
 */
import type { DescribeOptions, ListContext, Listed, Sighting } from '../../model/resource.ts';
import type { Target } from '../../model/target.ts';
import type { Reader } from '../../model/world.ts';
import type { Asking } from './asking.ts';
import { readBucketPolicies } from './bucket-policies.ts';
import { NO_ENDPOINTS, readEndpoints } from './endpoints.ts';
import type { Endpoints } from './endpoints.ts';
import { readJobNetworkLists, readJobNetworks, readSelfReferenced } from './job-networks.ts';
import { readNeighbours } from './neighbours.ts';
import { readNetworks } from './networks.ts';
import type { Network } from './networks.ts';
import { partitionOf } from './partition.ts';
import { isUnread } from './shape.ts';
import type { JobNetworks, Vpc } from './shape.ts';
import { bucketsIn, extrasOf, forgetWholeRead, idsOf, isEnough, noteWholeRead } from './whole-read.ts';

export async function* listVpcs(aws: Reader, target: Target, context: ListContext<Vpc>): AsyncIterable<Listed<Vpc>> {
  const asking = { aws, target, vpcId: undefined };
  const endpoints = await readEndpoints(asking);
  const known = [...context.known.values()];
  if (isEnough(known, endpoints, context)) {
    yield* known.map(sightingOf);
    return;
  }
  const { vpcs, extras } = await readWhole(asking, endpoints, context);
  // What is denied may be allowed by the next pass, and whoever allowed it waits to see that; an odd answer may be a right one.
  if (vpcs.some(isPartlyUnread)) forgetWholeRead(context);
  else noteWholeRead(vpcs, extras, context);
  yield* vpcs.map((vpc) => ({ ...sightingOf(vpc), reading: vpc }));
}

/** The same of one VPC. What is not read again is taken from the sighting, where that is an earlier reading. */
export async function describeVpc(
  aws: Reader,
  sighting: Sighting,
  { needs, close, now }: DescribeOptions,
): Promise<Vpc | undefined> {
  const target = { account: sighting.account, region: sighting.region };
  const asking = { aws, target, vpcId: sighting.name };
  const known = isVpc(sighting) ? sighting : undefined;
  const [endpoints, networks, neighboursOf] = await Promise.all([
    readEndpoints(asking),
    readNetworks(asking),
    needs.has('neighbours') ? readNeighbours(asking) : undefined,
  ]);
  const network = networks.get(sighting.name);
  if (network === undefined) return undefined;
  const jobNetworks = needs.has('jobNetworks') ? await jobNetworksAgain(asking, network, known, close) : undefined;
  return vpcOf(target, network, endpoints.get(sighting.name), {
    neighbours: neighboursOf?.(sighting.name),
    jobNetworks,
    bucketPolicies: needs.has('bucketPolicies') ? known?.bucketPolicies : undefined,
    observedAt: now,
  });
}

/** Everything of every VPC, and which extras that is. `endpoints`: as they were just read. */
async function readWhole(
  asking: Asking,
  endpoints: ReadonlyMap<string, Endpoints>,
  context: ListContext<Vpc>,
): Promise<{ readonly vpcs: readonly Vpc[]; readonly extras: ReadonlySet<string> }> {
  const { needs, now, network } = context;
  const [networks, neighboursOf, lists] = await Promise.all([
    readNetworks(asking),
    needs.has('neighbours') ? readNeighbours(asking) : undefined,
    needs.has('jobNetworks') ? readJobNetworkLists(asking) : undefined,
  ]);
  // Together, with nothing awaited in between: who uses which VPC may change while the rest is read.
  const extras = extrasOf([...networks.values()], context);
  const used = new Map([...networks.values()].map((one) => [one.vpcId, network.usesOf(idsOf(one))] as const));
  const bucketsOf = (vpcId: string): readonly string[] => bucketsIn(used.get(vpcId) ?? []);
  const policies = needs.has('bucketPolicies')
    ? await readBucketPolicies(asking, [...networks.keys()].flatMap(bucketsOf))
    : undefined;
  const vpcs: Vpc[] = [];
  for (const [vpcId, one] of networks) {
    const isUsed = (used.get(vpcId) ?? []).length > 0;
    const more = {
      neighbours: neighboursOf?.(vpcId),
      jobNetworks: lists === undefined || !isUsed ? undefined : await readJobNetworks(asking, one, lists),
      bucketPolicies: policies && bucketsOf(vpcId).flatMap((bucket) => policies.get(bucket) ?? []),
      observedAt: now,
    };
    vpcs.push(vpcOf(asking.target, one, endpoints.get(vpcId), more));
  }
  return { vpcs, extras };
}

/**
 * Right before a write (`close`) the rules of security groups, which it may be about. What takes calls for each VPC is read only where
 * it never was.
 */
async function jobNetworksAgain(
  asking: Asking,
  network: Network,
  known: Vpc | undefined,
  close: boolean,
): Promise<JobNetworks | undefined> {
  if (known === undefined) return readJobNetworks(asking, network, await readJobNetworkLists(asking));
  if (known.jobNetworks === undefined || !close) return known.jobNetworks;
  const { openToVpc: _old, ...others } = known.jobNetworks;
  return { ...others, ...(await readSelfReferenced(asking, network)) };
}

function isPartlyUnread({ neighbours, jobNetworks, oddNetwork }: Vpc): boolean {
  const isOdd = oddNetwork !== undefined;
  return isOdd || neighbours?.is === 'unknown' || Object.values(jobNetworks ?? {}).some(isUnread);
}

function vpcOf(
  { account, region }: Target,
  { ranges: _ranges, ...network }: Network,
  found: Endpoints = NO_ENDPOINTS,
  extras: Pick<Vpc, 'neighbours' | 'jobNetworks' | 'bucketPolicies' | 'observedAt'>,
): Vpc {
  const { vpcId } = network;
  const partition = partitionOf(region);
  return {
    // Of a shared VPC with the account that it was read in: each of those sees and judges something else, and none is another's.
    arn: `arn:${partition}:ec2:${region}:${account}:vpc/${vpcId}`,
    name: vpcId,
    account,
    region,
    // EC2 tells of neither.
    createdAt: 0,
    lastModifiedAt: 0,
    kind: 'vpc',
    running: true,
    intent: { is: 'none' },
    provenance: undefined,
    partition,
    ...network,
    ...found,
    ...extras,
  };
}

function isVpc(sighting: Sighting): sighting is Vpc {
  return 'kind' in sighting && sighting.kind === 'vpc';
}

function sightingOf({ arn, name, account, region, status, createdAt, lastModifiedAt }: Vpc): Sighting {
  return { arn, name, account, region, status, createdAt, lastModifiedAt };
}
