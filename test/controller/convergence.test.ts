/**
 * Whatever the world and the desired state, whatever gets lost for a while, and whenever the process dies: everything comes to
 * rest as wanted or says why not, nothing else is ever written to, and no budget is exceeded at any instant.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CROWDED, drawn } from './drawn.ts';
import { live } from './random-world.ts';
import { wrongs } from './world-oracle.ts';

const WORLDS = 20;

describe('the loop, let loose on a world by chance', () => {
  it('brings it to rest as wanted, within its scope and its budgets, and then leaves it alone', async () => {
    const property = fc.asyncProperty(drawn, async (world) => {
      expect(wrongs(world, await live(world))).toEqual([]);
    });
    const { seed, failed } = await fc.check(property, { numRuns: WORLDS, endOnFailure: true, examples: [[CROWDED]] });
    process.stdout.write(`${WORLDS} worlds, seed ${seed}\n`);
    if (failed) await fc.assert(property, { seed, numRuns: WORLDS, endOnFailure: true, examples: [[CROWDED]] });
  }, 120_000);
});
