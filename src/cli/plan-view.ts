/**
 * A survey as whoever prints it needs it: one row for each resource and policy, sorted into what is due, what waits, what a
 * person must see to, and what is only told. Pure; the faces of it are plan-human, plan-markdown and plan-json.
 */
import type { Survey } from '../daemon/survey.ts';
import { RESOURCE_STATES } from '../model/decision.ts';
import type { Gate, Outlook, ResourceState, Standing } from '../model/decision.ts';
import type { CallStep } from '../model/resource.ts';
import type { Difference, Note } from '../model/verdict.ts';
import { definitionChange } from './plan-definition.ts';
import type { DefinitionChange } from './plan-definition.ts';
import { endpointDurations, plannedEndpoints } from './plan-endpoints.ts';
import type { EndpointDuration, PlannedEndpoint } from './plan-endpoints.ts';

export const SECTIONS = ['now', 'underWay', 'held', 'person', 'reported', 'excused', 'unknown', 'rest'] as const;
export type Section = (typeof SECTIONS)[number];

export interface PlanRow {
  readonly section: Section;
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  readonly accountName: string | undefined;
  readonly region: string;
  readonly policy: string;
  readonly kind: string;
  readonly state: ResourceState;
  readonly gate: Gate | undefined;
  /** Of the gate: CamelCase, stable. */
  readonly reason: string | undefined;
  /** Why it is held, unknown or handed over. */
  readonly why: string | undefined;
  /** Milliseconds since the epoch. */
  readonly until: number | undefined;
  readonly differences: readonly Difference[];
  readonly notes: readonly Note[];
  readonly partlyUnknown: boolean;
  /** The call that comes next, where this policy or the way home asks for one. */
  readonly next: CallStep | undefined;
  /** It restarts. */
  readonly disrupts: boolean;
}

/** A pipeline whose definition the next call writes. */
export interface PlannedDefinition extends DefinitionChange {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly due: 'now' | 'later';
  /** Why that call comes, where it does more than set names: an edit of its owner is put back. */
  readonly putBack: string | undefined;
}

export interface Rewrites {
  readonly pipelines: number;
  readonly steps: number;
}

type StateCounts = Readonly<Record<ResourceState, number>>;

export interface PolicyView {
  readonly policy: string;
  readonly kind: string;
  readonly states: StateCounts;
  readonly held: Readonly<Partial<Record<Gate, number>>>;
  readonly halted: boolean;
}

/** Everything counted from the same rows, so that no sum can disagree with what is listed. */
export interface PlanView {
  readonly survey: Survey;
  readonly rows: readonly PlanRow[];
  /** Resources that are or would be stopped and started again: due now, on the way, once a gate opens. */
  readonly restarts: { readonly now: number; readonly underWay: number; readonly later: number };
  /** By account, region and name. */
  readonly definitions: readonly PlannedDefinition[];
  /** Definitions that are or would be written anew, and steps whose jobs are renamed by it: due now, once a gate opens. */
  readonly rewrites: { readonly now: Rewrites; readonly later: Rewrites };
  /** Documents of endpoints that differ, by account, region and VPC. */
  readonly endpoints: readonly PlannedEndpoint[];
  /** How long those take that may be changed, by account and region, the longest first. */
  readonly durations: readonly EndpointDuration[];
  /** Of the pipelines that IAM was asked about, from 0 to 1: those that wait, and will be asked about again. */
  readonly waitingShare: number;
  readonly policies: readonly PolicyView[];
  /** Over all policies. */
  readonly states: StateCounts;
  /** Everything was read, and every policy could be applied: only then does silence mean that nothing differs. */
  readonly complete: boolean;
}

const SECTION_OF: Readonly<Record<ResourceState, Section>> = {
  'not-applicable': 'rest',
  unknown: 'unknown',
  exempt: 'excused',
  failed: 'person',
  contested: 'held',
  converging: 'now',
  held: 'held',
  drifted: 'reported',
  compliant: 'rest',
};

/** States in which a resource differs from what is wanted and nobody has excused it. */
export const DIFFERING: readonly ResourceState[] = ['failed', 'contested', 'converging', 'held', 'drifted'];

export function planView(survey: Survey): PlanView {
  const names = new Map(survey.organization.accounts.map((account) => [account.id, account.name]));
  const rows: PlanRow[] = [];
  const restarts = { now: 0, underWay: 0, later: 0 };
  const definitions: PlannedDefinition[] = [];
  const endpoints: PlannedEndpoint[] = [];
  const asked = { all: 0, waiting: 0 };
  for (const outlook of survey.snapshot.outlooks()) {
    for (const standing of standingsOf(outlook)) rows.push(row(outlook, standing, names.get(outlook.account)));
    const restart = restartOf(outlook);
    if (restart !== undefined) restarts[restart] += 1;
    definitions.push(...definitionOf(outlook));
    endpoints.push(...plannedEndpoints(outlook));
    const counting = outlook.standings.filter(asksIam);
    if (counting.length > 0) asked.all += 1;
    if (counting.some(({ state }) => state !== 'converging')) asked.waiting += 1;
  }
  const states = countStates(rows);
  const { complete, targets, policies } = survey.snapshot;
  return {
    survey,
    rows: rows.sort(compareRows),
    restarts,
    definitions: definitions.sort(
      (a, b) => compare(a.account, b.account) || compare(a.region, b.region) || compare(a.name, b.name),
    ),
    endpoints: endpoints.sort(
      (a, b) => compare(a.account, b.account) || compare(a.region, b.region) || compare(a.vpc, b.vpc),
    ),
    durations: endpointDurations(endpoints, survey.state.organization),
    rewrites: { now: rewritesOf(definitions, 'now'), later: rewritesOf(definitions, 'later') },
    waitingShare: asked.all === 0 ? 0 : asked.waiting / asked.all,
    policies: policies.map(({ policy, kind, halted }) => {
      const own = rows.filter((found) => found.policy === policy);
      return { policy, kind, states: countStates(own), held: countGates(own), halted };
    }),
    states,
    complete:
      complete &&
      !rows.some(isUnread) &&
      survey.policiesHeld.length === 0 &&
      targets.every((target) => target.state !== 'unreachable' && target.state !== 'refused'),
  };
}

/** What was begun is on its way home also where no policy applies any more. */
function standingsOf({ standings, change, resourceKind }: Outlook): readonly Standing[] {
  if (standings.length > 0 || change === undefined) return standings;
  const nothing = { hold: undefined, differences: [], notes: [] } as const;
  return [{ policy: 'none', kind: resourceKind, state: 'converging', ...nothing }];
}

/** Also in part: that something else differs there says less. */
export function isUnread({ state, partlyUnknown }: PlanRow): boolean {
  return state === 'unknown' || (partlyUnknown && DIFFERING.includes(state));
}

function countStates(rows: readonly PlanRow[]): StateCounts {
  const counts = Object.fromEntries(RESOURCE_STATES.map((state) => [state, 0])) as Record<ResourceState, number>;
  for (const { state } of rows) counts[state] += 1;
  return counts;
}

function countGates(rows: readonly PlanRow[]): Readonly<Partial<Record<Gate, number>>> {
  const counts: Partial<Record<Gate, number>> = {};
  for (const { state, gate } of rows) {
    if (state === 'held' && gate !== undefined) counts[gate] = (counts[gate] ?? 0) + 1;
  }
  return counts;
}

function row(outlook: Outlook, standing: Standing, accountName: string | undefined): PlanRow {
  const { state, hold } = standing;
  const step = outlook.step.step === 'call' ? outlook.step : undefined;
  const ofThisPolicy = state === 'converging' || state === 'held' || state === 'contested' || state === 'failed';
  const next = step !== undefined && (ofThisPolicy || step.effect === 'restore') ? step : undefined;
  const section = state === 'converging' && outlook.change !== undefined ? 'underWay' : SECTION_OF[state];
  return {
    section,
    arn: outlook.arn,
    name: nameOf(outlook),
    account: outlook.account,
    accountName,
    region: outlook.region,
    policy: standing.policy,
    kind: standing.kind,
    state,
    gate: hold?.gate,
    reason: hold?.reason,
    why: whyOf(outlook, standing),
    until: hold?.until,
    differences: standing.differences,
    notes: standing.notes,
    partlyUnknown: standing.partlyUnknown === true,
    next,
    disrupts: ofThisPolicy && restartOf(outlook) !== undefined,
  };
}

function whyOf(outlook: Outlook, { state, hold, notes }: Standing): string | undefined {
  if (state === 'failed' && outlook.handedOver !== undefined) return outlook.handedOver.why;
  if (state === 'failed' && outlook.step.step === 'impossible') return outlook.step.why;
  if (hold !== undefined && state !== 'drifted') return hold.why;
  if (state === 'converging' && outlook.step.step === 'wait') return outlook.step.why;
  if (state === 'unknown') return notes.map((note) => note.message).join('; ') || undefined;
  return undefined;
}

/** A notebook that was begun is restarting whatever its next call is; one that was not would be by a disruptive step. */
function restartOf(outlook: Outlook): 'now' | 'underWay' | 'later' | undefined {
  if (outlook.resourceKind !== 'notebook-instance') return undefined;
  if (outlook.change !== undefined) return 'underWay';
  const { step } = outlook;
  if (step.step !== 'call' || (step.effect !== 'disrupt' && step.effect !== 'probe')) return undefined;
  return dueOf(outlook);
}

/** When the next call is sent, as far as gates go. */
function dueOf({ standings }: Outlook): 'now' | 'later' | undefined {
  if (standings.some(({ state }) => state === 'converging')) return 'now';
  // A prerequisite that is not met is no gate that opens: nothing begins until a person sees to it.
  const mayOpen = ({ state, hold }: Standing): boolean =>
    (state === 'held' || state === 'contested') && hold?.gate !== 'prerequisite';
  return standings.some(mayOpen) ? 'later' : undefined;
}

function asksIam({ state, differences }: Standing): boolean {
  const counts = state === 'converging' || state === 'held' || state === 'contested';
  return counts && differences.some(({ needs = [] }) => needs.length > 0);
}

function definitionOf(outlook: Outlook): readonly PlannedDefinition[] {
  const change = definitionChange(outlook);
  const { account, region, step } = outlook;
  if (change === undefined || step.step !== 'call') return [];
  const isHome = step.effect === 'restore';
  const due = isHome ? 'now' : dueOf(outlook);
  if (due === undefined) return [];
  return [{ ...change, name: nameOf(outlook), account, region, due, putBack: isHome ? step.why : undefined }];
}

function rewritesOf(definitions: readonly PlannedDefinition[], due: PlannedDefinition['due']): Rewrites {
  const those = definitions.filter((one) => one.due === due);
  return { pipelines: those.length, steps: those.reduce((sum, { names }) => sum + names.length, 0) };
}

function nameOf({ arn }: Outlook): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

function compareRows(a: PlanRow, b: PlanRow): number {
  return (
    SECTIONS.indexOf(a.section) - SECTIONS.indexOf(b.section) ||
    compare(a.account, b.account) ||
    compare(a.region, b.region) ||
    compare(a.arn, b.arn) ||
    compare(a.policy, b.policy)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
