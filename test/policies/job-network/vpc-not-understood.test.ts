/**
 * What is said of jobs' VPCs of which AWS tells something in a form that nobody here knows: nothing that may hang on it, and the rest
 * as ever.
 */
import { describe, expect, it } from '@jest/globals';
import { NETWORKS, judged } from './vpc-fixtures.ts';

const odd = 'endpoint vpce-9 for S3: its type "Quantum" is not known';

describe('a part of the VPC that nobody understands', () => {
  it('leaves open what endpoints there are, and no rule that is missing', () => {
    const lacking = { endpoints: [], services: [], jobNetworks: { ...NETWORKS, selfReferenced: [] } };
    const want = { selfReference: 'ensure' } as const;
    const known = judged({ want, vpc: lacking });
    expect(known.reasons).toEqual(expect.arrayContaining(['NoRouteToS3', 'EndpointsMissing']));
    const verdict = judged({ want, vpc: { ...lacking, oddEndpoints: [odd] } });
    expect(verdict.differences).toHaveLength(1);
    expect(verdict.differences).toEqual(known.differences);
    expect(verdict.unknown).toEqual([{ reason: 'VpcNotUnderstood', message: expect.stringContaining(odd) }]);
    expect(verdict.reasons).not.toContain('NoRouteToS3');
    expect(verdict.reasons).not.toContain('EndpointsMissing');
  });

  it('leaves open what the policies of buckets shut out', () => {
    const want = { bucketPolicies: 'report' } as const;
    expect(judged({ want }).unknownReasons).toEqual(['BucketPoliciesUnread']);
    expect(judged({ want, vpc: { oddEndpoints: [odd] } }).unknownReasons).toEqual(['VpcNotUnderstood']);
  });

  it.each([
    ['and jobs are in it', {}],
    ['and nobody is known to be in it', { uses: [] }],
  ])('leaves everything open where it is a subnet, a route table or the VPC itself, %s', (_what, more) => {
    const verdict = judged({ vpc: { oddNetwork: ['subnet subnet-9: odd'], ownerId: '' }, ...more });
    expect(verdict).toMatchObject({ differences: [], notes: [] });
    expect(verdict.unknown).toEqual([
      { reason: 'VpcNotUnderstood', message: expect.stringContaining('subnet subnet-9: odd') },
    ]);
  });
});

describe('a part that could not be read', () => {
  it('asks for a permission only where one is missing', () => {
    const message = (more: { readonly odd?: true }) =>
      judged({ vpc: { jobNetworks: { ...NETWORKS, flowLogs: { unread: 'so it is', ...more } } } }).unknown[0]?.message;
    expect(message({})).toContain('is not known: so it is. Allow ec2:DescribeFlowLogs to the role');
    expect(message({ odd: true })).toMatch(/is not known: so it is$/);
  });
});
