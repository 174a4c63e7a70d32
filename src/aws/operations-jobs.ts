/**
 * The operations of SageMaker's jobs and domains: who runs in which network.
 */
import { NEXT_TOKEN, sagemaker } from './operation-row.ts';
import type { OperationRow } from './operation-row.ts';

export const JOB_OPERATIONS = {
  ListDomains: { ...sagemaker('read', 'ListDomains', 'sagemaker:list'), paging: { items: 'Domains', ...NEXT_TOKEN } },
  DescribeDomain: {
    ...sagemaker('read', 'DescribeDomain', 'sagemaker:describe'),
    resources: ['sagemaker:*:*:domain/*'],
  },

  ListProcessingJobs: jobList('ListProcessingJobs', 'ProcessingJobSummaries'),
  ListTrainingJobs: jobList('ListTrainingJobs', 'TrainingJobSummaries'),
  ListTransformJobs: jobList('ListTransformJobs', 'TransformJobSummaries'),
  ListHyperParameterTuningJobs: jobList('ListHyperParameterTuningJobs', 'HyperParameterTuningJobSummaries'),
  ListAutoMLJobs: jobList('ListAutoMLJobs', 'AutoMLJobSummaries'),
  DescribeProcessingJob: job('read', 'DescribeProcessingJob', 'processing-job'),
  DescribeTrainingJob: job('read', 'DescribeTrainingJob', 'training-job'),
  DescribeTransformJob: job('read', 'DescribeTransformJob', 'transform-job'),
  DescribeHyperParameterTuningJob: job('read', 'DescribeHyperParameterTuningJob', 'hyper-parameter-tuning-job'),
  // Also tells of jobs that the older operation made, which in turn cannot tell of those of this one.
  // https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeAutoMLJobV2.html
  DescribeAutoMLJobV2: job('read', 'DescribeAutoMLJobV2', 'automl-job'),
  DescribeModel: { ...sagemaker('read', 'DescribeModel', 'sagemaker:describe'), resources: ['sagemaker:*:*:model/*'] },
  StopProcessingJob: { ...job('write', 'StopProcessingJob', 'processing-job'), resourceMember: 'ProcessingJobName' },
  StopTrainingJob: { ...job('write', 'StopTrainingJob', 'training-job'), resourceMember: 'TrainingJobName' },
  StopTransformJob: { ...job('write', 'StopTransformJob', 'transform-job'), resourceMember: 'TransformJobName' },
  StopHyperParameterTuningJob: {
    ...job('write', 'StopHyperParameterTuningJob', 'hyper-parameter-tuning-job'),
    resourceMember: 'HyperParameterTuningJobName',
  },
  StopAutoMLJob: { ...job('write', 'StopAutoMLJob', 'automl-job'), resourceMember: 'AutoMLJobName' },
} as const satisfies Record<string, OperationRow>;

/** Lists of jobs without filters on the time of modification, which AWS answers by throttling (aws-cli, issue 7596). */
function jobList<N extends string, I extends string>(name: N, items: I) {
  return { ...sagemaker('read', name, 'sagemaker:list'), paging: { items, ...NEXT_TOKEN } } as const;
}

function job<A extends 'read' | 'write', N extends string>(access: A, name: N, type: string) {
  const rateClass = access === 'read' ? 'sagemaker:describe' : 'sagemaker:write';
  return { ...sagemaker(access, name, rateClass), resources: [`sagemaker:*:*:${type}/*`] };
}
