/**
 * The same roles as CloudFormation and as Terraform: do the templates say what the documents say?
 */
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { cloudFormation } from '../../src/permissions/cloudformation.ts';
import { block, call, expression } from '../../src/permissions/hcl.ts';
import { STACK_PLACES, stackFor } from '../../src/permissions/stacks.ts';
import { terraform } from '../../src/permissions/terraform.ts';
import { GIVEN, stateWith } from './documents.ts';

const STATE = stateWith('readRole: ops/Read, writeRole: Write, managementRole: M, externalId: secret-id');

const name = z.string().regex(/^[A-Za-z0-9]{1,255}$/);
const reference = z.strictObject({ Ref: name });
const text = z.union([z.string(), reference]);
const texts = z.union([text, z.array(text).min(1)]);
const statement = z.strictObject({
  Sid: z
    .string()
    .regex(/^[A-Za-z0-9]+$/)
    .optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.record(z.string(), texts).optional(),
  Action: texts,
  Resource: texts.optional(),
  Condition: z.record(z.string(), z.record(z.string(), texts)).optional(),
});
const document = z.strictObject({ Version: z.literal('2012-10-17'), Statement: z.array(statement).min(1) });

/** What AWS::IAM::Role and a template may have, as far as we use it. */
const TEMPLATE = z.strictObject({
  AWSTemplateFormatVersion: z.literal('2010-09-09'),
  Description: z.string().max(1_024),
  Parameters: z
    .record(
      name,
      z.strictObject({
        Type: z.literal('String'),
        Description: z.string().max(4_000),
        AllowedPattern: z.string(),
        Default: z.string().optional(),
      }),
    )
    .optional(),
  Resources: z.record(
    name,
    z.strictObject({
      Type: z.literal('AWS::IAM::Role'),
      Properties: z.strictObject({
        RoleName: z.string().regex(/^[\w+=,.@-]{1,64}$/),
        Path: z.string().regex(/^\/(.*\/)?$/),
        Description: z.string().max(1_000),
        MaxSessionDuration: z.int().min(3_600).max(43_200),
        AssumeRolePolicyDocument: document,
        Policies: z.array(z.strictObject({ PolicyName: z.string(), PolicyDocument: document })).length(1),
      }),
    }),
  ),
  Outputs: z.record(
    name,
    z.strictObject({ Value: z.strictObject({ 'Fn::GetAtt': z.tuple([name, z.literal('Arn')]) }) }),
  ),
});

describe('as CloudFormation', () => {
  it.each(STACK_PLACES)('%s: a template that refers to nothing but its own parameters and roles', (place) => {
    const template = TEMPLATE.parse(JSON.parse(cloudFormation(stackFor(place, STATE, GIVEN))));
    const written = JSON.stringify(template.Resources);
    const references = [...written.matchAll(/{"Ref":"(\w+)"}/g)].map((found) => found[1] ?? '');
    expect([...new Set(references)].toSorted()).toEqual(Object.keys(template.Parameters ?? {}).toSorted());
    expect(written).not.toContain('${');
    for (const output of Object.values(template.Outputs)) {
      expect(Object.keys(template.Resources)).toContain(output.Value['Fn::GetAtt'][0]);
    }
    const unfit = Object.values(template.Parameters ?? {}).filter(
      ({ AllowedPattern, Default }) => Default !== undefined && !new RegExp(AllowedPattern).test(Default),
    );
    expect(unfit).toEqual([]);
  });

  it.each(STACK_PLACES)('%s: says what the documents say', (place) => {
    const stack = stackFor(place, STATE, GIVEN);
    const template = JSON.parse(cloudFormation(stack).replaceAll(/{\s*"Ref": "(\w+)"\s*}/g, '"${$1}"')) as z.infer<
      typeof TEMPLATE
    >;
    const roles = Object.values(template.Resources).map(({ Properties }) => Properties);
    expect(roles.map((role) => role.AssumeRolePolicyDocument)).toEqual(stack.roles.map(({ trust }) => trust));
    expect(roles.map((role) => role.Policies[0]?.PolicyDocument)).toEqual(
      stack.roles.map(({ permissions }) => permissions),
    );
    expect(roles.map((role) => `${role.Path}${role.RoleName}`)).toEqual(
      stack.roles.map((role) => `${role.path}${role.name}`),
    );
  });
});

describe('as Terraform', () => {
  it('asks for what the documents leave open', () => {
    const written = terraform(stackFor('members', STATE, GIVEN));
    expect(written.match(/^variable ".*/gm)).toEqual([
      'variable "hub_role_arn" {',
      'variable "organization_id" {',
      'variable "external_id" {',
    ]);
    expect(written).toContain('"sts:ExternalId"     = var.external_id');
    expect(written).toContain('  default     = "secret-id"\n');
    expect(written.match(/^resource ".*/gm)).toHaveLength(4);
    expect(written).not.toContain('${');
  });

  it('writes the language as its own formatter does', () => {
    const attributes = {
      a: 'it says "${x}" and %{y}',
      longer: [1, true],
      b: expression('var.c'),
      nested: call('jsonencode', { 'a:b': ['x'], c: {}, d: [] }),
      z: 1,
    };
    expect(block('resource "x" "y"', attributes)).toBe(
      [
        'resource "x" "y" {',
        '  a = "it says \\"$${x}\\" and %%{y}"',
        '  longer = [',
        '    1,',
        '    true,',
        '  ]',
        '  b = var.c',
        '  nested = jsonencode({',
        '    "a:b" = [',
        '      "x",',
        '    ]',
        '    c = {}',
        '    d = []',
        '  })',
        '  z = 1',
        '}',
        '',
      ].join('\n'),
    );
  });
});
