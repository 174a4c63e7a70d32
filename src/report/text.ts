/**
 * How does text that somebody else wrote (names, tags, messages of AWS) reach a log line, a label or a page without forging
 * anything there, and without carrying a credential along? Everything that is told goes through here.
 */

/** Longest value of one field in a log line or label; what AWS has to say fits, a name is at most 63 characters. */
export const MAX_VALUE_LENGTH = 256;
/** Looked at before cutting, so that the patterns below are not asked about megabytes. */
const MAX_LOOKED_AT = 4_096;

/** Controls (ANSI begins with one), invisible and direction-changing characters, line separators, halves of a pair. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const WHITE = /[\t\n\v\f\r\u0085\u2028\u2029]+/gu;

const SECRETS: readonly RegExp[] = [
  // Authorization headers, which AWS quotes in messages about signatures.
  /AWS4-HMAC-SHA256[^"']{0,600}/g,
  /\b(?:Bearer|Basic)\s{1,3}[\w.~+/=-]{8,}/gi,
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
  /\b(?:A3T[A-Z0-9]|AKIA|ASIA)[A-Z0-9]{12,}\b/g,
  /(?:secret|token|password|passwd|signature)[\w-]{0,40}["']?\s{0,3}[:=]\s{0,3}["']?[\w/+=.~%-]{16,}/gi,
];
/** Forty characters are a secret access key and a hundred a session token, if mixed the way that only chance mixes them. */
const KEY_SHAPED = /(?<![A-Za-z0-9/+=])(?:[A-Za-z0-9/+=]{100,}|[A-Za-z0-9/+=]{40})(?![A-Za-z0-9/+=])/g;
const MIXED = [/[A-Z]/, /[a-z]/, /[0-9/+]/];
/** Where a step of a pipeline stands (`Check/if/Train`, `Each/body/Train`) may be as long as a key. Of these, one in some hundred thousand looks like that. */
const PLACE_OF_STEP = /\/(?:if|else|body)\//;
const REDACTED = '[redacted]';

/** The text on one line, printable, without credentials, cut to `maxLength` UTF-16 units. */
export function plain(text: string, maxLength: number = MAX_VALUE_LENGTH): string {
  const looked = text.length > MAX_LOOKED_AT ? text.slice(0, MAX_LOOKED_AT) : text;
  const visible = looked.replace(WHITE, ' ').replace(UNPRINTABLE, '\uFFFD');
  const harmless = SECRETS.reduce((said, secret) => said.replace(secret, REDACTED), visible).replace(
    KEY_SHAPED,
    (key) => (MIXED.every((kind) => kind.test(key)) && !PLACE_OF_STEP.test(key) ? REDACTED : key),
  );
  return harmless.length <= maxLength ? harmless : `${wholeCharacters(harmless.slice(0, maxLength - 1))}…`;
}

/** RFC 3339 in UTC, or undefined for what is no instant. */
export function instant(ms: number | undefined): string | undefined {
  return ms !== undefined && Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : undefined;
}

/** What people call the resource: the last part of its ARN. */
export function nameOf(arn: string): string {
  return plain(arn.slice(arn.lastIndexOf('/') + 1), 100);
}

/** A cut may have left the first half of a pair. */
function wholeCharacters(text: string): string {
  return text.replace(/[\uD800-\uDBFF]$/, '');
}
