/**
 * A plan as Markdown, for the comment under a pull request. Pure; what could end a cell or become markup is escaped.
 */
import { planText } from './plan-sections.ts';
import type { PlanChanges } from './plan-changes.ts';
import type { PlanSection } from './plan-sections.ts';
import type { PlanView } from './plan-view.ts';

export function planMarkdown(view: PlanView): string {
  const text = planText(view);
  const lines = [
    '## sagekeeper plan',
    '',
    `**${inMarkdown(text.summary)}**`,
    '',
    ...text.remarks.map((remark) => `- ${inMarkdown(remark)}`),
    '',
    ...text.sections.flatMap(sectionLines),
    ...text.changes.flatMap(changeLines),
    inMarkdown(text.opening),
  ];
  return `${lines.join('\n')}\n`;
}

function sectionLines({ title, head, rows, left }: PlanSection): readonly string[] {
  const kept = head
    .map((_, column) => column)
    .filter((column) => rows.some((row) => (row[column] ?? []).join('') !== ''));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    `### ${inMarkdown(title)}`,
    '',
    line(kept.map((column) => (head[column] ?? '').toLowerCase())),
    line(kept.map(() => '---')),
    ...rows.map((row) => line(kept.map((column) => (row[column] ?? []).map(inMarkdown).join('<br>')))),
    '',
    ...(left > 0 ? [`... and ${left} more: \`--output json\` has all of them`, ''] : []),
  ];
}

/** No line of a diff can end its fence: each begins with its mark. */
function changeLines({ note, what, diffs, left }: PlanChanges): readonly string[] {
  return [
    inMarkdown(note),
    '',
    ...diffs.flatMap(({ title, lines, left: omitted }) => [
      `<details><summary>${inMarkdown(title)}</summary>`,
      '',
      '```diff',
      ...lines,
      '```',
      '',
      ...(omitted === '' ? [] : [inMarkdown(omitted), '']),
      '</details>',
      '',
    ]),
    ...(left > 0 ? [`... and ${left} more ${what}: \`--output json\` has all of them`, ''] : []),
  ];
}

/** `@` and `#` would notify people and link issues; the rest is markup. */
function inMarkdown(text: string): string {
  return text.replace(/[&<>\\`*_[\]|~@#]/g, (char) => (/[&<>]/.test(char) ? `&#${char.charCodeAt(0)};` : `\\${char}`));
}
