/**
 * What the five types of jobs are called in AWS's operations, answers and ARNs, in which they differ more than one would think.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Operations_Amazon_SageMaker_Service.html
 */
import type { OperationName } from '../../aws/operations.ts';
import { JOB_STOPS, JOB_TYPES } from './shape.ts';
import type { JobType } from './shape.ts';

export interface JobApi {
  readonly list: OperationName;
  readonly describe: OperationName;
  readonly stop: OperationName;
  /** Members of what lists and descriptions answer, and of what is asked. */
  readonly name: string;
  readonly arn: string;
  readonly status: string;
  /** What stands before the name in its ARN. */
  readonly arnType: string;
}

export const JOB_APIS: Readonly<Record<JobType, JobApi>> = {
  processing: api('processing', 'ProcessingJob', 'processing-job', {
    list: 'ListProcessingJobs',
    describe: 'DescribeProcessingJob',
  }),
  training: api('training', 'TrainingJob', 'training-job', {
    list: 'ListTrainingJobs',
    describe: 'DescribeTrainingJob',
  }),
  transform: api('transform', 'TransformJob', 'transform-job', {
    list: 'ListTransformJobs',
    describe: 'DescribeTransformJob',
  }),
  tuning: api('tuning', 'HyperParameterTuningJob', 'hyper-parameter-tuning-job', {
    list: 'ListHyperParameterTuningJobs',
    describe: 'DescribeHyperParameterTuningJob',
  }),
  automl: api('automl', 'AutoMLJob', 'automl-job', {
    list: 'ListAutoMLJobs',
    describe: 'DescribeAutoMLJobV2',
  }),
};

/** Undefined: the ARN is that of no job. */
export function typeOfArn(arn: string): JobType | undefined {
  const arnType = /^arn:[^:]*:sagemaker:[^:]*:[^:]*:([a-z-]+)\//.exec(arn)?.[1];
  return JOB_TYPES.find((type) => JOB_APIS[type].arnType === arnType);
}

function api(type: JobType, word: string, arnType: string, reads: Pick<JobApi, 'list' | 'describe'>): JobApi {
  return { ...reads, stop: JOB_STOPS[type], name: `${word}Name`, arn: `${word}Arn`, status: `${word}Status`, arnType };
}
