/**
 * S3's GetBucketPolicy. Only who belongs to the bucket's account reads it; a document that denies everybody what comes by no
 * endpoint denies its own reader too, as it does at AWS.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html
 */
import { authorize, type Call, denied, type Operation, type Output, requestKeys } from '../call.ts';
import { type BucketRecord, bucketNamed } from '../bucket-record.ts';
import { evaluate, parseDocument } from '../iam-document.ts';
import { isRecord } from '../iam-grammar.ts';
import { str, text } from '../input-shape.ts';
import { Refusal } from '../refusal.ts';

const ACTION = 's3:GetBucketPolicy';

export const getBucketPolicy: Operation = {
  service: 's3',
  name: 'GetBucketPolicy',
  family: 's3:get',
  members: { Bucket: text({ required: true, min: 1 }) },
  run: (call): Output => {
    const bucket = bucketAsked(call);
    if (bucket.account !== call.principal.account) {
      throw denied(
        call,
        ACTION,
        `"${bucket.arn}"`,
        'because no resource-based policy allows the s3:GetBucketPolicy action',
      );
    }
    authorize(call, ACTION, bucket.arn, {}, `"${bucket.arn}"`);
    if (bucket.policy === undefined) {
      throw new Refusal('NoSuchBucketPolicy', 'The bucket policy does not exist', 404);
    }
    if (deniesReader(call, bucket.policy, bucket.arn)) {
      throw denied(call, ACTION, `"${bucket.arn}"`, 'with an explicit deny in a resource-based policy');
    }
    return { Policy: bucket.policy };
  },
};

/** @throws Refusal when there is none, or it is at home in another region. */
function bucketAsked(call: Call): BucketRecord {
  const name = str(call.input, 'Bucket') ?? '';
  const bucket = bucketNamed(call.workloads.buckets, call.tree, name, call.now, call.stale);
  if (bucket === undefined || bucket.name !== name || call.fault?.fault === 'vanish') {
    throw new Refusal('NoSuchBucket', 'The specified bucket does not exist', 404);
  }
  if (bucket.home !== undefined && bucket.home !== call.region) {
    const words =
      'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.';
    throw new Refusal('PermanentRedirect', words, 301, bucket.home);
  }
  return bucket;
}

/** Of the document, denials for everybody are understood; what this grammar does not know is passed over. */
function deniesReader(call: Call, policy: string, resource: string): boolean {
  const keys = (name: string): readonly string[] | undefined => requestKeys(call, {}, name);
  return denials(policy).some((statement) => {
    try {
      return evaluate(parseDocument({ Statement: statement }), { action: ACTION, resource, keys }) === 'deny';
    } catch (error) {
      if (error instanceof Refusal) {
        return false;
      }
      throw error;
    }
  });
}

function denials(policy: string): readonly Readonly<Record<string, unknown>>[] {
  let document: unknown;
  try {
    document = JSON.parse(policy);
  } catch {
    return [];
  }
  const written = isRecord(document) ? document['Statement'] : undefined;
  const statements: readonly unknown[] = Array.isArray(written) ? written : [written];
  return statements.filter(isRecord).flatMap(({ Principal: principal, ...statement }) => {
    const everybody = principal === '*' || (isRecord(principal) && principal['AWS'] === '*');
    return everybody && statement['Effect'] === 'Deny' ? [statement] : [];
  });
}
