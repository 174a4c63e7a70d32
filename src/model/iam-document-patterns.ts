/**
 * What do two patterns of IAM have to do with each other: is all that one fits also fitted by the other, and is there anything
 * that both fit? `*` fits any text, across colons and slashes too, `?` one character.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
import { listOf } from './iam-document-meaning.ts';
import type { WrittenStatement } from './iam-document.ts';

const WILDCARD = /[*?]/;

/** Every text that `narrow` fits, `wide` fits as well. Never true without reason; in odd cases false though it is so. */
export function covers(wide: string, narrow: string): boolean {
  // Nobody knows what a variable will be: it covers nothing but itself, and may be anything.
  if (wide.includes('${')) return wide === narrow;
  if (wide === '*') return true;
  const text = opened(narrow);
  const [before = '', ...rest] = wide.split(WILDCARD);
  // What stands before the first wildcard and after the last must stand there too: most patterns are told apart by that.
  const ends = rest.length === 0 ? text === before : text.startsWith(before) && text.endsWith(rest.at(-1) ?? '');
  if (!ends || rest.length === 0) return ends;
  if (wide.length > text.length) {
    // Stars aside, each symbol stands against one of the text; and several stars are as one: the text bounds the work.
    const short = wide.replaceAll(/\*+/g, '*');
    return short.replaceAll('*', '').length <= text.length && reaches(short, text, isFitting, false);
  }
  return reaches(wide, text, isFitting, false);
}

function isFitting(pattern: string, symbol: string): boolean {
  return pattern === '?' ? symbol !== '*' : pattern === symbol;
}

/** Some text fits both. */
export function meet(a: string, b: string): boolean {
  const [one, other] = [opened(a), opened(b)];
  if (!meetsAtBeginning(one, other)) return false;
  return reaches(one, other, (x, y) => x === '?' || y === '?' || x === y, true);
}

/** A statement's Action and Resource as sets of requests. */
export interface Requests {
  readonly action: string;
  readonly resource: string;
}

/** The statement speaks of every one of the requests, its principals and conditions aside. */
export function speaksOfAll(statement: WrittenStatement, { action, resource }: Requests): boolean {
  return speaksOfAction(statement, action) && speaksOfResource(statement, resource);
}

/** Of all actions that the pattern fits, at some resource. */
export function speaksOfAction(statement: WrittenStatement, action: string): boolean {
  const actions = lower(statement.Action);
  const except = lower(statement.NotAction);
  const wanted = action.toLowerCase();
  return actions?.some((one) => covers(one, wanted)) ?? except?.every((one) => !meet(one, wanted)) ?? false;
}

/** Of all resources that the pattern fits, in some action. */
export function speaksOfResource(
  { Resource: resources, NotResource: except }: WrittenStatement,
  resource: string,
): boolean {
  if (resources !== undefined) return listOf(resources).some((one) => covers(one, resource));
  return except === undefined || listOf(except).every((one) => !meet(one, resource));
}

/** Its principals leave nobody out, not even who asks without a signature. */
export function speaksOfEverybody({ Principal: principal }: WrittenStatement): boolean {
  return principal === '*' || (principal?.['AWS'] !== undefined && listOf(principal['AWS']).includes('*'));
}

function lower(actions: string | readonly string[] | undefined): readonly string[] | undefined {
  return actions === undefined ? undefined : listOf(actions).map((action) => action.toLowerCase());
}

/** As far as neither has a `*`, one character stands against one. */
function meetsAtBeginning(one: string, other: string): boolean {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) {
    const [x, y] = [one[at], other[at]];
    if (x === '*' || y === '*') return true;
    if (x !== y && x !== '?' && y !== '?') return false;
  }
  return true;
}

function opened(pattern: string): string {
  return pattern.includes('${') ? pattern.replaceAll(/\$\{[^}]*\}/g, '*') : pattern;
}

/**
 * Whether both patterns can be read to their ends together. A `*` of `a` takes any symbol of `b`; with `both` also the other
 * way round. One row of states at a time: their lengths bound the work.
 */
function reaches(a: string, b: string, fits: (x: string, y: string) => boolean, both: boolean): boolean {
  let row = new Uint8Array(b.length + 1);
  row[0] = 1;
  for (let j = 0; both && b[j] === '*'; j += 1) row[j + 1] = 1;
  for (const symbol of a.split('')) {
    const next = new Uint8Array(b.length + 1);
    if (symbol === '*') next[0] = row[0] ?? 0;
    for (let j = 0; j < b.length; j += 1) {
      const other = b[j] ?? '';
      const isOpen = symbol === '*' || (both && other === '*');
      const isReached = isOpen ? row[j + 1] === 1 || next[j] === 1 : row[j] === 1 && fits(symbol, other);
      if (isReached) next[j + 1] = 1;
    }
    row = next;
  }
  return row[b.length] === 1;
}
