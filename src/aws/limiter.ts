/**
 * When may the next call start? One strict p-queue for each (account, region, rate class), inside AWS's own bucket, made
 * when needed and let go when idle. Where AWS throttles all the same, blanks in the queue thin the calls out.
 */
import PQueue from 'p-queue';
import type { Rate } from '../model/desired-state.ts';
import type { Target } from '../model/target.ts';
import type { ServiceName } from './operations.ts';

/** Whose bucket a call drinks from. */
export interface Lane {
  readonly target: Target;
  readonly service: ServiceName;
  readonly rateClass: string;
  /** `send`: a second queue of the same rate, for calls whose slot was followed by reads that may bunch them. */
  readonly stage?: 'send';
}

export interface Limiter {
  /**
   * Runs the task as soon as the lane has a slot, and holds the slot until the task settles. Rejects with LimiterClosed
   * after `close`, with the signal's reason if that aborts first; a task that has started is never abandoned.
   * `ahead`: before those that wait already, for what has waited before.
   */
  run<T>(
    lane: Lane,
    task: () => Promise<T>,
    options?: { readonly signal?: AbortSignal; readonly ahead?: boolean },
  ): Promise<T>;
  /** AWS throttled a call of this lane. */
  throttled(lane: Lane): void;
  /** Calls that wait for a slot, by service. */
  waiting(): Readonly<Partial<Record<ServiceName, number>>>;
  /** Queues that exist at this moment. */
  size(): number;
  /** Nothing starts any more. */
  close(): void;
  isClosed(): boolean;
}

export class LimiterClosed extends Error {
  constructor() {
    super('shutting down: no call starts any more');
    this.name = 'LimiterClosed';
  }
}

/** Calls of one lane in flight at once: a lane that hangs holds no more than this. */
const MAX_CONCURRENT = 32;
/** Every lane has work waiting or had some seconds ago; more of them than this means that something leaks. */
const MAX_QUEUES = 200_000;
/** Old lanes looked at whenever a new one is made: more than one, so that they go faster than they come. */
const SWEPT_AT_ONCE = 4;
/** p-queue keeps its ticks in whole milliseconds and timers fire up to one early; without this, up to 17 of 10 were measured. */
const ROUNDING_MS = 1;
const FLOOR = 1 / 16;
/** Answers to calls that started before a slowdown throttle too; they are the same event. */
const ONE_EVENT_MS = 1_000;
/**
 * Recovery as in TCP CUBIC: fast back towards the rate that was throttled, slowly past it, then faster. With 1e-5 a cubed
 * second, a lane that AWS holds to half its rate is throttled about once in 100 calls, and is back at full rate a minute
 * after the storm.
 */
const RECOVERY_PER_CUBED_SECOND = 1e-5;
const PRIORITY = { waiting: 0, ahead: 1, blank: 2 } as const;

interface Bucket {
  readonly queue: PQueue;
  readonly intervalMs: number;
  lastStartAt: number;
  slow: Slowdown | undefined;
  /** Blanks owed, below one: 1/f - 1 is not a whole number. */
  owed: number;
}

interface Slowdown {
  readonly at: number;
  /** The factor that AWS throttled. */
  readonly from: number;
  readonly to: number;
}

export function createLimiter(rateOf: (rateClass: string) => Rate, now: () => number = Date.now): Limiter {
  const buckets = new Map<string, Bucket>();
  const waiting = new Map<ServiceName, number>();
  let closed = false;

  const count = (service: ServiceName, by: 1 | -1): void => void waiting.set(service, (waiting.get(service) ?? 0) + by);

  const bucketOf = (lane: Lane): Bucket => {
    const key = `${lane.target.account}/${lane.target.region}/${lane.rateClass} ${lane.stage ?? ''}`;
    const known = buckets.get(key);
    if (known !== undefined) return known;
    sweep(buckets, now());
    if (buckets.size >= MAX_QUEUES) throw new Error(`invariant: more than ${MAX_QUEUES} queues`);
    const bucket = newBucket(rateOf(lane.rateClass));
    buckets.set(key, bucket);
    return bucket;
  };

  return {
    run: async (lane, task, options = {}) => {
      if (closed) throw new LimiterClosed();
      const bucket = bucketOf(lane);
      let started = false;
      const start = async () => {
        started = true;
        count(lane.service, -1);
        bucket.lastStartAt = now();
        if (bucket.slow !== undefined) addBlanks(bucket, bucket.lastStartAt);
        return task();
      };
      count(lane.service, 1);
      try {
        const priority = options.ahead === true ? PRIORITY.ahead : PRIORITY.waiting;
        if (options.signal === undefined) return await bucket.queue.add(start, { priority });
        return await addAbortable(bucket.queue, start, options.signal, priority);
      } catch (error) {
        if (!started) count(lane.service, -1);
        throw closed && !started ? new LimiterClosed() : error;
      }
    },
    throttled: (lane) => slowDown(bucketOf(lane), now()),
    waiting: () => Object.fromEntries(waiting),
    size: () => buckets.size,
    close: () => {
      closed = true;
      for (const bucket of buckets.values()) bucket.queue.clear();
    },
    isClosed: () => closed,
  };
}

function newBucket(rate: Rate): Bucket {
  const common = { queue: undefined, lastStartAt: 0, slow: undefined, owed: 0 };
  if (rate === 'off') return { ...common, intervalMs: 0, queue: new PQueue({ concurrency: MAX_CONCURRENT }) };
  const interval = (rate.burst / rate.perSecond) * 1_000 + ROUNDING_MS;
  const queue = new PQueue({ strict: true, intervalCap: rate.burst, interval, concurrency: MAX_CONCURRENT });
  return { ...common, intervalMs: interval, queue };
}

/**
 * p-queue's own signal would free the slot of a running task while it still runs, so it hears of an abort only while the
 * task waits.
 */
async function addAbortable<T>(
  queue: PQueue,
  start: () => Promise<T>,
  signal: AbortSignal,
  priority: number,
): Promise<T> {
  const waits = new AbortController();
  const leave = (): void => waits.abort(signal.reason);
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });
  const started = async () => {
    signal.removeEventListener('abort', leave);
    return start();
  };
  try {
    return await queue.add(started, { priority, signal: waits.signal });
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

/** intervalCap cannot change while a queue lives, so empty tasks take the slots that calls must not have: 1/f - 1 to a call. */
function addBlanks(bucket: Bucket, now: number): void {
  const factor = factorAt(bucket.slow, now);
  if (factor >= 1) {
    bucket.slow = undefined;
    bucket.owed = 0;
    return;
  }
  bucket.owed += 1 / factor - 1;
  while (bucket.owed >= 1) {
    bucket.owed -= 1;
    // Only `close` clears a queue, and then nobody asks for blanks.
    bucket.queue.add(async () => undefined, { priority: PRIORITY.blank }).catch(() => undefined);
  }
}

function slowDown(bucket: Bucket, now: number): void {
  if (bucket.slow !== undefined && now - bucket.slow.at < ONE_EVENT_MS) return;
  const from = factorAt(bucket.slow, now);
  bucket.slow = { at: now, from, to: Math.max(FLOOR, from / 2) };
}

/** Share of its rate that a lane uses, in (0, 1]. */
function factorAt(slow: Slowdown | undefined, now: number): number {
  if (slow === undefined) return 1;
  const seconds = Math.max(0, now - slow.at) / 1_000;
  const plateauAt = Math.cbrt((slow.from - slow.to) / RECOVERY_PER_CUBED_SECOND);
  return Math.min(1, Math.max(slow.to, slow.from + RECOVERY_PER_CUBED_SECOND * (seconds - plateauAt) ** 3));
}

/** Lets go of the oldest lanes that are empty, at full rate, and past their interval: their ticks say nothing any more. */
function sweep(buckets: Map<string, Bucket>, now: number): void {
  let looked = 0;
  for (const [key, bucket] of buckets) {
    if (looked >= SWEPT_AT_ONCE) return;
    looked += 1;
    buckets.delete(key);
    const { queue, slow } = bucket;
    const idle = queue.size === 0 && queue.pending === 0 && now - bucket.lastStartAt > bucket.intervalMs;
    if (!idle || factorAt(slow, now) < 1) buckets.set(key, bucket);
  }
}
