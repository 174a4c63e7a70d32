/**
 * What do the policies of those buckets say that definitions name whose jobs run in a VPC? One call for each bucket, and only where
 * a policy asks for it. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html
 */
import { AwsError } from '../../model/aws-error.ts';
import { readIamDocument } from '../../model/iam-document-read.ts';
import { Answer } from '../answer.ts';
import type { Asking } from './asking.ts';
import type { BucketPolicy } from './shape.ts';

/** Of one account and region, at a call each. */
const MAX_BUCKETS = 200;
/** Names come from what people wrote into definitions. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Each bucket once, whoever names it. Rejects with an AwsError where AWS throttles or does not answer. */
export async function readBucketPolicies(
  asking: Asking,
  buckets: Iterable<string>,
): Promise<ReadonlyMap<string, BucketPolicy>> {
  const policies = new Map<string, BucketPolicy>();
  let calls = 0;
  for (const bucket of new Set(buckets)) {
    const isBucket = BUCKET.test(bucket);
    if (isBucket) calls += 1;
    const unread = isBucket ? `more than ${MAX_BUCKETS} buckets are named here` : 'no bucket has such a name';
    policies.set(
      bucket,
      isBucket && calls <= MAX_BUCKETS ? await readBucketPolicy(asking, bucket) : { bucket, unread },
    );
  }
  return policies;
}

async function readBucketPolicy({ aws, target }: Asking, bucket: string): Promise<BucketPolicy> {
  let raw: unknown;
  try {
    raw = await aws.read('GetBucketPolicy', { Bucket: bucket });
  } catch (error) {
    if (!(error instanceof AwsError) || error.reason === 'throttled' || error.reason === 'unavailable') throw error;
    if (error.facts.code === 'NoSuchBucketPolicy') return { bucket, document: undefined };
    // Another account's, another region's, gone, or closed to us: nobody here can read it, and asking again changes nothing.
    return { bucket, unread: `${error.facts.code}: ${error.facts.message}` };
  }
  const text = new Answer('GetBucketPolicy', target, raw).text('Policy');
  return { bucket, document: readIamDocument(text) };
}
