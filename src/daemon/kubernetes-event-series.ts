/**
 * Writes events of Kubernetes about our own pod, seldom: what happens again is counted on the event that is there, there are
 * only so many in a while, and one that cannot be written is let go. Nothing here is ever waited for, but at the very end.
 */
import type { Event } from '../model/event.ts';
import type { Clock } from '../model/world.ts';
import { plain } from '../report/text.ts';
import { clusterEvent, type ClusterEvent } from './kubernetes-event.ts';

export interface Pod {
  readonly namespace: string;
  readonly name: string;
  /** `kubectl describe pod` shows only events that name it. */
  readonly uid: string | undefined;
}

/** Rejects where the API does not take it. */
export interface EventDoor {
  /** Makes an event of that name. */
  readonly create: (name: string, event: ClusterEvent, signal: AbortSignal) => Promise<unknown>;
  /** It has now happened `count` times. */
  readonly repeat: (name: string, count: number, signal: AbortSignal) => Promise<unknown>;
}

export interface EventSeriesOptions {
  readonly door: EventDoor;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly monotonicMs: () => number;
  /** A name that no other event has. */
  readonly newName: () => string;
  /** The first of several failures in a row. */
  readonly failed: (error: unknown) => void;
}

export interface EventSeries {
  readonly tell: (event: Event) => void;
  /** What waits is written if that can be done at once, and soon. Never rejects. */
  readonly end: (withinMs: number) => Promise<void>;
}

/** As many at once as client-go allows about one object, and more of them in the long run, as all of ours are about one. */
const BURST = 25;
const REFILL_MS = 20_000;
/** What happens again within this is counted on the event that is there; the API server forgets events after an hour. */
const SERIES_MS = 6 * 60_000;
const MAX_SERIES = 200;
const MAX_WAITING = 50;
const TIMEOUT_MS = 5_000;
/** The API refuses longer ones, in bytes. */
const MAX_NOTE_LENGTH = 250;

interface Series {
  readonly event: ClusterEvent;
  /** Of the event on the API server; undefined: not there yet. */
  name: string | undefined;
  count: number;
  lastAtMs: number;
}

export function tellAsEvents(options: EventSeriesOptions): EventSeries {
  return new Writer(options);
}

class Writer implements EventSeries {
  readonly #options: EventSeriesOptions;
  readonly #known = new Map<string, Series>();
  readonly #waiting = new Set<string>();
  readonly #over = new AbortController();
  #tokens = BURST;
  #filledAtMs: number;
  #failing = false;
  #writing: Promise<void> | undefined;

  constructor(options: EventSeriesOptions) {
    this.#options = options;
    this.#filledAtMs = options.monotonicMs();
  }

  tell(event: Event): void {
    const found = clusterEvent(event);
    if (found === undefined || this.#over.signal.aborted || this.#waiting.size >= MAX_WAITING) return;
    const key = `${found.reason} ${found.about}`;
    const now = this.#options.monotonicMs();
    const before = this.#known.get(key);
    if (before !== undefined && now - before.lastAtMs < SERIES_MS) {
      before.count += 1;
      before.lastAtMs = now;
      // The second, the fourth, the eighth time: enough to see that it goes on, at the price of few requests.
      if (!isPowerOfTwo(before.count)) return;
    } else {
      const note = plain(found.note, MAX_NOTE_LENGTH);
      this.#known.delete(key);
      this.#known.set(key, { event: { ...found, note }, name: undefined, count: 1, lastAtMs: now });
      forgetOldest(this.#known);
    }
    this.#waiting.add(key);
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
  }

  async end(withinMs: number): Promise<void> {
    const done = new AbortController();
    const late = this.#options.clock.sleep(withinMs, done.signal);
    if (this.#tokens >= this.#waiting.size) await Promise.race([this.#writing, late]);
    this.#over.abort();
    done.abort();
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    // What is told in the same turn is written in the order in which it was told, and once.
    await Promise.resolve();
    for (const key of this.#waiting) {
      while (!this.#takeToken() && !this.#over.signal.aborted) {
        await this.#options.clock.sleep(REFILL_MS, this.#over.signal);
      }
      if (this.#over.signal.aborted) return;
      this.#waiting.delete(key);
      const series = this.#known.get(key);
      if (series !== undefined) await this.#write(key, series);
    }
  }

  async #write(key: string, series: Series): Promise<void> {
    const { door, clock, newName, failed } = this.#options;
    const { signal, answered } = limit(clock, TIMEOUT_MS, this.#over.signal);
    try {
      if (series.name === undefined) {
        const name = newName();
        await door.create(name, series.event, signal);
        series.name = name;
      } else await door.repeat(series.name, series.count, signal);
      this.#failing = false;
    } catch (error) {
      // Perhaps the API server has forgotten it: the next time is a first time.
      this.#known.delete(key);
      if (!this.#failing && !this.#over.signal.aborted) failed(error);
      this.#failing = true;
    } finally {
      answered();
    }
  }

  #takeToken(): boolean {
    const filled = Math.floor((this.#options.monotonicMs() - this.#filledAtMs) / REFILL_MS);
    this.#tokens = Math.min(BURST, this.#tokens + filled);
    this.#filledAtMs += filled * REFILL_MS;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}

function isPowerOfTwo(count: number): boolean {
  return Number.isInteger(Math.log2(count));
}

function forgetOldest(known: Map<string, Series>): void {
  const oldest = known.size > MAX_SERIES ? known.keys().next().value : undefined;
  if (oldest !== undefined) known.delete(oldest);
}

/** Aborts after `ms`, or with `over`; `answered` lets the timer go. */
function limit(
  clock: Pick<Clock, 'sleep'>,
  ms: number,
  over: AbortSignal,
): { readonly signal: AbortSignal; readonly answered: () => void } {
  const late = new AbortController();
  const done = new AbortController();
  const stop = (): void => late.abort();
  over.addEventListener('abort', stop, { once: true });
  void clock.sleep(ms, done.signal).then(stop);
  return {
    signal: late.signal,
    answered: () => {
      over.removeEventListener('abort', stop);
      done.abort();
    },
  };
}
