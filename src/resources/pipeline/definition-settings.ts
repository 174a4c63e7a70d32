/**
 * What does a definition say of one setting: nothing, a literal, or something that only shows when it runs?
 */
import type { VpcConfig } from '../job/shape.ts';
import { JSON_KIND } from './json-tape.ts';
import type { JsonTape } from './json-tape.ts';
import { elements, kindName, members, membersNamed, rawOf, textOf } from './json-value.ts';
import type { JsonNode } from './json-value.ts';
import type { KnownIds, Setting, StepSettings } from './shape.ts';

/** An object that holds settings. Without a node it is not there; with a why nobody can tell. */
export type Where =
  { readonly at: JsonNode | undefined; readonly pointer: string } | { readonly why: string; readonly pointer: string };

export const ABSENT = { is: 'absent' } as const;
/** More than the service takes of either: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_VpcConfig.html */
const MAX_IDS = 16;
/** A longer one is none. */
const MAX_ID_CHARACTERS = 64;
const MAX_GROUPS = 32;
const MAX_QUOTED_CHARACTERS = 64;

/** The object under a key of that one. */
export function objectAt(tape: JsonTape, where: Where, key: string): Where {
  const pointer = `${where.pointer}/${key}`;
  if ('why' in where) return { why: where.why, pointer };
  const value = valueAt(tape, where, key);
  if (value.is !== 'there') return value.is === 'absent' ? { at: undefined, pointer } : { why: value.why, pointer };
  const { node } = value;
  if (tape.kinds[node] !== JSON_KIND.object || isExpression(tape, node)) return { why: whyNot(tape, node), pointer };
  return { at: node, pointer };
}

export function flagOf(tape: JsonTape, where: Where, key: string): Setting<boolean> {
  const value = valueAt(tape, where, key);
  if (value.is !== 'there') return value;
  const kind = tape.kinds[value.node];
  if (kind === JSON_KIND.true || kind === JSON_KIND.false) return { is: 'literal', value: kind === JSON_KIND.true };
  return { is: 'unknown', why: whyNot(tape, value.node) };
}

/** Of `InstanceCount`. */
export function instancesOf(tape: JsonTape, where: Where): Setting<number> {
  const value = valueAt(tape, where, 'InstanceCount');
  return value.is === 'there' ? countOf(tape, value.node) : value;
}

/** Of `InstanceGroups`, in which a training job may have several kinds of instances. */
export function sumOfGroups(tape: JsonTape, where: Where): Setting<number> {
  return foldCounts(tape, where, 'InstanceGroups', (sum, count) => sum + count);
}

/** Of `InstanceConfigs`, among which AWS chooses for a job of a tuning job. */
export function mostOfChoices(tape: JsonTape, where: Where): Setting<number> {
  return foldCounts(tape, where, 'InstanceConfigs', Math.max);
}

function foldCounts(
  tape: JsonTape,
  where: Where,
  key: string,
  fold: (before: number, count: number) => number,
): Setting<number> {
  const value = valueAt(tape, where, key);
  if (value.is !== 'there') return value;
  if (tape.kinds[value.node] !== JSON_KIND.array) return { is: 'unknown', why: whyNot(tape, value.node) };
  let folded = 0;
  let groups = 0;
  for (const at of elements(tape, value.node)) {
    groups += 1;
    const count = instancesOf(tape, { at, pointer: '' });
    if (groups > MAX_GROUPS || count.is !== 'literal')
      return { is: 'unknown', why: count.is === 'unknown' ? count.why : `its ${key} cannot be counted` };
    folded = fold(folded, count.value);
  }
  return groups === 0 ? ABSENT : { is: 'literal', value: folded };
}

/** Of `VpcConfig`. Where only its ids are expressions there is one in any case: an empty one is refused when the job starts. */
export function vpcOf(tape: JsonTape, where: Where): StepSettings['vpc'] {
  const vpc = objectAt(tape, where, 'VpcConfig');
  if ('why' in vpc) return { is: 'unknown', why: vpc.why };
  if (vpc.at === undefined) return ABSENT;
  const subnets = idsOf(tape, vpc, 'Subnets');
  const securityGroups = idsOf(tape, vpc, 'SecurityGroupIds');
  if (subnets === undefined || securityGroups === undefined)
    return { is: 'unknown', why: 'a VpcConfig names Subnets and SecurityGroupIds, and this does not' };
  if (subnets.why !== undefined || securityGroups.why !== undefined) return { is: 'present', subnets, securityGroups };
  const value: VpcConfig = { subnets: subnets.ids, securityGroups: securityGroups.ids };
  return { is: 'literal', value };
}

/** Undefined: there are none. */
function idsOf(tape: JsonTape, where: Where, key: string): KnownIds | undefined {
  const value = valueAt(tape, where, key);
  if (value.is === 'absent') return undefined;
  if (value.is === 'unknown') return { ids: [], why: `${key}: ${value.why}` };
  if (tape.kinds[value.node] !== JSON_KIND.array) return { ids: [], why: `${key}: ${whyNot(tape, value.node)}` };
  const ids: string[] = [];
  let why: string | undefined;
  let looked = 0;
  for (const element of elements(tape, value.node)) {
    const id = textOf(tape, element);
    looked += 1;
    if (looked > MAX_IDS || (id !== undefined && id.length > MAX_ID_CHARACTERS))
      return { ids, why: `${key}: it is longer than the service takes` };
    if (id === undefined) why ??= `${key}: ${whyNot(tape, element)}`;
    else ids.push(id);
  }
  return looked === 0 ? undefined : { ids, why };
}

function countOf(tape: JsonTape, node: JsonNode): Setting<number> {
  if (tape.kinds[node] !== JSON_KIND.number) return { is: 'unknown', why: whyNot(tape, node) };
  const value = Number(rawOf(tape, node));
  return Number.isSafeInteger(value) && value >= 1
    ? { is: 'literal', value }
    : { is: 'unknown', why: 'it is no number of instances' };
}

type Value =
  | { readonly is: 'absent' }
  | { readonly is: 'there'; readonly node: JsonNode }
  | { readonly is: 'unknown'; readonly why: string };

function valueAt(tape: JsonTape, where: Where, key: string): Value {
  if ('why' in where) return { is: 'unknown', why: where.why };
  if (where.at === undefined) return ABSENT;
  const [found, ...more] = membersNamed(tape, where.at, key);
  if (more.length > 0) return { is: 'unknown', why: `${key} stands twice` };
  if (found === undefined || tape.kinds[found.value] === JSON_KIND.null) return ABSENT;
  return { is: 'there', node: found.value };
}

export function isExpression(tape: JsonTape, node: JsonNode): boolean {
  return functionOf(tape, node) !== undefined;
}

/** `Get`, or one of `Std:`. */
function functionOf(tape: JsonTape, node: JsonNode): { readonly name: string; readonly of: JsonNode } | undefined {
  const first = members(tape, node).next().value;
  const name = first === undefined ? undefined : textOf(tape, first.key);
  if (first === undefined || name === undefined || (name !== 'Get' && !name.startsWith('Std:'))) return undefined;
  return { name, of: first.value };
}

/** Why a value is no literal of the kind that it has to be. */
export function whyNot(tape: JsonTape, node: JsonNode): string {
  const expression = functionOf(tape, node);
  if (expression === undefined) return `it is ${kindName(tape, node)}`;
  const what = expression.name === 'Get' ? textOf(tape, expression.of) : undefined;
  const parameter = /^Parameters\.(.+)$/.exec(what ?? '')?.[1];
  return parameter === undefined
    ? `${cut(what ?? expression.name)} is only known when it runs`
    : `whoever starts the pipeline may give the parameter ${cut(parameter)} any value`;
}

function cut(text: string): string {
  return text.length > MAX_QUOTED_CHARACTERS ? `${text.slice(0, MAX_QUOTED_CHARACTERS)}…` : text;
}
