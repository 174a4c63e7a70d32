/**
 * What a job is to us: who started it, and the network that it runs in. Nothing of it can be changed while it lives: all that
 * can be done is to stop it.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeProcessingJob.html
 */
import type { OperationName } from '../../aws/operations.ts';
import type { Resource } from '../../model/resource.ts';
import type { Path } from '../../model/verdict.ts';

export const JOB_TYPES = ['processing', 'training', 'transform', 'tuning', 'automl'] as const;
export type JobType = (typeof JOB_TYPES)[number];

/** The operation that stops a job, by its type. */
export const JOB_STOPS = {
  processing: 'StopProcessingJob',
  training: 'StopTrainingJob',
  transform: 'StopTransformJob',
  tuning: 'StopHyperParameterTuningJob',
  automl: 'StopAutoMLJob',
} as const satisfies Readonly<Record<JobType, OperationName>>;

export interface VpcConfig {
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
}

/** How one part of a job runs: a tuning job has one for each of its training definitions, every other job has one. */
export interface JobNetworkSettings {
  /** What it is of, where a job has several: the name of a training definition. */
  readonly of: string | undefined;
  readonly vpc: VpcConfig | undefined;
  /** Undefined: such jobs have no such setting (AutoML). */
  readonly networkIsolation: boolean | undefined;
  /** Undefined: such jobs have no such setting (transform). */
  readonly interContainerEncryption: boolean | undefined;
  /** Of one job; a tuning job runs several such. Undefined where AWS chooses (AutoML). */
  readonly instances: number | undefined;
}

/**
 * Who started it: whom to ask. `name` is that of the pipeline's execution, the schedule, the job; where AWS tells it, its ARN.
 * `person`: AWS says of none of its services that it did. A pipeline whose jobs have names of their own may have.
 */
export interface JobOrigin {
  readonly by: 'pipeline' | 'autoML' | 'modelMonitor' | 'debugger' | 'tuning' | 'labeling' | 'person';
  readonly name: string | undefined;
  /** The tuning job that goes between, where it is not itself who started it. */
  readonly tuningJob?: string;
  /** Of a `person`: the execution of a pipeline that such a name may come from. Nothing proves it. */
  readonly perhapsExecution?: string;
}

export interface Job extends Resource {
  readonly kind: 'job';
  readonly type: JobType;
  readonly settings: readonly JobNetworkSettings[];
  /** Why its network could not be told: the model of a transform job is gone. */
  readonly settingsUnread: string | undefined;
  readonly origin: JobOrigin;
  readonly roleArn: string | undefined;
  /** Buckets of S3 that its inputs and outputs name. */
  readonly buckets: readonly string[];
}

/** In progress: it can be stopped. Stopping and over: nothing can be done about it any more. */
export function isInProgress({ status }: Pick<Job, 'status'>): boolean {
  return status === 'InProgress';
}

/** For people: who started it, or what is known instead. */
export function startedBy({ origin, roleArn }: Pick<Job, 'origin' | 'roleArn'>): string {
  const { by, name = 'whose name AWS does not tell', perhapsExecution } = origin;
  const role = roleArn === undefined ? '' : `, and it runs with the role ${roleArn}`;
  const perhaps =
    perhapsExecution === undefined ? '' : `; by its name it may be of the execution ${perhapsExecution} of a pipeline`;
  const words: Readonly<Record<JobOrigin['by'], string>> = {
    pipeline: `started by the execution ${name} of a pipeline`,
    autoML: `started by AutoML for ${name}`,
    modelMonitor: `started by Model Monitor for the schedule ${name}`,
    debugger: `started by Debugger for a rule of ${name}`,
    tuning: `started by the tuning job ${name}`,
    labeling: `started for the labeling job ${name}`,
    person: `AWS names no service that started it${role}${perhaps}`,
  };
  return words[by];
}

/** Paths at which policies and steps speak of a job. */
export const JOB_PATHS = {
  vpc: '/vpcConfig',
  isolation: '/networkIsolation',
  encryption: '/interContainerEncryption',
} as const satisfies Record<string, Path>;

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateHyperParameterTuningJob.html */
export const MAX_SETTINGS = 10;

/** With several settings, `/1/vpcConfig` is that of the second. */
export function settingPath(path: Path, index: number, settings: number): Path {
  return settings === 1 ? path : `/${index}${path}`;
}

/** Where differences of a job stand, or above them. */
export const JOB_DRIVES: readonly Path[] = [
  ...Object.values(JOB_PATHS),
  ...Array.from({ length: MAX_SETTINGS }, (_, index) => `/${index}`),
];
