/**
 * Exit codes of plan and run --once: 2 before 3 before 1, and drift only where somebody asked.
 */
import { describe, expect, it } from '@jest/globals';
import { exitCodeOf } from '../../src/cli/exit-code.ts';
import { planView } from '../../src/cli/plan-view.ts';
import { RESOURCE_STATES } from '../../src/model/decision.ts';
import { outlook, standing, surveyOf, target } from './survey-fixture.ts';

const NONE = { step: 'none' } as const;
const DIFFERS = new Set(['failed', 'contested', 'converging', 'held', 'drifted']);

describe('the exit code of a look', () => {
  it.each(RESOURCE_STATES.map((state) => [state]))('of one resource that is %s', (state) => {
    const survey = surveyOf([outlook('n', [standing(state)], NONE)]);
    const expected = state === 'unknown' ? 3 : DIFFERS.has(state) ? 1 : 0;
    expect(exitCodeOf(planView(survey), { tellDrift: true })).toBe(expected);
    expect(exitCodeOf(planView(survey), { tellDrift: false })).toBe(expected === 1 ? 0 : expected);
  });

  it.each(RESOURCE_STATES.map((state) => [state]))(
    'of one that is %s, and of which something is not known',
    (state) => {
      const survey = surveyOf([outlook('n', [{ ...standing(state), partlyUnknown: true }], NONE)]);
      const expected = state === 'unknown' || DIFFERS.has(state) ? 3 : 0;
      expect(exitCodeOf(planView(survey), { tellDrift: true })).toBe(expected);
    },
  );

  it('says partial rather than drift', () => {
    const survey = surveyOf([outlook('n', [standing('drifted')], NONE)], [target('reached'), target('refused')]);
    expect(exitCodeOf(planView(survey), { tellDrift: true })).toBe(3);
  });

  it('says partial where the look did not come to its end', () => {
    const survey = surveyOf([]);
    const halfway = { ...survey, snapshot: { ...survey.snapshot, complete: false } };
    expect(exitCodeOf(planView(halfway), { tellDrift: false })).toBe(3);
  });
});
