/**
 * How a resource stands under a policy: the first state that fits.
 */
import { describe, expect, it } from '@jest/globals';
import type { Consent, Gate, Hold, ResourceState } from '../../src/model/decision.ts';
import type { Resource, Step } from '../../src/model/resource.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { standing } from '../../src/plan/state.ts';
import { callStep, IMDS, intent, notebook, NOW, policy, REPORT_ONLY, UNKNOWN, verdict } from './documents.ts';

const hold = (gate: Gate): Hold => ({ gate, reason: 'R', why: 'w' });
const NONE: Step = { step: 'none' };
const CALL: Step = callStep();
const WAIT: Step = { step: 'wait', recheckAfterMs: 1, reason: 'Stopping', why: 'AWS is busy' };
const IMPOSSIBLE: Step = { step: 'impossible', reason: 'Failed', why: 'no' };
const overdue = (step: Step, at: number): Step => ({ ...step, tellPersonAt: at }) as Step;

interface Case {
  readonly verdict?: Verdict;
  readonly counts?: boolean;
  readonly consent?: Gate;
  readonly step?: Step;
  readonly timing?: Gate;
  readonly intent?: Resource['intent'];
  readonly state: ResourceState;
  /** The gate that is told. */
  readonly gate?: Gate;
}

const differs = { verdict: verdict([IMDS]) };
const counts = { ...differs, counts: true };

const cases: Readonly<Record<string, Case>> = {
  'not applicable': { verdict: { applicable: false, why: 'no' }, step: IMPOSSIBLE, state: 'not-applicable' },
  'not applicable, whatever it carries': {
    verdict: { applicable: false, why: 'no' },
    intent: intent('stop'),
    state: 'not-applicable',
  },
  unknown: { verdict: verdict([], [UNKNOWN]), consent: 'unknown', state: 'unknown', gate: 'unknown' },
  'unknown comes before failed': {
    verdict: verdict([], [UNKNOWN]),
    consent: 'unknown',
    step: IMPOSSIBLE,
    intent: intent('start'),
    state: 'unknown',
    gate: 'unknown',
  },
  'unknown, and its only difference gave way': { verdict: verdict([], [UNKNOWN]), state: 'unknown' },
  'exempt although it differs': { ...differs, consent: 'exempt', state: 'exempt', gate: 'exempt' },
  'exempt although it complies': { verdict: verdict(), consent: 'exempt', state: 'exempt', gate: 'exempt' },
  'impossible while it differs': { ...counts, step: IMPOSSIBLE, state: 'failed' },
  'impossible while it carries our intent': {
    verdict: verdict(),
    step: IMPOSSIBLE,
    intent: intent('start'),
    state: 'failed',
  },
  'impossible, and complies': { verdict: verdict(), step: IMPOSSIBLE, state: 'compliant' },
  'impossible, and in audit': {
    ...differs,
    consent: 'auditMode',
    step: IMPOSSIBLE,
    state: 'drifted',
    gate: 'auditMode',
  },
  'impossible, and differs in what is only reported': {
    verdict: verdict([REPORT_ONLY]),
    step: IMPOSSIBLE,
    state: 'drifted',
  },
  'a person must be told': {
    verdict: verdict(),
    step: overdue(CALL, NOW),
    intent: intent('start'),
    state: 'failed',
  },
  'a person must be told of a wait': { ...counts, step: overdue(WAIT, NOW - 1), state: 'failed' },
  'a person must not be told yet': {
    verdict: verdict(),
    step: overdue(CALL, NOW + 1),
    intent: intent('start'),
    state: 'converging',
  },
  'AWS is long busy with what is none of our business': {
    verdict: verdict(),
    step: overdue(WAIT, NOW - 1),
    state: 'compliant',
  },
  contested: { ...counts, step: CALL, timing: 'contested', state: 'contested', gate: 'contested' },
  'contested comes before converging': {
    ...counts,
    step: CALL,
    timing: 'contested',
    intent: intent('stop'),
    state: 'contested',
    gate: 'contested',
  },
  'a call is due': { ...counts, step: CALL, state: 'converging' },
  'AWS is busy, then the call comes': { ...counts, step: WAIT, state: 'converging' },
  'on its way in phase stop': { verdict: verdict(), step: CALL, intent: intent('stop'), state: 'converging' },
  'on its way in phase start': { verdict: verdict(), step: WAIT, intent: intent('start'), state: 'converging' },
  'on its way home because a gate closed': {
    ...counts,
    step: CALL,
    timing: 'window',
    intent: intent('stop'),
    state: 'converging',
    gate: 'window',
  },
  'back, with tags to tidy': { verdict: verdict(), step: CALL, intent: intent('up'), state: 'compliant' },
  'somebody else wrote a tag': { verdict: verdict(), intent: { is: 'unreadable', why: 'x' }, state: 'compliant' },
  'what is due for another policy is not this one': { verdict: verdict(), step: CALL, state: 'compliant' },
  'held by an incomplete list': {
    ...counts,
    step: CALL,
    timing: 'incompleteList',
    state: 'held',
    gate: 'incompleteList',
  },
  'audit: drifted': { ...differs, consent: 'auditMode', step: NONE, state: 'drifted', gate: 'auditMode' },
  'only reported: drifted, and no gate is to blame': { verdict: verdict([REPORT_ONLY]), state: 'drifted' },
  'only reported beside a hold that is not about it': {
    verdict: verdict([REPORT_ONLY]),
    timing: 'window',
    state: 'drifted',
  },
  'being deleted': { ...counts, step: NONE, state: 'drifted' },
  compliant: { verdict: verdict(), state: 'compliant' },
  'compliant beside a hold that is not about it': { verdict: verdict(), timing: 'contested', state: 'compliant' },
};

for (const gate of ['prerequisite', 'window', 'halted', 'budget'] as const) {
  Object.assign(cases, { [`held by ${gate}`]: { ...counts, step: CALL, timing: gate, state: 'held', gate } });
}
for (const gate of ['conflict', 'refused', 'frozen'] as const) {
  Object.assign(cases, { [`held by ${gate}`]: { ...differs, consent: gate, step: NONE, state: 'held', gate } });
}

describe('standing', () => {
  it.each(Object.entries(cases))('%s', (_, given) => {
    const judged = given.verdict ?? verdict();
    const consent: Consent = {
      policy: policy(),
      verdict: judged,
      differences: given.counts === true && judged.applicable ? judged.differences : [],
      hold: given.consent && hold(given.consent),
    };
    const resource = notebook(given.intent === undefined ? {} : { intent: given.intent });
    const timing = given.timing && hold(given.timing);
    const answer = standing(consent, given.step ?? NONE, timing, resource, NOW);
    expect([answer.state, answer.hold?.gate]).toEqual([given.state, given.gate]);
    expect(answer.differences).toEqual(judged.applicable ? judged.differences : []);
  });

  it('says of what differs whether something is not known besides', () => {
    const partly = (judged: Verdict) => {
      const consent = { policy: policy(), verdict: judged, differences: [], hold: undefined };
      return standing(consent, NONE, undefined, notebook(), NOW).partlyUnknown;
    };
    expect(partly(verdict([IMDS], [UNKNOWN]))).toBe(true);
    expect([partly(verdict([IMDS])), partly({ applicable: false, why: 'no' })]).toEqual([undefined, undefined]);
  });

  it('tells what is unknown, and why a policy does not apply, as notes', () => {
    const told = (given: Verdict) => {
      const consent = { policy: policy(), verdict: given, differences: [], hold: undefined };
      return standing(consent, NONE, undefined, notebook(), NOW).notes;
    };
    const note = { reason: 'Retired', message: 'cannot come back' };
    expect(told({ applicable: true, differences: [], unknown: [UNKNOWN], notes: [note] })).toEqual([UNKNOWN, note]);
    expect(told({ applicable: false, why: 'no such thing' })).toEqual([
      { reason: 'NotApplicable', message: 'no such thing' },
    ]);
  });
});
