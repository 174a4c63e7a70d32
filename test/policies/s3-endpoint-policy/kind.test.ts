/**
 * What S3EndpointPolicy brings along whatever people want: how careful it is, what it may call, and the buckets of each partition.
 */
import { describe, expect, it } from '@jest/globals';
import { acceptsEndpointDifference } from '../../../src/policies/s3-endpoint-policy/accepts.ts';
import { contradictedKey } from '../../../src/policies/s3-endpoint-policy/contradicted.ts';
import { S3_ENDPOINT_POLICY } from '../../../src/policies/s3-endpoint-policy/policy.ts';
import { presetStatement } from '../../../src/policies/s3-endpoint-policy/presets.ts';
import { wantOf } from './vpcs.ts';

describe('the kind', () => {
  it('changes one endpoint of an account at a time, and ten of the organization', () => {
    expect(S3_ENDPOINT_POLICY.budgets).toEqual([
      { per: 'account', max: { count: 1 } },
      { per: 'organization', max: { count: 10 } },
    ]);
  });

  it('makes endpoints only where people want it', () => {
    expect(S3_ENDPOINT_POLICY.writes?.(wantOf())).toEqual(['ModifyVpcEndpoint']);
    expect(S3_ENDPOINT_POLICY.writes?.(wantOf({ missingEndpoint: 'create' }))).toEqual([
      'ModifyVpcEndpoint',
      'CreateVpcEndpoint',
    ]);
  });

  it('is asked whether it is content with what another does, and whether two can be had', () => {
    expect(S3_ENDPOINT_POLICY).toMatchObject({ accepts: acceptsEndpointDifference, contradicts: contradictedKey });
  });

  it('prevents nothing, and says so of each part', () => {
    const { statements, notPrevented } = S3_ENDPOINT_POLICY.guardrail?.(wantOf()) ?? {};
    expect(statements).toEqual([]);
    expect(notPrevented?.map((why) => why.split(':')[0])).toEqual(['presets, statements', 'missingEndpoint']);
  });
});

describe('the repositories of Amazon Linux', () => {
  it.each([
    ['aws', 'amazonaws.com'],
    ['aws-us-gov', 'amazonaws.com'],
    ['aws-cn', 'amazonaws.com.cn'],
    ['aws-eusc', 'amazonaws.eu'],
    ['aws-iso', 'c2s.ic.gov'],
    ['aws-iso-b', 'sc2s.sgov.gov'],
    ['aws-iso-e', 'cloud.adc-e.uk'],
    ['aws-iso-f', 'csp.hci.ic.gov'],
  ])('are, in partition %s, those under %s', (partition, domain) => {
    expect(presetStatement('DenyAmazonLinuxRepositories', partition).Resource).toEqual(
      [
        `packages.*.${domain}`,
        `repo.*.${domain}`,
        `amazonlinux.*.${domain}`,
        'amazonlinux-2-repos-*',
        'al2023-repos-*-de612dc2',
        'al2023-*',
      ].map((bucket) => `arn:${partition}:s3:::${bucket}/*`),
    );
  });
});
