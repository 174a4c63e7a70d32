/**
 * What does the description of each type of job tell of its network, its instances, its buckets, and who started it?
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { describeJob } from '../../../src/resources/job/describe.ts';
import { jobs } from '../../../src/resources/job/kind.ts';
import type { Job, JobType } from '../../../src/resources/job/shape.ts';
import { JOB_TYPES } from '../../../src/resources/job/shape.ts';
import { AwsError } from '../../../src/model/aws-error.ts';
import type { Reader } from '../../../src/model/world.ts';
import { NOW, TARGET, arnOf, cloudOf, jobOf } from './jobs.ts';

const VPC = { SecurityGroupIds: ['sg-1', 'sg-2'], Subnets: ['subnet-1'] };
const READ_VPC = { subnets: ['subnet-1'], securityGroups: ['sg-1', 'sg-2'] };
const OPTIONS = { now: NOW };

async function described(
  type: JobType,
  rest: Readonly<Record<string, unknown>>,
  { name = 'a', models = {} }: { name?: string; models?: Readonly<Record<string, unknown>> } = {},
): Promise<Job | undefined> {
  const { aws } = cloudOf([{ type, name, status: 'InProgress', createdAt: NOW - 60_000, rest }], models);
  return describeJob(aws, { ...jobOf({ type, name }), createdAt: NOW - 60_000 }, OPTIONS);
}

describe('the settings of a job', () => {
  it.each<readonly [what: string, type: JobType, rest: Readonly<Record<string, unknown>>, settings: object]>([
    [
      'processing',
      'processing',
      {
        NetworkConfig: { EnableNetworkIsolation: true, EnableInterContainerTrafficEncryption: true, VpcConfig: VPC },
        ProcessingResources: { ClusterConfig: { InstanceCount: 2 } },
      },
      { vpc: READ_VPC, networkIsolation: true, interContainerEncryption: true, instances: 2 },
    ],
    [
      'processing that says nothing',
      'processing',
      { ProcessingResources: { ClusterConfig: { InstanceCount: 1 } } },
      { vpc: undefined, networkIsolation: false, interContainerEncryption: false, instances: 1 },
    ],
    [
      'processing on an instance that AWS chose',
      'processing',
      { ProcessingResources: { ClusterConfig: { InstanceCount: 1, SelectedInstanceCount: 4 } } },
      { instances: 4 },
    ],
    [
      'training',
      'training',
      { VpcConfig: VPC, EnableNetworkIsolation: true, ResourceConfig: { InstanceCount: 3 } },
      { vpc: READ_VPC, networkIsolation: true, interContainerEncryption: false, instances: 3 },
    ],
    [
      'training on groups of instances',
      'training',
      { ResourceConfig: { InstanceCount: 0, InstanceGroups: [{ InstanceCount: 1 }, { InstanceCount: 2 }] } },
      { instances: 3 },
    ],
    ['training without instances of its own', 'training', { ServerlessJobConfig: {} }, { instances: undefined }],
    [
      'AutoML',
      'automl',
      { SecurityConfig: { EnableInterContainerTrafficEncryption: true, VpcConfig: VPC } },
      { vpc: READ_VPC, networkIsolation: undefined, interContainerEncryption: true, instances: undefined },
    ],
    ['an empty VpcConfig', 'training', { VpcConfig: { Subnets: [], SecurityGroupIds: [] } }, { vpc: undefined }],
  ])('%s', async (_what, type, rest, settings) => {
    const job = await described(type, rest);
    expect(job?.settings).toHaveLength(1);
    expect(job?.settings[0]).toMatchObject(settings);
  });

  it('of a tuning job are those of each of its training definitions', async () => {
    const definition = { DefinitionName: 'x', VpcConfig: VPC, ResourceConfig: { InstanceCount: 1 }, RoleArn: 'role' };
    expect((await described('tuning', { TrainingJobDefinition: definition }))?.settings).toMatchObject([
      { of: 'x', vpc: READ_VPC },
    ]);
    const chosen = { InstanceConfigs: [{ InstanceCount: 2 }, { InstanceCount: 5 }] };
    const other = { DefinitionName: 'y', HyperParameterTuningResourceConfig: chosen };
    const job = await described('tuning', { TrainingJobDefinitions: [definition, other] });
    expect(job?.settings).toMatchObject([
      { of: 'x', vpc: READ_VPC, instances: 1 },
      { of: 'y', vpc: undefined, instances: 5 },
    ]);
    expect(job?.roleArn).toBe('role');
    await expect(described('tuning', {})).rejects.toThrow('TrainingJobDefinitions');
    await expect(described('tuning', { TrainingJobDefinitions: Array(11).fill(other) })).rejects.toThrow(
      'TrainingJobDefinitions',
    );
  });

  it('of a transform job are those of its model, and nobody knows them once that is gone', async () => {
    const rest = { ModelName: 'm', TransformResources: { InstanceCount: 2 } };
    const models = { m: { ModelName: 'm', VpcConfig: VPC, EnableNetworkIsolation: true } };
    const job = await described('transform', rest, { models });
    expect(job?.settings).toEqual([
      { of: undefined, vpc: READ_VPC, networkIsolation: true, interContainerEncryption: undefined, instances: 2 },
    ]);
    const orphan = await described('transform', rest);
    expect(orphan).toMatchObject({ settings: [], settingsUnread: expect.stringContaining('model m') });
  });

  it.each([
    ['before the job', -1, undefined],
    ['in the second in which it began', 999, undefined],
    ['after it began: another one had its name', 1_000, expect.stringContaining('model m, which was deleted')],
  ])('of a transform job are those of a model that was made %s', async (_when, laterMs, settingsUnread) => {
    const m = { ModelName: 'm', VpcConfig: VPC, CreationTime: (NOW - 60_000 + laterMs) / 1_000 };
    const job = await described('transform', { ModelName: 'm' }, { models: { m } });
    expect(job?.settings).toHaveLength(settingsUnread === undefined ? 1 : 0);
    expect(job?.settingsUnread).toEqual(settingsUnread);
  });

  it.each([{}, { ModelName: 'n' }])(
    'of a transform job are not read from an answer that is not about its model',
    async (m) => {
      await expect(described('transform', { ModelName: 'm' }, { models: { m } })).rejects.toThrow('ModelName');
    },
  );
});

describe('a job that is described', () => {
  it('is undefined where AWS does not know it any more', async () => {
    const { aws } = cloudOf([]);
    for (const type of JOB_TYPES) expect(await describeJob(aws, jobOf({ type }), OPTIONS)).toBeUndefined();
  });

  it.each<[string, 'not-found' | 'invalid' | 'denied', string, string, boolean]>([
    ['says so by the code', 'not-found', 'ResourceNotFound', 'Requested resource not found.', true],
    ['says so by its words', 'invalid', 'ValidationException', 'Could not find requested job with name: a', true],
    ['complains of something else', 'invalid', 'ValidationException', 'Value at "x" failed to satisfy', false],
    ['denies it in such words', 'denied', 'AccessDeniedException', 'the role does not exist', false],
  ])('is gone only where AWS %s', async (_how, reason, code, message, isGone) => {
    const aws: Reader = {
      ...cloudOf([]).aws,
      read(operation) {
        return Promise.reject(new AwsError({ reason, code, message, operation, target: TARGET, delivery: 'answered' }));
      },
    };
    const [outcome] = await Promise.allSettled([describeJob(aws, jobOf(), OPTIONS)]);
    expect(outcome).toMatchObject(isGone ? { value: undefined } : { reason: { reason } });
  });

  it('is not read where AWS answers about another', async () => {
    await expect(described('training', { TrainingJobArn: arnOf('training', 'b') })).rejects.toThrow('TrainingJobArn');
  });

  it('keeps the ARN that its list told, however its description spells it', async () => {
    const job = await described('training', { TrainingJobArn: arnOf('training', 'A') });
    expect(job?.arn).toBe(arnOf('training', 'a'));
  });

  it('is running as long as it is in progress', async () => {
    expect(await described('training', {})).toMatchObject({ running: true, observedAt: NOW });
    expect(await described('training', { TrainingJobStatus: 'Stopping' })).toMatchObject({ running: false });
  });

  it('names buckets wherever it does, each once, and no more than twenty', async () => {
    const inputs = [{ S3Input: { S3Uri: 's3://input/a' } }, { S3Input: { S3Uri: 's3://input/b' } }, { S3Input: null }];
    const outputs = { Outputs: [{ S3Output: { S3Uri: 's3://results' } }, { S3Output: { S3Uri: 's3://A_B/x' } }] };
    const job = await described('processing', { ProcessingInputs: inputs, ProcessingOutputConfig: outputs });
    expect(job?.buckets).toEqual(['input', 'results']);
    const many = Array.from({ length: 50 }, (_, index) => ({ S3Uri: `s3://bucket-${index}/x` }));
    expect((await described('training', { InputDataConfig: many }))?.buckets).toHaveLength(20);
  });

  it('looks for buckets in an answer that never ends for as long as it is told to', async () => {
    let nested: unknown = 's3://deep/x';
    for (let depth = 0; depth < 20_000; depth += 1) nested = [nested];
    expect((await described('training', { InputDataConfig: nested }))?.buckets).toEqual([]);
  });

  it('throws an AwsError, or nothing, whatever AWS answers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...JOB_TYPES),
        fc.dictionary(
          fc.constantFrom(
            'NetworkConfig',
            'VpcConfig',
            'SecurityConfig',
            'TrainingJobDefinition',
            'TrainingJobDefinitions',
            'ResourceConfig',
            'ProcessingResources',
            'ExperimentConfig',
            'TuningJobArn',
            'EnableNetworkIsolation',
            'ModelName',
            'InputDataConfig',
          ),
          fc.jsonValue(),
        ),
        async (type, rest) => {
          const models = { m: { ...rest, ModelName: 'm' } };
          const outcome: unknown = await described(type, { ModelName: 'm', ...rest }, { models }).catch(
            (error: unknown) => error,
          );
          expect(outcome instanceof AwsError || (outcome as Job).kind === 'job').toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('who started a job', () => {
  it.each<readonly [type: JobType, name: string, rest: Readonly<Record<string, unknown>>, by: string, of: unknown]>([
    ['processing', 'a', { MonitoringScheduleArn: 'arn:schedule' }, 'modelMonitor', 'arn:schedule'],
    ['processing', 'a', { TrainingJobArn: 'arn:training' }, 'debugger', 'arn:training'],
    ['processing', 'a', { AutoMLJobArn: 'arn:automl' }, 'autoML', 'arn:automl'],
    ['training', 'a', { TuningJobArn: 'arn:tuning' }, 'tuning', 'arn:tuning'],
    ['training', 'a', { LabelingJobArn: 'arn:labeling' }, 'labeling', 'arn:labeling'],
    ['transform', 'a', { ModelName: 'm', LabelingJobArn: 'arn:labeling' }, 'labeling', 'arn:labeling'],
    ['processing', 'pipelines-p4jn9xou8a8s-myprocessingstep1-tmgxry49ug', {}, 'pipeline', 'p4jn9xou8a8s'],
    ['training', 'pipelines-p4jn9xou8a8s-Train-tmgxry49ug-0', {}, 'pipeline', 'p4jn9xou8a8s'],
    [
      'training',
      'mlp-p4jn9xou8a8s-tmgxry49ug-0',
      { ExperimentConfig: { TrialName: 'p4jn9xou8a8s' } },
      'pipeline',
      'p4jn9xou8a8s',
    ],
    ['training', 'mlp-other', { ExperimentConfig: { TrialName: 'p4jn9xou8a8s' } }, 'person', undefined],
    ['training', 'pipelines-of-mine', {}, 'person', undefined],
  ])('%s %s %j: %s', async (type, name, rest, by, of) => {
    expect((await described(type, rest, { name, models: { m: { ModelName: 'm' } } }))?.origin).toEqual({
      by,
      name: of,
    });
  });

  it.each([
    ['mlp-p4jn9xou8a8s-tmgxry49ug-0', 'p4jn9xou8a8s'],
    ['mlp-p4jn9xou8a8s-tmgxry49ug', 'p4jn9xou8a8s'],
    ['MLP-prep-P4JN9XOU8A8S-abcdefghij-12', 'P4JN9XOU8A8S'],
    ['mlp-abcdefghijkl-abcdefghi1-0', 'abcdefghijkl'],
    ['mlp-regionaltest-regression-0', undefined],
    ['mlp-p4jn9xou8a8s', undefined],
    ['p4jn9xou8a8s-tmgxry49ug-0', undefined],
    ['mlp-p4jn9xou8a8s-tmgxry49ug-x', undefined],
    ['mlp-p4jn9xou8a8s1-tmgxry49ug', undefined],
    ['xgboost-2026-11-02-12-00-00-123', undefined],
    ['tuner-260101-1200-001-0a1b2c3d', undefined],
  ])('and of which execution its name may come: %s', async (name, perhapsExecution) => {
    const origin = (await described('training', {}, { name }))?.origin;
    expect(origin).toEqual({ by: 'person', name: undefined, ...(perhapsExecution && { perhapsExecution }) });
  });

  it('and through which tuning job', async () => {
    const both = { TuningJobArn: 'arn:tuning', AutoMLJobArn: 'arn:automl' };
    const origin = { by: 'autoML', name: 'arn:automl' };
    expect((await described('training', both))?.origin).toEqual({ ...origin, tuningJob: 'arn:tuning' });
    expect((await described('training', { ...both, TuningJobArn: '' }))?.origin).toEqual(origin);
    expect((await described('processing', both))?.origin).toEqual(origin);
  });
});

describe('the networks of a job', () => {
  it('are told where it is in one, and that they are not known where they are not', () => {
    const settings = [
      { of: undefined, vpc: READ_VPC, networkIsolation: true, interContainerEncryption: true, instances: 2 },
      { of: 'y', vpc: undefined, networkIsolation: true, interContainerEncryption: true, instances: 2 },
    ];
    expect(jobs.network?.(jobOf({ settings, buckets: ['in'] }))).toEqual({
      uses: [{ by: 'processing job prep', vpcId: undefined, ...READ_VPC, instances: 2, ofJobs: true, buckets: ['in'] }],
      untold: [],
    });
    const unread = jobOf({ settings: [], settingsUnread: 'its model is gone' });
    expect(jobs.network?.(unread)).toEqual({ uses: [], untold: ['processing job prep: its model is gone'] });
  });
});
