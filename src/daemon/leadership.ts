/**
 * Asks for the lease as lease.ts says, for as long as the process lives; lets writes through while it is surely ours; and gives
 * it back when the last of them has ended. Time is the local monotonic clock's.
 */
import { NO_FENCE } from '../aws/fence.ts';
import type { Fence } from '../aws/fence.ts';
import type { Clock } from '../model/world.ts';
import { fenceOf, heard, newCandidacy, nextMove, releasingMove, standingOf, writeTimeoutOf } from './lease.ts';
import type { Candidacy, LeaseAnswer, LeaseRequest, LeaseTimes, Standing } from './lease.ts';

/** The Lease of an API server. Never rejects; what comes after the signal has aborted is not waited for. */
export interface LeaseApi {
  readonly ask: (request: LeaseRequest, signal: AbortSignal) => Promise<LeaseAnswer>;
}

export interface Leadership {
  readonly fence: Fence;
  readonly standing: () => Standing;
  /** Who holds the lease as far as is known; undefined: nobody, or not known. */
  readonly holder: () => string | undefined;
  /** Why the API says nothing; undefined: it does, or is not asked. */
  readonly trouble: () => string | undefined;
  /** Renewing ends; the lease is given back if no write of ours can be under way any more. Never rejects. */
  readonly end: () => Promise<void>;
}

export interface LeadershipOptions {
  readonly api: LeaseApi;
  readonly me: string;
  readonly times: LeaseTimes;
  /** Sleeps as the world does. */
  readonly clock: Pick<Clock, 'sleep'>;
  readonly monotonicMs: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly changed: (standing: Standing, holder: string | undefined) => void;
  /** The API does not answer, or answers again (undefined). Told once, until it changes. */
  readonly failing: (why: string | undefined) => void;
}

/** Two tries fit between a renewal and its deadline. */
const TRIES_A_DEADLINE = 2;
/** A release that meets a conflict is tried again so often: a renewal whose answer was lost costs two. */
const RELEASE_TRIES = 4;
/** An API that does not answer gives nothing back, and the lease runs out by itself: the end does not wait long for it. */
const RELEASE_TIMEOUT_MS = 1_500;
/** How often a release looks whether the last write has ended. */
const ENDING_LOOK_MS = 20;
/** Writes that are under way at once are far fewer: the limiter has 32 for each lane. */
const MAX_WRITES = 100_000;

/** Asks from now on, until `end`. */
export function lead(options: LeadershipOptions): Leadership {
  return new Campaign(options);
}

class Campaign implements Leadership {
  readonly #options: LeadershipOptions;
  readonly #ended = new AbortController();
  readonly #campaigning: Promise<void>;
  #candidacy: Candidacy;
  #writes = 0;
  /** What was told last, in one word or two. */
  #told = '';
  #failing: string | undefined;

  constructor(options: LeadershipOptions) {
    this.#options = options;
    this.#candidacy = newCandidacy(options.me, options.times, options.monotonicMs());
    this.#campaigning = this.#campaign();
  }

  readonly fence: Fence = {
    enter: () => {
      const mayLeave = (): boolean => this.#options.monotonicMs() <= fenceOf(this.#candidacy);
      if (this.#ended.signal.aborted || !mayLeave() || this.#writes >= MAX_WRITES) return undefined;
      this.#writes += 1;
      return { timeoutMs: writeTimeoutOf(this.#options.times), mayLeave, leave: () => void (this.#writes -= 1) };
    },
  };

  standing(): Standing {
    return standingOf(this.#candidacy, this.#options.monotonicMs());
  }

  holder(): string | undefined {
    const holder = this.#candidacy.seen?.record.holder;
    return holder === '' ? undefined : holder;
  }

  trouble(): string | undefined {
    return this.#failing;
  }

  async end(): Promise<void> {
    this.#ended.abort();
    await this.#campaigning;
    await this.#release();
  }

  async #campaign(): Promise<void> {
    const { monotonicMs, times, clock } = this.#options;
    const { signal } = this.#ended;
    while (!signal.aborted) {
      const now = monotonicMs();
      const move = nextMove(this.#candidacy, now);
      this.#tell();
      if (move.move !== 'wait') await this.#ask(move, times.renewDeadlineMs / TRIES_A_DEADLINE, signal);
      else {
        // A hold that runs out is told when it does, not when the next answer comes.
        const fence = fenceOf(this.#candidacy);
        const until = fence >= now ? Math.min(move.untilMs, fence + 1) : move.untilMs;
        await clock.sleep(Math.max(0, until - now), signal);
      }
    }
  }

  async #ask(request: LeaseRequest, timeoutMs: number, hurry?: AbortSignal): Promise<void> {
    const { api, clock, monotonicMs, random } = this.#options;
    const sentMs = monotonicMs();
    const answer = await within(async (signal) => api.ask(request, signal), clock, timeoutMs, hurry);
    this.#candidacy = heard(this.#candidacy, request, answer, { sentMs, heardMs: monotonicMs(), random: random() });
    if (hurry?.aborted === true) return;
    const why = answer.answer === 'failed' ? answer.why : undefined;
    if ((why === undefined) !== (this.#failing === undefined)) this.#options.failing(why);
    this.#failing = why;
  }

  #tell(): void {
    const { seen } = this.#candidacy;
    const standing = this.standing();
    if (seen === undefined && standing === 'standby') return;
    // A holder that has just left is followed at once: that nobody writes for a moment is no news.
    if (standing === 'standby' && seen?.record.holder === '') return;
    const holder = this.holder();
    const says = standing === 'standby' ? `standby ${holder ?? ''}` : standing;
    if (says === this.#told) return;
    this.#told = says;
    this.#options.changed(standing, holder);
  }

  /** Only after the last write has ended: whoever finds the lease free writes at once. */
  async #release(): Promise<void> {
    const { clock, times } = this.#options;
    for (let waitedMs = 0; this.#writes > 0 && waitedMs < writeTimeoutOf(times); waitedMs += ENDING_LOOK_MS)
      await clock.sleep(ENDING_LOOK_MS);
    if (this.#candidacy.heldFromMs === undefined || this.#writes > 0) return;
    for (let tries = 0; tries < RELEASE_TRIES; tries += 1) {
      const move = releasingMove(this.#candidacy);
      if (move === undefined) return;
      await this.#ask(move, RELEASE_TIMEOUT_MS);
      if (this.#failing !== undefined) return;
    }
  }
}

/** Without a Lease: whoever runs it sees to it that it is the only one. */
export const ALONE: Leadership = {
  fence: NO_FENCE,
  standing: () => 'leading',
  holder: () => undefined,
  trouble: () => undefined,
  end: async () => undefined,
};

/** An answer that comes too late is none: what it says was sent too long ago to be built upon. */
async function within(
  ask: (signal: AbortSignal) => Promise<LeaseAnswer>,
  clock: Pick<Clock, 'sleep'>,
  timeoutMs: number,
  hurry: AbortSignal | undefined,
): Promise<LeaseAnswer> {
  const over = new AbortController();
  const enough = new AbortController();
  const stop = (): void => enough.abort();
  hurry?.addEventListener('abort', stop, { once: true });
  const late = clock.sleep(timeoutMs, enough.signal).then((): LeaseAnswer => {
    over.abort();
    return { answer: 'failed', why: `no answer within ${timeoutMs} ms` };
  });
  try {
    return await Promise.race([ask(over.signal), late]);
  } finally {
    hurry?.removeEventListener('abort', stop);
    enough.abort();
  }
}
