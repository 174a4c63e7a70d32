/**
 * What a simulated organization is made of, as plain data: accounts in units, the roles and control policies that bound them,
 * and the notebook instances and pipelines that stand in them at the beginning. Where it comes from is told by world.ts (YAML) and seed.ts
 * (generated); nothing here knows what AWS does with it.
 */

import type { VpcSeed } from './ec2-seed.ts';
import type { BucketSeed, DomainSeed, JobSeed, ModelSeed } from './job-seed.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [member: string]: Json };

/** How the service behaves where nobody knows what AWS does, or where AWS may do either. */
export interface Behaviour {
  /** A call in the wrong state says so before it says "denied". AWS's order is not documented. */
  readonly authorizeAfterState?: boolean | undefined;
  /** The ARN that documents are matched against: lower-cased as AWS tells it, or with the name as the request spells it. */
  readonly authorizedArn?: 'canonical' | 'requested' | undefined;
  /** Whether Organizations tells `Paths` of accounts and `Path` of units. Default true. */
  readonly accountPaths?: boolean | undefined;
  /** Also tell `Status`, which was retired on 9 September 2026. Default false. */
  readonly accountStatus?: boolean | undefined;
  /** Every so many list calls of Organizations answer an empty page with a token. 0: never. */
  readonly emptyPageEvery?: number | undefined;
  /** How far the tagging API's index lags behind the truth. */
  readonly tagIndexLagMs?: number | undefined;
  /** Time that a notebook spends Stopping, Updating and Pending, before scaling. */
  readonly stopMs?: number | undefined;
  readonly updateMs?: number | undefined;
  readonly startMs?: number | undefined;
  readonly deleteMs?: number | undefined;
  /** For how long after an update of a pipeline another one meets ConflictException, before scaling. Default 0. */
  readonly pipelineUpdateMs?: number | undefined;
  readonly pipelineDeleteMs?: number | undefined;
  /** Time that a pipeline's execution takes, and its stop, before scaling. */
  readonly executionMs?: number | undefined;
  readonly executionStopMs?: number | undefined;
  /** Time that a job takes which somebody creates, and its stop, before scaling. */
  readonly jobMs?: number | undefined;
  readonly jobStopMs?: number | undefined;
  /** An update of a pipeline asks for iam:PassRole on its role even when it names none. AWS's way is not documented. */
  readonly passRoleOnUpdate?: boolean | undefined;
  /** For how long EC2 still tells the document that an endpoint had before, before scaling. */
  readonly endpointPolicyMs?: number | undefined;
  /** IAM's simulation looks at conditions of control policies, as it is documented to do by now. Default true. */
  readonly simulatesConditions?: boolean | undefined;
}

export interface NotebookSeed {
  readonly name: string;
  readonly region: string;
  readonly status?: NotebookStatus | undefined;
  /** Left out: the service does not tell the configuration, as for some old notebooks (which are on version 1). */
  readonly imds?: '1' | '2' | undefined;
  readonly platform?: string | undefined;
  readonly instanceType?: string | undefined;
  readonly rootAccess?: 'Enabled' | 'Disabled' | undefined;
  readonly directInternetAccess?: 'Enabled' | 'Disabled' | undefined;
  readonly subnet?: string | undefined;
  readonly securityGroups?: readonly string[] | undefined;
  readonly kmsKey?: string | undefined;
  readonly role?: string | undefined;
  readonly lifecycleConfig?: string | undefined;
  readonly volumeSizeInGB?: number | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** RFC 3339. */
  readonly createdAt?: string | undefined;
  readonly failureReason?: string | undefined;
}

export type NotebookStatus =
  | 'Pending'
  | 'InService'
  | 'Stopping'
  | 'Stopped'
  | 'Failed'
  | 'Deleting'
  | 'Updating'
  | 'PendingMaintenance'
  | 'InMaintenance';

export interface PipelineVersionSeed {
  /** As text, or as an object that is spelled as the Python SDK would. Not checked: hostile ones can stand there. */
  readonly definition: string | { readonly [member: string]: Json };
  /** RFC 3339. */
  readonly createdAt?: string | undefined;
  readonly displayName?: string | undefined;
  readonly description?: string | undefined;
}

export interface ExecutionSeed {
  /** Of the pipeline's; left out: the newest. */
  readonly version?: number | undefined;
  /** Default Executing, which lasts until somebody ends it. */
  readonly status?: ExecutionStatus | undefined;
  /** RFC 3339. */
  readonly startedAt?: string | undefined;
}

export type ExecutionStatus = 'Executing' | 'Stopping' | 'Stopped' | 'Failed' | 'Succeeded';

export interface PipelineSeed extends PipelineVersionSeed {
  readonly name: string;
  readonly region: string;
  /** Those before `definition`, oldest first; they have the numbers from 1 on. */
  readonly versions?: readonly PipelineVersionSeed[] | undefined;
  /** Name of a role of the account, PipelineExecution by default; one that the world does not have may do everything. */
  readonly role?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** RFC 3339. Left out: when it was created. */
  readonly modifiedAt?: string | undefined;
  /** Oldest first. */
  readonly executions?: readonly ExecutionSeed[] | undefined;
  /** One of AWS's own, which the account sees and cannot change. */
  readonly managed?: boolean | undefined;
  readonly maxParallelExecutionSteps?: number | undefined;
}

export interface RoleSeed {
  readonly name: string;
  /** Actions, with wildcards. Left out: what the role of that name is given by default. */
  readonly allow?: readonly string[] | undefined;
  readonly deny?: readonly string[] | undefined;
  /** A complete document instead of `allow` and `deny`. */
  readonly document?: Json | undefined;
  /** The document of its permissions boundary. */
  readonly boundary?: Json | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Account ids whose principals may assume it. Left out: the hub's. */
  readonly trusts?: readonly string[] | undefined;
  /** null: none is asked for. Left out: the world's. */
  readonly externalId?: string | null | undefined;
  readonly maxSessionSeconds?: number | undefined;
}

export type AccountStateSeed = 'PENDING_ACTIVATION' | 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE' | 'CLOSED';

export interface AccountSeed {
  /** Twelve digits. */
  readonly id: string;
  readonly name: string;
  readonly email?: string | undefined;
  readonly state?: AccountStateSeed | undefined;
  /** Names from below the root, joined: `Workloads/Sandbox`. Left out: directly under the root. */
  readonly unit?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Of the world's `optInRegions`. */
  readonly enabledRegions?: readonly string[] | undefined;
  /** Names of default roles that this account lacks. */
  readonly withoutRoles?: readonly string[] | undefined;
  /** In addition to, or (by name) instead of, the world's. */
  readonly roles?: readonly RoleSeed[] | undefined;
  /** IAM documents that act as control policies: only their Deny statements count. */
  readonly controlPolicies?: readonly Json[] | undefined;
  readonly notebooks?: readonly NotebookSeed[] | undefined;
  readonly pipelines?: readonly PipelineSeed[] | undefined;
  readonly vpcs?: readonly VpcSeed[] | undefined;
  readonly jobs?: readonly JobSeed[] | undefined;
  readonly models?: readonly ModelSeed[] | undefined;
  readonly domains?: readonly DomainSeed[] | undefined;
  readonly buckets?: readonly BucketSeed[] | undefined;
}

/** Long-lived credentials: any secret will do. */
export interface KeySeed {
  readonly accessKeyId: string;
  readonly account: string;
  readonly user: string;
  readonly allow: readonly string[];
}

export interface World {
  readonly organizationId?: string | undefined;
  readonly managementAccount: string;
  /** The account whose credentials (`AKIASIMULATORHUB`) the controller holds. */
  readonly hubAccount: string;
  /** Accounts that may also call Organizations. Left out: the hub's. */
  readonly delegatedAdministrators?: readonly string[] | undefined;
  readonly externalId?: string | undefined;
  /** Enabled in every account. */
  readonly regions: readonly string[];
  readonly optInRegions?: readonly string[] | undefined;
  /** Units that exist without an account in them; those of accounts exist anyhow. */
  readonly units?: readonly string[] | undefined;
  /** Roles of every account. Left out: those of default-roles.ts. */
  readonly roles?: readonly RoleSeed[] | undefined;
  readonly keys?: readonly KeySeed[] | undefined;
  readonly behaviour?: Behaviour | undefined;
  /** What stands in S3, by `s3://bucket/key`: only pipeline definitions are read from there. */
  readonly objects?: Readonly<Record<string, string>> | undefined;
  readonly accounts: readonly AccountSeed[];
}
