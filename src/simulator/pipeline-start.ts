/**
 * How an execution of a pipeline begins, whoever starts it: it takes the definition with it as it stands, and its role is asked
 * for every job.
 */
import { refusalOf } from './access.ts';
import { type Plan, planOf } from './execution-plan.ts';
import { statementOf } from './iam-document.ts';
import { digest, type OrganizationTree } from './organization-tree.ts';
import { begun, type ExecutionRecord } from './pipeline-execution.ts';
import type { Identity, PipelineRecord, PipelineVersion } from './pipeline-record.ts';
import type { RecordStore } from './record-store.ts';
import { Refusal } from './refusal.ts';

export interface Starter {
  readonly tree: OrganizationTree;
  readonly executions: RecordStore<ExecutionRecord>;
  readonly now: number;
}

export interface Start {
  readonly version: PipelineVersion;
  readonly by: Identity;
  readonly lengthMs: number;
  readonly parameters?: ReadonlyMap<string, string>;
  readonly displayName?: string | undefined;
  readonly description?: string | undefined;
  readonly requestToken?: string | undefined;
}

const MAX_EXECUTIONS = 10_000;
const EVERYTHING = [statementOf('Allow', ['*'])];
const NO_PARAMETERS: ReadonlyMap<string, string> = new Map();

/** The execution as it begins; it is not yet in the store. @throws Refusal when the pipeline has too many. */
export function startOf(starter: Starter, pipeline: PipelineRecord, start: Start): ExecutionRecord {
  const { tree, executions, now } = starter;
  const serial = executionsOf(executions, pipeline, now).length + 1;
  if (serial > MAX_EXECUTIONS) {
    throw new Refusal('ResourceLimitExceeded', `A pipeline can have at most ${MAX_EXECUTIONS} executions here.`);
  }
  const id = serialId(pipeline, serial);
  const { steps, failure } = planFor(tree, pipeline, start.version.definition, id, start.parameters ?? NO_PARAMETERS);
  return begun(pipeline, { ...start, id, steps, failure, at: now });
}

/** The id of the n-th execution of a pipeline, counted from 1: twelve letters and digits. */
export function serialId(pipeline: PipelineRecord, serial: number): string {
  return digest(`${pipeline.arn} ${pipeline.createdAt} execution ${serial}`, 12);
}

/** What an execution of that definition does, with the pipeline's role. */
export function planFor(
  tree: OrganizationTree,
  pipeline: PipelineRecord,
  definition: string,
  id: string,
  parameters: ReadonlyMap<string, string>,
): Plan {
  return planOf(pipeline, definition, id, parameters, (action, arn) => refusalOfRole(tree, pipeline, action, arn));
}

/** Those of one pipeline, oldest first. */
export function executionsOf(
  executions: RecordStore<ExecutionRecord>,
  pipeline: PipelineRecord,
  now: number,
): readonly ExecutionRecord[] {
  return [...executions.seenIn(pipeline.account, pipeline.region, now, {})]
    .filter((execution) => execution.pipelineArn === pipeline.arn && execution.createdAt >= pipeline.createdAt)
    .toSorted((a, b) => a.createdAt - b.createdAt);
}

/** What the role's documents and the control policies say of a job; a role that the world does not have may do everything. */
function refusalOfRole(
  tree: OrganizationTree,
  pipeline: PipelineRecord,
  action: string,
  arn: string,
): string | undefined {
  const account = tree.accounts.get(pipeline.account);
  const roleName = pipeline.roleArn.slice(pipeline.roleArn.lastIndexOf('/') + 1);
  const role = account?.roles.get(roleName);
  const keys = (name: string): readonly string[] | undefined => {
    switch (name.toLowerCase()) {
      case 'aws:principalarn':
        return [pipeline.roleArn];
      case 'aws:principalaccount':
        return [pipeline.account];
      case 'aws:principalorgid':
        return [tree.id];
      case 'aws:requestedregion':
        return [pipeline.region];
      default:
        return undefined;
    }
  };
  const request = { action, resource: arn, keys };
  const who = `User: arn:aws:sts::${pipeline.account}:assumed-role/${roleName}/SageMaker is not authorized to perform: ${action} on resource: ${arn}`;
  const controlPolicies = pipeline.account === tree.managementAccount ? undefined : account?.controlPolicies;
  const { document = EVERYTHING, boundary } = role ?? {};
  const refusal = refusalOf({ controlPolicies, document, boundary, sessionDocument: undefined }, request);
  return refusal === undefined ? undefined : `${who} ${refusal}`;
}
