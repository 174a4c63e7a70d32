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
export const MAX_DOCUMENTS_PER_FILE = 2_000;

type Complain = (offset: number, text: string) => void;

const REFUSED: Readonly<Record<string, string>> = {
  anchor: 'an anchor is not understood here\nwrite the value out where it is needed',
  alias: 'an alias is not understood here\nwrite the value out where it is needed',
  tag: 'a tag is not understood here\nquote what is to be text, and leave the tag out',
};

/** The tokens of the text, or undefined where it must not be composed. Everything refused is complained about by offset. */
export function tokenize(text: string, complain: Complain): readonly CST.Token[] | undefined {
  const tokens = nestedTokens(text, complain);
  if (tokens === undefined) return undefined;
  const documents = tokens.filter((token) => token.type === 'document');
  const surplus = documents[MAX_DOCUMENTS_PER_FILE];
  if (surplus !== undefined) {
    complain(surplus.offset, `more than ${MAX_DOCUMENTS_PER_FILE} documents in one file\nsplit the file`);
    return undefined;
  }
  for (const token of tokens) {
    if (token.type === 'directive' && !/^%YAML\s+1\.2\s*$/.test(token.source)) {
      complain(token.offset, 'a directive is not understood here: this is YAML 1.2\ndelete the line');
    }
  }
  return survey(tokens, complain) ? tokens : undefined;
}

function nestedTokens(text: string, complain: Complain): readonly CST.Token[] | undefined {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    const at = parser.offset;
    for (const token of parser.next(lexeme)) tokens.push(token);
    // The document itself and the scalar at the bottom stand on the stack as well.
    if (parser.stack.length > MAX_DEPTH + 2) {
      complain(at, `nested deeper than ${MAX_DEPTH} levels`);
      return undefined;
    }
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

/** False where a mapping is too large to go on with. With a stack of its own, and so no deeper than one call. */
function survey(tokens: readonly CST.Token[], complain: Complain): boolean {
  const pending: (CST.Token | null | undefined)[] = [...tokens];
  let bearable = true;
  while (pending.length > 0) {
    const token = pending.pop();
    if (token === null || token === undefined) continue;
    const refused = REFUSED[token.type];
    if (refused !== undefined) complain(token.offset, refused);
    if (isMapping(token) && token.items.length > MAX_KEYS_PER_MAPPING) {
      complain(token.offset, `more than ${MAX_KEYS_PER_MAPPING} keys in one mapping`);
      bearable = false;
    }
    for (const inner of innerTokens(token)) pending.push(inner);
  }
  return bearable;
}

function isMapping(token: CST.Token): token is CST.BlockMap | CST.FlowCollection {
  return token.type === 'block-map' || (token.type === 'flow-collection' && token.start.type === 'flow-map-start');
}

function* innerTokens(token: CST.Token): Generator<CST.Token | null | undefined> {
  if ('props' in token) yield* token.props;
  if (token.type === 'document') {
    yield* token.start;
    yield token.value;
  }
  if (!('items' in token)) return;
  for (const item of token.items) {
    yield* item.start;
    if (item.sep) yield* item.sep;
    yield item.key;
    yield item.value;
  }
}
