/**
 * The only clock and the only timers that the controller has.
 */
import type { Clock } from '../model/world.ts';

/** The longest that a timer of the runtime can wait; longer sleeps are slept in parts. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    for (let left = ms; left > 0 && signal?.aborted !== true; left -= LONGEST_TIMER_MS) {
      await nap(Math.min(left, LONGEST_TIMER_MS), signal);
    }
  },
};

/** Milliseconds since some instant of this process's life; never put right, and goes on while the process is stopped. */
export function monotonicMs(): number {
  return performance.now();
}

async function nap(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    signal?.addEventListener('abort', wake, { once: true });
  });
}
