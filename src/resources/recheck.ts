/**
 * When is a call that was sent, and does not show yet, looked for again? Soon at first, and the less often the longer ago it was sent.
 */

const RECHECK_MIN_MS = 2_000;
const RECHECK_MAX_MS = 30_000;

/** @param sinceMs since it was sent. @returns milliseconds. */
export function recheckAfterMs(sinceMs: number): number {
  return Math.min(RECHECK_MAX_MS, Math.max(RECHECK_MIN_MS, sinceMs / 4));
}
