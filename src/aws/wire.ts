/**
 * What does an answer say? AwsJson 1.1 and the errors of S3 read by hand, what the SDK decoded brought to the same shape, and for every failure
 * whether AWS surely refused or nobody knows. Pure.
 * https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
import type { Answer } from './http-exchange.ts';
import { TransportFailure } from './transport.ts';

/** Of an answer, its beginning and its end, in which the name of its outermost element stands. */
const ROOT_WITHIN_BYTES = 1_024;

/** The answer's value; undefined for an empty body. Throws a TransportFailure for an error, and for what is no JSON. */
export function parseJsonAnswer(answer: Answer): unknown {
  if (!isSuccess(answer)) throw jsonFailure(answer);
  if (answer.body.length === 0) return undefined;
  try {
    return JSON.parse(answer.body.toString('utf8'));
  } catch (error) {
    throw unreadable(answer, error);
  }
}

/** The answer's text. Throws a TransportFailure for an error of S3's, which are XML, and for an empty body. */
export function parseTextAnswer(answer: Answer): string {
  const text = answer.body.toString('utf8');
  if (!isSuccess(answer)) throw xmlFailure(answer, text);
  if (text === '') throw unreadable(answer, undefined);
  return text;
}

/**
 * Throws a TransportFailure where a success of a service that answers in XML is not this operation's: the SDK takes any page, and
 * none, for an answer without members, and then a network would look empty.
 */
export function requireRoot(answer: Answer, operation: string): void {
  if (!isSuccess(answer)) return;
  const [begin, end] = [answer.body.subarray(0, ROOT_WITHIN_BYTES), answer.body.subarray(-ROOT_WITHIN_BYTES)];
  const opens = /^\s*(?:<\?xml[^>]*\?>\s*)?<(\w+)[\s>]/.exec(begin.toString('utf8'))?.[1];
  const closes = /<\/(\w+)>\s*$/.exec(end.toString('utf8'))?.[1];
  if (opens !== `${operation}Response` || closes !== opens) throw unreadable(answer, undefined);
}

/**
 * The SDK's error about an answer that arrived, in our words. Without its `$fault` it is no error of AWS's but one of
 * reading, and then nobody knows what AWS did.
 */
export function sdkFailure(error: unknown, answer: Answer): TransportFailure {
  if (isSuccess(answer)) return unreadable(answer, error);
  const named =
    error instanceof Error && '$fault' in error && /^[A-Za-z][\w.]*$/.test(error.name) && error.name !== 'Unknown';
  // What the SDK says of an answer that it cannot read is about the SDK.
  return named ? refusal(answer, error.name, error.message, error) : refusal(answer, undefined, '', error);
}

/** What the SDK decoded, as it was on the wire: dates as seconds since the epoch, without the SDK's own member. */
export function withoutDates(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1_000;
  if (Array.isArray(value)) return value.map(withoutDates);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([name]) => name !== '$metadata');
  return Object.fromEntries(members.map(([name, member]) => [name, withoutDates(member)]));
}

function isSuccess(answer: Answer): boolean {
  return answer.status >= 200 && answer.status < 300;
}

function jsonFailure(answer: Answer): TransportFailure {
  let body: unknown;
  try {
    body = JSON.parse(answer.body.toString('utf8'));
  } catch (error) {
    return refusal(answer, undefined, '', error);
  }
  const said: Readonly<Record<string, unknown>> = typeof body === 'object' && body !== null ? { ...body } : {};
  const type = answer.headers['x-amzn-errortype'] ?? said['__type'] ?? said['code'];
  const message = said['message'] ?? said['Message'];
  // `com.amazonaws.sagemaker#ValidationException:http://...`: the name is between the two.
  const code = typeof type === 'string' ? type.split(':')[0]?.split('#').at(-1) : undefined;
  return refusal(answer, code === '' ? undefined : code, typeof message === 'string' ? message : '');
}

/**
 * One level, no attributes: searched rather than parsed, and only where it begins as S3's errors do.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
function xmlFailure(answer: Answer, text: string): TransportFailure {
  const [, error = ''] = /^\s*(?:<\?xml[^>]*\?>\s*)?<Error>(.*)<\/Error>\s*$/s.exec(text) ?? [];
  const [, code] = /<Code>([A-Za-z][\w.]*)<\/Code>/.exec(error) ?? [];
  const [, message = ''] = /<Message>([^<]*)<\/Message>/.exec(error) ?? [];
  return refusal(answer, code, message.replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&'));
}

/** Without a code it was not AWS that answered but something on the way, and the request may have passed it. */
function refusal(answer: Answer, code: string | undefined, message: string, cause?: unknown): TransportFailure {
  const { status } = answer;
  const delivery = code === undefined || status >= 500 ? 'ambiguous' : 'answered';
  const unsaid = `status ${status} with a body of ${answer.body.length} bytes that is no error of AWS's`;
  const said = code === undefined && message === '' ? unsaid : message;
  return new TransportFailure(
    { code: code ?? `Http${status}`, message: said, delivery, status, requestId: requestId(answer) },
    cause,
  );
}

function unreadable(answer: Answer, cause: unknown): TransportFailure {
  const { status } = answer;
  const message = `status ${status} with a body of ${answer.body.length} bytes that cannot be read`;
  return new TransportFailure(
    { code: 'UnreadableAnswer', message, delivery: 'ambiguous', status, requestId: requestId(answer) },
    cause,
  );
}

function requestId(answer: Answer): string | undefined {
  const id = answer.headers['x-amzn-requestid'] ?? answer.headers['x-amz-request-id'];
  return typeof id === 'string' ? id : undefined;
}
