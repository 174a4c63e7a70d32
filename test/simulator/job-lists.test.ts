// Lists of jobs as AWS's own client pages, filters and sorts them, and what they leave out.
import {
  CreateDomainCommand,
  DescribeDomainCommand,
  ListAutoMLJobsCommand,
  ListDomainsCommand,
  ListHyperParameterTuningJobsCommand,
  ListProcessingJobsCommand,
  type ListProcessingJobsCommandInput,
  ListTrainingJobsCommand,
  ListTransformJobsCommand,
  paginateListProcessingJobs,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { JOB_TYPES, type JobSeed } from '../../src/simulator/job-seed.ts';
import { MEMBER, REGION, simulatorOf, START, type Watched } from './ask.ts';
import { arnOf, jobWorld, MINUTE, NETWORK, ROLE, sagemakerOf } from './jobs-world.ts';

let simulator: Watched;
let client: SageMakerClient;
async function begin(world = jobWorld(JOBS), options = {}): Promise<void> {
  client?.destroy();
  await simulator?.close();
  simulator = await simulatorOf(world, options);
  client = await sagemakerOf(simulator, 'SagekeeperRead');
}
beforeEach(() => begin());
afterEach(async () => {
  client.destroy();
  await simulator.close();
});

type Job = Omit<JobSeed, 'region'>;
const type = 'processing' as const;
const JOBS: readonly Job[] = [
  { type, name: 'beta', startedAgoMs: 3 * MINUTE, network: NETWORK },
  { type, name: 'alpha', startedAgoMs: 2 * MINUTE, durationMs: MINUTE },
  { type, name: 'gamma', startedAgoMs: MINUTE, status: 'Failed', durationMs: MINUTE / 2, failureReason: 'boom' },
];

async function names(input: ListProcessingJobsCommandInput = {}): Promise<readonly (string | undefined)[]> {
  const { ProcessingJobSummaries: jobs = [] } = await client.send(new ListProcessingJobsCommand(input));
  return jobs.map(({ ProcessingJobName: name }) => name);
}
const ago = (ms: number) => new Date(START - ms);

describe('ListProcessingJobs', () => {
  it.each<[ListProcessingJobsCommandInput, readonly string[]]>([
    [{}, ['beta', 'alpha', 'gamma']],
    [{ SortOrder: 'Descending' }, ['gamma', 'alpha', 'beta']],
    [{ SortBy: 'Name' }, ['alpha', 'beta', 'gamma']],
    [{ SortBy: 'Status' }, ['alpha', 'gamma', 'beta']],
    [{ NameContains: 'mm' }, ['gamma']],
    [{ StatusEquals: 'InProgress' }, ['beta']],
    [{ StatusEquals: 'Stopped' }, []],
    [{ CreationTimeAfter: ago(2.5 * MINUTE) }, ['alpha', 'gamma']],
    [{ CreationTimeAfter: ago(2 * MINUTE) }, ['gamma']],
    [{ CreationTimeBefore: ago(2.5 * MINUTE) }, ['beta']],
    [{ CreationTimeAfter: ago(2.5 * MINUTE), CreationTimeBefore: ago(1.5 * MINUTE) }, ['alpha']],
    [{ LastModifiedTimeAfter: ago(0.75 * MINUTE) }, ['gamma']],
    [{ LastModifiedTimeBefore: ago(2.5 * MINUTE) }, ['beta']],
  ])('%j', async (input, expected) => {
    expect(await names(input)).toEqual(expected);
  });

  it('says nothing of networks and roles', async () => {
    const { ProcessingJobSummaries: jobs } = await client.send(new ListProcessingJobsCommand({ SortBy: 'Name' }));
    expect(jobs?.[1]).toEqual({
      ProcessingJobName: 'beta',
      ProcessingJobArn: arnOf('processing-job', 'beta'),
      ProcessingJobStatus: 'InProgress',
      CreationTime: ago(3 * MINUTE),
      LastModifiedTime: ago(3 * MINUTE),
    });
    expect(jobs?.[2]).toMatchObject({ FailureReason: 'boom', ProcessingEndTime: ago(MINUTE / 2) });
  });

  it('in pages whose tokens belong to their question', async () => {
    const many = Array.from({ length: 230 }, (_, index) => ({
      type,
      name: `job-${index}`,
      startedAgoMs: index * 1_000,
    }));
    await begin(jobWorld(many));
    const pages: (readonly (string | undefined)[])[] = [];
    for await (const page of paginateListProcessingJobs({ client, pageSize: 100 }, { SortOrder: 'Descending' })) {
      pages.push((page.ProcessingJobSummaries ?? []).map(({ ProcessingJobName: name }) => name));
    }
    expect(pages.map(({ length }) => length)).toEqual([100, 100, 30]);
    expect(pages.flat()).toEqual(many.map(({ name }) => name));
    const first = await client.send(new ListProcessingJobsCommand({}));
    expect(first.ProcessingJobSummaries).toHaveLength(10);
    const other = new ListProcessingJobsCommand({ NextToken: first.NextToken, StatusEquals: 'InProgress' });
    await expect(client.send(other)).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(names({ MaxResults: 101 })).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('throttles who asks by time of change, and not who asks by time of creation', async () => {
    await begin(jobWorld(JOBS), { rates: 'aws' });
    const byChange = { LastModifiedTimeAfter: ago(MINUTE) };
    await names(byChange);
    await expect(names(byChange)).rejects.toMatchObject({ name: 'ThrottlingException' });
    for (let index = 0; index < 9; index += 1) await names({ CreationTimeAfter: ago(MINUTE) });
    simulator.pass(5_000);
    await expect(names(byChange)).rejects.toMatchObject({ name: 'ThrottlingException' });
    simulator.pass(5_000);
    expect(await names(byChange)).toEqual(['gamma']);
  });

  it('is stale, vanishing or refused on demand', async () => {
    const once = { match: { operation: 'ListProcessingJobs' }, times: 1 } as const;
    simulator.cloud.setFaults([
      { ...once, fault: 'throttle' },
      { ...once, fault: 'empty-page' },
    ]);
    await expect(names()).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(await names()).toEqual([]);
    expect(await names()).toHaveLength(3);
  });
});

it('every type has its list, in the order that AWS gives it', async () => {
  const jobs = JOB_TYPES.flatMap((one) =>
    ['b', 'a', 'c'].map((name, index) => ({ type: one, name, startedAgoMs: (9 - index) * MINUTE })),
  );
  await begin(jobWorld([...jobs, { type: 'tuning', name: 'd', startedAgoMs: 0, status: 'Stopped' }]));
  const training = await client.send(new ListTrainingJobsCommand({}));
  expect(training.TrainingJobSummaries?.map((one) => one.TrainingJobName)).toEqual(['b', 'a', 'c']);
  expect(training.TrainingJobSummaries?.[0]).toMatchObject({ TrainingJobStatus: 'InProgress' });
  const transform = await client.send(new ListTransformJobsCommand({}));
  expect(transform.TransformJobSummaries?.map((one) => one.TransformJobName)).toEqual(['c', 'a', 'b']);
  expect(transform.TransformJobSummaries?.[0]).toMatchObject({ LastModifiedTime: ago(7 * MINUTE) });
  const tuning = await client.send(new ListHyperParameterTuningJobsCommand({}));
  expect(tuning.HyperParameterTuningJobSummaries?.map((one) => one.HyperParameterTuningJobName)).toEqual([
    'a',
    'b',
    'c',
    'd',
  ]);
  expect(tuning.HyperParameterTuningJobSummaries?.[0]).toMatchObject({
    Strategy: 'Bayesian',
    TrainingJobStatusCounters: { InProgress: 1 },
    ResourceLimits: { MaxParallelTrainingJobs: 2 },
  });
  const automl = await client.send(new ListAutoMLJobsCommand({}));
  expect(automl.AutoMLJobSummaries?.map((one) => one.AutoMLJobName)).toEqual(['c', 'b', 'a']);
  expect(automl.AutoMLJobSummaries?.[0]).toMatchObject({ AutoMLJobSecondaryStatus: 'ModelTuning' });
});

describe('Studio domains', () => {
  const place = { region: REGION, vpc: 'vpc-1', subnets: ['subnet-a'] };
  const domains = [
    { id: 'd-2', name: 'two', ...place, access: 'VpcOnly', securityGroups: ['sg-studio'] } as const,
    { id: 'd-1', name: 'one', ...place, status: 'Updating' } as const,
    { id: 'd-3', name: 'three', region: 'us-east-1' },
  ];
  const domain = (DomainId: string) => client.send(new DescribeDomainCommand({ DomainId }));

  it('are listed, and tell their network', async () => {
    await begin(jobWorld([], { domains }));
    const { Domains: listed, NextToken: token } = await client.send(new ListDomainsCommand({ MaxResults: 1 }));
    expect(listed).toMatchObject([{ DomainId: 'd-1', DomainName: 'one', Status: 'Updating' }]);
    const rest = await client.send(new ListDomainsCommand({ NextToken: token }));
    expect(rest.Domains).toMatchObject([{ DomainId: 'd-2', DomainArn: arnOf('domain', 'd-2') }]);
    expect(await domain('d-2')).toMatchObject({
      DomainName: 'two',
      Status: 'InService',
      AuthMode: 'IAM',
      VpcId: 'vpc-1',
      SubnetIds: ['subnet-a'],
      AppNetworkAccessType: 'VpcOnly',
      DefaultUserSettings: { SecurityGroups: ['sg-studio'] },
    });
    await expect(domain('d-3')).rejects.toMatchObject({ name: 'ResourceNotFound' });
  });

  it('are made by who may, and are in service after a while', async () => {
    const create = new CreateDomainCommand({
      DomainName: 'new',
      AuthMode: 'IAM',
      DefaultUserSettings: { ExecutionRole: ROLE },
      VpcId: 'vpc-1',
      SubnetIds: ['subnet-a'],
    });
    await expect(client.send(create)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    client.destroy();
    client = await sagemakerOf(simulator);
    const { DomainId: id = '', DomainArn: arn } = await client.send(create);
    expect(arn).toBe(`arn:aws:sagemaker:${REGION}:${MEMBER}:domain/${id}`);
    expect((await domain(id)).Status).toBe('Pending');
    simulator.pass(MINUTE);
    expect(await domain(id)).toMatchObject({ Status: 'InService', AppNetworkAccessType: 'PublicInternetOnly' });
    await expect(client.send(create)).rejects.toMatchObject({ name: 'ResourceInUse' });
  });
});
