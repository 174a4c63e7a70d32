/**
 * What does a call look like on the wire, and what does its answer say, for the services whose protocol we speak ourselves: AwsJson
 * 1.1, and the one operation of S3. docs/decisions/0002-one-door.md tells why. Pure.
 */
import type { Answer } from './http-exchange.ts';
import type { OperationName, ServiceName } from './operations.ts';
import { uriEncoded } from './signer.ts';
import { parseJsonAnswer, parseTextAnswer } from './wire.ts';

export interface WireRequest {
  readonly method: string;
  /** As it is sent, encoded. */
  readonly path: string;
  /** Neither names nor values encoded. */
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Dialect {
  request(operation: OperationName, input: Readonly<Record<string, unknown>>): WireRequest;
  /** Throws a TransportFailure for an error of AWS's, and for what cannot be read. */
  parse(answer: Answer): unknown;
}

/** Of services that are not here the SDK speaks the protocol. */
export const DIALECTS: Readonly<Partial<Record<ServiceName, Dialect>>> = {
  organizations: awsJson('AWSOrganizationsV20161128'),
  s3: { request: bucketPolicyRequest, parse: (answer) => ({ Policy: parseTextAnswer(answer) }) },
  sagemaker: awsJson('SageMaker'),
  tagging: awsJson('ResourceGroupsTaggingAPI_20170126'),
};

/** @param target The prefix of `x-amz-target`. */
function awsJson(target: string): Dialect {
  return {
    request: (operation, input) => ({
      method: 'POST',
      path: '/',
      query: {},
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${target}.${operation}` },
      body: JSON.stringify(input),
    }),
    parse: parseJsonAnswer,
  };
}

/**
 * Not through the SDK: it would resolve what looks like an ARN to another host, and takes any 404 for one of S3's. The name
 * stands in the path, so that one host and its connections serve all buckets, also those with dots.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html
 */
function bucketPolicyRequest(
  operation: OperationName,
  { Bucket: bucket }: Readonly<Record<string, unknown>>,
): WireRequest {
  if (operation !== 'GetBucketPolicy') throw new Error(`invariant: nobody has written down ${operation} of S3`);
  if (typeof bucket !== 'string' || bucket === '') throw new Error('invariant: GetBucketPolicy of no bucket');
  return { method: 'GET', path: `/${uriEncoded(bucket)}`, query: { policy: '' }, headers: {}, body: '' };
}
