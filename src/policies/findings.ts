/**
 * What does one part of judging a resource find? The same three lists as in the verdict that they become.
 */
import type { Difference, Note } from '../model/verdict.ts';

export interface Findings<D extends Difference = Difference> {
  readonly differences: readonly D[];
  readonly unknown: readonly Note[];
  readonly notes: readonly Note[];
}

/** Of what nobody asked for in so many words: never a difference. */
export type Advice = Omit<Findings, 'differences'>;

export const NOTHING_FOUND: Findings<never> = { differences: [], unknown: [], notes: [] };
