/**
 * Pipelines and wants as the tests of this policy write them: short, with everything else as it mostly is.
 */
import type { PipelineJobPrefixWant } from '../../../src/policies/pipeline-job-prefix/want.ts';
import { NO_NETWORK_FACTS } from '../../../src/model/network.ts';
import type { JudgedPlace } from '../../../src/policies/policy-kind.ts';
import type { Pipeline } from '../../../src/resources/pipeline/shape.ts';
import { pipelineOf } from '../../resources/pipeline/pipelines.ts';

export const PLACE: JudgedPlace = {
  network: NO_NETWORK_FACTS,
  account: {
    id: '111122223333',
    name: 'fraud-dev',
    state: 'ACTIVE',
    units: [
      { id: 'ou-abcd-11111111', path: 'Workloads' },
      { id: 'ou-abcd-22222222', path: 'Workloads/Sandbox' },
    ],
    tags: undefined,
    management: false,
  },
  region: 'eu-central-1',
};

export const WANT: PipelineJobPrefixWant = {
  approved: ['mlp', 'fraud-detection-'],
  assign: [{ tag: 'team=fraud', prefix: 'fraud-detection', shortPrefix: 'fraud' }, { prefix: 'mlp-' }],
  oldVersions: 'off',
  startedJobs: 'off',
  preflight: 'off',
  contestedAfter: 10,
};

/** A pipeline in a partition of its own, whose tags were read and are none. */
export function pipeline(text: string, rest: Partial<Pipeline> = {}): Pipeline {
  const arn = 'arn:aws-cn:sagemaker:eu-central-1:111122223333:pipeline/train';
  return pipelineOf(text, { arn, name: 'train', tags: {}, roleArn: undefined, newestVersion: undefined, ...rest });
}

/** A definition of one step; `args` are the inside of its Arguments. */
export function one(type: string, args = '', name = 'Train'): string {
  return `{"Steps": [{"Name": "${name}", "Type": "${type}", "Arguments": {${args}}}]}`;
}
