/**
 * Text in columns. Widths are counted as a terminal shows them; the last column is never padded.
 */
import type { Paint } from './terminal.ts';

const WIDE =
  /[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;
const WITHOUT_WIDTH = /\p{M}/u;
const GAP = '  ';

/** How many cells of a terminal a text takes. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const char of text) width += WITHOUT_WIDTH.test(char) ? 0 : WIDE.test(char) ? 2 : 1;
  return width;
}

/**
 * Lines of a table: a head and rows, each row as long as the head. Columns that are empty throughout are left out. `indent`
 * spaces stand before every line.
 */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  paint: Paint,
  indent = 2,
): readonly string[] {
  const kept = head.map((_, column) => column).filter((column) => rows.some((row) => (row[column] ?? '') !== ''));
  const widths = kept.map((column) =>
    Math.max(displayWidth(head[column] ?? ''), ...rows.map((row) => displayWidth(row[column] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    (' '.repeat(indent) + cells.map((cell, place) => pad(cell, widths[place] ?? 0)).join(GAP)).trimEnd();
  const pick = (row: readonly string[]): readonly string[] => kept.map((column) => row[column] ?? '');
  return [paint('dim', line(pick(head))), ...rows.map((row) => line(pick(row)))];
}

function pad(cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - displayWidth(cell)));
}
