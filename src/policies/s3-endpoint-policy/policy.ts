/**
 * S3EndpointPolicy as a kind: what it asks of VPCs and of those who use them, and when two documents of it cannot both be had.
 * What people may want stands in `want.ts`, the judging in `judge.ts`.
 */
import type { PolicyKind } from '../policy-kind.ts';
import { acceptsEndpointDifference } from './accepts.ts';
import { contradictedKey } from './contradicted.ts';
import { judgeS3EndpointPolicy } from './judge.ts';
import { S3_ENDPOINT_POLICY_EXAMPLE, S3_ENDPOINT_POLICY_WANT } from './want.ts';
import type { S3EndpointPolicyWant } from './want.ts';

export const S3_ENDPOINT_POLICY: PolicyKind<S3EndpointPolicyWant> = {
  kind: 'S3EndpointPolicy',
  description: 'The documents of S3 endpoints say what may leave a VPC through them, and which packages come in.',
  want: S3_ENDPOINT_POLICY_WANT,
  example: S3_ENDPOINT_POLICY_EXAMPLE,
  disruptive: true,
  disturbs: ({ missingEndpoint }) => missingEndpoint === 'create',
  // An endpoint serves its whole VPC: should a document do harm, it does so in few places before somebody sees it.
  budgets: [
    { per: 'account', max: { count: 1 } },
    { per: 'organization', max: { count: 10 } },
  ],
  // Counted also where they are accepted: whoever accepts them has to know how many they are.
  needs: () => ['neighbours'],
  informants: ({ vpcs, missingEndpoint }) =>
    vpcs === 'usedBySageMaker' || missingEndpoint === 'create'
      ? ['notebook-instance', 'domain', 'job', 'pipeline']
      : [],
  writes: ({ missingEndpoint }) => [
    'ModifyVpcEndpoint',
    ...(missingEndpoint === 'create' ? (['CreateVpcEndpoint'] as const) : []),
  ],
  accepts: acceptsEndpointDifference,
  contradicts: contradictedKey,
  contested: () => ({
    timesADay: 3,
    because:
      'whoever else manages the endpoint, such as Terraform or CloudFormation, puts its own document back: add the statements there',
  }),
  judges: { vpc: judgeS3EndpointPolicy },
  guardrail: () => ({
    statements: [],
    notPrevented: [
      'presets, statements: a control policy knows who changes an endpoint, not what its document says; denying ec2:ModifyVpcEndpoint to all but this controller would keep everybody from their own endpoints',
      'missingEndpoint: no key of ec2:CreateVpc asks for an endpoint',
    ],
  }),
};
