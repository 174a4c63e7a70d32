/**
 * Figures for people: values in their unit, marks along an axis, and colours.
 */
import type { Colour, PanelSpec, Unit } from './panel.ts';

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
const MIB = 1_048_576;

/** Dark enough for a white ground. */
export const INK: Readonly<Record<Colour, string>> = {
  green: '#3f8f3a',
  blue: '#2f6fb7',
  yellow: '#c99700',
  orange: '#d9690f',
  red: '#c4302b',
  purple: '#8046a5',
  teal: '#0f8a8a',
  grey: '#8a9099',
};

/** For series that have no colour of their own. */
const PALETTE = [
  '#2f6fb7',
  '#d9690f',
  '#3f8f3a',
  '#8046a5',
  '#c99700',
  '#0f8a8a',
  '#c4302b',
  '#7a5c3e',
  '#5f6b7a',
  '#b0487f',
];

/** The colour of the n-th series of a panel. */
export function inkOf(index: number, legend: string, { colours }: PanelSpec): string {
  const own = colours?.[legend];
  return own === undefined ? (PALETTE[index % PALETTE.length] ?? INK.grey) : INK[own];
}

/** The colour that the thresholds of a panel give a value. */
export function judged(value: number, { thresholds }: PanelSpec): string {
  if (thresholds === undefined) return '#1f2937';
  return INK[thresholds.findLast(([from]) => value >= from)?.[1] ?? 'green'];
}

export function textOf(value: number, unit: Unit): string {
  if (!Number.isFinite(value)) return 'no data';
  switch (unit) {
    case 's':
      return duration(value);
    case 'percentunit':
      return `${rounded(value * 100)} %`;
    case 'bytes':
      return `${rounded(value / MIB)} MiB`;
    case 'reqps':
      return `${rounded(value)}/s`;
    case 'none':
    case 'short':
      return rounded(value);
  }
}

function duration(seconds: number): string {
  if (seconds >= 2 * DAY) return `${rounded(seconds / DAY)} d`;
  if (seconds >= 2 * HOUR) return `${rounded(seconds / HOUR)} h`;
  if (seconds >= 2 * MINUTE) return `${rounded(seconds / MINUTE)} min`;
  return seconds > 0 && seconds < 1 ? `${rounded(seconds * 1_000)} ms` : `${rounded(seconds)} s`;
}

function rounded(value: number): string {
  const digits = Math.abs(value) >= 10 || Number.isInteger(value) ? 0 : 1;
  return value.toFixed(digits).replace(/\.0$/, '');
}

/** Round values from 0 up to at least `most`, at most six of them. */
export function marks(most: number, unit: Unit): readonly number[] {
  if (unit === 'bytes') return marks(most / MIB, 'short').map((mark) => mark * MIB);
  const least = unit === 'none' ? 1 : 0;
  const rough = Math.max(most, 1e-9) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const nice = [1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10;
  const step = Math.max(least, unit === 'none' ? Math.ceil(nice * power) : nice * power);
  const count = Math.max(1, Math.ceil(most / step - 1e-9));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}
