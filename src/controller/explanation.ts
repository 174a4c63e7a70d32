/**
 * Why does this resource stand as it does, and what comes next? Everything that is known of one resource, and the answer of
 * every gate, asked of the same functions that decide. Pure; which resource is meant is found elsewhere.
 */
import type { Gate } from '../model/decision.ts';
import type { Policy } from '../model/desired-state.ts';
import type { NetworkFacts } from '../model/network.ts';
import type { Resource, ResourceKind, Step } from '../model/resource.ts';
import type { TargetStatus } from '../model/snapshot.ts';
import { consentAnswers, isDriven } from '../plan/admit.ts';
import { timingAnswers } from '../plan/decide.ts';
import type { GateAnswer } from '../plan/gate-answer.ts';
import { POLICY_KINDS } from '../policies/index.ts';
import {
  consentContext,
  consider,
  handOver,
  judgeAll,
  permissionHold,
  placeHold,
  stepTowards,
  timingContext,
} from './consider.ts';
import type { Consideration, Remembered, Site } from './consider.ts';
import { asPipeline, inputTold, pipelineExplanation, stepStandings } from './explanation-pipeline.ts';
import type { AskedPermissions } from './explanation-pipeline.ts';
import { historyOf, instant, observedOf } from './explanation-observed.ts';
import { networkExplanation } from './explanation-network.ts';
import { whyNotCovered } from './not-covered.ts';
import type { Explanation, GateExplanation, StandingExplanation, StepExplanation } from './explanation-form.ts';

/**
 * `place`: how the last pass over the resource's place ended. `isCurrent`: false where that pass could not read the resource
 * itself. `now` in milliseconds since the epoch. `permissions`: what IAM was asked about the roles of pipelines; `network`: who is
 * known to be in which.
 */
export function explanationOf(
  resource: Resource,
  site: Site,
  remembered: Remembered,
  place: TargetStatus,
  isCurrent: boolean,
  now: number,
  permissions?: AskedPermissions,
  network?: NetworkFacts,
): Explanation {
  const considered = consider(resource, site, remembered, now);
  const { decision } = considered;
  const isRead = place.state === 'reached' && isCurrent;
  const asked = { resource, site, remembered, now };
  const pipeline = asPipeline(resource);
  return {
    ...whereOf(resource, site),
    kind: resource.kind,
    place: placeOf(place),
    observed: observedOf(resource),
    ...(pipeline && { pipeline: pipelineExplanation(pipeline, considered.consents, permissions, now) }),
    ...networkExplanation(resource, network),
    policies: considered.standings.map((_, index) => standingOf(considered, index, asked, isRead)),
    notCovering: notCovering(site, resource.region),
    next: stepOf(considered.step),
    due: decision.decision === 'act' ? stepOf(decision.step) : null,
    history: historyOf(resource, remembered),
    handedOver: handOver(considered, resource, now) ?? null,
  };
}

/** What there is to say of a resource that was listed, and could not be described even once. */
export function unreadExplanation(arn: string, site: Site, place: TargetStatus): Explanation {
  const message = place.message ?? 'it was listed, and could not be described';
  const policies = site.policies.map(({ policy }): StandingExplanation => ({
    policy: policy.name,
    kind: policy.kind,
    state: 'unknown',
    source: sourceOf(policy),
    differences: [],
    notes: [{ reason: place.reason ?? 'NotRead', message }],
    gates: [],
  }));
  return {
    ...whereOf({ arn, name: arn.slice(arn.lastIndexOf('/') + 1), region: site.selection.target.region }, site),
    kind: site.kind.name,
    place: placeOf(place),
    observed: null,
    policies,
    notCovering: notCovering(site, site.selection.target.region),
    next: stepOf({ step: 'none' }),
    due: null,
    history: { tagsRead: false, intent: null, unreadable: null, provenance: null, sent: [] },
    handedOver: null,
  };
}

export function sourceOf({ source }: Policy): string {
  return `${source.file}:${source.line}`;
}

interface Asked {
  readonly resource: Resource;
  readonly site: Site;
  readonly remembered: Remembered;
  readonly now: number;
}

function standingOf(considered: Consideration, index: number, asked: Asked, isRead: boolean): StandingExplanation {
  const standing = considered.standings[index];
  const consent = considered.consents[index];
  if (standing === undefined || consent === undefined) throw new Error('invariant: a policy without a standing');
  const { resource, site, remembered, now } = asked;
  const context = consentContext(resource, site, remembered, now);
  const answers = [
    ...consentAnswers(consent, judgeAll(resource, site), resource, context),
    ...timing(considered, index, asked),
  ];
  const pipeline = asPipeline(resource);
  const steps = pipeline && stepStandings(pipeline, consent);
  const decisive = answers.find(({ gate }) => gate === standing.hold?.gate);
  return {
    policy: standing.policy,
    kind: standing.kind,
    state: isRead ? standing.state : 'unknown',
    source: sourceOf(consent.policy),
    differences: standing.differences.map((difference) => ({
      ...difference,
      have: difference.have ?? null,
      driven: isDriven(difference, context),
    })),
    notes: standing.notes,
    ...(steps && { steps }),
    gates: answers.map((answer) => gateOf(answer, answer === decisive)),
  };
}

/**
 * Timing is asked of the call that would be sent: the one that comes next, or, for a policy whose differences do not count,
 * the one that would come if they did.
 */
function timing(considered: Consideration, index: number, asked: Asked): readonly GateAnswer[] {
  const { resource, site, remembered, now } = asked;
  const consent = considered.consents[index];
  if (consent === undefined || !consent.verdict.applicable) return [];
  const context = consentContext(resource, site, remembered, now);
  const driven = consent.verdict.differences.filter((difference) => isDriven(difference, context));
  const counts = consent.differences.length > 0;
  const step = counts ? considered.step : stepTowards(driven, { ...asked, satisfied: [] });
  if (driven.length === 0 || step.step !== 'call') {
    const why = driven.length === 0 ? 'there is nothing that could be mended' : 'no call is due before that';
    return ALL_TIMING.map((gate): GateAnswer => ({ gate, answer: 'notAsked', why }));
  }
  const here =
    step.effect === 'restore' ? undefined : (placeHold(resource, site) ?? permissionHold(resource, consent, site));
  const place = (gate: Gate): GateAnswer | undefined =>
    here?.gate === gate ? { gate, answer: 'closed', hold: here } : undefined;
  return [
    place('incompleteList') ?? { gate: 'incompleteList', answer: 'open' },
    ...timingAnswers(step, consent.policy, resource, timingContext(site, remembered, now)).map(
      (answer) => place(answer.gate) ?? doubted(answer, resource, site.kind),
    ),
  ];
}

const ALL_TIMING = ['incompleteList', 'prerequisite', 'window', 'contested', 'halted', 'budget'] as const;

/** Whether it was mended before stands in its tags. */
function doubted(answer: GateAnswer, { tags }: Resource, { quietChangesAreFree }: ResourceKind): GateAnswer {
  if (answer.gate !== 'contested' || answer.answer !== 'open' || tags !== undefined || !quietChangesAreFree)
    return answer;
  return { gate: 'contested', answer: 'notAsked', why: 'its tags were not read; they are, before anything is done' };
}

function gateOf(answer: GateAnswer, holds: boolean): GateExplanation {
  const nothing = { reason: null, why: null, until: null, opens: null, holds: false };
  const { gate } = answer;
  if (answer.answer === 'open') return { gate, answer: 'open', ...nothing };
  if (answer.answer === 'notAsked') return { gate, answer: 'notAsked', ...nothing, why: answer.why };
  const { reason, why, until } = answer.hold;
  return {
    gate,
    answer: 'closed',
    reason,
    why,
    until: until === undefined ? null : instant(until),
    opens: OPENS[gate],
    holds,
  };
}

/** What has to happen for a gate to open. */
const OPENS: Readonly<Record<Gate, string>> = {
  unknown: 'when it can be read completely, and says enough to tell',
  exempt: 'when the exemption ends or its document is taken away',
  auditMode: 'when the policy enforces here: mode, enforceIn, and a write role in Organization.spec.access',
  conflict: 'when overrides in one of the two documents names the other',
  refused: 'when it is tried again, or at once under another desired state',
  frozen: 'when the freeze is taken back',
  incompleteList: 'with the next pass that reads this account and region to the end',
  prerequisite: 'when what is missing is there; it is looked at again with every pass',
  window: 'when a window lets it begin',
  contested:
    'by itself after seven days (a day where nobody is disturbed), or when whoever changes it back stops doing so',
  halted: 'when a person says that the policy may go on',
  budget: 'when enough of those that are on their way are back',
};

/** Of those that are about this kind of resource. */
function notCovering({ state, selection, kind }: Site, region: string): Explanation['notCovering'] {
  const covering = new Set(selection.policies.map(({ name }) => name));
  return state.policies
    .filter((policy) => !covering.has(policy.name) && POLICY_KINDS.get(policy.kind)?.judges[kind.name] !== undefined)
    .map((policy) => ({
      policy: policy.name,
      why: whyNotCovered(policy, selection.account, state, region) ?? 'it is held as a whole, or was not asked for',
    }));
}

function stepOf(step: Step): StepExplanation {
  const nothing = { operation: null, about: null, input: null, effect: null, reason: null, why: null };
  const wait = { recheckAfterMs: null, tellPersonAt: null };
  if (step.step === 'none') return { step: 'none', ...nothing, ...wait };
  const { reason, why } = step;
  if (step.step === 'impossible') return { step: 'impossible', ...nothing, ...wait, reason, why };
  const tellPersonAt = step.tellPersonAt === undefined ? null : instant(step.tellPersonAt);
  if (step.step === 'wait') {
    return { step: 'wait', ...nothing, reason, why, recheckAfterMs: step.recheckAfterMs, tellPersonAt };
  }
  const { operation, input: whole } = step.call;
  const input = inputTold(whole);
  const about = step.about ?? null;
  return {
    step: 'call',
    operation,
    about,
    input,
    effect: step.effect,
    reason,
    why,
    recheckAfterMs: null,
    tellPersonAt,
  };
}

function placeOf({ state, reason, message, lastCompleteAt }: TargetStatus): Explanation['place'] {
  const last = lastCompleteAt === undefined ? null : instant(lastCompleteAt);
  return { state, reason: reason ?? null, message: message ?? null, lastCompleteAt: last };
}

function whereOf(
  { arn, name, region }: Pick<Resource, 'arn' | 'name' | 'region'>,
  { selection }: Site,
): Pick<Explanation, 'arn' | 'name' | 'account' | 'accountName' | 'region'> {
  return { arn, name, region, account: selection.account.id, accountName: selection.account.name };
}
