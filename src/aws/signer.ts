/**
 * Signature Version 4 for the requests that we send: POST, a plain path, no query, a text body. Our own because the SDK's
 * costs as much as the rest of a call; a test holds it to the SDK's, byte for byte.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
import { hash } from 'node:crypto';
import type { Credentials } from './transport.ts';

export interface SigningScope {
  readonly region: string;
  /** The name in the credential scope, such as `sagemaker`. */
  readonly service: string;
}

export interface Signable {
  /** Unreserved characters and slashes only. */
  readonly path: string;
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
  const names = Object.keys(headers).sort();
  let canonical = `POST\n${request.path}\n\n`;
  for (const name of names) canonical += `${name}:${collapse(headers[name] ?? '')}\n`;
  const signed = names.join(';');
  canonical += `\n${signed}\n${hash('sha256', request.body, 'hex')}`;
  const day = time.slice(0, 8);
  const scopeText = `${day}/${scope.region}/${scope.service}/aws4_request`;
  const toSign = `${ALGORITHM}\n${time}\n${scopeText}\n${hash('sha256', canonical, 'hex')}`;
  const signature = hmac(signingKey(credentials, scope, day, scopeText), toSign).toString('hex');
  headers['authorization'] =
    `${ALGORITHM} Credential=${credentials.accessKeyId}/${scopeText}, SignedHeaders=${signed}, Signature=${signature}`;
  return headers;
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
