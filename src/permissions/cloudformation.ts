/**
 * A stack of roles as a CloudFormation template, in JSON: for a StackSet over the members, or a stack in one account.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html
 */
import type { IamDocument } from '../model/iam-document.ts';
import { parameterAt } from './parameters.ts';
import type { Parameter } from './parameters.ts';
import type { RoleDocuments, Stack } from './stacks.ts';

/** The template as text. */
export function cloudFormation({ description, roles, parameters }: Stack): string {
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: description,
    ...(parameters.length === 0 ? {} : { Parameters: Object.fromEntries(parameters.map(declared)) }),
    Resources: Object.fromEntries(roles.map((role) => [logicalId(role), resource(role, parameters)])),
    Outputs: Object.fromEntries(
      roles.map((role) => [`${logicalId(role)}Arn`, { Value: { 'Fn::GetAtt': [logicalId(role), 'Arn'] } }]),
    ),
  };
  return `${JSON.stringify(template, null, 2)}\n`;
}

function declared({ name, description, pattern, value }: Parameter): readonly [string, unknown] {
  return [
    name,
    {
      Type: 'String',
      Description: description,
      AllowedPattern: pattern,
      ...(value === undefined ? {} : { Default: value }),
    },
  ];
}

/** Letters and digits, and the same as long as the role has the same uses: another one would make CloudFormation replace it. */
function logicalId({ uses }: RoleDocuments): string {
  return `${uses.map((use) => use.charAt(0).toUpperCase() + use.slice(1)).join('And')}Role`;
}

function resource(role: RoleDocuments, parameters: readonly Parameter[]): unknown {
  const filled = (document: IamDocument): unknown => withReferences(document, parameters);
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: role.name,
      Path: role.path,
      Description: role.description,
      MaxSessionDuration: role.maxSessionSeconds,
      AssumeRolePolicyDocument: filled(role.trust),
      Policies: [{ PolicyName: 'sagekeeper', PolicyDocument: filled(role.permissions) }],
    },
  };
}

function withReferences(value: unknown, parameters: readonly Parameter[]): unknown {
  if (typeof value === 'string') {
    const parameter = parameterAt(value, parameters);
    return parameter === undefined ? value : { Ref: parameter.name };
  }
  if (Array.isArray(value)) return value.map((element) => withReferences(element, parameters));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withReferences(member, parameters)]));
}
