/**
 * Terraform's language, as far as roles and control policies need it, laid out as `terraform fmt` does.
 * https://developer.hashicorp.com/terraform/language/syntax/configuration
 */

/** An expression that stands as it is, such as `var.hub_role_arn`. */
export interface Expression {
  readonly hcl: string;
}

export type Value = string | number | boolean | Expression | readonly Value[] | { readonly [key: string]: Value };

export function expression(hcl: string): Expression {
  return { hcl };
}

/** A call with one argument: `jsonencode({...})`. */
export function call(name: string, argument: Value, depth = 1): Expression {
  return { hcl: `${name}(${render(argument, depth)})` };
}

/** A block of attributes, with an end of line: `resource "aws_iam_role" "read" {...}`. */
export function block(head: string, attributes: Readonly<Record<string, Value>>): string {
  return `${head} {\n${entries(attributes, 1)}}\n`;
}

export function quoted(text: string): string {
  // Doubled, each of them stands for itself and begins no template.
  return JSON.stringify(text).replaceAll(/[$%]\{/g, (begin) => `${begin.charAt(0)}${begin}`);
}

function render(value: Value, depth: number): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object') return String(value);
  if (isExpression(value)) return value.hcl;
  if (isList(value)) return list(value, depth);
  return Object.keys(value).length === 0 ? '{}' : `{\n${entries(value, depth + 1)}${indent(depth)}}`;
}

function list(values: readonly Value[], depth: number): string {
  if (values.length === 0) return '[]';
  return `[\n${values.map((value) => `${indent(depth + 1)}${render(value, depth + 1)},\n`).join('')}${indent(depth)}]`;
}

/** Neighbours of one line each have their equals signs in one column. */
function entries(members: Readonly<Record<string, Value>>, depth: number): string {
  const rows = Object.entries(members).map(([key, value]) => ({ name: spelled(key), text: render(value, depth) }));
  const isShort = (at: number): boolean => rows[at] !== undefined && !rows[at].text.includes('\n');
  return rows
    .map(({ name, text }, at) => {
      let [from, to] = [at, at];
      if (isShort(at)) {
        while (isShort(from - 1)) from -= 1;
        while (isShort(to + 1)) to += 1;
      }
      const width = Math.max(...rows.slice(from, to + 1).map((row) => row.name.length));
      return `${indent(depth)}${name.padEnd(width)} = ${text}\n`;
    })
    .join('');
}

function spelled(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? key : quoted(key);
}

function indent(depth: number): string {
  return '  '.repeat(depth);
}

function isExpression(value: Value): value is Expression {
  return typeof value === 'object' && 'hcl' in value && typeof value.hcl === 'string';
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
