// The evaluator of IAM documents against vectors that were verified with an independent implementation.
import { describe, expect, it } from '@jest/globals';
import { evaluate, parseDocument } from '../../src/simulator/iam-document.ts';
import { matchesWildcard } from '../../src/simulator/wildcard.ts';

type Keys = Readonly<Record<string, readonly string[]>>;
const ALLOW = { Effect: 'Allow', Action: '*', Resource: '*' };

function decide(
  statements: readonly object[],
  action: string,
  keys: Keys = {},
  resource = '*',
): 'allow' | 'deny' | 'none' {
  const document = parseDocument({ Version: '2012-10-17', Statement: [ALLOW, ...statements] });
  return evaluate(document, { action, resource, keys: (name) => keys[name] });
}

const VERSION = 'sagemaker:MinimumInstanceMetadataServiceVersion';
const deny = (Action: string | readonly string[], Condition: object) => ({
  Effect: 'Deny',
  Action,
  Resource: '*',
  Condition,
});
const IMDS = [
  deny('sagemaker:CreateNotebookInstance', { StringNotEquals: { [VERSION]: '2' } }),
  deny('sagemaker:UpdateNotebookInstance', { StringNotEquals: { [VERSION]: '2' }, Null: { [VERSION]: 'false' } }),
];
const IF_EXISTS = [deny('sagemaker:UpdateNotebookInstance', { StringNotEqualsIfExists: { [VERSION]: '2' } })];
const ROOT = [
  deny('sagemaker:CreateNotebookInstance', { StringNotEquals: { 'sagemaker:RootAccess': 'Disabled' } }),
  deny('sagemaker:UpdateNotebookInstance', { StringEquals: { 'sagemaker:RootAccess': 'Enabled' } }),
];
const SUBNETS = 'sagemaker:VpcSubnets';
const VPC = [
  deny('sagemaker:CreateProcessingJob', { Null: { [SUBNETS]: 'true' } }),
  deny('sagemaker:CreateProcessingJob', { 'ForAnyValue:StringNotEquals': { [SUBNETS]: ['aaa', 'bbb'] } }),
];
const HOLE = [deny('sagemaker:CreateProcessingJob', { 'ForAllValues:StringNotEquals': { [SUBNETS]: ['aaa', 'bbb'] } })];
const URL = [
  deny('sagemaker:CreatePresignedDomainUrl', { StringNotEquals: { 'aws:SourceVpce': ['vpce-api', 'vpce-studio'] } }),
];
const DATA = [
  deny('s3:*', {
    StringNotEquals: { 'aws:SourceVpc': ['vpc-111'], 'aws:PrincipalTag/sagemaker-pipelines-exec': 'true' },
    Bool: { 'aws:ViaAWSService': 'false' },
  }),
];
const DIRECT = { 'aws:ViaAWSService': ['false'] };

describe('conditions', () => {
  it.each<[string, readonly object[], string, Keys, 'allow' | 'deny']>([
    ['imds', IMDS, 'sagemaker:CreateNotebookInstance', {}, 'deny'],
    ['imds', IMDS, 'sagemaker:CreateNotebookInstance', { [VERSION]: ['1'] }, 'deny'],
    ['imds', IMDS, 'sagemaker:CreateNotebookInstance', { [VERSION]: ['2'] }, 'allow'],
    ['imds', IMDS, 'sagemaker:UpdateNotebookInstance', {}, 'allow'],
    ['imds', IMDS, 'sagemaker:UpdateNotebookInstance', { [VERSION]: ['1'] }, 'deny'],
    ['imds', IMDS, 'sagemaker:UpdateNotebookInstance', { [VERSION]: ['2'] }, 'allow'],
    ['root', ROOT, 'sagemaker:CreateNotebookInstance', {}, 'deny'],
    ['root', ROOT, 'sagemaker:CreateNotebookInstance', { 'sagemaker:RootAccess': ['Disabled'] }, 'allow'],
    ['root', ROOT, 'sagemaker:UpdateNotebookInstance', {}, 'allow'],
    ['root', ROOT, 'sagemaker:UpdateNotebookInstance', { 'sagemaker:RootAccess': ['Enabled'] }, 'deny'],
    ['vpc', VPC, 'sagemaker:CreateProcessingJob', {}, 'deny'],
    ['vpc', VPC, 'sagemaker:CreateProcessingJob', { [SUBNETS]: ['aaa'] }, 'allow'],
    ['vpc', VPC, 'sagemaker:CreateProcessingJob', { [SUBNETS]: ['aaa', 'evil'] }, 'deny'],
    ['vpc', VPC, 'sagemaker:CreateProcessingJob', { [SUBNETS]: ['evil'] }, 'deny'],
    ['the hole of ForAllValues', HOLE, 'sagemaker:CreateProcessingJob', { [SUBNETS]: ['aaa', 'evil'] }, 'allow'],
    ['url', URL, 'sagemaker:CreatePresignedDomainUrl', {}, 'deny'],
    ['url', URL, 'sagemaker:CreatePresignedDomainUrl', { 'aws:SourceVpce': ['vpce-api'] }, 'allow'],
    ['url', URL, 'sagemaker:CreatePresignedDomainUrl', { 'aws:SourceVpce': ['vpce-x'] }, 'deny'],
    ['s3', DATA, 's3:GetObject', DIRECT, 'deny'],
    ['s3', DATA, 's3:GetObject', { ...DIRECT, 'aws:SourceVpc': ['vpc-111'] }, 'allow'],
    ['s3', DATA, 's3:GetObject', { ...DIRECT, 'aws:PrincipalTag/sagemaker-pipelines-exec': ['true'] }, 'allow'],
    ['s3', DATA, 's3:GetObject', { ...DIRECT, 'aws:SourceVpc': ['vpc-2'] }, 'deny'],
    ['s3', DATA, 's3:GetObject', { 'aws:ViaAWSService': ['true'] }, 'allow'],
  ])('%s: %#', (_name, statements, action, keys, verdict) => {
    expect(decide(statements, action, keys)).toBe(verdict);
  });

  it('with IfExists still deny when the key is missing', () => {
    expect(decide(IF_EXISTS, 'sagemaker:UpdateNotebookInstance')).toBe('deny');
  });
});

describe('statements', () => {
  const prefix = {
    Effect: 'Deny',
    Action: 'sagemaker:CreateTrainingJob',
    NotResource: 'arn:aws:sagemaker:*:*:training-job/teama-*',
    Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/fleet' } },
  };
  it.each([
    ['pipelines-1', 'someone', 'deny'],
    ['teama-1', 'someone', 'allow'],
    ['TeamA-1', 'someone', 'deny'],
    ['pipelines-1', 'fleet', 'allow'],
  ])('prefix: %s by %s', (job, role, verdict) => {
    const keys = { 'aws:PrincipalArn': [`arn:aws:iam::111122223333:role/${role}`] };
    expect(
      decide(
        [prefix],
        'sagemaker:CreateTrainingJob',
        keys,
        `arn:aws:sagemaker:eu-central-1:111122223333:training-job/${job}`,
      ),
    ).toBe(verdict);
  });

  it('match actions in any case, resources in theirs', () => {
    const document = parseDocument({ Statement: { Effect: 'Allow', Action: 'SageMaker:stop*', Resource: 'arn:x/a*' } });
    const asked = (resource: string) =>
      evaluate(document, { action: 'sagemaker:StopNotebookInstance', resource, keys: () => undefined });
    expect([asked('arn:x/abc'), asked('arn:x/Abc'), asked('*')]).toEqual(['allow', 'none', 'none']);
  });

  it.each([
    ['text', 'not json'],
    ['an unknown member', { Statement: { Effect: 'Allow', Action: '*', Resource: '*', Who: 'me' } }],
    ['an unknown operator', { Statement: { ...ALLOW, Condition: { NumericEquals: { a: '1' } } } }],
    ['an unknown quantifier', { Statement: { ...ALLOW, Condition: { 'ForSome:StringEquals': { a: '1' } } } }],
    ['no resource', { Statement: { Effect: 'Allow', Action: '*' } }],
    ['both kinds of action', { Statement: { ...ALLOW, NotAction: 'x' } }],
    ['another effect', { Statement: { ...ALLOW, Effect: 'Maybe' } }],
    ['a number for an action', { Statement: { ...ALLOW, Action: 7 } }],
  ])('with %s are refused', (_what, document) => {
    expect(() => parseDocument(document)).toThrow(expect.objectContaining({ code: 'MalformedPolicyDocument' }));
  });
});

it.each([
  ['*', '', true],
  ['a*', 'a', true],
  ['a?', 'a', false],
  ['a?c', 'abc', true],
  ['*b*d', 'abcd', true],
  ['*b*d', 'abcde', false],
  ['a**c', 'abbc', true],
  ['', 'a', false],
  ['a.c', 'abc', false],
])('wildcard %s on %s: %s', (pattern, text, matches) => {
  expect(matchesWildcard(pattern, text)).toBe(matches);
});
