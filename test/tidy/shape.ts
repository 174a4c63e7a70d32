/**
 * The rules about how a file is written: sizes, its opening comment, names, and what may not be reached for directly (time,
 * chance, the environment). Pure: files in, complaints out.
 */
import { posix } from 'node:path';
import { bareCode, lineAt } from './sources.ts';
import type { SourceFile } from './sources.ts';

const MAX_FILE_LINES = 300;
const MAX_FUNCTION_LINES = 70;
const VAGUE_WORDS = new Set([
  'util',
  'utils',
  'helper',
  'helpers',
  'common',
  'misc',
  'base',
  'manager',
  'handler',
  'processor',
]);

interface Reach {
  readonly code: RegExp;
  readonly at: RegExp;
  readonly what: string;
}

const REACHES: readonly Reach[] = [
  { code: /\bprocess\.env\b/g, at: /^src\/daemon\/config\.ts$/, what: 'process.env is read only in daemon/config.ts' },
  {
    code: /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bprocess\.hrtime\b/g,
    at: /^src\/(daemon\/clock\.ts$|aws\/limiter\.ts$|simulator\/)/,
    what: 'what time it is comes in as a parameter (Clock); only daemon/clock.ts, aws/limiter.ts and simulator/ look',
  },
  {
    code: /\b(?:setTimeout|setInterval|setImmediate)\s*\(/g,
    at: /^src\/(daemon\/clock\.ts$|aws\/limiter\.ts$|simulator\/)/,
    what: 'timers come from Clock.sleep; only daemon/clock.ts, aws/limiter.ts and simulator/ set them',
  },
  {
    code: /\bMath\.random\b|\brandomUUID\b|\brandomBytes\b/g,
    at: /^src\/(daemon|simulator)\//,
    what: 'chance comes in as a parameter; only daemon/ and simulator/ make it',
  },
];

export function sizeViolations(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => {
    const lines = file.text.split('\n').length - 1;
    return lines > MAX_FILE_LINES
      ? [`${file.path}: ${lines} lines, at most ${MAX_FILE_LINES}; one idea each: split it`]
      : [];
  });
}

/** Functions whose body has braces, told by what stands before the brace. */
export function functionViolations(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => {
    const code = bareCode(file);
    return functionBodies(code)
      .map(({ from, to }) => ({ line: lineAt(code, from), lines: lineAt(code, to) - lineAt(code, from) + 1 }))
      .filter(({ lines }) => lines > MAX_FUNCTION_LINES)
      .map(
        ({ line, lines }) =>
          `${file.path}:${line}: a function of ${lines} lines, at most ${MAX_FUNCTION_LINES}; name its parts`,
      );
  });
}

function functionBodies(code: string): readonly { readonly from: number; readonly to: number }[] {
  const bodies: { from: number; to: number }[] = [];
  const open: { at: number; isFunction: boolean }[] = [];
  const parentheses: number[] = [];
  let lastOpened = -1;
  for (let at = 0; at < code.length; at += 1) {
    const char = code.charAt(at);
    if (char === '(') parentheses.push(at);
    if (char === ')') lastOpened = parentheses.pop() ?? -1;
    if (char === '{') open.push({ at, isFunction: opensFunction(code.slice(0, at).trimEnd(), lastOpened, code) });
    if (char !== '}') continue;
    const opened = open.pop();
    if (opened?.isFunction === true) bodies.push({ from: opened.at, to: at });
  }
  return bodies;
}

function opensFunction(before: string, parenthesis: number, code: string): boolean {
  if (before.endsWith('=>')) return true;
  if (!before.endsWith(')')) return false;
  return !/\b(?:if|for|while|switch|catch|with|await)\s*$/.test(code.slice(Math.max(0, parenthesis - 20), parenthesis));
}

export function reachViolations(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => {
    const code = bareCode(file);
    return REACHES.filter((reach) => !reach.at.test(file.path)).flatMap((reach) =>
      [...code.matchAll(reach.code)].map((hit) => `${file.path}:${lineAt(code, hit.index)}: ${hit[0]}: ${reach.what}`),
    );
  });
}

export function openingViolations(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter((file) => !/^(?:#!.*\n)?\s*\/[/*]/.test(file.text))
    .map((file) => `${file.path}:1: opens without a comment; say in 1-4 sentences which question the file answers`);
}

export function nameViolations(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => {
    const parts = file.path.replace(/(\.(test|heavy))?\.ts$/, '').split('/');
    const notKebab = parts.filter((part) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(part));
    const exported = [
      ...file.text.matchAll(/^export (?:abstract |async )*(?:function\*?|class|const|let|interface|type) (\w+)/gm),
    ];
    const named = exported.map((hit) => ({ name: hit[1] ?? '', line: lineAt(file.text, hit.index) }));
    const vague = [{ name: posix.basename(parts.join('/')), line: 1 }, ...named].filter(({ name }) =>
      words(name).some(isVague),
    );
    return [
      ...notKebab.map((part) => `${file.path}: ${part} is not kebab-case`),
      ...vague.map(
        ({ name, line }) => `${file.path}:${line}: ${name}: a vague word; say what it does in words of the domain`,
      ),
      ...[...file.text.matchAll(/^export default\b/gm)].map(
        (hit) => `${file.path}:${lineAt(file.text, hit.index)}: a default export; name it`,
      ),
    ];
  });
}

function words(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[-_]/);
}

function isVague(word: string): boolean {
  return VAGUE_WORDS.has(word);
}

const LEFTOVERS = new RegExp(
  [
    String.raw`\b(?:TO` + String.raw`DO|FIX` + String.raw`ME|XX` + String.raw`X)\b`,
    String.raw`@ts-(?:ignore|nocheck|expect-error)`,
  ].join('|'),
  'g',
);
const BANNER = /^\s*(?:\/\/|\*)\s*[-=*#~]{4,}/gm;

export function leftoverViolations(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) =>
    [...file.text.matchAll(LEFTOVERS), ...file.text.matchAll(BANNER)].map(
      (hit) => `${file.path}:${lineAt(file.text, hit.index)}: ${hit[0].trim()}: do it, write an issue, or leave it out`,
    ),
  );
}
