/**
 * Numbers, instants and differences in words. In a file of their own, so that asking a running controller loads nothing else.
 */
import { formatDuration } from '../model/duration.ts';
import type { Difference } from '../model/verdict.ts';
import { endpointDifferenceText } from './endpoint-words.ts';
import { printable } from './terminal.ts';

const MAX_VALUE_CHARACTERS = 200;

/** An RFC 3339 instant as `2026-11-21 22:00 UTC (in 3h)`, `(12s ago)`. `now` in milliseconds since the epoch. */
export function instantText(at: string, now: number): string {
  const ms = Date.parse(at);
  if (Number.isNaN(ms)) return printable(at);
  const told = `${new Date(ms).toISOString().replace('T', ' ').slice(0, 16)} UTC`;
  if (ms === now) return told;
  return ms > now ? `${told} (in ${formatDuration(ms - now)})` : `${told} (${formatDuration(now - ms)} ago)`;
}

/** `minimumInstanceMetadataServiceVersion: "1" -> "2"`. */
export function differenceText(difference: Difference): string {
  const ofEndpoint = endpointDifferenceText(difference);
  if (ofEndpoint !== undefined) return ofEndpoint;
  const { path, have, want } = difference;
  return `${printable(path.replace(/^\//, ''))}: ${valueText(have)} -> ${wantedText(want)}`;
}

/** Where nobody can say the one right value, any of several. */
export function wantedText(want: unknown): string {
  return Array.isArray(want) && want.length > 0 ? want.map((one) => valueText(one)).join(' or ') : valueText(want);
}

export function valueText(value: unknown, maxCharacters = MAX_VALUE_CHARACTERS): string {
  if (value === undefined || value === null) return 'absent';
  return printable(JSON.stringify(value), maxCharacters);
}
