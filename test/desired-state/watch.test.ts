/**
 * What becomes of a reading that was refused: one that failed because of the machine comes into force without another edit, is
 * told once, and does not keep the machine busy for as long as it fails.
 */
import { describe, expect, it } from '@jest/globals';
import { ASKED_AGAIN_MAX_MS, POLL_MS, TOLD_AGAIN_MS, watchDesiredState } from '../../src/desired-state/watch.ts';
import type { Reading, WatchOptions } from '../../src/desired-state/watch.ts';
import { THREAD_LIMITS, digestOf, loadTreeInWorker } from '../../src/desired-state/worker.ts';
import type { Loaded } from '../../src/desired-state/read.ts';
import type { DesiredState } from '../../src/model/desired-state.ts';
import { VirtualTime } from '../daemon/virtual-time.ts';
import { NOW, ORGANIZATION } from './writing.ts';

const DAY_MS = 24 * TOLD_AGAIN_MS;
const refusal = (message: string): Loaded => ({ problems: [{ file: 'd', line: 1, column: 1, message }] });
const GOOD: Loaded = { state: { revision: 'good' } as DesiredState, warnings: [] };
const NO_THREAD = refusal('there is no thread');
const treeOf = (text: string) => ({ files: [{ path: 'd/a.yaml', text }], problems: [] });

/** One file with one text after the other, a loader that says what `is` says, and somebody who watches. */
class Watched {
  readonly time = new VirtualTime(NOW);
  readonly told: string[] = [];
  readonly asked: number[] = [];
  is = GOOD;
  text = 'first';
  ring: () => void = () => undefined;
  /** How far the clock has been set back, while sleeping goes on. */
  setBackMs = 0;
  readonly #over = new AbortController();

  start(known?: WatchOptions['known']): Promise<void> {
    return watchDesiredState({
      source: {
        read: async () => Promise.resolve(treeOf(this.text)),
        load: async () => {
          this.asked.push(this.time.now());
          return Promise.resolve(structuredClone(this.is));
        },
        watch: (changed) => {
          this.ring = changed;
          return { rearm: async () => Promise.resolve(false), close: () => undefined };
        },
      },
      clock: { now: () => this.time.now() - this.setBackMs, sleep: this.time.sleep },
      signal: this.#over.signal,
      known,
      told: ({ loaded }: Reading) =>
        void this.told.push('state' in loaded ? loaded.state.revision : String(loaded.problems[0]?.message)),
    });
  }

  async edit(text: string): Promise<void> {
    this.text = text;
    this.ring();
    await this.time.pass(1_000);
  }

  /** Notices about nothing, all the time. */
  async stir(forMs: number): Promise<void> {
    for (let passedMs = 0; passedMs < forMs; passedMs += 10_000) {
      this.ring();
      await this.time.pass(10_000);
    }
  }

  async end(watching: Promise<void>): Promise<void> {
    this.#over.abort();
    await this.time.pass(1);
    await watching;
  }
}

describe('a reading that was refused', () => {
  it('comes into force with the next poll where only the machine had failed', async () => {
    const one = new Watched();
    const watching = one.start();
    one.is = NO_THREAD;
    await one.edit('second');
    expect(one.told).toEqual(['there is no thread']);
    one.is = GOOD;
    await one.time.pass(POLL_MS);
    expect(one.told).toEqual(['there is no thread', 'good']);
    // That is the end of it.
    await one.time.pass(DAY_MS);
    expect(one.asked).toHaveLength(2);
    await one.end(watching);
  });

  it('is told once an hour and asked about ever less often, whatever else stirs in the directory', async () => {
    const one = new Watched();
    const watching = one.start();
    one.is = NO_THREAD;
    await one.edit('second');
    await one.stir(TOLD_AGAIN_MS / 2);
    expect(one.told).toHaveLength(1);
    await one.stir(DAY_MS - TOLD_AGAIN_MS / 2);
    const pausesMs = one.asked.slice(1).map((at, index) => at - (one.asked[index] ?? 0));
    expect(pausesMs.length).toBeGreaterThan(DAY_MS / ASKED_AGAIN_MAX_MS - 10);
    expect(pausesMs.length).toBeLessThan(DAY_MS / ASKED_AGAIN_MAX_MS + 10);
    expect(Math.max(...pausesMs)).toBeLessThan(ASKED_AGAIN_MAX_MS + POLL_MS);
    expect(one.told.length).toBeGreaterThan(20);
    expect(one.told.length).toBeLessThanOrEqual(25);
    one.is = GOOD;
    await one.time.pass(ASKED_AGAIN_MAX_MS + POLL_MS);
    expect(one.told.at(-1)).toBe('good');
    await one.end(watching);
  });

  it('is told at once where something else is wrong with it, and the next edit has the next poll again', async () => {
    const one = new Watched();
    const watching = one.start();
    one.is = NO_THREAD;
    await one.edit('second');
    one.is = refusal('a mistake');
    await one.time.pass(POLL_MS);
    expect(one.told).toEqual(['there is no thread', 'a mistake']);
    await one.time.pass(TOLD_AGAIN_MS / 2);
    await one.edit('third');
    expect(one.told).toEqual(['there is no thread', 'a mistake', 'a mistake']);
    one.is = GOOD;
    await one.time.pass(POLL_MS);
    expect(one.told.at(-1)).toBe('good');
    await one.end(watching);
  });

  it('before the watch began is not told twice, and asked about all the same', async () => {
    const one = new Watched();
    const watching = one.start({ digest: digestOf(treeOf(one.text)), loaded: NO_THREAD });
    one.is = NO_THREAD;
    await one.time.pass(2 * POLL_MS);
    expect(one.told).toEqual([]);
    expect(one.asked).not.toEqual([]);
    one.is = GOOD;
    await one.time.pass(ASKED_AGAIN_MAX_MS);
    expect(one.told).toEqual(['good']);
    await one.end(watching);
  });

  it('does not wait for the time that it was before the clock was set back', async () => {
    const one = new Watched();
    const watching = one.start();
    one.is = NO_THREAD;
    await one.edit('second');
    one.setBackMs = DAY_MS;
    one.is = GOOD;
    await one.time.pass(POLL_MS);
    expect(one.told.at(-1)).toBe('good');
    await one.end(watching);
  });
});

describe('the loader of a directory, asked again about the same tree', () => {
  const broken = { ...THREAD_LIMITS, thread: new URL('data:text/javascript,throw new Error("no")') };

  it('tries again what had failed because of the machine', async () => {
    const tree = treeOf(ORGANIZATION);
    expect(await loadTreeInWorker(tree, 'asked-again', NOW, broken)).toHaveProperty('problems.length', 1);
    expect(await loadTreeInWorker(tree, 'asked-again', NOW)).toHaveProperty('state');
  });

  it('starts no thread about what the files themselves say', async () => {
    const tree = treeOf('kind: [');
    const refused = await loadTreeInWorker(tree, 'asked-again', NOW);
    expect(refused).toHaveProperty('problems');
    expect(await loadTreeInWorker(tree, 'asked-again', NOW + POLL_MS, broken)).toEqual(refused);
  });
});
