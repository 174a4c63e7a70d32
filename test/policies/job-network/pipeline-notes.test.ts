/**
 * What is told of the steps of a pipeline beside their differences: each thing that is open, and nothing that nobody asked about.
 */
import { describe, expect, it } from '@jest/globals';
import { judgeJobNetworkOfPipeline } from '../../../src/policies/job-network/pipeline-judge.ts';
import { JOB_NETWORK_EXAMPLE } from '../../../src/policies/job-network/want.ts';
import type { JobNetworkWant } from '../../../src/policies/job-network/want.ts';
import { pipelineOf } from '../../resources/pipeline/pipelines.ts';
import { PARAMETER, definition, one } from '../../resources/pipeline/step-networks.ts';

function judged(want: Partial<JobNetworkWant>, ...steps: readonly string[]) {
  const verdict = judgeJobNetworkOfPipeline({ ...JOB_NETWORK_EXAMPLE, ...want }, pipelineOf(definition(...steps)));
  if (!verdict.applicable) throw new Error(verdict.why);
  return verdict;
}

const ALL = { vpc: 'required', networkIsolation: 'required', interContainerEncryption: 'required' } as const;

describe('what a step leaves open', () => {
  it('is told of each setting by itself', () => {
    const args = `"VpcConfig": ${PARAMETER}, "EnableNetworkIsolation": ${PARAMETER}`;
    const { unknown, differences } = judged({ ...ALL, interContainerEncryption: 'any' }, one('Training', args));
    expect(unknown.map(({ path }) => path)).toEqual([
      '/definition/Steps/0/Arguments/VpcConfig',
      '/definition/Steps/0/Arguments/EnableNetworkIsolation',
    ]);
    expect(unknown.map(({ message }) => message.split(':').slice(0, 2).join(':'))).toEqual([
      'Train: its network',
      'Train: its isolation',
    ]);
    expect(differences).toEqual([]);
  });
});

describe('what is told of steps of AutoML', () => {
  const automl = [one('AutoML', '', 'A'), one('AutoML', '', 'B'), one('Training', '', 'C')];
  const told = (want: Partial<JobNetworkWant>) =>
    judged(want, ...automl).notes.filter(({ reason }) => reason === 'IsolationNotSettable');

  it('is that they have no isolation, where that is wanted', () => {
    expect(told(ALL)).toEqual([
      { reason: 'IsolationNotSettable', message: 'AutoML jobs have no setting for network isolation: A, B' },
    ]);
    expect(told({ ...ALL, networkIsolation: 'any' })).toEqual([]);
  });
});

describe('the model that a step runs', () => {
  const literal = <T>(value: T) => ({ is: 'literal', value }) as const;
  const told = (want: Partial<JobNetworkWant>, isolated: boolean) => {
    const settings = {
      vpc: { is: 'absent' } as const,
      networkIsolation: literal(isolated),
      interContainerEncryption: undefined,
      instances: literal(1),
      buckets: [],
    };
    const networks = [[{ below: '/ModelName', modelName: 'm', settings }]];
    const pipeline = pipelineOf(definition(one('Transform', '"ModelName": "m"', 'Score')), { networks });
    const verdict = judgeJobNetworkOfPipeline(
      { ...JOB_NETWORK_EXAMPLE, interContainerEncryption: 'any', ...want },
      pipeline,
    );
    return verdict.applicable ? verdict.notes.filter(({ reason }) => reason === 'NetworkOfModel').length : undefined;
  };

  it('is named once where anything of it differs, and not where nothing does', () => {
    expect(told({ vpc: 'any', networkIsolation: 'required' }, true)).toBe(0);
    expect(told({ vpc: 'any', networkIsolation: 'required' }, false)).toBe(1);
    expect(told({ vpc: 'required', networkIsolation: 'required' }, true)).toBe(1);
    expect(told({ vpc: 'required', networkIsolation: 'required' }, false)).toBe(1);
  });
});

describe('who has to mend it', () => {
  it('is told only where something differs', () => {
    const reasons = (args: string) =>
      judged({ interContainerEncryption: 'any' }, one('Training', args)).notes.map(({ reason }) => reason);
    expect(reasons('')).toEqual(['OwnerSetsNetworks']);
    expect(reasons(`"VpcConfig": ${PARAMETER}`)).toEqual([]);
  });
});
