/** When may the next call start? In virtual time: p-queue's clock and timers are jest's. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { Rate } from '../../src/model/desired-state.ts';
import { createLimiter, LimiterClosed, type Lane, type Limiter } from '../../src/aws/limiter.ts';
import { DEFAULT_RATES, rateOf } from '../../src/aws/rates.ts';

const lane = (rateClass = 'sagemaker:describe', account = '111122223333'): Lane => ({
  target: { account, region: 'eu-central-1' },
  service: 'sagemaker',
  rateClass,
});

beforeEach(() => {
  jest.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  jest.useRealTimers();
});

/** Starts of calls that arrive at these moments (ms from now), each lasting `lasts`. */
async function startsOf(
  limiter: Limiter,
  arrivals: readonly number[],
  lasts = 0,
  on = lane(),
): Promise<readonly number[]> {
  const starts: number[] = [];
  const origin = Date.now();
  const call = async () => {
    starts.push(Date.now() - origin);
    await new Promise((resolve) => setTimeout(resolve, lasts));
  };
  const all = arrivals.map(async (at) => {
    await new Promise((resolve) => setTimeout(resolve, at));
    await limiter.run(on, call);
  });
  const done = Promise.all(all);
  await jest.runAllTimersAsync();
  await done;
  return starts;
}

/** The most starts that any window of this length holds. */
function densest(starts: readonly number[], windowMs: number): number {
  const sorted = starts.toSorted((a, b) => a - b);
  let most = 0;
  let first = 0;
  sorted.forEach((start, index) => {
    while (start - (sorted[first] ?? 0) >= windowMs) first += 1;
    most = Math.max(most, index - first + 1);
  });
  return most;
}

const arrivals = fc.array(fc.integer({ min: 0, max: 8_000 }), { minLength: 1, maxLength: 120 });

describe('the limiter', () => {
  const rates = fc.oneof(
    fc.record({ perSecond: fc.constantFrom(0.3, 1, 2, 7, 10, 33), burst: fc.integer({ min: 1, max: 20 }) }),
    fc.constantFrom(...Object.values(DEFAULT_RATES).filter((rate) => rate !== 'off')),
  );

  it('never starts more than AWS\u2019s bucket holds, in no sliding window', async () => {
    await fc.assert(
      fc.asyncProperty(rates, arrivals, fc.integer({ min: 0, max: 900 }), async (rate, at, lasts) => {
        const starts = await startsOf(
          createLimiter(() => rate),
          at,
          lasts,
        );
        expect(starts).toHaveLength(at.length);
        expect(densest(starts, (rate.burst / rate.perSecond) * 1_000)).toBeLessThanOrEqual(rate.burst);
        for (const windowMs of [250, 1_000, 3_000]) {
          const allowed = rate.burst + Math.ceil((rate.perSecond * windowMs) / 1_000);
          expect(densest(starts, windowMs)).toBeLessThanOrEqual(allowed);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('never starts more than the class allows after throttles either, and slows down', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), async (throttles) => {
        const limiter = createLimiter(() => ({ perSecond: 10, burst: 10 }));
        for (let i = 0; i < throttles; i += 1) {
          limiter.throttled(lane());
          await jest.advanceTimersByTimeAsync(1_000);
        }
        const began = Date.now();
        const starts = await startsOf(
          limiter,
          Array.from({ length: 60 }, () => 0),
        );
        expect(densest(starts, 1_000)).toBeLessThanOrEqual(10);
        // At full rate the last of 60 starts after 5 s.
        expect(Math.max(...starts)).toBeGreaterThan(6_500);
        expect(Date.now() - began).toBeLessThan(120_000);
      }),
      { numRuns: 6 },
    );
  });

  it('counts a burst of throttles as one', async () => {
    const limiter = createLimiter(() => ({ perSecond: 10, burst: 1 }));
    for (let i = 0; i < 20; i += 1) limiter.throttled(lane());
    const starts = await startsOf(
      limiter,
      Array.from({ length: 11 }, () => 0),
    );
    const seconds = Math.max(...starts) / 1_000;
    expect(seconds).toBeGreaterThan(1.5);
    expect(seconds).toBeLessThan(2.5);
  });

  it('is back at full rate about a minute after the storm', async () => {
    const limiter = createLimiter(() => ({ perSecond: 10, burst: 10 }));
    for (let i = 0; i < 8; i += 1) {
      limiter.throttled(lane());
      await jest.advanceTimersByTimeAsync(1_001);
    }
    await jest.advanceTimersByTimeAsync(70_000);
    const starts = await startsOf(
      limiter,
      Array.from({ length: 30 }, () => 0),
    );
    expect(Math.max(...starts)).toBeLessThan(2_200);
  });

  it('settles where AWS throttles, with few late throttles', async () => {
    const limiter = createLimiter(() => ({ perSecond: 10, burst: 10 }));
    // AWS's own bucket: half of what we think, refilled evenly.
    let tokens = 5;
    let at = Date.now();
    let throttled = 0;
    const outcomes: boolean[] = [];
    const call = async () => {
      tokens = Math.min(5, tokens + ((Date.now() - at) / 1_000) * 5);
      at = Date.now();
      outcomes.push(tokens >= 1);
      if (tokens >= 1) tokens -= 1;
      else {
        throttled += 1;
        limiter.throttled(lane());
      }
    };
    const all = Promise.all(Array.from({ length: 1_500 }, async () => limiter.run(lane(), call)));
    await jest.runAllTimersAsync();
    await all;
    const late = outcomes.slice(300);
    expect(throttled).toBeGreaterThan(0);
    expect(late.filter((ok) => !ok).length / late.length).toBeLessThanOrEqual(0.02);
    // More than half of what AWS would let through.
    expect(1_500 / ((Date.now() - 1_000_000) / 1_000)).toBeGreaterThan(2.5);
  });

  it('does not let a slow or throttled account delay another', async () => {
    const limiter = createLimiter(() => ({ perSecond: 5, burst: 10 }));
    const ill = lane('sagemaker:describe', '999988887777');
    limiter.throttled(ill);
    for (let i = 0; i < 50; i += 1) void limiter.run(ill, async () => new Promise(() => undefined));
    expect(Math.max(...(await startsOf(limiter, [0, 0, 0, 0, 0])))).toBe(0);
  });

  it('bounds what is in flight, also with the rate off', async () => {
    const limiter = createLimiter(() => 'off');
    let running = 0;
    let most = 0;
    const call = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 10));
      running -= 1;
    };
    const all = Promise.all(Array.from({ length: 200 }, async () => limiter.run(lane(), call)));
    await jest.runAllTimersAsync();
    await all;
    expect(most).toBe(32);
  });

  it('says how many wait, and lets those leave that give up', async () => {
    const limiter = createLimiter(() => ({ perSecond: 1, burst: 1 }));
    const giveUp = new AbortController();
    const ran: string[] = [];
    const all = Promise.allSettled([
      limiter.run(lane(), async () => void ran.push('first')),
      limiter.run(lane(), async () => void ran.push('gone'), { signal: giveUp.signal }),
      limiter.run(lane(), async () => void ran.push('last')),
      limiter.run(lane(), async () => void ran.push('ahead'), { ahead: true }),
    ]);
    await jest.advanceTimersByTimeAsync(0);
    expect(limiter.waiting()).toEqual({ sagemaker: 3 });
    giveUp.abort(new Error('enough'));
    await jest.advanceTimersByTimeAsync(0);
    expect(limiter.waiting()).toEqual({ sagemaker: 2 });
    await jest.runAllTimersAsync();
    const [, gone] = await all;
    expect(gone).toMatchObject({ status: 'rejected', reason: new Error('enough') });
    expect(ran).toEqual(['first', 'ahead', 'last']);
    expect(limiter.waiting()).toEqual({ sagemaker: 0 });
  });

  it('holds the slot of a task that has started until it ends, whatever its signal says', async () => {
    const limiter = createLimiter(() => 'off');
    const giveUp = new AbortController();
    const started = limiter.run(
      lane(),
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 500));
        return 'ended';
      },
      { signal: giveUp.signal },
    );
    await jest.advanceTimersByTimeAsync(10);
    giveUp.abort(new Error('enough'));
    await jest.runAllTimersAsync();
    await expect(started).resolves.toBe('ended');
  });

  it('starts nothing any more once it is closed', async () => {
    const limiter = createLimiter(() => ({ perSecond: 1, burst: 1 }));
    const first = limiter.run(lane(), async () => 1);
    const second = limiter.run(lane(), async () => 2);
    const ends = Promise.allSettled([second]);
    await jest.advanceTimersByTimeAsync(0);
    limiter.close();
    await expect(ends).resolves.toMatchObject([{ status: 'rejected', reason: new LimiterClosed() }]);
    await expect(second).rejects.toBeInstanceOf(LimiterClosed);
    await expect(first).resolves.toBe(1);
    await expect(limiter.run(lane(), async () => 3)).rejects.toBeInstanceOf(LimiterClosed);
    expect(limiter.waiting()).toEqual({ sagemaker: 0 });
  });

  it('lets go of queues that are idle, and of no others', async () => {
    const limiter = createLimiter(() => ({ perSecond: 1, burst: 1 }));
    const busy = lane('sagemaker:describe', '000000000000');
    for (let i = 0; i < 32; i += 1) void limiter.run(busy, async () => new Promise(() => undefined));
    for (let account = 1; account <= 400; account += 1) {
      await limiter.run(lane('sagemaker:describe', String(account).padStart(12, '0')), async () => undefined);
      await jest.advanceTimersByTimeAsync(100);
    }
    expect(limiter.size()).toBeLessThan(30);
    // 32 hang in flight; a new queue would start these at once.
    let started = 0;
    for (let i = 0; i < 3; i += 1) void limiter.run(busy, async () => void (started += 1));
    await jest.advanceTimersByTimeAsync(5_000);
    expect(started).toBe(0);
    expect(limiter.waiting()).toEqual({ sagemaker: 3 });
  });
});

describe('rateOf', () => {
  it('takes the nearest override', () => {
    const slow: Rate = { perSecond: 1, burst: 1 };
    expect(rateOf('sagemaker:list', {})).toEqual(DEFAULT_RATES['sagemaker:list']);
    expect(rateOf('sagemaker:list', { '*': 'off' })).toBe('off');
    expect(rateOf('sagemaker:list', { '*': 'off', 'sagemaker:*': slow })).toBe(slow);
    expect(rateOf('sagemaker:list', { 'sagemaker:*': 'off', 'sagemaker:list': slow })).toBe(slow);
    expect(rateOf('tagging:get', { 'sagemaker:*': 'off' })).toEqual(DEFAULT_RATES['tagging:get']);
    expect(rateOf('new:class', {})).toEqual({ perSecond: 1, burst: 1 });
  });
});
