/**
 * What does a file say, as plain values, and where does each of them stand? One file in, its documents out, each able to
 * tell the place of any key or value. What the values mean is not asked here.
 */
import { Composer, isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Document, Pair, ParsedNode, YAMLMap } from 'yaml';
import type { Problem, Source } from '../model/desired-state.ts';
import { problem, quoted } from './problem-list.ts';
import { tokenize } from './yaml-tokens.ts';

export type YamlPath = readonly (string | number)[];
type Node = ParsedNode | null;
type KeyedPair = Pair<ParsedNode, ParsedNode | null>;

export interface YamlDocument {
  /** Where its first key stands. */
  readonly source: Source;
  /** Mappings without prototypes, lists, text, numbers, booleans and null. */
  readonly value: unknown;
  /** False where the syntax was broken: the value is what could be made of it. */
  readonly sound: boolean;
  /** The place of the value at the path or of its key; of the nearest thing around it where there is no such path. */
  readonly locate: (path: YamlPath, at: 'key' | 'value') => Source;
  /** How a scalar is written: `012345678901` where the value is 12345678901. */
  readonly written: (path: YamlPath) => string | undefined;
  /** The value was refused for how it is written, and has been complained about. */
  readonly refused: (path: YamlPath) => boolean;
}

export interface YamlFile {
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly Problem[];
}

/** A file gets at most so many complaints about its syntax: one mistake easily makes many. */
const MAX_SYNTAX_PROBLEMS = 20;
const POLLUTING_KEYS = new Set(['__proto__', 'constructor', 'prototype']);
// uniqueKeys compares every key with every other: 20,000 keys would stall the process for seconds.
const COMPOSING = {
  schema: 'core',
  version: '1.2',
  uniqueKeys: false,
  merge: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

/** Never throws. Documents without content are left out. */
export function readYaml(file: string, text: string): YamlFile {
  const place = placesOf(file, text);
  const problems: Problem[] = [];
  const complain = (offset: number, message: string): void => {
    if (problems.length < MAX_SYNTAX_PROBLEMS) problems.push(problem(place(offset), message));
  };
  // One slip makes yaml stumble several times over the rest of the line.
  const complainOnce: typeof complain = (offset, message) => {
    const { line } = place(offset);
    if (!problems.some((known) => known.line === line)) complain(offset, message);
  };
  const tokens = tokenize(text, complain);
  if (tokens === undefined) return { documents: [], problems };
  const documents: YamlDocument[] = [];
  try {
    for (const composed of new Composer(COMPOSING).compose(tokens)) {
      for (const error of composed.errors) complainOnce(error.pos[0], explainSyntax(error.message));
      const content = composed.contents;
      if (content !== null && !(isScalar(content) && content.value === null)) {
        documents.push(documentOf(composed, content, place, complain));
      }
    }
  } catch (error) {
    complain(0, `this is not YAML that can be read: ${quoted(String(error))}`);
  }
  return { documents, problems };
}

function documentOf(
  composed: Document.Parsed,
  content: ParsedNode,
  place: (offset: number) => Source,
  complain: (offset: number, message: string) => void,
): YamlDocument {
  return {
    source: place(content.range[0]),
    value: plain(content, complain),
    sound: composed.errors.length === 0,
    locate: (path, at) => {
      const { key, node, whole } = follow(content, path);
      const preferred = at === 'key' || !whole || node === null ? (key ?? node) : node;
      return place((preferred ?? content).range[0]);
    },
    written: (path) => {
      const { node, whole } = follow(content, path);
      return whole && isScalar(node) ? node.source : undefined;
    },
    refused: (path) => {
      const { node } = follow(content, path);
      return isAlias(node) || (isScalar(node) && node.tag !== undefined);
    },
  };
}

interface Found {
  readonly key: Node;
  readonly node: Node;
  /** The path was followed to its end. */
  readonly whole: boolean;
}

function follow(content: ParsedNode, path: YamlPath): Found {
  let found: Found = { key: null, node: content, whole: true };
  for (const part of path) {
    const next = step(found.node, part);
    if (next === undefined) return { ...found, whole: false };
    found = next;
  }
  return found;
}

function step(node: Node, part: string | number): Found | undefined {
  if (isMap(node)) {
    const pair = pairsOf(node).find(({ key }) => isScalar(key) && key.value === part);
    return pair && { key: pair.key, node: pair.value, whole: true };
  }
  const item = isSeq(node) && typeof part === 'number' ? (node.items[part] as Node | undefined) : undefined;
  return item === undefined ? undefined : { key: null, node: item, whole: true };
}

/** A parsed mapping holds nothing but pairs of parsed nodes; yaml's types leave that open. */
function pairsOf(map: YAMLMap.Parsed | YAMLMap): readonly KeyedPair[] {
  return map.items as unknown as readonly KeyedPair[];
}

/** Recursion is safe: the tokens were no deeper than MAX_DEPTH. */
function plain(node: Node, complain: (offset: number, message: string) => void): unknown {
  if (isSeq(node)) return node.items.map((item) => plain(item as Node, complain));
  if (isMap(node)) return plainMapping(node, complain);
  return isScalar(node) ? node.value : null;
}

function plainMapping(map: YAMLMap, complain: (offset: number, message: string) => void): unknown {
  const mapping = Object.create(null) as Record<string, unknown>;
  const seen = new Set<string>();
  for (const { key, value } of pairsOf(map)) {
    const offset = key?.range?.[0] ?? map.range?.[0] ?? 0;
    const name = isScalar(key) ? key.value : undefined;
    const refusal = refuseKey(name, seen);
    if (refusal !== undefined) complain(offset, refusal);
    const inner = plain(value, complain);
    if (refusal !== undefined || typeof name !== 'string') continue;
    seen.add(name);
    mapping[name] = inner;
  }
  return mapping;
}

function refuseKey(name: unknown, seen: ReadonlySet<string>): string | undefined {
  if (typeof name !== 'string') return 'a key must be text\nquote it';
  if (name === '<<') return 'merging with << is not understood here\nwrite the keys out';
  if (POLLUTING_KEYS.has(name)) return `the key ${name} is not allowed\ndelete it`;
  return seen.has(name) ? `the key ${quoted(name)} is given twice\ndelete one of the two` : undefined;
}

function explainSyntax(message: string): string {
  const first = message.split('\n', 1)[0] ?? '';
  const mend = REMEDIES.find(([symptom]) => symptom.test(first))?.[1];
  return `not valid YAML: ${first.length > 200 ? `${first.slice(0, 200)}…` : first}${mend === undefined ? '' : `\n${mend}`}`;
}

/** What yaml says in its own words, and what has most often been done to deserve it. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/^Missing closing ["']/, 'close the quote where the text ends'],
  [/^Tabs are not allowed/, 'indent with blanks'],
  [/must start at the same column/, 'indent the keys of one mapping alike'],
  [/end with a \]/, 'close the list with ]'],
  [/end with a \}/, 'close the mapping with }'],
  [/at node end$/, 'quote the whole value, once'],
  [/^Nested mappings are not allowed/, 'quote the value if it holds a colon, or begin a new line'],
  [/^Implicit (map )?keys need/, 'is a colon missing after a key?'],
];

function placesOf(file: string, text: string): (offset: number) => Source {
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = lineStarts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { file, line: low + 1, column: offset - (lineStarts[low] ?? 0) + 1 };
  };
}
