/**
 * What is not there: an endpoint for S3, or its association with the route tables of subnets that SageMaker uses.
 */
import { DEFAULT_ENDPOINT_DOCUMENT } from '../../model/iam-document-endpoint.ts';
import { changesTowards } from '../../model/iam-document-merge.ts';
import type { Note } from '../../model/verdict.ts';
import { MISSING_ENDPOINT, routeTablesPath, s3ServiceName } from '../../resources/vpc/shape.ts';
import type { EndpointDifference, S3Endpoint, VpcReading } from '../../resources/vpc/shape.ts';
import { unmetBy } from './neighbours.ts';
import { wantedStatements } from './statements.ts';
import type { S3EndpointPolicyWant } from './want.ts';

export interface Findings {
  readonly differences: readonly EndpointDifference[];
  readonly unknown: readonly Note[];
  readonly notes: readonly Note[];
}

/** A VPC in which no endpoint serves at all. */
export function missingEndpoint(want: S3EndpointPolicyWant, vpc: VpcReading, serving: readonly S3Endpoint[]): Findings {
  if (serving.length > 0) return { differences: [], unknown: [], notes: [] };
  const unmet = unmetBy(want, vpc);
  const isReported = want.missingEndpoint === 'report' || vpc.ownerId !== vpc.account;
  const wanted = { serviceName: s3ServiceName(vpc.region, vpc.partition), routeTableIds: vpc.jobRouteTableIds };
  const note = isReported ? { reportOnly: true as const } : unmet === undefined ? {} : { unmet };
  const statements = wantedStatements(want, DEFAULT_ENDPOINT_DOCUMENT, vpc.partition);
  const changes = isReported ? [] : changesTowards(DEFAULT_ENDPOINT_DOCUMENT, statements, want.existing, vpc.partition);
  const differences: EndpointDifference[] = [
    { path: MISSING_ENDPOINT, have: undefined, want: wanted, ...note },
    ...changes.map((change) => ({ ...change, path: `${MISSING_ENDPOINT}${change.path}`, ...note })),
  ];
  const message = `${vpc.vpcId} has no endpoint for S3: no document says what leaves through its way to S3`;
  return { differences, unknown: [], notes: [{ reason: 'EndpointMissing', message }] };
}

/** Subnets whose way to S3 passes by every endpoint. Where an interface endpoint answers for the service's name, none does. */
export function openRoutes({ jobRouteTableIds }: VpcReading, serving: readonly S3Endpoint[]): Findings {
  const [gateway] = serving.filter(({ type }) => type === 'Gateway');
  const isAnswered = serving.some(({ type, privateDnsEnabled }) => type === 'Interface' && privateDnsEnabled);
  if (gateway === undefined || isAnswered) return { differences: [], unknown: [], notes: [] };
  const associated = new Set(serving.flatMap(({ routeTableIds }) => routeTableIds));
  const open = jobRouteTableIds.filter((id) => !associated.has(id));
  if (open.length === 0) return { differences: [], unknown: [], notes: [] };
  const path = routeTablesPath(gateway.id);
  const have = gateway.routeTableIds.toSorted();
  const difference = { path, have, want: [...have, ...open].toSorted(), reportOnly: true } as const;
  const message = `${open.join(', ')} of subnets that SageMaker uses ${open.length === 1 ? 'is' : 'are'} not associated with ${gateway.id}: their way to S3 passes by it`;
  return { differences: [difference], unknown: [], notes: [{ reason: 'RouteTableNotAssociated', message, path }] };
}
