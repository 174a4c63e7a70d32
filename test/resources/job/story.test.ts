/**
 * Jobs from their first list to their end, through the real passes and gates, against a simulated account: what is asked of AWS, and
 * which of them are stopped.
 */
import { describe, expect, it } from '@jest/globals';
import type { JobSeed } from '../../../src/simulator/job-seed.ts';
import { jobCloud } from './job-cloud.ts';

const NETWORK = { subnets: ['subnet-1'], securityGroups: ['sg-1'], encryption: true };
const open = (name: string, part: Partial<JobSeed> = {}) => ({ type: 'training' as const, name, ...part });
const STOP = { vpc: 'required', onViolation: 'stop' } as const;
const count = (asked: readonly string[], ...operations: readonly string[]): number =>
  asked.filter((operation) => operations.includes(operation)).length;

const LISTS = [
  'ListProcessingJobs',
  'ListTrainingJobs',
  'ListTransformJobs',
  'ListHyperParameterTuningJobs',
  'ListAutoMLJobs',
];

describe('what is asked of AWS', () => {
  it('is one list of each type in an unchanged pass, and one description of each job in its life', async () => {
    const types = ['processing', 'training', 'tuning', 'automl'] as const;
    const seeds = types.map((type) => ({ type, name: `a-${type}`, network: NETWORK }));
    const long = open('long', { startedAgoMs: 20 * 3_600_000, network: NETWORK });
    const world = jobCloud([...seeds, long], { vpc: 'required' });
    await world.pass();
    expect(world.asked.filter((operation) => /^Describe.*Job/.test(operation))).toHaveLength(5);
    expect(types.map((type) => world.standing(`a-${type}`))).toEqual(types.map(() => 'compliant'));
    expect(world.standing('long')).toBe('compliant');
    world.asked.length = 0;
    for (let passes = 0; passes < 10; passes += 1) await world.pass();
    expect(world.asked.filter((operation) => /^Describe.*Job/.test(operation))).toEqual([]);
    for (const operation of LISTS) expect(count(world.asked, operation)).toBe(10);
  });
});

describe('a job that runs for long and could not be described', () => {
  it('is described as soon as it can be', async () => {
    const long = open('long', { startedAgoMs: 20 * 3_600_000, network: NETWORK });
    const world = jobCloud([long], { vpc: 'required' });
    world.lose = (operation) => operation === 'DescribeTrainingJob';
    for (let passes = 0; passes < 3; passes += 1) await world.pass();
    expect(world.standing('long')).toBe('not seen');
    world.lose = () => false;
    await world.pass();
    expect(world.standing('long')).toBe('compliant');
  });
});

describe('a job in no VPC', () => {
  it('is told and left alone, unless people have said that it is stopped', async () => {
    const world = jobCloud([open('a')], { vpc: 'required' });
    await world.pass();
    expect(world.standing('a')).toMatch(/^drifted/);
    expect(world.asked.filter((operation) => operation.startsWith('Stop'))).toEqual([]);
  });

  it('is told also where whoever started it stopped it', async () => {
    const world = jobCloud([open('a', { status: 'Stopped' }), open('b', { status: 'Completed' })], { vpc: 'required' });
    await world.pass();
    expect([world.standing('a'), world.standing('b')]).toEqual([
      expect.stringMatching(/^drifted/),
      expect.stringMatching(/^drifted/),
    ]);
  });

  it.each(['processing', 'training', 'tuning', 'automl'] as const)('of type %s is stopped, once', async (type) => {
    const world = jobCloud(
      [
        { type, name: 'a' },
        { type, name: 'b', network: NETWORK },
      ],
      STOP,
    );
    for (let passes = 0; passes < 3; passes += 1) await world.pass();
    expect(world.statusOf('a')).toBe('Stopped');
    expect(world.statusOf('b')).toBe('InProgress');
    expect(world.asked.filter((operation) => operation.startsWith('Stop'))).toHaveLength(1);
    expect(world.standing('a')).toBe('compliant');
  });

  it('that transforms is stopped for the network of its model', async () => {
    const models = [{ name: 'm', region: 'eu-central-1' }];
    const world = jobCloud([{ type: 'transform', name: 'a', model: 'm' }], STOP, { account: { models } });
    for (let passes = 0; passes < 2; passes += 1) await world.pass();
    expect(world.statusOf('a')).toBe('Stopped');
  });

  it('is stopped one after another, as the budget says', async () => {
    const world = jobCloud([open('a'), open('b'), open('c')], STOP);
    let before = 0;
    for (let passes = 0; passes < 5; passes += 1) {
      await world.pass();
      const stopped = count(world.asked, 'StopTrainingJob');
      expect(stopped - before).toBeLessThanOrEqual(1);
      before = stopped;
    }
    expect(['a', 'b', 'c'].map((name) => world.statusOf(name))).toEqual(['Stopped', 'Stopped', 'Stopped']);
    expect(count(world.asked, 'StopTrainingJob')).toBe(3);
  });

  it('keeps its place in the budget until it has ended', async () => {
    const names = ['a', 'b', 'c'];
    const world = jobCloud(
      names.map((name) => open(name)),
      STOP,
      { stopMs: 150_000 },
    );
    let most = 0;
    world.lose = () => {
      most = Math.max(most, names.filter((name) => world.statusOf(name) === 'Stopping').length);
      return false;
    };
    for (let passes = 0; passes < 12; passes += 1) await world.pass();
    expect(names.map((name) => world.statusOf(name))).toEqual(['Stopped', 'Stopped', 'Stopped']);
    expect([most, count(world.asked, 'StopTrainingJob')]).toEqual([1, 3]);
  });

  it('is left alone outside of every window', async () => {
    const disruption = { windows: ['never'], budgets: [], haltAbove: 5 };
    const world = jobCloud([open('a')], STOP, { part: { disruption } });
    await world.pass();
    expect(world.standing('a')).toMatch(/^held/);
    expect(world.statusOf('a')).toBe('InProgress');
  });

  it('is not stopped again where the answer was lost, nor where its end came first', async () => {
    const world = jobCloud([open('a')], STOP);
    let lost = 0;
    world.lose = (operation) => operation === 'StopTrainingJob' && (lost += 1) === 1;
    for (let passes = 0; passes < 3; passes += 1) await world.pass();
    expect(count(world.asked, 'StopTrainingJob')).toBe(1);
    expect(world.statusOf('a')).toBe('Stopped');

    const ending = jobCloud([open('a', { durationMs: 10 * 60_000 + 200 })], STOP);
    for (let passes = 0; passes < 2; passes += 1) await ending.pass();
    expect(ending.statusOf('a')).toBe('Completed');
    expect(ending.standing('a')).toMatch(/^drifted/);
  });

  it('that a tuning job started is left to it', async () => {
    const child = open('child', { origin: { tuning: 'parent' } });
    const world = jobCloud([child], STOP);
    await world.pass();
    expect(world.standing('child')).toMatch(/^drifted/);
    expect(world.statusOf('child')).toBe('InProgress');
  });

  it('that AutoML started through a tuning job is left to that', async () => {
    const child = open('child', { origin: { tuning: 'parent', automl: 'auto' } });
    const world = jobCloud([child, { type: 'tuning', name: 'parent' }], STOP);
    for (let passes = 0; passes < 3; passes += 1) await world.pass();
    expect(world.statusOf('parent')).toBe('Stopped');
    expect(count(world.asked, 'StopTrainingJob')).toBe(0);
  });

  it('that transforms is left alone where its model was made anew since', async () => {
    const createdAt = new Date(jobCloud([]).now()).toISOString();
    const models = [{ name: 'm', region: 'eu-central-1', createdAt }];
    const world = jobCloud([{ type: 'transform', name: 'a', model: 'm' }], STOP, { account: { models } });
    for (let passes = 0; passes < 2; passes += 1) await world.pass();
    expect([world.standing('a'), world.statusOf('a')]).toEqual(['unknown JobNetworkUnknown', 'InProgress']);
  });
});
