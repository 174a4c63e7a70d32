/**
 * What is not there: an endpoint for S3, or its association with the route tables of subnets that SageMaker uses.
 */
import { DEFAULT_ENDPOINT_DOCUMENT } from '../../model/iam-document-endpoint.ts';
import { changesTowards } from '../../model/iam-document-merge.ts';
import type { Note } from '../../model/verdict.ts';
import {
  MISSING_ENDPOINT,
  endpointPath,
  isForBucketsHere,
  isGone,
  routeTablesPath,
  s3ServiceName,
} from '../../resources/vpc/shape.ts';
import type { EndpointDifference, S3Endpoint } from '../../resources/vpc/shape.ts';
import { NOTHING_FOUND } from '../findings.ts';
import type { Findings } from '../findings.ts';
import { unmetBy } from './neighbours.ts';
import { wantedStatements } from './statements.ts';
import type { VpcWithUse } from './use.ts';
import type { S3EndpointPolicyWant } from './want.ts';

/** A VPC in which no endpoint serves at all. @param forBuckets those that lead to the buckets of its region. */
export function missingEndpoint(
  want: S3EndpointPolicyWant,
  vpc: VpcWithUse,
  forBuckets: readonly S3Endpoint[],
): Findings<EndpointDifference> {
  if (forBuckets.length > 0) return NOTHING_FOUND;
  const { vpcId, usedRouteTableIds } = vpc;
  const isReported = want.missingEndpoint === 'report' || usedRouteTableIds.length === 0;
  const unmet = leaving(vpc) ?? unmetBy(want, vpc);
  const wanted = { serviceName: s3ServiceName(vpc.region), routeTableIds: usedRouteTableIds };
  const flags = isReported ? { reportOnly: true as const } : unmet === undefined ? {} : { unmet };
  const statements = wantedStatements(want, DEFAULT_ENDPOINT_DOCUMENT, vpc.partition);
  const changes = isReported ? [] : changesTowards(DEFAULT_ENDPOINT_DOCUMENT, statements, want.existing, vpc.partition);
  const differences: EndpointDifference[] = [
    { path: MISSING_ENDPOINT, have: undefined, want: wanted, ...flags },
    ...changes.map((change) => ({ ...change, path: `${MISSING_ENDPOINT}${change.path}`, ...flags })),
  ];
  const leadsElsewhere = vpc.endpoints.some((one) => !isGone(one) && !isForBucketsHere(one));
  const what = leadsElsewhere ? `S3 of ${vpc.region}` : 'S3';
  const message = `${vpcId} has no endpoint for ${what}: no document says what leaves through its way to S3`;
  const notes: Note[] = [{ reason: 'EndpointMissing', message }];
  if (want.missingEndpoint === 'create') notes.push(...aboutCreation(vpc));
  return { differences, unknown: [], notes };
}

/** A route table has one route to a service: until the one that goes is gone, AWS would refuse another. */
function leaving({ endpoints }: VpcWithUse): EndpointDifference['unmet'] {
  const old = endpoints.find(({ type, state }) => type === 'Gateway' && state === 'deleting');
  return old && { reason: 'EndpointLeaving', why: `${old.id} is still being deleted` };
}

function aboutCreation({ vpcId, usedRouteTableIds, tablelessSubnets, untold }: VpcWithUse): readonly Note[] {
  if (usedRouteTableIds.length === 0 && tablelessSubnets.length > 0) {
    const message = `which route tables ${tablelessSubnets.join(', ')} of ${vpcId} have is not told, so that an endpoint would serve nobody: none is created`;
    return [{ reason: 'RouteTablesUntold', message }];
  }
  if (usedRouteTableIds.length === 0) {
    const message = `no subnet of ${vpcId} is known to be used by SageMaker, so that an endpoint would serve nobody: none is created`;
    return [{ reason: 'NoSubnetUsed', message }];
  }
  const cut =
    'a new gateway endpoint cuts connections to S3 that are open, and what comes through it no longer has a public address: bucket policies by aws:SourceIp stop fitting';
  const notes: Note[] = [{ reason: 'CutsConnections', message: cut }];
  if (untold.length > 0) {
    const message = `route tables of subnets that are not known to be used are left out: ${untold.join('; ')}`;
    notes.push({ reason: 'SubnetsUntold', message });
  }
  return notes;
}

/**
 * Subnets whose way to S3 passes by every endpoint that leads to buckets of the region. Where an interface endpoint answers for the
 * service's name, none does.
 */
export function openRoutes(vpc: VpcWithUse, forBuckets: readonly S3Endpoint[]): Findings<EndpointDifference> {
  const { usedRouteTableIds, tablelessSubnets } = vpc;
  const [gateway] = forBuckets.filter(({ type }) => type === 'Gateway');
  const isAnswered = forBuckets.some(({ type, privateDnsEnabled }) => type === 'Interface' && privateDnsEnabled);
  if (isAnswered) return NOTHING_FOUND;
  if (gateway === undefined) return passedBy(vpc, forBuckets);
  const unknown = tablelessSubnets.map((id) => ({
    reason: 'RouteTablesUntold',
    message: `whether the way of ${id} to S3 passes by ${gateway.id} is not known: its route table is not told`,
  }));
  const associated = new Set(forBuckets.flatMap(({ routeTableIds }) => routeTableIds));
  const open = usedRouteTableIds.filter((id) => !associated.has(id));
  if (open.length === 0) return { differences: [], unknown, notes: [] };
  const path = routeTablesPath(gateway.id);
  const have = gateway.routeTableIds.toSorted();
  const difference = { path, have, want: [...have, ...open].toSorted(), reportOnly: true } as const;
  const message = `${open.join(', ')} of subnets that SageMaker uses ${open.length === 1 ? 'is' : 'are'} not associated with ${gateway.id}: their way to S3 passes by it`;
  return { differences: [difference], unknown, notes: [{ reason: 'RouteTableNotAssociated', message, path }] };
}

/** Only interface endpoints, to which no name of S3 leads: without a gateway endpoint everything passes by them. */
function passedBy(
  { vpcId, usedRouteTableIds, tablelessSubnets }: VpcWithUse,
  forBuckets: readonly S3Endpoint[],
): Findings<EndpointDifference> {
  const [endpoint] = forBuckets;
  const isUsed = usedRouteTableIds.length + tablelessSubnets.length > 0;
  if (endpoint === undefined || !isUsed) return NOTHING_FOUND;
  const path = `${endpointPath(endpoint.id)}/privateDnsEnabled`;
  const message = `no name of S3 leads to ${endpoint.id}, and ${vpcId} has no gateway endpoint for S3: what SageMaker sends there passes by every document. Turn on the private DNS of the endpoint for all resolvers, or make a gateway endpoint`;
  const difference = { path, have: false, want: true, reportOnly: true } as const;
  return { differences: [difference], unknown: [], notes: [{ reason: 'EndpointPassedBy', message, path }] };
}
