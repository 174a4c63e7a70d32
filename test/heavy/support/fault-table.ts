// The tables of docs/faults.md: rows that came out alike are told together. Written from what was measured when
// SAGEKEEPER_WRITE_DOCS is set, and held against it otherwise.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = join(import.meta.dirname, '../../../docs/faults.md');

/** What the simulator's faults are called where people read. */
const WORDS: Readonly<Record<string, string>> = {
  'reset-before': 'connection reset before it arrived',
  'reset-after': 'connection reset after it was carried out',
  hang: 'no answer',
  'http-500': 'HTTP 500',
  'http-503': 'HTTP 503',
  throttle: 'throttled',
  'html-200': 'an HTML page with status 200',
  'truncated-json': 'half an answer',
  'empty-200': 'an empty answer with status 200',
  'repeated-token': 'the same page token again',
  'empty-page': 'an empty page with a token',
  'page-2-denied': 'the second page is denied',
  'access-denied': 'AccessDenied',
  'control-policy-denied': 'a control policy denies it',
  'expired-token': 'ExpiredToken',
  'region-disabled': 'UnrecognizedClientException',
  conflict: 'a person was quicker',
  'stuck-stopping': 'it never ends stopping',
  'start-noop': 'accepted, and nothing happens',
  'start-fails': 'it starts, and fails',
  'resource-limit': 'ResourceLimitExceeded',
  vanish: 'RecordNotFound',
};

export type Cells = Readonly<Record<string, string>>;

/** A Markdown table with a column for each of `columns`; `trouble` is put together where all other cells are the same. */
export function tableOf(rows: readonly Cells[], columns: readonly string[]): readonly string[] {
  const together = new Map<string, { readonly row: Cells; readonly troubles: string[] }>();
  for (const row of rows) {
    const key = columns.map((column) => (column === 'trouble' ? '' : (row[column] ?? ''))).join('|');
    const known = together.get(key) ?? { row, troubles: [] };
    const trouble = row['trouble'] ?? '';
    known.troubles.push(WORDS[trouble] ?? trouble);
    together.set(key, known);
  }
  return [...together.values()].map(({ row, troubles }) => {
    const cells = columns.map((column) => (column === 'trouble' ? troubles.join('; ') : (row[column] ?? '')));
    return `| ${cells.join(' | ')} |`;
  });
}

/** The table under the heading, one row for each trouble again, by `operation trouble`. */
export function told(heading: string, columns: readonly string[]): ReadonlyMap<string, Cells> {
  const lines = readFileSync(PAGE, 'utf8').split('\n');
  const from = lines.indexOf(`## ${heading}`);
  const table = lines.slice(from + 1, nextHeading(lines, from)).filter((line) => line.startsWith('|'));
  const names = new Map(Object.entries(WORDS).map(([trouble, words]) => [words, trouble]));
  const rows = table.slice(2).flatMap((line): [string, Cells][] => {
    const cells = line.split('|').slice(1, -1);
    const row = Object.fromEntries(columns.map((column, index) => [column, cells[index]?.trim() ?? '']));
    const troubles = (row['trouble'] ?? '').split('; ').map((words) => names.get(words) ?? words);
    return troubles.map((trouble) => [`${row['operation']} ${trouble}`, { ...row, trouble }]);
  });
  return new Map(rows);
}

/** Puts the lines in the place of those under the heading; head and rule stay. */
export function writeTable(heading: string, rows: readonly string[]): void {
  const lines = readFileSync(PAGE, 'utf8').split('\n');
  const from = lines.indexOf(`## ${heading}`);
  const until = nextHeading(lines, from);
  const section = lines.slice(from, until);
  const head = section.findIndex((line) => line.startsWith('|'));
  const after = section.findLastIndex((line) => line.startsWith('|')) + 1;
  const next = [...section.slice(0, head + 2), ...rows, ...section.slice(after)];
  writeFileSync(PAGE, [...lines.slice(0, from), ...next, ...lines.slice(until)].join('\n'));
}

export const WRITES_DOCS = process.env['SAGEKEEPER_WRITE_DOCS'] === '1';

function nextHeading(lines: readonly string[], from: number): number {
  if (from < 0) throw new Error('docs/faults.md has no such heading');
  const next = lines.findIndex((line, index) => index > from && line.startsWith('## '));
  return next < 0 ? lines.length : next;
}
