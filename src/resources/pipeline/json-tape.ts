/**
 * Where in a JSON text does each value begin and end? A flat table of offsets instead of a tree: no number, escape, or white
 * space is ever written anew, nothing is recursive, and a key such as `__proto__` is two offsets like any other. Strict: what
 * RFC 8259 does not allow (NaN, comments, trailing commas, text after the end) is refused with its offset.
 */
import { createScanner } from 'jsonc-parser';

/** Brackets within brackets; a condition within a condition takes three. */
export const MAX_JSON_DEPTH = 128;

/** Of a value, as the scanner counts its tokens. */
export const JSON_KIND = { object: 1, array: 3, null: 7, true: 8, false: 9, string: 10, number: 11 } as const;
const TOKEN = { closeObject: 2, closeArray: 4, comma: 5, colon: 6, lineComment: 12, blockComment: 13, unknown: 16 };
const END = 17;
/** What the scanner finds wrong within a token, by its numbers. */
const SCAN_ERRORS: Readonly<Record<number, string>> = {
  1: 'a comment is not JSON',
  2: 'this text does not end on its line',
  3: 'this number does not end',
  4: 'this text has a \\u without four hexadecimal digits',
  5: 'this text has an escape that JSON does not know',
  6: 'this text has a control character in it',
};
const MAX_QUOTED_CHARACTERS = 20;

/** Values in the order of the text; in an object each key stands before its value. Offsets in UTF-16 code units. */
export interface JsonTape {
  readonly text: string;
  readonly kinds: Uint8Array;
  readonly starts: Uint32Array;
  /** The offset behind the value's last character. */
  readonly ends: Uint32Array;
  /** The number of the first value that is not within this one. */
  readonly nexts: Uint32Array;
}

export interface JsonMistake {
  readonly why: string;
  readonly offset: number;
}

export type JsonTapeReading = { readonly tape: JsonTape } | { readonly mistake: JsonMistake };

/** What may come next. */
type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or the end';

/** Never throws. Takes time and memory in proportion to the text. */
export function readJsonTape(text: string): JsonTapeReading {
  const scanner = createScanner(text, false);
  const table = growingTable(text.length);
  const open = new Uint32Array(MAX_JSON_DEPTH);
  let depth = 0;
  let expected: Expected = 'value';

  for (;;) {
    const token: number = scanner.scan();
    if (token === 14 || token === 15) continue;
    const offset = scanner.getTokenOffset();
    const error: number = scanner.getTokenError();
    if (error !== 0 || token === TOKEN.unknown || isComment(token)) {
      return {
        mistake: { why: SCAN_ERRORS[isComment(token) ? 1 : error] ?? `${quoted(text, offset)} is not JSON`, offset },
      };
    }
    if (token === END) {
      if (depth > 0 || expected !== ', or the end') return { mistake: { why: 'the text ends too early', offset } };
      return { tape: { text, ...table.finish() } };
    }
    const container = depth === 0 ? undefined : table.kindOf(open[depth - 1] ?? 0);
    if (isClose(token)) {
      if (!mayClose(token, container, expected)) return unexpected(text, offset, expected);
      depth -= 1;
      table.close(open[depth] ?? 0, offset + 1);
      expected = ', or the end';
    } else if (token === TOKEN.colon) {
      if (expected !== ':') return unexpected(text, offset, expected);
      expected = 'value';
    } else if (token === TOKEN.comma) {
      if (expected !== ', or the end' || container === undefined) return unexpected(text, offset, expected);
      expected = container === JSON_KIND.object ? 'key' : 'value';
    } else if (expected === 'key' || expected === 'key or }') {
      if (token !== JSON_KIND.string) return unexpected(text, offset, expected);
      table.add(token, offset, scanner.getPosition());
      expected = ':';
    } else if (expected === 'value' || expected === 'value or ]') {
      const index = table.add(token, offset, scanner.getPosition());
      expected = ', or the end';
      if (token !== JSON_KIND.object && token !== JSON_KIND.array) continue;
      if (depth === MAX_JSON_DEPTH) return { mistake: { why: `nested deeper than ${MAX_JSON_DEPTH}`, offset } };
      open[depth] = index;
      depth += 1;
      expected = token === JSON_KIND.object ? 'key or }' : 'value or ]';
    } else {
      return unexpected(text, offset, expected);
    }
  }
}

function isClose(token: number): boolean {
  return token === TOKEN.closeObject || token === TOKEN.closeArray;
}

function isComment(token: number): boolean {
  return token === TOKEN.lineComment || token === TOKEN.blockComment;
}

function mayClose(token: number, container: number | undefined, expected: Expected): boolean {
  if (token === TOKEN.closeObject) {
    return container === JSON_KIND.object && (expected === 'key or }' || expected === ', or the end');
  }
  return container === JSON_KIND.array && (expected === 'value or ]' || expected === ', or the end');
}

function unexpected(text: string, offset: number, expected: Expected): JsonTapeReading {
  return { mistake: { why: `${expected} is expected before ${quoted(text, offset)}`, offset } };
}

function quoted(text: string, offset: number): string {
  const end = offset + MAX_QUOTED_CHARACTERS;
  // Up to what could begin the next token: one word, so that the message names the mistake and not its neighbours.
  const word = /^(?:[^\s,:{}[\]"]+|.)/.exec(text.slice(offset, end))?.[0] ?? '';
  return JSON.stringify(word);
}

/** Grows by doubling: most texts need an entry for some ten characters, hostile ones one for each. */
function growingTable(characters: number) {
  let size = 0;
  let kinds = new Uint8Array(Math.ceil(characters / 8) + 16);
  let starts = new Uint32Array(kinds.length);
  let ends = new Uint32Array(kinds.length);
  let nexts = new Uint32Array(kinds.length);
  const grow = (): void => {
    kinds = doubled(kinds, new Uint8Array(kinds.length * 2));
    starts = doubled(starts, new Uint32Array(kinds.length));
    ends = doubled(ends, new Uint32Array(kinds.length));
    nexts = doubled(nexts, new Uint32Array(kinds.length));
  };
  return {
    add: (kind: number, start: number, end: number): number => {
      if (size === kinds.length) grow();
      kinds[size] = kind;
      starts[size] = start;
      ends[size] = end;
      nexts[size] = size + 1;
      size += 1;
      return size - 1;
    },
    close: (index: number, end: number): void => {
      ends[index] = end;
      nexts[index] = size;
    },
    kindOf: (index: number): number => kinds[index] ?? 0,
    finish: () => ({ kinds, starts, ends, nexts }),
  };
}

function doubled<T extends Uint8Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
