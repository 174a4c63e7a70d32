/**
 * A call was sent, and does not show yet: may it have done something, and when is it looked for again?
 */
import type { SentCall } from '../model/resource.ts';

const RECHECK_MIN_MS = 2_000;
const RECHECK_MAX_MS = 30_000;

/** As far as anybody knows: AWS accepted it, or its answer was lost. */
export function wasPerhapsDone(sent: SentCall | undefined): sent is SentCall {
  return sent?.outcome === 'accepted' || sent?.outcome === 'ambiguous';
}

/** Soon at first, and the less often the longer ago it was sent. @param sinceMs since then. @returns milliseconds. */
export function recheckAfterMs(sinceMs: number): number {
  return Math.min(RECHECK_MAX_MS, Math.max(RECHECK_MIN_MS, sinceMs / 4));
}
