/**
 * Does the evaluator of these tests decide as AWS does? Documents and decisions that were tried at AWS's own simulator, holes
 * of well-known published examples included: what follows rests on it.
 */
import { describe, expect, it } from '@jest/globals';
import { FULL_ACCESS, isAllowed } from './evaluator.ts';
import type { AskedRequest, JsonDocument } from './evaluator.ts';

const IMDS = 'sagemaker:MinimumInstanceMetadataServiceVersion';
const deny = (...statements: readonly object[]): JsonDocument => ({
  Version: '2012-10-17',
  Statement: statements.map((statement) => ({ Effect: 'Deny', Resource: '*', ...statement })),
});
const onCreate = { Action: 'sagemaker:CreateNotebookInstance' };
const onUpdate = { Action: 'sagemaker:UpdateNotebookInstance' };
const jobs = ['sagemaker:CreateTrainingJob', 'sagemaker:CreateProcessingJob'];

const DOCUMENTS = {
  imds: deny(
    { ...onCreate, Condition: { StringNotEquals: { [IMDS]: '2' } } },
    { ...onUpdate, Condition: { StringNotEquals: { [IMDS]: '2' }, Null: { [IMDS]: 'false' } } },
  ),
  imdsIfExists: deny({
    Action: 'sagemaker:*NotebookInstance',
    Condition: { StringNotEqualsIfExists: { [IMDS]: '2' } },
  }),
  root: deny(
    { ...onCreate, Condition: { StringNotEquals: { 'sagemaker:RootAccess': 'Disabled' } } },
    { ...onUpdate, Condition: { StringEquals: { 'sagemaker:RootAccess': 'Enabled' } } },
  ),
  prefix: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Action: jobs,
        NotResource: ['arn:aws:sagemaker:*:*:training-job/teama-*', 'arn:aws:sagemaker:*:*:processing-job/teama-*'],
        Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/fleet-controller' } },
      },
    ],
  },
  vpc: deny(
    { Action: jobs, Condition: { Null: { 'sagemaker:VpcSubnets': 'true' } } },
    {
      Action: jobs,
      Condition: { 'ForAnyValue:StringNotEquals': { 'sagemaker:VpcSubnets': ['subnet-aaa', 'subnet-bbb'] } },
    },
  ),
  vpcForAll: deny({
    Action: jobs,
    Condition: { 'ForAllValues:StringNotEquals': { 'sagemaker:VpcSubnets': ['subnet-aaa'] } },
  }),
  url: deny({
    Action: 'sagemaker:CreatePresignedDomainUrl',
    Condition: { StringNotEquals: { 'aws:SourceVpce': ['vpce-api', 'vpce-studio'] } },
  }),
  s3: deny({
    Action: 's3:*',
    Condition: {
      StringNotEquals: { 'aws:SourceVpc': ['vpc-111'], 'aws:PrincipalTag/sagemaker-pipelines-exec': 'true' },
      Bool: { 'aws:ViaAWSService': 'false' },
    },
  }),
  appnet: deny(
    {
      Action: 'sagemaker:CreateDomain',
      Condition: { StringNotEquals: { 'sagemaker:AppNetworkAccessType': 'VpcOnly' } },
    },
    {
      Action: 'sagemaker:UpdateDomain',
      Condition: { StringEquals: { 'sagemaker:AppNetworkAccessType': 'PublicInternetOnly' } },
    },
  ),
  whitepaper: deny({
    Action: 'sagemaker:CreateDomain',
    Condition: {
      StringNotEquals: { 'sagemaker:AppNetworkAccessType': 'VpcOnly' },
      Null: { 'sagemaker:VpcSubnets': 'true', 'sagemaker:VpcSecurityGroupIds': 'true' },
    },
  }),
  pipever: deny({
    Action: 'sagemaker:StartPipelineExecution',
    Condition: { Null: { 'sagemaker:PipelineVersionId': 'false' } },
  }),
} satisfies Record<string, JsonDocument>;

type Row = readonly [keyof typeof DOCUMENTS, string, AskedRequest['keys'], 'A' | 'D', string?];
const viaService = (value: string) => ({ 'aws:ViaAWSService': value });

const DECISIONS: readonly Row[] = [
  ['imds', 'CreateNotebookInstance', {}, 'D'],
  ['imds', 'CreateNotebookInstance', { [IMDS]: '1' }, 'D'],
  ['imds', 'CreateNotebookInstance', { [IMDS]: '2' }, 'A'],
  ['imds', 'UpdateNotebookInstance', {}, 'A'],
  ['imds', 'UpdateNotebookInstance', { [IMDS]: '1' }, 'D'],
  ['imds', 'UpdateNotebookInstance', { [IMDS]: '2' }, 'A'],
  ['imdsIfExists', 'UpdateNotebookInstance', {}, 'D'],
  ['root', 'CreateNotebookInstance', {}, 'D'],
  ['root', 'CreateNotebookInstance', { 'sagemaker:RootAccess': 'Enabled' }, 'D'],
  ['root', 'CreateNotebookInstance', { 'sagemaker:RootAccess': 'Disabled' }, 'A'],
  ['root', 'UpdateNotebookInstance', {}, 'A'],
  ['root', 'UpdateNotebookInstance', { 'sagemaker:RootAccess': 'Enabled' }, 'D'],
  ['root', 'UpdateNotebookInstance', { 'sagemaker:RootAccess': 'Disabled' }, 'A'],
  ['prefix', 'CreateTrainingJob', {}, 'D', 'training-job/pipelines-abc'],
  ['prefix', 'CreateTrainingJob', {}, 'A', 'training-job/teama-abc'],
  ['prefix', 'CreateTrainingJob', {}, 'D', 'training-job/TeamA-abc'],
  ['prefix', 'CreateTrainingJob', { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/fleet-controller' }, 'A'],
  ['vpc', 'CreateProcessingJob', {}, 'D'],
  ['vpc', 'CreateProcessingJob', { 'sagemaker:VpcSubnets': ['subnet-aaa'] }, 'A'],
  ['vpc', 'CreateProcessingJob', { 'sagemaker:VpcSubnets': ['subnet-aaa', 'subnet-evil'] }, 'D'],
  ['vpc', 'CreateProcessingJob', { 'sagemaker:VpcSubnets': ['subnet-evil'] }, 'D'],
  ['vpcForAll', 'CreateProcessingJob', { 'sagemaker:VpcSubnets': ['subnet-aaa', 'subnet-evil'] }, 'A'],
  ['url', 'CreatePresignedDomainUrl', {}, 'D'],
  ['url', 'CreatePresignedDomainUrl', { 'aws:SourceVpce': 'vpce-api' }, 'A'],
  ['url', 'CreatePresignedDomainUrl', { 'aws:SourceVpce': 'vpce-other' }, 'D'],
  ['s3', 's3:GetObject', viaService('false'), 'D'],
  ['s3', 's3:GetObject', { ...viaService('false'), 'aws:SourceVpc': 'vpc-111' }, 'A'],
  ['s3', 's3:GetObject', { ...viaService('false'), 'aws:PrincipalTag/sagemaker-pipelines-exec': 'true' }, 'A'],
  ['s3', 's3:GetObject', { ...viaService('false'), 'aws:SourceVpc': 'vpc-222' }, 'D'],
  ['s3', 's3:GetObject', viaService('true'), 'A'],
  ['appnet', 'CreateDomain', {}, 'D'],
  ['appnet', 'CreateDomain', { 'sagemaker:AppNetworkAccessType': 'VpcOnly' }, 'A'],
  ['appnet', 'CreateDomain', { 'sagemaker:AppNetworkAccessType': 'PublicInternetOnly' }, 'D'],
  ['appnet', 'UpdateDomain', {}, 'A'],
  ['appnet', 'UpdateDomain', { 'sagemaker:AppNetworkAccessType': 'VpcOnly' }, 'A'],
  ['appnet', 'UpdateDomain', { 'sagemaker:AppNetworkAccessType': 'PublicInternetOnly' }, 'D'],
  [
    'whitepaper',
    'CreateDomain',
    {
      'sagemaker:AppNetworkAccessType': 'PublicInternetOnly',
      'sagemaker:VpcSubnets': ['subnet-aaa'],
      'sagemaker:VpcSecurityGroupIds': ['sg-aaa'],
    },
    'A',
  ],
  ['pipever', 'StartPipelineExecution', {}, 'A'],
  ['pipever', 'StartPipelineExecution', { 'sagemaker:PipelineVersionId': '3' }, 'D'],
];

describe('decisions that are published', () => {
  it.each(DECISIONS)('%s: %s with %j is %s', (name, operation, keys, expected, resource = 'training-job/x') => {
    const action = operation.includes(':') ? operation : `sagemaker:${operation}`;
    const request = { action, resource: `arn:aws:sagemaker:eu-central-1:111122223333:${resource}`, keys };
    expect(isAllowed([[FULL_ACCESS, DOCUMENTS[name]]], [FULL_ACCESS], request) ? 'A' : 'D').toBe(expected);
  });

  it('an Allow as a control policy does nothing beside FullAWSAccess, and instead of it denies everything else', () => {
    const allow: JsonDocument = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', ...onCreate, Resource: '*', Condition: { StringEquals: { [IMDS]: '2' } } }],
    };
    const create = { action: onCreate.Action, resource: '*', keys: { [IMDS]: '1' } };
    const other = { action: 's3:GetObject', resource: '*', keys: {} };
    expect(isAllowed([[FULL_ACCESS, allow]], [FULL_ACCESS], create)).toBe(true);
    expect(isAllowed([[allow]], [FULL_ACCESS], create)).toBe(false);
    expect(isAllowed([[allow]], [FULL_ACCESS], other)).toBe(false);
  });
});
