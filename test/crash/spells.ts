/**
 * Spells by chance: most of them as far behind as a settle allows, some up to five times as far.
 */
import fc from 'fast-check';
import type { Spell } from './behind.ts';
import { READS } from './behind.ts';
import { SETTLE_MS } from './situations.ts';

const transition = fc.oneof(fc.integer({ min: 100, max: 500 }), fc.integer({ min: 500, max: 4 * SETTLE_MS }));

export const spells: fc.Arbitrary<Spell> = fc.record({
  reads: fc.oneof(fc.constant(READS), fc.subarray([...READS], { minLength: 1 })),
  agoMs: fc.oneof(
    fc.constant(SETTLE_MS),
    fc.integer({ min: 100, max: SETTLE_MS }),
    fc.integer({ min: SETTLE_MS, max: 5 * SETTLE_MS }),
  ),
  from: fc.integer({ min: 0, max: 12_000 }),
  forMs: fc.constantFrom(SETTLE_MS, 5 * SETTLE_MS, 10 * SETTLE_MS),
  // More than this, and no probe of Start comes soon enough after that of Update: nothing is ever begun.
  wayMs: fc.constantFrom(5, 50, 200),
  stopMs: transition,
  updateMs: transition,
  startMs: transition,
  seed: fc.nat(),
  reborn: fc.boolean(),
});

/** Of a notebook that was made anew only what a settle allows is promised: longer, and its predecessor cannot be told from it. */
export function promised(spell: Spell): Spell {
  return spell.reborn === true ? { ...spell, agoMs: Math.min(spell.agoMs, SETTLE_MS) } : spell;
}

/**
 * What once went wrong. The first: the tag was written twice, half a hundred other tags after it, and the Stop in between was
 * forgotten. The second, as on a machine with no time: the reads fell behind just when it ran again. The third: a reading from
 * before the change let forget the tag that it is brought back, and it was updated once more. The last: a tag that had named the
 * one before it was said again twice.
 */
export const KNOWN: readonly [Spell][] = [
  [
    {
      reads: READS,
      agoMs: SETTLE_MS,
      from: 3_388,
      forMs: 10 * SETTLE_MS,
      wayMs: 5,
      stopMs: 4_471,
      updateMs: 1_691,
      startMs: 4_086,
      seed: 20_867_522,
    },
  ],
  [
    {
      reads: READS,
      agoMs: 2 * SETTLE_MS,
      from: 9_044,
      forMs: 5 * SETTLE_MS,
      wayMs: 200,
      stopMs: 336,
      updateMs: 287,
      startMs: 214,
      seed: 841_558_691,
    },
  ],
  [
    {
      reads: READS,
      agoMs: 14_661,
      from: 11_135,
      forMs: 10 * SETTLE_MS,
      wayMs: 200,
      stopMs: 3_083,
      updateMs: 1_560,
      startMs: 197,
      seed: 1_383_092_281,
    },
  ],
  [
    {
      reads: READS,
      agoMs: SETTLE_MS,
      from: 12,
      forMs: 5 * SETTLE_MS,
      wayMs: 200,
      stopMs: 500,
      updateMs: 232,
      startMs: 105,
      seed: 1_624_401_923,
      reborn: true,
    },
  ],
];
