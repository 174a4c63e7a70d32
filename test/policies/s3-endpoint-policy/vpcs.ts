/**
 * VPCs and wants for tests of S3EndpointPolicy.
 */
import { DEFAULT_ENDPOINT_DOCUMENT } from '../../../src/model/iam-document-endpoint.ts';
import { iamDocumentOf } from '../../../src/model/iam-document-read.ts';
import type { WrittenDocument, WrittenStatement } from '../../../src/model/iam-document.ts';
import { judgeS3EndpointPolicy } from '../../../src/policies/s3-endpoint-policy/judge.ts';
import { S3_ENDPOINT_POLICY_WANT } from '../../../src/policies/s3-endpoint-policy/want.ts';
import type { S3EndpointPolicyWant } from '../../../src/policies/s3-endpoint-policy/want.ts';
import type { NetworkFacts, NetworkUse } from '../../../src/model/network.ts';
import type { S3Endpoint, Vpc } from '../../../src/resources/vpc/shape.ts';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-central-1';

export function wantOf(want: Readonly<Record<string, unknown>> = {}): S3EndpointPolicyWant {
  return S3_ENDPOINT_POLICY_WANT.parse({ presets: ['DenyAmazonLinuxRepositories'], ...want });
}

export function endpointOf(document: unknown = DEFAULT_ENDPOINT_DOCUMENT, more: Partial<S3Endpoint> = {}): S3Endpoint {
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
    observedAt: 0,
    running: true,
    tags: {},
    intent: { is: 'none' },
    provenance: undefined,
    endpoints,
    services: [],
    subnets: [
      { id: 'subnet-1', routeTableId: 'rtb-1', freeAddresses: 100 },
      { id: 'subnet-2', routeTableId: 'rtb-2', freeAddresses: 100 },
    ],
    routeTables: [
      { id: 'rtb-1', routes: [] },
      { id: 'rtb-2', routes: [] },
    ],
    neighbours: { is: 'counted', count: 0, owners: [] },
    jobNetworks: undefined,
    bucketPolicies: undefined,
    ...more,
  };
}

/** A notebook in `subnet-1`, unless it says otherwise. */
export function useOf(more: Partial<NetworkUse> = {}): NetworkUse {
  return {
    by: 'notebook-instance/a',
    vpcId: undefined,
    subnets: ['subnet-1'],
    securityGroups: [],
    instances: undefined,
    ...more,
  };
}

export function networkOf(uses: readonly NetworkUse[] = [useOf()], untold: readonly string[] = []): NetworkFacts {
  const isOf = (ids: readonly string[], { vpcId = '', subnets }: NetworkUse): boolean =>
    [vpcId, ...subnets].some((id) => ids.includes(id));
  return { usesOf: (ids) => uses.filter((use) => isOf(ids, use)), untold };
}

export function of(...statements: readonly WrittenStatement[]): WrittenDocument {
  return { Version: '2012-10-17', Statement: statements };
}

/** The verdict, which must be one. */
export function judged(want: S3EndpointPolicyWant, vpc: Vpc, network = networkOf()) {
  const verdict = judgeS3EndpointPolicy(want, vpc, { network });
  if (!verdict.applicable) throw new Error(verdict.why);
  const reasons = (notes: readonly { readonly reason: string }[]): readonly string[] =>
    notes.map(({ reason }) => reason);
  return { ...verdict, noteReasons: reasons(verdict.notes), unknownReasons: reasons(verdict.unknown) };
}
