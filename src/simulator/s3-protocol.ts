/**
 * S3's REST protocol on the wire, as far as it is spoken here: which bucket a request is about, by the path or by the name of the
 * host, and which operation, by the method and the query. Refusals are XML that names the bucket.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
import type { Input } from './input-shape.ts';
import type { Refusal } from './refusal.ts';
import type { WireAnswer } from './wire.ts';

export interface S3Request {
  readonly operation: string;
  readonly input: Input;
}

/** Operations on buckets by the one parameter of the query that names them; each is a GET. */
const BY_QUERY: ReadonlyMap<string, string> = new Map([['policy', 'GetBucketPolicy']]);

/** @param url path and query. @param host as the header has it. */
export function s3RequestOf(method: string, url: string, host: string | undefined): S3Request {
  const [pathname = '/', query = ''] = url.split('?', 2);
  const parameters = [...new URLSearchParams(query).keys()];
  const named = bucketInHost(host);
  const [, first = ''] = pathname.split('/');
  const rest = named === undefined ? pathname.slice(first.length + 2) : pathname.slice(1);
  const sub = parameters.find((parameter) => BY_QUERY.has(parameter)) ?? '';
  const known = method === 'GET' && rest === '' ? BY_QUERY.get(sub) : undefined;
  return {
    operation: known ?? `${method} ${sub}`.trim(),
    input: { Bucket: named ?? decoded(first) },
  };
}

/** The document is the whole body. */
export function encodeS3(output: Readonly<Record<string, unknown>>): WireAnswer {
  const policy = output['Policy'];
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: typeof policy === 'string' ? policy : '',
  };
}

export function encodeS3Refusal(refusal: Refusal, bucket: string, requestId: string): WireAnswer {
  const { home } = refusal;
  const body =
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${escape(refusal.code)}</Code>` +
    `<Message>${escape(refusal.message)}</Message><BucketName>${escape(bucket)}</BucketName>` +
    (home === undefined ? '' : `<Region>${escape(home)}</Region>`) +
    `<RequestId>${requestId}</RequestId><HostId>simulator</HostId></Error>`;
  return {
    status: refusal.status,
    headers: { 'content-type': 'application/xml', ...(home === undefined ? {} : { 'x-amz-bucket-region': home }) },
    body,
  };
}

/** `bucket.s3.eu-central-1.amazonaws.com`, and whatever else stands before a host of this machine or of AWS. */
function bucketInHost(host = ''): string | undefined {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return /^(.+?)\.(?:s3[.-][a-z0-9.-]*|s3|localhost|[a-z0-9-]+\.localhost)$/.exec(name)?.[1];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
