/**
 * Does a document have the shape that its kind asks for, and if not, how is that said to a person? Turns zod's issues into
 * problems with a place and a hint. A schema's own message wins over what is said here.
 */
import type { z, ZodType } from 'zod';
import type { Problem } from '../model/desired-state.ts';
import { didYouMean } from './nearest.ts';
import { problem, quoted } from './problem-list.ts';
import { dotted, exampleHint, keyHint, listHint } from './shape-hints.ts';
import type { YamlDocument, YamlPath } from './yaml-document.ts';

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

export type Shaped<T> =
  | { readonly fits: true; readonly value: T; readonly problems: readonly [] }
  | { readonly fits: false; readonly problems: readonly Problem[] };

/** Never throws. */
export function shapeOf<T>(schema: ZodType<T>, document: YamlDocument): Shaped<T> {
  const result = parse(schema, document);
  if (result === undefined) return { fits: false, problems: measuredKeys(document.value, []).map(unknownAt(document)) };
  if (result.success) return { fits: true, value: result.data, problems: [] };
  return { fits: false, problems: result.error.issues.flatMap((issue) => problemsOf(issue, document)) };
}

/** Undefined where zod itself broke: it measures whatever has a `length`, also a mapping that stands where a text should. */
function parse<T>(schema: ZodType<T>, document: YamlDocument): z.ZodSafeParseResult<T> | undefined {
  try {
    return schema.safeParse(document.value, { error: (issue) => explain(issue, document, schema) });
  } catch (error) {
    if (measuredKeys(document.value, []).length === 0) throw error;
    return undefined;
  }
}

/** Keys that zod takes for a measure; no document of ours has any. Depth was bounded when the text was read. */
function measuredKeys(value: unknown, path: YamlPath): readonly YamlPath[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    return key === 'length' || key === 'size' ? [here] : measuredKeys(inner, here);
  });
}

function unknownAt(document: YamlDocument): (path: YamlPath) => Problem {
  return (path) => problem(document.locate(path, 'key'), `${dotted(path)}: unknown key`, 'remove it');
}

function problemsOf(issue: z.core.$ZodIssue, document: YamlDocument): readonly Problem[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (document.refused(path)) return [];
  const meant = alternativeMeant(issue);
  if (meant.length > 0)
    return meant.flatMap((inner) => problemsOf({ ...inner, path: [...issue.path, ...inner.path] }, document));
  if (issue.code !== 'unrecognized_keys') return [problem(document.locate(path, placeWithin(issue)), issue.message)];
  const [, hints = ''] = issue.message.split('\n');
  return issue.keys.map((key, index) => {
    const message = `${dotted([...path, key])}: unknown key`;
    return problem(document.locate([...path, key], 'key'), message, hints.split('\t')[index]);
  });
}

/**
 * Where several shapes are possible and the schema says nothing of its own: what is wrong within the one that the person has
 * begun, and none where no value is even of its type.
 */
function alternativeMeant(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union' || issue.message !== UNEXPLAINED) return [];
  return issue.errors.find((alternative) => alternative.every(isWithin)) ?? [];
}

/** The value is of the type, and something in it is wrong. */
function isWithin({ path, code }: z.core.$ZodIssue): boolean {
  return path.length > 0 || code === 'unrecognized_keys';
}

/** What zod says where nobody else does. */
const UNEXPLAINED = 'Invalid input';

/** What is missing stands nowhere: then the key that it should stand under is the place. */
function placeWithin(issue: z.core.$ZodIssue): 'key' | 'value' {
  return issue.code === 'invalid_key' ? 'key' : 'value';
}

/** Message and, in the second line, hint. For unknown keys one hint for each, with tabs between. */
function explain(issue: RawIssue, document: YamlDocument, root: ZodType): string | undefined {
  const path = (issue.path ?? []).filter((part) => typeof part !== 'symbol');
  const name = path.length === 0 ? 'the document' : dotted(path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return `unknown keys\n${issue.keys.map((key) => keyHint(key, issue.inst, root)).join('\t')}`;
    case 'invalid_type':
      return mismatch(name, issue, path, document);
    case 'invalid_value':
      return unexpected(name, issue.values, issue.input, path, document);
    case 'too_small':
      if (issue.origin === 'array' || issue.origin === 'string') return `${name}: it is empty`;
      return `${name}: must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
    case 'too_big':
      if (issue.origin === 'array') return `${name}: a list of at most ${issue.maximum} entries`;
      return `${name}: at most ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''}`;
    case 'invalid_key':
      return `${name}: this key is not possible here`;
    // These always come with a message of the schema's own.
    case 'custom':
    case 'invalid_element':
    case 'invalid_format':
    case 'invalid_union':
    case 'not_multiple_of':
      return undefined;
  }
}

function mismatch(
  name: string,
  { expected, input, inst }: Extract<RawIssue, { readonly code: 'invalid_type' }>,
  path: YamlPath,
  document: YamlDocument,
): string {
  if (input === undefined) return `${name} is missing${exampleHint(path, inst)}`;
  if (input === null) return `${name} has no value\ngive it one, or delete the key`;
  const wanted = TYPE_NAMES[expected] ?? expected;
  const found = describe(input, document.written(path));
  const mends: Readonly<Record<string, () => string>> = {
    boolean: () => truthHint(input),
    string: () => quoteHint(input, path, document),
    array: () => listHint(input),
  };
  const mend = mends[expected]?.() ?? '';
  return `${name}: expected ${wanted}, found ${found}${mend}`;
}

function unexpected(
  name: string,
  values: readonly unknown[],
  input: unknown,
  path: YamlPath,
  document: YamlDocument,
): string {
  if (input === undefined) return `${name} is missing\nwrite ${alternatives(values)}`;
  if (input === null) return `${name} has no value\nwrite ${alternatives(values)}`;
  const texts = values.filter((value) => typeof value === 'string');
  if (typeof input !== 'string') {
    const meant = typeof input === 'number' ? texts.find((value) => value === String(input)) : undefined;
    const hint = meant === undefined ? '' : `\nquote it: "${meant}"`;
    return `${name}: expected ${alternatives(values)}, found ${describe(input, document.written(path))}${hint}`;
  }
  const hint = texts.length > 1 ? didYouMean(input, texts) : `write ${alternatives(values)}`;
  return `${name}: ${quoted(input)} is not possible here\n${hint}`;
}

/** A number has lost what it was written with: leading zeros, an octal or exponent form. Never padded, only told. */
function quoteHint(input: unknown, path: YamlPath, document: YamlDocument): string {
  if (typeof input !== 'number' && typeof input !== 'boolean') {
    return isInScope(path) ? '\nwrite ou/<path or id>, account/<id or name> or tag/<key>=<value>' : '';
  }
  const written = document.written(path) ?? String(input);
  if (typeof input === 'boolean' || !isInScope(path)) return `\nquote it: "${written}"`;
  const id = /^\d+$/.test(written) ? written : '<twelve digits>';
  return `\nquote it, and say what it is: "account/${id}"`;
}

function isInScope(path: YamlPath): boolean {
  return path.some((part) => part === 'include' || part === 'exclude');
}

/** yes and on were truth values in YAML 1.1, and are text in 1.2. */
function truthHint(input: unknown): string {
  if (typeof input !== 'string') return '';
  if (/^(true|yes|on)$/i.test(input)) return '\nwrite true, without quotes';
  return /^(false|no|off)$/i.test(input) ? '\nwrite false, without quotes' : '';
}

function describe(input: unknown, written: string | undefined): string {
  if (typeof input === 'number') {
    if (!Number.isFinite(input)) return `${written ?? 'a number'}, which is not a number to count with`;
    const exact = String(input);
    return `the number ${exact}${written === undefined || written === exact ? '' : ` (written ${written})`}`;
  }
  if (typeof input === 'boolean') return `the value ${String(input)}`;
  if (typeof input === 'string') return `the text ${quoted(input)}`;
  return Array.isArray(input) ? 'a list' : 'a mapping';
}

function alternatives(values: readonly unknown[]): string {
  return values.map((value) => (/^\d/.test(String(value)) ? `"${String(value)}"` : String(value))).join(' or ');
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};
