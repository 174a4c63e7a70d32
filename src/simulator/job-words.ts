/**
 * Jobs as SageMaker tells them: in a list, without networks and roles, and one by one with all that was asked for.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeProcessingJob.html and its like
 */
import { isRecord } from './iam-grammar.ts';
import { JOB_KINDS } from './job-kinds.ts';
import type { JobRecord } from './job-record.ts';

type Members = Readonly<Record<string, unknown>>;

/** A member of List…Jobs. */
export function jobSummary(record: JobRecord): Members {
  const { noun, endMember } = JOB_KINDS[record.type];
  return {
    ...named(record),
    CreationTime: record.createdAt / 1000,
    [endMember]: seconds(record.endedAt),
    LastModifiedTime: record.modifiedAt / 1000,
    [`${noun}Status`]: record.status,
    // Summaries of training and tuning jobs have no reason of a failure.
    ...(record.type === 'training' || record.type === 'tuning' ? {} : { FailureReason: record.failureReason }),
    ...secondary(record),
    ...(record.type === 'tuning' ? tuningSummary(record) : {}),
  };
}

/** The answer of Describe…Job. @param version of the operation, for AutoML jobs. */
export function jobDescription(record: JobRecord, version: 1 | 2): Members {
  const { noun, startMember, endMember } = JOB_KINDS[record.type];
  return {
    ...(record.type === 'automl' && version > record.version ? secondWords(record.settings) : record.settings),
    ...named(record),
    ...record.origin,
    [`${noun}Status`]: record.status,
    ...secondary(record),
    FailureReason: record.failureReason,
    CreationTime: record.createdAt / 1000,
    // Launching instances takes no time here.
    ...(startMember === undefined ? {} : { [startMember]: record.createdAt / 1000 }),
    [endMember]: seconds(record.endedAt),
    ...(record.type === 'transform' ? {} : { LastModifiedTime: record.modifiedAt / 1000 }),
    ...(record.type === 'training'
      ? { ModelArtifacts: { S3ModelArtifacts: `s3://example-output/${record.name}` } }
      : {}),
    ...(record.type === 'tuning' ? counters(record) : {}),
  };
}

function named({ type, name, arn }: JobRecord): Members {
  const { noun } = JOB_KINDS[type];
  return { [`${noun}Name`]: name, [`${noun}Arn`]: arn };
}

function secondary({ type, status }: JobRecord): Members {
  if (type === 'training') {
    return { SecondaryStatus: status === 'InProgress' ? 'Training' : status };
  }
  return type === 'automl' ? { AutoMLJobSecondaryStatus: status === 'InProgress' ? 'ModelTuning' : status } : {};
}

function counters({ status }: JobRecord): Members {
  const inProgress = status === 'InProgress' ? 1 : 0;
  return {
    TrainingJobStatusCounters: {
      Completed: 0,
      InProgress: inProgress,
      RetryableError: 0,
      NonRetryableError: 0,
      Stopped: 0,
    },
    ObjectiveStatusCounters: { Succeeded: 0, Pending: inProgress, Failed: 0 },
  };
}

function tuningSummary(record: JobRecord): Members {
  const config = record.settings['HyperParameterTuningJobConfig'];
  const { Strategy, ResourceLimits } = isRecord(config) ? config : {};
  return { ...counters(record), Strategy: Strategy ?? 'Bayesian', ResourceLimits };
}

/** How DescribeAutoMLJobV2 tells a job that CreateAutoMLJob created. */
function secondWords(settings: Members): Members {
  const { InputDataConfig: input, AutoMLJobConfig: config, ProblemType: problem, ...rest } = settings;
  const channels = (Array.isArray(input) ? (input as readonly unknown[]) : []).filter(isRecord);
  const { SecurityConfig: security, DataSplitConfig: split } = isRecord(config) ? config : {};
  return {
    ...rest,
    AutoMLJobInputDataConfig: channels.map(({ TargetAttributeName: _target, ...channel }) => channel),
    AutoMLProblemTypeConfig: {
      TabularJobConfig: { TargetAttributeName: channels[0]?.['TargetAttributeName'], ProblemType: problem },
    },
    AutoMLProblemTypeConfigName: 'Tabular',
    SecurityConfig: security,
    DataSplitConfig: split,
  };
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000;
}
