/**
 * The text of a pipeline's definition: how a world's object is spelled, what the service refuses, and the steps that an
 * execution of it goes through. Texts are untrusted; whatever nests is bounded.
 */
import { isRecord } from './iam-grammar.ts';
import { Refusal } from './refusal.ts';
import type { Json } from './world-shape.ts';

export const MAX_DEFINITION_LENGTH = 1_048_576;
const MAX_DEPTH = 32;
const MAX_STEPS = 5_000;

export interface Step {
  readonly name: string;
  readonly type: string;
  readonly displayName: string | undefined;
  readonly description: string | undefined;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly whole: Readonly<Record<string, unknown>>;
}

/** An object as Python's json.dumps would write it; a text stays what it is. */
export function definitionText(definition: string | { readonly [member: string]: Json }): string {
  return typeof definition === 'string' ? definition : spelled(definition);
}

/** @throws Refusal ValidationException for what is no definition: the service takes any JSON object with steps. */
export function checkDefinition(text: string): void {
  const stepped = parsedDefinition(text);
  if (stepped === undefined) {
    throw new Refusal('ValidationException', 'Unable to parse pipeline definition: it is not valid JSON.');
  }
  if (!Array.isArray(stepped['Steps']) || stepped['Steps'].length === 0) {
    throw new Refusal(
      'ValidationException',
      'Invalid pipeline definition: the definition must have at least one step.',
    );
  }
}

/** Undefined when the text is not a JSON object. */
export function parsedDefinition(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isRecord(parsed) ? parsed : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

/** The steps in the order of the text. A condition is taken to hold: its `IfSteps` follow it; a loop's body is gone through once. */
export function stepsOf(definition: Readonly<Record<string, unknown>>): readonly Step[] {
  const found: Step[] = [];
  collect(definition['Steps'], found, 0);
  return found;
}

function collect(steps: unknown, found: Step[], depth: number): void {
  if (!Array.isArray(steps) || depth > MAX_DEPTH) {
    return;
  }
  for (const step of steps as readonly unknown[]) {
    if (!isRecord(step) || found.length >= MAX_STEPS) {
      continue;
    }
    const args = isRecord(step['Arguments']) ? step['Arguments'] : {};
    const type = textIn(step, 'Type') ?? '';
    found.push({
      name: textIn(step, 'Name') ?? '',
      type,
      displayName: textIn(step, 'DisplayName'),
      description: textIn(step, 'Description'),
      arguments: args,
      whole: step,
    });
    if (type === 'Condition') {
      collect(args['IfSteps'], found, depth + 1);
    } else if (type === 'ForEach') {
      collect(args['ForEachBody'], found, depth + 1);
    }
  }
}

function textIn(record: Readonly<Record<string, unknown>>, member: string): string | undefined {
  const value = record[member];
  return typeof value === 'string' ? value : undefined;
}

function spelled(value: Json): string {
  if (Array.isArray(value)) {
    return `[${(value as readonly Json[]).map(spelled).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([name, item]) => `${spelled(name)}: ${spelled(item as Json)}`);
    return `{${members.join(', ')}}`;
  }
  return JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
