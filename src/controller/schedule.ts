/**
 * When does a schedule fire next? For the rhythm of passes, which is told in UTC and bound to no window.
 */
import { parse } from 'node-cron';
import type { OrganizationSettings, Policy } from '../model/desired-state.ts';
import { DAY_MS, nextScheduledDay, startsOfDay } from '../plan/calendar.ts';

/** A schedule that fires never within this is a mistake, and was refused when it was loaded. */
const SCHEDULE_AHEAD_DAYS = 5 * 366;
/** A pass begins up to this share of its period late, and no more than the maximum, so that not all begin at once. */
const JITTER_SHARE = 0.1;
const JITTER_MAX_MS = 30_000;
const startsBySchedule = new Map<string, readonly number[]>();

/** The next instant after `now` at which a schedule fires, in UTC; milliseconds since the epoch. */
export function nextRun(schedule: string, now: number): number {
  const fields = parse(schedule);
  const starts = startsBySchedule.get(schedule) ?? startsOfDay(fields);
  startsBySchedule.set(schedule, starts);
  const today = Math.floor(now / DAY_MS);
  let day = nextScheduledDay(fields, today, today + SCHEDULE_AHEAD_DAYS);
  while (day !== undefined) {
    const midnight = day * DAY_MS;
    const start = starts.find((it) => midnight + it > now);
    if (start !== undefined) return midnight + start;
    day = nextScheduledDay(fields, day + 1, today + SCHEDULE_AHEAD_DAYS);
  }
  return Infinity;
}

/** When a place is due for its next pass: by the schedules of its policies' kinds, the earliest of them. */
export function nextPassAt(
  policies: readonly Policy[],
  { schedule, schedules }: Pick<OrganizationSettings, 'schedule' | 'schedules'>,
  now: number,
  random: () => number,
): number {
  const kinds = policies.length === 0 ? [schedule] : policies.map(({ kind }) => schedules[kind] ?? schedule);
  const due = Math.min(...[...new Set(kinds)].map((it) => nextRun(it, now)));
  return due + random() * Math.min((due - now) * JITTER_SHARE, JITTER_MAX_MS);
}
