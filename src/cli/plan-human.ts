/**
 * A plan for a person at a terminal: aligned columns with differences and reasons below, one section after another, the
 * summary last. Pure.
 */
import { planText } from './plan-sections.ts';
import type { PlanChanges } from './plan-changes.ts';
import type { PlanSection } from './plan-sections.ts';
import type { PlanView } from './plan-view.ts';
import { table } from './table.ts';
import type { Paint, Style } from './terminal.ts';

/** Sentences of any length stand below their row: a terminal shows what is beside each other only as far as it is wide. */
const DETAILS: ReadonlySet<string> = new Set(['DIFFERENCE', 'WHY', 'ABOUT']);
const DETAIL_INDENT = ' '.repeat(6);

export function planHuman(view: PlanView, paint: Paint): string {
  const text = planText(view);
  const lines = [
    text.opening,
    '',
    ...text.sections.flatMap((section) => [...sectionLines(section, paint), '']),
    ...text.changes.flatMap((changes) => changeLines(changes, paint)),
    paint('bold', text.summary),
    ...text.remarks.map((remark) => (remark.startsWith('Not everything') ? paint('yellow', remark) : remark)),
  ];
  return `${lines.join('\n')}\n`;
}

function sectionLines({ title, head, rows, left }: PlanSection, paint: Paint): readonly string[] {
  const isDetail = head.map((name) => DETAILS.has(name));
  const [first = '', ...lines] = table(
    head.filter((_, column) => isDetail[column] !== true),
    rows.map((cells) => cells.flatMap((cell, column) => (isDetail[column] === true ? [] : [cell[0] ?? '']))),
    paint,
  );
  const details = (cells: PlanSection['rows'][number]): readonly string[] =>
    cells.flatMap((cell, column) => (isDetail[column] === true ? cell : [])).filter((line) => line !== '');
  return [
    paint(styleOf(title), paint('bold', title)),
    first,
    ...lines.flatMap((line, row) => [line, ...details(rows[row] ?? []).map((detail) => DETAIL_INDENT + detail)]),
    ...(left > 0 ? [`  ... and ${left} more: --output json has all of them`] : []),
  ];
}

function changeLines({ note, what, diffs, left }: PlanChanges, paint: Paint): readonly string[] {
  return [
    note,
    '',
    ...diffs.flatMap(({ title, lines, left: omitted }) => [
      paint('bold', title),
      ...lines.map((line) => DETAIL_INDENT + painted(line, paint)),
      ...(omitted === '' ? [] : [DETAIL_INDENT + omitted]),
      '',
    ]),
    ...(left > 0 ? [`... and ${left} more ${what}: --output json has all of them`, ''] : []),
  ];
}

function painted(line: string, paint: Paint): string {
  if (line.startsWith('+')) return paint('green', line);
  if (line.startsWith('-')) return paint('red', line);
  if (line.startsWith('!')) return paint('yellow', line);
  return line.startsWith('@') || line.startsWith('~') ? paint('cyan', line) : line;
}

function styleOf(title: string): Style {
  if (/^(Due|On)/.test(title)) return 'green';
  if (/^(A person|Not known|Places|Policies)/.test(title)) return 'red';
  return title.startsWith('Held') ? 'yellow' : 'cyan';
}
