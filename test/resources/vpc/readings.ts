/**
 * Readings of a VPC and of what is told about networks, for tests of what follows from them. Nothing is wrong with them unless a
 * test says so.
 */
import { pathOfSid } from '../../../src/model/iam-document-difference.ts';
import { DEFAULT_ENDPOINT_DOCUMENT } from '../../../src/model/iam-document-endpoint.ts';
import { iamDocumentOf } from '../../../src/model/iam-document-read.ts';
import type { NetworkFacts, NetworkUse } from '../../../src/model/network.ts';
import { endpointPath } from '../../../src/resources/vpc/shape.ts';
import type { S3Endpoint, Vpc } from '../../../src/resources/vpc/shape.ts';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-central-1';
export const NOW = Date.UTC(2026, 10, 22, 12);

/** A statement of ours. */
export const DENY = {
  Sid: 'SagekeeperDeny',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::x/*',
} as const;

/** A gateway endpoint in `rtb-1`. */
export function endpointOf(more: Partial<S3Endpoint> = {}, document: unknown = DEFAULT_ENDPOINT_DOCUMENT): S3Endpoint {
  return {
    id: 'vpce-1',
    type: 'Gateway',
    state: 'available',
    ownerId: ACCOUNT,
    requesterManaged: false,
    document: iamDocumentOf(document),
    routeTableIds: ['rtb-1'],
    subnetIds: [],
    privateDnsEnabled: false,
    tags: {},
    ...more,
  };
}

/** One subnet and its route table, read just now; what costs calls of its own was not asked for. */
export function vpcOf(endpoints: readonly S3Endpoint[], more: Partial<Vpc> = {}): Vpc {
  return {
    kind: 'vpc',
    arn: `arn:aws:ec2:${REGION}:${ACCOUNT}:vpc/vpc-1`,
    name: 'vpc-1',
    vpcId: 'vpc-1',
    account: ACCOUNT,
    region: REGION,
    partition: 'aws',
    ownerId: ACCOUNT,
    status: 'available',
    createdAt: 0,
    lastModifiedAt: 0,
    observedAt: NOW,
    running: true,
    tags: {},
    intent: { is: 'none' },
    provenance: undefined,
    endpoints,
    services: [],
    subnets: [{ id: 'subnet-1', routeTableId: 'rtb-1', freeAddresses: 250 }],
    routeTables: [{ id: 'rtb-1', routes: [] }],
    neighbours: undefined,
    jobNetworks: undefined,
    bucketPolicies: undefined,
    ...more,
  };
}

export function statementPath(endpointId: string, sid: string): string {
  return `${endpointPath(endpointId)}${pathOfSid(sid)}`;
}

/** Facts about these uses and no others. */
export function networkOf(uses: readonly NetworkUse[], untold: readonly string[] = []): NetworkFacts {
  const isIn = (ids: readonly string[], { vpcId = '', subnets }: NetworkUse): boolean =>
    [vpcId, ...subnets].some((id) => ids.includes(id));
  return {
    usesOf: (ids) => uses.filter((use) => isIn(ids, use)),
    idsHere: () => uses.flatMap(({ vpcId, subnets }) => [...(vpcId === undefined ? [] : [vpcId]), ...subnets]),
    untold: () => untold,
  };
}
