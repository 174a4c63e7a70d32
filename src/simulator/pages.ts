/**
 * Pages of a list: tokens that are opaque, continue after the last item told (so that a deletion in between skips nothing), and
 * are bound to the question that they belong to.
 */
import { createHash } from 'node:crypto';
import type { Call, Output } from './call.ts';
import { str } from './input-shape.ts';

export interface Paging {
  /** Members that carry token and page size; every other member of the input is part of the question. */
  readonly tokenMember: string;
  readonly sizeMember?: string;
  readonly answerToken: string;
  readonly answerItems: string;
  /** What the token's member holds on the last page; it is left out by default. */
  readonly endToken?: string;
  readonly size: number;
  readonly descending?: boolean;
  /** Refusal of a token that is not one of ours or belongs to another question. */
  readonly invalidToken: (call: Call) => Error;
}

/**
 * One page of `items`, which must be ordered by `keyOf` (as code units; unique), backwards where `descending` says so.
 * @throws what `paging.invalidToken` makes.
 */
export function pageOf<T>(
  call: Call,
  items: readonly T[],
  keyOf: (item: T) => string,
  show: (item: T) => unknown,
  paging: Paging,
): Output {
  const question = questionOf(call, paging);
  const token = str(call.input, paging.tokenMember);
  const given = token === undefined || token === '' ? undefined : token;
  const after = given === undefined ? BEGINNING : positionOf(given, question, call, paging);
  const found = items.findIndex((item) => isBeyond(keyOf(item), after, paging.descending === true));
  const begin = found < 0 ? items.length : found;
  const size = call.fault?.fault === 'empty-page' || call.emptyPage ? 0 : paging.size;
  const page = items.slice(begin, begin + size);
  const last = page.at(-1);
  const position = last === undefined ? after : keyOf(last);
  let next = begin + page.length < items.length ? tokenOf(position, question) : undefined;
  if (call.fault?.fault === 'repeated-token') {
    next = given ?? tokenOf(position, question);
  }
  return { [paging.answerItems]: page.map(show), [paging.answerToken]: next ?? paging.endToken };
}

/** The key that a page ended with; the beginning has none. */
type Position = string | null;

const BEGINNING: Position = null;

function isBeyond(key: string, after: Position, descending: boolean): boolean {
  return after === null || (descending ? key < after : key > after);
}

function questionOf(call: Call, paging: Paging): string {
  const asked = Object.entries(call.input)
    .filter(([member, value]) => member !== paging.tokenMember && member !== paging.sizeMember && value !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify([call.operation, call.principal.account, call.region, asked]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

function tokenOf(position: Position, question: string): string {
  return Buffer.from(JSON.stringify([question, position])).toString('base64url');
}

function positionOf(token: string, question: string, call: Call, paging: Paging): Position {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch (cause) {
    throw Object.assign(paging.invalidToken(call), { cause });
  }
  const [asked, key]: readonly unknown[] = Array.isArray(parsed) ? parsed : [];
  if (asked !== question || (typeof key !== 'string' && key !== null)) {
    throw paging.invalidToken(call);
  }
  return key;
}
