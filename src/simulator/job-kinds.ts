/**
 * What SageMaker's five types of jobs have in common and where they differ: how operations and ARNs spell them, how long a name may
 * be, what a list begins with, and how a job that is not there, or is over, is refused.
 */
import { JOB_STATUSES, type JobType } from './job-seed.ts';
import { Refusal } from './refusal.ts';

export interface JobKind {
  readonly type: JobType;
  /** As operations and members spell it: `Create…`, `List…s`, `…Name`, `…Arn`, `…Status`, `…Summaries`. */
  readonly noun: string;
  /** In ARNs. */
  readonly resource: string;
  readonly inWords: string;
  readonly maxName: number;
  /** Members with the time of its beginning, if AWS tells it, and of its end. */
  readonly startMember: string | undefined;
  readonly endMember: string;
  readonly statuses: readonly string[];
  readonly sortBy: 'Name' | 'CreationTime';
  readonly sortOrder: 'Ascending' | 'Descending';
  /** What reads and stops answer for a name that no job has. */
  readonly absentCode: 'ResourceNotFound' | 'ValidationException';
  readonly absentText: (name: string, move: 'describe' | 'stop') => string;
}

/** As the API reference declares it; the words are those of people's reports. */
const byName = (name: string, move: 'describe' | 'stop'): string =>
  move === 'stop'
    ? `Could not find job to update with name: ${name}`
    : `Could not find requested job with name: ${name}`;

const shared = {
  startMember: undefined,
  statuses: JOB_STATUSES,
  sortBy: 'CreationTime',
  sortOrder: 'Ascending',
  absentCode: 'ResourceNotFound',
  absentText: byName,
} as const;

export const JOB_KINDS: Readonly<Record<JobType, JobKind>> = {
  processing: {
    ...shared,
    type: 'processing',
    noun: 'ProcessingJob',
    resource: 'processing-job',
    inWords: 'processing job',
    maxName: 63,
    startMember: 'ProcessingStartTime',
    endMember: 'ProcessingEndTime',
  },
  training: {
    ...shared,
    type: 'training',
    noun: 'TrainingJob',
    resource: 'training-job',
    inWords: 'training job',
    maxName: 63,
    startMember: 'TrainingStartTime',
    endMember: 'TrainingEndTime',
    statuses: [...JOB_STATUSES, 'Deleting'],
    // Not what the reference declares: https://github.com/aws/aws-sdk/issues/165
    absentCode: 'ValidationException',
    absentText: () => 'Requested resource not found.',
  },
  transform: {
    ...shared,
    type: 'transform',
    noun: 'TransformJob',
    resource: 'transform-job',
    inWords: 'transform job',
    maxName: 63,
    startMember: 'TransformStartTime',
    endMember: 'TransformEndTime',
    sortOrder: 'Descending',
    // Callers in the wild look for the words behind this code.
    absentCode: 'ValidationException',
  },
  tuning: {
    ...shared,
    type: 'tuning',
    noun: 'HyperParameterTuningJob',
    resource: 'hyper-parameter-tuning-job',
    inWords: 'hyperparameter tuning job',
    maxName: 32,
    endMember: 'HyperParameterTuningEndTime',
    statuses: [...JOB_STATUSES, 'Deleting', 'DeleteFailed'],
    sortBy: 'Name',
  },
  automl: {
    ...shared,
    type: 'automl',
    noun: 'AutoMLJob',
    resource: 'automl-job',
    inWords: 'AutoML job',
    maxName: 32,
    endMember: 'EndTime',
    sortBy: 'Name',
    sortOrder: 'Descending',
  },
};

/** The ARN has the name lower-cased. */
export function jobArn(type: JobType, account: string, region: string, name: string): string {
  return `arn:aws:sagemaker:${region}:${account}:${JOB_KINDS[type].resource}/${name.toLowerCase()}`;
}

export function jobNotFound(type: JobType, name: string, move: 'describe' | 'stop'): Refusal {
  const { absentCode, absentText } = JOB_KINDS[type];
  return new Refusal(absentCode, absentText(name, move));
}
