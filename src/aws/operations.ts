/**
 * Every operation of AWS that sagekeeper ever calls: which service, whether it writes, which IAM action permits it and what
 * that can be narrowed to, which of AWS's rate buckets it drinks from, and how its pages are read. Adding an operation is
 * adding a row; the documents of our roles follow from it.
 */
import type { Conditions } from '../model/iam-document.ts';

export type ServiceName = 'account' | 'ec2' | 'iam' | 'organizations' | 's3' | 'sagemaker' | 'sts' | 'tagging';

export interface Paging {
  /** Member of the answer that holds the page's array. */
  readonly items: string;
  /** Members that carry the token on, in the request and in the answer. */
  readonly tokenIn: string;
  readonly tokenOut: string;
}

export interface OperationRow {
  readonly service: ServiceName;
  readonly access: 'read' | 'write';
  readonly iamAction: string;
  /** AWS answers whoever signs: no document needs to name it. */
  readonly permittedAlways?: true;
  /** ARNs without `arn:<partition>:`, with wildcards. Left out: IAM knows no resources for the action, or none narrower than all. */
  readonly resources?: readonly string[];
  /** What is true of every request of ours, as far as AWS has a condition key for it. */
  readonly condition?: Conditions;
  readonly rateClass: string;
  readonly paging?: Paging;
  /** Codes of refusals which say that it is so already: as good as an acceptance. */
  readonly alreadySo?: readonly string[];
  /** Of a write: the member of the request that says which resource it changes, by name or by ARN. */
  readonly resourceMember?: string;
  /**
   * Actions that AWS also asks of the caller when it carries the operation out, with the conditions they can be narrowed to.
   * https://docs.aws.amazon.com/sagemaker/latest/dg/api-permissions-reference.html
   */
  readonly behind?: readonly {
    readonly actions: readonly string[];
    readonly condition?: Readonly<Record<string, Record<string, string>>>;
  }[];
}

const NEXT_TOKEN = { tokenIn: 'NextToken', tokenOut: 'NextToken' } as const;
const BY_NOTEBOOK_NAME = { resourceMember: 'NotebookInstanceName' } as const;
/** Which casing of a name IAM compares is not documented; this fits the ARN as AWS tells it and as a request spells it. */
const NOTEBOOKS = { resources: ['sagemaker:*:*:notebook-instance/*'] } as const;
const PIPELINES = { resources: ['sagemaker:*:*:pipeline/*'] } as const;
const EXECUTIONS = { resources: ['sagemaker:*:*:pipeline/*/execution/*'] } as const;
const MODELS = { resources: ['sagemaker:*:*:model/*'] } as const;
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

  ListDomains: { ...sagemaker('read', 'ListDomains', 'sagemaker:list'), paging: { items: 'Domains', ...NEXT_TOKEN } },
  DescribeDomain: {
    ...sagemaker('read', 'DescribeDomain', 'sagemaker:describe'),
    resources: ['sagemaker:*:*:domain/*'],
  },

  ListProcessingJobs: jobList('ListProcessingJobs', 'ProcessingJobSummaries'),
  ListTrainingJobs: jobList('ListTrainingJobs', 'TrainingJobSummaries'),
  ListTransformJobs: jobList('ListTransformJobs', 'TransformJobSummaries'),
  ListHyperParameterTuningJobs: jobList('ListHyperParameterTuningJobs', 'HyperParameterTuningJobSummaries'),
  ListAutoMLJobs: jobList('ListAutoMLJobs', 'AutoMLJobSummaries'),
  DescribeProcessingJob: job('read', 'DescribeProcessingJob', 'processing-job'),
  DescribeTrainingJob: job('read', 'DescribeTrainingJob', 'training-job'),
  DescribeTransformJob: job('read', 'DescribeTransformJob', 'transform-job'),
  DescribeHyperParameterTuningJob: job('read', 'DescribeHyperParameterTuningJob', 'hyper-parameter-tuning-job'),
  // Also tells of jobs that the older operation made, which in turn cannot tell of those of this one.
  // https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeAutoMLJobV2.html
  DescribeAutoMLJobV2: job('read', 'DescribeAutoMLJobV2', 'automl-job'),
  DescribeModel: { ...sagemaker('read', 'DescribeModel', 'sagemaker:describe'), ...MODELS },
  StopProcessingJob: { ...job('write', 'StopProcessingJob', 'processing-job'), resourceMember: 'ProcessingJobName' },
  StopTrainingJob: { ...job('write', 'StopTrainingJob', 'training-job'), resourceMember: 'TrainingJobName' },
  StopTransformJob: { ...job('write', 'StopTransformJob', 'transform-job'), resourceMember: 'TransformJobName' },
  StopHyperParameterTuningJob: {
    ...job('write', 'StopHyperParameterTuningJob', 'hyper-parameter-tuning-job'),
    resourceMember: 'HyperParameterTuningJobName',
  },
  StopAutoMLJob: { ...job('write', 'StopAutoMLJob', 'automl-job'), resourceMember: 'AutoMLJobName' },

  DescribeVpcs: ec2Pages('DescribeVpcs', 'Vpcs'),
  DescribeVpcAttribute: {
    service: 'ec2',
    access: 'read',
    iamAction: 'ec2:DescribeVpcAttribute',
    rateClass: 'ec2:describe',
  },
  DescribeVpcEndpoints: ec2Pages('DescribeVpcEndpoints', 'VpcEndpoints'),
  DescribeSubnets: ec2Pages('DescribeSubnets', 'Subnets'),
  DescribeRouteTables: ec2Pages('DescribeRouteTables', 'RouteTables'),
  DescribeNetworkInterfaces: ec2Pages('DescribeNetworkInterfaces', 'NetworkInterfaces'),
  DescribeSecurityGroupRules: ec2Pages('DescribeSecurityGroupRules', 'SecurityGroupRules'),
  DescribeFlowLogs: ec2Pages('DescribeFlowLogs', 'FlowLogs'),
  // A bucket of 4 that fills by 0.3 a second, each operation its own.
  // https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
  ModifyVpcEndpoint: {
    service: 'ec2',
    access: 'write',
    iamAction: 'ec2:ModifyVpcEndpoint',
    resources: ['ec2:*:*:vpc-endpoint/*'],
    rateClass: 'ec2:modifyVpcEndpoint',
    resourceMember: 'VpcEndpointId',
  },
  CreateVpcEndpoint: {
    service: 'ec2',
    access: 'write',
    iamAction: 'ec2:CreateVpcEndpoint',
    resources: ['ec2:*:*:vpc/*', 'ec2:*:*:vpc-endpoint/*', 'ec2:*:*:route-table/*'],
    rateClass: 'ec2:createVpcEndpoint',
    resourceMember: 'VpcId',
    behind: [{ actions: ['ec2:CreateTags'], condition: { StringEquals: { 'ec2:CreateAction': 'CreateVpcEndpoint' } } }],
  },
  AuthorizeSecurityGroupIngress: {
    service: 'ec2',
    access: 'write',
    iamAction: 'ec2:AuthorizeSecurityGroupIngress',
    resources: ['ec2:*:*:security-group/*'],
    rateClass: 'ec2:authorize',
    resourceMember: 'GroupId',
    alreadySo: ['InvalidPermission.Duplicate'],
  },

  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html
  GetBucketPolicy: {
    service: 's3',
    access: 'read',
    iamAction: 's3:GetBucketPolicy',
    resources: ['s3:::*'],
    rateClass: 's3:policy',
  },

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

function sagemaker<A extends 'read' | 'write', N extends string, C extends string>(access: A, name: N, rateClass: C) {
  return { service: 'sagemaker', access, iamAction: `sagemaker:${name}`, rateClass } as const;
}

/** Lists of jobs without filters on the time of modification, which AWS answers by throttling (aws-cli, issue 7596). */
function jobList<N extends string, I extends string>(name: N, items: I) {
  return { ...sagemaker('read', name, 'sagemaker:list'), paging: { items, ...NEXT_TOKEN } } as const;
}

function job<A extends 'read' | 'write', N extends string>(access: A, name: N, type: string) {
  const rateClass = access === 'read' ? 'sagemaker:describe' : 'sagemaker:write';
  return { ...sagemaker(access, name, rateClass), resources: [`sagemaker:*:*:${type}/*`] };
}

/** IAM knows no resources for what describes. */
function ec2Pages<N extends string, I extends string>(name: N, items: I) {
  const row = { service: 'ec2', access: 'read', iamAction: `ec2:${name}`, rateClass: 'ec2:describe' } as const;
  return { ...row, paging: { items, ...NEXT_TOKEN } } as const;
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
