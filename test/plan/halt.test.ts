/**
 * When a policy that leaves resources worse off stops by itself.
 */
import { describe, expect, it } from '@jest/globals';
import { HALT_WINDOW, haltOf, NO_OUTCOMES, recordOutcome } from '../../src/plan/halt.ts';
import type { OutcomeHistory } from '../../src/plan/halt.ts';
import { NOW, policy } from './documents.ts';

/** `+` a change that ended well, `-` one that left a resource worse. */
function after(signs: string, history: OutcomeHistory = NO_OUTCOMES, name = 'imds'): OutcomeHistory {
  return signs
    .split('')
    .reduce(
      (so, sign, index) => recordOutcome(so, { policy: name, arn: `arn-${index}`, worse: sign === '-', at: NOW }),
      history,
    );
}

const halting = (haltAbove: number) => policy({ disruption: { ...policy().disruption, haltAbove } });

describe('haltOf', () => {
  const cases: Readonly<Record<string, readonly [string, number, boolean]>> = {
    'nothing has happened': ['', 5, false],
    'one bad change is bad luck': ['-', 5, false],
    'two of two': ['--', 5, true],
    'two of forty are five percent, and not more': [`-${'+'.repeat(38)}-`, 5, false],
    'two of thirty-nine are more': [`-${'+'.repeat(37)}-`, 5, true],
    'five of a hundred': [`${'+'.repeat(20)}${`-${'+'.repeat(19)}`.repeat(5)}`, 5, false],
    'zero percent still needs two': ['-', 0, false],
    'zero percent and two': [`-${'+'.repeat(90)}-`, 0, true],
    'a bad one more than a hundred changes ago is forgiven': [`-${'+'.repeat(HALT_WINDOW - 1)}-`, 0, false],
    'a hundred percent is never exceeded': ['----', 100, false],
  };
  it.each(Object.entries(cases))('%s', (_, [signs, haltAbove, halted]) => {
    expect(haltOf(halting(haltAbove), after(signs)) !== undefined).toBe(halted);
  });

  it('stays halted while what was begun ends well, and goes on when a person allows more', () => {
    const history = after('+'.repeat(200), after('--'));
    expect(haltOf(halting(5), history)).toContain('2 of the last 2 changes of imds');
    expect(haltOf(halting(100), history)).toBeUndefined();
  });

  it('counts each policy for itself', () => {
    expect(haltOf(policy(), after('-', after('-'), 'other'))).toBeUndefined();
  });
});

describe('recordOutcome', () => {
  it('leaves the history that it was given as it was', () => {
    const before = after('+');
    after('--', before);
    expect(before.get('imds')).toHaveLength(1);
  });

  it('is bounded in changes and in policies', () => {
    expect(after('+'.repeat(1_000)).get('imds')).toHaveLength(400);
    let history = NO_OUTCOMES;
    for (let index = 0; index < 1_010; index += 1) history = after('+', history, `policy-${index}`);
    expect([history.size, history.has('policy-9'), history.has('policy-10')]).toEqual([1_000, false, true]);
  });
});
