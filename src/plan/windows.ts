/**
 * Is a maintenance window open, and when does one next let something begin? Allow and deny windows, each with its own
 * schedule and zone. The only file of this room that knows node-cron, of which it uses the parser alone: its matcher skips
 * an opening that the spring change swallows, and fires twice in autumn.
 */
import { parse, validateDetailed } from 'node-cron';
import type { Hold } from '../model/decision.ts';
import type { MaintenanceWindow } from '../model/desired-state.ts';
import { longestSilenceDays } from './calendar.ts';
import { openingsAfter, recurrence } from './openings.ts';
import type { Recurrence } from './openings.ts';
import { formatLocal, zoneNamed } from './zone.ts';

/** node-cron expands `0-999999999` before it checks the bounds; no legal schedule comes near either limit. */
const MAX_SCHEDULE_LENGTH = 256;
const TOO_LONG_NUMBER = /\d{3}/;
/** An opening that stays away longer than this is a mistake rather than a plan. */
const MAX_SILENCE_DAYS = 5 * 366;

const FIELD_NAMES: Readonly<Record<string, string>> = {
  second: 'second (0-59)',
  minute: 'minute (0-59)',
  hour: 'hour (0-23)',
  dayOfMonth: 'day of month (1-31)',
  month: 'month (1-12)',
  dayOfWeek: 'day of week (0-7)',
};

/** Instants in milliseconds since the epoch. Half open: at `closesAt` it is closed. */
export type WindowStatus =
  | {
      readonly open: true;
      readonly opensAt: number;
      readonly closesAt: number;
      /** From here on nothing begins any more. Before `opensAt` where the opening is shorter than `minRemaining`. */
      readonly admitsUntil: number;
    }
  | {
      readonly open: false;
      /** Undefined: not within nine years. */
      readonly nextOpenAt: number | undefined;
    };

export interface StandingWindow {
  readonly window: MaintenanceWindow;
  readonly status: WindowStatus;
}

/** Every window as it stands at one instant. */
export interface WindowTable {
  readonly now: number;
  readonly allows: ReadonlyMap<string, StandingWindow>;
  readonly denies: readonly StandingWindow[];
  /** The answers already worked out, by combination of windows; window-hold.ts fills and bounds it. */
  readonly holds: Map<string, Hold | undefined>;
}

/** What follows from a window's document alone; documents are replaced, never changed. */
const recurrences = new WeakMap<MaintenanceWindow, Recurrence>();

/** Computes each window once. `now` in milliseconds since the epoch. */
export function windowsAt(windows: readonly MaintenanceWindow[], now: number): WindowTable {
  const standing = windows.map((window) => ({ window, status: windowStatus(window, now) }));
  return {
    now,
    allows: new Map(standing.flatMap((s) => (s.window.effect === 'allow' ? [[s.window.name, s] as const] : []))),
    denies: standing.filter(({ window }) => window.effect === 'deny'),
    holds: new Map(),
  };
}

/**
 * How a window stands at `now`. Its schedule and zone must have passed checkSchedule; throws otherwise. A window that never
 * closes is told as closing 400 days ahead.
 */
export function windowStatus(window: MaintenanceWindow, now: number): WindowStatus {
  const next = openingsAfter(recurrenceOf(window), now).next();
  if (next.done === true) return { open: false, nextOpenAt: undefined };
  const { opensAt, closesAt } = next.value;
  if (opensAt > now) return { open: false, nextOpenAt: opensAt };
  return { open: true, opensAt, closesAt, admitsUntil: closesAt - window.minRemainingMs };
}

/** The first instant from `from` on at which the window lets something begin; undefined: none within nine years. */
export function nextAdmission(window: MaintenanceWindow, from: number): number | undefined {
  for (const { opensAt, closesAt } of openingsAfter(recurrenceOf(window), from)) {
    const admitsFrom = Math.max(opensAt, from);
    if (admitsFrom < closesAt - window.minRemainingMs) return admitsFrom;
  }
  return undefined;
}

/** An instant as the people of the window's zone read it. */
export function inZoneOf(window: MaintenanceWindow, instant: number): string {
  return formatLocal(recurrenceOf(window).zone, instant);
}

/**
 * What is wrong with a schedule in a zone, for people; undefined: nothing. The answer hangs on no clock: a schedule that
 * can stay silent for more than five years is refused whenever it is asked about.
 */
export function checkSchedule(schedule: string, timeZone: string): string | undefined {
  const problem = scheduleProblem(schedule);
  if (problem !== undefined) return problem;
  if (zoneNamed(timeZone) !== undefined) return undefined;
  return `the time zone "${timeZone}" is not known: write an IANA name such as Europe/Berlin or UTC`;
}

function recurrenceOf(window: MaintenanceWindow): Recurrence {
  const known = recurrences.get(window);
  if (known !== undefined) return known;
  const problem = checkSchedule(window.schedule, window.timeZone);
  const zone = zoneNamed(window.timeZone);
  if (problem !== undefined || zone === undefined)
    throw new Error(`maintenance window ${window.name}: ${problem ?? ''}`);
  const compiled = recurrence(parse(window.schedule), zone, window.durationMs);
  recurrences.set(window, compiled);
  return compiled;
}

function scheduleProblem(schedule: string): string | undefined {
  if (schedule.length > MAX_SCHEDULE_LENGTH) return `the schedule is longer than ${MAX_SCHEDULE_LENGTH} characters`;
  if (TOO_LONG_NUMBER.test(schedule)) return `the schedule "${schedule}" holds a number of more than two digits`;
  const { errors, fields } = validateDetailed(schedule);
  const [error] = errors;
  if (error !== undefined) {
    const field = FIELD_NAMES[error.field];
    if (error.message.includes('impossible day')) return `the schedule "${schedule}" never opens: no such day exists`;
    if (field === undefined) return `the schedule "${schedule}" is not a cron expression: ${error.message}`;
    return `the schedule "${schedule}" is not valid: ${field} cannot be "${error.value ?? ''}"`;
  }
  if (fields === undefined) return `the schedule "${schedule}" is not a cron expression`;
  const silence = longestSilenceDays(fields);
  if (silence <= MAX_SILENCE_DAYS) return undefined;
  return silence === Infinity
    ? `the schedule "${schedule}" never opens: no such day exists`
    : `the schedule "${schedule}" can stay silent for ${Math.floor(silence / 365)} years: ` +
        'day of month and day of week must both match';
}
