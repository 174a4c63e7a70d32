/**
 * `sagekeeper explain kind/<kind>`: what may be written in a document of this kind, what is assumed where nothing is, and the
 * facts about AWS behind it. Reads nothing and calls nobody.
 */
import { z } from 'zod';
import { POLICY_KINDS } from '../policies/index.ts';
import type { PolicyKind } from '../policies/policy-kind.ts';
import { POLICY_FACTS } from '../policies/facts.ts';
import type { PolicyFact } from '../policies/facts.ts';
import { policyDocument } from '../desired-state/documents/policy.ts';
import { EXIT } from './exit-code.ts';
import { valueText } from './explain-phrases.ts';
import { table } from './table.ts';
import { printable } from './terminal.ts';
import type { Paint, Terminal } from './terminal.ts';

export interface KindExplanation {
  readonly kind: string;
  readonly description: string;
  /** Enforcing it may disturb whoever uses what it looks at. */
  readonly disruptive: boolean;
  /** What that takes, for people. */
  readonly enforcing: string;
  readonly looksAt: readonly string[];
  readonly fields: readonly Field[];
  readonly facts: readonly PolicyFact[];
}

interface Field {
  /** From the document's top: `spec.want.rootAccess`. */
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  /** Null: none. */
  readonly default: unknown;
  readonly description: string;
}

/** Deeper than any document of ours. */
const MAX_DEPTH = 8;

export function explainKind(name: string, form: 'human' | 'json', terminal: Terminal): number {
  const told = kindExplanation(name);
  if (told === undefined) {
    const kinds = [...POLICY_KINDS.keys()].join(', ');
    terminal.err(`sagekeeper: there is no policy kind ${printable(name)}; there are: ${kinds}\n`);
    return EXIT.couldNotRun;
  }
  terminal.out(form === 'json' ? `${JSON.stringify(told, null, 2)}\n` : `${kindText(told, terminal.paint)}\n`);
  return EXIT.fine;
}

/** Undefined: there is no such kind. The case of letters does not matter. */
export function kindExplanation(name: string): KindExplanation | undefined {
  const kind = [...POLICY_KINDS.values()].find((one) => one.kind.toLowerCase() === name.toLowerCase());
  if (kind === undefined) return undefined;
  const schema = z.toJSONSchema(policyDocument(kind).spec, { io: 'input', unrepresentable: 'any', reused: 'inline' });
  return {
    kind: kind.kind,
    description: kind.description,
    disruptive: kind.disruptive,
    enforcing: enforcing(kind),
    looksAt: Object.keys(kind.judges),
    fields: fieldsOf(schema, 'spec', 0),
    facts: POLICY_FACTS.get(kind.kind) ?? [],
  };
}

/** Whether enforcing the kind takes an explicit scope and windows: always, never, or with which of its settings. */
export function enforcing(kind: PolicyKind): string {
  if (!kind.disruptive) return 'Enforcing it disturbs nobody.';
  if (kind.disturbs === undefined)
    return 'Enforcing it restarts what runs: scope and disruption.windows have to be written.';
  const { properties }: Schema = z.toJSONSchema(kind.want, { io: 'input', unrepresentable: 'any', reused: 'inline' });
  const settings = Object.entries(isSchema(properties) ? properties : {}).flatMap(([name, told]: [string, unknown]) =>
    (isSchema(told) && Array.isArray(told.enum) ? told.enum : [])
      .filter((value: unknown) => disturbsWith(kind, { ...kind.example, [name]: value }))
      .map((value: unknown) => `${name}: ${String(value)}`),
  );
  return `Enforcing ${settings.join(' or ')} disturbs whoever is there: scope and disruption.windows have to be written then.`;
}

function disturbsWith(kind: PolicyKind, written: Readonly<Record<string, unknown>>): boolean {
  const want = kind.want.safeParse(written);
  return want.success && kind.disturbs?.(want.data) === true;
}

interface Schema {
  readonly type?: unknown;
  readonly description?: unknown;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: unknown;
  readonly anyOf?: unknown;
  readonly items?: unknown;
  readonly properties?: unknown;
  readonly required?: unknown;
}

function fieldsOf(schema: Schema, path: string, depth: number): readonly Field[] {
  if (depth > MAX_DEPTH) return [];
  const { items } = schema;
  if (isSchema(items) && isSchema(items.properties)) return fieldsOf(items, `${path}[]`, depth + 1);
  if (!isSchema(schema.properties)) return [];
  const required: readonly unknown[] = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(schema.properties).flatMap(([name, told]: [string, unknown]) => {
    if (!isSchema(told)) return [];
    const field = {
      path: `${path}.${name}`,
      type: typeText(told),
      required: required.includes(name),
      default: told.default ?? null,
      description: typeof told.description === 'string' ? told.description : '',
    };
    return [field, ...fieldsOf(told, field.path, depth + 1)];
  });
}

function typeText(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (Array.isArray(schema.anyOf)) return schema.anyOf.filter(isSchema).map(typeText).join(' | ');
  if (schema.type === 'array' && isSchema(schema.items)) return `list of ${typeText(schema.items)}`;
  return typeof schema.type === 'string' ? schema.type : 'any';
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null;
}

function kindText(
  { kind, description, enforcing: takes, looksAt, fields, facts }: KindExplanation,
  paint: Paint,
): string {
  const rows = fields.map((field) => [
    field.path,
    field.type,
    field.required ? 'required' : field.default === null ? '' : valueText(field.default),
    field.description,
  ]);
  return [
    `${paint('bold', kind)}  ${description}`,
    `Looks at: ${looksAt.join(', ')}. ${takes}`,
    '',
    ...table(['FIELD', 'TYPE', 'DEFAULT', 'WHAT'], rows, paint, 0),
    ...(facts.length > 0 ? ['', paint('bold', 'What is known of AWS')] : []),
    ...facts.flatMap(({ fact, source }) => [`- ${fact}`, `  ${paint('dim', source)}`]),
  ].join('\n');
}
