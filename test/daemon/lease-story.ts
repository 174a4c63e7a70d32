/** What may happen to replicas that ask for one Lease, what is told of them afterwards, and what must never have happened. */
import type { LeaseTimes } from '../../src/daemon/lease.ts';

/** A writing call as AWS sees it, in true time. */
export interface Written {
  readonly replica: number;
  readonly identity: string;
  readonly fromMs: number;
  readonly untilMs: number;
  /** Local time since the sending of the last renewal that was acknowledged, at the moment of sending. */
  readonly sinceRenewalMs: number;
}

export interface Calamities {
  readonly replicas: number;
  readonly horizonMs: number;
  /** Nothing goes wrong in the last part of it. */
  readonly calmMs: number;
  /** How often each goes wrong, in a schedule, for each replica. */
  readonly stalls: number;
  readonly partitions: number;
  readonly kills: number;
  readonly terms: number;
  readonly deletions: number;
  /** What happens to whoever leads at some moment after the first half of a minute; undefined: nothing. */
  readonly leaderEnds?: 'kill' | 'term';
  /** Share of requests that are lost, and of answers. */
  readonly lost: number;
  /** Share of requests and answers that are late, up to `lateMs`. */
  readonly late: number;
  readonly lateMs: number;
  /** Clocks go up to so much faster or slower than true time. */
  readonly drift: number;
}

export interface Told {
  readonly written: readonly Written[];
  /** How many replicas lead at the end. */
  readonly leaders: number;
  readonly handovers: number;
  readonly requests: number;
  /** From each kill or end of a leader to the next write of another. */
  readonly gapsMs: readonly { readonly after: 'kill' | 'term'; readonly ms: number }[];
}

/** Writing calls of different lives that overlap, and calls outside of their own fence. */
export function violations(written: readonly Written[], { renewDeadlineMs }: LeaseTimes): readonly string[] {
  const found: string[] = [];
  const sorted = written.toSorted((a, b) => a.fromMs - b.fromMs);
  const latest = new Map<string, Written>();
  for (const call of sorted) {
    if (call.sinceRenewalMs > renewDeadlineMs)
      found.push(`${call.identity} wrote ${call.sinceRenewalMs.toFixed(0)} ms after its last renewal`);
    for (const other of latest.values()) {
      if (other.identity === call.identity || other.untilMs <= call.fromMs) continue;
      found.push(
        `${other.identity} [${other.fromMs.toFixed(0)}, ${other.untilMs.toFixed(0)}] overlaps ` +
          `${call.identity} [${call.fromMs.toFixed(0)}, ${call.untilMs.toFixed(0)}]`,
      );
    }
    const before = latest.get(call.identity);
    if (before === undefined || before.untilMs < call.untilMs) latest.set(call.identity, call);
  }
  return found;
}
