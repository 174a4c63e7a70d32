/**
 * When is a schedule's window open? Openings that touch or overlap are one. The search goes by days, and on the days
 * around a change of the clock by single openings: those start at the first instant that the wall clock shows their time
 * (once in autumn), or at the jump where spring leaves it out. Durations are elapsed time.
 */
import { DAY_MS, nextScheduledDay, startsOfDay } from './calendar.ts';
import type { ScheduleFields } from './calendar.ts';
import { instantOf, steadyOffset } from './zone.ts';
import type { Zone } from './zone.ts';

/** Half open: at `closesAt` it is closed. Milliseconds since the epoch. */
export interface Opening {
  readonly opensAt: number;
  readonly closesAt: number;
}

/** Starts of one day whose openings touch: from the first to the last, in milliseconds of the wall clock since midnight. */
interface Run {
  readonly first: number;
  readonly last: number;
}

export interface Recurrence {
  readonly fields: ScheduleFields;
  readonly zone: Zone;
  readonly durationMs: number;
  readonly starts: readonly number[];
  readonly runs: readonly Run[];
  /** The openings of days around a change of the clock, by day; it only saves work. */
  readonly changingDays: Map<number, readonly Opening[]>;
}

/** Then they are forgotten: six such days a year, and searches that reach nine years ahead. */
const REMEMBERED_CHANGING_DAYS = 64;

/** How far ahead is looked for an opening: a 29 February can be eight years away (1896, 2096). */
export const SEARCH_AHEAD_MS = 9 * 366 * DAY_MS;
/** An opening that lasts longer (a window that never closes) is told as this long, in either direction. */
export const LONGEST_TOLD_MS = 400 * DAY_MS;

/** A duration beyond LONGEST_TOLD_MS counts as that long. */
export function recurrence(fields: ScheduleFields, zone: Zone, wantedDurationMs: number): Recurrence {
  const durationMs = Math.min(wantedDurationMs, LONGEST_TOLD_MS);
  const starts = startsOfDay(fields);
  const runs: Run[] = [];
  for (const start of starts) {
    const previous = runs.at(-1);
    if (previous !== undefined && start - previous.last <= durationMs) {
      runs[runs.length - 1] = { first: previous.first, last: start };
    } else {
      runs.push({ first: start, last: start });
    }
  }
  return { fields, zone, durationMs, starts, runs, changingDays: new Map() };
}

/**
 * The openings that end after `since`, in order, up to SEARCH_AHEAD_MS ahead. The first may have begun before `since`; then
 * its beginning is told truly, up to LONGEST_TOLD_MS back.
 */
export function* openingsAfter(schedule: Recurrence, since: number): Generator<Opening> {
  let reachMs = schedule.durationMs + 3 * DAY_MS;
  for (;;) {
    const firstDay = Math.floor((since - reachMs) / DAY_MS);
    const first = openingsFrom(schedule, firstDay, since).next();
    if (first.done === true) return;
    // An opening that none from before the first day can touch is whole; the day more is for the distance to UTC.
    const whole = first.value.opensAt - schedule.durationMs > (firstDay + 1) * DAY_MS;
    if (whole || reachMs >= LONGEST_TOLD_MS) {
      yield* openingsFrom(schedule, firstDay, since);
      return;
    }
    reachMs = Math.min(reachMs * 4, LONGEST_TOLD_MS);
  }
}

function* openingsFrom(schedule: Recurrence, firstDay: number, since: number): Generator<Opening> {
  const lastDay = Math.floor((since + SEARCH_AHEAD_MS) / DAY_MS);
  let open: Opening | undefined;
  for (const next of unmerged(schedule, firstDay, lastDay)) {
    if (open === undefined) {
      open = next;
    } else if (next.opensAt <= open.closesAt) {
      open = { opensAt: open.opensAt, closesAt: Math.max(open.closesAt, next.closesAt) };
      if (open.closesAt >= since + LONGEST_TOLD_MS) break;
    } else {
      if (open.closesAt > since) yield open;
      open = next;
    }
  }
  if (open !== undefined && open.closesAt > since) yield open;
}

function* unmerged(schedule: Recurrence, firstDay: number, lastDay: number): Generator<Opening> {
  const { fields, zone, durationMs, runs } = schedule;
  for (let day = nextScheduledDay(fields, firstDay, lastDay); day !== undefined;) {
    const offsetMs = steadyOffset(zone, day);
    const midnight = day * DAY_MS;
    if (offsetMs === undefined) {
      yield* openingsOfChangingDay(schedule, day);
    } else {
      for (const { first, last } of runs) {
        yield { opensAt: midnight + first - offsetMs, closesAt: midnight + last - offsetMs + durationMs };
      }
    }
    day = nextScheduledDay(fields, day + 1, lastDay);
  }
}

/** Those that touch are one already. */
function openingsOfChangingDay(
  { zone, durationMs, starts, changingDays }: Recurrence,
  day: number,
): readonly Opening[] {
  const known = changingDays.get(day);
  if (known !== undefined) return known;
  const openings: Opening[] = [];
  for (const start of starts) {
    const opensAt = instantOf(zone, day * DAY_MS + start);
    const previous = openings.at(-1);
    const touches = previous !== undefined && opensAt <= previous.closesAt;
    if (touches) openings[openings.length - 1] = { opensAt: previous.opensAt, closesAt: opensAt + durationMs };
    else openings.push({ opensAt, closesAt: opensAt + durationMs });
  }
  if (changingDays.size >= REMEMBERED_CHANGING_DAYS) changingDays.clear();
  changingDays.set(day, openings);
  return openings;
}
