/**
 * Every operation of AWS that sagekeeper ever calls: which service, whether it writes, which IAM action permits it and what
 * that can be narrowed to, which of AWS's rate buckets it drinks from, and how its pages are read. Adding an operation is
 * adding a row; the documents of our roles follow from it.
 */
import { JOB_OPERATIONS } from './operations-jobs.ts';
import { NETWORK_OPERATIONS } from './operations-network.ts';
import { NEXT_TOKEN, sagemaker } from './operation-row.ts';
import type { OperationRow } from './operation-row.ts';

export type { OperationRow, ServiceName } from './operation-row.ts';

const BY_NOTEBOOK_NAME = { resourceMember: 'NotebookInstanceName' } as const;
/** Which casing of a name IAM compares is not documented; this fits the ARN as AWS tells it and as a request spells it. */
const NOTEBOOKS = { resources: ['sagemaker:*:*:notebook-instance/*'] } as const;
const PIPELINES = { resources: ['sagemaker:*:*:pipeline/*'] } as const;
const EXECUTIONS = { resources: ['sagemaker:*:*:pipeline/*/execution/*'] } as const;
/** Tags of other people are none of ours. */
const OUR_TAGS = { condition: { 'ForAllValues:StringLike': { 'aws:TagKeys': 'sagekeeper:*' } } } as const;

export const OPERATIONS = {
  AssumeRole: { service: 'sts', access: 'read', iamAction: 'sts:AssumeRole', rateClass: 'sts:assume' },
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
  GetCallerIdentity: {
    service: 'sts',
    access: 'read',
    iamAction: 'sts:GetCallerIdentity',
    permittedAlways: true,
    rateClass: 'sts:assume',
  },

  // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
  DescribeOrganization: organizations('DescribeOrganization'),
  ListAccounts: organizations('ListAccounts', 'Accounts'),
  ListRoots: organizations('ListRoots', 'Roots'),
  ListOrganizationalUnitsForParent: organizations('ListOrganizationalUnitsForParent', 'OrganizationalUnits'),
  ListAccountsForParent: organizations('ListAccountsForParent', 'Accounts'),
  ListTagsForResource: organizations('ListTagsForResource', 'Tags'),

  ListRegions: {
    service: 'account',
    access: 'read',
    iamAction: 'account:ListRegions',
    rateClass: 'account:list',
    paging: { items: 'Regions', ...NEXT_TOKEN },
  },

  ListNotebookInstances: {
    service: 'sagemaker',
    access: 'read',
    iamAction: 'sagemaker:ListNotebookInstances',
    rateClass: 'sagemaker:list',
    paging: { items: 'NotebookInstances', ...NEXT_TOKEN },
  },
  DescribeNotebookInstance: { ...sagemaker('read', 'DescribeNotebookInstance', 'sagemaker:describe'), ...NOTEBOOKS },
  ListTags: {
    ...sagemaker('read', 'ListTags', 'sagemaker:tags'),
    resources: [...NOTEBOOKS.resources, ...PIPELINES.resources],
    paging: { items: 'Tags', ...NEXT_TOKEN },
  },
  StopNotebookInstance: {
    ...sagemaker('write', 'StopNotebookInstance', 'sagemaker:write'),
    ...NOTEBOOKS,
    ...BY_NOTEBOOK_NAME,
  },
  UpdateNotebookInstance: {
    ...sagemaker('write', 'UpdateNotebookInstance', 'sagemaker:write'),
    ...NOTEBOOKS,
    ...BY_NOTEBOOK_NAME,
    // IfExists: an update of ours need not be about either.
    condition: {
      StringEqualsIfExists: {
        'sagemaker:MinimumInstanceMetadataServiceVersion': '2',
        'sagemaker:RootAccess': 'Disabled',
      },
    },
  },
  StartNotebookInstance: {
    ...sagemaker('write', 'StartNotebookInstance', 'sagemaker:write'),
    ...NOTEBOOKS,
    ...BY_NOTEBOOK_NAME,
    behind: [
      { actions: ['iam:PassRole'], condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } } },
      {
        actions: [
          'ec2:AttachNetworkInterface',
          'ec2:CreateNetworkInterface',
          'ec2:DescribeAvailabilityZones',
          'ec2:DescribeInternetGateways',
          'ec2:DescribeNetworkInterfaces',
          'ec2:DescribeSecurityGroups',
          'ec2:DescribeSubnets',
          'ec2:DescribeVpcs',
          'ec2:ModifyNetworkInterfaceAttribute',
          'kms:CreateGrant',
          'secretsmanager:GetSecretValue',
        ],
      },
    ],
  },
  AddTags: {
    ...sagemaker('write', 'AddTags', 'sagemaker:write'),
    ...NOTEBOOKS,
    ...OUR_TAGS,
    resourceMember: 'ResourceArn',
  },
  DeleteTags: {
    ...sagemaker('write', 'DeleteTags', 'sagemaker:write'),
    ...NOTEBOOKS,
    ...OUR_TAGS,
    resourceMember: 'ResourceArn',
  },

  ListPipelines: {
    ...sagemaker('read', 'ListPipelines', 'sagemaker:list'),
    paging: { items: 'PipelineSummaries', ...NEXT_TOKEN },
  },
  DescribePipeline: { ...sagemaker('read', 'DescribePipeline', 'sagemaker:describe'), ...PIPELINES },
  ListPipelineVersions: {
    ...sagemaker('read', 'ListPipelineVersions', 'sagemaker:list'),
    ...PIPELINES,
    paging: { items: 'PipelineVersionSummaries', ...NEXT_TOKEN },
  },
  ListPipelineExecutions: {
    ...sagemaker('read', 'ListPipelineExecutions', 'sagemaker:list'),
    ...PIPELINES,
    paging: { items: 'PipelineExecutionSummaries', ...NEXT_TOKEN },
  },
  DescribePipelineExecution: {
    ...sagemaker('read', 'DescribePipelineExecution', 'sagemaker:describe'),
    ...EXECUTIONS,
  },
  DescribePipelineDefinitionForExecution: {
    ...sagemaker('read', 'DescribePipelineDefinitionForExecution', 'sagemaker:describe'),
    ...EXECUTIONS,
  },
  ListPipelineExecutionSteps: {
    ...sagemaker('read', 'ListPipelineExecutionSteps', 'sagemaker:list'),
    ...EXECUTIONS,
    paging: { items: 'PipelineExecutionSteps', ...NEXT_TOKEN },
  },
  // Without RoleArn, which would ask for iam:PassRole: only the definition is sent.
  UpdatePipeline: {
    ...sagemaker('write', 'UpdatePipeline', 'sagemaker:write'),
    ...PIPELINES,
    resourceMember: 'PipelineName',
  },

  ...JOB_OPERATIONS,
  ...NETWORK_OPERATIONS,

  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
  SimulatePrincipalPolicy: {
    service: 'iam',
    access: 'read',
    iamAction: 'iam:SimulatePrincipalPolicy',
    resources: ['iam::*:role/*'],
    rateClass: 'iam:simulate',
    paging: { items: 'EvaluationResults', tokenIn: 'Marker', tokenOut: 'Marker' },
  },

  GetResources: {
    service: 'tagging',
    access: 'read',
    iamAction: 'tag:GetResources',
    rateClass: 'tagging:get',
    paging: { items: 'ResourceTagMappingList', tokenIn: 'PaginationToken', tokenOut: 'PaginationToken' },
  },
} as const satisfies Record<string, OperationRow>;

/** Of an action that AWS asks for behind another: for which resources it does, as with `OperationRow.resources`, and when. */
export const BEHIND: Readonly<Record<string, { readonly when: string; readonly resources?: readonly string[] }>> = {
  'iam:PassRole': { when: 'it is given the role of the notebook', resources: ['iam::*:role/*'] },
  'kms:CreateGrant': { when: 'its volume has a key of yours', resources: ['kms:*:*:key/*'] },
  'ec2:CreateTags': { when: 'it tags the endpoint that it makes', resources: ['ec2:*:*:vpc-endpoint/*'] },
  'secretsmanager:GetSecretValue': {
    when: 'it clones a repository with a secret',
    resources: ['secretsmanager:*:*:secret:*'],
  },
};
/** Of those that are not in BEHIND, all of them for the network interface. */
export const BEHIND_NETWORK = 'it is in a subnet of yours';

export type OperationName = keyof typeof OPERATIONS;

export function operationRow(operation: OperationName): OperationRow {
  return OPERATIONS[operation];
}

function organizations<N extends string>(name: N, items?: string) {
  const row = {
    service: 'organizations',
    access: 'read',
    iamAction: `organizations:${name}`,
    rateClass: `organizations:${name}`,
  } as const;
  return items === undefined ? row : { ...row, paging: { items, ...NEXT_TOKEN } };
}
