/**
 * Has somebody edited the desired state? Notices are hints, a digest of all texts decides. Reading many files takes a while,
 * and they may change in between: what was read counts only if it is still the same afterwards, so that no state is ever put
 * together from two versions of the files. What was refused is asked about again: it may have been the machine that failed.
 */
import type { Clock } from '../model/world.ts';
import type { Tree } from './files.ts';
import type { FileText, Loaded } from './read.ts';
import { digestOf } from './worker.ts';

/** Where the documents are: a directory, or a test's idea of one. None of this rejects. */
export interface Source {
  readonly read: () => Promise<Tree>;
  /**
   * What exactly these files mean. Remembers what the files themselves say, so that asking again about a refused tree costs
   * nothing; what failed for another reason (no thread to be had, a deadline, memory) is tried anew each time.
   */
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
  /** What has been dealt with. */
  readonly known: Pick<Reading, 'digest' | 'loaded'> | undefined;
  readonly told: (reading: Reading) => void;
}

/** Everything is read again this often, whatever was noticed: links may lead where nothing can be watched. */
export const POLL_MS = 30_000;
/** Editors and git write several files; a pause of so long is taken for the end. */
export const QUIET_MS = 200;
/** Who never stops writing is read all the same. */
const UNQUIET_MAX_MS = 2_000;
/** What is refused goes on being told so often, or with the next question after that. */
export const TOLD_AGAIN_MS = 3_600_000;
/** Asked about again with the next poll, which may come a moment early; twice as long after each refusal of the same files. */
const ASKED_AGAIN_MS = POLL_MS / 2;
/** At most this, so that an edit is not forgotten, nor the machine kept busy by a tree that takes a whole deadline each time. */
export const ASKED_AGAIN_MAX_MS = 16 * POLL_MS;
/** Readings in a row that may meet a change of the files before it is waited for silence again. */
const MAX_TRIES = 4;

/**
 * Ends when the signal aborts; never rejects. Each digest is told once in a row; a refused one again when something else is wrong
 * with it than before, when nothing is any more, and every TOLD_AGAIN_MS.
 */
export async function watchDesiredState({ source, clock, signal, known, told }: WatchOptions): Promise<void> {
  const bell = new Bell(clock, signal);
  const watching = source.watch(() => bell.ring());
  const said = new Said(clock);
  if (known !== undefined) said.take(known);
  try {
    while (!signal.aborted) {
      // What changed before it was watched was told by nobody.
      if (await watching.rearm()) bell.ring();
      if (await bell.rung(POLL_MS)) await bell.silence();
      if (signal.aborted) return;
      const reading = await readSettled(source, clock, said.settled());
      if (reading === 'unchanged') continue;
      if (reading === 'unsettled') bell.ring();
      else if (said.take(reading)) told(reading);
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

interface Refused {
  /** The problems, to be compared. */
  readonly problems: string;
  readonly toldAt: number;
  readonly askedAt: number;
  readonly pauseMs: number;
}

/** What was told last, and where that was a refusal: when the same files are asked about again. */
class Said {
  readonly #clock: Clock;
  #digest: string | undefined;
  #refused: Refused | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The digest about which there is nothing to ask now. */
  settled(): string | undefined {
    const refused = this.#refused;
    return refused !== undefined && this.#isOver(refused.askedAt, refused.pauseMs) ? undefined : this.#digest;
  }

  /** Whether this is to be told. */
  take({ digest, loaded }: Pick<Reading, 'digest' | 'loaded'>): boolean {
    const before = digest === this.#digest ? this.#refused : undefined;
    this.#digest = digest;
    this.#refused = undefined;
    if ('state' in loaded) return true;
    const askedAt = this.#clock.now();
    const problems = JSON.stringify(loaded.problems);
    const isNews = before?.problems !== problems || this.#isOver(before.toldAt, TOLD_AGAIN_MS);
    const pauseMs = before === undefined ? ASKED_AGAIN_MS : Math.min(2 * before.pauseMs, ASKED_AGAIN_MAX_MS);
    this.#refused = { problems, toldAt: isNews ? askedAt : before.toldAt, askedAt, pauseMs };
    return isNews;
  }

  /** A clock that was set back makes nobody wait for its old time. */
  #isOver(since: number, pauseMs: number): boolean {
    const passedMs = this.#clock.now() - since;
    return passedMs < 0 || passedMs >= pauseMs;
  }
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
