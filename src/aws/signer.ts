/**
 * Signature Version 4 for the requests that we send: a plain path, a text body. Our own because the SDK's costs as much as the
 * rest of a call; a test holds it to the SDK's, byte for byte.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
import { hash } from 'node:crypto';
import type { Credentials } from './transport.ts';

export interface SigningScope {
  readonly region: string;
  /** The name in the credential scope, such as `sagemaker`. S3 is also told the hash of the body. */
  readonly service: string;
}

export interface Signable {
  /** Left out: POST. */
  readonly method?: string;
  /** As it is sent. Unreserved characters and slashes only, but for S3, which alone does not encode it once more. */
  readonly path: string;
  /** As it is sent: of `canonicalQuery`. Left out: none. */
  readonly query?: string;
  /** Names in lower case; all of them are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An HMAC key as the two blocks that the hash begins with: a key object for each call costs ten times as much. */
interface PaddedKey {
  readonly inner: Buffer;
  readonly outer: Buffer;
}

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
const SCRATCH_BYTES = 1_024;
/** Regions x services of one set of credentials, on two days at most. */
const MAX_KEYS_PER_CREDENTIALS = 128;
const ALGORITHM = 'AWS4-HMAC-SHA256';

const signingKeys = new WeakMap<Credentials, Map<string, PaddedKey>>();
const innerScratch = Buffer.alloc(SCRATCH_BYTES);
let stampedSecond = Number.NaN;
let stamp = '';

/** The headers to send: those given, with `x-amz-date`, the session token and `authorization`. `at`: ms since the epoch. */
export function sign(
  request: Signable,
  credentials: Credentials,
  scope: SigningScope,
  at: number,
): Record<string, string> {
  const time = timeStamp(at);
  const headers: Record<string, string> = { ...request.headers, 'x-amz-date': time };
  if (credentials.sessionToken !== undefined) headers['x-amz-security-token'] = credentials.sessionToken;
  const bodyHash = hash('sha256', request.body, 'hex');
  if (scope.service === 's3') headers['x-amz-content-sha256'] = bodyHash;
  const names = Object.keys(headers).sort();
  let canonical = `${request.method ?? 'POST'}\n${request.path}\n${request.query ?? ''}\n`;
  for (const name of names) canonical += `${name}:${collapse(headers[name] ?? '')}\n`;
  const signed = names.join(';');
  canonical += `\n${signed}\n${bodyHash}`;
  const day = time.slice(0, 8);
  const scopeText = `${day}/${scope.region}/${scope.service}/aws4_request`;
  const toSign = `${ALGORITHM}\n${time}\n${scopeText}\n${hash('sha256', canonical, 'hex')}`;
  const signature = hmac(signingKey(credentials, scope, day, scopeText), toSign).toString('hex');
  headers['authorization'] =
    `${ALGORITHM} Credential=${credentials.accessKeyId}/${scopeText}, SignedHeaders=${signed}, Signature=${signature}`;
  return headers;
}

/** Parameters as they are signed and sent, without the question mark: encoded, and in the order of their names. */
export function canonicalQuery(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => [uriEncoded(name), uriEncoded(value)] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** All but unreserved characters, of which `encodeURIComponent` leaves five that AWS does not. */
export function uriEncoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}

function signingKey(credentials: Credentials, scope: SigningScope, day: string, scopeText: string): PaddedKey {
  let keys = signingKeys.get(credentials);
  if (keys === undefined) signingKeys.set(credentials, (keys = new Map()));
  const known = keys.get(scopeText);
  if (known !== undefined) return known;
  if (keys.size >= MAX_KEYS_PER_CREDENTIALS) keys.clear();
  const parts = [day, scope.region, scope.service, 'aws4_request'];
  const secret: Buffer = Buffer.from(`AWS4${credentials.secretAccessKey}`);
  const key = padded(parts.reduce((derived, part) => hmac(padded(derived), part), secret));
  keys.set(scopeText, key);
  return key;
}

function padded(key: Buffer): PaddedKey {
  const block = Buffer.alloc(BLOCK_BYTES);
  (key.length > BLOCK_BYTES ? hash('sha256', key, 'buffer') : key).copy(block);
  return {
    inner: Buffer.from(block.map((byte) => byte ^ 0x36)),
    outer: Buffer.concat([block.map((byte) => byte ^ 0x5c), Buffer.alloc(DIGEST_BYTES)]),
  };
}

function hmac(key: PaddedKey, message: string): Buffer {
  const fits = BLOCK_BYTES + message.length * 3 <= SCRATCH_BYTES;
  let first: Buffer;
  if (fits) {
    key.inner.copy(innerScratch);
    first = innerScratch.subarray(0, BLOCK_BYTES + innerScratch.write(message, BLOCK_BYTES, 'utf8'));
  } else {
    first = Buffer.concat([key.inner, Buffer.from(message)]);
  }
  hash('sha256', first, 'buffer').copy(key.outer, BLOCK_BYTES);
  return hash('sha256', key.outer, 'buffer');
}

/** `20261121T091500Z`; one second's stamp is kept, as thousands of requests share it. */
function timeStamp(at: number): string {
  const second = Math.floor(at / 1_000);
  if (second !== stampedSecond) {
    stamp = `${new Date(second * 1_000).toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`;
    stampedSecond = second;
  }
  return stamp;
}

function collapse(value: string): string {
  return /\s\s|^\s|\s$/.test(value) ? value.replace(/\s+/g, ' ').trim() : value;
}
