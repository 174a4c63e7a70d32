/**
 * `sagekeeper plan`: one complete look with sessions that cannot write, and what it shows. How it reads is the plan-*.ts files' work.
 */
import { readConfig } from '../daemon/config.ts';
import { survey } from '../daemon/survey.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import type { ReadingOptions } from './options.ts';
import { planHuman } from './plan-human.ts';
import { planJson } from './plan-json.ts';
import { planMarkdown } from './plan-markdown.ts';
import { planView } from './plan-view.ts';
import type { PlanView } from './plan-view.ts';
import { problemsHuman, problemsJson } from './problems.ts';
import { stopSignal } from './stop-signals.ts';
import { PLAIN, counted, printable } from './terminal.ts';
import type { Terminal } from './terminal.ts';
import { linesOfFiles } from './validate.ts';

export type PlanForm = 'human' | 'json' | 'markdown';

export interface PlanOptions extends ReadingOptions {
  readonly exitCode?: boolean;
  readonly output?: PlanForm;
}

export async function plan(options: PlanOptions, terminal: Terminal): Promise<number> {
  const { exitCode = false, output = 'human', ...reading } = options;
  const config = readConfig(reading);
  for (const warning of config.warnings) terminal.err(`warning: ${printable(warning, 1_000)}\n`);
  const found = await survey(config, { signal: stopSignal(), progress: progressOn(terminal) });
  if (terminal.errIsTerminal) terminal.err(CLEAR_LINE);
  if ('error' in found) {
    terminal.err(`sagekeeper: ${printable(found.error, 2_000)}\n`);
    return EXIT.couldNotRun;
  }
  if ('problems' in found) {
    if (output === 'json') terminal.out(problemsJson(found.problems));
    else terminal.err(problemsHuman(found.problems, linesOfFiles(), PLAIN));
    return EXIT.couldNotRun;
  }
  const view = planView(found);
  terminal.out(viewText(view, output, terminal));
  return exitCodeOf(view, { tellDrift: exitCode });
}

/** A plan in the form that was asked for, newline at the end. */
export function viewText(view: PlanView, form: PlanForm, terminal: Pick<Terminal, 'paint'>): string {
  switch (form) {
    case 'json':
      return `${JSON.stringify(planJson(view), null, 2)}\n`;
    case 'markdown':
      return planMarkdown(view);
    case 'human':
      return planHuman(view, terminal.paint);
  }
}

const CLEAR_LINE = '\r\u001b[2K';

/** One line that is written over, and only where somebody watches. */
function progressOn(terminal: Terminal): (done: number, total: number) => void {
  if (!terminal.errIsTerminal) return () => undefined;
  return (done, total) => terminal.err(`${CLEAR_LINE}reading: ${done} of ${counted(total, 'place')}`);
}
