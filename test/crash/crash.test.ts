/**
 * Whatever goes wrong at whichever request: no notebook that ran is left down, and none that a person knowably stopped is
 * started. Every event alone, and every pair of crashes, losses and Starts that do not take, in the plainest story; the whole
 * is in test/heavy.
 */
import { describe, expect, it } from '@jest/globals';
import { tellAll } from './telling.ts';
import type { Selection, Task } from './telling.ts';
import { singles, untroubled } from './enumerate.ts';
import { formatPlan } from './plan.ts';
import { SITUATIONS } from './situations.ts';
import { WRONG } from './mutants.ts';

const THREADS = 2;

async function tasksFor(situation: string, selection: Selection): Promise<readonly Task[]> {
  const alone = singles(situation, await untroubled(situation));
  return alone.map((plan) => ({ single: formatPlan(plan), selection, wrong: undefined }));
}

describe('a notebook to which everything happens that can', () => {
  it('is neither stranded nor started against the will of whom it belongs to', async () => {
    const tasks = await Promise.all(
      SITUATIONS.map(async ({ name }) =>
        tasksFor(name, { faults: name === 'running' ? 6 : 0, others: name === 'running' ? 400 : 0 }),
      ),
    );
    const { plans, idle, violations } = await tellAll(tasks.flat(), THREADS);
    process.stdout.write(`${plans} plans, ${idle} of them without effect, ${violations.length} violations\n`);
    expect(violations).toEqual([]);
    expect(plans).toBeGreaterThan(2_000);
  }, 300_000);
});

/** A bad end may take a start that does not take and a crash, or a gate and an opening: pairs show it. */
const PAIRS: Selection = { faults: 4, others: 101 };

describe('an executor that is wrong is caught', () => {
  it.each(Object.entries(WRONG))(
    'which %s',
    async (wrong, { situation, first, pairs }) => {
      const alone = singles(situation, await untroubled(situation));
      const telling = alone.filter(({ events }) => events[0]?.event === first);
      const tasks = telling.map((plan): Task => ({
        single: formatPlan(plan),
        selection: pairs === true ? PAIRS : { faults: 0, others: 0 },
        wrong,
      }));
      const { violations } = await tellAll(tasks, THREADS, (told) => told.violations.length > 0);
      expect(violations).not.toEqual([]);
    },
    60_000,
  );
});
