/**
 * VPCs and wants for tests of S3EndpointPolicy.
 */
import type { WrittenDocument, WrittenStatement } from '../../../src/model/iam-document.ts';
import { judgeS3EndpointPolicy } from '../../../src/policies/s3-endpoint-policy/judge.ts';
import { S3_ENDPOINT_POLICY_WANT } from '../../../src/policies/s3-endpoint-policy/want.ts';
import type { S3EndpointPolicyWant } from '../../../src/policies/s3-endpoint-policy/want.ts';
import type { NetworkFacts, NetworkUse } from '../../../src/model/network.ts';
import type { S3Endpoint, Vpc } from '../../../src/resources/vpc/shape.ts';
import {
  endpointOf as endpointReading,
  networkOf as factsOf,
  vpcOf as vpcReading,
} from '../../resources/vpc/readings.ts';

export { ACCOUNT, REGION } from '../../resources/vpc/readings.ts';

export function wantOf(want: Readonly<Record<string, unknown>> = {}): S3EndpointPolicyWant {
  return S3_ENDPOINT_POLICY_WANT.parse({ presets: ['DenyAmazonLinuxRepositories'], ...want });
}

export function endpointOf(document?: unknown, more: Partial<S3Endpoint> = {}): S3Endpoint {
  return endpointReading(more, document);
}

/** Two subnets, each with a route table; nobody else is in it. */
export function vpcOf(endpoints: readonly S3Endpoint[], more: Partial<Vpc> = {}): Vpc {
  return vpcReading(endpoints, {
    subnets: [
      { id: 'subnet-1', routeTableId: 'rtb-1', freeAddresses: 100 },
      { id: 'subnet-2', routeTableId: 'rtb-2', freeAddresses: 100 },
    ],
    routeTables: [
      { id: 'rtb-1', routes: [] },
      { id: 'rtb-2', routes: [] },
    ],
    neighbours: { is: 'counted', count: 0, owners: [], sharers: [] },
    ...more,
  });
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
  return factsOf(uses, untold);
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
