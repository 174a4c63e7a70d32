/**
 * The roles that every simulated account has unless its world says otherwise, with exactly what a controller of notebook
 * instances, pipelines, jobs and endpoints needs, and the two long-lived keys.
 */
import type { RoleSeed } from './world-shape.ts';

/** Credentials of the hub: any secret will do. */
export const HUB_KEY = 'AKIASIMULATORHUB';
/** Credentials of an administrator of the management account, for people who look around with a command line. */
export const ADMINISTRATION_KEY = 'AKIASIMULATORADMIN';

export const ORGANIZATION_ACTIONS = [
  'organizations:DescribeOrganization',
  'organizations:ListRoots',
  'organizations:ListOrganizationalUnitsForParent',
  'organizations:ListAccounts',
  'organizations:ListAccountsForParent',
  'organizations:ListTagsForResource',
];

export const HUB_ACTIONS = ['sts:AssumeRole', ...ORGANIZATION_ACTIONS];

export const READ_ACTIONS = [
  'account:ListRegions',
  'sagemaker:ListNotebookInstances',
  'sagemaker:DescribeNotebookInstance',
  'sagemaker:ListTags',
  'tag:GetResources',
  'sagemaker:ListPipelines',
  'sagemaker:DescribePipeline',
  'sagemaker:ListPipelineVersions',
  'sagemaker:ListPipelineExecutions',
  'sagemaker:DescribePipelineExecution',
  'sagemaker:DescribePipelineDefinitionForExecution',
  'sagemaker:ListPipelineExecutionSteps',
  'sagemaker:ListProcessingJobs',
  'sagemaker:DescribeProcessingJob',
  'sagemaker:ListTrainingJobs',
  'sagemaker:DescribeTrainingJob',
  'sagemaker:ListTransformJobs',
  'sagemaker:DescribeTransformJob',
  'sagemaker:ListHyperParameterTuningJobs',
  'sagemaker:DescribeHyperParameterTuningJob',
  'sagemaker:ListAutoMLJobs',
  'sagemaker:DescribeAutoMLJob',
  'sagemaker:DescribeAutoMLJobV2',
  'sagemaker:ListModels',
  'sagemaker:DescribeModel',
  'sagemaker:ListDomains',
  'sagemaker:DescribeDomain',
  's3:GetBucketPolicy',
  'iam:SimulatePrincipalPolicy',
  'ec2:DescribeFlowLogs',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeRouteTables',
  'ec2:DescribeSecurityGroupRules',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcAttribute',
  'ec2:DescribeVpcEndpoints',
  'ec2:DescribeVpcs',
];

/** With what AWS asks for behind StartNotebookInstance: dg api-permissions-reference. */
export const WRITE_ACTIONS = [
  ...READ_ACTIONS,
  'sagemaker:UpdatePipeline',
  'sagemaker:StopNotebookInstance',
  'sagemaker:UpdateNotebookInstance',
  'sagemaker:StartNotebookInstance',
  'sagemaker:StopProcessingJob',
  'sagemaker:StopTrainingJob',
  'sagemaker:StopTransformJob',
  'sagemaker:StopHyperParameterTuningJob',
  'sagemaker:StopAutoMLJob',
  'sagemaker:AddTags',
  'sagemaker:DeleteTags',
  'iam:PassRole',
  'ec2:CreateNetworkInterface',
  'ec2:AttachNetworkInterface',
  'ec2:ModifyNetworkInterfaceAttribute',
  'ec2:DescribeAvailabilityZones',
  'ec2:DescribeInternetGateways',
  'ec2:ModifyVpcEndpoint',
  'ec2:CreateVpcEndpoint',
  'ec2:CreateTags',
  'ec2:AuthorizeSecurityGroupIngress',
  'kms:CreateGrant',
  'secretsmanager:GetSecretValue',
];

export const ROLE_ACTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['SagekeeperRead', READ_ACTIONS],
  ['SagekeeperWrite', WRITE_ACTIONS],
  ['SagekeeperManagement', ORGANIZATION_ACTIONS],
  ['OrganizationAccountAccessRole', ['*']],
  ['PipelineExecution', ['sagemaker:*', 'iam:PassRole', 's3:*']],
]);

export const DEFAULT_ROLES: readonly RoleSeed[] = [
  { name: 'SagekeeperRead' },
  { name: 'SagekeeperWrite' },
  { name: 'SagekeeperManagement' },
  { name: 'OrganizationAccountAccessRole', externalId: null },
  // What pipelines run as: SageMaker assumes it, nobody else.
  { name: 'PipelineExecution', trusts: [] },
];
