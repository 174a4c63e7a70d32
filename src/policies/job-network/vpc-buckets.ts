/**
 * Does the policy of a bucket that jobs of this VPC use turn away what comes through this VPC? Only statements that speak of VPCs
 * or endpoints by id are judged, by what they say of a request through each S3 endpoint that there is.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies-vpc-endpoint.html
 */
import { few } from '../../model/few.ts';
import { listOf } from '../../model/iam-document-meaning.ts';
import { meet, speaksOfAction, speaksOfEverybody, speaksOfResource } from '../../model/iam-document-patterns.ts';
import { clipped, nameOf } from '../../model/iam-document-words.ts';
import type { WrittenDocument, WrittenStatement } from '../../model/iam-document.ts';
import type { Note } from '../../model/verdict.ts';
import { isForBucketsHere } from '../../resources/vpc/shape.ts';
import type { BucketPolicy, Vpc } from '../../resources/vpc/shape.ts';
import { fitsWay, isOfWays, otherKeys } from './vpc-ways.ts';
import type { Way } from './vpc-ways.ts';
import { isServing } from './vpc-routes.ts';

/** What jobs do to buckets: on its objects, and on itself. */
const ON_OBJECTS = ['s3:GetObject', 's3:PutObject'];
const ON_BUCKET = ['s3:ListBucket'];

export function bucketNotes(vpc: Vpc, policies: readonly BucketPolicy[]): readonly Note[] {
  const ways = waysOf(vpc);
  return policies.flatMap((policy) => {
    const { bucket } = policy;
    if ('unread' in policy) return [unread(bucket, policy.unread)];
    if (policy.document === undefined) return [];
    if (policy.document.is === 'unknown') return [unread(bucket, policy.document.why)];
    return contradictions(vpc, bucket, policy.document.document, ways).map((message) => ({
      reason: 'BucketPolicyContradicts',
      message,
    }));
  });
}

function unread(bucket: string, why: string): Note {
  return { reason: 'BucketPolicyUnread', message: `the policy of bucket ${bucket} could not be read: ${why}` };
}

/**
 * A request carries the ids of an endpoint and its VPC only where it passes an endpoint. AWS does not tell here in which region the
 * bucket is, so that an endpoint which leads elsewhere may be its way, too.
 */
function waysOf({ vpcId, endpoints }: Vpc): readonly Way[] {
  const serving = endpoints.filter(isServing);
  const ways = serving.map(({ id }) => ({ vpc: vpcId, endpoint: id }));
  return serving.some(isForBucketsHere) ? ways : [{ vpc: undefined, endpoint: undefined }, ...ways];
}

function contradictions(
  { vpcId, partition }: Vpc,
  bucket: string,
  { Statement: statements }: WrittenDocument,
  ways: readonly Way[],
): readonly string[] {
  const about = statements.filter((one) => speaksOf(one, `arn:${partition}:s3:::${bucket}`));
  const here = ways.flatMap(({ endpoint }) => endpoint ?? []);
  const through = here.length === 0 ? `from ${vpcId}, which has no S3 endpoint` : `through ${few(here)} of ${vpcId}`;
  const denying = about.filter(
    (one) => one.Effect === 'Deny' && isOfWays(one) && ways.every((way) => fitsWay(one, way) === true),
  );
  const messages = denying.map(
    (one) =>
      `statement ${nameOf(one)} of bucket ${bucket} denies jobs what they ask for ${through}${restriction(one)}. Name ${here.length === 0 ? 'an endpoint that you make' : 'one of them'} there`,
  );
  const allowing = about.filter(({ Effect: effect }) => effect === 'Allow');
  const isShut = allowing.every((one) => isOfWays(one) && ways.every((way) => fitsWay(one, way) === false));
  if (allowing.length === 0 || !isShut) return messages;
  const names = few(allowing.map(nameOf));
  const message = `bucket ${bucket} allows only requests from elsewhere (${names}), none ${through}: jobs whose roles are of another account get nothing. Name ${here.length === 0 ? 'an endpoint that you make' : 'one of them'} there`;
  return [...messages, message];
}

/** Of anything that jobs do to the bucket or to some of its objects. */
function speaksOf(statement: WrittenStatement, bucketArn: string): boolean {
  const isAbout = (actions: readonly string[], resource: string): boolean =>
    actions.some((action) => speaksOfAction(statement, action)) &&
    (statement.Resource === undefined
      ? speaksOfResource(statement, resource)
      : listOf(statement.Resource).some((pattern) => meet(pattern, resource)));
  return isAbout(ON_OBJECTS, `${bucketArn}/*`) || isAbout(ON_BUCKET, bucketArn);
}

/** What else must be true for the statement to apply. */
function restriction(statement: WrittenStatement): string {
  const other = otherKeys(statement);
  return [
    ...(speaksOfEverybody(statement) ? [] : ['for some principals']),
    ...(other.length === 0 ? [] : [`under conditions on ${few(other.map(clipped))}`]),
  ]
    .map((words) => `, ${words}`)
    .join('');
}
