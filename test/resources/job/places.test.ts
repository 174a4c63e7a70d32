/**
 * Where AWS says what of a job, member by member; and the edges of what is listed, carried on and stopped.
 */
import { describe, expect, it } from '@jest/globals';
import { NO_NETWORK_FACTS } from '../../../src/model/network.ts';
import type { Listed } from '../../../src/model/resource.ts';
import { bucketOf, bucketsIn } from '../../../src/resources/job/buckets.ts';
import { nextStep } from '../../../src/resources/job/converge.ts';
import { describeJob } from '../../../src/resources/job/describe.ts';
import { listJobs } from '../../../src/resources/job/observe.ts';
import { JOB_PATHS } from '../../../src/resources/job/shape.ts';
import type { Job, JobType } from '../../../src/resources/job/shape.ts';
import { acceptedCall } from '../accepted-call.ts';
import { NOW, SETTLE_MS, TARGET, arnOf, cloudOf, contextOf, jobOf } from './jobs.ts';
import type { CloudJob } from './jobs.ts';

const HOUR = 3_600_000;
const OPTIONS = { tags: true, close: true, needs: new Set<never>(), now: NOW };

async function described(type: JobType, rest: Readonly<Record<string, unknown>>, name = 'a'): Promise<Job | undefined> {
  const models = { m: { ModelName: 'm' } };
  const whole = { ...(type === 'transform' ? { ModelName: 'm' } : {}), ...rest };
  const { aws } = cloudOf([{ type, name, status: 'InProgress', createdAt: NOW - 60_000, rest: whole }], models);
  return describeJob(aws, { ...jobOf({ type, name }), createdAt: NOW - 60_000 }, OPTIONS);
}

describe('buckets', () => {
  it.each<[JobType, string]>([
    ['processing', 'ProcessingInputs'],
    ['processing', 'ProcessingOutputConfig'],
    ['training', 'InputDataConfig'],
    ['training', 'OutputDataConfig'],
    ['training', 'CheckpointConfig'],
    ['transform', 'TransformInput'],
    ['transform', 'TransformOutput'],
    ['tuning', 'TrainingJobDefinition'],
    ['automl', 'AutoMLJobInputDataConfig'],
    ['automl', 'OutputDataConfig'],
  ])('of a %s job are named in %s', async (type, member) => {
    expect((await described(type, { [member]: { Deep: { S3Uri: 's3://data/x' } } }))?.buckets).toEqual(['data']);
  });

  it('of a tuning job are named in each of its definitions', async () => {
    const definitions = ['one', 'two'].map((name) => ({ OutputDataConfig: { S3OutputPath: `s3://${name}-x/` } }));
    expect((await described('tuning', { TrainingJobDefinitions: definitions }))?.buckets).toEqual(['one-x', 'two-x']);
  });

  it.each([
    ['s3://data', { bucket: 'data', whole: false }],
    ['s3://data/', { bucket: 'data', whole: true }],
    ['xs3://data/', undefined],
    ['s3://data x/', undefined],
    ['s3://da/', undefined],
    [`s3://${'x'.repeat(63)}/`, { bucket: 'x'.repeat(63), whole: true }],
    [`s3://${'x'.repeat(64)}/`, undefined],
  ])('are what a text begins with: %s', (text, expected) => {
    expect(bucketOf(text)).toEqual(expected);
  });

  it('are looked for in so many values', () => {
    const behind = (others: number) => bucketsIn([...Array<number>(others).fill(0), 's3://data/x']);
    expect([behind(4_999), behind(5_000)]).toEqual([['data'], []]);
  });
});

describe('the role of a job', () => {
  const RoleArn = 'arn:aws:iam::111122223333:role/r';

  it.each<JobType>(['processing', 'training', 'automl'])('is said by a %s job itself', async (type) => {
    expect((await described(type, { RoleArn }))?.roleArn).toBe(RoleArn);
  });

  it('is said by the first definition of a tuning job', async () => {
    expect((await described('tuning', { TrainingJobDefinition: { RoleArn } }))?.roleArn).toBe(RoleArn);
    const definitions = [{ RoleArn }, { RoleArn: 'other' }];
    expect((await described('tuning', { TrainingJobDefinitions: definitions }))?.roleArn).toBe(RoleArn);
  });
});

describe('the instances of a job', () => {
  const instances = async (type: JobType, rest: Readonly<Record<string, unknown>>) =>
    (await described(type, rest))?.settings[0]?.instances;

  it('are those of its groups together, of which one may not say any', async () => {
    const groups = [{}, { InstanceCount: 2 }, { InstanceCount: 3 }];
    expect(await instances('training', { ResourceConfig: { InstanceGroups: groups } })).toBe(5);
    expect(await instances('training', { ResourceConfig: { InstanceGroups: [{}] } })).toBeUndefined();
  });

  it('are the most of those that AWS chooses among', async () => {
    const tuning = (InstanceConfigs: readonly object[]) =>
      instances('tuning', { TrainingJobDefinition: { HyperParameterTuningResourceConfig: { InstanceConfigs } } });
    expect(await tuning([{ InstanceCount: 2 }, {}, { InstanceCount: 1 }])).toBe(2);
    expect(await tuning([{}])).toBeUndefined();
  });

  it('are told of ten definitions, which is as many as there may be', async () => {
    const definitions = Array.from({ length: 10 }, (_, index) => ({ ResourceConfig: { InstanceCount: index + 1 } }));
    const job = await described('tuning', { TrainingJobDefinitions: definitions });
    expect(job?.settings.map((one) => one.instances)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});

describe('who started a job', () => {
  it.each<[string, string, Readonly<Record<string, unknown>>]>([
    ['a name that only has that of a pipeline in it', 'my-pipelines-p4jn9xou8a8s-step-x', {}],
    ['an ARN that is empty', 'a', { TuningJobArn: '' }],
    ['a trial that is no execution', 'mlp-trial-x', { ExperimentConfig: { TrialName: 'trial' } }],
    ['a trial that is not told', 'mlp-undefined-x', { ExperimentConfig: {} }],
  ])('is not told by %s', async (_what, name, rest) => {
    expect((await described('training', rest, name))?.origin).toEqual({ by: 'person', name: undefined });
  });
});

describe('what is listed', () => {
  const job = (name: string, ageMs: number): CloudJob => ({
    type: 'training',
    name,
    status: 'InProgress',
    createdAt: NOW - ageMs,
  });

  async function listed(jobs: CloudJob[], known: readonly Job[], notes = new Map<string, unknown>(), now = NOW) {
    const { aws, asked } = cloudOf(jobs);
    const context = {
      now,
      needs: new Set<never>(),
      known: new Map(known.map((one) => [one.arn, one])),
      notes,
      network: NO_NETWORK_FACTS,
    };
    const found: Listed<Job>[] = [];
    for await (const one of listJobs(aws, TARGET, context)) found.push(one);
    return { found, asked };
  }

  it('is what began within six hours, and for what runs since before that one second more', async () => {
    const { asked } = await listed([], []);
    const since = (NOW - 6 * HOUR) / 1_000;
    expect(asked[0]?.input['CreationTimeAfter']).toBe(since);
    expect(asked[1]?.input).toMatchObject({ StatusEquals: 'InProgress', CreationTimeBefore: since + 1 });
  });

  it('is carried on from the edge of what the list tells, as it was known, and is no new reading', async () => {
    const notes = new Map<string, unknown>();
    await listed([], [], notes);
    const carried = (ageMs: number) => {
      const known = jobOf({ type: 'training', name: 'a', arn: arnOf('training', 'a'), createdAt: NOW - ageMs });
      return listed([], [known], notes, NOW + 1).then(({ found }) => [found.length, found[0] === known]);
    };
    // The list begins a millisecond later by then.
    expect(await carried(6 * HOUR - 1_001)).toEqual([1, true]);
    expect(await carried(6 * HOUR - 1_002)).toEqual([0, false]);
  });

  it('is a new reading where a list tells it', async () => {
    const known = jobOf({ type: 'training', name: 'a', createdAt: NOW - HOUR, observedAt: NOW - 60_000 });
    const { found } = await listed([job('a', HOUR)], [known]);
    expect(found[0]?.reading).toMatchObject({ observedAt: NOW });
  });
});

describe('a job whose stop was sent', () => {
  const DIFFERENCE = { path: JOB_PATHS.vpc, have: undefined, want: 'required' };
  const stop = (at: number) =>
    acceptedCall({ operation: 'StopProcessingJob', effect: 'disrupt', reason: 'Stop', change: 'c0', at });

  it('is waited for by the last of several', () => {
    const [old, late] = [stop(NOW - 10 * SETTLE_MS), stop(NOW - 1)];
    expect(nextStep(jobOf(), [DIFFERENCE], contextOf([old, late]))).toMatchObject({ step: 'wait', reason: 'StopSent' });
    expect(nextStep(jobOf(), [DIFFERENCE], contextOf([old])).step).toBe('call');
  });
});
