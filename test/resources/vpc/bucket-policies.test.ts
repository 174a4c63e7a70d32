/**
 * Which policies of buckets are read, and what becomes of all else where one of them cannot be?
 */
import { describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../src/model/aws-error.ts';
import { ANSWERS, DEFAULT_TEXT, awsError, contextOf, operations, pass, readerOf, readings, usedBy } from './ec2.ts';

describe('policies of buckets', () => {
  const network = usedBy(
    { vpcId: 'vpc-1', buckets: ['shut', 'none', 'data', 'Not A Bucket'] },
    { vpcId: 'vpc-2', buckets: ['data'] },
  );
  const policies = (input: Readonly<Record<string, unknown>>): unknown => {
    if (input['Bucket'] === 'shut') throw awsError('GetBucketPolicy', { code: 'AccessDenied', message: 'not yours' });
    if (input['Bucket'] === 'none')
      throw awsError('GetBucketPolicy', { reason: 'invalid', code: 'NoSuchBucketPolicy', message: '' });
    return { Policy: input['Bucket'] === 'data' ? DEFAULT_TEXT : 'x' };
  };

  it('are read once each, and what nobody here may read is said', async () => {
    const reader = readerOf({ ...ANSWERS, GetBucketPolicy: policies });
    const context = contextOf({ needs: ['bucketPolicies'], network });
    const [first, second] = (await pass(reader, context)).flatMap(({ reading }) => reading ?? []);
    expect(first?.bucketPolicies).toEqual([
      { bucket: 'Not A Bucket', unread: 'no bucket has such a name' },
      { bucket: 'data', document: expect.objectContaining({ is: 'document' }) },
      { bucket: 'none', document: undefined },
      { bucket: 'shut', unread: 'AccessDenied: not yours' },
    ]);
    expect(second?.bucketPolicies).toMatchObject([{ bucket: 'data' }]);
    expect(operations(reader).filter((operation) => operation === 'GetBucketPolicy')).toHaveLength(3);
  });

  it.each<[string, unknown, string]>([
    ['throttles for ever', awsError('GetBucketPolicy', { reason: 'throttled', code: 'SlowDown' }), 'SlowDown: no'],
    [
      'answers with 500',
      awsError('GetBucketPolicy', { reason: 'unavailable', code: 'InternalError', delivery: 'ambiguous' }),
      'InternalError: no',
    ],
    [
      'cannot be reached',
      awsError('GetBucketPolicy', { reason: 'unavailable', code: 'ECONNREFUSED', delivery: 'not-sent' }),
      'ECONNREFUSED: no',
    ],
    ['has no policy in its answer', {}, 'UnexpectedAnswer: Policy is missing or has another form than documented'],
  ])('of one bucket that %s are unread, and all else is read', async (_what, answer, unread) => {
    const GetBucketPolicy = (input: Readonly<Record<string, unknown>>): unknown => {
      if (input['Bucket'] !== 'shut') return policies(input);
      if (answer instanceof AwsError) throw answer;
      return answer;
    };
    const [vpc] = await readings({ ...ANSWERS, GetBucketPolicy }, ['bucketPolicies'], { network });
    expect(vpc?.bucketPolicies).toEqual([
      { bucket: 'Not A Bucket', unread: 'no bucket has such a name' },
      { bucket: 'data', document: expect.objectContaining({ is: 'document' }) },
      { bucket: 'none', document: undefined },
      { bucket: 'shut', unread },
    ]);
  });

  it('are asked for no more once S3 has not answered for three', async () => {
    const GetBucketPolicy = ({ Bucket }: Readonly<Record<string, unknown>>): unknown => {
      if (String(Bucket).endsWith('-bad')) throw awsError('GetBucketPolicy', { reason: 'unavailable', code: 'Bad' });
      if (Bucket === 'a-shut') throw awsError('GetBucketPolicy', { code: 'AccessDenied' });
      return { Policy: DEFAULT_TEXT };
    };
    const reader = readerOf({ ...ANSWERS, GetBucketPolicy });
    const buckets = ['a-shut', 'b-bad', 'c-bad', 'data', 'e-bad', 'last'];
    const context = contextOf({ needs: ['bucketPolicies'], network: usedBy({ vpcId: 'vpc-1', buckets }) });
    const [vpc] = (await pass(reader, context)).flatMap(({ reading }) => reading ?? []);
    const told = vpc?.bucketPolicies?.map((one) => ('unread' in one ? one.unread : 'read'));
    const last = 'S3 did not answer for 3 buckets before it';
    expect(told).toEqual(['AccessDenied: no', 'Bad: no', 'Bad: no', 'read', 'Bad: no', last]);
  });

  it.each<[string, AwsError]>([
    ['the process ends', awsError('GetBucketPolicy', { reason: 'unavailable', code: 'ShuttingDown' })],
    ['there are no credentials', awsError('GetBucketPolicy', { reason: 'unavailable', code: 'NoCredentials' })],
    ['no session is granted', awsError('AssumeRole', { reason: 'denied', obstacle: 'role-not-assumable' })],
    ['sessions are not granted now', awsError('AssumeRole', { reason: 'unavailable', code: 'InternalFailure' })],
    [
      'the session has ended',
      awsError('GetBucketPolicy', { reason: 'unavailable', code: 'ExpiredToken', obstacle: 'expired-session' }),
    ],
  ])('are not told, nor anything else, where %s', async (_what, error) => {
    const GetBucketPolicy = (): never => {
      throw error;
    };
    await expect(readings({ ...ANSWERS, GetBucketPolicy }, ['bucketPolicies'], { network })).rejects.toBe(error);
  });

  it('are read of so many buckets', async () => {
    const buckets = Array.from({ length: 250 }, (_, index) => `bucket-${String(index).padStart(3, '0')}`);
    const [vpc] = await readings(ANSWERS, ['bucketPolicies'], { network: usedBy({ vpcId: 'vpc-1', buckets }) });
    expect(vpc?.bucketPolicies?.filter((one) => 'unread' in one)).toHaveLength(50);
  });
});
