/**
 * Mistakes in the desired state, as people read them: where, what, the line itself with a caret, and the way out. Pure; the
 * lines come from whoever can read files.
 */
import type { Problem } from '../model/desired-state.ts';
import { displayWidth } from './table.ts';
import { counted, printable } from './terminal.ts';
import type { Paint } from './terminal.ts';

/** The text of a line (from 1) of a file, or undefined where it cannot be had. */
export type LineOf = (file: string, line: number) => string | undefined;

/** A longer line is cut around the caret. */
const MAX_LINE_CHARACTERS = 160;

export function problemsHuman(problems: readonly Problem[], lineOf: LineOf, paint: Paint): string {
  const files = new Set(problems.map((problem) => problem.file)).size;
  const told = problems.map((problem) => problemText(problem, lineOf(problem.file, problem.line), paint));
  const sum = `${counted(problems.length, 'problem')} in ${counted(files, 'file')}`;
  return `${told.join('\n\n')}\n\n${paint('bold', sum)}\n`;
}

export function problemsJson(problems: readonly Problem[]): string {
  const told = problems.map(({ file, line, column, message, hint }) => ({
    file,
    line,
    column,
    message,
    hint: hint ?? null,
  }));
  return `${JSON.stringify({ problems: told }, null, 2)}\n`;
}

function problemText(problem: Problem, line: string | undefined, paint: Paint): string {
  const where = printable(`${problem.file}:${problem.line}:${problem.column}`, 1_000);
  const lines = [`${paint('bold', where)}: ${paint('red', printable(problem.message, 1_000))}`];
  if (line !== undefined) lines.push(...pointAt(line, problem.line, problem.column, paint));
  if (problem.hint !== undefined) lines.push(`    ${paint('green', 'hint:')} ${printable(problem.hint, 1_000)}`);
  return lines.join('\n');
}

function pointAt(line: string, number: number, column: number, paint: Paint): readonly string[] {
  const from = Math.max(0, column - MAX_LINE_CHARACTERS / 2);
  const shown = line.slice(from, from + MAX_LINE_CHARACTERS).replaceAll('\t', ' ');
  const before = printable(shown.slice(0, Math.max(0, column - 1 - from)), MAX_LINE_CHARACTERS * 8);
  const margin = String(number).padStart(6);
  return [
    paint('dim', `${margin} | `) +
      before +
      printable(shown.slice(Math.max(0, column - 1 - from)), MAX_LINE_CHARACTERS * 8),
    `${paint('dim', `${' '.repeat(6)} | `)}${' '.repeat(displayWidth(before))}${paint('red', '^')}`,
  ];
}
