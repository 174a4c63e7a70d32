/**
 * The smallest question for each operation, about a notebook instance that is not there. What cannot be asked without
 * changing something has no probe here, and is told as not tried.
 */
import type { OperationName } from '../aws/operations.ts';
import type { Policy } from '../model/desired-state.ts';
import type { ResourceKind } from '../model/resource.ts';
import { INTENT_TAG } from '../resources/intent.ts';

/** A notebook instance that nobody has. */
export interface Stranger {
  readonly name: string;
  readonly arn: string;
}

type Input = Readonly<Record<string, unknown>>;

/** In the order in which they are tried: whoever may not list is told so first. */
export function readProbes(kind: ResourceKind, { name, arn }: Stranger): readonly (readonly [OperationName, Input])[] {
  const inputs: Readonly<Partial<Record<OperationName, Input>>> = {
    ListNotebookInstances: { MaxResults: 1 },
    DescribeNotebookInstance: { NotebookInstanceName: name },
    ListTags: { ResourceArn: arn },
    GetResources: { ResourcesPerPage: 1, ResourceTypeFilters: ['sagemaker:notebook-instance'] },
  };
  return kind.reads.map((operation) => [operation, inputs[operation] ?? {}] as const);
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
