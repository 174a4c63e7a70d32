// Token buckets: what each family lets through, to whom they belong, and how each service words its refusal.
import { afterEach, describe, expect, it } from '@jest/globals';
import { Throttle } from '../../src/simulator/throttle.ts';
import { ask, assume, HUB, simulatorOf, type Watched, worldOf } from './ask.ts';

let simulator: Watched;

describe('a bucket', () => {
  const rates = new Map([['describe', { perSecond: 10, burst: 20 }]]);
  const admitted = (throttle: Throttle, times: number, now: number, account = 'a') =>
    Array.from({ length: times }, () => throttle.admits(account, 'r', 'describe', now)).filter(Boolean).length;

  it('holds its burst, fills by its rate, and never over the brim', () => {
    const throttle = new Throttle(rates);
    expect([admitted(throttle, 30, 0), admitted(throttle, 30, 1_000), admitted(throttle, 30, 60_000)]).toEqual([
      20, 10, 20,
    ]);
    expect([admitted(throttle, 5, 60_099), admitted(throttle, 5, 60_100)]).toEqual([0, 1]);
  });

  it('belongs to one account', () => {
    const throttle = new Throttle(rates);
    expect([admitted(throttle, 30, 0, 'a'), admitted(throttle, 30, 0, 'b')]).toEqual([20, 20]);
  });

  it('is copied with what it holds', () => {
    const throttle = new Throttle(rates);
    admitted(throttle, 15, 0);
    const copy = throttle.copy();
    expect([admitted(throttle, 30, 0), admitted(copy, 30, 0)]).toEqual([5, 5]);
  });
});

describe('over the wire', () => {
  afterEach(() => simulator.close());

  it.each([
    ['sagemaker.ListNotebookInstances', 10, 400, 'ThrottlingException'],
    ['tagging.GetResources', 10, 400, 'ThrottledException'],
    ['account.ListRegions', 10, 429, 'TooManyRequestsException'],
  ] as const)('%s lets %i through at once', async (operation, burst, status, code) => {
    simulator = await simulatorOf(worldOf(), { rates: 'aws' });
    const read = await assume(simulator, 'SagekeeperRead');
    for (let call = 0; call < burst; call += 1) {
      expect((await ask(simulator, read, operation)).status).toBe(200);
    }
    expect(await ask(simulator, read, operation)).toMatchObject({ status, code, message: 'Rate exceeded' });
    simulator.pass(1_000);
    expect((await ask(simulator, read, operation)).status).toBe(200);
  });

  it('one region does not slow another, but Account Management has one bucket for all', async () => {
    simulator = await simulatorOf(worldOf(), { rates: 'aws' });
    const read = await assume(simulator, 'SagekeeperRead');
    const drain = async (operation: 'sagemaker.ListNotebookInstances' | 'account.ListRegions') => {
      for (let call = 0; call < 10; call += 1) {
        await ask(simulator, read, operation);
      }
      return (await ask(simulator, read, operation, {}, 'us-east-1')).status;
    };
    expect([await drain('sagemaker.ListNotebookInstances'), await drain('account.ListRegions')]).toEqual([200, 429]);
  });

  it('Organizations has a word of its own', async () => {
    simulator = await simulatorOf(worldOf(), { rates: 'aws' });
    const codes = [];
    for (let call = 0; call < 3; call += 1) {
      codes.push((await ask(simulator, HUB, 'organizations.ListRoots')).code);
    }
    expect(codes).toEqual([undefined, undefined, 'TooManyRequestsException']);
  });
});
