/**
 * Which steps does a definition have, and where may each say its job's name? By type only, into the branches of Condition and
 * ForEach only: the arguments of Lambda and Callback are their owners' own keys, whatever they are called. Where a key that
 * decides stands twice nobody knows which one the service reads, so that the step is unclear.
 */
import { isExpression, whyNot } from './definition-settings.ts';
import { JSON_KIND } from './json-tape.ts';
import type { JsonTape } from './json-tape.ts';
import { elements, kindName, members, membersNamed, textOf } from './json-value.ts';
import type { JsonNode } from './json-value.ts';
import { JOB_TYPES, NESTED_STEPS } from './job-types.ts';

/** A pipeline has at most a few hundred; what has more is no definition, and its paths would fill the memory. */
export const MAX_STEPS = 10_000;
/** Of a step's name in the path; the service takes no longer one. */
const MAX_STEP_NAME_CHARACTERS = 64;

interface Found {
  /** The names of the steps on the way to it. */
  readonly step: string;
  readonly ownName: string;
  /** Empty where it has none. */
  readonly type: string;
  /** Of the key that holds the job's name, or of what is unclear, or of the step. */
  readonly pointer: string;
  /** What to point at. */
  readonly node: JsonNode;
}

export type FoundStep = Found &
  (
    | {
        readonly is: 'job';
        readonly key: string;
        readonly arguments: JsonNode;
        readonly value: JsonNode | undefined;
        /** Of a Job step. */
        readonly category: string | undefined;
      }
    | { readonly is: 'unclear'; readonly why: string }
    /** Creates no job that the definition could name. */
    | { readonly is: 'other'; readonly why: string }
  );

interface Place {
  readonly path: string;
  readonly pointer: string;
}

/** Every step at any nesting, in the order of the text, as long as the lists are in theirs. */
export function* stepsOf(tape: JsonTape, root: JsonNode): Generator<FoundStep> {
  yield* listed(tape, root, 'Steps', { path: '', pointer: '' });
}

function* listed(tape: JsonTape, object: JsonNode, key: string, { path, pointer }: Place): Generator<FoundStep> {
  const [found, ...more] = membersNamed(tape, object, key);
  if (found === undefined || tape.kinds[found.value] === JSON_KIND.null) return;
  const here = `${pointer}/${key}`;
  const about = { step: path.slice(0, -1), ownName: '', type: '', pointer: here, node: found.value };
  if (more.length > 0) {
    yield { ...about, is: 'unclear', why: `${key} stands twice` };
  } else if (tape.kinds[found.value] !== JSON_KIND.array) {
    yield { ...about, is: 'unclear', why: `${key} is ${kindName(tape, found.value)}, and no list` };
  } else {
    let index = 0;
    for (const node of elements(tape, found.value)) {
      yield* oneStep(tape, node, { path, pointer: `${here}/${index}` }, index);
      index += 1;
    }
  }
}

function* oneStep(tape: JsonTape, node: JsonNode, place: Place, index: number): Generator<FoundStep> {
  const { names, types, args } = decisive(tape, node);
  const [name] = names;
  const ownName = names.length === 1 && name !== undefined ? (textOf(tape, name) ?? '') : '';
  const step = `${place.path}${cut(ownName === '' ? `#${index + 1}` : ownName)}`;
  const type = types.length === 1 && types[0] !== undefined ? textOf(tape, types[0]) : undefined;
  const about = { step, ownName: cut(ownName), type: type ?? '', pointer: place.pointer, node };
  if (tape.kinds[node] !== JSON_KIND.object) {
    yield { ...about, is: 'unclear', why: `a step is an object, and this is ${kindName(tape, node)}` };
  } else if (type === undefined) {
    yield { ...about, is: 'unclear', why: types.length > 1 ? 'Type stands twice' : 'it has no Type that is text' };
  } else if (JOB_TYPES.has(type) || NESTED_STEPS.has(type)) {
    const inside = { ...about, pointer: `${place.pointer}/Arguments` };
    const [argument] = args;
    if (args.length > 1) yield { ...inside, is: 'unclear', why: 'Arguments stands twice' };
    else if (argument === undefined || tape.kinds[argument] !== JSON_KIND.object) {
      yield { ...inside, is: 'unclear', why: 'it has no Arguments that are an object' };
    } else if (isExpression(tape, argument)) {
      yield { ...inside, is: 'unclear', why: `its Arguments: ${whyNot(tape, argument)}` };
    } else yield* within(tape, argument, inside);
  } else {
    yield { ...about, is: 'other', why: 'a step of this type creates no job that its definition names' };
  }
}

function* within(tape: JsonTape, argument: JsonNode, about: Found): Generator<FoundStep> {
  const { type, step, pointer } = about;
  const nested = NESTED_STEPS.get(type);
  if (nested !== undefined) {
    yield { ...about, is: 'other', why: 'its steps are looked at one by one' };
    for (const { key, name } of nested) {
      yield* listed(tape, argument, key, { path: `${step}/${name}/`, pointer });
    }
    return;
  }
  const key = JOB_TYPES.get(type)?.key ?? '';
  const named = { ...about, pointer: `${pointer}/${key}` };
  const group = type === 'RegisterModel' ? groupStanding(tape, argument) : 'none';
  const [found, ...more] = membersNamed(tape, argument, key);
  if (group === 'unclear') yield { ...named, is: 'unclear', why: 'ModelPackageGroupName stands twice' };
  else if (group === 'some') {
    yield {
      ...about,
      is: 'other',
      why: 'it registers a version in a model package group, which has no name of its own',
    };
  } else if (more.length > 0) yield { ...named, is: 'unclear', why: `${key} stands twice` };
  else {
    const category = type === 'Job' ? categoryOf(tape, argument) : undefined;
    const value = found?.value;
    yield { ...named, node: value ?? argument, is: 'job', key, arguments: argument, value, category };
  }
}

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateJob.html */
function categoryOf(tape: JsonTape, argument: JsonNode): string | undefined {
  const [category, ...more] = membersNamed(tape, argument, 'JobCategory');
  const text = category === undefined || more.length > 0 ? undefined : textOf(tape, category.value);
  return text !== undefined && /^[A-Za-z0-9]{1,64}$/.test(text) ? text : undefined;
}

function groupStanding(tape: JsonTape, argument: JsonNode): 'none' | 'some' | 'unclear' {
  const [group, ...more] = membersNamed(tape, argument, 'ModelPackageGroupName');
  if (more.length > 0) return 'unclear';
  return group === undefined || tape.kinds[group.value] === JSON_KIND.null ? 'none' : 'some';
}

/** The values of the keys that decide what a step is. */
function decisive(tape: JsonTape, node: JsonNode) {
  const values = (name: string): readonly JsonNode[] => membersNamed(tape, node, name).map(({ value }) => value);
  return { names: values('Name'), types: values('Type'), args: values('Arguments') };
}

function cut(name: string): string {
  return name.length > MAX_STEP_NAME_CHARACTERS ? `${name.slice(0, MAX_STEP_NAME_CHARACTERS)}…` : name;
}

/** How the members of an object are written: what stands between a key and its value, and between two members. */
export interface MemberStyle {
  /** Where a first member belongs. */
  readonly at: number;
  readonly colon: string;
  /** Behind a first member; empty where there is no other. */
  readonly comma: string;
}

/** `outer`: an object around it, for the style where this one is empty. */
export function memberStyle(tape: JsonTape, object: JsonNode, outer: JsonNode): MemberStyle {
  const { text, starts, ends } = tape;
  const [first, second] = firstTwo(tape, object);
  const [model] = firstTwo(tape, outer);
  const sample = first ?? model;
  const colon = sample === undefined ? ': ' : text.slice(ends[sample.key], starts[sample.value]);
  if (first === undefined) return { at: (starts[object] ?? 0) + 1, colon, comma: '' };
  const at = starts[first.key] ?? 0;
  if (second !== undefined) return { at, colon, comma: text.slice(ends[first.value], starts[second.key]) };
  const before = text.slice((starts[object] ?? 0) + 1, at);
  if (/[\n\r]/.test(before)) return { at, colon, comma: `,${before}` };
  return { at, colon, comma: /\s$/.test(colon) ? ', ' : ',' };
}

function firstTwo(tape: JsonTape, object: JsonNode) {
  const all = members(tape, object);
  return [all.next().value, all.next().value] as const;
}
