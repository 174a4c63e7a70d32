/**
 * However far behind the reads are, and however slow the way: one change is one stop and one start, and nothing that was
 * accepted is sent again before a reading can show it. More spells are in test/heavy.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { wrongsOf } from './behind.ts';
import { KNOWN, promised, spells } from './spells.ts';

const SPELLS = 100;

describe('a notebook of which the reads are behind the truth', () => {
  it('is led through one change, a call at a time', async () => {
    const property = fc.asyncProperty(spells, async (spell) => {
      expect(await wrongsOf(promised(spell))).toEqual([]);
    });
    await fc.assert(property, { numRuns: SPELLS, examples: [...KNOWN] });
  }, 120_000);
});
