/**
 * Which VPCs are there, and what stands in them? With every pass their endpoints are read, in one list; everything else with it when
 * these have changed, when more has to be known, and every hour. A list that was not read to its end tells nothing.
 */
import { isDeepStrictEqual } from 'node:util';
import type { NetworkUse } from '../../model/network.ts';
import type { DescribeOptions, ListContext, Listed, Need, Sighting } from '../../model/resource.ts';
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

/** What no endpoint tells is at most so old: subnets, routes, rules, flow logs, who else lives there. */
export const WHOLE_READ_EVERY_MS = 3_600_000;

/** Among the notes of the place. */
const LAST_WHOLE_READ = 'lastWholeRead';

interface WholeRead {
  readonly at: number;
  /** As `extrasOf` names them. */
  readonly extras: ReadonlySet<string>;
  /** Of the VPCs that there were. */
  readonly arns: ReadonlySet<string>;
}

export async function* listVpcs(aws: Reader, target: Target, context: ListContext<Vpc>): AsyncIterable<Listed<Vpc>> {
  const asking = { aws, target, vpcId: undefined };
  const endpoints = await readEndpoints(asking);
  const known = [...context.known.values()];
  const last = context.notes.get(LAST_WHOLE_READ) as WholeRead | undefined;
  if (last !== undefined && isEnough(last, known, context) && isUnchanged(known, endpoints)) {
    yield* known.map(sightingOf);
    return;
  }
  const vpcs = await readWhole(asking, endpoints, context);
  const arns = new Set(vpcs.map(({ arn }) => arn));
  const read: WholeRead = { at: context.now, extras: extrasOf(vpcs, context), arns };
  // What is denied may be allowed by the next pass, and whoever allowed it waits to see that.
  if (vpcs.some(isPartlyUnread)) context.notes.delete(LAST_WHOLE_READ);
  else context.notes.set(LAST_WHOLE_READ, read);
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

/** Everything of every VPC. `endpoints`: as they were just read. */
async function readWhole(
  asking: Asking,
  endpoints: ReadonlyMap<string, Endpoints>,
  { needs, now, network }: ListContext<Vpc>,
): Promise<readonly Vpc[]> {
  const [networks, neighboursOf, lists] = await Promise.all([
    readNetworks(asking),
    needs.has('neighbours') ? readNeighbours(asking) : undefined,
    needs.has('jobNetworks') ? readJobNetworkLists(asking) : undefined,
  ]);
  const used = new Map([...networks.values()].map((one) => [one.vpcId, network.usesOf(idsOf(one))] as const));
  const bucketsOf = (vpcId: string): readonly string[] => bucketsIn(used.get(vpcId) ?? []);
  const policies = needs.has('bucketPolicies')
    ? await readBucketPolicies(asking, [...networks.keys()].flatMap(bucketsOf))
    : undefined;
  const vpcs: Vpc[] = [];
  for (const [vpcId, one] of networks) {
    const isUsed = (used.get(vpcId) ?? []).length > 0;
    const extras = {
      neighbours: neighboursOf?.(vpcId),
      jobNetworks: lists === undefined || !isUsed ? undefined : await readJobNetworks(asking, one, lists),
      bucketPolicies: policies && bucketsOf(vpcId).flatMap((bucket) => policies.get(bucket) ?? []),
      observedAt: now,
    };
    vpcs.push(vpcOf(asking.target, one, endpoints.get(vpcId), extras));
  }
  return vpcs;
}

/** Right before a write the rules, which one may be about; what takes a call for each VPC only where it was never read. */
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

function isPartlyUnread({ neighbours, jobNetworks }: Vpc): boolean {
  return neighbours?.is === 'unknown' || Object.values(jobNetworks ?? {}).some(isUnread);
}

/** So lately, with all that is to be known now, and of these same VPCs. */
function isEnough({ at, extras, arns }: WholeRead, known: readonly Vpc[], context: ListContext<Vpc>): boolean {
  if (context.now - at >= WHOLE_READ_EVERY_MS) return false;
  if (known.length !== arns.size || !known.every(({ arn }) => arns.has(arn))) return false;
  return [...extrasOf(known, context)].every((extra) => extras.has(extra));
}

/** Each endpoint is as it is remembered. Texts of documents are shared, so that one look at each mostly tells. */
function isUnchanged(known: readonly Vpc[], fresh: ReadonlyMap<string, Endpoints>): boolean {
  const ids = new Set(known.map(({ vpcId }) => vpcId));
  if (![...fresh.keys()].every((vpcId) => ids.has(vpcId))) return false;
  return known.every(({ vpcId, endpoints, services }) =>
    isDeepStrictEqual({ endpoints, services }, fresh.get(vpcId) ?? NO_ENDPOINTS),
  );
}

const EXTRAS: readonly Need[] = ['neighbours', 'jobNetworks', 'bucketPolicies'];

/** What has to be read beyond what every VPC tells. */
function extrasOf(
  vpcs: readonly Pick<Vpc, 'vpcId' | 'subnets'>[],
  { needs, network }: ListContext<Vpc>,
): ReadonlySet<string> {
  const there = new Set(vpcs.flatMap(idsOf));
  // A network that came into use after all were read.
  const absent = network.idsHere().filter((id) => !there.has(id));
  const extras = new Set<string>([...EXTRAS.filter((need) => needs.has(need)), ...absent]);
  if (!needs.has('jobNetworks') && !needs.has('bucketPolicies')) return extras;
  for (const vpc of vpcs) {
    const uses = network.usesOf(idsOf(vpc));
    if (needs.has('jobNetworks') && uses.length > 0) extras.add(`used ${vpc.vpcId}`);
    if (needs.has('bucketPolicies')) for (const bucket of bucketsIn(uses)) extras.add(`${vpc.vpcId} ${bucket}`);
  }
  return extras;
}

function idsOf({ vpcId, subnets }: Pick<Vpc, 'vpcId' | 'subnets'>): readonly string[] {
  return [vpcId, ...subnets.map(({ id }) => id)];
}

function bucketsIn(uses: readonly NetworkUse[]): readonly string[] {
  return [...new Set(uses.flatMap(({ buckets }) => buckets ?? []))].toSorted();
}

function vpcOf(
  { account, region }: Target,
  { ranges: _ranges, ...network }: Network,
  { endpoints, services }: Endpoints = NO_ENDPOINTS,
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
    endpoints,
    services,
    ...extras,
  };
}

function isVpc(sighting: Sighting): sighting is Vpc {
  return 'kind' in sighting && sighting.kind === 'vpc';
}

function sightingOf({ arn, name, account, region, status, createdAt, lastModifiedAt }: Vpc): Sighting {
  return { arn, name, account, region, status, createdAt, lastModifiedAt };
}
