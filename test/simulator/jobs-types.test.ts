// The other types of jobs as AWS's own client creates, reads and stops them, and the jobs that a world begins with.
import {
  CreateAutoMLJobCommand,
  CreateAutoMLJobV2Command,
  CreateHyperParameterTuningJobCommand,
  CreateModelCommand,
  CreateTrainingJobCommand,
  CreateTransformJobCommand,
  DescribeAutoMLJobCommand,
  DescribeAutoMLJobV2Command,
  DescribeHyperParameterTuningJobCommand,
  DescribeModelCommand,
  DescribeProcessingJobCommand,
  DescribeTrainingJobCommand,
  DescribeTransformJobCommand,
  ListModelsCommand,
  ListTagsCommand,
  StopAutoMLJobCommand,
  StopHyperParameterTuningJobCommand,
  StopTrainingJobCommand,
  StopTransformJobCommand,
} from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MEMBER, START } from './ask.ts';
import {
  arnOf,
  CLUSTER,
  JobRig,
  jobWorld,
  MINUTE,
  NETWORK,
  OUTPUT,
  ROLE,
  SOURCE,
  TRAINING,
  VPC,
} from './jobs-world.ts';

const rig = new JobRig();
beforeEach(() => rig.begin());
afterEach(() => rig.end());

const processing = (ProcessingJobName: string) =>
  rig.client.send(new DescribeProcessingJobCommand({ ProcessingJobName }));

describe('the other types', () => {
  it('training', async () => {
    const name = { TrainingJobName: 'fit' };
    await rig.client.send(new CreateTrainingJobCommand({ ...name, ...TRAINING, VpcConfig: VPC }));
    const read = () => rig.client.send(new DescribeTrainingJobCommand(name));
    expect(await read()).toMatchObject({
      TrainingJobArn: arnOf('training-job', 'fit'),
      TrainingJobStatus: 'InProgress',
      SecondaryStatus: 'Training',
      VpcConfig: VPC,
      EnableNetworkIsolation: false,
      EnableInterContainerTrafficEncryption: false,
      ResourceConfig: CLUSTER,
    });
    await rig.client.send(new StopTrainingJobCommand(name));
    rig.simulator.pass(2 * MINUTE);
    expect(await read()).toMatchObject({ TrainingJobStatus: 'Stopped', SecondaryStatus: 'Stopped' });
    await expect(rig.client.send(new StopTrainingJobCommand(name))).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'The request was rejected because the training job is in status Stopped.',
    });
    const none = { TrainingJobName: 'none' };
    const absent = { name: 'ValidationException', message: 'Requested resource not found.' };
    await expect(rig.client.send(new DescribeTrainingJobCommand(none))).rejects.toMatchObject(absent);
    await expect(rig.client.send(new StopTrainingJobCommand(none))).rejects.toMatchObject(absent);
  });

  it('transform, in the network of its model', async () => {
    const job = {
      TransformJobName: 'score',
      ModelName: 'Scorer',
      TransformInput: SOURCE,
      TransformOutput: OUTPUT,
      TransformResources: { InstanceCount: 3, InstanceType: 'ml.m5.xlarge' },
    } as const;
    await expect(rig.client.send(new CreateTransformJobCommand(job))).rejects.toMatchObject({
      name: 'ValidationException',
      message: `Could not find model "${arnOf('model', 'scorer')}".`,
    });
    const model = { ModelName: 'Scorer', ExecutionRoleArn: ROLE, VpcConfig: VPC, PrimaryContainer: { Image: 'image' } };
    expect((await rig.client.send(new CreateModelCommand(model))).ModelArn).toBe(arnOf('model', 'scorer'));
    await expect(rig.client.send(new CreateModelCommand(model))).rejects.toMatchObject({ name: 'ValidationException' });
    await rig.client.send(new CreateTransformJobCommand(job));
    const told = await rig.client.send(new DescribeTransformJobCommand({ TransformJobName: 'score' }));
    expect(told).toMatchObject({ ...job, TransformJobStatus: 'InProgress' });
    expect(await rig.client.send(new DescribeModelCommand({ ModelName: 'Scorer' }))).toMatchObject({
      ...model,
      EnableNetworkIsolation: false,
    });
    const { Models: models } = await rig.client.send(new ListModelsCommand({ NameContains: 'core' }));
    expect(models).toMatchObject([{ ModelName: 'Scorer', ModelArn: arnOf('model', 'scorer') }]);
    expect((await rig.client.send(new ListModelsCommand({ NameContains: 'x' }))).Models).toEqual([]);
    await rig.client.send(new StopTransformJobCommand({ TransformJobName: 'score' }));
    await expect(rig.client.send(new StopTransformJobCommand({ TransformJobName: 'none' }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Could not find job to update with name: none',
    });
  });

  it('tuning, of one definition or several', async () => {
    const HyperParameterTuningJobConfig = {
      Strategy: 'Random',
      ResourceLimits: { MaxParallelTrainingJobs: 2 },
    } as const;
    const create = (HyperParameterTuningJobName: string, more: object) =>
      rig.client.send(
        new CreateHyperParameterTuningJobCommand({
          HyperParameterTuningJobName,
          HyperParameterTuningJobConfig,
          ...more,
        }),
      );
    const read = (HyperParameterTuningJobName: string) =>
      rig.client.send(new DescribeHyperParameterTuningJobCommand({ HyperParameterTuningJobName }));
    await create('one', { TrainingJobDefinition: { ...TRAINING, VpcConfig: VPC } });
    await create('several', {
      TrainingJobDefinitions: [
        { ...TRAINING, DefinitionName: 'a' },
        { ...TRAINING, VpcConfig: VPC },
      ],
    });
    expect(await read('one')).toMatchObject({
      HyperParameterTuningJobArn: arnOf('hyper-parameter-tuning-job', 'one'),
      TrainingJobDefinition: { VpcConfig: VPC, ResourceConfig: CLUSTER },
      TrainingJobStatusCounters: { InProgress: 1 },
    });
    const { TrainingJobDefinitions: definitions = [] } = await read('several');
    expect(definitions.map(({ VpcConfig: vpc }) => vpc)).toEqual([undefined, VPC]);
    await expect(create('x'.repeat(33), { TrainingJobDefinition: TRAINING })).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await rig.client.send(new StopHyperParameterTuningJobCommand({ HyperParameterTuningJobName: 'one' }));
    expect((await read('one')).HyperParameterTuningJobStatus).toBe('Stopping');
    await expect(read('none')).rejects.toMatchObject({ name: 'ResourceNotFound' });
  });

  it('AutoML, by either operation', async () => {
    const rest = { OutputDataConfig: OUTPUT, RoleArn: ROLE };
    const SecurityConfig = { VpcConfig: VPC, EnableInterContainerTrafficEncryption: true };
    await rig.client.send(
      new CreateAutoMLJobCommand({
        ...rest,
        AutoMLJobName: 'first',
        InputDataConfig: [{ ...SOURCE, TargetAttributeName: 'y' }],
        AutoMLJobConfig: { SecurityConfig },
      }),
    );
    await rig.client.send(
      new CreateAutoMLJobV2Command({
        ...rest,
        AutoMLJobName: 'second',
        AutoMLJobInputDataConfig: [SOURCE],
        AutoMLProblemTypeConfig: { TextClassificationJobConfig: { ContentColumn: 'text', TargetLabelColumn: 'y' } },
        SecurityConfig,
      }),
    );
    const read = (AutoMLJobName: string) => rig.client.send(new DescribeAutoMLJobV2Command({ AutoMLJobName }));
    const readFirst = (AutoMLJobName: string) => rig.client.send(new DescribeAutoMLJobCommand({ AutoMLJobName }));
    expect((await readFirst('first')).AutoMLJobConfig?.SecurityConfig).toEqual(SecurityConfig);
    expect(await read('first')).toMatchObject({
      SecurityConfig,
      AutoMLJobInputDataConfig: [SOURCE],
      AutoMLProblemTypeConfig: { TabularJobConfig: { TargetAttributeName: 'y' } },
      AutoMLJobStatus: 'InProgress',
    });
    expect(await read('second')).toMatchObject({ SecurityConfig, AutoMLJobArn: arnOf('automl-job', 'second') });
    await expect(readFirst('second')).rejects.toMatchObject({ name: 'ValidationException' });
    for (const AutoMLJobName of ['first', 'second']) await rig.client.send(new StopAutoMLJobCommand({ AutoMLJobName }));
    expect(await readFirst('first')).toMatchObject({
      AutoMLJobStatus: 'Stopping',
      AutoMLJobSecondaryStatus: 'Stopping',
    });
    await expect(read('none')).rejects.toMatchObject({ name: 'ResourceNotFound' });
  });
});

describe('jobs that a world begins with', () => {
  const read = async (ProcessingJobName: string) => {
    const {
      ProcessingJobStatus: status,
      FailureReason: why,
      ProcessingEndTime: end,
    } = await rig.client.send(new DescribeProcessingJobCommand({ ProcessingJobName }));
    return [status, why, end?.getTime()];
  };

  it('are at whatever point the world says', async () => {
    const type = 'processing';
    await rig.begin(
      jobWorld([
        { type, name: 'lasts', startedAgoMs: 90 * MINUTE },
        { type, name: 'ends', startedAgoMs: 5 * MINUTE, durationMs: 6 * MINUTE },
        { type, name: 'fails', startedAgoMs: 5 * MINUTE, durationMs: 6 * MINUTE, failureReason: 'boom' },
        { type, name: 'over', startedAgoMs: 5 * MINUTE, durationMs: 2 * MINUTE },
        { type, name: 'failed', status: 'Failed', startedAgoMs: 5 * MINUTE, failureReason: 'bang' },
        { type, name: 'stopping', status: 'Stopping' },
      ]),
    );
    expect(await read('over')).toEqual(['Completed', undefined, START - 3 * MINUTE]);
    expect(await read('failed')).toEqual(['Failed', 'bang', START - 4 * MINUTE]);
    expect(await read('ends')).toEqual(['InProgress', undefined, undefined]);
    rig.simulator.pass(MINUTE);
    expect(await read('ends')).toEqual(['Completed', undefined, START + MINUTE]);
    expect(await read('fails')).toEqual(['Failed', 'boom', START + MINUTE]);
    rig.simulator.pass(30 * MINUTE);
    expect(await read('lasts')).toEqual(['InProgress', undefined, undefined]);
    expect((await read('stopping'))[0]).toBe('Stopped');
  });

  it('tell who started them, where AWS does', async () => {
    const origin = { monitoringSchedule: 'Drift', automl: 'auto', training: 'fit', tuning: 'tune' };
    const execution = 'arn:aws:sagemaker:eu-central-1:012345678901:pipeline/p/execution/abcdefghijkl';
    await rig.begin(
      jobWorld([
        { type: 'processing', name: 'a', origin, network: { ...NETWORK, isolation: true } },
        { type: 'training', name: 'b', origin, instances: 4 },
        { type: 'processing', name: 'c', origin: { pipelineExecution: execution }, tags: { team: 'fraud' } },
      ]),
    );
    expect(await processing('a')).toMatchObject({
      MonitoringScheduleArn: arnOf('monitoring-schedule', 'drift'),
      AutoMLJobArn: arnOf('automl-job', 'auto'),
      TrainingJobArn: arnOf('training-job', 'fit'),
      NetworkConfig: { EnableNetworkIsolation: true, EnableInterContainerTrafficEncryption: false, VpcConfig: VPC },
      RoleArn: `arn:aws:iam::${MEMBER}:role/JobExecution`,
    });
    expect(await rig.client.send(new DescribeTrainingJobCommand({ TrainingJobName: 'b' }))).toMatchObject({
      TuningJobArn: arnOf('hyper-parameter-tuning-job', 'tune'),
      AutoMLJobArn: arnOf('automl-job', 'auto'),
      ResourceConfig: { InstanceCount: 4 },
    });
    const { Tags: tags } = await rig.client.send(new ListTagsCommand({ ResourceArn: arnOf('processing-job', 'c') }));
    expect(tags).toEqual([
      { Key: 'sagemaker:pipeline-execution-arn', Value: execution },
      { Key: 'team', Value: 'fraud' },
    ]);
  });

  it('say whatever a world makes them say', async () => {
    await rig.begin(jobWorld([{ type: 'processing', name: 'odd', settings: { NetworkConfig: 'none at all' } }]));
    expect((await processing('odd')).NetworkConfig as unknown).toEqual('none at all');
  });
});
