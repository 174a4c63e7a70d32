/**
 * A stack of roles as Terraform: variables, roles and their inline policies, to stand in a module of whoever installs it.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role
 */
import type { IamDocument } from '../model/iam-document.ts';
import { block, call, expression, quoted } from './hcl.ts';
import type { Value } from './hcl.ts';
import { parameterAt } from './parameters.ts';
import type { Parameter } from './parameters.ts';
import type { RoleDocuments, Stack } from './stacks.ts';

/** The configuration as text. */
export function terraform({ description, roles, parameters }: Stack): string {
  const blocks = [...parameters.map(variable), ...roles.flatMap((role) => resources(role, parameters))];
  return `# ${description}\n\n${blocks.join('\n')}`;
}

function variable({ name, description, pattern, value }: Parameter): string {
  const head = `variable ${quoted(snake(name))}`;
  const body = block(head, {
    description,
    type: expression('string'),
    ...(value === undefined ? {} : { default: value }),
  });
  const check = [
    '',
    '  validation {',
    `    condition     = can(regex(${quoted(pattern)}, var.${snake(name)}))`,
    `    error_message = ${quoted(`It must match ${pattern}`)}`,
    '  }',
    '}',
    '',
  ].join('\n');
  return body.replace(/}\n$/, check);
}

function resources(role: RoleDocuments, parameters: readonly Parameter[]): readonly string[] {
  const label = role.uses.join('_and_');
  const encoded = (document: IamDocument): Value => call('jsonencode', filled(document, parameters));
  return [
    block(`resource "aws_iam_role" ${quoted(`sagekeeper_${label}`)}`, {
      name: role.name,
      path: role.path,
      description: role.description,
      max_session_duration: role.maxSessionSeconds,
      assume_role_policy: encoded(role.trust),
    }),
    block(`resource "aws_iam_role_policy" ${quoted(`sagekeeper_${label}`)}`, {
      name: 'sagekeeper',
      role: expression(`aws_iam_role.sagekeeper_${label}.id`),
      policy: encoded(role.permissions),
    }),
  ];
}

/** The document as a value of the language, its places as variables. */
export function filled(value: unknown, parameters: readonly Parameter[]): Value {
  if (typeof value === 'string') {
    const parameter = parameterAt(value, parameters);
    return parameter === undefined ? value : expression(`var.${snake(parameter.name)}`);
  }
  if (Array.isArray(value)) return value.map((element) => filled(element, parameters));
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, filled(member, parameters)]));
}

function snake(name: string): string {
  return name.replace(/(?<=[a-z0-9])([A-Z])/g, '_$1').toLowerCase();
}
