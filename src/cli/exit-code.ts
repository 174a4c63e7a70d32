/**
 * What a look means for whoever started it: 0 everything was read and nothing differs (or nobody asked), 1 something differs,
 * 2 it could not run, 3 something could not be read. 2 comes before 3 before 1, because drift that was seen says less than
 * a place that was not.
 */
import { DIFFERING } from './plan-view.ts';
import type { PlanView } from './plan-view.ts';

export const EXIT = { fine: 0, differs: 1, couldNotRun: 2, partial: 3 } as const;

/** `tellDrift`: `plan --exit-code` and `run --once`. */
export function exitCodeOf(
  { complete, states }: Pick<PlanView, 'complete' | 'states'>,
  { tellDrift }: { readonly tellDrift: boolean },
): number {
  if (!complete) return EXIT.partial;
  return tellDrift && DIFFERING.some((state) => states[state] > 0) ? EXIT.differs : EXIT.fine;
}
