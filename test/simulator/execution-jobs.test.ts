// Jobs that executions of pipelines start, as whoever lists jobs finds them among the others.
import { describe, expect, it } from '@jest/globals';
import { createCloud } from '../../src/simulator/cloud.ts';
import type { PipelineSeed } from '../../src/simulator/world-shape.ts';
import { MEMBER, REGION, sessionIn, START } from './ask.ts';
import { caller, pipelineWorld, TOKEN } from './pipelines-world.ts';

const MINUTE = 60_000;
const VPC = { Subnets: ['subnet-a', { Get: 'Parameters.Subnet' }], SecurityGroupIds: ['sg-a'] };
const DEFINITION: PipelineSeed['definition'] = {
  Version: '2020-12-01',
  Parameters: [{ Name: 'Subnet', Type: 'String', DefaultValue: 'subnet-b' }],
  Steps: [
    {
      Name: 'Prepare',
      Type: 'Processing',
      Arguments: { ProcessingJobName: 'mlp', NetworkConfig: { VpcConfig: VPC }, Tags: [{ Key: 'team', Value: 'ml' }] },
    },
    { Name: 'Fit', Type: 'Training', Arguments: { VpcConfig: VPC, EnableNetworkIsolation: true } },
    { Name: 'Check', Type: 'QualityCheck', CheckType: 'DATA_QUALITY', Arguments: {} },
    { Name: 'Score', Type: 'Transform', Arguments: { ModelName: { Get: 'Steps.Model.ModelName' } } },
  ],
};

function begin(seed: Partial<PipelineSeed> = {}) {
  let now = START;
  const behaviour = { executionMs: 4 * MINUTE, executionStopMs: MINUTE / 2, jobStopMs: MINUTE / 4 };
  const world = pipelineWorld([{ name: 'Nightly', definition: DEFINITION, ...seed }], { behaviour });
  const cloud = createCloud({ world, now: () => now });
  const call = caller(cloud, sessionIn(cloud, 'OrganizationAccountAccessRole'));
  const pass = (ms: number): void => void (now += ms);
  const start = (): string =>
    call('StartPipelineExecution', { PipelineName: 'Nightly', ClientRequestToken: TOKEN })[
      'PipelineExecutionArn'
    ] as string;
  const listed = (noun: string): readonly (readonly unknown[])[] =>
    (call(`List${noun}s`, { SortBy: 'CreationTime' })[`${noun}Summaries`] as readonly Record<string, unknown>[]).map(
      (one) => [one[`${noun}Name`], one[`${noun}Status`]],
    );
  return { cloud, call, pass, start, listed };
}

const processingName = (call: ReturnType<typeof caller>): string =>
  (call('ListProcessingJobs', {})['ProcessingJobSummaries'] as readonly { ProcessingJobName: string }[])[0]
    ?.ProcessingJobName ?? '';

describe('an execution', () => {
  it('starts its jobs one after another, under the names that its steps tell', () => {
    const { call, pass, start, listed } = begin();
    const arn = start();
    const named = (prefix: string) => expect.stringMatching(new RegExp(`^${prefix}-`));
    expect([listed('ProcessingJob'), listed('TrainingJob')]).toEqual([[[named('mlp'), 'InProgress']], []]);
    pass(MINUTE + 1);
    expect(listed('ProcessingJob')).toEqual([[named('mlp'), 'Completed']]);
    expect(listed('TrainingJob')).toEqual([[named('pipelines'), 'InProgress']]);
    pass(3 * MINUTE);
    expect(listed('ProcessingJob').map(([, status]) => status)).toEqual(['Completed', 'Completed']);
    expect(listed('TransformJob')).toEqual([[named('pipelines'), 'Completed']]);
    const steps = call('ListPipelineExecutionSteps', { PipelineExecutionArn: arn, SortOrder: 'Ascending' });
    const [first] = steps['PipelineExecutionSteps'] as readonly { Metadata: { ProcessingJob: { Arn: string } } }[];
    expect(first?.Metadata.ProcessingJob.Arn).toBe(
      `arn:aws:sagemaker:${REGION}:${MEMBER}:processing-job/${processingName(call)}`,
    );
  });

  it('gives them the arguments of their steps, with values, and marks them', () => {
    const { call, start } = begin();
    const arn = start();
    const told = call('DescribeProcessingJob', { ProcessingJobName: processingName(call) });
    expect(told).toMatchObject({
      NetworkConfig: { VpcConfig: { Subnets: ['subnet-a', 'subnet-b'], SecurityGroupIds: ['sg-a'] } },
      CreationTime: START / 1000,
    });
    const { Tags: tags } = call('ListTags', { ResourceArn: told['ProcessingJobArn'] });
    expect(tags).toEqual([
      { Key: 'sagemaker:pipeline-execution-arn', Value: arn },
      { Key: 'sagemaker:pipeline-step-name', Value: 'Prepare' },
      { Key: 'team', Value: 'ml' },
    ]);
  });

  it('stops the one that runs, and starts no more', () => {
    const { call, pass, start, listed } = begin();
    const arn = start();
    pass(MINUTE + 1);
    call('StopPipelineExecution', { PipelineExecutionArn: arn, ClientRequestToken: TOKEN });
    expect([listed('ProcessingJob'), listed('TrainingJob')]).toEqual([
      [[expect.any(String), 'Completed']],
      [[expect.any(String), 'Stopping']],
    ]);
    pass(10 * MINUTE);
    expect([listed('TrainingJob'), listed('TransformJob')]).toEqual([[[expect.any(String), 'Stopped']], []]);
  });

  it('does not notice that somebody stops a job of it', () => {
    const { cloud, call, pass, start, listed } = begin();
    const arn = start();
    call('StopProcessingJob', { ProcessingJobName: processingName(call) });
    expect(listed('ProcessingJob')).toEqual([[expect.any(String), 'Stopping']]);
    pass(2 * MINUTE);
    expect(listed('ProcessingJob')[0]?.[1]).toBe('Stopped');
    expect(call('DescribePipelineExecution', { PipelineExecutionArn: arn })['PipelineExecutionStatus']).toBe(
      'Executing',
    );
    expect(cloud.jobs().map(({ type, status }) => [type, status])).toEqual([
      ['processing', 'Stopped'],
      ['processing', 'InProgress'],
      ['training', 'Completed'],
    ]);
  });

  it('that a world begins with has its jobs too', () => {
    const over = begin({ executions: [{ status: 'Succeeded', startedAt: '2026-11-20T03:00:00Z' }] });
    expect(over.listed('ProcessingJob').map(([, status]) => status)).toEqual(['Completed', 'Completed']);
    expect(over.listed('TrainingJob').map(([, status]) => status)).toEqual(['Completed']);
    const lasting = begin({ executions: [{ startedAt: '2026-11-20T03:00:00Z' }] });
    expect(lasting.listed('TransformJob').map(([, status]) => status)).toEqual(['InProgress']);
    const TransformJobName = lasting.listed('TransformJob')[0]?.[0];
    expect(lasting.call('DescribeTransformJob', { TransformJobName })['ModelName']).toBe('Steps.Model.ModelName');
    const { TransformJobArn: ResourceArn } = lasting.call('DescribeTransformJob', { TransformJobName });
    lasting.call('AddTags', { ResourceArn, Tags: [{ Key: 'a', Value: 'b' }] });
    expect(lasting.listed('TransformJob').map(([, status]) => status)).toEqual(['InProgress']);
    lasting.call('StopTransformJob', { TransformJobName });
    expect(lasting.listed('TransformJob').map(([, status]) => status)).toEqual(['Stopping']);
  });

  it('whose role may not create a job starts none', () => {
    const { start, listed } = begin({ role: 'SagekeeperRead' });
    start();
    expect([listed('ProcessingJob'), listed('TrainingJob')]).toEqual([[], []]);
  });
});
