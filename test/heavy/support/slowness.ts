// How slow is this machine right now? What is promised in seconds is promised for one on which nobody else wants the processor.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** `node -e 0` on a quiet machine. */
const QUIET_START_MS = 50;

/** What a process that does nothing takes from its start to its end. */
export async function emptyProcessMs(): Promise<number> {
  const began = performance.now();
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
  return performance.now() - began;
}

/** By how much such processes took longer than on a quiet machine; at least 1. */
export function slowness(emptyMs: readonly number[]): number {
  return Math.max(1, median(emptyMs) / QUIET_START_MS);
}

export const ATTEMPTS = 3;

/** The least of a few measurements, up to the first that is good enough: whatever else the machine does only adds to them. */
export async function leastOf<T>(
  measure: () => Promise<T>,
  amount: (measured: T) => number,
  isEnough: (measured: T) => boolean,
): Promise<T> {
  let least = await measure();
  for (let attempts = 1; attempts < ATTEMPTS && !isEnough(least); attempts += 1) {
    const next = await measure();
    if (amount(next) < amount(least)) least = next;
  }
  return least;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Infinity;
}
