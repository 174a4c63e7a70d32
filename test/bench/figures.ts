/**
 * What was to be reached, what was measured, and what it is compared with: one row for each figure, and the table that
 * people read.
 */

export interface Figure {
  readonly name: string;
  readonly measured: string;
  /** Undefined: told for comparison, and held to nothing. */
  readonly target: string | undefined;
  /** What the same machine does without us, in the same run. */
  readonly baseline: string;
  readonly reached: boolean;
}

/** A figure that must not be above its target, in the unit that is named. */
export function atMost(
  name: string,
  measured: number,
  target: number,
  { unit, digits = 2, baseline = '' }: { readonly unit: string; readonly digits?: number; readonly baseline?: string },
): Figure {
  const said = (value: number): string => `${value.toFixed(digits)}${unit === '' ? '' : ` ${unit}`}`;
  return { name, measured: said(measured), target: `<= ${said(target)}`, baseline, reached: measured <= target };
}

/** Something worth knowing that nothing is held to. */
export function told(name: string, measured: string, baseline = ''): Figure {
  return { name, measured, target: undefined, baseline, reached: true };
}

export function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, measured, target, baseline, reached }) => [
    name,
    measured,
    target ?? '',
    target === undefined ? '' : reached ? 'reached' : 'MISSED',
    baseline,
  ]);
  const all = [['figure', 'measured', 'target', '', 'baseline'], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [below = 0, above = 0] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? above : (below + above) / 2;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
