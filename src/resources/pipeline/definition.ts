/**
 * Which jobs does the text of a pipeline definition name, and how does the same text read with other names? The text is
 * people's own and untrusted: it is read by offsets and written anew by splicing, so that every byte outside the names stays.
 * Which name is right is the policy's question.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines-define.html
 */
import { allowedValues, jobName } from './definition-name.ts';
import { MAX_STEPS, memberStyle, stepsOf } from './definition-steps.ts';
import type { FoundStep } from './definition-steps.ts';
import { JSON_KIND, readJsonTape } from './json-tape.ts';
import type { JsonMistake, JsonTape } from './json-tape.ts';
import { networksOf } from './definition-networks.ts';
import { membersNamed, textOf } from './json-value.ts';
import type { DefinitionReading, JobName, JobStep, SharedNetwork, StepNetwork } from './shape.ts';
import { networksOfServing } from './serving-steps.ts';
import { networksOfStrangers } from './strange-steps.ts';

export { JOB_TYPES, RUN_TIME_PARTS } from './job-types.ts';
export type { JobType } from './job-types.ts';

/**
 * In UTF-16 code units; the longest that AWS takes.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribePipeline.html
 */
export const MAX_DEFINITION_CHARACTERS = 1_048_576;

/** Line and column count from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** One step of any type, with where to look for it: at its name, or at what should have one. */
export type PlacedStep = TextPlace &
  ((JobStep & { readonly is: 'job' }) | (Omit<JobStep, 'name'> & { readonly is: 'other'; readonly why: string }));

interface Walked {
  readonly tape: JsonTape;
  readonly steps: readonly FoundStep[];
}

const ROOT = 0;

/** Never throws. What is kept of it holds no part of the text alive. */
export function readDefinition(text: string): DefinitionReading {
  return reading(text, walk(text));
}

/** The same, with the networks that the jobs of its steps will run in: undefined where it cannot be read. */
export function readWithNetworks(text: string): {
  readonly definition: DefinitionReading;
  readonly networks: readonly (readonly SharedNetwork[])[] | undefined;
  readonly strangers: readonly StepNetwork[];
  readonly serving: readonly StepNetwork[];
} {
  const walked = walk(text);
  const definition = reading(text, walked);
  if ('why' in walked) return { definition, networks: undefined, strangers: [], serving: [] };
  const { tape, steps } = walked;
  const [strangers, serving] = [networksOfStrangers(tape, steps), networksOfServing(tape, steps)];
  return { definition, networks: networksOf(tape, steps), strangers, serving };
}

function reading(text: string, walked: Walked | JsonMistake): DefinitionReading {
  if ('why' in walked) return { readable: false, why: walked.why, ...placeIn(text)(walked.offset) };
  return { readable: true, steps: jobSteps(walked.tape, walked.steps) };
}

/**
 * The same text with these names, by the JSON pointers of their keys: set where there is one, put before the other arguments, in
 * their style, where there is none. Throws where the text cannot be read, or a pointer is that of no step that creates a job.
 */
export function withNames(text: string, names: ReadonlyMap<string, string>): string {
  const walked = walk(text);
  if ('why' in walked) throw new Error(`a definition that cannot be read has no names to set: ${walked.why}`);
  return spliced(walked, names);
}

/** Is the newer text the older one with other names of jobs, and nothing else? False where they are the same. */
export function isDerived(older: string, newer: string): boolean {
  if (older === newer) return false;
  const before = walk(older);
  const after = walk(newer);
  if ('why' in before || 'why' in after) return false;
  const known = new Set(before.steps.flatMap((step) => (step.is === 'job' ? [step.pointer] : [])));
  const names = new Map<string, string>();
  for (const step of after.steps) {
    if (step.is !== 'job' || step.value === undefined) continue;
    const name = textOf(after.tape, step.value);
    if (name !== undefined && known.has(step.pointer)) names.set(step.pointer, name);
  }
  return spliced(before, names) === newer;
}

/** Every step, whether or not it creates a job; empty where the text cannot be read. */
export function placedSteps(text: string): readonly PlacedStep[] {
  const walked = walk(text);
  if ('why' in walked) return [];
  const { tape, steps } = walked;
  const place = placeIn(text);
  const nameOf = naming(tape);
  return steps.map((found) => {
    const { step, ownName, type, pointer, node } = found;
    const about = { step, ownName, type, pointer, ...place(tape.starts[node] ?? 0) };
    return found.is === 'other'
      ? { ...about, is: 'other' as const, why: found.why }
      : { ...about, is: 'job' as const, name: nameOf(found) };
  });
}

function walk(text: string): Walked | JsonMistake {
  if (text.length > MAX_DEFINITION_CHARACTERS) {
    return { why: `longer than ${MAX_DEFINITION_CHARACTERS} characters`, offset: MAX_DEFINITION_CHARACTERS };
  }
  const read = readJsonTape(text);
  if ('mistake' in read) return read.mistake;
  const { tape } = read;
  const offset = tape.starts[ROOT] ?? 0;
  const lists = membersNamed(tape, ROOT, 'Steps');
  if (tape.kinds[ROOT] !== JSON_KIND.object || lists.length === 0) {
    return { why: 'a definition is an object with Steps', offset };
  }
  const steps: FoundStep[] = [];
  for (const step of stepsOf(tape, ROOT)) {
    if (steps.length === MAX_STEPS) return { why: `more than ${MAX_STEPS} steps`, offset: tape.starts[step.node] ?? 0 };
    steps.push(step);
  }
  return { tape, steps };
}

function jobSteps(tape: JsonTape, steps: readonly FoundStep[]): readonly JobStep[] {
  const nameOf = naming(tape);
  return steps
    .filter((found) => found.is !== 'other')
    .map((found) => {
      const { step, ownName } = found;
      const [type, pointer] = [shared(found.type), shared(found.pointer)];
      const category = found.is === 'job' ? found.category : undefined;
      return { step, ownName, type, pointer, name: nameOf(found), ...(category === undefined ? {} : { category }) };
    });
}

const MAX_SHARED_TEXTS = 4_096;
const sharedTexts = new Map<string, string>();

/** The same text once: types and pointers of tens of thousands of pipelines are mostly the same few. */
function shared(text: string): string {
  const known = sharedTexts.get(text);
  if (known !== undefined) return known;
  if (sharedTexts.size < MAX_SHARED_TEXTS) sharedTexts.set(text, text);
  return text;
}

function naming(tape: JsonTape): (found: Exclude<FoundStep, { readonly is: 'other' }>) => JobName {
  const allowed = allowedValues(tape, ROOT);
  return (found) => (found.is === 'job' ? jobName(tape, found.value, allowed) : { is: 'unknown', why: found.why });
}

function spliced({ tape, steps }: Walked, names: ReadonlyMap<string, string>): string {
  const edits: { readonly from: number; readonly to: number; readonly put: string }[] = [];
  let found = 0;
  for (const step of steps) {
    const name = step.is === 'job' ? names.get(step.pointer) : undefined;
    if (step.is !== 'job' || name === undefined) continue;
    found += 1;
    if (step.value === undefined) {
      const { at, colon, comma } = memberStyle(tape, step.arguments, ROOT);
      edits.push({ from: at, to: at, put: `"${step.key}"${colon}${JSON.stringify(name)}${comma}` });
    } else if (textOf(tape, step.value) !== name) {
      edits.push({ from: tape.starts[step.value] ?? 0, to: tape.ends[step.value] ?? 0, put: JSON.stringify(name) });
    }
  }
  if (found < names.size) {
    const known = new Set(steps.flatMap((step) => (step.is === 'job' ? [step.pointer] : [])));
    throw new RangeError(
      `no step takes a name at ${[...names.keys()].filter((pointer) => !known.has(pointer)).join(', ')}`,
    );
  }
  // ElseSteps may stand before IfSteps.
  edits.sort((one, other) => one.from - other.from);
  const parts: string[] = [];
  let kept = 0;
  for (const { from, to, put } of edits) {
    parts.push(tape.text.slice(kept, from), put);
    kept = to;
  }
  return parts.join('') + tape.text.slice(kept);
}

/** A line ends with a line feed, a carriage return, or both, as editors count. */
function placeIn(text: string): (offset: number) => TextPlace {
  const starts = [0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
