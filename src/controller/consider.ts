/**
 * Everything that is decided about one reading of one resource, in one place and without any I/O: judge, admit, next step,
 * timing, and the way home for what must not be finished.
 */
import type { Consent, Decision, Hold, Judged, Outlook, Standing } from '../model/decision.ts';
import type { DesiredState } from '../model/desired-state.ts';
import type { CallStep, Recollection, Resource, ResourceKind, Step, StepContext } from '../model/resource.ts';
import type { Restraint } from '../model/stops.ts';
import type { Difference } from '../model/verdict.ts';
import { admit, enforcesAt, isDriven, isWithin } from '../plan/admit.ts';
import type { AdmitContext } from '../plan/admit.ts';
import type { Census } from '../plan/budgets.ts';
import { undoneHold } from '../plan/contested.ts';
import { timingHold } from '../plan/decide.ts';
import type { DecideContext } from '../plan/decide.ts';
import { standing } from '../plan/state.ts';
import type { WindowTable } from '../plan/windows.ts';
import type { Selection } from '../organization/select.ts';
import { wasPerhapsDone } from '../resources/sent.ts';
import type { Judge } from './judges.ts';
import { needsOf } from './permissions.ts';
import type { Permissions } from './permissions.ts';
import type { Refusal } from './recollections.ts';

/** What is the same for every resource of a target while it is looked at. */
export interface Site {
  readonly selection: Selection;
  readonly state: DesiredState;
  readonly kind: ResourceKind;
  readonly policies: readonly Judge[];
  readonly windows: WindowTable;
  readonly census: Census;
  readonly halted: (policy: string) => string | undefined;
  /** What IAM has said of the resources' own principals. */
  readonly permissions: Pick<Permissions, 'unmet'>;
  /** Why nothing new begins anywhere. */
  readonly restraint: Restraint | undefined;
  /** The last list of this target was read to its end. */
  readonly listed: boolean;
  /** No writing session can be had in this account for now. */
  readonly unwritable: { readonly until: number; readonly why: string } | undefined;
}

/** What this process remembers of the resource. */
export interface Remembered {
  readonly recollection: Recollection;
  readonly refusals: readonly Refusal[];
  /** The id of the change that would begin now; asked for only when one does. */
  readonly changeId: () => string;
}

export interface Consideration {
  readonly consents: readonly Consent[];
  readonly standings: readonly Standing[];
  /** What would come next if nothing held it. */
  readonly step: Step;
  readonly decision: Decision;
}

export function consider(resource: Resource, site: Site, remembered: Remembered, now: number): Consideration {
  const judged = judgeAll(resource, site);
  const consents = admit(judged, resource, consentContext(resource, site, remembered, now));
  const counting = consents.filter((consent) => consent.differences.length > 0);
  const satisfied = satisfiedPolicies(resource, consents, site, remembered);
  const next = (those: readonly Consent[]): Step =>
    stepTowards(unite(those), { resource, site, remembered, now, satisfied });
  const { step, holds, policies } = lawful(resource, counting, next, { site, remembered, now });
  const isDue = step.step === 'call' && (step.effect === 'restore' || policies.length > 0);
  const wanted = holds.size === 0 ? step : next(counting);
  return {
    consents,
    step: wanted,
    standings: consents.map((consent) => standing(consent, wanted, holds.get(consent.policy.name), resource, now)),
    decision: isDue ? { decision: 'act', step, policies } : { decision: 'rest', step },
  };
}

/** What every policy of the place says of the resource. */
export function judgeAll(resource: Resource, site: Pick<Site, 'policies'>): readonly Judged[] {
  return site.policies.map(({ policy, judge, accepts }): Judged => ({ policy, verdict: judge(resource), accepts }));
}

/** What the gates of consent are asked with. */
export function consentContext(
  resource: Resource,
  site: Site,
  { refusals }: Pick<Remembered, 'refusals'>,
  now: number,
): AdmitContext {
  return {
    now,
    account: site.selection.account,
    region: resource.region,
    defaultRegions: site.state.organization.regions,
    exemptions: site.state.exemptions,
    drives: site.kind.drives,
    frozen: site.restraint !== undefined,
    restraint: site.restraint,
    canWrite: site.state.organization.access.writeRole !== undefined,
    refused: (_policy, { path }) => refusals.find(({ paths }) => isWithin(path, paths)),
  };
}

/** The step that leads the resource on, if these differences are to be mended. */
export function stepTowards(
  differences: readonly Difference[],
  about: {
    readonly resource: Resource;
    readonly site: Site;
    readonly remembered: Pick<Remembered, 'recollection' | 'changeId'>;
    readonly now: number;
    readonly satisfied: readonly string[];
  },
): Step {
  const { resource, site, remembered, now, satisfied } = about;
  const { settleMs } = site.state.organization;
  return site.kind.nextStep(resource, differences, new LazyContext(now, settleMs, remembered, satisfied));
}

/**
 * Names a change only when one begins. A class, as an object literal with a getter is made anew, shape and all, for every
 * resource that is looked at: an eighth of the time that deciding about it takes.
 */
class LazyContext implements StepContext {
  readonly now: number;
  readonly settleMs: number;
  readonly recollection: Recollection;
  readonly satisfied: readonly string[];
  readonly #changeId: () => string;

  constructor(
    now: number,
    settleMs: number,
    { recollection, changeId }: Pick<Remembered, 'recollection' | 'changeId'>,
    satisfied: readonly string[],
  ) {
    this.now = now;
    this.settleMs = settleMs;
    this.recollection = recollection;
    this.satisfied = satisfied;
    this.#changeId = changeId;
  }

  get changeId(): string {
    return this.#changeId();
  }
}

/**
 * The step that may be taken now: the one that all counting policies want, else the one of those that nothing holds, else,
 * for what carries our intent, the way home.
 */
function lawful(
  resource: Resource,
  counting: readonly Consent[],
  next: (those: readonly Consent[]) => Step,
  { site, remembered, now }: { readonly site: Site; readonly remembered: Remembered; readonly now: number },
): { readonly step: Step; readonly holds: ReadonlyMap<string, Hold>; readonly policies: readonly string[] } {
  const timing = timingContext(site, remembered, now);
  const holds = new Map<string, Hold>();
  let free = counting;
  let step = next(free);
  while (step.step === 'call' && step.effect !== 'restore') {
    const call = step;
    const held = free.flatMap((consent) => {
      const hold =
        placeHold(resource, site) ??
        permissionHold(resource, consent, site) ??
        timingHold(call, consent.policy, resource, timing);
      return hold === undefined ? [] : [{ consent, hold }];
    });
    for (const { consent, hold } of held) holds.set(consent.policy.name, hold);
    if (held.length === 0) return { step, holds, policies: free.map(({ policy }) => policy.name) };
    free = free.filter((consent) => !holds.has(consent.policy.name));
    if (free.length === 0) break;
    step = next(free);
  }
  if (holds.size > 0 && resource.intent.is === 'ours' && free.length === 0) step = next([]);
  return { step, holds, policies: [] };
}

/** What the gates of timing are asked with. */
export function timingContext(
  site: Site,
  { recollection }: Pick<Remembered, 'recollection'>,
  now: number,
): DecideContext {
  return {
    now,
    account: site.selection.account,
    region: site.selection.target.region,
    defaultRegions: site.state.organization.regions,
    windows: site.windows,
    census: site.census,
    quietChangesAreFree: site.kind.quietChangesAreFree,
    halted: site.halted,
    undone: (policy, step) => {
      const contested = site.policies.find((it) => it.policy === policy)?.contested;
      return contested === undefined
        ? undefined
        : undoneHold(policy, mendedAt(recollection, site.kind, step), contested, now);
    },
  };
}

/** When such calls of this process mended what the step is about, or may have. */
function mendedAt({ sent }: Recollection, { mends }: ResourceKind, { call, about }: CallStep): readonly number[] {
  const mending = sent.filter(
    (one) =>
      mends.includes(one.operation) &&
      one.operation === call.operation &&
      one.about === about &&
      (one.effect === 'change' || one.effect === 'disrupt') &&
      wasPerhapsDone(one),
  );
  return mending.map(({ at }) => at);
}

/** What is mended must not break what the resource does next: as far as IAM has been asked, its role may do it. */
export function permissionHold(resource: Resource, { differences }: Consent, site: Site): Hold | undefined {
  return site.permissions.unmet(site.kind.principalOf?.(resource), needsOf(differences));
}

/** Nothing begins in a place that was not read to its end, or cannot be written to. What was begun there goes on. */
export function placeHold(resource: Resource, site: Site): Hold | undefined {
  if (resource.intent.is === 'ours') return undefined;
  if (!site.listed) {
    const why = 'the list of this account and region could not be read to its end';
    return { gate: 'incompleteList', reason: 'ListIncomplete', why };
  }
  if (site.unwritable === undefined) return undefined;
  return { gate: 'prerequisite', reason: 'NoWritingSession', ...site.unwritable };
}

/** Policies that this change is attributed to, once it is done: none while any of them still differs. */
function satisfiedPolicies(
  resource: Resource,
  consents: readonly Consent[],
  site: Site,
  { recollection }: Remembered,
): readonly string[] {
  const ours = resource.intent.is === 'ours' ? resource.intent.intent : undefined;
  const beganHere =
    ours === undefined ||
    recollection.sent.some(
      (sent) => sent.change === ours.change && sent.operation === 'AddTags' && sent.effect === 'disrupt',
    );
  if (beganHere) return recollection.policies;
  const enforcing = consents.filter(({ policy }) =>
    enforcesAt(policy, site.selection.account, resource.region, site.state.organization.regions),
  );
  const driven = ({ verdict }: Consent): readonly Difference[] =>
    verdict.applicable ? verdict.differences.filter((difference) => isDriven(difference, site.kind)) : [];
  if (enforcing.some((consent) => driven(consent).length > 0)) return [];
  return enforcing.filter(({ verdict }) => verdict.applicable).map(({ policy }) => policy.name);
}

/** Each path once: two policies that want the same of it count as one. */
function unite(consents: readonly Consent[]): readonly Difference[] {
  const byPath = new Map<string, Difference>();
  for (const { differences } of consents) for (const difference of differences) byPath.set(difference.path, difference);
  return [...byPath.values()];
}

/** Why a person has to see to it; undefined where nobody has to. */
export function handOver({ decision }: Consideration, resource: Resource, now: number): Outlook['handedOver'] {
  const { step } = decision;
  const isOurs = resource.intent.is !== 'none';
  if (step.step === 'impossible') return isOurs ? { reason: step.reason, why: step.why } : undefined;
  if (step.step === 'none' || step.tellPersonAt === undefined || now < step.tellPersonAt) return undefined;
  const why = `${step.why}; it has been under way for longer than it should`;
  return { reason: step.reason, why };
}
