/**
 * Which calls does it take to know every job that runs or has begun lately, and is each described once?
 */
import { describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../src/model/aws-error.ts';
import type { ListContext, Listed } from '../../../src/model/resource.ts';
import { NO_NETWORK_FACTS } from '../../../src/model/network.ts';
import { LONGEST_MS, LONG_RUNNING_EVERY_MS, RECENT_MS, listJobs } from '../../../src/resources/job/observe.ts';
import type { Job } from '../../../src/resources/job/shape.ts';
import { JOB_TYPES } from '../../../src/resources/job/shape.ts';
import { NOW, TARGET, arnOf, cloudOf, jobOf } from './jobs.ts';
import type { CloudJob } from './jobs.ts';

const PASS_MS = 300_000;

/** Of a pass by which nothing is known yet. */
function firstContext(notes = new Map<string, unknown>()): ListContext<Job> {
  return { now: NOW, needs: new Set(), known: new Map(), notes, network: NO_NETWORK_FACTS };
}

/** What a controller remembers between passes: every listed job is known from then on, as a description would tell it. */
function remembering(jobs: CloudJob[]) {
  const { aws, asked } = cloudOf(jobs);
  const known = new Map<string, Job>();
  const notes = new Map<string, unknown>();
  const pass = async (now: number): Promise<readonly Listed<Job>[]> => {
    asked.length = 0;
    const context: ListContext<Job> = { now, needs: new Set(), known, notes, network: NO_NETWORK_FACTS };
    const found: Listed<Job>[] = [];
    for await (const listed of listJobs(aws, TARGET, context)) found.push(listed);
    const before = new Map(known);
    known.clear();
    for (const { reading, ...sighting } of found) {
      const type = JOB_TYPES.find((one) => sighting.arn === arnOf(one, sighting.name)) ?? 'processing';
      known.set(sighting.arn, reading ?? before.get(sighting.arn) ?? jobOf({ ...sighting, type, observedAt: now }));
    }
    return found;
  };
  return { pass, asked, known, notes };
}

const job = (name: string, ageMs: number, part: Partial<CloudJob> = {}): CloudJob => ({
  type: 'training',
  name,
  status: 'InProgress',
  createdAt: NOW - ageMs,
  ...part,
});
const names = (found: readonly Listed<Job>[]): readonly string[] => found.map(({ name }) => name);

describe('a list of jobs', () => {
  it('is one call for each type, besides an hourly search for what has run for long', async () => {
    const { pass, asked } = remembering([]);
    await pass(NOW);
    expect(asked.filter(({ input }) => input['StatusEquals'] === undefined)).toHaveLength(5);
    expect(asked.filter(({ input }) => input['StatusEquals'] === 'InProgress')).toHaveLength(5);
    for (let at = NOW + PASS_MS; at < NOW + LONG_RUNNING_EVERY_MS; at += PASS_MS) {
      await pass(at);
      expect(asked.map(({ operation }) => operation)).toEqual([
        'ListProcessingJobs',
        'ListTrainingJobs',
        'ListTransformJobs',
        'ListHyperParameterTuningJobs',
        'ListAutoMLJobs',
      ]);
    }
    await pass(NOW + LONG_RUNNING_EVERY_MS);
    expect(asked).toHaveLength(10);
  });

  it('filters by time of creation, in seconds, and never by time of modification', async () => {
    const { pass, asked } = remembering([]);
    await pass(NOW);
    expect(asked[0]?.input).toEqual({
      CreationTimeAfter: (NOW - RECENT_MS) / 1_000,
      SortBy: 'CreationTime',
      SortOrder: 'Descending',
      MaxResults: 100,
    });
    expect(asked[1]?.input).toMatchObject({
      CreationTimeAfter: (NOW - LONGEST_MS) / 1_000,
      StatusEquals: 'InProgress',
    });
    expect(JSON.stringify(asked)).not.toContain('LastModified');
  });

  it('tells new jobs without a reading, and known ones with what has changed of them', async () => {
    const mine = job('a', 60_000);
    const { pass, known } = remembering([mine]);
    expect(await pass(NOW)).toMatchObject([{ name: 'a', status: 'InProgress' }]);
    expect((await pass(NOW + 1))[0]).toHaveProperty('reading');
    const before = known.get(arnOf('training', 'a'));
    mine.status = 'Completed';
    mine.modifiedAt = NOW + 1_000;
    const [listed] = await pass(NOW + PASS_MS);
    expect(listed?.reading).toEqual({
      ...before,
      status: 'Completed',
      running: false,
      lastModifiedAt: NOW + 1_000,
      observedAt: NOW + PASS_MS,
    });
  });

  it('describes no known job again', async () => {
    const { pass, asked } = remembering([job('a', 60_000), job('b', 20 * 3_600_000)]);
    await pass(NOW);
    for (let at = NOW + PASS_MS; at < NOW + 3 * LONG_RUNNING_EVERY_MS; at += PASS_MS) {
      await pass(at);
      expect(asked.filter(({ operation }) => operation.startsWith('Describe'))).toEqual([]);
    }
  });

  it('leaves out what is over and began long ago', async () => {
    const { pass } = remembering([
      job('over', RECENT_MS + 60_000, { status: 'Completed' }),
      job('lately over', 60_000, { status: 'Failed' }),
      job('long', 20 * 86_400_000),
      job('lost', LONGEST_MS + 60_000),
    ]);
    expect(names(await pass(NOW))).toEqual(['lately over', 'long']);
  });

  it('carries on what runs for long, until the next search says that it is over', async () => {
    const long = job('long', 20 * 3_600_000);
    const { pass } = remembering([long]);
    await pass(NOW);
    long.status = 'Completed';
    expect(names(await pass(NOW + LONG_RUNNING_EVERY_MS - 1))).toEqual(['long']);
    expect(names(await pass(NOW + LONG_RUNNING_EVERY_MS))).toEqual([]);
  });

  it('tells what could not be described in every pass, until it could, or a search says that it is over', async () => {
    const { pass, known } = remembering([
      job('read', 20 * 3_600_000),
      job('unread', 20 * 3_600_000),
      job('older by then', RECENT_MS - PASS_MS),
    ]);
    const unreadable = ['unread', 'older by then'];
    for (let at = NOW; at < NOW + 3 * LONG_RUNNING_EVERY_MS; at += PASS_MS) {
      expect(names(await pass(at)).toSorted()).toEqual(['older by then', 'read', 'unread']);
      for (const name of unreadable) known.delete(arnOf('training', name));
    }
  });

  it('does not tell again what was over when it was described', async () => {
    const { pass, known } = remembering([job('long', 20 * 3_600_000)]);
    await pass(NOW);
    const arn = arnOf('training', 'long');
    known.set(arn, jobOf({ ...known.get(arn), status: 'Completed' }));
    expect(names(await pass(NOW + PASS_MS))).toEqual([]);
    expect(names(await pass(NOW + 2 * PASS_MS))).toEqual([]);
  });

  it('forgets what is over once it began long ago', async () => {
    const over = job('a', RECENT_MS - PASS_MS);
    const { pass } = remembering([over]);
    await pass(NOW);
    over.status = 'Completed';
    expect(names(await pass(NOW + 1))).toEqual(['a']);
    expect(names(await pass(NOW + 2 * PASS_MS))).toEqual([]);
  });

  it('never loses a job that grows old while it runs, nor tells it twice', async () => {
    const { pass } = remembering([job('a', RECENT_MS - 10 * PASS_MS - 500), job('b', RECENT_MS - PASS_MS)]);
    for (let at = NOW; at < NOW + 3 * LONG_RUNNING_EVERY_MS; at += PASS_MS)
      expect(names(await pass(at)).toSorted()).toEqual(['a', 'b']);
  });

  it('searches again where a search was not read to its end', async () => {
    const { aws, asked } = cloudOf([]);
    const notes = new Map<string, unknown>();
    const context = firstContext(notes);
    const failing = {
      ...aws,
      async *pages(operation: Parameters<typeof aws.pages>[0], input: Parameters<typeof aws.pages>[1]) {
        if (input['StatusEquals'] !== undefined) throw new Error('lost');
        yield* aws.pages(operation, input);
      },
    };
    const read = async (reader: typeof aws): Promise<void> => {
      for await (const _listed of listJobs(reader, TARGET, context));
    };
    await expect(read(failing)).rejects.toThrow('lost');
    await read(aws);
    expect(asked.filter(({ input }) => input['StatusEquals'] !== undefined)).toHaveLength(5);
  });

  it('tells what a search has found also where the list of another type failed behind it', async () => {
    const { aws } = cloudOf([job('long', 20 * 3_600_000)]);
    const context = firstContext();
    const failing = {
      ...aws,
      async *pages(operation: Parameters<typeof aws.pages>[0], input: Parameters<typeof aws.pages>[1]) {
        if (operation === 'ListAutoMLJobs') throw new Error('lost');
        yield* aws.pages(operation, input);
      },
    };
    const read = async (reader: typeof aws): Promise<readonly string[]> => {
      const found: string[] = [];
      for await (const { name } of listJobs(reader, TARGET, context)) found.push(name);
      return found;
    };
    await expect(read(failing)).rejects.toThrow('lost');
    expect(await read(aws)).toEqual(['long']);
  });

  it.each<readonly [code: string, isPassedOver: boolean]>([
    ['UnknownOperationException', true],
    ['InvalidAction', true],
    ['AccessDeniedException', false],
    ['ThrottlingException', false],
  ])('of a type that answers %s is passed over: %s', async (code, isPassedOver) => {
    const { aws } = cloudOf([job('a', 60_000)]);
    const refusing = {
      ...aws,
      async *pages(operation: Parameters<typeof aws.pages>[0], input: Parameters<typeof aws.pages>[1]) {
        if (operation === 'ListAutoMLJobs')
          throw new AwsError({
            reason: 'invalid',
            code,
            message: code,
            operation,
            target: TARGET,
            delivery: 'answered',
          });
        yield* aws.pages(operation, input);
      },
    };
    const found: string[] = [];
    const read = async (): Promise<void> => {
      for await (const { name } of listJobs(refusing, TARGET, firstContext())) found.push(name);
    };
    const outcome = await read().then(
      () => 'read',
      (error: unknown) => String(error),
    );
    expect([found, outcome === 'read']).toEqual([['a'], isPassedOver]);
  });

  it('describes another job that has taken the name of one', async () => {
    const resources = { ResourceConfig: { InstanceCount: 3 } };
    const other = job('a', 60_000, { type: 'tuning', rest: { TrainingJobDefinition: resources } });
    const { pass, known } = remembering([other]);
    known.set(arnOf('tuning', 'a'), jobOf({ type: 'tuning', name: 'a', createdAt: NOW - 3_600_000 }));
    const [listed] = await pass(NOW);
    expect(listed?.reading).toMatchObject({ createdAt: NOW - 60_000, settings: [{ instances: 3 }] });
  });

  it.each([
    ['of another account', { TrainingJobArn: 'arn:aws:sagemaker:eu-central-1:999999999999:training-job/a' }],
    ['of another type', { TrainingJobArn: arnOf('processing', 'a') }],
    ['without a status', { TrainingJobStatus: undefined }],
    ['without a time', { CreationTime: 'yesterday' }],
  ])('does not believe an answer %s', async (_what, part) => {
    const { aws } = cloudOf([job('a', 60_000)]);
    const lying = {
      ...aws,
      async *pages(operation: Parameters<typeof aws.pages>[0], input: Parameters<typeof aws.pages>[1]) {
        for await (const page of aws.pages(operation, input))
          yield page.map((item) => ({ ...(item as object), ...part }));
      },
    };
    await expect(async () => {
      for await (const _listed of listJobs(lying, TARGET, firstContext()));
    }).rejects.toThrow('another form than documented');
  });
});
