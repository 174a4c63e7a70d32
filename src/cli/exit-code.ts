/**
 * What a look means for whoever started it: 0 everything was read and nothing differs (or nobody asked), 1 something differs,
 * 2 it could not run, 3 something could not be read. 2 comes before 3 before 1, because drift that was seen says less than
 * a place that was not.
 */
import type { Survey } from '../daemon/survey.ts';
import { DIFFERING, everythingRead } from './plan-view.ts';

export const EXIT = { fine: 0, differs: 1, couldNotRun: 2, partial: 3 } as const;

/** `tellDrift`: `plan --exit-code` and `run --once`. */
export function surveyExitCode(survey: Survey, { tellDrift }: { readonly tellDrift: boolean }): number {
  if (!everythingRead(survey)) return EXIT.partial;
  const differs = survey.snapshot.policies.some(({ states }) => DIFFERING.some((state) => states[state] > 0));
  return tellDrift && differs ? EXIT.differs : EXIT.fine;
}
