/**
 * Patterns against every short text: what one covers the other must not fit alone, and what meets must have a text in common.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { covers, meet } from '../../src/model/iam-document-patterns.ts';

/** Two patterns of four symbols that meet at all do so in a text of six: `*aaa` and `aab*`. */
const TEXTS = grown(['a', 'b', 'c'], 6);
const pattern = fc.array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 4 }).map((symbols) => symbols.join(''));

function grown(letters: readonly string[], length: number): readonly string[] {
  let last = [''];
  const all = [...last];
  for (let size = 1; size <= length; size += 1) {
    last = last.flatMap((text) => letters.map((letter) => text + letter));
    all.push(...last);
  }
  return all;
}

function fitting(written: string): ReadonlySet<string> {
  const fits = new RegExp(`^${written.replaceAll('*', '.*').replaceAll('?', '.')}$`);
  return new Set(TEXTS.filter((text) => fits.test(text)));
}

describe('patterns', () => {
  it('cover and meet as the texts do that they fit', () => {
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        const [left, right] = [fitting(a), fitting(b)];
        const isWithin = [...right].every((text) => left.has(text));
        expect([a, b, covers(a, b) && !isWithin]).toEqual([a, b, false]);
        expect([a, b, meet(a, b)]).toEqual([a, b, [...right].some((text) => left.has(text))]);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['*', 'arn:aws:s3:::a/*', true],
    ['arn:aws:s3:::al2023-*/*', 'arn:aws:s3:::al2023-repos-*-de612dc2/*', true],
    ['arn:aws:s3:::al2023-repos-*-de612dc2/*', 'arn:aws:s3:::al2023-*/*', false],
    ['arn:aws:s3:::a/*', 'arn:aws:s3:::a', false],
    ['s3:get*', 's3:getobject', true],
    ['a?', 'a*', false],
    ['**a***b**', 'ab', true],
    ['*a?*', 'a', false],
    ['a*', 'a${aws:username}', true],
    ['a${aws:username}', 'ab', false],
    ['a${aws:username}', 'a${aws:username}', true],
  ])('%s covers %s: %s', (wide, narrow, is) => {
    expect(covers(wide, narrow)).toBe(is);
  });

  it('that are long without end are no more work than the text is', () => {
    const stars = `${'*'.repeat(200_000)}b`;
    const letters = `${'*a'.repeat(200_000)}*`;
    const text = 'a'.repeat(1_000);
    expect([covers(stars, `${text}b`), covers(stars, text)]).toEqual([true, false]);
    expect([covers(letters, text), covers(`${'*a'.repeat(900)}${'*'.repeat(200_000)}`, text)]).toEqual([false, true]);
  });
});
