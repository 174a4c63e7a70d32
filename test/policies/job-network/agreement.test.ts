/**
 * Is a job that runs judged as the step of a definition that says the same? They are read by different code, of different texts.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judgeJobNetworkOfJob } from '../../../src/policies/job-network/judge.ts';
import { judgeJobNetworkOfPipeline } from '../../../src/policies/job-network/pipeline-judge.ts';
import { JOB_NETWORK_EXAMPLE } from '../../../src/policies/job-network/want.ts';
import type { JobNetworkWant } from '../../../src/policies/job-network/want.ts';
import { settingPath } from '../../../src/resources/job/shape.ts';
import type { JobType } from '../../../src/resources/job/shape.ts';
import type { Verdict } from '../../../src/model/verdict.ts';
import { describeJob } from '../../../src/resources/job/describe.ts';
import { NOW, cloudOf, jobOf } from '../../resources/job/jobs.ts';
import { pipelineOf } from '../../resources/pipeline/pipelines.ts';

const SUBNETS = ['subnet-1', 'subnet-2', 'subnet-3'];
const GROUPS = ['sg-1', 'sg-2'];

const some = (ids: readonly string[]) => fc.subarray([...ids], { minLength: 1 });
const flag = fc.option(fc.boolean(), { nil: undefined });
const count = fc.integer({ min: 1, max: 3 });
const vpcConfig = fc.option(fc.record({ Subnets: some(SUBNETS), SecurityGroupIds: some(GROUPS) }), { nil: undefined });
const switches = fc.record({
  VpcConfig: vpcConfig,
  EnableNetworkIsolation: flag,
  EnableInterContainerTrafficEncryption: flag,
});
const counts = fc.oneof(
  fc.record({ InstanceCount: count }),
  fc.record({ InstanceGroups: fc.array(fc.record({ InstanceCount: count }), { minLength: 1, maxLength: 3 }) }),
);
const training = fc.record({ said: switches, ResourceConfig: counts }).map(({ said, ...rest }) => ({
  ...said,
  ...rest,
}));
const chosen = fc.oneof(
  fc.record({ InstanceCount: count }),
  fc.record({ InstanceConfigs: fc.array(fc.record({ InstanceCount: count }), { minLength: 1, maxLength: 3 }) }),
);
const definition = fc.oneof(
  training,
  fc.record({ said: switches, HyperParameterTuningResourceConfig: chosen }).map(({ said, ...rest }) => ({
    ...said,
    ...rest,
  })),
);

/** What a request says, what a definition calls such a step, and what the description of the job tells of it. */
interface Said {
  readonly type: JobType;
  readonly stepType: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly description: Readonly<Record<string, unknown>>;
}

const saidOfItself = (type: JobType, stepType: string, request: fc.Arbitrary<Readonly<Record<string, unknown>>>) =>
  request.map((one): Said => ({ type, stepType, request: one, description: one }));

const said: fc.Arbitrary<Said> = fc.oneof(
  saidOfItself(
    'processing',
    'Processing',
    fc.record({
      NetworkConfig: fc.option(switches, { nil: undefined }),
      ProcessingResources: fc.record({ ClusterConfig: fc.record({ InstanceCount: count }) }),
    }),
  ),
  saidOfItself('training', 'Training', training),
  saidOfItself('tuning', 'Tuning', fc.record({ TrainingJobDefinition: definition })),
  saidOfItself(
    'tuning',
    'Tuning',
    fc.record({ TrainingJobDefinitions: fc.array(definition, { minLength: 1, maxLength: 4 }) }),
  ),
  fc
    .option(fc.record({ VpcConfig: vpcConfig, EnableInterContainerTrafficEncryption: flag }), { nil: undefined })
    .map((SecurityConfig): Said => ({
      type: 'automl',
      stepType: 'AutoML',
      request: { AutoMLJobConfig: { SecurityConfig } },
      description: { SecurityConfig },
    })),
  fc.record({ VpcConfig: vpcConfig, EnableNetworkIsolation: flag }).map((model): Said => ({
    type: 'transform',
    stepType: 'Model',
    request: model,
    description: model,
  })),
);

const anyOr = <T>(wanted: fc.Arbitrary<T>) => fc.oneof(fc.constant('any' as const), wanted);
const wants: fc.Arbitrary<JobNetworkWant> = fc.record({
  vpc: anyOr(
    fc.oneof(
      fc.constant('required' as const),
      fc.record({ subnets: some(SUBNETS) }),
      fc.record({ securityGroups: some(GROUPS) }),
      fc.record({ subnets: some(SUBNETS), securityGroups: some(GROUPS) }),
    ),
  ),
  networkIsolation: anyOr(fc.constant('required' as const)),
  interContainerEncryption: anyOr(fc.constant('required' as const)),
  onViolation: fc.constantFrom('report', 'stop'),
  selfReference: fc.constant(JOB_NETWORK_EXAMPLE.selfReference),
  bucketPolicies: fc.constant(JOB_NETWORK_EXAMPLE.bucketPolicies),
});

async function jobOfSaid({ type, description }: Said) {
  const model = { ...description, ModelName: 'm' };
  const rest = type === 'transform' ? { ModelName: 'm' } : description;
  const { aws } = cloudOf([{ type, name: 'a', status: 'InProgress', createdAt: NOW, rest }], { m: model });
  const options = { tags: false, close: false, needs: new Set<never>(), now: NOW };
  const job = await describeJob(aws, { ...jobOf({ type, name: 'a' }), createdAt: NOW }, options);
  if (job === undefined) throw new Error('gone');
  return job;
}

const KEYS = {
  VpcConfig: '/vpcConfig',
  EnableNetworkIsolation: '/networkIsolation',
  EnableInterContainerTrafficEncryption: '/interContainerEncryption',
} as const;

/** As a job's paths are: of several training definitions by their index. */
function pathOf(path: string, settings: number): string {
  const [key] = path.split('/').slice(-1);
  const index = Number(/\/TrainingJobDefinitions\/(\d+)\//.exec(path)?.[1] ?? 0);
  return settingPath(KEYS[key as keyof typeof KEYS], index, settings);
}

function told(verdict: Verdict, path: (path: string) => string = (one) => one) {
  if (!verdict.applicable) throw new Error(verdict.why);
  expect(verdict.unknown).toEqual([]);
  return verdict.differences.map((one) => ({ path: path(one.path), have: one.have, want: one.want }));
}

describe('a job and the step that says the same', () => {
  it('differ in the same settings', async () => {
    await fc.assert(
      fc.asyncProperty(said, wants, async (one, want) => {
        const job = await jobOfSaid(one);
        const text = JSON.stringify({ Steps: [{ Name: 'A', Type: one.stepType, Arguments: one.request }] });
        const ofStep = judgeJobNetworkOfPipeline(want, pipelineOf(text));
        expect(told(ofStep, (path) => pathOf(path, job.settings.length))).toEqual(
          told(judgeJobNetworkOfJob(want, job)),
        );
      }),
      { numRuns: 1_000 },
    );
  });
});
