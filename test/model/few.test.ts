/** How many of a long list are named, and are the others counted? */
import { describe, expect, it } from '@jest/globals';
import { few } from '../../src/model/few.ts';

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `n${index}`);

describe('a long list in a sentence', () => {
  it.each([
    [0, ''],
    [1, 'n0'],
    [5, 'n0, n1, n2, n3, n4'],
    [6, 'n0, n1, n2, n3, n4 and 1 more'],
    [9, 'n0, n1, n2, n3, n4 and 4 more'],
  ])('names up to five, of %i', (count, words) => {
    expect(few(names(count))).toBe(words);
  });

  it('names as many as is said, and counts those that are not at hand', () => {
    expect(few(names(3), 2)).toBe('n0, n1 and 1 more');
    expect(few(names(2), 2, 7)).toBe('n0, n1 and 5 more');
    expect(few(names(4), 2, 7)).toBe('n0, n1 and 5 more');
  });
});
