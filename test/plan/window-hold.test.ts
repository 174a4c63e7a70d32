/**
 * What windows say to a policy at an instant, and when they will say otherwise.
 */
import { describe, expect, it } from '@jest/globals';
import type { MaintenanceWindow } from '../../src/model/desired-state.ts';
import { EVERYWHERE } from '../../src/model/scope.ts';
import { windowHold } from '../../src/plan/window-hold.ts';
import { windowsAt } from '../../src/plan/windows.ts';
import { ACCOUNT, allowWindow, DAY, denyWindow, HOUR, MINUTE, policy, REGION, REGIONS } from './documents.ts';

const at = (text: string): number => Date.parse(`2026-06-${text}:00Z`);

interface Case {
  readonly documents: readonly MaintenanceWindow[];
  readonly windows: readonly string[] | 'anyTime';
  readonly now: number;
  readonly region?: string;
  readonly hold: { readonly reason: string; readonly why: string; readonly until: number | undefined } | undefined;
}

const nights = allowWindow();
const noons = allowWindow({ name: 'noons', schedule: '0 12 * * *', durationMs: HOUR });
/** From the 10th 20:00 to the 11th 02:00. */
const freeze = denyWindow({ schedule: '0 20 10 6 *', durationMs: 6 * HOUR });
const elsewhere = { ...EVERYWHERE, include: [{ by: 'account', account: '999999999999' }] as const };

const cases: Readonly<Record<string, Case>> = {
  'anyTime is open': { documents: [], windows: 'anyTime', now: at('10T10:00'), hold: undefined },
  'an open window suffices': {
    documents: [nights, noons],
    windows: ['noons', 'nights'],
    now: at('10T23:00'),
    hold: undefined,
  },
  'the earliest of several windows is when it is looked at again': {
    documents: [nights, noons],
    windows: ['nights', 'noons'],
    now: at('10T10:00'),
    hold: {
      reason: 'OutsideWindow',
      why: 'nights opens Wed 2026-06-10 22:00 UTC; noons opens Wed 2026-06-10 12:00 UTC',
      until: at('10T12:00'),
    },
  },
  'a window that the policy does not name opens nothing': {
    documents: [nights, noons],
    windows: ['nights'],
    now: at('10T12:30'),
    hold: { reason: 'OutsideWindow', why: 'nights opens Wed 2026-06-10 22:00 UTC', until: at('10T22:00') },
  },
  'nothing begins in the last part': {
    documents: [allowWindow({ minRemainingMs: 45 * MINUTE })],
    windows: ['nights'],
    now: at('11T03:15'),
    hold: {
      reason: 'OutsideWindow',
      why: 'nights closes Thu 2026-06-11 04:00 UTC, and nothing begins so shortly before',
      until: at('11T22:00'),
    },
  },
  'a deny window wins over an open one, and its end within the opening is when': {
    documents: [nights, freeze],
    windows: ['nights'],
    now: at('10T23:00'),
    hold: {
      reason: 'DenyWindow',
      why: 'freeze lets nothing begin until Thu 2026-06-11 02:00 UTC',
      until: at('11T02:00'),
    },
  },
  'a deny window holds anyTime as well': {
    documents: [freeze],
    windows: 'anyTime',
    now: at('10T23:00'),
    hold: {
      reason: 'DenyWindow',
      why: 'freeze lets nothing begin until Thu 2026-06-11 02:00 UTC',
      until: at('11T02:00'),
    },
  },
  'a deny window is named before a window that is closed as well': {
    documents: [nights, freeze],
    windows: ['nights'],
    now: at('10T21:00'),
    hold: {
      reason: 'DenyWindow',
      why: 'freeze lets nothing begin until Thu 2026-06-11 02:00 UTC',
      until: at('11T02:00'),
    },
  },
  'an opening inside a deny window is not the next one': {
    documents: [nights, denyWindow({ schedule: '0 20 10 6 *', durationMs: 2 * DAY })],
    windows: ['nights'],
    now: at('10T19:00'),
    hold: { reason: 'OutsideWindow', why: 'nights opens Wed 2026-06-10 22:00 UTC', until: at('12T22:00') },
  },
  'one deny window may end in another': {
    documents: [freeze, denyWindow({ name: 'second', schedule: '0 1 11 6 *', durationMs: 3 * HOUR })],
    windows: 'anyTime',
    now: at('10T23:00'),
    hold: {
      reason: 'DenyWindow',
      why: 'freeze lets nothing begin until Thu 2026-06-11 02:00 UTC',
      until: at('11T04:00'),
    },
  },
  'a deny window for elsewhere denies nothing here': {
    documents: [nights, { ...freeze, scope: elsewhere }],
    windows: ['nights'],
    now: at('10T23:00'),
    hold: undefined,
  },
  'a deny window without regions denies wherever the policy reaches': {
    documents: [freeze],
    windows: 'anyTime',
    region: 'ap-south-1',
    now: at('10T23:00'),
    hold: {
      reason: 'DenyWindow',
      why: 'freeze lets nothing begin until Thu 2026-06-11 02:00 UTC',
      until: at('11T02:00'),
    },
  },
  'a deny window for other regions denies nothing here': {
    documents: [{ ...freeze, scope: { ...EVERYWHERE, regions: ['us-east-1'] } }],
    windows: 'anyTime',
    now: at('10T23:00'),
    hold: undefined,
  },
  'an allow window for elsewhere opens nothing here': {
    documents: [{ ...nights, scope: elsewhere }],
    windows: ['nights'],
    now: at('10T23:00'),
    hold: { reason: 'OutsideWindow', why: 'none of its windows is for this place', until: undefined },
  },
  'a deny window that is named as if it allowed opens nothing': {
    documents: [freeze],
    windows: ['freeze'],
    now: at('10T12:00'),
    hold: { reason: 'OutsideWindow', why: 'none of its windows is for this place', until: undefined },
  },
  'what is denied for ever has no next instant': {
    documents: [denyWindow({ schedule: '0 0 * * *', durationMs: DAY })],
    windows: 'anyTime',
    now: at('10T12:00'),
    hold: {
      reason: 'DenyWindow',
      why: expect.stringContaining('freeze lets nothing begin') as never,
      until: undefined,
    },
  },
};

describe('windowHold', () => {
  it.each(Object.entries(cases))('%s', (_, { documents, windows, now, region = REGION, hold }) => {
    const held = policy({
      scope: { ...EVERYWHERE, regions: region === REGION ? undefined : [region] },
      disruption: { ...policy().disruption, windows },
    });
    const table = windowsAt(documents, now);
    const answer = windowHold(held, ACCOUNT, region, table, REGIONS);
    expect(answer).toEqual(hold && { gate: 'window', ...hold });
    // The remembered answer is the same one, and only for the same windows.
    expect(windowHold(held, ACCOUNT, region, table, REGIONS)).toBe(answer);
  });

  it('does not mix up the answers of two places', () => {
    const table = windowsAt([{ ...freeze, scope: { ...EVERYWHERE, regions: ['us-east-1'] } }], at('10T23:00'));
    expect(windowHold(policy(), ACCOUNT, 'us-east-1', table, REGIONS)?.reason).toBe('DenyWindow');
    expect(windowHold(policy(), ACCOUNT, REGION, table, REGIONS)).toBeUndefined();
  });

  it('does not mix up the answers of two policies', () => {
    const table = windowsAt([nights, noons], at('10T12:30'));
    const named = (windows: readonly string[] | 'anyTime') =>
      windowHold(policy({ disruption: { ...policy().disruption, windows } }), ACCOUNT, REGION, table, REGIONS);
    expect(named(['nights'])?.reason).toBe('OutsideWindow');
    expect(named(['noons'])).toBeUndefined();
    expect(named('anyTime')).toBeUndefined();
  });
});
