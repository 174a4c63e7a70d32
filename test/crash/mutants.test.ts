/**
 * The test of the test: every executor that is wrong on purpose is caught by the oracle that finds nothing wrong with the
 * right one.
 */
import { describe, expect, it } from '@jest/globals';
import { singles, extended } from './enumerate.ts';
import { WRONG } from './mutants.ts';
import type { Wrong } from './mutants.ts';
import { judge } from './oracle.ts';
import { formatPlan } from './plan.ts';
import { tellStory } from './story.ts';

/** Two events at once are tried in every so many plans. */
const PAIRS_EVERY = 101;
const MAX_PLANS = 4_000;

async function firstCatch({ mutant, situation }: Wrong): Promise<{ readonly plan: string; readonly tried: number }> {
  let tried = 0;
  const untroubled = { situation, events: [] };
  const story = await tellStory(untroubled, mutant);
  if (judge(untroubled, story).length > 0) return { plan: formatPlan(untroubled), tried: 1 };
  const alone = singles(situation, story);
  for (const plan of alone) {
    tried += 1;
    if (judge(plan, await tellStory(plan, mutant)).length > 0) return { plan: formatPlan(plan), tried };
  }
  for (const single of alone) {
    for (const plan of extended(single, await tellStory(single, mutant)).filter((_, index) => index % PAIRS_EVERY === 0)) {
      tried += 1;
      if (judge(plan, await tellStory(plan, mutant)).length > 0) return { plan: formatPlan(plan), tried };
      if (tried >= MAX_PLANS) return { plan: '', tried };
    }
  }
  return { plan: '', tried };
}

describe('an executor that is wrong is caught', () => {
  it.each(Object.entries(WRONG))(
    'which %s',
    async (_name, wrong) => {
      const { plan } = await firstCatch(wrong);
      expect(plan).not.toBe('');
    },
    60_000,
  );
});
