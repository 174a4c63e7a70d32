/**
 * Which steps of a pipeline will start jobs in other networks than is wanted? Told, never mended; and what only shows when it runs
 * is neither right nor wrong.
 */
import { describe, expect, it } from '@jest/globals';
import { isDriven } from '../../../src/plan/admit.ts';
import { judgeJobNetworkOfPipeline } from '../../../src/policies/job-network/pipeline-judge.ts';
import { JOB_NETWORK_EXAMPLE } from '../../../src/policies/job-network/want.ts';
import type { JobNetworkWant } from '../../../src/policies/job-network/want.ts';
import { pipelines } from '../../../src/resources/pipeline/kind.ts';
import type { Pipeline } from '../../../src/resources/pipeline/shape.ts';
import { fixture } from '../../resources/pipeline/fixtures.ts';
import { pipelineOf } from '../../resources/pipeline/pipelines.ts';
import { PARAMETER, READ_VPC, VPC, definition, one } from '../../resources/pipeline/step-networks.ts';

const ALL: JobNetworkWant = {
  ...JOB_NETWORK_EXAMPLE,
  vpc: 'required',
  networkIsolation: 'required',
  interContainerEncryption: 'required',
};

function judged(want: Partial<JobNetworkWant>, text: string, part: Partial<Pipeline> = {}) {
  const verdict = judgeJobNetworkOfPipeline({ ...ALL, ...want }, pipelineOf(text, part));
  if (!verdict.applicable) throw new Error(verdict.why);
  return verdict;
}

const only = (want: Partial<JobNetworkWant>, args: string, type = 'Training') =>
  judged(
    { vpc: 'any', networkIsolation: 'any', interContainerEncryption: 'any', ...want },
    definition(one(type, args)),
  );

describe('the steps of a pipeline', () => {
  it('are told by name and by where in the definition it stands', () => {
    const { differences, notes, unknown } = judged({}, fixture('abalone.on.json'));
    expect(differences.map(({ step, path }) => `${step} ${path}`)).toEqual([
      'DataQualityCheckStep /definition/Steps/1/Arguments/NetworkConfig/VpcConfig',
      'DataQualityCheckStep /definition/Steps/1/Arguments/NetworkConfig/EnableNetworkIsolation',
      'TrainAbaloneModel /definition/Steps/2/Arguments/EnableNetworkIsolation',
      'EvaluateAbaloneModel /definition/Steps/3/Arguments/NetworkConfig/VpcConfig',
      'EvaluateAbaloneModel /definition/Steps/3/Arguments/NetworkConfig/EnableNetworkIsolation',
      'AbaloneMSECond/if/Abalone-CreateModel /definition/Steps/4/Arguments/IfSteps/1/Arguments/VpcConfig',
      'AbaloneMSECond/if/Abalone-CreateModel /definition/Steps/4/Arguments/IfSteps/1/Arguments/EnableNetworkIsolation',
      'AbaloneMSECond/else/WorthTuning/if/HPTuning /definition/Steps/4/Arguments/ElseSteps/0/Arguments/IfSteps/0/Arguments/TrainingJobDefinition/EnableNetworkIsolation',
    ]);
    expect(unknown).toEqual([]);
    expect(notes.map(({ reason }) => reason)).toEqual(['OwnerSetsNetworks']);
  });

  it('are never rewritten', () => {
    const { differences } = judged({ onViolation: 'stop' }, fixture('abalone.on.json'));
    expect(differences.some((difference) => isDriven(difference, pipelines))).toBe(false);
  });

  it.each<readonly [what: string, want: Partial<JobNetworkWant>, args: string, state: string]>([
    [
      'subnets by parameter are a VPC',
      { vpc: 'required' },
      `"VpcConfig": {"Subnets": [${PARAMETER}], "SecurityGroupIds": ["sg-1"]}`,
      'compliant',
    ],
    [
      'and may be any',
      { vpc: { subnets: ['subnet-1'] } },
      `"VpcConfig": {"Subnets": [${PARAMETER}], "SecurityGroupIds": ["sg-1"]}`,
      'unknown',
    ],
    [
      'subnets by parameter where only groups are asked for',
      { vpc: { securityGroups: ['sg-1'] } },
      `"VpcConfig": {"Subnets": [${PARAMETER}], "SecurityGroupIds": ["sg-1"]}`,
      'compliant',
    ],
    [
      'another group, whatever its subnets',
      { vpc: { subnets: ['subnet-1'], securityGroups: ['sg-2'] } },
      `"VpcConfig": {"Subnets": [${PARAMETER}], "SecurityGroupIds": ["sg-1"]}`,
      'drifted',
    ],
    [
      'groups by parameter where only subnets are asked for',
      { vpc: { subnets: ['subnet-1'] } },
      `"VpcConfig": {"Subnets": ["subnet-1"], "SecurityGroupIds": [${PARAMETER}]}`,
      'compliant',
    ],
    [
      'groups by parameter may be any',
      { vpc: { securityGroups: ['sg-1'] } },
      `"VpcConfig": {"Subnets": ["subnet-1"], "SecurityGroupIds": ["sg-1", ${PARAMETER}]}`,
      'unknown',
    ],
    [
      'one subnet that is not allowed, whatever the other',
      { vpc: { subnets: ['subnet-1'] } },
      `"VpcConfig": {"Subnets": [${PARAMETER}, "subnet-2"], "SecurityGroupIds": ["sg-1"]}`,
      'drifted',
    ],
    ['a VPC by parameter may be none', { vpc: 'required' }, `"VpcConfig": ${PARAMETER}`, 'unknown'],
    ['an allowed network', { vpc: { ...READ_VPC } }, `"VpcConfig": ${VPC}`, 'compliant'],
    ['another network', { vpc: { subnets: ['subnet-1'] } }, `"VpcConfig": ${VPC}`, 'drifted'],
    ['isolation', { networkIsolation: 'required' }, '"EnableNetworkIsolation": true', 'compliant'],
    ['isolation by parameter', { networkIsolation: 'required' }, `"EnableNetworkIsolation": ${PARAMETER}`, 'unknown'],
    ['no isolation', { networkIsolation: 'required' }, '"EnableNetworkIsolation": false', 'drifted'],
    ['one instance', { interContainerEncryption: 'required' }, '"ResourceConfig": {"InstanceCount": 1}', 'compliant'],
    ['two instances', { interContainerEncryption: 'required' }, '"ResourceConfig": {"InstanceCount": 2}', 'drifted'],
    [
      'instances by parameter',
      { interContainerEncryption: 'required' },
      `"ResourceConfig": {"InstanceCount": ${PARAMETER}}`,
      'unknown',
    ],
    [
      'instances by parameter, encrypted',
      { interContainerEncryption: 'required' },
      `"ResourceConfig": {"InstanceCount": ${PARAMETER}}, "EnableInterContainerTrafficEncryption": true`,
      'compliant',
    ],
    [
      'encryption by parameter of one instance',
      { interContainerEncryption: 'required' },
      `"ResourceConfig": {"InstanceCount": 1}, "EnableInterContainerTrafficEncryption": ${PARAMETER}`,
      'compliant',
    ],
    [
      'encryption by parameter',
      { interContainerEncryption: 'required' },
      `"ResourceConfig": {"InstanceCount": 2}, "EnableInterContainerTrafficEncryption": ${PARAMETER}`,
      'unknown',
    ],
    ['nothing wanted of it', {}, '"EnableNetworkIsolation": false', 'compliant'],
  ])('%s', (_what, want, args, state) => {
    const { differences, unknown } = only(want, args);
    expect(unknown.length > 0 ? 'unknown' : differences.length > 0 ? 'drifted' : 'compliant').toBe(state);
  });

  it('that transform are judged where their model is made, and unknown where that is not told', () => {
    const model = one('Model', '', 'Make');
    const score = one('Transform', '"ModelName": {"Get": "Steps.Make.ModelName"}', 'Score');
    expect(judged({ networkIsolation: 'any' }, definition(model, score)).differences).toMatchObject([{ step: 'Make' }]);
    const { differences, unknown } = judged({}, definition(one('Transform', '"ModelName": "m"', 'Score')));
    expect(differences).toEqual([]);
    const path = '/definition/Steps/0/Arguments/ModelName';
    const message = expect.stringMatching(/^Score: its network is that of its model, which no step/);
    expect(unknown).toEqual([{ reason: 'JobNetworkUnknown', message, path }]);
    const encrypted = { vpc: 'any', networkIsolation: 'any' } as const;
    expect(judged(encrypted, definition(one('Transform', '"ModelName": "m"', 'Score'))).unknown).toEqual([]);
  });

  it('that cannot be read are unknown once, however much is wanted of them', () => {
    const path = '/definition/Steps/0/Arguments';
    expect(judged({}, '{"Steps": [{"Name": "A", "Type": "Training"}]}').unknown).toEqual([
      { reason: 'JobNetworkUnknown', message: 'A: it has no Arguments that are an object', path },
    ]);
  });

  it('of AutoML have no isolation, and AWS chooses how many instances they have', () => {
    const { differences, notes } = only(
      { networkIsolation: 'required', interContainerEncryption: 'required' },
      '',
      'AutoML',
    );
    expect(differences.map(({ path }) => path)).toEqual([
      '/definition/Steps/0/Arguments/AutoMLJobConfig/SecurityConfig/EnableInterContainerTrafficEncryption',
    ]);
    expect(notes.map(({ reason }) => reason)).toEqual(['OwnerSetsNetworks', 'IsolationNotSettable']);
  });
});

describe('a step of a type that nobody knows', () => {
  const quantum = definition(one('Quantum', `"VpcConfig": ${VPC}`, 'Leap'));

  it('is unknown once, at the step, whatever of networks is wanted', () => {
    const wanted: readonly Partial<JobNetworkWant>[] = [
      {},
      { vpc: 'any', networkIsolation: 'any' },
      { vpc: { subnets: ['subnet-1', 'subnet-2'] } },
    ];
    for (const want of wanted) {
      const message = expect.stringMatching(/^Leap: what a step of the type Quantum starts/);
      const unknown = [{ reason: 'JobNetworkUnknown', message, path: '/definition/Steps/0' }];
      expect(judged(want, quantum)).toEqual({ applicable: true, differences: [], unknown, notes: [] });
    }
    expect(judged({}, definition(one('Quantum', ''))).unknown).toHaveLength(1);
  });

  it('is nothing to those who want nothing of networks of jobs', () => {
    const nothing = { vpc: 'any', networkIsolation: 'any', interContainerEncryption: 'any' } as const;
    expect(judged(nothing, quantum).unknown).toEqual([]);
  });
});

describe('a pipeline', () => {
  it('whose definition cannot be read is unknown', () => {
    expect(judged({}, '{"Steps": [,]}').unknown).toEqual([
      { reason: 'DefinitionUnreadable', message: expect.stringContaining('(line 1, column 12)'), path: '/definition' },
    ]);
  });

  it('whose networks were not read is unknown', () => {
    expect(judged({}, '{"Steps": []}', { networks: undefined }).unknown).toHaveLength(1);
  });

  it('without jobs, or that is being deleted, is not asked', () => {
    const judge = (text: string, part: Partial<Pipeline> = {}) =>
      judgeJobNetworkOfPipeline(ALL, pipelineOf(text, part));
    expect(judge(fixture('no-jobs.json'))).toMatchObject({ applicable: false });
    expect(judge(fixture('abalone.on.json'), { status: 'Deleting' })).toMatchObject({ applicable: false });
  });
});
