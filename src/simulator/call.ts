/**
 * One request on its way through the cloud: who asks what, where and when, and whether the documents allow it.
 */
import { refusalOf } from './access.ts';
import type { Networks } from './ec2-records.ts';
import type { FaultRule } from './faults.ts';
import type { Input, Members } from './input-shape.ts';
import type { JobTimes, PipelineTimes } from './latencies.ts';
import type { Latencies } from './notebook-moves.ts';
import type { NotebookRecord } from './notebook-record.ts';
import type { OrganizationTree } from './organization-tree.ts';
import type { ExecutionRecord } from './pipeline-execution.ts';
import type { PipelineRecord } from './pipeline-record.ts';
import type { Principal, Principals } from './principals.ts';
import type { RecordStore, Staleness } from './record-store.ts';
import { refuse } from './refusal.ts';
import type { Workloads } from './workloads.ts';
import type { AccountStateSeed, Behaviour } from './world-shape.ts';

export type Output = Readonly<Record<string, unknown>>;

export interface Call {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly input: Input;
  readonly principal: Principal;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The fault on demand that this request meets. */
  readonly fault: FaultRule | undefined;
  /** How old what it reads is. */
  readonly stale: Staleness;
  /** Organizations answers an empty page this time. */
  readonly emptyPage: boolean;
  readonly tree: OrganizationTree;
  readonly behaviour: Behaviour;
  readonly notebooks: RecordStore<NotebookRecord>;
  readonly pipelines: RecordStore<PipelineRecord>;
  readonly executions: RecordStore<ExecutionRecord>;
  readonly networks: Networks;
  readonly workloads: Workloads;
  readonly jobTimes: JobTimes;
  readonly times: PipelineTimes;
  /** For how long EC2 still tells the document that an endpoint had before. */
  readonly endpointPolicyMs: number;
  readonly principals: Principals;
  readonly latencies: Latencies;
  readonly stateOf: (account: string) => AccountStateSeed;
}

export interface Operation {
  readonly service: string;
  readonly name: string;
  /** Which token bucket it drinks from. */
  readonly family: string;
  /** Where it depends on the request. */
  readonly familyOf?: (input: Input) => string;
  /** A bucket that all accounts of the organization share. */
  readonly sharedFamily?: string;
  readonly members: Members;
  readonly run: (call: Call) => Output;
}

/** Context keys of the request beyond those that every request has. */
export type RequestKeys = Readonly<Record<string, string | readonly string[] | undefined>>;

const NO_KEYS: RequestKeys = {};

/**
 * Checks control policies, then the principal's own document, its boundary, and its session policy.
 * @param resource the ARN, or `*` for actions that know no resources.
 * @param shown the resource as the refusal names it.
 * @throws Refusal in AWS's words. https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function authorize(
  call: Call,
  action: string,
  resource: string,
  keys: RequestKeys = NO_KEYS,
  shown = resource,
): void {
  const principal = call.principal;
  const account = call.tree.accounts.get(principal.account);
  const request = {
    action,
    resource,
    keys: (name: string) => requestKeys(call, keys, name),
  };
  const bound = principal.account === call.tree.managementAccount ? undefined : account?.controlPolicies;
  const refusal = refusalOf({ ...principal, controlPolicies: bound }, request);
  if (refusal !== undefined) {
    throw denied(call, action, shown, refusal);
  }
}

/** The refusal that a faulty or forbidden call gets. */
export function denied(call: Call, action: string, resource: string, why?: string): Error {
  const what = `User: ${call.principal.arn} is not authorized to perform: ${action} on resource: ${resource}`;
  return refuse(call.service, 'denied', why === undefined ? what : `${what} ${why}`);
}

/** A context key of the request; the lower-cased names of those that every request has. */
export function requestKeys(call: Call, keys: RequestKeys, name: string): readonly string[] | undefined {
  const given = keys[name];
  if (given !== undefined) {
    return typeof given === 'string' ? [given] : given;
  }
  switch (name.toLowerCase()) {
    case 'aws:principalarn':
      return [call.principal.principalArn];
    case 'aws:principalaccount':
      return [call.principal.account];
    case 'aws:principalorgid':
      return [call.tree.id];
    case 'aws:requestedregion':
      return [call.region];
    case 'aws:sourceidentity':
      return call.principal.sourceIdentity === undefined ? undefined : [call.principal.sourceIdentity];
    default:
      return undefined;
  }
}
