/**
 * VPCs and wants for tests of S3EndpointPolicy.
 */
import { DEFAULT_ENDPOINT_DOCUMENT } from '../../../src/model/iam-document-endpoint.ts';
import { iamDocumentOf } from '../../../src/model/iam-document-read.ts';
import type { WrittenDocument, WrittenStatement } from '../../../src/model/iam-document.ts';
import { judgeS3EndpointPolicy } from '../../../src/policies/s3-endpoint-policy/judge.ts';
import { S3_ENDPOINT_POLICY_WANT } from '../../../src/policies/s3-endpoint-policy/want.ts';
import type { S3EndpointPolicyWant } from '../../../src/policies/s3-endpoint-policy/want.ts';
import type { S3Endpoint, VpcReading } from '../../../src/resources/vpc/shape.ts';

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

export function vpcOf(endpoints: readonly S3Endpoint[], more: Partial<VpcReading> = {}): VpcReading {
  return {
    vpcId: 'vpc-1',
    account: ACCOUNT,
    region: REGION,
    partition: 'aws',
    ownerId: ACCOUNT,
    tags: {},
    use: { is: 'used', by: ['notebook-instance/a'] },
    endpoints,
    jobRouteTableIds: ['rtb-1'],
    neighbours: { is: 'counted', count: 0, owners: [] },
    ...more,
  };
}

export function of(...statements: readonly WrittenStatement[]): WrittenDocument {
  return { Version: '2012-10-17', Statement: statements };
}

/** The verdict, which must be one. */
export function judged(want: S3EndpointPolicyWant, vpc: VpcReading) {
  const verdict = judgeS3EndpointPolicy(want, vpc);
  if (!verdict.applicable) throw new Error(verdict.why);
  const reasons = (notes: readonly { readonly reason: string }[]): readonly string[] =>
    notes.map(({ reason }) => reason);
  return { ...verdict, noteReasons: reasons(verdict.notes), unknownReasons: reasons(verdict.unknown) };
}
