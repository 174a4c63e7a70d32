/**
 * What expressions in the arguments of a pipeline's steps stand for once an execution has begun: parameters and joins have values,
 * properties of other steps do not here. https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-steps.html
 */
import { isRecord } from './iam-grammar.ts';

type Members = Readonly<Record<string, unknown>>;

const MAX_DEPTH = 16;

/** Defaults, and what the execution was started with instead. */
export function parametersOf(
  definition: Readonly<Record<string, unknown>>,
  given: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const declared = definition['Parameters'];
  for (const parameter of Array.isArray(declared) ? (declared as readonly unknown[]) : []) {
    if (!isRecord(parameter) || typeof parameter['Name'] !== 'string') {
      continue;
    }
    const value = given.get(parameter['Name']) ?? parameter['DefaultValue'];
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      values.set(parameter['Name'], String(value));
    }
  }
  return values;
}

/** A text, a parameter, or a join of such; undefined for anything else. */
export function resolved(value: unknown, values: ReadonlyMap<string, string>, depth = 0): string | undefined {
  if (typeof value === 'string' || typeof value === 'number') {
    return String(value);
  }
  if (!isRecord(value) || depth > 8) {
    return undefined;
  }
  const got = value['Get'];
  if (typeof got === 'string' && got.startsWith('Parameters.')) {
    return values.get(got.slice('Parameters.'.length));
  }
  const join = value['Std:Join'];
  if (!isRecord(join) || !Array.isArray(join['Values'])) {
    return undefined;
  }
  const parts = (join['Values'] as readonly unknown[]).map((part) => resolved(part, values, depth + 1));
  const on = typeof join['On'] === 'string' ? join['On'] : '';
  return parts.includes(undefined) ? undefined : parts.join(on);
}

/** Every expression in them by its value; one that has none here stands as the text of what it gets. */
export function resolvedSettings(settings: Members, values: ReadonlyMap<string, string>, depth = 0): Members {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, settled(value, values, depth + 1)]));
}

function settled(value: unknown, values: ReadonlyMap<string, string>, depth: number): unknown {
  if (depth > MAX_DEPTH) {
    return undefined;
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown) => settled(item, values, depth + 1));
  }
  if (!isRecord(value)) {
    return value;
  }
  const got = value['Get'];
  const known = typeof got === 'string' || isRecord(value['Std:Join']) ? resolved(value, values) : undefined;
  return known ?? (typeof got === 'string' ? got : resolvedSettings(value, values, depth));
}
