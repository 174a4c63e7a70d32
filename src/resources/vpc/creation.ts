/**
 * How does a VPC get the gateway endpoint that it lacks? With its document, its route tables and our tag at once, and once only,
 * whatever is lost on the way: the same wish on the same day has the same token. Pure.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
import { createHash } from 'node:crypto';
import type { CallStep } from '../../model/resource.ts';
import type { Difference } from '../../model/verdict.ts';
import { documentOfNew } from './endpoint-document.ts';
import { MISSING_ENDPOINT, notUnderstood, unmetOf } from './shape.ts';
import type { Vpc } from './shape.ts';

/** The tag of every endpoint that we make. */
const MANAGED = { Key: 'sagekeeper:managed', Value: 'S3EndpointPolicy' };
/** So many fit into the policy of a session, which has 2,048 characters, beside all else that has to be in it. */
export const MAX_ROUTE_TABLES = 15;
const DAY_MS = 86_400_000;

export type Creation =
  | { readonly is: 'none' }
  | { readonly is: 'refused'; readonly reason: string; readonly why: string }
  | { readonly is: 'call'; readonly step: CallStep };

/** @param now in milliseconds since the epoch. */
export function creation(vpc: Vpc, differences: readonly Difference[], now: number): Creation {
  const missing = differences.find(({ path }) => path === MISSING_ENDPOINT);
  if (missing === undefined) return { is: 'none' };
  const { vpcId, account, ownerId } = vpc;
  const odd = notUnderstood(vpc, [...(vpc.oddEndpoints ?? []), ...(vpc.oddNetwork ?? [])]);
  if (odd !== undefined) return { is: 'refused', reason: odd.reason, why: odd.message };
  if (ownerId !== account) {
    const why = `${vpcId} belongs to account ${ownerId}, which alone can make endpoints in it`;
    return { is: 'refused', reason: 'OwnedByAnotherAccount', why };
  }
  const wanted = wantedOf(missing.want);
  if (wanted === undefined) return { is: 'refused', reason: 'EndpointUnknown', why: 'what to make is not told' };
  const after = documentOfNew(differences);
  if (after.is === 'refused') return { is: 'refused', reason: after.reason, why: after.why };
  const below = differences.filter(({ path }) => path === MISSING_ENDPOINT || path.startsWith(`${MISSING_ENDPOINT}/`));
  const routeTableIds = tablesOf(vpc, wanted.routeTableIds);
  const request = {
    VpcId: vpcId,
    VpcEndpointType: 'Gateway',
    ServiceName: wanted.serviceName,
    RouteTableIds: routeTableIds,
    ...(after.is === 'same' ? {} : { PolicyDocument: after.text }),
    TagSpecifications: [{ ResourceType: 'vpc-endpoint', Tags: [MANAGED] }],
  };
  const tables = routeTableIds.length === 1 ? '1 route table' : `${routeTableIds.length} route tables`;
  const step: CallStep = {
    step: 'call',
    call: { operation: 'CreateVpcEndpoint', input: { ...request, ClientToken: tokenOf(request, now) } },
    effect: 'disrupt',
    about: vpcId,
    reason: 'CreateEndpoint',
    why: `${vpcId} has no endpoint for S3; ${tables} will lead to it, and connections to S3 that are open there break`,
    mends: below.map(({ path }) => path),
    unmet: below.map(unmetOf).find((unmet) => unmet !== undefined) ?? tablesUnmet(vpcId, routeTableIds),
  };
  return { is: 'call', step };
}

/** Of those that are wanted, the ones that this reading knows, each once. */
function tablesOf({ routeTables }: Vpc, wanted: readonly unknown[]): readonly string[] {
  const asked = new Set(wanted);
  return [...new Set(routeTables.map(({ id }) => id))].filter((id) => asked.has(id)).toSorted();
}

function tablesUnmet(vpcId: string, ids: readonly string[]): CallStep['unmet'] {
  if (ids.length === 0) {
    const why = `which route tables of ${vpcId} the subnets of SageMaker have is not known: an endpoint for none of them serves nobody`;
    return { reason: 'NoRouteTables', why };
  }
  if (ids.length <= MAX_ROUTE_TABLES) return undefined;
  const why = `${ids.length} route tables of ${vpcId} would have to lead to it, and ${MAX_ROUTE_TABLES} can be named in one change: a person has to make it`;
  return { reason: 'TooManyRouteTables', why };
}

function wantedOf(
  want: unknown,
): { readonly serviceName: string; readonly routeTableIds: readonly unknown[] } | undefined {
  if (typeof want !== 'object' || want === null) return undefined;
  if (!('serviceName' in want) || !('routeTableIds' in want)) return undefined;
  const { serviceName, routeTableIds } = want;
  if (typeof serviceName !== 'string' || !Array.isArray(routeTableIds)) return undefined;
  return { serviceName, routeTableIds };
}

/** A token has at most 64 characters. The day is in it, as AWS would otherwise take what somebody has deleted for made. */
function tokenOf(request: Readonly<Record<string, unknown>>, now: number): string {
  const text = JSON.stringify([Math.floor(now / DAY_MS), request]);
  return createHash('sha256').update(text).digest('hex');
}
