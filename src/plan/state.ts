/**
 * How does a resource stand under one policy? The first state of RESOURCE_STATES that fits, from what was consented to, the
 * step that comes next, and what holds it.
 */
import type { Consent, Hold, ResourceState, Standing } from '../model/decision.ts';
import type { Resource, Step } from '../model/resource.ts';
import type { Note, Verdict } from '../model/verdict.ts';

/**
 * `step`: the step that comes next if nothing holds it. `hold`: what holds it under this policy (a timing gate, or an
 * incomplete list); it matters only where differences count. `now` in milliseconds since the epoch.
 */
export function standing(
  consent: Consent,
  step: Step,
  hold: Hold | undefined,
  resource: Resource,
  now: number,
): Standing {
  const { policy, verdict } = consent;
  const timing = consent.differences.length > 0 ? hold : undefined;
  return {
    policy: policy.name,
    kind: policy.kind,
    state: stateOf(consent, step, timing, resource, now),
    hold: consent.hold ?? timing,
    differences: verdict.applicable ? verdict.differences : [],
    notes: notesOf(verdict),
    ...(verdict.applicable && verdict.unknown.length > 0 ? { partlyUnknown: true } : {}),
  };
}

function stateOf(
  { verdict, differences, hold: refusal }: Consent,
  step: Step,
  timing: Hold | undefined,
  resource: Resource,
  now: number,
): ResourceState {
  if (!verdict.applicable) return 'not-applicable';
  if (refusal?.gate === 'unknown') return 'unknown';
  if (refusal?.gate === 'exempt') return 'exempt';
  // The tag does not say for which policy the resource was taken down: it is on its way, or failed, under all of them.
  const counts = differences.length > 0;
  const concerned = counts || resource.intent.is === 'ours';
  if (concerned && isForPerson(step, now)) return 'failed';
  if (timing?.gate === 'contested') return 'contested';
  if (isOnItsWay(resource) || (counts && timing === undefined && leadsOn(step))) return 'converging';
  if (timing !== undefined || (refusal !== undefined && refusal.gate !== 'auditMode')) return 'held';
  // Audit; or what nobody can mend: differences that are report-only, or on a resource that is being deleted.
  if (verdict.differences.length > 0) return 'drifted';
  return verdict.unknown.length > 0 ? 'unknown' : 'compliant';
}

function isForPerson(step: Step, now: number): boolean {
  if (step.step === 'impossible') return true;
  return step.step !== 'none' && step.tellPersonAt !== undefined && now >= step.tellPersonAt;
}

/** In phase up it is back, and only tags remain to be tidied. */
function isOnItsWay({ intent }: Resource): boolean {
  return intent.is === 'ours' && intent.intent.phase !== 'up';
}

/** A call is due, or AWS is busy with the resource and the call comes when it is done. */
function leadsOn(step: Step): boolean {
  return step.step === 'call' || step.step === 'wait';
}

function notesOf(verdict: Verdict): readonly Note[] {
  if (!verdict.applicable) return [{ reason: 'NotApplicable', message: verdict.why }];
  return verdict.unknown.length === 0 ? verdict.notes : [...verdict.unknown, ...verdict.notes];
}
