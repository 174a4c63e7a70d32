/**
 * The fields that several documents share: names, durations, instants, percentages, schedules. Each says what is wrong in
 * its first line and how to mend it in its second.
 */
import { z } from 'zod';
import { parseDuration } from '../../model/duration.ts';
import { checkSchedule } from '../../plan/windows.ts';
import { nearest } from '../nearest.ts';
import { quoted } from '../problem-list.ts';

export const API_VERSION = 'sagekeeper.dev/v1alpha1';
export const MAX_LIST = 1_000;
export const DAY_MS = 86_400_000;

/** What editors know of a text: an expression that every good one matches (some bad ones may as well), and good ones. */
interface Look {
  readonly pattern: string;
  readonly examples: readonly string[];
}

/**
 * Text with a check of its own; the check returns what is wrong, or undefined. `meantBy` says what a number was probably
 * meant to be.
 */
export function text(
  complaint: (value: string) => string | undefined,
  look: Look,
  meantBy?: (value: number) => string,
) {
  const error = (issue: { readonly input?: unknown }) =>
    meantBy && typeof issue.input === 'number' && issue.input >= 0 ? meantBy(issue.input) : undefined;
  return z
    .string({ error })
    .check((payload) => {
      const message = complaint(payload.value);
      if (message !== undefined) payload.issues.push({ code: 'custom', message, input: payload.value });
    })
    .meta({ ...look });
}

/** Names stand in metrics, tags and tag values of AWS, whose alphabets are narrow. */
export const name = z
  .string()
  .max(63)
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, {
    error: (issue) =>
      issue.input === 'anyTime'
        ? 'anyTime is no name: it stands alone, and means that no window is waited for\nchoose another, or write windows: anyTime'
        : `${quoted(String(issue.input))} is not a name\nlower-case letters, digits and dashes, with a letter or digit at both ends`,
  });

/** `90s`, `10m`, `6h`, `7d`; both bounds in milliseconds, inclusive. */
export function duration(minMs: number, maxMs: number, bounds: string) {
  return text(
    (value) => {
      const ms = parseDuration(value);
      if (ms === undefined) return `${quoted(value)} is not a duration\nwrite one such as 90s, 10m, 6h or 7d`;
      return ms < minMs || ms > maxMs ? `${value} is out of bounds\n${bounds}` : undefined;
    },
    { pattern: '^[0-9]{1,6}[smhd]$', examples: ['90s', '10m', '6h', '7d'] },
    (value) =>
      `a duration needs a unit\n${Number.isInteger(value) ? `write ${value}s, ${value}m, ${value}h or ${value}d` : 'write one such as 90s, 10m, 6h or 7d'}`,
  );
}

/** Milliseconds of a text that `duration` has let pass. */
export function durationMs(value: string): number {
  return parseDuration(value) ?? 0;
}

/** RFC 3339 with a time and a zone: a bare day begins at another moment for everybody who reads it. */
export const instant = z.iso
  .datetime({
    offset: true,
    error: (issue) =>
      typeof issue.input === 'string' || typeof issue.input === 'number'
        ? `${quoted(String(issue.input))} is not an instant\nwrite day, time and zone, such as 2027-03-31T00:00:00Z`
        : undefined,
  })
  .meta({ examples: ['2027-03-31T00:00:00Z'] });

export const percentage = text(
  (value) => {
    const percent = percentOf(value);
    if (percent === undefined) return `${quoted(value)} is not a percentage\nwrite one such as 5%`;
    return percent > 100 ? 'more than 100% is not possible' : undefined;
  },
  { pattern: '^(0?[0-9]{1,2}(\\.[0-9]{1,3})?|100(\\.0{1,3})?)%$', examples: ['5%', '2.5%'] },
  (value) => `a share is written in percent\nwrite ${Number.isFinite(value) ? `${value}%` : 'one such as 5%'}`,
);

/** 5 for `5%`; undefined where the text is no percentage. */
export function percentOf(value: string): number | undefined {
  return /^\d{1,3}(\.\d{1,3})?%$/.test(value) ? Number(value.slice(0, -1)) : undefined;
}

/** Few schedules and zones are written often, and checking a schedule costs milliseconds: it walks a calendar. */
const MAX_REMEMBERED = 500;
const MAX_REMEMBERED_LENGTH = 100;
const ZONES = Intl.supportedValuesOf('timeZone');

function remembered(check: (value: string) => string | undefined): (value: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (value) => {
    if (value.length > MAX_REMEMBERED_LENGTH) return check(value);
    if (known.has(value)) return known.get(value);
    if (known.size >= MAX_REMEMBERED) known.clear();
    const complaint = check(value);
    known.set(value, complaint);
    return complaint;
  };
}

const FIELDS = 'minute, hour, day of month, month, day of week, such as "0 22 * * 5"';

export const schedule = text(
  remembered((value) => {
    const complaint = checkSchedule(value, 'UTC');
    return complaint && `${complaint}\n${FIELDS}`;
  }),
  { pattern: '^\\s*(@[a-z]+|\\S+(\\s+\\S+){4,5})\\s*$', examples: ['0 22 * * 5,6', '*/15 * * * *'] },
  () => `a schedule has five fields\n${FIELDS}`,
);

/** Of all schedules that fire one of the cheapest to check: here only the zone is in question. */
const ANY_SCHEDULE = '0 0 29 2 *';

export const timeZone = text(
  remembered((value) => {
    // Intl also takes offsets, which know nothing of daylight saving.
    if (!/^[+-]/.test(value) && checkSchedule(ANY_SCHEDULE, value) === undefined) return undefined;
    const meant = ZONES.find((zone) => zone.toLowerCase().endsWith(`/${value.toLowerCase()}`)) ?? nearest(value, ZONES);
    const hint = meant === undefined ? 'write an IANA name such as Europe/Berlin or UTC' : `did you mean ${meant}?`;
    return `${quoted(value)} is not a time zone\n${hint}`;
  }),
  { pattern: '^[A-Za-z]', examples: ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo'] },
);

const region = z.string().regex(/^[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}$/, {
  error: (issue) => `${quoted(String(issue.input))} is not a region\nwrite one such as eu-central-1`,
});

export const regions = z
  .array(region)
  .min(1, { error: 'an empty list of regions reaches nothing\nname at least one' })
  .max(100)
  .refine((list) => new Set(list).size === list.length, { error: 'a region is named twice' })
  .meta({ uniqueItems: true, examples: [['eu-central-1', 'us-east-1']] });
