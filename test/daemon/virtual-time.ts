/**
 * A clock whose time passes as fast as everybody has gone to sleep, and chance that can be repeated.
 */
import type { Clock } from '../../src/model/world.ts';

interface Sleeper {
  readonly at: number;
  readonly order: number;
  readonly wake: () => void;
}

export class VirtualTime implements Clock {
  #now: number;
  #asleep: Sleeper[] = [];
  #order = 0;

  constructor(now = Date.parse('2026-11-02T12:00:00Z')) {
    this.#now = now;
  }

  readonly now = (): number => this.#now;

  readonly sleep = async (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      const sleeper = { at: this.#now + ms, order: (this.#order += 1), wake: resolve };
      this.#asleep.push(sleeper);
      signal?.addEventListener(
        'abort',
        () => {
          this.#asleep = this.#asleep.filter((it) => it !== sleeper);
          resolve();
        },
        { once: true },
      );
    });

  /** Lets so much time pass, waking each sleeper at its time, and everybody say what they have to in between. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      await settled();
      const [next] = this.#asleep.toSorted((a, b) => a.at - b.at || a.order - b.order);
      if (next === undefined || next.at > until) break;
      this.#asleep = this.#asleep.filter((it) => it !== next);
      this.#now = Math.max(this.#now, next.at);
      next.wake();
    }
    this.#now = until;
  }
}

/** After all promises that are ready. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** Uniform in [0, 1), the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
