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

/**
 * `minimumInstanceMetadataServiceVersion: "1" -> "2"`, `step Check/if/Train: absent -> "mlp-train"`,
 * `step Check/if/Train EnableNetworkIsolation: false -> true`.
 */
export function differenceText(difference: Difference, maxCharacters = MAX_VALUE_CHARACTERS): string {
  const ofEndpoint = endpointDifferenceText(difference);
  if (ofEndpoint !== undefined) return ofEndpoint;
  const { path, have, want, step, reportOnly } = difference;
  const what = step === undefined ? printable(path.replace(/^\//, '')) : `step ${printable(step)}${settingText(path)}`;
  const wanted = reportOnly === true ? wantedText(want, maxCharacters) : valueText(want, maxCharacters);
  return `${what}: ${valueText(have, maxCharacters)} -> ${wanted}${reportOnly === true ? ' (only reported)' : ''}`;
}

/** What of a step differs, unless it is what steps are mostly asked for: the name of its job. */
function settingText(path: string): string {
  const setting = path.slice(path.lastIndexOf('/') + 1);
  return setting.endsWith('Name') ? '' : ` ${printable(setting)}`;
}

/** Where nobody can say the one right value, any of several. */
export function wantedText(want: unknown, maxCharacters?: number): string {
  if (!Array.isArray(want)) return valueText(want, maxCharacters);
  return want.map((one) => valueText(one, maxCharacters)).join(' or ') || 'none';
}

export function valueText(value: unknown, maxCharacters = MAX_VALUE_CHARACTERS): string {
  if (value === undefined || value === null) return 'absent';
  return printable(JSON.stringify(value), maxCharacters);
}
