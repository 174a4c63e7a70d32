/**
 * A plan for a person at a terminal: aligned columns, one section after another, the summary last. Pure.
 */
import { planText } from './plan-sections.ts';
import type { PlanSection } from './plan-sections.ts';
import type { PlanView } from './plan-view.ts';
import { table } from './table.ts';
import type { Paint, Style } from './terminal.ts';

export function planHuman(view: PlanView, paint: Paint): string {
  const text = planText(view);
  const lines = [
    text.opening,
    '',
    ...text.sections.flatMap((section) => [...sectionLines(section, paint), '']),
    paint('bold', text.summary),
    ...text.remarks.map((remark) => (remark.startsWith('Not everything') ? paint('yellow', remark) : remark)),
  ];
  return `${lines.join('\n')}\n`;
}

function sectionLines({ title, head, rows, left }: PlanSection, paint: Paint): readonly string[] {
  return [
    paint(styleOf(title), paint('bold', title)),
    ...table(head, rows.flatMap(unfold), paint),
    ...(left > 0 ? [`  ... and ${left} more: --output json has all of them`] : []),
  ];
}

/** A row with several differences takes several lines; the other cells stand on the first. */
function unfold(cells: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const height = Math.max(1, ...cells.map((cell) => cell.length));
  return Array.from({ length: height }, (_, line) => cells.map((cell) => cell[line] ?? ''));
}

function styleOf(title: string): Style {
  if (/^(Due|On)/.test(title)) return 'green';
  if (/^(A person|Not known|Places|Policies)/.test(title)) return 'red';
  return title.startsWith('Held') ? 'yellow' : 'cyan';
}
