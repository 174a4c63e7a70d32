/**
 * What each gate says when it is asked by itself; and what budgets and the gate against undoing hold where nobody wrote any.
 */
import { describe, expect, it } from '@jest/globals';
import type { Judged } from '../../src/model/decision.ts';
import type { Budget, Policy } from '../../src/model/desired-state.ts';
import { consentAnswers } from '../../src/plan/admit.ts';
import { budgetHold } from '../../src/plan/budgets.ts';
import type { Census } from '../../src/plan/budgets.ts';
import { undoneHold } from '../../src/plan/contested.ts';
import { timingAnswers, timingHold } from '../../src/plan/decide.ts';
import type { DecideContext } from '../../src/plan/decide.ts';
import { windowsAt } from '../../src/plan/windows.ts';
import {
  ACCOUNT,
  DAY,
  IMDS,
  NOW,
  REGION,
  REGIONS,
  REPORT_ONLY,
  ROOT,
  admitContext,
  callStep,
  denyWindow,
  notebook,
  policy,
  verdict,
} from './documents.ts';

const FREE: Census = { running: () => 100, inFlight: () => 0, unread: () => [] };

function context(more: Partial<DecideContext> = {}): DecideContext {
  return {
    now: NOW,
    account: ACCOUNT,
    region: REGION,
    defaultRegions: REGIONS,
    windows: windowsAt([], NOW),
    census: FREE,
    quietChangesAreFree: true,
    halted: () => undefined,
    undone: () => undefined,
    ...more,
  };
}

const SHUT = context({
  windows: windowsAt([denyWindow({ schedule: '0 0 10 6 *', durationMs: DAY })], NOW),
  halted: () => 'two of three',
  census: { ...FREE, inFlight: () => 1 },
});
const ORDER = ['prerequisite', 'window', 'contested', 'halted', 'budget'];

describe('the gates of timing, asked one by one', () => {
  const answers = (effect: 'disrupt' | 'probe' | 'change' | 'restore', asked = SHUT) =>
    timingAnswers(callStep({ effect }), policy(), notebook(), asked);

  it('answer in their order, each for itself', () => {
    expect(answers('disrupt').map(({ gate }) => gate)).toEqual(ORDER);
    expect(answers('disrupt').map(({ answer }) => answer)).toEqual(['open', 'closed', 'open', 'closed', 'closed']);
    expect(answers('disrupt')[1]).toMatchObject({ hold: { gate: 'window', reason: 'DenyWindow' } });
    expect(new Set(answers('disrupt', context()).map(({ answer }) => answer))).toEqual(new Set(['open']));
  });

  it('are asked of a quiet change only where somebody could notice it', () => {
    expect(answers('change').map(({ answer }) => answer)).toEqual([
      'open',
      'notAsked',
      'notAsked',
      'closed',
      'notAsked',
    ]);
    expect(answers('change')[1]).toMatchObject({ why: 'nobody notices this change' });
    const loud = answers('change', { ...SHUT, quietChangesAreFree: false });
    expect(loud.map(({ answer }) => answer)).toEqual(['open', 'closed', 'open', 'closed', 'closed']);
  });

  it('are not asked of what gives back', () => {
    expect(answers('restore')).toEqual(
      ORDER.map((gate) => ({ gate, answer: 'notAsked', why: 'what gives back is never held' })),
    );
  });
});

describe('the gates of consent, asked one by one', () => {
  const judged = (one: Policy, ...differences: Parameters<typeof verdict>[0] & object): Judged => ({
    policy: one,
    verdict: verdict(differences),
    accepts: undefined,
  });
  const ask = (one: Judged, more: Parameters<typeof admitContext>[0] = {}, others: readonly Judged[] = []) =>
    consentAnswers(one, [one, ...others], notebook(), admitContext(more));
  const closed = (...asked: Parameters<typeof ask>) =>
    ask(...asked).flatMap((one) => (one.answer === 'closed' ? [[one.gate, one.paths]] : []));

  it('answer of everything that could be mended', () => {
    const mine = judged(policy(), IMDS, ROOT, REPORT_ONLY);
    expect(ask(mine).map(({ gate, answer }) => [gate, answer])).toEqual(
      ['unknown', 'exempt', 'auditMode', 'conflict', 'refused', 'frozen'].map((gate) => [gate, 'open']),
    );
    expect(closed(mine, { frozen: true })).toEqual([['frozen', ['/imds', '/rootAccess']]]);
    expect(closed(judged(policy({ mode: 'audit' }), IMDS), { frozen: true })).toEqual([
      ['auditMode', ['/imds']],
      ['frozen', ['/imds']],
    ]);
  });

  it('answer nothing of what gives way to another policy', () => {
    const other = judged(policy({ name: 'other', overrides: ['imds'] }), { ...IMDS, want: '3' });
    expect(closed(judged(policy(), IMDS, ROOT), { frozen: true }, [other])).toEqual([['frozen', ['/rootAccess']]]);
  });

  it('are not asked of a policy that does not apply', () => {
    expect(ask({ policy: policy(), verdict: { applicable: false, why: '' }, accepts: undefined })).toEqual([]);
  });

  it('say in words that nobody may write', () => {
    const answer = ask(judged(policy(), IMDS), { canWrite: false }).find(({ gate }) => gate === 'auditMode');
    expect(answer).toMatchObject({
      hold: { reason: 'NoWriteRole', why: 'no write role is configured, so nothing is ever changed' },
    });
  });
});

describe('a policy without budgets', () => {
  const none = policy({ disruption: { windows: 'anyTime', budgets: [], haltAbove: 5 } });
  const held = (effect: 'disrupt' | 'change', taken: number) =>
    timingHold(
      callStep({ effect }),
      none,
      notebook(),
      context({ quietChangesAreFree: false, census: { ...FREE, inFlight: () => taken } }),
    )?.gate;

  it('disturbs one of an account at a time, and is not counted where it disturbs nobody', () => {
    expect([held('disrupt', 0), held('disrupt', 1), held('change', 1)]).toEqual([undefined, 'budget', undefined]);
  });
});

describe('an account that nobody has read', () => {
  const organization: Budget = { per: 'organization', max: { count: 5 } };
  const account = (count: number): Budget => ({ per: 'account', max: { count } });
  const census: Census = { ...FREE, unread: () => ['999999999999'] };
  const held = (...budgets: readonly Budget[]) =>
    budgetHold(policy({ disruption: { windows: 'anyTime', budgets, haltAbove: 5 } }), notebook(), census)?.gate;

  it('counts with the strictest budget that an account has, and with one where none has any', () => {
    expect(held(organization)).toBeUndefined();
    expect(held(organization, account(9))).toBe('budget');
    expect(held(organization, account(9), account(4))).toBeUndefined();
    expect(held(organization, account(4), account(9))).toBeUndefined();
    expect(held({ per: 'organization', max: { count: 1 } })).toBe('budget');
  });
});

describe('what somebody undoes', () => {
  const held = (...ages: readonly number[]) =>
    undoneHold(
      policy(),
      ages.map((age) => NOW - age),
      { timesADay: 3, because: 'somebody' },
      NOW,
    );

  it('is held until the third time before now is a day old', () => {
    expect(held(DAY - 1, 2, 1)).toMatchObject({ gate: 'contested', reason: 'MendedBefore', until: NOW + 1 });
    expect(held(DAY - 1, 7, 2, 1)).toMatchObject({ until: NOW - 7 + DAY });
    expect(held(DAY, 2, 1)).toBeUndefined();
    expect(held(2, 1)).toBeUndefined();
  });

  it('is told with how often', () => {
    expect(held(4, 3, 2, 1)?.why).toBe('imds mended this 4 times within a day, and it differs again: somebody');
  });
});
