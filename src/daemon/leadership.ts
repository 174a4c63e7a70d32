/**
 * Asks for the lease as lease.ts says, for as long as the process lives; lets writes through while it is surely ours; and gives
 * it back when the last of them has ended. Time is the local monotonic clock's.
 */
import type { Fence } from '../aws/fence.ts';
import type { Clock } from '../model/world.ts';
import { fenceOf, heard, newCandidacy, nextMove, releasingMove, standingOf, writeTimeoutOf } from './lease.ts';
import type { LeaseAnswer, LeaseRequest, LeaseTimes, Standing } from './lease.ts';

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

export function lead(options: LeadershipOptions): Leadership {
  const { api, me, times, clock, monotonicMs, random } = options;
  const ended = new AbortController();
  let candidacy = newCandidacy(me, times, monotonicMs());
  let writes = 0;
  let told: Standing = 'standby';
  let toldHolder: string | undefined;
  let failing: string | undefined;

  const holder = (): string | undefined => {
    const found = candidacy.seen?.record.holder;
    return found === '' ? undefined : found;
  };
  const tell = (): void => {
    const standing = standingOf(candidacy, monotonicMs());
    if (standing === told && (standing !== 'standby' || holder() === toldHolder)) return;
    told = standing;
    toldHolder = holder();
    options.changed(standing, toldHolder);
  };
  const ask = async (request: LeaseRequest, timeoutMs: number, hurry?: AbortSignal): Promise<void> => {
    const sentMs = monotonicMs();
    const answer = await within(async (signal) => api.ask(request, signal), clock, timeoutMs, hurry);
    candidacy = heard(candidacy, request, answer, { sentMs, heardMs: monotonicMs(), random: random() });
    const why = answer.answer === 'failed' ? answer.why : undefined;
    if ((why === undefined) !== (failing === undefined)) options.failing(why);
    failing = why;
  };
  const campaign = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      const now = monotonicMs();
      const move = nextMove(candidacy, now);
      tell();
      if (move.move !== 'wait') await ask(move, times.renewDeadlineMs / TRIES_A_DEADLINE, ended.signal);
      else {
        // A hold that runs out is told when it does, not when the next answer comes.
        const until = told === 'leading' ? Math.min(move.untilMs, fenceOf(candidacy) + 1) : move.untilMs;
        await clock.sleep(Math.max(0, until - now), ended.signal);
      }
    }
  };
  const campaigning = campaign();

  const release = async (): Promise<void> => {
    for (let waitedMs = 0; writes > 0 && waitedMs < writeTimeoutOf(times); waitedMs += ENDING_LOOK_MS)
      await clock.sleep(ENDING_LOOK_MS);
    if (candidacy.heldFromMs === undefined || writes > 0) return;
    for (let tries = 0; tries < RELEASE_TRIES; tries += 1) {
      const move = releasingMove(candidacy);
      if (move === undefined) return;
      await ask(move, RELEASE_TIMEOUT_MS);
      if (failing !== undefined) return;
    }
  };

  return {
    fence: {
      enter: () => {
        if (ended.signal.aborted || writes >= MAX_WRITES || monotonicMs() > fenceOf(candidacy)) return undefined;
        writes += 1;
        return { timeoutMs: writeTimeoutOf(times), leave: () => void (writes -= 1) };
      },
    },
    standing: () => standingOf(candidacy, monotonicMs()),
    holder,
    trouble: () => failing,
    end: async () => {
      ended.abort();
      await campaigning;
      await release();
    },
  };
}

/** Without a Lease: whoever runs it sees to it that it is the only one. */
export const ALONE: Leadership = {
  fence: { enter: () => ({ timeoutMs: Number.POSITIVE_INFINITY, leave: () => undefined }) },
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
