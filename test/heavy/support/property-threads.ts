// Holds a property against many draws on two threads.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const THREADS = 2;

export type Property = 'worlds' | 'spells';

export interface Draws {
  readonly property: Property;
  readonly runs: number;
  readonly seed: number;
}

/**
 * Each thread takes its share with a seed of its own, and says it. Empty: the property holds; otherwise how it was broken. The same
 * draws each time, so that a change is judged by what it changes: SAGEKEEPER_SEED draws others.
 */
export async function broken(
  property: Property,
  runs: number,
  seed = Number(process.env['SAGEKEEPER_SEED'] ?? 20_261_122),
): Promise<readonly string[]> {
  const shares = Array.from({ length: THREADS }, (_, index): Draws => ({
    property,
    runs: Math.ceil(runs / THREADS),
    seed: seed + index,
  }));
  process.stdout.write(`${shares.map((share) => `${share.runs} ${property} with seed ${share.seed}`).join(', ')}\n`);
  const reports = await Promise.all(shares.map(async (share) => hold(share)));
  return reports.flatMap((report) => report ?? []);
}

async function hold(draws: Draws): Promise<string | undefined> {
  const worker = new Worker(new URL('./property-thread.ts', import.meta.url));
  try {
    worker.postMessage(draws);
    const [report] = (await once(worker, 'message')) as [string | undefined];
    return report;
  } finally {
    await worker.terminate();
  }
}
