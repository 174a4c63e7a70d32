/**
 * A desired state that does not load, as `explain` and `doctor` tell it.
 */
import type { Problem } from '../model/desired-state.ts';
import { problemsHuman, problemsJson } from './problems.ts';
import { PLAIN } from './terminal.ts';
import type { Terminal } from './terminal.ts';
import { linesOfFiles } from './validate.ts';

export function tellProblems(problems: readonly Problem[], form: 'human' | 'json', terminal: Terminal): void {
  if (form === 'json') terminal.out(problemsJson(problems));
  else terminal.err(problemsHuman(problems, linesOfFiles(), PLAIN));
}
