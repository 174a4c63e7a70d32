/**
 * Twenty thousand distinct stories and more within a minute of two processors: every event alone, every pair of crashes,
 * losses and Starts that do not take, and a share of all other pairs, in every situation. `node test/crash/all.ts` tells all.
 */
import { describe, expect, it } from '@jest/globals';
import { singles, untroubled } from '../crash/enumerate.ts';
import { formatPlan } from '../crash/plan.ts';
import { SITUATIONS } from '../crash/situations.ts';
import { tellAll } from '../crash/telling.ts';
import type { Task } from '../crash/telling.ts';
import { broken } from './support/property-threads.ts';

const SELECTION = { faults: 1, others: 400 };
const PLANS = 20_000;
const SPELLS = 1_000;

describe('every notebook to which everything happens that can', () => {
  it('is neither stranded nor started against the will of whom it belongs to', async () => {
    const began = performance.now();
    const tasks: Task[] = [];
    for (const { name } of SITUATIONS) {
      for (const plan of singles(name, await untroubled(name)))
        tasks.push({ single: formatPlan(plan), selection: SELECTION, wrong: undefined });
    }
    const { plans, idle, violations } = await tellAll(tasks, 2);
    const count = (word: string): number => violations.filter((violation) => violation.startsWith(word)).length;
    process.stdout.write(
      `${plans} plans, all distinct, ${idle} of them without effect: ${count('stranded')} stranded, ` +
        `${count('started') + count('restarted')} started against a person's will, ${violations.length} violations in all; ` +
        `${Math.round((performance.now() - began) / 1_000)} s\n`,
    );
    expect(violations).toEqual([]);
    expect(plans).toBeGreaterThan(PLANS);
  });
});

describe('a notebook of which the reads are behind the truth', () => {
  it('is led through one change, a call at a time', async () => {
    expect(await broken('spells', SPELLS)).toEqual([]);
  });
});
