/**
 * Buckets that jobs name and a document denies are told before it is sent, and no others.
 */
import { describe, expect, it } from '@jest/globals';
import { FULL_ACCESS } from '../../../src/model/iam-document-endpoint.ts';
import type { NetworkUse } from '../../../src/model/network.ts';
import { endpointOf, judged, networkOf, of, useOf, vpcOf, wantOf } from './vpcs.ts';

const job = (by: string, ...buckets: readonly string[]): NetworkUse => useOf({ by, buckets });

function told(uses: readonly NetworkUse[], document = of(FULL_ACCESS), want = wantOf()): readonly string[] {
  const { notes } = judged(want, vpcOf([endpointOf(document)]), networkOf(uses));
  return notes.filter(({ reason }) => reason === 'SageMakerNeedDenied').map(({ message }) => message);
}

describe('a bucket that jobs name', () => {
  const deny = { ...FULL_ACCESS, Sid: 'Theirs', Effect: 'Deny', Action: 's3:Put*' } as const;

  it('is told where a statement that is wanted denies it, once, with who names it first', () => {
    const uses = [job('training job a', 'al2023-of-ours', 'data'), job('training job b', 'al2023-of-ours')];
    expect(told(uses)).toEqual([
      'vpce-1: statement SagekeeperDenyAmazonLinuxRepositories denies s3:GetObject on arn:aws:s3:::al2023-of-ours/*, which training job a names',
    ]);
  });

  it('is told where a foreign statement denies what is written to it', () => {
    const document = of(FULL_ACCESS, { ...deny, Resource: 'arn:aws:s3:::data/*' });
    expect(told([job('a', 'data')], document)).toEqual([
      'vpce-1: statement Theirs denies s3:PutObject on arn:aws:s3:::data/*, which a names',
    ]);
  });

  it.each([
    ['of which a part is denied', { ...deny, Resource: 'arn:aws:s3:::data/secret/*' }],
    ['that is denied to some', { ...deny, Principal: { AWS: '111122223333' } }],
    ['that is denied under a condition', { ...deny, Condition: { Bool: { 'aws:SecureTransport': false } } }],
  ])('is not told %s', (_what, statement) => {
    expect(told([job('a', 'data')], of(FULL_ACCESS, statement))).toEqual([]);
  });

  it('is told of so many', () => {
    const buckets = Array.from({ length: 150 }, (_, index) => `al2023-${index}`);
    expect(told([job('a', ...buckets)])).toHaveLength(5);
  });
});
