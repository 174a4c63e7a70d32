/**
 * The smallest question for each operation, about a resource that is not there. What cannot be asked without
 * changing something has no probe here, and is told as not tried.
 */
import type { OperationName } from '../aws/operations.ts';
import type { Policy } from '../model/desired-state.ts';
import type { ResourceKind } from '../model/resource.ts';
import { INTENT_TAG } from '../resources/intent.ts';

/** A resource that nobody has, and a role. */
export interface Stranger {
  readonly name: string;
  readonly arn: string;
  readonly role: string;
}

/** A definition that is one, should it ever be looked at before the name is. */
const NO_STEPS = '{"Version":"2020-12-01","Steps":[]}';

type Input = Readonly<Record<string, unknown>>;

/** In the order in which they are tried: whoever may not list is told so first. */
export function readProbes(
  kind: ResourceKind,
  { name, arn, role }: Stranger,
): readonly (readonly [OperationName, Input])[] {
  const inputs: Readonly<Partial<Record<OperationName, Input>>> = {
    ListNotebookInstances: { MaxResults: 1 },
    DescribeNotebookInstance: { NotebookInstanceName: name },
    ListTags: { ResourceArn: arn },
    ListPipelines: { MaxResults: 1 },
    DescribePipeline: { PipelineName: name },
    ListPipelineVersions: { PipelineName: name, MaxResults: 1 },
    ListPipelineExecutions: { PipelineName: name, MaxResults: 1 },
    DescribePipelineExecution: { PipelineExecutionArn: `${arn}/execution/doctor000000` },
    DescribePipelineDefinitionForExecution: { PipelineExecutionArn: `${arn}/execution/doctor000000` },
    ListPipelineExecutionSteps: { PipelineExecutionArn: `${arn}/execution/doctor000000`, MaxResults: 1 },
    SimulatePrincipalPolicy: { PolicySourceArn: role, ActionNames: ['sagemaker:CreateTrainingJob'] },
    GetResources: { ResourcesPerPage: 1, ResourceTypeFilters: ['sagemaker:notebook-instance'] },
  };
  return kind.reads.map((operation) => [operation, inputs[operation] ?? {}] as const);
}

/** The operation that says of one resource of this kind that it is not there. */
export function describes({ name }: Pick<ResourceKind, 'name'>): OperationName {
  const operations = {
    'notebook-instance': 'DescribeNotebookInstance',
    pipeline: 'DescribePipeline',
    domain: 'DescribeDomain',
    job: 'DescribeProcessingJob',
    vpc: 'DescribeVpcEndpoints',
  } as const;
  return operations[name];
}

/**
 * Undefined: there is no way to try it. The Update carries what the enforcing policies want, as roles may allow it for just
 * these values. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html
 */
export function writeProbe(
  operation: OperationName,
  { name, arn }: Stranger,
  enforcing: readonly Policy[],
): Input | undefined {
  const inputs: Readonly<Partial<Record<OperationName, Input>>> = {
    StopNotebookInstance: { NotebookInstanceName: name },
    UpdateNotebookInstance: { NotebookInstanceName: name, ...wantedSettings(enforcing) },
    StartNotebookInstance: { NotebookInstanceName: name },
    UpdatePipeline: { PipelineName: name, PipelineDefinition: NO_STEPS },
    AddTags: { ResourceArn: arn, Tags: [{ Key: INTENT_TAG, Value: 'doctor' }] },
    DeleteTags: { ResourceArn: arn, TagKeys: [INTENT_TAG] },
  };
  return inputs[operation];
}

function wantedSettings(enforcing: readonly Policy[]): Input {
  const wants = enforcing.flatMap(({ want }) => (typeof want === 'object' && want !== null ? [want] : []));
  const wanted = (key: string): unknown =>
    wants.map((want) => (want as Input)[key]).find((value) => value !== undefined);
  const version = wanted('minimumInstanceMetadataServiceVersion');
  const root = wanted('rootAccess');
  return {
    ...(version === undefined
      ? {}
      : { InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: version } }),
    ...(root === undefined ? {} : { RootAccess: root }),
  };
}
