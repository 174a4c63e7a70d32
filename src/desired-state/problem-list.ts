/**
 * How mistakes are gathered: a bounded list in the order in which a person would mend them, file by file and line by line.
 */
import type { Problem, Source } from '../model/desired-state.ts';

/** Whoever has made more mistakes than this has made one mistake, many times. */
export const MAX_PROBLEMS = 1_000;
const MAX_QUOTED = 80;

/** A problem at a place. The second line of `text`, if there is one, is the hint. */
export function problem(at: Source, text: string, hint?: string): Problem {
  const [message = '', ...rest] = text.split('\n');
  const mend = hint ?? (rest.length > 0 ? rest.join(' ') : undefined);
  const place = { file: at.file, line: at.line, column: at.column };
  return mend === undefined ? { ...place, message } : { ...place, message, hint: mend };
}

/** Sorted by place, without repetitions; what exceeds MAX_PROBLEMS is summed up in a last one. */
export function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const sorted = problems.toSorted(
    (a, b) =>
      compareText(a.file, b.file) || a.line - b.line || a.column - b.column || compareText(a.message, b.message),
  );
  const distinct = sorted.filter((item, index) => {
    const previous = sorted[index - 1];
    return previous === undefined || !samePlace(item, previous) || item.message !== previous.message;
  });
  const kept = distinct.slice(0, MAX_PROBLEMS);
  const [last] = distinct.slice(MAX_PROBLEMS);
  if (last !== undefined) kept.push(problem(last, `${distinct.length - MAX_PROBLEMS} more problems are not listed`));
  return kept;
}

/** By code unit: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Something that people wrote, quoted for a message: clipped, and with control characters escaped. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text);
}

/** A place as people and editors write it: `desired-state/imds.yaml:3:5`. */
export function formatPlace(at: Source): string {
  return `${at.file}:${at.line}:${at.column}`;
}

function samePlace(a: Source, b: Source): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column;
}
