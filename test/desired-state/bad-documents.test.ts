/**
 * The corpus of bad documents: each is refused with exactly the places, messages and hints that stand beside it.
 */
import { describe, expect, it } from '@jest/globals';
import { CHAPTERS } from './corpus.ts';
import { problemsOf } from './writing.ts';

describe.each(CHAPTERS)('$about', ({ documents, beside }) => {
  it.each(Object.entries(documents))('%s', (_title, { text, problems }) => {
    expect(problemsOf(text, beside)).toEqual(problems);
  });
});

it('knows many ways to go wrong', () => {
  const count = CHAPTERS.reduce((sum, { documents }) => sum + Object.keys(documents).length, 0);
  expect(count).toBeGreaterThanOrEqual(300);
});
