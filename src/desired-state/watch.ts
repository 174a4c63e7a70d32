/**
 * Has somebody edited the desired state? Notices are hints, a digest of all texts decides. Reading many files takes a while,
 * and they may change in between: what was read counts only if it is still the same afterwards, so that no state is ever put
 * together from two versions of the files.
 */
import type { Clock } from '../model/world.ts';
import type { Tree } from './files.ts';
import type { FileText, Loaded } from './read.ts';
import { digestOf } from './worker.ts';

/** Where the documents are: a directory, or a test's idea of one. None of this rejects. */
export interface Source {
  readonly read: () => Promise<Tree>;
  /** What exactly these files mean. */
  readonly load: (tree: Tree, now: number) => Promise<Loaded>;
  /** Calls `changed` whenever something may be different, as far as the place to look at tells. */
  readonly watch: (changed: () => void) => Watching;
}

export interface Watching {
  /** Looks where there is something to watch now: directories come and go. Whether there is more than before. */
  readonly rearm: () => Promise<boolean>;
  readonly close: () => void;
}

export interface Reading {
  readonly digest: string;
  readonly loaded: Loaded;
  readonly files: readonly FileText[];
  /** The git commit that the files come from, where that is known. */
  readonly commit?: string | undefined;
}

export interface WatchOptions {
  readonly source: Source;
  readonly clock: Clock;
  /** Aborted: the watch ends. */
  readonly signal: AbortSignal;
  /** The digest that has been dealt with. */
  readonly known: string | undefined;
  readonly told: (reading: Reading) => void;
}

/** Everything is read again this often, whatever was noticed: links may lead where nothing can be watched. */
export const POLL_MS = 30_000;
/** Editors and git write several files; a pause of so long is taken for the end. */
export const QUIET_MS = 200;
/** Who never stops writing is read all the same. */
const UNQUIET_MAX_MS = 2_000;
/** What is refused is read again after so long, and told again. */
const REFUSED_FOR_MS = 3_600_000;
/** Readings in a row that may meet a change of the files before it is waited for silence again. */
const MAX_TRIES = 4;

/** Ends when the signal aborts; never rejects. Each digest is told once in a row. */
export async function watchDesiredState({ source, clock, signal, known, told }: WatchOptions): Promise<void> {
  const bell = new Bell(clock, signal);
  const watching = source.watch(() => bell.ring());
  let last = known;
  let refusedAt: number | undefined;
  try {
    while (!signal.aborted) {
      // What changed before it was watched was told by nobody.
      if (await watching.rearm()) bell.ring();
      if (await bell.rung(POLL_MS)) await bell.silence();
      if (signal.aborted) return;
      // What is refused for a time that lies too far ahead is good one day.
      if (refusedAt !== undefined && clock.now() - refusedAt >= REFUSED_FOR_MS) last = undefined;
      const reading = await readSettled(source, clock, last);
      if (reading === 'unchanged') continue;
      if (reading === 'unsettled') bell.ring();
      else {
        last = reading.digest;
        refusedAt = 'problems' in reading.loaded ? clock.now() : undefined;
        told(reading);
      }
    }
  } finally {
    watching.close();
  }
}

/** What the files say, if they say the same before and after. `unsettled`: somebody is writing them right now. */
export async function readSettled(
  source: Source,
  clock: Clock,
  known: string | undefined,
): Promise<Reading | 'unchanged' | 'unsettled'> {
  let tree = await source.read();
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const digest = digestOf(tree);
    if (digest === known) return 'unchanged';
    const after = await source.read();
    if (digestOf(after) === digest) {
      return { digest, loaded: await source.load(tree, clock.now()), files: tree.files, commit: tree.commit };
    }
    tree = after;
  }
  return 'unsettled';
}

class Bell {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  #isRung = false;
  #sleep: AbortController | undefined;

  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#sleep?.abort(), { once: true });
  }

  ring(): void {
    this.#isRung = true;
    this.#sleep?.abort();
  }

  /** Whether it rang within so long. */
  async rung(withinMs: number): Promise<boolean> {
    if (!this.#isRung && !this.#signal.aborted) {
      this.#sleep = new AbortController();
      await this.#clock.sleep(withinMs, this.#sleep.signal);
      this.#sleep = undefined;
    }
    return this.#isRung;
  }

  /** Until it has not rung for QUIET_MS, or for UNQUIET_MAX_MS at the most. */
  async silence(): Promise<void> {
    for (let waitedMs = 0; waitedMs < UNQUIET_MAX_MS && !this.#signal.aborted; waitedMs += QUIET_MS) {
      this.#isRung = false;
      await this.#clock.sleep(QUIET_MS, this.#signal);
      if (!this.#isRung) return;
    }
    this.#isRung = false;
  }
}
