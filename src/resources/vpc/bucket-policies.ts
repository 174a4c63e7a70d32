/**
 * What do the policies of those buckets say that definitions name whose jobs run in a VPC? One call for each bucket, and only where
 * a policy asks for it. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html
 */
import { AwsError } from '../../model/aws-error.ts';
import { readIamDocument } from '../../model/iam-document-read.ts';
import { Answer } from '../answer.ts';
import type { Asking } from './asking.ts';
import type { BucketPolicy } from './shape.ts';

/** Of one account and region; each costs a call. */
const MAX_BUCKETS = 200;
/** Each may take a minute, which holds up all else of the account and region: after so many no more buckets are asked about. */
const MAX_UNANSWERED = 3;
/** Codes of our own for calls that were never made: they say nothing of the bucket. */
const OWN_CODES: ReadonlySet<string> = new Set(['NoCredentials', 'ShuttingDown']);
/** Names come from what people wrote into definitions. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Each bucket once, whoever names it. Rejects with an AwsError where no call could be made at all. */
export async function readBucketPolicies(
  asking: Asking,
  buckets: Iterable<string>,
): Promise<ReadonlyMap<string, BucketPolicy>> {
  const policies = new Map<string, BucketPolicy>();
  let calls = 0;
  let unanswered = 0;
  for (const bucket of new Set(buckets)) {
    const unread = whyNot(bucket, calls, unanswered);
    if (unread !== undefined) {
      policies.set(bucket, { bucket, unread });
      continue;
    }
    calls += 1;
    const { policy, isAnswered } = await readBucketPolicy(asking, bucket);
    if (!isAnswered) unanswered += 1;
    policies.set(bucket, policy);
  }
  return policies;
}

/** Why its policy is not asked for; undefined: it is. */
function whyNot(bucket: string, calls: number, unanswered: number): string | undefined {
  if (!BUCKET.test(bucket)) return 'no bucket has such a name';
  if (calls >= MAX_BUCKETS) return `more than ${MAX_BUCKETS} buckets are named here`;
  return unanswered < MAX_UNANSWERED ? undefined : `S3 did not answer for ${unanswered} buckets before it`;
}

/** One bucket that nobody here can read, or for which S3 has no answer, is no reason to know nothing of its whole account and region. */
async function readBucketPolicy(
  { aws, target }: Asking,
  bucket: string,
): Promise<{ readonly policy: BucketPolicy; readonly isAnswered: boolean }> {
  try {
    const raw = await aws.read('GetBucketPolicy', { Bucket: bucket });
    const text = new Answer('GetBucketPolicy', target, raw).text('Policy');
    return { policy: { bucket, document: readIamDocument(text) }, isAnswered: true };
  } catch (error) {
    if (!(error instanceof AwsError) || !isOfBucket(error)) throw error;
    const { code, message } = error.facts;
    if (code === 'NoSuchBucketPolicy') return { policy: { bucket, document: undefined }, isAnswered: true };
    const isAnswered = error.reason !== 'throttled' && error.reason !== 'unavailable';
    return { policy: { bucket, unread: `${code}: ${message}` }, isAnswered };
  }
}

/** It is about the one bucket, which may be another account's or region's, gone, closed to us, or out of order. */
function isOfBucket({ facts: { operation, code, obstacle } }: AwsError): boolean {
  return operation === 'GetBucketPolicy' && obstacle !== 'expired-session' && !OWN_CODES.has(code);
}
