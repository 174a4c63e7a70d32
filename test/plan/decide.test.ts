/**
 * Timing: each gate by name, for each effect of a step.
 */
import { describe, expect, it } from '@jest/globals';
import type { TimingGate } from '../../src/model/decision.ts';
import type { CallStep, Effect, Resource } from '../../src/model/resource.ts';
import { contestedHold } from '../../src/plan/contested.ts';
import { timingHold } from '../../src/plan/decide.ts';
import type { DecideContext } from '../../src/plan/decide.ts';
import { windowsAt } from '../../src/plan/windows.ts';
import { ACCOUNT, callStep, DAY, denyWindow, notebook, NOW, policy, provenance, REGION, REGIONS } from './documents.ts';

const UNMET = { reason: 'NoTagSlot', why: 'there are 50 tags' };
const shut: Readonly<
  Record<TimingGate, (part: { step: CallStep; resource: Resource; context: DecideContext }) => object>
> = {
  prerequisite: ({ step }) => ({ step: { ...step, unmet: UNMET } }),
  window: ({ context }) => ({
    context: { ...context, windows: windowsAt([denyWindow({ schedule: '0 0 10 6 *', durationMs: DAY })], NOW) },
  }),
  contested: ({ resource }) => ({ resource: { ...resource, provenance: provenance() } }),
  halted: ({ context }) => ({ context: { ...context, halted: () => 'two of three' } }),
  budget: ({ context }) => ({ context: { ...context, census: { ...context.census, inFlight: () => 1 } } }),
};

/** The gate that holds when these are shut. */
function gateOf(effect: Effect, quietChangesAreFree: boolean, gates: readonly TimingGate[]): string | undefined {
  let asked = {
    step: callStep({ effect }),
    resource: notebook(),
    context: {
      now: NOW,
      account: ACCOUNT,
      region: REGION,
      defaultRegions: REGIONS,
      windows: windowsAt([], NOW),
      census: { running: () => 100, inFlight: () => 0, unread: () => [] },
      quietChangesAreFree,
      halted: () => undefined,
      undone: () => undefined,
    } as DecideContext,
  };
  for (const gate of gates) asked = { ...asked, ...shut[gate](asked) };
  return timingHold(asked.step, policy(), asked.resource, asked.context)?.gate;
}

const ORDER: readonly TimingGate[] = ['prerequisite', 'window', 'contested', 'halted', 'budget'];

/** Which gates are asked, by effect and whether the kind disturbs anybody. */
const asked: Readonly<Record<string, readonly [Effect, boolean, readonly TimingGate[]]>> = {
  'a disruption is asked for everything': ['disrupt', true, ORDER],
  'a probe is gated like the disruption that it asks for': ['probe', true, ORDER],
  'a quiet change of a loud kind waits for nobody': ['change', true, ['prerequisite', 'halted']],
  'a change of a quiet kind is not contested by one disturbance': [
    'change',
    false,
    ['prerequisite', 'window', 'halted', 'budget'],
  ],
  'what gives back is never held': ['restore', true, []],
};

describe('timingHold', () => {
  it.each(Object.entries(asked))('%s', (_, [effect, quietChangesAreFree, gates]) => {
    expect(gateOf(effect, quietChangesAreFree, [])).toBeUndefined();
    for (const gate of ORDER) {
      expect([gate, gateOf(effect, quietChangesAreFree, [gate])]).toEqual([
        gate,
        gates.includes(gate) ? gate : undefined,
      ]);
    }
    // With all of them shut from one on, the first that is asked holds.
    for (const [index] of ORDER.entries()) {
      const rest = ORDER.slice(index);
      expect(gateOf(effect, quietChangesAreFree, rest)).toBe(rest.find((gate) => gates.includes(gate)));
    }
  });

  it('tells what is missing in the words of the step', () => {
    const context = { quietChangesAreFree: true, halted: () => undefined } as unknown as DecideContext;
    expect(timingHold(callStep({ unmet: UNMET }), policy(), notebook(), context)).toEqual({
      gate: 'prerequisite',
      reason: 'NoTagSlot',
      why: 'there are 50 tags',
    });
  });
});

describe('contestedHold', () => {
  const week = 7 * DAY;
  const ask = (part: Parameters<typeof provenance>[0], now = NOW) =>
    contestedHold(policy(), notebook({ provenance: provenance(part) }), now)?.until;

  it('holds for seven days after the same policy mended it', () => {
    expect(ask({ at: NOW - week + 1 })).toBe(NOW + 1);
    expect(ask({ at: NOW - week })).toBeUndefined();
  });
  it('is not about other policies, nor about what was never mended', () => {
    expect(ask({ policies: ['other'] })).toBeUndefined();
    expect(ask({ policies: ['other', 'imds'] })).toBeDefined();
    expect(contestedHold(policy(), notebook(), NOW)).toBeUndefined();
  });
  it('holds no longer than a week for a time in the future', () => {
    expect(ask({ at: NOW + 1_000 * DAY })).toBe(NOW + week);
  });
  it('names the change', () => {
    const hold = contestedHold(policy(), notebook({ provenance: provenance() }), NOW);
    expect(hold).toMatchObject({
      gate: 'contested',
      reason: 'MendedBefore',
      why: 'imds mended this at 2026-06-09T12:00:00.000Z (change c0), and it differs again',
    });
  });
});
