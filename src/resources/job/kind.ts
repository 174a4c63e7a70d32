/**
 * Jobs as a kind of resource: each is described once, as nothing about it changes but whether it still runs.
 */
import type { ResourceKind } from '../../model/resource.ts';
import { nextStep } from './converge.ts';
import { describeJob, listJobs } from './observe.ts';
import { JOB_PATHS } from './shape.ts';
import type { Job } from './shape.ts';

export const jobs: ResourceKind<Job> = {
  name: 'job',
  reads: [
    'ListProcessingJobs',
    'ListTrainingJobs',
    'ListTransformJobs',
    'ListHyperParameterTuningJobs',
    'ListAutoMLJobs',
    'DescribeProcessingJob',
    'DescribeTrainingJob',
    'DescribeTransformJob',
    'DescribeHyperParameterTuningJob',
    'DescribeAutoMLJobV2',
    'DescribeModel',
  ],
  writes: ['StopProcessingJob', 'StopTrainingJob', 'StopTransformJob', 'StopHyperParameterTuningJob', 'StopAutoMLJob'],
  mends: ['StopProcessingJob', 'StopTrainingJob', 'StopTransformJob', 'StopHyperParameterTuningJob', 'StopAutoMLJob'],
  quietWrites: [],
  drives: Object.values(JOB_PATHS),
  quietChangesAreFree: false,
  readsByList: true,
  list: listJobs,
  describe: describeJob,
  isWhole: () => true,
  isBack: () => true,
  network: ({ type, name, settings }) => ({
    uses: settings.flatMap(({ vpc, instances }) =>
      vpc === undefined ? [] : [{ by: `${type} job ${name}`, vpcId: undefined, ...vpc, instances }],
    ),
    untold: [],
  }),
  nextStep,
  arns: ({ arn }) => [arn],
};
