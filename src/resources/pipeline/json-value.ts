/**
 * What does a value of a JSON text say? Members, elements and texts, read from its table of offsets only where somebody asks.
 */
import { JSON_KIND } from './json-tape.ts';
import type { JsonTape } from './json-tape.ts';

/** A value by its number in the table. */
export type JsonNode = number;

export interface JsonMember {
  readonly key: JsonNode;
  readonly value: JsonNode;
}

/** The members of an object with that name, in their order: a name may stand twice. Empty where it is no object. */
export function membersNamed(tape: JsonTape, object: JsonNode, name: string): readonly JsonMember[] {
  const found: JsonMember[] = [];
  for (const member of members(tape, object)) if (isText(tape, member.key, name)) found.push(member);
  return found;
}

export function* members(tape: JsonTape, object: JsonNode): Generator<JsonMember> {
  if (tape.kinds[object] !== JSON_KIND.object) return;
  const end = tape.nexts[object] ?? 0;
  for (let key = object + 1; key < end;) {
    yield { key, value: key + 1 };
    key = tape.nexts[key + 1] ?? end;
  }
}

export function* elements(tape: JsonTape, array: JsonNode): Generator<JsonNode> {
  if (tape.kinds[array] !== JSON_KIND.array) return;
  const end = tape.nexts[array] ?? 0;
  for (let element = array + 1; element < end; element = tape.nexts[element] ?? end) yield element;
}

/**
 * Undefined where it is no string. A text of its own: a slice would keep the whole definition alive for as long as somebody
 * remembers a name in it.
 */
export function textOf(tape: JsonTape, node: JsonNode): string | undefined {
  if (tape.kinds[node] !== JSON_KIND.string) return undefined;
  return JSON.parse(rawOf(tape, node)) as string;
}

export function rawOf({ text, starts, ends }: JsonTape, node: JsonNode): string {
  return text.slice(starts[node], ends[node]);
}

/** Escapes are looked through: a name written with them is the same name. */
export function isText(tape: JsonTape, node: JsonNode, wanted: string): boolean {
  if (tape.kinds[node] !== JSON_KIND.string) return false;
  const start = tape.starts[node] ?? 0;
  const length = (tape.ends[node] ?? 0) - start - 2;
  if (length === wanted.length) return tape.text.startsWith(wanted, start + 1);
  return length > wanted.length && tape.text.startsWith('\\', start + 1 + wantedUpTo(tape, start + 1, wanted))
    ? textOf(tape, node) === wanted
    : false;
}

/** How far the text agrees with what is wanted: an escape can only begin where it stops agreeing. */
function wantedUpTo({ text }: JsonTape, from: number, wanted: string): number {
  let at = 0;
  while (at < wanted.length && text.charCodeAt(from + at) === wanted.charCodeAt(at)) at += 1;
  return at;
}

/** `string`, `number`, … as people call it. */
export function kindName({ kinds }: JsonTape, node: JsonNode): string {
  const kind = kinds[node];
  if (kind === JSON_KIND.object) return 'an object';
  if (kind === JSON_KIND.array) return 'a list';
  if (kind === JSON_KIND.string) return 'text';
  if (kind === JSON_KIND.number) return 'a number';
  return kind === JSON_KIND.null ? 'null' : 'a truth value';
}
