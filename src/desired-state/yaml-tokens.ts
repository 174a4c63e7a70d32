/**
 * Is this text harmless enough to be composed into documents? Looks at YAML's tokens only: nesting, keys per mapping and
 * number of documents are bounded, and what desired state has no use for (anchors, aliases, tags, directives) is refused.
 *
 * It has to come first, because yaml composes recursively: a thousand brackets deep it can end the process, and nothing
 * catches that.
 */
import { Lexer, Parser } from 'yaml';
import type { CST } from 'yaml';

export const MAX_DEPTH = 64;
export const MAX_KEYS_PER_MAPPING = 2_000;
export const MAX_ITEMS_PER_LIST = 2_000;
export const MAX_DOCUMENTS_PER_FILE = 2_000;
/** Words, marks, blanks and line ends; a mebibyte of ordinary documents has fewer. Each costs about 2 µs. */
export const MAX_LEXEMES_PER_FILE = 400_000;
/** Each mistake that yaml reports costs ten times a good token: a file of nothing else would stall the process. */
const MAX_MISTAKES = 20;

type Complain = (offset: number, text: string) => void;
type Token = CST.Token | null | undefined;

const REFUSED: Readonly<Record<string, string>> = {
  anchor: 'an anchor is not understood here\nwrite the value out where it is needed',
  alias: 'an alias is not understood here\nwrite the value out where it is needed',
  tag: 'a tag is not understood here\nquote what is to be text, and leave the tag out',
};
/** What may follow a value. */
const ENDING = new Set(['space', 'comment', 'newline', 'comma', 'flow-seq-end', 'flow-map-end', 'doc-end']);

/** The tokens of the text, or undefined where it must not be composed. Everything refused is complained about by offset. */
export function tokenize(text: string, complain: Complain): readonly CST.Token[] | undefined {
  const tokens = nestedTokens(text, complain);
  if (tokens === undefined) return undefined;
  const surplus = tokens.filter((token) => token.type === 'document')[MAX_DOCUMENTS_PER_FILE];
  if (surplus !== undefined) {
    complain(surplus.offset, `more than ${MAX_DOCUMENTS_PER_FILE} documents in one file\nsplit the file`);
    return undefined;
  }
  return survey(tokens, complain) ? tokens : undefined;
}

function nestedTokens(text: string, complain: Complain): readonly CST.Token[] | undefined {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    const at = parser.offset;
    for (const token of parser.next(lexeme)) tokens.push(token);
    // The document itself and the scalar at the bottom stand on the stack as well.
    if (parser.stack.length > MAX_DEPTH + 2) {
      complain(at, `nested deeper than ${MAX_DEPTH} levels`);
      return undefined;
    }
    if (++lexemes > MAX_LEXEMES_PER_FILE) {
      complain(at, `more than ${MAX_LEXEMES_PER_FILE} words and marks in one file\nsplit the file`);
      return undefined;
    }
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

/** False where it is too large or too broken to go on with. With a stack of its own, and so no deeper than one call. */
function survey(tokens: readonly CST.Token[], complain: Complain): boolean {
  const pending: Token[] = tokens.toReversed();
  let mistakes = 0;
  while (pending.length > 0) {
    const token = pending.pop();
    if (token === null || token === undefined) continue;
    const refusal = refuse(token);
    if (refusal !== undefined) complain(token.offset, refusal);
    mistakes += (refusal === undefined ? 0 : 1) + mistakesAt(token);
    if (mistakes > MAX_MISTAKES) {
      complain(token.offset, 'not valid YAML, in so many places that the rest is not read');
      return false;
    }
    const tooLarge = complainOfSize(token);
    if (tooLarge !== undefined) {
      complain(token.offset, tooLarge);
      return false;
    }
    for (const inner of [...innerTokens(token)].toReversed()) pending.push(inner);
  }
  return true;
}

function refuse(token: CST.Token): string | undefined {
  if (token.type === 'directive' && !/^%YAML\s+1\.2\s*$/.test(token.source)) {
    return 'a directive is not understood here: this is YAML 1.2\ndelete the line';
  }
  // A schedule that nobody quoted: YAML takes its asterisk for the name of an alias.
  if (token.type === 'alias' && /^\*($|[\s/,*])/.test(token.source))
    return 'text that begins with * must be quoted\nquote it';
  return REFUSED[token.type];
}

/** How many mistakes yaml would report here. It says them better itself, as long as they are few. */
function mistakesAt(token: CST.Token): number {
  if (token.type === 'error') return 1;
  const after = 'end' in token && token.end ? token.end.filter(({ type }) => !ENDING.has(type)).length : 0;
  if (token.type !== 'flow-collection') return after;
  const commas = token.items.reduce((sum, { start }) => sum + start.filter(({ type }) => type === 'comma').length, 0);
  return after + Math.max(0, commas - token.items.length);
}

function complainOfSize(token: CST.Token): string | undefined {
  const isMap =
    token.type === 'block-map' || (token.type === 'flow-collection' && token.start.type === 'flow-map-start');
  if (isMap) {
    return token.items.length > MAX_KEYS_PER_MAPPING
      ? `more than ${MAX_KEYS_PER_MAPPING} keys in one mapping`
      : undefined;
  }
  const isList = token.type === 'block-seq' || token.type === 'flow-collection';
  return isList && token.items.length > MAX_ITEMS_PER_LIST
    ? `more than ${MAX_ITEMS_PER_LIST} entries in one list`
    : undefined;
}

function* innerTokens(token: CST.Token): Generator<Token> {
  if ('props' in token) yield* token.props;
  if (token.type === 'document') {
    yield* token.start;
    yield token.value;
  }
  if (!('items' in token)) return;
  for (const item of token.items) {
    yield* item.start;
    yield item.key;
    if (item.sep) yield* item.sep;
    yield item.value;
  }
}
