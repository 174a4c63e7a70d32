/**
 * The loop let loose on hundreds of worlds by chance; a few of them are part of the ordinary tests.
 */
import { describe, expect, it } from '@jest/globals';
import { broken } from './support/property-threads.ts';

const WORLDS = 400;

describe('the loop, let loose on many worlds', () => {
  it('brings each to rest as wanted, within its scope and its budgets, and then leaves it alone', async () => {
    expect(await broken('worlds', WORLDS)).toEqual([]);
  });
});
