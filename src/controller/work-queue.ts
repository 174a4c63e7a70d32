/**
 * What is to be done next, keyed: never two workers on one key, an addition while a key is being worked on is not lost, a
 * failing key backs off by itself. Each lane has its own workers, so that a slow account cannot take those of the others.
 */
import PQueue from 'p-queue';
import type { Clock } from '../model/world.ts';

const BACK_OFF_MS = 5;
const BACK_OFF_MAX_MS = 1_000_000;

export interface Lane {
  readonly name: string;
  readonly workers: number;
}

interface Entry {
  readonly lane: Lane;
  dueAt: number;
  /** Aborted when an earlier time is asked for. */
  timer: AbortController | undefined;
  running: boolean;
  /** Asked for again while it was being worked on. */
  againAt: number | undefined;
  failures: number;
}

export class WorkQueue {
  readonly #clock: Clock;
  readonly #work: (key: string) => Promise<void>;
  readonly #failed: (key: string, error: unknown, failures: number) => void;
  readonly #entries = new Map<string, Entry>();
  readonly #lanes = new Map<string, PQueue>();
  readonly #stopped = new AbortController();

  constructor(
    clock: Clock,
    work: (key: string) => Promise<void>,
    failed: (key: string, error: unknown, failures: number) => void,
  ) {
    this.#clock = clock;
    this.#work = work;
    this.#failed = failed;
  }

  /** Keys whose time has come and that wait for a worker. */
  get depth(): number {
    let depth = 0;
    for (const lane of this.#lanes.values()) depth += lane.size;
    return depth;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** Works on the key at `dueAt` (milliseconds since the epoch), or earlier if that was asked for before. */
  add(key: string, lane: Lane, dueAt: number): void {
    if (this.#stopped.signal.aborted) return;
    const entry = this.#entries.get(key);
    if (entry === undefined) {
      const fresh: Entry = { lane, dueAt, timer: undefined, running: false, againAt: undefined, failures: 0 };
      this.#entries.set(key, fresh);
      this.#arm(key, fresh);
    } else if (entry.running) entry.againAt = Math.min(entry.againAt ?? Infinity, dueAt);
    else if (dueAt < entry.dueAt && entry.timer !== undefined) {
      entry.timer.abort();
      entry.dueAt = dueAt;
      this.#arm(key, entry);
    }
  }

  /** Takes no more work; resolves when what is being worked on has ended. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    for (const [key, entry] of this.#entries) {
      entry.timer?.abort();
      if (!entry.running) this.#entries.delete(key);
    }
    for (const lane of this.#lanes.values()) lane.clear();
    await Promise.all([...this.#lanes.values()].map(async (lane) => lane.onIdle()));
  }

  #arm(key: string, entry: Entry): void {
    const timer = new AbortController();
    entry.timer = timer;
    const delayMs = Math.max(0, entry.dueAt - this.#clock.now());
    void this.#clock.sleep(delayMs, timer.signal).then(() => {
      if (timer.signal.aborted) return;
      entry.timer = undefined;
      this.#enqueue(key, entry);
    });
  }

  #enqueue(key: string, entry: Entry): void {
    const { name, workers } = entry.lane;
    let lane = this.#lanes.get(name);
    if (lane === undefined) {
      lane = new PQueue({ concurrency: workers });
      this.#lanes.set(name, lane);
      const idle = lane;
      lane.addEventListener('idle', () => {
        if (idle.size === 0 && this.#lanes.get(name) === idle) this.#lanes.delete(name);
      });
    }
    void lane.add(async () => this.#run(key, entry));
  }

  async #run(key: string, entry: Entry): Promise<void> {
    if (this.#stopped.signal.aborted) return;
    entry.running = true;
    try {
      await this.#work(key);
      entry.failures = 0;
    } catch (error) {
      entry.failures += 1;
      const backOffMs = Math.min(BACK_OFF_MS * 2 ** (entry.failures - 1), BACK_OFF_MAX_MS);
      entry.againAt = Math.max(entry.againAt ?? 0, this.#clock.now() + backOffMs);
      this.#failed(key, error, entry.failures);
    }
    entry.running = false;
    if (entry.againAt === undefined || this.#stopped.signal.aborted) {
      this.#entries.delete(key);
      return;
    }
    entry.dueAt = entry.againAt;
    entry.againAt = undefined;
    this.#arm(key, entry);
  }
}
