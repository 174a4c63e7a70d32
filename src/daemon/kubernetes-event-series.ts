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
  readonly failed: (why: string) => void;
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
  const { monotonicMs } = options;
  const known = new Map<string, Series>();
  const waiting = new Set<string>();
  const over = new AbortController();
  let tokens = BURST;
  let filledAtMs = monotonicMs();
  let failing = false;
  let writing: Promise<void> | undefined;

  const takeToken = (): boolean => {
    const filled = Math.floor((monotonicMs() - filledAtMs) / REFILL_MS);
    tokens = Math.min(BURST, tokens + filled);
    filledAtMs += filled * REFILL_MS;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
  const write = async (key: string): Promise<void> => {
    const series = known.get(key);
    if (series === undefined) return;
    const { signal, answered } = limit(options.clock, TIMEOUT_MS, over.signal);
    try {
      if (series.name === undefined) {
        const name = options.newName();
        await options.door.create(name, series.event, signal);
        series.name = name;
      } else await options.door.repeat(series.name, series.count, signal);
      failing = false;
    } catch (error) {
      // Perhaps the API server has forgotten it: the next time is a first time.
      known.delete(key);
      if (!failing && !over.signal.aborted) options.failed(error instanceof Error ? error.message : String(error));
      failing = true;
    } finally {
      answered();
    }
  };
  const writeAll = async (): Promise<void> => {
    for (const key of waiting) {
      if (over.signal.aborted) return;
      while (!takeToken()) {
        await options.clock.sleep(REFILL_MS, over.signal);
        if (over.signal.aborted) return;
      }
      waiting.delete(key);
      await write(key);
    }
  };

  return {
    tell: (event) => {
      const found = clusterEvent(event);
      if (found === undefined || over.signal.aborted) return;
      const key = `${found.reason} ${found.about}`;
      const now = monotonicMs();
      const before = known.get(key);
      const goesOn = before !== undefined && now - before.lastAtMs < SERIES_MS;
      if (goesOn) {
        before.count += 1;
        before.lastAtMs = now;
        // The second, the fourth, the eighth time: enough to see that it goes on, at the price of few requests.
        if (!isPowerOfTwo(before.count)) return;
      } else {
        const note = plain(found.note, MAX_NOTE_LENGTH);
        known.delete(key);
        known.set(key, { event: { ...found, note }, name: undefined, count: 1, lastAtMs: now });
        forgetOldest(known);
      }
      if (waiting.size >= MAX_WAITING) return;
      waiting.add(key);
      writing ??= writeAll().finally(() => {
        writing = undefined;
      });
    },
    end: async (withinMs) => {
      const done = new AbortController();
      const late = options.clock.sleep(withinMs, done.signal);
      if (tokens >= waiting.size) await Promise.race([writing, late]);
      over.abort();
      done.abort();
      await writing;
    },
  };
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
