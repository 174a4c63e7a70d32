/**
 * Consent: which of the policies' differences count? Asked for each policy, in the order below, which is the documentation.
 * A check may shut some differences and leave the others: AWS refusing one change is no reason to withhold another.
 */
import type { Consent, ConsentGate, Hold, Judged } from '../model/decision.ts';
import type { Exemption, Policy } from '../model/desired-state.ts';
import type { Account } from '../model/organization.ts';
import type { Resource } from '../model/resource.ts';
import { covers } from '../model/scope.ts';
import { DECLARED_FREEZE } from '../model/stops.ts';
import type { Restraint } from '../model/stops.ts';
import type { Region } from '../model/target.ts';
import type { Difference, Note, Path, Verdict } from '../model/verdict.ts';
import { contestOver } from './conflict.ts';
import { exemptionFor } from './exemptions.ts';
import type { GateAnswer } from './gate-answer.ts';

/** What is the same for all resources of a target, but for `refused`. */
export interface AdmitContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly account: Account;
  readonly region: Region;
  readonly defaultRegions: readonly Region[];
  readonly exemptions: readonly Exemption[];
  /** What the resource's kind can change. Differences elsewhere are report-only and never count. */
  readonly drives: readonly Path[];
  readonly frozen: boolean;
  /** Why, where it is frozen for another reason than that the desired state says so. */
  readonly restraint?: Restraint | undefined;
  /** A write role is configured. */
  readonly canWrite: boolean;
  /** AWS has refused this change for good (or until `until`). Undefined: as far as is known, it has not. */
  refused(
    policy: Policy,
    difference: Difference,
  ): { readonly why: string; readonly until?: number | undefined } | undefined;
}

interface Asked {
  readonly judged: Judged;
  readonly verdict: Extract<Verdict, { applicable: true }>;
  readonly resource: Resource;
  readonly context: AdmitContext;
  /** The policies that apply to the resource, enforce there, and are not excused. */
  readonly enforcing: () => readonly Judged[];
}

interface Closed {
  readonly hold: Hold;
  readonly shut: readonly Difference[];
}

type Check = (asked: Asked, differences: readonly Difference[]) => Closed | undefined;

const NONE: readonly Difference[] = [];

/** One consent for each verdict, in the same order. Pure, and without work to speak of for what complies. */
export function admit(judged: readonly Judged[], resource: Resource, context: AdmitContext): readonly Consent[] {
  const enforcing = enforcingAmong(judged, resource, context);
  return judged.map((one): Consent => {
    const { verdict } = one;
    if (!verdict.applicable) return { ...one, differences: NONE, hold: undefined };
    return consentTo({ judged: one, verdict, resource, context, enforcing });
  });
}

/**
 * What each check says by itself of everything that this verdict would have mended, in their order: for people who ask why.
 * The first that is closed decides; those after it tell what would hold next. Empty where the policy does not apply.
 */
export function consentAnswers(
  one: Judged,
  judged: readonly Judged[],
  resource: Resource,
  context: AdmitContext,
): readonly GateAnswer[] {
  if (!one.verdict.applicable) return [];
  const enforcing = enforcingAmong(judged, resource, context);
  const asked = { judged: one, verdict: one.verdict, resource, context, enforcing };
  const { verdict } = yieldToOverrides(asked);
  const driven = verdict.differences.filter((difference) => isDriven(difference, context));
  return CHECKS.map(({ gate, check }): GateAnswer => {
    const closed = check({ ...asked, verdict }, driven);
    if (closed === undefined) return { gate, answer: 'open' };
    return { gate, answer: 'closed', hold: closed.hold, paths: closed.shut.map(({ path }) => path) };
  });
}

/** Worked out when first asked for, as nobody asks about a resource that complies. */
function enforcingAmong(judged: readonly Judged[], resource: Resource, context: AdmitContext): () => readonly Judged[] {
  let known: readonly Judged[] | undefined;
  return () =>
    (known ??= judged.filter(
      ({ policy, verdict }) =>
        verdict.applicable &&
        enforcesAt(policy, context.account, context.region, context.defaultRegions) &&
        exemptionOf(policy, resource, context) === undefined,
    ));
}

/** Does the policy want things mended at this place, rather than told? A part without regions means those of the policy. */
export function enforcesAt(
  policy: Policy,
  account: Account,
  region: Region,
  defaultRegions: readonly Region[],
): boolean {
  if (policy.mode !== 'enforce') return false;
  return (
    policy.enforceIn === undefined || covers(policy.enforceIn, account, region, policy.scope.regions ?? defaultRegions)
  );
}

function consentTo(asked: Asked): Consent {
  const { judged, context } = asked;
  const { verdict, yielded } = yieldToOverrides(asked);
  const notes: Note[] = [...yielded];
  let counting =
    verdict.differences.length === 0 ? NONE : verdict.differences.filter((difference) => isDriven(difference, context));
  let first: Hold | undefined;
  for (const { check } of CHECKS) {
    const closed = check(asked, counting);
    if (closed === undefined) continue;
    first ??= closed.hold;
    counting = counting.filter((difference) => !closed.shut.includes(difference));
    if (counting.length === 0) break;
    notes.push(
      ...closed.shut.map(({ path }): Note => ({ reason: closed.hold.reason, message: closed.hold.why, path })),
    );
  }
  return {
    policy: judged.policy,
    verdict: notes.length === 0 ? verdict : { ...verdict, notes: [...verdict.notes, ...notes] },
    differences: counting,
    hold: counting.length === 0 ? first : undefined,
  };
}

/** What is at a path that the kind drives, or below one. */
export function isDriven({ path, reportOnly }: Difference, { drives }: Pick<AdmitContext, 'drives'>): boolean {
  return reportOnly !== true && isWithin(path, drives);
}

/** At one of these paths, or below. */
export function isWithin(path: Path, paths: readonly Path[]): boolean {
  return paths.some((other) => path === other || path.startsWith(`${other}/`));
}

/** A policy that gives way wants nothing at that path: its difference is gone, and a note says to whom. */
function yieldToOverrides({ judged, verdict, enforcing }: Asked): {
  readonly verdict: Asked['verdict'];
  readonly yielded: readonly Note[];
} {
  if (verdict.differences.length === 0 || judged.policy.mode !== 'enforce') return { verdict, yielded: [] };
  if (enforcing().length < 2 || !enforcing().includes(judged)) return { verdict, yielded: [] };
  const yielded: Note[] = [];
  const differences = verdict.differences.filter(({ path }) => {
    const contest = contestOver(judged, path, enforcing());
    if (contest?.outcome !== 'yields') return true;
    yielded.push({ reason: 'Overridden', message: `${judged.policy.name} gives way to ${contest.other.name}`, path });
    return false;
  });
  return { verdict: yielded.length === 0 ? verdict : { ...verdict, differences }, yielded };
}

/**
 * What was not told counts for nothing: but one thing unknown about a resource is no reason to leave alone what is known to
 * be wrong with it. So this closes only where there is nothing to mend, and keeps such a resource from being called compliant.
 */
function unknown({ verdict }: Asked, differences: readonly Difference[]): Closed | undefined {
  const [note] = verdict.unknown;
  if (note === undefined || differences.length > 0) return undefined;
  return closed('unknown', note.reason, verdict.unknown.map(({ message }) => message).join('; '), differences);
}

/** Also what complies is told as exempt: that nobody would hear of it if it stopped complying is worth knowing. */
function exempt({ judged, resource, context }: Asked, differences: readonly Difference[]): Closed | undefined {
  const exemption = exemptionOf(judged.policy, resource, context);
  if (exemption === undefined) return undefined;
  const { name, owner, reason, expiresAt } = exemption;
  return closed('exempt', 'Exempt', `exemption ${name} of ${owner}: ${reason}`, differences, expiresAt);
}

function auditMode({ judged: { policy }, context }: Asked, differences: readonly Difference[]): Closed | undefined {
  if (differences.length === 0) return undefined;
  if (policy.mode === 'audit') return closed('auditMode', 'AuditMode', `${policy.name} is in mode audit`, differences);
  if (!enforcesAt(policy, context.account, context.region, context.defaultRegions)) {
    return closed('auditMode', 'OutsideEnforceIn', `${policy.name} does not enforce here`, differences);
  }
  if (context.canWrite) return undefined;
  return closed('auditMode', 'NoWriteRole', 'no write role is configured, so nothing is ever changed', differences);
}

/** Two policies want different things of one path: neither counts there. */
function conflict({ judged, enforcing }: Asked, differences: readonly Difference[]): Closed | undefined {
  if (differences.length === 0 || enforcing().length < 2) return undefined;
  const shut = differences.flatMap((difference) => {
    const contest = contestOver(judged, difference.path, enforcing());
    return contest?.outcome === 'conflicts' ? [{ difference, other: contest.other.name }] : [];
  });
  const [first] = shut;
  if (first === undefined) return undefined;
  const why = `${first.other} wants something else at ${first.difference.path}; overrides says which one gives way`;
  return closed(
    'conflict',
    'PoliciesDisagree',
    why,
    shut.map(({ difference }) => difference),
  );
}

function refused({ judged, context }: Asked, differences: readonly Difference[]): Closed | undefined {
  const shut: Difference[] = [];
  let first: ReturnType<AdmitContext['refused']>;
  for (const difference of differences) {
    const refusal = context.refused(judged.policy, difference);
    if (refusal === undefined) continue;
    first ??= refusal;
    shut.push(difference);
  }
  return first && closed('refused', 'RefusedByAws', first.why, shut, first.until);
}

function frozen({ context }: Asked, differences: readonly Difference[]): Closed | undefined {
  if (!context.frozen || differences.length === 0) return undefined;
  const { reason, why, until } = context.restraint ?? DECLARED_FREEZE;
  return closed('frozen', reason, why, differences, until);
}

const CHECKS: readonly { readonly gate: ConsentGate; readonly check: Check }[] = [
  // What is not known cannot be excused, and is never told as anything else.
  { gate: 'unknown', check: unknown },
  // An exemption comes before the mode, so that a policy going from audit to enforce surprises nobody who is excused.
  { gate: 'exempt', check: exempt },
  { gate: 'auditMode', check: auditMode },
  // Only among those that enforce and are not excused.
  { gate: 'conflict', check: conflict },
  { gate: 'refused', check: refused },
  // Last, because it is about the moment and not about this resource: what stands before it would hold after a thaw as well.
  { gate: 'frozen', check: frozen },
];

function exemptionOf(policy: Policy, resource: Resource, context: AdmitContext): Exemption | undefined {
  const regions = policy.scope.regions ?? context.defaultRegions;
  return exemptionFor(policy.name, resource, context.account, context.exemptions, context.now, regions);
}

function closed(gate: ConsentGate, reason: string, why: string, shut: readonly Difference[], until?: number): Closed {
  return { hold: { gate, reason, why, ...(until === undefined ? {} : { until }) }, shut };
}
