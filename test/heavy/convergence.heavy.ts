/**
 * The loop let loose on hundreds of worlds by chance; a few of them are part of the ordinary tests.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CROWDED, drawn } from '../controller/drawn.ts';
import { live } from '../controller/random-world.ts';
import { wrongs } from '../controller/world-oracle.ts';

const WORLDS = 400;

describe('the loop, let loose on many worlds', () => {
  it('brings each to rest as wanted, within its scope and its budgets, and then leaves it alone', async () => {
    const property = fc.asyncProperty(drawn, async (world) => {
      expect(wrongs(world, await live(world))).toEqual([]);
    });
    const { seed, failed } = await fc.check(property, { numRuns: WORLDS, endOnFailure: true, examples: [[CROWDED]] });
    process.stdout.write(`${WORLDS} worlds, seed ${seed}\n`);
    if (failed) await fc.assert(property, { seed, numRuns: WORLDS, endOnFailure: true, examples: [[CROWDED]] });
  });
});
