// Jobs of five types as AWS's own client creates, reads and stops them.
import {
  AddTagsCommand,
  CreateProcessingJobCommand,
  type CreateProcessingJobCommandInput,
  DescribeProcessingJobCommand,
  ListTagsCommand,
  StopProcessingJobCommand,
} from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { START } from './ask.ts';
import { arnOf, CLUSTER, JobRig, jobWorld, MINUTE, ROLE, VPC } from './jobs-world.ts';

const rig = new JobRig();
beforeEach(() => rig.begin());
afterEach(() => rig.end());

const process = (more: Partial<CreateProcessingJobCommandInput> = {}) =>
  rig.client.send(
    new CreateProcessingJobCommand({
      ProcessingJobName: 'Prepare-1',
      ProcessingResources: { ClusterConfig: CLUSTER },
      AppSpecification: { ImageUri: 'image' },
      RoleArn: ROLE,
      ...more,
    }),
  );
const processing = (ProcessingJobName = 'Prepare-1') =>
  rig.client.send(new DescribeProcessingJobCommand({ ProcessingJobName }));
const stop = (ProcessingJobName = 'Prepare-1') => rig.client.send(new StopProcessingJobCommand({ ProcessingJobName }));

describe('a processing job', () => {
  it('tells what was asked for, and completes after its time', async () => {
    const NetworkConfig = { EnableNetworkIsolation: true, VpcConfig: VPC };
    const { ProcessingJobArn: arn } = await process({ NetworkConfig, ExperimentConfig: { TrialName: 'a' } });
    expect(arn).toBe(arnOf('processing-job', 'prepare-1'));
    const begun = await processing();
    expect(begun).toMatchObject({
      ProcessingJobName: 'Prepare-1',
      ProcessingJobStatus: 'InProgress',
      NetworkConfig,
      ExperimentConfig: { TrialName: 'a' },
      ProcessingResources: { ClusterConfig: { InstanceCount: 2 } },
      RoleArn: ROLE,
      CreationTime: new Date(START),
    });
    expect(begun.NetworkConfig).toEqual(NetworkConfig);
    expect(begun.ProcessingEndTime).toBeUndefined();
    rig.simulator.pass(10 * MINUTE - 1);
    expect((await processing()).ProcessingJobStatus).toBe('InProgress');
    rig.simulator.pass(1);
    expect(await processing()).toMatchObject({
      ProcessingJobStatus: 'Completed',
      ProcessingEndTime: new Date(START + 10 * MINUTE),
      LastModifiedTime: new Date(START + 10 * MINUTE),
    });
  });

  it('tells no network where none was asked for', async () => {
    await process();
    expect((await processing()).NetworkConfig).toBeUndefined();
  });

  it('stops after a while, once', async () => {
    await process();
    await stop();
    expect((await processing()).ProcessingJobStatus).toBe('Stopping');
    await expect(stop()).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('status Stopping.'),
    });
    rig.simulator.pass(2 * MINUTE);
    expect(await processing()).toMatchObject({
      ProcessingJobStatus: 'Stopped',
      ProcessingEndTime: new Date(START + 2 * MINUTE),
    });
    rig.simulator.pass(30 * MINUTE);
    expect((await processing()).ProcessingJobStatus).toBe('Stopped');
  });

  it('is refused under a name that is taken, and without what it needs', async () => {
    await process();
    await expect(process()).rejects.toMatchObject({ name: 'ResourceInUse' });
    const few = { VpcConfig: { Subnets: ['subnet-a'], SecurityGroupIds: [] } };
    const many = { VpcConfig: { Subnets: Array.from({ length: 17 }, () => 'subnet-a'), SecurityGroupIds: ['sg-a'] } };
    for (const NetworkConfig of [few, many]) {
      await expect(process({ ProcessingJobName: 'other', NetworkConfig })).rejects.toMatchObject({
        name: 'ValidationException',
      });
    }
    await expect(process({ ProcessingJobName: 'a_b' })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(process({ ProcessingJobName: 'other', RoleArn: undefined })).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await expect(processing('other')).rejects.toMatchObject({ name: 'ResourceNotFound' });
  });

  it('is found by the name as it was created', async () => {
    await process();
    await expect(processing('prepare-1')).rejects.toMatchObject({ name: 'ResourceNotFound' });
    await expect(stop('prepare-1')).rejects.toMatchObject({ name: 'ResourceNotFound' });
  });

  it('has tags', async () => {
    await process({ Tags: [{ Key: 'team', Value: 'fraud' }] });
    const ResourceArn = arnOf('processing-job', 'Prepare-1');
    await rig.client.send(new AddTagsCommand({ ResourceArn, Tags: [{ Key: 'sagekeeper:x', Value: '1' }] }));
    const { Tags: tags = [] } = await rig.client.send(new ListTagsCommand({ ResourceArn }));
    expect(tags.map(({ Key: key }) => key)).toEqual(['sagekeeper:x', 'team']);
    for (const other of [arnOf('training-job', 'Prepare-1'), arnOf('processing-job', 'Prepare-1', '000000000002')]) {
      const read = rig.client.send(new ListTagsCommand({ ResourceArn: other }));
      await expect(read).rejects.toMatchObject({ name: 'ResourceNotFound' });
    }
  });
});

describe('who may create one', () => {
  const allow = (Action: string | string[], more: object = {}) => ({ Effect: 'Allow', Action, Resource: '*', ...more });
  const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });

  it('may also pass its role', async () => {
    await rig.begin(jobWorld(), undefined, policy(allow('sagemaker:*')));
    await expect(process()).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('iam:PassRole'),
    });
  });

  it.each([
    ['sagemaker:VpcSubnets', 'ForAllValues:StringEquals', ['subnet-a', 'subnet-b'], { VpcConfig: VPC }],
    ['sagemaker:VpcSecurityGroupIds', 'ForAnyValue:StringEquals', ['sg-jobs'], { VpcConfig: VPC }],
    ['sagemaker:NetworkIsolation', 'Bool', 'true', { EnableNetworkIsolation: true }],
    ['sagemaker:InterContainerTrafficEncryption', 'Bool', 'true', { EnableInterContainerTrafficEncryption: true }],
  ])('is known by %s', async (key, operator, value, network) => {
    const Condition = { [operator]: { [key]: value }, Null: { [key]: 'false' } };
    await rig.begin(jobWorld(), undefined, policy(allow('sagemaker:*', { Condition }), allow('iam:PassRole')));
    await expect(process({ NetworkConfig: {} })).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect((await process({ NetworkConfig: network })).ProcessingJobArn).toBeDefined();
  });

  it('a session for one job stops that one only', async () => {
    const jobs = ['one', 'two'].map((name) => ({ type: 'processing', name }) as const);
    const Resource = arnOf('processing-job', 'one');
    await rig.begin(
      jobWorld(jobs),
      'SagekeeperWrite',
      policy({ Effect: 'Allow', Action: 'sagemaker:Stop*', Resource }),
    );
    await expect(stop('two')).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await stop('one');
  });

  it('the default roles stop, and do not create', async () => {
    await rig.begin(jobWorld([{ type: 'processing', name: 'one' }]), 'SagekeeperWrite');
    await expect(process()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await stop('one');
    await rig.begin(jobWorld([{ type: 'processing', name: 'one' }]), 'SagekeeperRead');
    expect((await processing('one')).ProcessingJobStatus).toBe('InProgress');
    await expect(stop('one')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
