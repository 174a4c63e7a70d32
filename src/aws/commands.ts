/**
 * The SDK's command for each operation of the table. A row without a command, or a command without a row, does not compile.
 */
import { ListRegionsCommand } from '@aws-sdk/client-account';
import {
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-organizations';
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import {
  AddTagsCommand,
  DeleteTagsCommand,
  DescribeNotebookInstanceCommand,
  DescribePipelineCommand,
  DescribePipelineDefinitionForExecutionCommand,
  DescribePipelineExecutionCommand,
  ListNotebookInstancesCommand,
  ListPipelineExecutionStepsCommand,
  ListPipelineExecutionsCommand,
  ListPipelinesCommand,
  ListPipelineVersionsCommand,
  ListTagsCommand,
  StartNotebookInstanceCommand,
  StopNotebookInstanceCommand,
  UpdateNotebookInstanceCommand,
  UpdatePipelineCommand,
  DescribeAutoMLJobV2Command,
  DescribeDomainCommand,
  DescribeHyperParameterTuningJobCommand,
  DescribeModelCommand,
  DescribeProcessingJobCommand,
  DescribeTrainingJobCommand,
  DescribeTransformJobCommand,
  ListAutoMLJobsCommand,
  ListDomainsCommand,
  ListHyperParameterTuningJobsCommand,
  ListProcessingJobsCommand,
  ListTrainingJobsCommand,
  ListTransformJobsCommand,
  StopAutoMLJobCommand,
  StopHyperParameterTuningJobCommand,
  StopProcessingJobCommand,
  StopTrainingJobCommand,
  StopTransformJobCommand,
} from '@aws-sdk/client-sagemaker';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { OperationName } from './operations.ts';

/** What is put in is checked by AWS, not by these types: operations are chosen at run time. */
export type CommandClass = new (input: never) => object;

const COMMANDS: Readonly<Record<Exclude<OperationName, keyof typeof LATER>, CommandClass>> = {
  AssumeRole: AssumeRoleCommand,
  GetCallerIdentity: GetCallerIdentityCommand,
  DescribeOrganization: DescribeOrganizationCommand,
  ListAccounts: ListAccountsCommand,
  ListRoots: ListRootsCommand,
  ListOrganizationalUnitsForParent: ListOrganizationalUnitsForParentCommand,
  ListAccountsForParent: ListAccountsForParentCommand,
  ListTagsForResource: ListTagsForResourceCommand,
  ListRegions: ListRegionsCommand,
  ListNotebookInstances: ListNotebookInstancesCommand,
  DescribeNotebookInstance: DescribeNotebookInstanceCommand,
  ListTags: ListTagsCommand,
  StopNotebookInstance: StopNotebookInstanceCommand,
  UpdateNotebookInstance: UpdateNotebookInstanceCommand,
  StartNotebookInstance: StartNotebookInstanceCommand,
  AddTags: AddTagsCommand,
  DeleteTags: DeleteTagsCommand,
  GetResources: GetResourcesCommand,
  ListPipelines: ListPipelinesCommand,
  DescribePipeline: DescribePipelineCommand,
  ListPipelineVersions: ListPipelineVersionsCommand,
  ListPipelineExecutions: ListPipelineExecutionsCommand,
  DescribePipelineExecution: DescribePipelineExecutionCommand,
  DescribePipelineDefinitionForExecution: DescribePipelineDefinitionForExecutionCommand,
  ListPipelineExecutionSteps: ListPipelineExecutionStepsCommand,
  UpdatePipeline: UpdatePipelineCommand,
  DescribeAutoMLJobV2: DescribeAutoMLJobV2Command,
  DescribeDomain: DescribeDomainCommand,
  DescribeHyperParameterTuningJob: DescribeHyperParameterTuningJobCommand,
  DescribeModel: DescribeModelCommand,
  DescribeProcessingJob: DescribeProcessingJobCommand,
  DescribeTrainingJob: DescribeTrainingJobCommand,
  DescribeTransformJob: DescribeTransformJobCommand,
  ListAutoMLJobs: ListAutoMLJobsCommand,
  ListDomains: ListDomainsCommand,
  ListHyperParameterTuningJobs: ListHyperParameterTuningJobsCommand,
  ListProcessingJobs: ListProcessingJobsCommand,
  ListTrainingJobs: ListTrainingJobsCommand,
  ListTransformJobs: ListTransformJobsCommand,
  StopAutoMLJob: StopAutoMLJobCommand,
  StopHyperParameterTuningJob: StopHyperParameterTuningJobCommand,
  StopProcessingJob: StopProcessingJobCommand,
  StopTrainingJob: StopTrainingJobCommand,
  StopTransformJob: StopTransformJobCommand,
};

/** Of services that only some desired states need, and that would cost every start a quarter of a second. */
const LATER = {
  AuthorizeSecurityGroupIngress: async () => (await import('./sdk-ec2.ts')).AuthorizeSecurityGroupIngressCommand,
  CreateVpcEndpoint: async () => (await import('./sdk-ec2.ts')).CreateVpcEndpointCommand,
  DescribeFlowLogs: async () => (await import('./sdk-ec2.ts')).DescribeFlowLogsCommand,
  DescribeNetworkInterfaces: async () => (await import('./sdk-ec2.ts')).DescribeNetworkInterfacesCommand,
  DescribeRouteTables: async () => (await import('./sdk-ec2.ts')).DescribeRouteTablesCommand,
  DescribeSecurityGroupRules: async () => (await import('./sdk-ec2.ts')).DescribeSecurityGroupRulesCommand,
  DescribeSubnets: async () => (await import('./sdk-ec2.ts')).DescribeSubnetsCommand,
  DescribeVpcAttribute: async () => (await import('./sdk-ec2.ts')).DescribeVpcAttributeCommand,
  DescribeVpcEndpoints: async () => (await import('./sdk-ec2.ts')).DescribeVpcEndpointsCommand,
  DescribeVpcs: async () => (await import('./sdk-ec2.ts')).DescribeVpcsCommand,
  GetBucketPolicy: async () => (await import('./sdk-s3.ts')).GetBucketPolicyCommand,
  ModifyVpcEndpoint: async () => (await import('./sdk-ec2.ts')).ModifyVpcEndpointCommand,
  SimulatePrincipalPolicy: async () => (await import('./sdk-iam.ts')).SimulatePrincipalPolicyCommand,
} as const satisfies Readonly<Partial<Record<OperationName, () => Promise<CommandClass>>>>;

export async function commandFor(operation: OperationName): Promise<CommandClass> {
  return operation in LATER ? LATER[operation as keyof typeof LATER]() : COMMANDS[operation as keyof typeof COMMANDS];
}
