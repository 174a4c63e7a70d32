/**
 * What name does a step give its job, as far as its definition proves it? A literal says it. Of an expression only what no
 * start can change counts: the literal beginning of a join, and the values that a parameter allows. A parameter's default
 * proves nothing, as whoever starts the pipeline may give another value.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-parameters.html
 */
import { JSON_KIND } from './json-tape.ts';
import type { JsonTape } from './json-tape.ts';
import { elements, kindName, members, membersNamed, textOf } from './json-value.ts';
import type { JsonNode } from './json-value.ts';
import type { JobName } from './shape.ts';

/** A longer name is cut: far over every limit, it is too long in any case. */
const MAX_NAME_CHARACTERS = 256;
/** Of an expression. With more possible values it counts as not proven. */
const MAX_HEADS = 64;

/** One for all: most names that are remembered are not there. */
const ABSENT: JobName = { is: 'absent' };

/** Possible values, or with `whole: false` beginnings of them. */
type Resolved = { readonly heads: readonly string[]; readonly whole: boolean } | { readonly why: string };

/** The values that a parameter allows, by its name. */
type Allowed = (parameter: string) => readonly string[] | undefined;

/** `value` undefined: there is no key. */
export function jobName(tape: JsonTape, value: JsonNode | undefined, allowed: Allowed): JobName {
  if (value === undefined || tape.kinds[value] === JSON_KIND.null) return ABSENT;
  const literal = textOf(tape, value);
  if (literal !== undefined) return { is: 'literal', value: cut(literal) };
  const resolved = resolve(tape, value, allowed);
  return 'why' in resolved ? { is: 'unknown', why: resolved.why } : { is: 'heads', ...resolved };
}

/** Reads the parameters when the first one is asked for, as hardly any definition names a job by one. */
export function allowedValues(tape: JsonTape, root: JsonNode): Allowed {
  let known: ReadonlyMap<string, readonly string[] | undefined> | undefined;
  return (parameter) => {
    known ??= readParameters(tape, root);
    return known.get(parameter);
  };
}

function readParameters(tape: JsonTape, root: JsonNode): ReadonlyMap<string, readonly string[] | undefined> {
  const known = new Map<string, readonly string[] | undefined>();
  const lists = membersNamed(tape, root, 'Parameters');
  const [list] = lists;
  if (list === undefined || lists.length > 1) return known;
  for (const parameter of elements(tape, list.value)) {
    const names = membersNamed(tape, parameter, 'Name');
    for (const { value } of names) {
      const name = textOf(tape, value);
      if (name === undefined) continue;
      // Of two with one name nobody knows which holds.
      known.set(name, known.has(name) || names.length > 1 ? undefined : enumeration(tape, parameter));
    }
  }
  return known;
}

function enumeration(tape: JsonTape, parameter: JsonNode): readonly string[] | undefined {
  const lists = membersNamed(tape, parameter, 'EnumValues');
  const [list] = lists;
  if (list === undefined || lists.length > 1) return undefined;
  const values: string[] = [];
  for (const element of elements(tape, list.value)) {
    const value = textOf(tape, element);
    if (value === undefined || value.length > MAX_NAME_CHARACTERS || values.length === MAX_HEADS) return undefined;
    values.push(value);
  }
  return values.length === 0 ? undefined : values;
}

function resolve(tape: JsonTape, value: JsonNode, allowed: Allowed): Resolved {
  const literal = textOf(tape, value);
  if (literal !== undefined) return { heads: [literal.slice(0, MAX_NAME_CHARACTERS)], whole: true };
  if (tape.kinds[value] !== JSON_KIND.object) return { why: `it is ${kindName(tape, value)}` };
  const [member, more] = [...firstMembers(tape, value)];
  const function_ = member === undefined ? undefined : textOf(tape, member.key);
  if (member === undefined || more !== undefined || function_ === undefined) {
    return { why: 'it is an expression that nobody knows' };
  }
  if (function_ === 'Get') return resolveGet(textOf(tape, member.value), allowed);
  if (function_ === 'Std:Join') return resolveJoin(tape, member.value, allowed);
  return { why: `${cut(function_)} is only known when it runs` };
}

function resolveGet(what: string | undefined, allowed: Allowed): Resolved {
  const parameter = /^Parameters\.(.+)$/.exec(what ?? '')?.[1];
  if (parameter === undefined) return { why: `${cut(what ?? 'Get')} is only known when it runs` };
  const heads = allowed(parameter);
  return heads === undefined
    ? { why: `whoever starts the pipeline may give the parameter ${cut(parameter)} any value` }
    : { heads, whole: true };
}

function resolveJoin(tape: JsonTape, join: JsonNode, allowed: Allowed): Resolved {
  const [on, ...moreOn] = membersNamed(tape, join, 'On');
  const [values, ...moreValues] = membersNamed(tape, join, 'Values');
  const glue = on === undefined ? undefined : textOf(tape, on.value);
  if (glue === undefined || values === undefined || moreOn.length > 0 || moreValues.length > 0) {
    return { why: 'it is a join that nobody knows' };
  }
  let heads: readonly string[] = [];
  let index = 0;
  for (const element of elements(tape, values.value)) {
    const before = index === 0 ? [''] : heads.map((head) => head + glue);
    const resolved = resolve(tape, element, allowed);
    if ('why' in resolved) return index === 0 ? resolved : partly(before);
    if (before.length * resolved.heads.length > MAX_HEADS) {
      return index === 0 ? { why: 'it has too many possible values' } : partly(before);
    }
    heads = before.flatMap((head) => resolved.heads.map((next) => head + next));
    if (!resolved.whole || heads.some((head) => head.length > MAX_NAME_CHARACTERS)) return partly(heads);
    index += 1;
  }
  return index === 0 ? { why: 'it joins nothing' } : { heads, whole: true };
}

function partly(heads: readonly string[]): Resolved {
  return { heads: heads.map((head) => head.slice(0, MAX_NAME_CHARACTERS)), whole: false };
}

/** At most two: an expression has one. */
function* firstMembers(tape: JsonTape, object: JsonNode) {
  let count = 0;
  for (const member of members(tape, object)) {
    yield member;
    count += 1;
    if (count === 2) return;
  }
}

function cut(text: string): string {
  return text.length > MAX_NAME_CHARACTERS ? `${text.slice(0, MAX_NAME_CHARACTERS)}…` : text;
}
