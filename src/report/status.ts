/**
 * What stands where, right now? The answer of /api/v1/status, built from one snapshot: which policies have how much to do,
 * which targets could not be read, which resources are not as wanted, who holds them and until when. Bounded, however
 * large the organization.
 */
import type { Gate, Outlook, ResourceState, Standing } from '../model/decision.ts';
import type { Problem } from '../model/desired-state.ts';
import type { Snapshot, TargetState } from '../model/snapshot.ts';
import type { Difference } from '../model/verdict.ts';
import { instant, plain } from './text.ts';

/** Times are RFC 3339 in UTC; what is not known is null. */
export interface StatusReport {
  readonly at: string | null;
  readonly revision: string;
  /** The git commit that the desired state in force came from. */
  readonly commit: string | null;
  readonly loadedAt: string | null;
  /** Mistakes in the desired state as it is on disk, or why it waits; at most MAX_STATUS_PROBLEMS of problemsTotal. */
  readonly problems: readonly Problem[];
  readonly problemsTotal: number;
  /** Every target has been looked at since the start. */
  readonly complete: boolean;
  readonly frozen: boolean;
  /** Why nothing new begins. */
  readonly freeze: { readonly reason: string; readonly why: string; readonly until: string | null } | null;
  readonly lastCompletePassAt: string | null;
  readonly queueDepth: number;
  readonly exemptions: Snapshot['exemptions'];
  readonly targetStates: Readonly<Record<TargetState, number>>;
  /** Those that were not reached first; at most MAX_STATUS_TARGETS of targetsTotal. */
  readonly targets: readonly StatusTarget[];
  readonly targetsTotal: number;
  readonly policies: readonly StatusPolicy[];
  /** One entry for each resource and policy; worst states first, at most MAX_STATUS_RESOURCES of resourcesTotal. */
  readonly resources: readonly StatusResource[];
  readonly resourcesTotal: number;
}

export interface StatusTarget {
  readonly account: string;
  readonly region: string;
  readonly state: TargetState;
  readonly reason: string | null;
  readonly message: string | null;
  readonly lastCompleteAt: string | null;
}

export interface StatusPolicy {
  readonly policy: string;
  readonly kind: string;
  readonly states: Readonly<Record<ResourceState, number>>;
  readonly held: Readonly<Partial<Record<Gate, number>>>;
  readonly inFlight: number;
  readonly handedOver: number;
  readonly halted: boolean;
  readonly oldestDriftAt: string | null;
}

export interface StatusResource {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly kind: string;
  /** Null: no policy applies any more, and the resource is still on its way back. */
  readonly policy: string | null;
  readonly state: ResourceState;
  readonly gate: Gate | null;
  readonly reason: string | null;
  readonly why: string | null;
  /** When it will next be looked at, as far as the gate knows. */
  readonly until: string | null;
  /** At most MAX_DIFFERENCES of differencesTotal. */
  readonly differences: readonly Difference[];
  readonly differencesTotal: number;
  readonly notes: readonly { readonly reason: string; readonly message: string }[];
  readonly next: { readonly operation: string; readonly effect: string } | null;
  readonly change: string | null;
  readonly handedOver: { readonly reason: string; readonly why: string } | null;
  readonly observedAt: string | null;
}

export const MAX_STATUS_RESOURCES = 1_000;
export const MAX_STATUS_PROBLEMS = 100;
export const MAX_STATUS_TARGETS = 1_000;
const MAX_DIFFERENCES = 20;
/** JSON of one value of a difference; a security group list fits, a pipeline definition is not for this page. */
const MAX_DIFFERENCE_LENGTH = 1_024;
const MAX_WHY_LENGTH = 512;

/** Worst first: what a person has to see to, then what is on its way, then what is wanted so. */
const WORST_FIRST = [
  'failed',
  'contested',
  'unknown',
  'converging',
  'held',
  'drifted',
  'exempt',
  'not-applicable',
  'compliant',
] as const satisfies ResourceState[];

/** Walks every outlook once, keeps at most MAX_STATUS_RESOURCES of each state. */
export function statusReport(snapshot: Snapshot): StatusReport {
  const resources = worstResources(snapshot.outlooks());
  const targetStates = { reached: 0, unreachable: 0, refused: 0, disabled: 0, skipped: 0 };
  for (const { state } of snapshot.targets) targetStates[state]++;
  return {
    at: time(snapshot.at),
    revision: snapshot.revision,
    commit: snapshot.commit ?? null,
    loadedAt: time(snapshot.loadedAt),
    problems: problemsOf(snapshot),
    problemsTotal: snapshot.problems,
    complete: snapshot.complete,
    frozen: snapshot.frozen,
    freeze: freezeOf(snapshot),
    lastCompletePassAt: time(snapshot.lastCompletePassAt),
    queueDepth: snapshot.queueDepth,
    exemptions: snapshot.exemptions,
    targetStates,
    targets: targetsOf(snapshot),
    targetsTotal: snapshot.targets.length,
    policies: snapshot.policies.map((policy) => ({
      policy: policy.policy,
      kind: policy.kind,
      states: policy.states,
      held: policy.held,
      inFlight: policy.inFlight,
      handedOver: policy.handedOver,
      halted: policy.halted,
      oldestDriftAt: time(policy.oldestDriftAt),
    })),
    resources: resources.worst,
    resourcesTotal: resources.total,
  };
}

function problemsOf({ problemList }: Snapshot): readonly Problem[] {
  return problemList.slice(0, MAX_STATUS_PROBLEMS).map(({ file, line, column, message, hint }) => ({
    file: plain(file, MAX_WHY_LENGTH),
    line,
    column,
    message: plain(message, MAX_WHY_LENGTH),
    ...(hint === undefined ? {} : { hint: plain(hint, MAX_WHY_LENGTH) }),
  }));
}

function freezeOf({ restraint }: Snapshot): StatusReport['freeze'] {
  if (restraint === undefined) return null;
  return { reason: restraint.reason, why: plain(restraint.why, MAX_WHY_LENGTH), until: time(restraint.until) };
}

function targetsOf(snapshot: Snapshot): readonly StatusTarget[] {
  const missed = snapshot.targets.filter((target) => target.state !== 'reached');
  const reached = snapshot.targets.filter((target) => target.state === 'reached');
  return [...missed, ...reached].slice(0, MAX_STATUS_TARGETS).map((target) => ({
    account: target.account,
    region: target.region,
    state: target.state,
    reason: target.reason ?? null,
    message: words(target.message),
    lastCompleteAt: time(target.lastCompleteAt),
  }));
}

function worstResources(outlooks: Iterable<Outlook>): {
  readonly worst: readonly StatusResource[];
  readonly total: number;
} {
  const kept = new Map<ResourceState, StatusResource[]>(WORST_FIRST.map((state) => [state, []]));
  let total = 0;
  for (const outlook of outlooks) {
    for (const standing of standingsOf(outlook)) {
      total++;
      const rows = kept.get(standing?.state ?? stateWithoutPolicy(outlook)) ?? [];
      if (rows.length < MAX_STATUS_RESOURCES) rows.push(resourceOf(outlook, standing));
    }
  }
  return { worst: [...kept.values()].flat().slice(0, MAX_STATUS_RESOURCES), total };
}

/** Undefined stands for a resource that is under way or handed over although no policy has anything to say of it. */
function standingsOf(outlook: Outlook): readonly (Standing | undefined)[] {
  const unsettled = outlook.standings.filter(({ state }) => state !== 'compliant' && state !== 'not-applicable');
  if (unsettled.length > 0) return unsettled;
  return outlook.change === undefined && outlook.handedOver === undefined ? [] : [undefined];
}

function stateWithoutPolicy(outlook: Outlook): ResourceState {
  return outlook.handedOver === undefined ? 'converging' : 'failed';
}

function resourceOf(outlook: Outlook, standing: Standing | undefined): StatusResource {
  const { step, handedOver } = outlook;
  const hold = standing?.hold;
  const explained = hold ?? (step.step === 'none' ? undefined : step);
  return {
    arn: plain(outlook.arn, MAX_WHY_LENGTH),
    account: outlook.account,
    region: outlook.region,
    kind: outlook.resourceKind,
    policy: standing?.policy ?? null,
    state: standing?.state ?? stateWithoutPolicy(outlook),
    gate: hold?.gate ?? null,
    reason: explained?.reason ?? null,
    why: words(explained?.why),
    until: time(hold?.until),
    differencesTotal: standing?.differences.length ?? 0,
    differences: (standing?.differences ?? []).slice(0, MAX_DIFFERENCES).map((difference) => ({
      // Names of statements are in it, as whoever wrote them liked.
      path: plain(difference.path),
      have: bounded(difference.have),
      want: bounded(difference.want),
      ...(difference.step === undefined ? {} : { step: plain(difference.step, MAX_DIFFERENCE_LENGTH) }),
      ...(difference.reportOnly === undefined ? {} : { reportOnly: difference.reportOnly }),
    })),
    notes: (standing?.notes ?? []).slice(0, MAX_DIFFERENCES).map(({ reason, message }) => ({
      reason,
      message: plain(message, MAX_WHY_LENGTH),
    })),
    next: step.step === 'call' ? { operation: step.call.operation, effect: step.effect } : null,
    change: outlook.change ?? null,
    handedOver:
      handedOver === undefined ? null : { reason: handedOver.reason, why: plain(handedOver.why, MAX_WHY_LENGTH) },
    observedAt: time(outlook.observedAt),
  };
}

/** Null: absent. What is too long is told as the beginning of its JSON. */
function bounded(value: unknown): unknown {
  const json = JSON.stringify(value) as string | undefined;
  if (json === undefined) return null;
  if (json.length > MAX_DIFFERENCE_LENGTH) return plain(json, MAX_DIFFERENCE_LENGTH);
  return typeof value === 'string' ? plain(value, MAX_DIFFERENCE_LENGTH) : value;
}

function words(text: string | undefined): string | null {
  return text === undefined ? null : plain(text, MAX_WHY_LENGTH);
}

function time(at: number | undefined): string | null {
  return instant(at) ?? null;
}
