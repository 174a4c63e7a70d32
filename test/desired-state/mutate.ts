/**
 * How fuzzing makes new documents of known ones: a text of the corpus, changed a few times, as text and as the values it holds.
 * Everything follows from numbers that fast-check draws and shrinks.
 */
import fc from 'fast-check';
import { parseAllDocuments, stringify } from 'yaml';
import { CHAPTERS } from './corpus.ts';
import { GOOD } from './good-documents.ts';

/** What stands for a change: which, where, and what with. */
type Change = readonly [kind: number, where: number, what: number];

const TEXTS: readonly string[] = [
  ...Array.from({ length: 5 }, () => Object.values(GOOD)).flat(),
  ...CHAPTERS.flatMap(({ documents }) => Object.values(documents).map(({ text }) => text)),
].filter((text) => text.length < 20_000);

const KEYS = [...new Set(TEXTS.flatMap((text) => text.match(/[A-Za-z]+(?=:)/g) ?? []))];
const NUMBERS = [0, -0, -1, 1, 12, 1e21, 0.1, 1e-7, Number.NaN, Infinity, 12345678901, 2 ** 53];
const SCALARS = '~ null true yes 012345678901 0o17 1e3 .inf 2026-11-21 * << __proto__ constructor toString'.split(' ');
const ODD_TEXTS = ['', ' ', 'x', 'a'.repeat(300), '\u0000', '\uFEFF', '\u2028', '\uD800', 'é\u0301', '🙂'];
const ALMOST = '100% 0% 00.000% 1e2% 999999d 0s 9s9 ou/ ou// account/ tag/= tag/a= ou/a/../b arn: anyTime off'.split(
  ' ',
);
const CRON = ['* * * * *', '0 0 31 2 *', '*/0 * * * *', '0-59/7 * * * *', '@daily', '0 0 1-7 * 1'];
const SHAPES = [
  null,
  true,
  false,
  [],
  {},
  [[]],
  [{}],
  { a: 1 },
  ['anyTime'],
  ['a', 'a'],
  [null],
  { per: 'account', max: 0 },
];
const VALUES: readonly unknown[] = [...NUMBERS, ...SCALARS, ...ODD_TEXTS, ...ALMOST, ...CRON, ...SHAPES];
const TOKENS =
  '{ } [ ] , : - ? | > & * ! % # \' " \\ @ ` ~ --- ... << \t \r \n \u0000 \uFEFF \u0085 \u2028 \uD83D'.split(' ');

/** Texts that look like desired state, most of them wrong somewhere. */
export const mutants: fc.Arbitrary<string> = fc
  .tuple(fc.nat(TEXTS.length - 1), fc.array(change(), { minLength: 1, maxLength: 4 }))
  .map(([index, changes]) => changes.reduce(apply, TEXTS[index] ?? ''));

/** A good document in which any value is any JSON. */
export const misfits: fc.Arbitrary<string> = fc
  .tuple(fc.nat(Object.keys(GOOD).length - 1), fc.nat(), fc.jsonValue({ maxDepth: 3 }))
  .map(([index, where, value]) => withValues(Object.values(GOOD)[index] ?? '', (root) => setAt(root, where, value)));

function change(): fc.Arbitrary<Change> {
  return fc.tuple(fc.nat(13), fc.nat(100_000), fc.nat(100_000));
}

function apply(text: string, [kind, where, what]: Change): string {
  const lines = text.split('\n');
  const line = where % lines.length;
  const at = where % (text.length + 1);
  switch (kind) {
    case 0:
      return lines.toSpliced(line, 1).join('\n');
    case 1:
      return lines.toSpliced(line, 0, lines[what % lines.length] ?? '').join('\n');
    case 2:
      return lines.with(line, `${' '.repeat(what % 5)}${(lines[line] ?? '').trimStart()}`).join('\n');
    case 3:
      return text.slice(0, at) + pick(TOKENS, what) + text.slice(at);
    case 4:
      return text.slice(0, at) + text.slice(at + (what % 20));
    case 5:
      return text.slice(0, at) + pick(TEXTS, what).slice(where % 50);
    case 6:
      return replaceNth(text, /(?<=: )[^\n,{}[\]]+/g, where, String(pick(VALUES, what)));
    case 7:
      return replaceNth(text, /[A-Za-z]+(?=:)/g, where, pick(KEYS, what));
    case 8:
      return text.slice(0, at) + text.slice(at, at + 40).repeat(what % 200) + text.slice(at);
    case 9:
      return `${text}---\n${pick(TEXTS, what)}`;
    case 10:
      return withValues(text, (root) => setAt(root, where, pick(VALUES, what)));
    case 11:
      return withValues(text, (root) => setAt(root, where, undefined));
    case 12:
      return withValues(text, (root) => addKey(root, where, pick(KEYS, what), pick(VALUES, where + what)));
    default:
      return withValues(text, (root) =>
        setAt(
          root,
          where,
          Array.from({ length: what % 2_500 }, (_, i) => `e-${i}`),
        ),
      );
  }
}

function pick<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T;
}

function replaceNth(text: string, pattern: RegExp, index: number, by: string): string {
  const found = [...text.matchAll(pattern)];
  const hit = found.length === 0 ? undefined : found[index % found.length];
  return hit === undefined ? text : text.slice(0, hit.index) + by + text.slice(hit.index + hit[0].length);
}

/** The text with its values changed; itself where it has none that could be read. */
function withValues(text: string, alter: (root: Record<string, unknown>) => void): string {
  try {
    const values = parseAllDocuments(text, { logLevel: 'silent' }).map((document): unknown =>
      document.toJS({ maxAliasCount: 10 }),
    );
    for (const value of values) if (isMapping(value)) alter(value);
    return values
      .map((value, index) => (index % 2 === 0 ? stringify(value) : `${JSON.stringify(value)}\n`))
      .join('---\n');
  } catch {
    // Broken on purpose: there is nothing to be changed in it.
    return text;
  }
}

interface Slot {
  readonly holder: Record<string | number, unknown>;
  readonly key: string | number;
}

/** Every place of a value, outside in. */
function slots(value: unknown): readonly Slot[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string | number, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...slots(holder[key])]);
}

function setAt(root: Record<string, unknown>, where: number, value: unknown): void {
  const all = slots(root);
  if (all.length === 0) return;
  const { holder, key } = pick(all, where);
  if (value === undefined) delete holder[key];
  else holder[key] = value;
}

function addKey(root: Record<string, unknown>, where: number, key: string, value: unknown): void {
  const mappings = [root, ...slots(root).map(({ holder, key: inner }) => holder[inner])].filter(isMapping);
  Object.assign(pick(mappings, where), { [key]: value });
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
