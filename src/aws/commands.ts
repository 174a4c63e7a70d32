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
};

/** Of services that only some desired states need, and that would cost every start a tenth of a second. */
const LATER = {
  SimulatePrincipalPolicy: async (): Promise<CommandClass> =>
    (await import('@aws-sdk/client-iam')).SimulatePrincipalPolicyCommand,
} as const;

export async function commandFor(operation: OperationName): Promise<CommandClass> {
  return operation in LATER ? LATER[operation as keyof typeof LATER]() : COMMANDS[operation as keyof typeof COMMANDS];
}
