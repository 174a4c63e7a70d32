/**
 * When does a schedule fire next? For the rhythm of passes, which is told in UTC and bound to no window.
 */
import { parse } from 'node-cron';
import { DAY_MS, nextScheduledDay, startsOfDay } from '../plan/calendar.ts';

/** A schedule that fires never within this is a mistake, and was refused when it was loaded. */
const SCHEDULE_AHEAD_DAYS = 5 * 366;
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
