/**
 * Is what was read last of all VPCs of an account and region still enough, or has everything to be read again? It is enough for an
 * hour, as long as the endpoints and the VPCs are the same and nothing more has to be known.
 */
import { isDeepStrictEqual } from 'node:util';
import type { NetworkUse } from '../../model/network.ts';
import type { ListContext, Need } from '../../model/resource.ts';
import { NO_ENDPOINTS } from './endpoints.ts';
import type { Endpoints } from './endpoints.ts';
import type { Vpc } from './shape.ts';

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

/** @param known as they are remembered. @param fresh their endpoints, as they were just read. */
export function isEnough(
  known: readonly Vpc[],
  fresh: ReadonlyMap<string, Endpoints>,
  context: ListContext<Vpc>,
): boolean {
  const last = context.notes.get(LAST_WHOLE_READ) as WholeRead | undefined;
  if (last === undefined || context.now - last.at >= WHOLE_READ_EVERY_MS) return false;
  if (known.length !== last.arns.size || !known.every(({ arn }) => last.arns.has(arn))) return false;
  return [...extrasOf(known, context)].every((extra) => last.extras.has(extra)) && isUnchanged(known, fresh);
}

/** @param extras that these were read with. */
export function noteWholeRead(
  vpcs: readonly Vpc[],
  extras: ReadonlySet<string>,
  { notes, now }: ListContext<Vpc>,
): void {
  const read: WholeRead = { at: now, extras, arns: new Set(vpcs.map(({ arn }) => arn)) };
  notes.set(LAST_WHOLE_READ, read);
}

export function forgetWholeRead({ notes }: ListContext<Vpc>): void {
  notes.delete(LAST_WHOLE_READ);
}

/** Each endpoint is as it is remembered. Texts of documents are shared, so that one look at each mostly tells. */
function isUnchanged(known: readonly Vpc[], fresh: ReadonlyMap<string, Endpoints>): boolean {
  const ids = new Set(known.map(({ vpcId }) => vpcId));
  if (![...fresh.keys()].every((vpcId) => ids.has(vpcId))) return false;
  return known.every((vpc) => isDeepStrictEqual(partsOf(vpc), partsOf(fresh.get(vpc.vpcId) ?? NO_ENDPOINTS)));
}

function partsOf({ endpoints, services, oddEndpoints = [] }: Endpoints) {
  return { endpoints, services, oddEndpoints };
}

/** Needs that are met for every VPC. What jobs need (jobNetworks) is read of each VPC that is used. */
const OF_EVERY_VPC: readonly Need[] = ['neighbours', 'bucketPolicies'];

/** Names of what has to be read beyond what every VPC tells. */
export function extrasOf(
  vpcs: readonly Pick<Vpc, 'vpcId' | 'subnets'>[],
  { needs, network }: ListContext<Vpc>,
): ReadonlySet<string> {
  const there = new Set(vpcs.flatMap(idsOf));
  // A network that came into use after all were read.
  const absent = network.idsHere().filter((id) => !there.has(id));
  const extras = new Set<string>([...OF_EVERY_VPC.filter((need) => needs.has(need)), ...absent]);
  if (!needs.has('jobNetworks') && !needs.has('bucketPolicies')) return extras;
  for (const vpc of vpcs) {
    const uses = network.usesOf(idsOf(vpc));
    if (needs.has('jobNetworks') && uses.length > 0) extras.add(`used ${vpc.vpcId}`);
    if (needs.has('bucketPolicies')) for (const bucket of bucketsIn(uses)) extras.add(`${vpc.vpcId} ${bucket}`);
  }
  return extras;
}

/** By which uses name a VPC. */
export function idsOf({ vpcId, subnets }: Pick<Vpc, 'vpcId' | 'subnets'>): readonly string[] {
  return [vpcId, ...subnets.map(({ id }) => id)];
}

/** Each once, sorted. */
export function bucketsIn(uses: readonly NetworkUse[]): readonly string[] {
  return [...new Set(uses.flatMap(({ buckets }) => buckets ?? []))].toSorted();
}
