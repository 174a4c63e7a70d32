/**
 * The terminal as the verbs see it: where text goes, how wide it is, and whether anybody watches. Verbs get it as a parameter,
 * so that a test can read what they say.
 */
import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';
export type Paint = (style: Style, text: string) => string;

export interface Terminal {
  /** Results: what a program may parse. */
  readonly out: (text: string) => void;
  /** Progress, warnings, complaints. */
  readonly err: (text: string) => void;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  readonly columns: number;
  /** Colours for standard output; the text itself where nobody would see them, or NO_COLOR says so. */
  readonly paint: Paint;
}

export const PLAIN: Paint = (_style, text) => text;

const DEFAULT_COLUMNS = 100;

export function processTerminal(): Terminal {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    outIsTerminal: process.stdout.isTTY === true,
    errIsTerminal: process.stderr.isTTY === true,
    columns: process.stdout.columns ?? DEFAULT_COLUMNS,
    // styleText itself asks the stream and the environment (NO_COLOR, FORCE_COLOR).
    paint: (style, text) => styleText(style, text, { stream: process.stdout }),
  };
}

const CONTROL = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Text from outside, fit for one line of a terminal: what could move the cursor, forge a line or turn writing round is spelled out. */
export function printable(text: string, maxCharacters = 200): string {
  const shown = text.replace(CONTROL, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
  return shown.length > maxCharacters ? `${shown.slice(0, maxCharacters - 1)}…` : shown;
}

/** `1 place`, `1,200 places`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${String(count).replace(/\B(?=(\d{3})+$)/g, ',')} ${count === 1 ? one : many}`;
}
