/**
 * On which days does a cron schedule open, and at which times of such a day? Only the calendar: what a wall clock does on
 * daylight-saving days is zone.ts's knowledge, and how long an opening lasts is openings.ts's.
 */

/** The sets that node-cron's `parse()` gives: numbers, and in the two day fields also `L`, `L-3`, `15W`, `LW`, `5L`, `2#3`. */
export interface ScheduleFields {
  readonly second: readonly number[];
  readonly minute: readonly number[];
  readonly hour: readonly number[];
  readonly dayOfMonth: readonly (number | string)[];
  readonly month: readonly number[];
  readonly dayOfWeek: readonly (number | string)[];
}

export const DAY_MS = 86_400_000;

/** The Gregorian calendar repeats its weekdays every 28 years, as long as no century without a leap day comes between. */
const CYCLE_FIRST_DAY = Date.UTC(2001, 0, 1) / DAY_MS;
const CYCLE_DAYS = 28 * 365 + 7;

interface CalendarDay {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly date: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  readonly lastDate: number;
}

/** The first day from `day` to `lastDay` on which the schedule opens, in days since 1970-01-01; undefined: none. */
export function nextScheduledDay(fields: ScheduleFields, day: number, lastDay: number): number | undefined {
  for (let candidate = day; candidate <= lastDay;) {
    const calendar = calendarDay(candidate);
    if (!fields.month.includes(calendar.month)) {
      candidate += calendar.lastDate - calendar.date + 1;
      continue;
    }
    // Both fields must match (node-cron's rule, unlike Vixie cron): `0 0 13 * 5` is Friday the 13th.
    const matches =
      fields.dayOfMonth.some((token) => matchesDate(token, calendar)) &&
      fields.dayOfWeek.some((token) => matchesWeekday(token, calendar));
    if (matches) return candidate;
    candidate += 1;
  }
  return undefined;
}

/** Every opening of a scheduled day, in milliseconds of the wall clock since its midnight, ascending: at most 86,400. */
export function startsOfDay(fields: ScheduleFields): readonly number[] {
  const starts: number[] = [];
  for (const hour of ascending(fields.hour)) {
    for (const minute of ascending(fields.minute)) {
      for (const second of ascending(fields.second)) starts.push(((hour * 60 + minute) * 60 + second) * 1_000);
    }
  }
  return starts;
}

/** The longest time between two scheduled days, in days; Infinity where there are none at all. It depends on no clock. */
export function longestSilenceDays(fields: ScheduleFields): number {
  // Most schedules fire every day, and need no walk through 28 years.
  const isEvery = (field: readonly (number | string)[], first: number, last: number): boolean =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index).every((value) => field.includes(value));
  if (isEvery(fields.month, 1, 12) && isEvery(fields.dayOfMonth, 1, 31) && isEvery(fields.dayOfWeek, 0, 6)) return 1;
  const lastDay = CYCLE_FIRST_DAY + CYCLE_DAYS - 1;
  const first = nextScheduledDay(fields, CYCLE_FIRST_DAY, lastDay);
  if (first === undefined) return Infinity;
  let longest = 0;
  let previous = first;
  for (;;) {
    const next = nextScheduledDay(fields, previous + 1, lastDay);
    if (next === undefined) return Math.max(longest, first + CYCLE_DAYS - previous);
    longest = Math.max(longest, next - previous);
    previous = next;
  }
}

function calendarDay(day: number): CalendarDay {
  const date = new Date(day * DAY_MS);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth() + 1;
  return {
    year,
    month,
    date: date.getUTCDate(),
    weekday: date.getUTCDay(),
    lastDate: new Date(Date.UTC(year, month, 0)).getUTCDate(),
  };
}

function matchesDate(token: number | string, day: CalendarDay): boolean {
  if (typeof token === 'number') return token === day.date;
  if (token === 'L') return day.date === day.lastDate;
  if (token.startsWith('L-')) return day.date === day.lastDate - Number(token.slice(2));
  if (!token.endsWith('W')) return false;
  const target = token === 'LW' ? day.lastDate : Number(token.slice(0, -1));
  return target <= day.lastDate && day.date === nearestWorkday(target, day);
}

/** The weekday nearest to a date, without leaving its month. */
function nearestWorkday(target: number, day: CalendarDay): number {
  const weekday = (((day.weekday + target - day.date) % 7) + 7) % 7;
  if (weekday === 6) return target === 1 ? 3 : target - 1;
  if (weekday === 0) return target === day.lastDate ? target - 2 : target + 1;
  return target;
}

function matchesWeekday(token: number | string, day: CalendarDay): boolean {
  if (typeof token === 'number') return token === day.weekday;
  if (Number(token[0]) % 7 !== day.weekday) return false;
  if (token.endsWith('L')) return day.date + 7 > day.lastDate;
  return token[1] === '#' && Math.ceil(day.date / 7) === Number(token.slice(2));
}

function ascending(numbers: readonly number[]): readonly number[] {
  return [...new Set(numbers)].toSorted((a, b) => a - b);
}
