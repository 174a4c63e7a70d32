/**
 * Are windows right on the days on which the clock changes? A second model, which walks through the zone minute by minute
 * and knows no arithmetic of offsets, says when each window is open; the room must agree.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextAdmission, windowStatus } from '../../src/plan/windows.ts';
import { allowWindow } from './documents.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SEED = Number(process.env['PLAN_SEED'] ?? 20_260_329);

/** Days around both changes of each zone (Kolkata has none, Lord Howe changes by half an hour, Santiago at midnight). */
const DAYS = [
  ['Europe/Berlin', '2026-03-29'],
  ['Europe/Berlin', '2026-10-25'],
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['America/Santiago', '2026-04-05'],
  ['America/Santiago', '2026-09-06'],
  ['Asia/Kolkata', '2026-03-29'],
] as const;

interface Minute {
  readonly instant: number;
  readonly date: string;
  readonly weekday: number;
  readonly minuteOfDay: number;
}

const walked = new Map<string, readonly Minute[]>();

/** Every minute from three days before a local date to three days after, as its wall clock shows it. */
function minutesAround(timeZone: string, date: string): readonly Minute[] {
  const key = `${timeZone} ${date}`;
  const known = walked.get(key);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  });
  const minutes: Minute[] = [];
  const centre = Date.parse(`${date}T12:00:00Z`);
  for (let instant = centre - 84 * HOUR; instant < centre + 84 * HOUR; instant += MINUTE) {
    const [, day = '', hour, minute] = /^(\S+), (\d+):(\d+)/.exec(format.format(instant)) ?? [];
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    minutes.push({ instant, date: day, weekday, minuteOfDay: Number(hour) * 60 + Number(minute) });
  }
  walked.set(key, minutes);
  return minutes;
}

/** For each minute: is the window open? One opening for each date and time of the schedule, said in wall-clock terms only. */
function openMinutes(
  minutes: readonly Minute[],
  times: readonly number[],
  weekdays: readonly number[],
  length: number,
) {
  const open = minutes.map(() => false);
  const dates = [...new Set(minutes.map((minute) => minute.date))];
  for (const date of dates) {
    if (!weekdays.includes(new Date(`${date}T00:00:00Z`).getUTCDay())) continue;
    for (const time of times) {
      // The first minute that shows this time, or else the first that shows a later one: spring has left it out.
      const start = minutes.findIndex((m) => m.date > date || (m.date === date && m.minuteOfDay >= time));
      for (let at = start; at >= 0 && at < Math.min(start + length, open.length); at += 1) open[at] = true;
    }
  }
  return open;
}

const schedules = fc.record({
  where: fc.constantFrom(...DAYS),
  hours: fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 1, maxLength: 4 }),
  minutes: fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { minLength: 1, maxLength: 3 }),
  weekdays: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 7 }),
  length: fc.oneof(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 1_600 })),
  remaining: fc.integer({ min: 0, max: 90 }),
  looks: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 12, maxLength: 12 }),
});

describe('windows on the days on which the clock changes', () => {
  it(`agree with a walk through the zone, minute by minute (seed ${SEED})`, () => {
    const property = fc.property(schedules, ({ where, hours, minutes, weekdays, length, remaining, looks }) => {
      const [timeZone, date] = where;
      const walk = minutesAround(timeZone, date);
      const times = hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute));
      const open = openMinutes(walk, times, weekdays, length);
      const window = allowWindow({
        schedule: `${minutes.join(',')} ${hours.join(',')} * * ${weekdays.join(',')}`,
        timeZone,
        durationMs: length * MINUTE,
        minRemainingMs: remaining * MINUTE,
      });
      // Half the looks are at the night of the change itself; the first and last days only give room for long openings.
      const first = Math.ceil(1_600 + 60);
      const last = walk.length - 1_600;
      for (const [index, look] of looks.entries()) {
        const middle = Math.floor(walk.length / 2);
        const at =
          index % 2 === 0
            ? first + Math.floor(look * (last - first - 1))
            : middle - 16 * 60 + Math.floor(look * 20 * 60);
        const now = walk[at]?.instant ?? 0;
        const status = windowStatus(window, now);
        const next = walk.findIndex((_, later) => later > at && open[later] !== open[at]);
        if (next === -1) continue;
        const turnsAt = walk[next]?.instant ?? 0;
        expect({ now, ...status }).toEqual(
          open[at] === true ? opened(at, turnsAt) : { now, open: false, nextOpenAt: turnsAt },
        );
        const admits = open[at] === true && now < turnsAt - remaining * MINUTE;
        expect([now, nextAdmission(window, now) === now]).toEqual([now, admits]);

        function opened(look: number, closesAt: number) {
          const closed = walk.findLastIndex((_, earlier) => earlier < look && open[earlier] === false);
          // The walk is too short to know where an opening began that was open when the walk did.
          const opensAt = closed > 1_600 ? walk[closed + 1]?.instant : status.open ? status.opensAt : undefined;
          return { now, open: true, opensAt, closesAt, admitsUntil: closesAt - remaining * MINUTE };
        }
      }
    });
    fc.assert(property, { numRuns: 150, seed: SEED });
  });
});
