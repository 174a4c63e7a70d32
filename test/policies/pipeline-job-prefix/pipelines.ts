/**
 * Pipelines and wants as the tests of this policy write them: short, with everything else as it mostly is.
 */
import { createHash } from 'node:crypto';
import type { PipelineJobPrefixWant } from '../../../src/policies/pipeline-job-prefix/want.ts';
import { NO_NETWORK_FACTS } from '../../../src/model/network.ts';
import type { JudgedPlace } from '../../../src/policies/policy-kind.ts';
import { readDefinition } from '../../../src/resources/pipeline/definition.ts';
import type { Pipeline } from '../../../src/resources/pipeline/shape.ts';

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

export function pipeline(text: string, rest: Partial<Pipeline> = {}): Pipeline {
  return {
    kind: 'pipeline',
    arn: 'arn:aws-cn:sagemaker:eu-central-1:111122223333:pipeline/train',
    name: 'train',
    account: '111122223333',
    region: 'eu-central-1',
    status: 'Active',
    createdAt: 0,
    lastModifiedAt: 0,
    observedAt: 0,
    running: false,
    tags: {},
    intent: { is: 'none' },
    provenance: undefined,
    roleArn: undefined,
    definition: readDefinition(text),
    sha256: createHash('sha256').update(text).digest('hex'),
    characters: text.length,
    text,
    newestVersion: undefined,
    versionsUnread: undefined,
    overwritten: undefined,
    predecessors: [],
    history: [],
    historyUnread: [],
    olderVersions: undefined,
    ...rest,
  };
}

/** A definition of one step; `args` are the inside of its Arguments. */
export function one(type: string, args = '', name = 'Train'): string {
  return `{"Steps": [{"Name": "${name}", "Type": "${type}", "Arguments": {${args}}}]}`;
}
