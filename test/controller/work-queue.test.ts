/**
 * What the work queue tells of itself: how much is due and not begun, which is what people watch.
 */
import { describe, expect, it } from '@jest/globals';
import { WorkQueue } from '../../src/controller/work-queue.ts';
import type { Clock } from '../../src/model/world.ts';

const LANE = { name: 'passes', workers: 1 } as const;
const TURNS = 20;

/** Time stands still: what is due now comes at once, anything else never. */
const clock: Clock = {
  now: () => 1_000,
  sleep: async (ms, signal) => {
    if (ms <= 0) return;
    await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
  },
};

async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await Promise.resolve();
}

describe('the depth of the queue', () => {
  it('counts what is due and has no worker: not what is being worked on, nor what is to come', async () => {
    const finish: (() => void)[] = [];
    const queue = new WorkQueue(
      clock,
      () => new Promise<void>((resolve) => finish.push(resolve)),
      () => undefined,
    );
    queue.add('first', LANE, 1_000);
    queue.add('second', LANE, 1_000);
    queue.add('third', LANE, 900);
    queue.add('later', LANE, 60_000);
    await settle();
    expect(queue.depth).toBe(2);
    finish.pop()?.();
    await settle();
    expect(queue.depth).toBe(1);
    finish.pop()?.();
    await settle();
    expect(queue.depth).toBe(0);
    finish.pop()?.();
    await queue.stop();
  });
});
