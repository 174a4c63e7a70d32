/**
 * Who may write, as far as one Lease of Kubernetes tells? A pure state machine: what is to be asked of the API next, and what
 * an answer means. It compares no clocks of different machines: a holder is over when its record has not changed for as long
 * as it lasts, counted from when this process first saw it; and our own hold ends counted from when the request was sent.
 */

export interface LeaseTimes {
  /** After a record has not changed for so long, another may take it. Whole seconds, as the API knows no others. */
  readonly durationMs: number;
  /** So long after the sending of the last renewal that was acknowledged, no write may begin. */
  readonly renewDeadlineMs: number;
  /** From one renewal to the next, and a tenth more at random. */
  readonly retryMs: number;
}

/** As client-go's: https://pkg.go.dev/k8s.io/client-go/tools/leaderelection */
export const LEASE_TIMES: LeaseTimes = { durationMs: 15_000, renewDeadlineMs: 10_000, retryMs: 2_000 };
/** What somebody else's record may claim; and ours. */
export const MAX_LEASE_MS = 600_000;
/** Of the time between the last moment for a write to begin and the end of the lease, what a write may use. */
const WRITING_SHARE = 0.8;
const JITTER = 0.1;
/** Readers look so much more often than holders renew: what they see late is added to every take-over. */
const LOOKS_A_RENEWAL = 2;

export interface LeaseRecord {
  /** Empty: nobody, as a holder leaves it that has ended in order. */
  readonly holder: string;
  readonly durationMs: number;
  /** How often the holder has changed. */
  readonly transitions: number;
  /** Opaque; another one with every write. */
  readonly version: string;
}

export interface Candidacy {
  /** Never the same for two processes, or for two lives of one. */
  readonly me: string;
  readonly times: LeaseTimes;
  /** The record as last read, and since when it is known to be as it is. */
  readonly seen: { readonly record: LeaseRecord; readonly atMs: number } | undefined;
  /** What is seen may be out of date: read before anything else. */
  readonly doubtful: boolean;
  /** There is no Lease at all. */
  readonly absent: boolean;
  /**
   * The Lease that names us may be one that we made where there was none. Who held one that somebody deleted may still write,
   * and nothing tells how often that happened, so ours counts only from the first renewal, when it has lasted its time.
   */
  readonly made: boolean;
  /** When the last acknowledged request was sent that made or kept us the holder; undefined: we are not. */
  readonly heldFromMs: number | undefined;
  readonly wroteAtMs: number;
  readonly nextAtMs: number;
}

export type LeaseMove =
  | { readonly move: 'wait'; readonly untilMs: number }
  | { readonly move: 'read' }
  | { readonly move: 'create'; readonly holder: string; readonly transitions: number }
  /** Only if the record's version still is `over`. */
  | { readonly move: 'replace'; readonly holder: string; readonly transitions: number; readonly over: string };

export type LeaseRequest = Exclude<LeaseMove, { move: 'wait' }>;

export type LeaseAnswer =
  | { readonly answer: 'record'; readonly record: LeaseRecord }
  | { readonly answer: 'absent' }
  /** Somebody else was quicker; or we were, and did not hear of it. */
  | { readonly answer: 'conflict' }
  /** Nobody knows whether it was carried out. */
  | { readonly answer: 'failed'; readonly why: string };

/** unsure: nobody else is known to hold it, and our own renewals are not heard: no write, and no end to reading. */
export type Standing = 'leading' | 'unsure' | 'standby';

export function newCandidacy(me: string, times: LeaseTimes, nowMs: number): Candidacy {
  return {
    me,
    times,
    seen: undefined,
    doubtful: false,
    absent: false,
    made: false,
    heldFromMs: undefined,
    wroteAtMs: -Infinity,
    nextAtMs: nowMs,
  };
}

/** What to ask of the API at this moment. */
export function nextMove(candidacy: Candidacy, nowMs: number): LeaseMove {
  const { seen, me, nextAtMs } = candidacy;
  if (nowMs < nextAtMs) return { move: 'wait', untilMs: nextAtMs };
  if (candidacy.absent) return { move: 'create', holder: me, transitions: 0 };
  if (seen === undefined || candidacy.doubtful) return { move: 'read' };
  const { holder, transitions, version } = seen.record;
  const isFree = holder === '' || (holder === me && !candidacy.made);
  if (!isFree && nowMs < endOf(candidacy, seen)) return { move: 'read' };
  return { move: 'replace', holder: me, transitions: holder === me ? transitions : transitions + 1, over: version };
}

/** To be asked when the last write has ended; undefined: there is nothing of ours to give back. */
export function releasingMove({ seen, me, doubtful, made }: Candidacy): LeaseRequest | undefined {
  if (made) return undefined;
  if (seen === undefined || doubtful) return { move: 'read' };
  const { holder, transitions, version } = seen.record;
  return holder === me ? { move: 'replace', holder: '', transitions, over: version } : undefined;
}

/** Of the local monotonic clock, before the request was sent and after the answer was heard; `random` is uniform in [0, 1). */
export interface HeardAt {
  readonly sentMs: number;
  readonly heardMs: number;
  readonly random: number;
}

/** What is known after an answer. */
export function heard(candidacy: Candidacy, asked: LeaseRequest, answer: LeaseAnswer, at: HeardAt): Candidacy {
  const { retryMs } = candidacy.times;
  const wroteAtMs = asked.move === 'read' ? candidacy.wroteAtMs : at.sentMs;
  const before = { ...candidacy, wroteAtMs, made: candidacy.made || asked.move === 'create' };
  const later = { ...before, nextAtMs: Math.max(at.heardMs, jittered(at, retryMs)) };
  // Never sooner after a write of ours: an API that shows old records must not be asked without a pause.
  const soon = Math.max(at.heardMs, wroteAtMs + retryMs / LOOKS_A_RENEWAL);
  switch (answer.answer) {
    case 'failed':
      return later;
    case 'conflict':
      return { ...before, doubtful: true, absent: false, nextAtMs: at.heardMs };
    case 'absent':
      // Nor is there a namespace to make it in.
      if (asked.move === 'create') return later;
      return { ...before, seen: undefined, doubtful: false, absent: true, nextAtMs: soon };
    case 'record':
      return learned(before, asked, answer.record, { ...at, soonMs: soon });
  }
}

/** After a record: what it says, and when to look again. */
function learned(
  candidacy: Candidacy,
  asked: LeaseRequest,
  record: LeaseRecord,
  at: HeardAt & { readonly soonMs: number },
): Candidacy {
  const { me, wroteAtMs, times } = candidacy;
  const isNews = candidacy.seen?.record.version !== record.version;
  const seen = { record, atMs: isNews ? at.heardMs : (candidacy.seen?.atMs ?? at.heardMs) };
  const known = { ...candidacy, seen, doubtful: false, absent: false };
  const end = endOf(known, seen);
  const looked = Math.max(at.soonMs, Math.min(end, jittered(at, times.retryMs / LOOKS_A_RENEWAL)));
  if (record.holder !== me) {
    const nextAtMs = record.holder === '' ? at.soonMs : looked;
    return { ...known, made: false, heldFromMs: undefined, nextAtMs };
  }
  if (asked.move === 'replace') {
    return { ...known, made: false, heldFromMs: at.sentMs, nextAtMs: jittered(at, times.retryMs) };
  }
  if (known.made) return { ...known, nextAtMs: looked };
  // Ours, by a request whose answer was lost: a hold counts from one that was acknowledged.
  return { ...known, nextAtMs: Math.max(at.heardMs, wroteAtMs + times.retryMs) };
}

function jittered({ sentMs, random }: HeardAt, ms: number): number {
  return sentMs + ms * (1 + JITTER * random);
}

export function standingOf({ heldFromMs, times }: Candidacy, nowMs: number): Standing {
  if (heldFromMs === undefined) return 'standby';
  return nowMs <= heldFromMs + times.renewDeadlineMs ? 'leading' : 'unsure';
}

/** The last moment at which a write may begin, if no further renewal is acknowledged. */
export function fenceOf({ heldFromMs, times }: Candidacy): number {
  return heldFromMs === undefined ? -Infinity : heldFromMs + times.renewDeadlineMs;
}

/** How long a write may take, so that it has ended when the lease could pass to another: 4 s of 5 s. */
export function writeTimeoutOf({ durationMs, renewDeadlineMs }: LeaseTimes): number {
  return (durationMs - renewDeadlineMs) * WRITING_SHARE;
}

/** Why these times cannot keep two writers apart; undefined: they can. */
export function mistakeIn({ durationMs, renewDeadlineMs, retryMs }: LeaseTimes): string | undefined {
  if (![durationMs, renewDeadlineMs, retryMs].every((ms) => ms > 0 && Number.isFinite(ms)))
    return 'each must be above 0';
  if (durationMs % 1_000 !== 0) return 'a lease lasts whole seconds';
  if (durationMs > MAX_LEASE_MS) return `a lease lasts at most ${MAX_LEASE_MS / 1_000} s`;
  if (renewDeadlineMs > durationMs * 0.75) return 'a quarter of the lease must be left for the last write to end';
  if (retryMs * 2 > renewDeadlineMs) return 'there must be time for two renewals before the deadline';
  return undefined;
}

function endOf({ times }: Candidacy, seen: NonNullable<Candidacy['seen']>): number {
  return seen.atMs + Math.max(times.durationMs, Math.min(seen.record.durationMs, MAX_LEASE_MS));
}
