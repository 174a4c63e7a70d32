/**
 * How would the definition of a pipeline read with the names that a plan gives its jobs? A unified diff of a view that is
 * laid out to be read: the text itself is mostly one long line, and is sent with nothing but these names changed. Pure.
 */
import { structuredPatch } from 'diff';
import type { Outlook } from '../model/decision.ts';
import type { Difference } from '../model/verdict.ts';
import { readDefinition } from '../resources/pipeline/definition.ts';
import { JSON_KIND, readJsonTape } from '../resources/pipeline/json-tape.ts';
import type { JsonTape } from '../resources/pipeline/json-tape.ts';
import { elements, members, rawOf, textOf } from '../resources/pipeline/json-value.ts';
import type { JsonNode } from '../resources/pipeline/json-value.ts';
import { DEFINITION_PATH } from '../resources/pipeline/shape.ts';

/** Names whose surroundings are shown, of one pipeline; the others are counted. It also bounds the search for a shortest diff. */
export const MAX_NAMES_SHOWN = 20;
export const MAX_DIFF_LINES = 120;
const CONTEXT_LINES = 3;
const INDENT = '  ';

/** A definition as the next call would write it. */
export interface DefinitionChange {
  /** The very text that would be sent. */
  readonly text: string;
  /** The names that it carries, by JSON pointer within the definition; `have` undefined: none so far. */
  readonly names: readonly (Renaming & { readonly step: string })[];
}

export interface DefinitionDiff {
  readonly lines: readonly string[];
  /** Lines, and names beyond MAX_NAMES_SHOWN, that are not among them. */
  readonly linesLeft: number;
  readonly namesLeft: number;
}

/** Undefined where the next call writes no definition, or is not known whole. */
export function definitionChange({ step, standings }: Outlook): DefinitionChange | undefined {
  if (step.step !== 'call' || step.sketch === true || step.unmet !== undefined) return undefined;
  const text = step.call.input['PipelineDefinition'];
  if (typeof text !== 'string') return undefined;
  const reading = readDefinition(text);
  if (!reading.readable) return undefined;
  const renamings = standings.flatMap((standing) => standing.differences.flatMap(renaming));
  const byPointer = Map.groupBy(renamings, ({ pointer }) => pointer);
  const names = reading.steps.flatMap(({ pointer, step: path, name }) => {
    // Another policy may want something else there, and not count.
    const carried = byPointer.get(pointer)?.find(({ want }) => name.is === 'literal' && name.value === want);
    return carried === undefined ? [] : [{ ...carried, step: path }];
  });
  return { text, names };
}

interface Renaming {
  readonly pointer: string;
  readonly have: string | undefined;
  readonly want: string;
}

function renaming({ path, have, want, reportOnly }: Difference): readonly Renaming[] {
  if (reportOnly === true || !path.startsWith(`${DEFINITION_PATH}/`) || typeof want !== 'string') return [];
  return [{ pointer: path.slice(DEFINITION_PATH.length), have: typeof have === 'string' ? have : undefined, want }];
}

/** Hunks of the laid-out view, each with its head. Empty where the text cannot be read. */
export function definitionDiff({ text, names }: DefinitionChange): DefinitionDiff {
  const read = readJsonTape(text);
  if ('mistake' in read) return { lines: [], linesLeft: 0, namesLeft: names.length };
  const shown = names.slice(0, MAX_NAMES_SHOWN);
  const before = laidOut(read.tape, new Map(shown.map(({ pointer, have }) => [pointer, have])));
  const after = laidOut(read.tape, new Map());
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: CONTEXT_LINES });
  const lines = hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines: inner }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...inner,
  ]);
  return {
    lines: lines.slice(0, MAX_DIFF_LINES),
    linesLeft: Math.max(0, lines.length - MAX_DIFF_LINES),
    namesLeft: names.length - shown.length,
  };
}

/** One value a line, every token as it stands in the text. `had`: names as they were, by pointer; undefined leaves the key out. */
function laidOut(tape: JsonTape, had: ReadonlyMap<string, string | undefined>): string {
  const lines: string[] = [];
  const put = (node: JsonNode, pointer: string, indent: string, head: string, tail: string): void => {
    const kind = tape.kinds[node];
    const before = had.get(pointer);
    if (before !== undefined) return void lines.push(`${indent}${head}${JSON.stringify(before)}${tail}`);
    if (kind !== JSON_KIND.object && kind !== JSON_KIND.array) {
      lines.push(`${indent}${head}${rawOf(tape, node)}${tail}`);
      return undefined;
    }
    const [open, close] = kind === JSON_KIND.object ? ['{', '}'] : ['[', ']'];
    const inner = innerOf(tape, node, pointer).filter(
      (one) => !had.has(one.pointer) || had.get(one.pointer) !== undefined,
    );
    if (inner.length === 0) return void lines.push(`${indent}${head}${open}${close}${tail}`);
    lines.push(`${indent}${head}${open}`);
    // Recursive: the tape has refused what is nested deeper than its bound.
    inner.forEach((one, at) => put(one.node, one.pointer, indent + INDENT, one.head, at < inner.length - 1 ? ',' : ''));
    lines.push(`${indent}${close}${tail}`);
  };
  put(0, '', '', '', '');
  return `${lines.join('\n')}\n`;
}

interface Inner {
  readonly node: JsonNode;
  readonly pointer: string;
  readonly head: string;
}

function innerOf(tape: JsonTape, node: JsonNode, pointer: string): readonly Inner[] {
  if (tape.kinds[node] === JSON_KIND.array)
    return [...elements(tape, node)].map((element, at) => ({ node: element, pointer: `${pointer}/${at}`, head: '' }));
  return [...members(tape, node)].map(({ key, value }) => ({
    node: value,
    pointer: `${pointer}/${(textOf(tape, key) ?? '').replaceAll('~', '~0').replaceAll('/', '~1')}`,
    head: `${rawOf(tape, key)}: `,
  }));
}
