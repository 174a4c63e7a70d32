/**
 * Schedules in their zones, against a minute-by-minute model written independently.
 */
import { describe, expect, it } from '@jest/globals';
import type { MaintenanceWindow } from '../../src/model/desired-state.ts';
import { checkSchedule, inZoneOf, nextAdmission, windowStatus } from '../../src/plan/windows.ts';
import { allowWindow, DAY, HOUR, MINUTE } from './documents.ts';

describe('checkSchedule', () => {
  const good = [
    '0 22 * * 5,6',
    '*/10 * * * * *',
    '0 0 29 2 *',
    '0 0 13 * 5',
    '0 0 L * *',
    '0 0 LW * *',
    '0 3 * * 2#1',
    '0 3 * * 5L',
    '0 0 ? jan-mar mon-fri',
    '@daily',
    '0 0 * * 7',
  ];
  it.each(good)('accepts %s', (schedule) => {
    expect(checkSchedule(schedule, 'Europe/Berlin')).toBeUndefined();
  });

  const bad: Readonly<Record<string, string>> = {
    '61 0 * * *': 'minute (0-59) cannot be "61"',
    '0 24 * * *': 'hour (0-23) cannot be "24"',
    '0 0 32 * *': 'day of month (1-31) cannot be "32"',
    '0 0 * 13 *': 'month (1-12) cannot be "13"',
    '0 0 * * 8': 'day of week (0-7) cannot be "8"',
    '75 0 0 * * *': 'second (0-59) cannot be "75"',
    'every night': 'expected 5 or 6 fields but got 2',
    '': 'is not a cron expression',
    '0 0 31 2 *': 'no such day exists',
    '0 0 30W 2 *': 'no such day exists',
    '0 0 L-30 2 *': 'no such day exists',
    '0 0 29 2 1': 'can stay silent for 28 years',
    '0 0 1 1 1': 'can stay silent for 11 years',
    '0-999999999 * * * *': 'more than two digits',
    [`${'0,'.repeat(200)}0 0 * * *`]: 'longer than 256 characters',
  };
  it.each(Object.entries(bad))('refuses %j', (schedule, problem) => {
    expect(checkSchedule(schedule, 'UTC')).toContain(problem);
  });

  it.each(['Europe/Berln', '', '+01:00', 'local', '../etc'])('refuses the time zone %j', (timeZone) => {
    expect(checkSchedule('0 0 * * *', timeZone)).toContain('is not known');
  });
});

const at = (text: string): number => Date.parse(text);
const utc = (instant: number | undefined): string | undefined =>
  instant === undefined ? undefined : new Date(instant).toISOString().replace(':00.000Z', 'Z');

/** Open: [opensAt, closesAt, admitsUntil]; closed: the next opening. */
function told(window: MaintenanceWindow, now: number): readonly (string | undefined)[] | string | undefined {
  const status = windowStatus(window, now);
  if (!status.open) return utc(status.nextOpenAt);
  return [utc(status.opensAt), utc(status.closesAt), utc(status.admitsUntil)];
}

interface Case {
  readonly window: Partial<MaintenanceWindow>;
  readonly now: string;
  readonly told: readonly string[] | string;
}

const cases: Readonly<Record<string, Case>> = {
  'is closed before it opens': {
    window: {},
    now: '2026-06-10T21:59:59Z',
    told: '2026-06-10T22:00Z',
  },
  'is open from its first instant': {
    window: { minRemainingMs: 45 * MINUTE },
    now: '2026-06-10T22:00:00Z',
    told: ['2026-06-10T22:00Z', '2026-06-11T04:00Z', '2026-06-11T03:15Z'],
  },
  'is closed at the instant at which it closes': {
    window: {},
    now: '2026-06-11T04:00:00Z',
    told: '2026-06-11T22:00Z',
  },
  'is one where openings overlap': {
    window: { schedule: '0 22,23 * * *', durationMs: 2 * HOUR },
    now: '2026-06-10T23:30:00Z',
    told: ['2026-06-10T22:00Z', '2026-06-11T01:00Z', '2026-06-11T01:00Z'],
  },
  'is one where openings touch over midnight and days': {
    window: { schedule: '0 0 * * 6,0', durationMs: 24 * HOUR },
    now: '2026-06-14T10:00:00Z',
    told: ['2026-06-13T00:00Z', '2026-06-15T00:00Z', '2026-06-15T00:00Z'],
  },
  'reaches over three weeks': {
    window: { schedule: '0 0 15 12 *', durationMs: 24 * DAY },
    now: '2027-01-07T23:59:00Z',
    told: ['2026-12-15T00:00Z', '2027-01-08T00:00Z', '2027-01-08T00:00Z'],
  },
  'needs day of month and day of week': {
    window: { schedule: '0 0 13 * 5' },
    now: '2026-06-10T00:00:00Z',
    told: '2026-11-13T00:00Z',
  },
  'finds the last day of a month': {
    window: { schedule: '0 0 L 2 *' },
    now: '2027-03-01T00:00:00Z',
    told: '2028-02-29T00:00Z',
  },
  'finds three days before the last': {
    window: { schedule: '0 0 L-3 * *' },
    now: '2026-06-10T00:00:00Z',
    told: '2026-06-27T00:00Z',
  },
  'finds the working day nearest to a Saturday': {
    window: { schedule: '0 0 15W 8 *' },
    now: '2026-06-10T00:00:00Z',
    told: '2026-08-14T00:00Z',
  },
  'does not leave the month for a working day': {
    window: { schedule: '0 0 1W 8 *' },
    now: '2026-06-10T00:00:00Z',
    told: '2026-08-03T00:00Z',
  },
  'finds the last working day': {
    window: { schedule: '0 0 LW 5 *' },
    now: '2026-05-10T00:00:00Z',
    told: '2026-05-29T00:00Z',
  },
  'finds the second Tuesday': {
    window: { schedule: '0 0 * * 2#2' },
    now: '2026-06-10T00:00:00Z',
    told: '2026-07-14T00:00Z',
  },
  'finds the last Friday': {
    window: { schedule: '0 0 * * 5L' },
    now: '2026-06-27T00:00:00Z',
    told: '2026-07-31T00:00Z',
  },
  'looks beyond a century without a leap day': {
    window: { schedule: '0 0 29 2 *' },
    now: '2096-03-01T00:00:00Z',
    told: '2104-02-29T00:00Z',
  },
  'counts elapsed time over the spring change': {
    window: { schedule: '0 22 * * 6', timeZone: 'Europe/Berlin' },
    now: '2026-03-28T23:00:00Z',
    told: ['2026-03-28T21:00Z', '2026-03-29T03:00Z', '2026-03-29T03:00Z'],
  },
  'opens at the jump where spring leaves its start out': {
    window: { schedule: '30 2 * * *', timeZone: 'Europe/Berlin', durationMs: HOUR },
    now: '2026-03-29T00:00:00Z',
    told: '2026-03-29T01:00Z',
  },
  'opens at the first of two half past two': {
    window: { schedule: '30 2 * * *', timeZone: 'Europe/Berlin', durationMs: 30 * MINUTE },
    now: '2026-10-25T00:00:00Z',
    told: '2026-10-25T00:30Z',
  },
  'does not open at the second of two half past two': {
    window: { schedule: '30 2 * * *', timeZone: 'Europe/Berlin', durationMs: 30 * MINUTE },
    now: '2026-10-25T01:30:00Z',
    told: '2026-10-26T01:30Z',
  },
  'stays two on such a day where a minute lies between': {
    window: { schedule: '0,31 3 * * *', timeZone: 'Europe/Berlin', durationMs: 30 * MINUTE },
    now: '2026-03-29T01:00:00Z',
    told: ['2026-03-29T01:00Z', '2026-03-29T01:30Z', '2026-03-29T01:30Z'],
  },
  'opens on a day that its zone left out': {
    window: { schedule: '0 12 30 12 *', timeZone: 'Pacific/Apia', durationMs: HOUR },
    now: '2011-12-30T00:00:00Z',
    told: '2011-12-30T10:00Z',
  },
};

describe('a window', () => {
  it.each(Object.entries(cases))('%s', (_, { window, now, told: expected }) => {
    expect(told(allowWindow(window), at(now))).toEqual(expected);
  });

  it('that never closes is told as open for 400 days ahead and since at least 400 days', () => {
    const now = at('2026-06-10T12:00:00Z');
    const status = windowStatus(allowWindow({ schedule: '* * * * *', durationMs: MINUTE * 61 }), now);
    expect(status).toMatchObject({ open: true });
    expect((status.open ? status.closesAt : 0) - now).toBeGreaterThanOrEqual(400 * DAY);
    expect(now - (status.open ? status.opensAt : now)).toBeGreaterThanOrEqual(400 * DAY);
  });

  it('admits nothing in its last part, but again with its next opening', () => {
    const window = allowWindow({ minRemainingMs: 45 * MINUTE });
    expect(utc(nextAdmission(window, at('2026-06-11T03:14:59Z')))).toBe('2026-06-11T03:14:59.000Z');
    expect(utc(nextAdmission(window, at('2026-06-11T03:15:00Z')))).toBe('2026-06-11T22:00Z');
  });

  it('that is shorter than its last part admits nothing ever', () => {
    expect(nextAdmission(allowWindow({ minRemainingMs: 6 * HOUR }), at('2026-06-10T00:00:00Z'))).toBeUndefined();
  });

  it('with a schedule that was never checked throws', () => {
    expect(() => windowStatus(allowWindow({ schedule: 'no' }), 0)).toThrow('nights');
  });

  it('tells local time with the zone', () => {
    const window = allowWindow({ timeZone: 'Asia/Kolkata' });
    expect(inZoneOf(window, at('2026-06-10T21:59:59Z'))).toBe('Thu 2026-06-11 03:29:59 Asia/Kolkata');
  });
});
