/**
 * What does a snapshot say in numbers? Pure: from one snapshot all values of all gauges, so that no series outlives what
 * it was about, and no hostile organization makes more series than Prometheus was promised.
 */
import { RESOURCE_STATES } from '../model/decision.ts';
import type { PolicySummary, Snapshot, TargetState } from '../model/snapshot.ts';
import { type GaugeName, MAX_DRIFT_SERIES, MAX_POLICY_LABELS } from './metrics-table.ts';
import { plain } from './text.ts';

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export type Samples = Readonly<Record<GaugeName, readonly Sample[]>>;

export interface Surroundings {
  /** Requests that wait in the limiter, by service. */
  readonly limiterWaiting: Readonly<Record<string, number>>;
  readonly leader: boolean;
  /** Of the desired state on disk, where there is no snapshot to tell them: whoever stands by loads it as well. */
  readonly problems?: number;
  readonly version: string;
  /** Of the sources that were built, not of the desired state. */
  readonly buildRevision: string;
}

interface DriftEntry {
  readonly policy: string;
  readonly account: string;
  readonly region: string;
  readonly count: number;
}

/** Label value of everything that shares a series because of a cap. */
export const OTHER = 'other';
const TARGET_STATES = ['reached', 'unreachable', 'refused', 'disabled', 'skipped'] as const satisfies TargetState[];
/** Account ids and region names are far shorter. */
const MAX_LABEL_LENGTH = 128;

/** Every gauge at this instant; without a snapshot (nothing loaded yet) what does not need one. */
export function gaugesOf(snapshot: Snapshot | undefined, around: Surroundings): Samples {
  const policies = labelled(snapshot?.policies ?? []);
  const drift = driftSeries(policies);
  return {
    resources: merged(policies, (policy) =>
      RESOURCE_STATES.map((state) => ({ labels: { state }, value: policy.states[state] })),
    ),
    drifted_resources: drift.samples,
    series_dropped: [single(drift.dropped)],
    held_resources: merged(policies, (policy) =>
      Object.entries(policy.held)
        .filter(([, count]) => count > 0)
        .map(([gate, value]) => ({ labels: { gate }, value })),
    ),
    oldest_drift_seconds: merged(
      policies,
      (policy) => [single(secondsSince(policy.oldestDriftAt, snapshot))],
      Math.max,
    ),
    in_flight_resources: merged(policies, (policy) => [single(policy.inFlight)]),
    handed_over_resources: merged(policies, (policy) => [single(policy.handedOver)]),
    halted: merged(policies, (policy) => [single(policy.halted ? 1 : 0)], Math.max),
    oldest_in_flight_seconds: [single(secondsSince(snapshot?.oldestInFlightAt, snapshot))],
    targets: targetCounts(snapshot),
    frozen: [single(snapshot?.frozen === true ? 1 : 0)],
    queue_depth: [single(snapshot?.queueDepth ?? 0)],
    last_complete_pass_timestamp_seconds: [single((snapshot?.lastCompletePassAt ?? 0) / 1_000)],
    desired_state_problems: [single(snapshot?.problems ?? around.problems ?? 0)],
    desired_state_loaded_timestamp_seconds: [single((snapshot?.loadedAt ?? 0) / 1_000)],
    desired_state_info: snapshot === undefined ? [] : [{ labels: { revision: label(snapshot.revision) }, value: 1 }],
    exemptions: Object.entries(snapshot?.exemptions ?? { active: 0, ending: 0, ended: 0, unused: 0 }).map(
      ([state, value]) => ({ labels: { state }, value }),
    ),
    limiter_waiting: Object.entries(around.limiterWaiting).map(([service, value]) => ({
      labels: { service: label(service) },
      value,
    })),
    leader: [single(around.leader ? 1 : 0)],
    build_info: [{ labels: { version: label(around.version), revision: label(around.buildRevision) }, value: 1 }],
  };
}

function single(value: number): Sample {
  return { labels: {}, value: Number.isFinite(value) ? value : 0 };
}

function label(text: string): string {
  return plain(text, MAX_LABEL_LENGTH);
}

function secondsSince(at: number | undefined, snapshot: Snapshot | undefined): number {
  return at === undefined || snapshot === undefined ? 0 : Math.max(0, (snapshot.at - at) / 1_000);
}

function labelled(policies: readonly PolicySummary[]): readonly PolicySummary[] {
  return policies.map((policy, index) => ({
    ...policy,
    policy: index < MAX_POLICY_LABELS ? label(policy.policy) : OTHER,
  }));
}

/** Samples of all policies under their label; those that share one (the cap; two kinds, one name) are combined. */
function merged(
  policies: readonly PolicySummary[],
  samplesOf: (policy: PolicySummary) => readonly Sample[],
  combine: (a: number, b: number) => number = (a, b) => a + b,
): readonly Sample[] {
  const series = new Map<string, Sample>();
  for (const policy of policies) {
    for (const sample of samplesOf(policy)) {
      const key = JSON.stringify([policy.policy, Object.values(sample.labels)]);
      const before = series.get(key);
      const value = before === undefined ? sample.value : combine(before.value, sample.value);
      series.set(key, { labels: { policy: policy.policy, ...sample.labels }, value });
    }
  }
  return [...series.values()];
}

function targetCounts(snapshot: Snapshot | undefined): readonly Sample[] {
  const counts = new Map<TargetState, number>(TARGET_STATES.map((state) => [state, 0]));
  for (const { state } of snapshot?.targets ?? []) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, value]) => ({ labels: { state }, value }));
}

/** The largest stay (ties in the snapshot's order), the others are summed by policy: a cap that hides nothing. */
function driftSeries(policies: readonly PolicySummary[]): {
  readonly samples: readonly Sample[];
  readonly dropped: number;
} {
  const entries: DriftEntry[] = [];
  for (const { policy, drifted } of policies) {
    for (const { account, region, count } of drifted) if (count > 0) entries.push({ policy, account, region, count });
  }
  const room = MAX_DRIFT_SERIES - new Set(entries.map((entry) => entry.policy)).size;
  const keeps = entries.length <= MAX_DRIFT_SERIES ? () => true : keepLargest(entries, room);
  const sums = new Map<string, Sample>();
  let dropped = 0;
  for (const entry of entries) {
    const kept = keeps(entry);
    if (!kept) dropped++;
    const [account, region] = kept ? [label(entry.account), label(entry.region)] : [OTHER, OTHER];
    const key = JSON.stringify([entry.policy, account, region]);
    const value = (sums.get(key)?.value ?? 0) + entry.count;
    sums.set(key, { labels: { policy: entry.policy, account, region }, value });
  }
  return { samples: [...sums.values()], dropped };
}

/** True for the `room` largest, asked in order. Sorting plain numbers costs a tenth of sorting a million entries. */
function keepLargest(entries: readonly DriftEntry[], room: number): (entry: DriftEntry) => boolean {
  const counts = Float64Array.from(entries, (entry) => entry.count).sort();
  const threshold = counts[counts.length - room] ?? 0;
  let atThreshold = room - counts.reduce((above, count) => above + Number(count > threshold), 0);
  return ({ count }) => count > threshold || (count === threshold && atThreshold-- > 0);
}
