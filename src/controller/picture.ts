/**
 * The whole picture at one instant, put together from what is remembered. A resource that could not be read in the last
 * pass, or whose place could not be, is unknown, whatever was remembered of it.
 */
import { RESOURCE_STATES } from '../model/decision.ts';
import type { Gate, Outlook, ResourceState, Standing } from '../model/decision.ts';
import type { Policy, Problem } from '../model/desired-state.ts';
import type { Event } from '../model/event.ts';
import type { PolicySummary, Snapshot, TargetStatus } from '../model/snapshot.ts';
import type { AccountId, Region } from '../model/target.ts';
import type { SkippedTarget } from '../organization/select.ts';
import { exemptionStates } from '../plan/exemptions.ts';
import { consider, handOver } from './consider.ts';
import type { Controller } from './controller.ts';
import type { Entry, Place } from './memory.ts';
import { targetStatuses } from './target-status.ts';

export interface LoopFacts {
  readonly queueDepth: number;
  readonly lastCompletePassAt: number | undefined;
  readonly skipped: readonly SkippedTarget[];
  readonly problems: readonly Problem[];
}

export function snapshot(controller: Controller, facts: LoopFacts): Snapshot {
  const { memory, state } = controller;
  const at = controller.world.clock.now();
  const places = [...memory.places.values()];
  const skipped = facts.skipped.map(({ target, reason, message }): TargetStatus => ({
    ...target,
    state: 'skipped',
    reason,
    message,
    lastCompleteAt: undefined,
  }));
  const restraint = controller.restraint();
  const begun = [...memory.inFlight.values()].map(({ since }) => since);
  return {
    at,
    revision: state.revision,
    commit: state.commit,
    loadedAt: state.loadedAt,
    problems: facts.problems.length,
    problemList: facts.problems,
    frozen: restraint !== undefined,
    restraint,
    complete: places.length > 0 && places.every(({ status }) => status.reason !== 'NotYetRead'),
    lastCompletePassAt: facts.lastCompletePassAt,
    targets: [...targetStatuses(places.map(({ status }) => status)), ...skipped],
    policies: state.policies.map((policy) => summarise(controller, policy, places)),
    oldestInFlightAt: begun.length === 0 ? undefined : Math.min(...begun),
    queueDepth: facts.queueDepth,
    exemptions: exemptionStates(state.exemptions, controller.usedExemptions, at).counts,
    outlooks: () => outlooks(controller, places),
  };
}

/** How many resources stand how, by policy; states with none are left out. */
export function countsOf({
  policies,
}: Pick<Snapshot, 'policies'>): Extract<Event, { event: 'SweepFinished' }>['policies'] {
  return policies.map(({ policy, states }) => ({
    policy,
    states: Object.fromEntries(Object.entries(states).filter(([, count]) => count > 0)),
  }));
}

function summarise(controller: Controller, policy: Policy, places: readonly Place[]): PolicySummary {
  const states = Object.fromEntries(RESOURCE_STATES.map((state) => [state, 0])) as Record<ResourceState, number>;
  const held: Partial<Record<Gate, number>> = {};
  const drifted: { account: AccountId; region: Region; count: number }[] = [];
  let oldestDriftAt: number | undefined;
  let handedOver = 0;
  for (const place of places) {
    let count = 0;
    for (const { marks, driftSince, handedOver: isHandedOver, notRead } of place.entries.values()) {
      const isRead = place.status.state === 'reached' && notRead === undefined;
      const mark = marks.find((it) => it.policy === policy.name);
      if (mark === undefined) continue;
      states[isRead ? mark.state : 'unknown'] += 1;
      if (isRead && mark.state === 'held' && mark.gate !== undefined) held[mark.gate] = (held[mark.gate] ?? 0) + 1;
      if (isHandedOver) handedOver += 1;
      if (mark.differs) count += 1;
      const since = driftSince?.get(policy.name);
      if (since !== undefined) oldestDriftAt = Math.min(oldestDriftAt ?? since, since);
    }
    if (count > 0) drifted.push({ ...place.selection.target, count });
  }
  return {
    policy: policy.name,
    kind: policy.kind,
    states,
    held,
    drifted,
    oldestDriftAt,
    inFlight: controller.memory.census.inFlight(policy, undefined, ''),
    handedOver,
    halted: controller.halted(policy.name) !== undefined,
  };
}

function* outlooks(controller: Controller, places: readonly Place[]): Iterable<Outlook> {
  for (const place of places) {
    for (const [arn, entry] of place.entries) yield outlookOf(controller, place, arn, entry);
  }
}

/** Everything that there is to say about one resource, worked out anew from what is remembered of it. */
function outlookOf(controller: Controller, place: Place, arn: string, entry: Entry): Outlook {
  const { resource } = entry;
  const { account, region } = place.selection.target;
  if (resource === undefined || place.status.state !== 'reached' || entry.notRead !== undefined) {
    const standings = place.selection.policies.map((policy) => unreadStanding(policy, place, entry));
    const observedAt = resource?.observedAt ?? 0;
    const nothing = { step: { step: 'none' }, change: undefined, handedOver: undefined, observedAt } as const;
    return { arn, account, region, resourceKind: place.kind.name, standings, ...nothing };
  }
  const now = controller.world.clock.now();
  const considered = consider(resource, controller.site(place), controller.remembered(resource.arn), now);
  return {
    arn: resource.arn,
    account,
    region,
    resourceKind: resource.kind,
    standings: considered.standings,
    step: considered.step,
    change: resource.intent.is === 'ours' ? resource.intent.intent.change : undefined,
    handedOver: entry.handedOver ? handOver(considered, resource, now) : undefined,
    observedAt: resource.observedAt,
  };
}

function unreadStanding({ name, kind }: Policy, { status }: Place, { notRead }: Entry): Standing {
  const message = status.message ?? notRead ?? 'it was listed, and could not be described';
  const notes = [{ reason: status.reason ?? 'NotRead', message }];
  return { policy: name, kind, state: 'unknown', hold: undefined, differences: [], notes };
}
