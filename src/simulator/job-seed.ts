/**
 * Jobs, models and Studio domains of a simulated organization, and its buckets, as plain data. Whatever a world leaves out is
 * chosen; nothing here knows what AWS does with it.
 */
import type { Json } from './world-shape.ts';

export const JOB_TYPES = ['processing', 'training', 'transform', 'tuning', 'automl'] as const;
export type JobType = (typeof JOB_TYPES)[number];

export const JOB_STATUSES = ['InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** Of a job or a model. Left out altogether: the default network of SageMaker, with the internet behind it. */
export interface NetworkSeed {
  /** Without any, there is no VPC. */
  readonly subnets?: readonly string[] | undefined;
  readonly securityGroups?: readonly string[] | undefined;
  /** EnableNetworkIsolation. */
  readonly isolation?: boolean | undefined;
  /** EnableInterContainerTrafficEncryption. */
  readonly encryption?: boolean | undefined;
}

/** Who started a job, by name; an execution of a pipeline by its ARN. What AWS does not tell of a type of job is not told. */
export interface OriginSeed {
  readonly monitoringSchedule?: string | undefined;
  readonly automl?: string | undefined;
  /** The training job whose Debugger rule a processing job evaluates. */
  readonly training?: string | undefined;
  readonly tuning?: string | undefined;
  readonly pipelineExecution?: string | undefined;
}

export interface JobSeed {
  readonly type: JobType;
  readonly name: string;
  readonly region: string;
  /** Default InProgress. */
  readonly status?: JobStatus | undefined;
  /** How long before the cloud begins it was created; default ten minutes. */
  readonly startedAgoMs?: number | undefined;
  /** From its creation to its end. Left out: in progress until somebody stops it; one that is over took a minute at most. */
  readonly durationMs?: number | undefined;
  /** It ends, or has ended, as Failed. */
  readonly failureReason?: string | undefined;
  readonly network?: NetworkSeed | undefined;
  /** Default 1. */
  readonly instances?: number | undefined;
  /** Default ml.m5.xlarge. */
  readonly instanceType?: string | undefined;
  /** Name of a role of the account; default JobExecution, which need not be there. */
  readonly role?: string | undefined;
  readonly origin?: OriginSeed | undefined;
  /** Of a transform job. */
  readonly model?: string | undefined;
  /** Which of the two operations created an AutoML job; default 2. */
  readonly version?: 1 | 2 | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Members of the Create request as they stand, over what the rest says. Not checked: hostile ones can stand there. */
  readonly settings?: { readonly [member: string]: Json } | undefined;
}

export interface ModelSeed {
  readonly name: string;
  readonly region: string;
  /** Encryption between containers is nothing that a model has. */
  readonly network?: NetworkSeed | undefined;
  readonly role?: string | undefined;
  /** RFC 3339. */
  readonly createdAt?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export const DOMAIN_STATUSES = [
  'Deleting',
  'Failed',
  'InService',
  'Pending',
  'Updating',
  'Update_Failed',
  'Delete_Failed',
] as const;

export interface DomainSeed {
  /** Such as `d-1a2b3c4d5e6f`. */
  readonly id: string;
  readonly name: string;
  readonly region: string;
  /** Default InService. */
  readonly status?: (typeof DOMAIN_STATUSES)[number] | undefined;
  /** Left out: the domain was made without a VPC. */
  readonly vpc?: string | undefined;
  readonly subnets?: readonly string[] | undefined;
  /** Default PublicInternetOnly. */
  readonly access?: 'PublicInternetOnly' | 'VpcOnly' | undefined;
  /** Of the default user settings. */
  readonly securityGroups?: readonly string[] | undefined;
  readonly role?: string | undefined;
  /** RFC 3339. */
  readonly createdAt?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export interface BucketSeed {
  /** One owner in the whole organization. */
  readonly name: string;
  /** Left out: it answers in every region. */
  readonly region?: string | undefined;
  /** As text, or as an object. Not checked: hostile ones can stand there. Left out: it has none. */
  readonly policy?: Json | undefined;
}
