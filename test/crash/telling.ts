/**
 * Tells many stories on several threads, outside of jest's own context, which would make each of them several times as slow.
 * What is told: an event alone, and then with every second event that is selected.
 */
import { Worker } from 'node:worker_threads';
import { FAULTS } from './plan.ts';
import type { Plan } from './plan.ts';

/** What one thread is asked: this single event, and so many of the pairs that begin with it. */
export interface Task {
  /** As formatPlan writes it. */
  readonly single: string;
  readonly selection: Selection;
  readonly wrong: string | undefined;
}

/** One in so many of the pairs of two faults, and of all other pairs; 0: none. */
export interface Selection {
  readonly faults: number;
  readonly others: number;
}

export interface Told {
  readonly plans: number;
  /** Of which an event could not happen, such as a stop of what is off. */
  readonly idle: number;
  /** Each with the line that replays it. */
  readonly violations: readonly string[];
}

/** The faults of which all pairs are told. Reading ones are told with the others. */
const HARD: ReadonlySet<string> = new Set(
  FAULTS.filter((name) => !['stale', 'lagging', 'outage', 'denied', 'start-denied'].includes(name)),
);

export function isSelected({ events }: Plan, line: string, selection: Selection): boolean {
  const every = events.every(({ event }) => HARD.has(event)) ? selection.faults : selection.others;
  return every === 1 || (every > 1 && fingerprint(line) % every === 0);
}

/** FNV-1a: the same plans on every machine. */
function fingerprint(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** Gives the tasks out to so many threads until all are done, or until `enough` says so. */
export async function tellAll(
  tasks: readonly Task[],
  threads: number,
  enough: (told: Told) => boolean = () => false,
): Promise<Told> {
  let sum: Told = { plans: 0, idle: 0, violations: [] };
  const waiting = tasks.values();
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL('./teller.ts', import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb: 64 },
    });
    try {
      for (const task of waiting) {
        const told = await ask(worker, task);
        sum = {
          plans: sum.plans + told.plans,
          idle: sum.idle + told.idle,
          violations: [...sum.violations, ...told.violations],
        };
        if (enough(sum)) return;
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: threads }, work));
  return sum;
}

async function ask(worker: Worker, task: Task): Promise<Told> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      worker.off('message', done);
      worker.off('error', failed);
    };
    const done = (told: Told): void => {
      settle();
      resolve(told);
    };
    const failed = (error: Error): void => {
      settle();
      reject(error);
    };
    worker.on('message', done);
    worker.on('error', failed);
    worker.postMessage(task);
  });
}
