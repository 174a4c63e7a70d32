/**
 * One look at one resource, and at most one call. The limiter's slot comes first; then the resource is described, judged,
 * admitted and decided again, and the call is sent only if it is still the same one. Nothing is waited for here: whatever
 * comes next is another look.
 */
import { AwsError } from '../model/aws-error.ts';
import type { CallStep, Intent, Resource, SentCall } from '../model/resource.ts';
import type { ChangeScope, WriteOutcome } from '../model/world.ts';
import { INTENT_TAG, readIntent } from '../resources/intent.ts';
import type { Controller } from './controller.ts';
import type { Place } from './memory.ts';
import { isOurEnd } from './reconcile.ts';
import { see } from './see.ts';
import { takesTurn } from './turns.ts';

/** A reading that was asked for no longer ago than this is the one right before a write. */
const AS_GOOD_AS_NEW_MS = 250;
/** After an accepted call the resource is looked at again so soon. */
const AFTER_ACCEPTED_MS = 50;
/** AWS needs at least seconds for a transition: a look before that only costs a call. */
const AFTER_TRANSITION_MS = 500;
/** An update that AWS refused for good is not tried again before this: longer where a notebook was stopped for it. */
const REFUSED_QUIET_MS = 3_600_000;
const REFUSED_DISRUPTIVE_MS = 24 * 3_600_000;
/** After a refused call the next look comes after this, doubled with each refusal in a row. */
const AFTER_REFUSED_MS = 500;
const AFTER_REFUSED_MAX_MS = 5 * 60_000;
/** A connection that cannot be had, or an STS that does not answer, is mostly there again soon. */
const AFTER_NOT_SENT_MS = 60_000;
const HOME_NOT_SENT_MS = 5_000;
/** Ten looks a second at the most, whatever a step says. */
const LOOK_AGAIN_MIN_MS = 100;
/** For each resource of a target that is on its way, what waits for AWS is looked at this much less often. */
const LOOK_PACE_MS = 400;

export type Look =
  /** It is on its way: look again after so long. */
  | { readonly again: 'in'; readonly ms: number }
  /** A gate holds it until then. */
  | { readonly again: 'at'; readonly at: number }
  /** The next pass will see to it. */
  | { readonly again: 'pass' }
  /** Held by a budget: look again when one frees up. */
  | { readonly again: 'budget' };

export async function look(controller: Controller, place: Place, arn: string): Promise<Look> {
  const known = place.entries.get(arn)?.resource;
  if (known === undefined) return { again: 'pass' };
  // What was read before our own last call would only suggest that call again.
  const isStale = (controller.recollections.of(arn).sent.at(-1)?.at ?? -Infinity) >= known.observedAt;
  if (!isStale) {
    const { decision } = controller.think(place, known);
    if (decision.decision === 'act') return act(controller, place, known, decision.step);
    if (known.intent.is !== 'ours' && decision.step.step === 'call') return rest(controller, place, known);
  }
  const fresh = await see(controller, place, known);
  if (fresh === undefined) return { again: 'pass' };
  const again = controller.think(place, fresh).decision;
  return again.decision === 'act' ? act(controller, place, fresh, again.step) : rest(controller, place, fresh);
}

async function act(controller: Controller, place: Place, resource: Resource, step: CallStep): Promise<Look> {
  const { world } = controller;
  const { target } = place.selection;
  let chosen:
    { readonly resource: Resource; readonly step: CallStep; readonly policies: readonly string[] } | undefined;
  let seen: Resource | undefined = resource;
  let unread: AwsError | undefined;
  const choose = async (): Promise<CallStep['call'] | undefined> => {
    try {
      // A list may have told of it while the call waited for its turn.
      const held = place.entries.get(resource.arn)?.resource;
      const latest = held !== undefined && held.observedAt > resource.observedAt ? held : resource;
      seen = isFresh(controller, place, latest) ? latest : await see(controller, place, latest);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      unread = error;
      return undefined;
    }
    if (seen === undefined) return undefined;
    const { decision } = controller.think(place, seen);
    if (decision.decision !== 'act' || !isSame(decision.step, step)) return undefined;
    if (decision.step.sketch === true) throw new Error(`invariant: a whole reading of ${seen.arn} gave half a call`);
    if (takesTurn(place.kind, decision.step)) controller.memory.reserve(place, seen.arn, decision.policies);
    chosen = { resource: seen, step: decision.step, policies: decision.policies };
    return decision.step.call;
  };
  let outcome: WriteOutcome;
  try {
    outcome = await world.write(target, scopeOf(controller, place, resource, step), step.call.operation, choose);
  } catch (error) {
    controller.memory.release(resource.arn);
    if (!(error instanceof AwsError) || isOurEnd(error)) throw error;
    const ms = notSent(controller, resource, error);
    // Nothing is on its way where nobody may write: a run that ends by itself does not wait for a person.
    const isHeld = error.reason === 'denied' && resource.intent.is !== 'ours';
    return isHeld ? { again: 'at', at: world.clock.now() + ms } : { again: 'in', ms };
  }
  if (unread !== undefined) {
    // Nothing is wrong with the session: only this resource is tried again, later and later.
    controller.memory.release(resource.arn);
    throw unread;
  }
  if (!outcome.sent || chosen === undefined) {
    if (seen === undefined) return { again: 'pass' };
    const { decision } = controller.think(place, seen);
    return decision.decision === 'act' ? { again: 'in', ms: LOOK_AGAIN_MIN_MS } : rest(controller, place, seen);
  }
  return conclude(controller, place, chosen, outcome);
}

/** What the session was opened for. Its input may be another by now. */
function isSame(one: CallStep, other: CallStep): boolean {
  return one.call.operation === other.call.operation && one.about === other.about;
}

/** Read as a whole so lately that reading it again would tell nothing new: nobody is faster than the call that follows. */
function isFresh({ world }: Controller, { kind, entries }: Place, resource: Resource): boolean {
  if (!kind.isWhole(resource) || world.clock.now() - resource.observedAt > AS_GOOD_AS_NEW_MS) return false;
  // What hangs on tags must have come with them, and not with those of an earlier reading.
  return kind.nominate === undefined || entries.get(resource.arn)?.tagsAt === resource.observedAt;
}

type Concluded = Pick<Extract<WriteOutcome, { readonly sent: true }>, 'error' | 'answer'>;

/** Remembers what became of a call, and says when to look at what it did. */
function conclude(
  controller: Controller,
  place: Place,
  {
    resource,
    step,
    policies,
  }: { readonly resource: Resource; readonly step: CallStep; readonly policies: readonly string[] },
  { error, answer }: Concluded,
): Look {
  const { world, recollections, memory } = controller;
  const { arn, account, region } = resource;
  const { operation } = step.call;
  const change = changeOf(controller, resource);
  const outcome = outcomeOf(error);
  const sent: SentCall = {
    operation,
    about: step.about,
    effect: step.effect,
    reason: step.reason,
    change,
    at: world.clock.now(),
    outcome,
    conflictStatus: error?.facts.conflictStatus,
    message: error?.facts.message,
  };
  recollections.remember(arn, sent, resource.createdAt);
  const message = error?.message;
  world.tell({
    event: 'CallSent',
    arn,
    account,
    region,
    policies,
    change,
    call: step.call,
    before: place.kind.beforeImage?.(resource, step.call, answer),
    effect: step.effect,
    outcome,
    message,
    why: step.why,
  });
  if (outcome === 'accepted') accepted(controller, place, resource, step, policies);
  else if (isForGood(place, step) && (outcome === 'denied' || outcome === 'invalid'))
    refuse(controller, place, resource, { step, sent });
  const mayHaveBegun = outcome === 'accepted' || outcome === 'ambiguous' || step.effect === 'probe';
  if (!mayHaveBegun) memory.release(arn);
  if (step.effect === 'probe') return { again: 'in', ms: 0 };
  if (outcome !== 'accepted' && outcome !== 'ambiguous')
    return { again: 'in', ms: refusedDelayMs(recollections.of(arn).sent) };
  const isTransition = operation !== 'AddTags' && operation !== 'DeleteTags';
  const ms = isTransition ? AFTER_TRANSITION_MS : AFTER_ACCEPTED_MS;
  // An answer that is lost time and again is as good a reason to come back later as a refusal.
  return { again: 'in', ms: outcome === 'accepted' ? ms : Math.max(ms, refusedDelayMs(recollections.of(arn).sent)) };
}

/** What follows for our memory from a call that AWS accepted. */
function accepted(
  controller: Controller,
  place: Place,
  resource: Resource,
  step: CallStep,
  policies: readonly string[],
): void {
  const { recollections } = controller;
  const { arn } = resource;
  const { operation, input } = step.call;
  if (place.kind.mends.includes(operation) && (step.effect === 'change' || step.effect === 'disrupt')) {
    const since = place.entries.get(arn)?.driftSince;
    const detectedAt = Math.min(...policies.map((policy) => since?.get(policy) ?? resource.observedAt));
    recollections.updated(arn, { policies, change: changeOf(controller, resource), detectedAt });
  }
  // A change that leaves no intent is over with its one call.
  if (place.kind.nominate === undefined) recollections.endChange(arn);
  if (operation === 'AddTags') {
    const intent = writtenIntent(input, resource);
    if (intent !== undefined) recollections.wrote(arn, intent);
    else if (resource.intent.is === 'none') recollections.endChange(arn);
  }
  if (operation === 'DeleteTags') {
    controller.recordOutcome(resource, resource.status === 'Failed');
    recollections.wrote(arn, undefined);
  }
}

function refusedDelayMs(sent: readonly SentCall[]): number {
  const lastAccepted = sent.findLastIndex(({ outcome }) => outcome === 'accepted');
  const refusals = sent.length - 1 - lastAccepted;
  return Math.min(AFTER_REFUSED_MS * 2 ** Math.max(0, refusals - 1), AFTER_REFUSED_MAX_MS);
}

function rest(controller: Controller, place: Place, resource: Resource): Look {
  const { decision, standings } = controller.think(place, resource);
  const { step } = decision;
  // A look costs two reads, and leaves at least half of the rate of a target to its passes.
  const paceMs = LOOK_PACE_MS * controller.memory.inFlightIn(place);
  if (step.step === 'wait') return { again: 'in', ms: Math.max(LOOK_AGAIN_MIN_MS, step.recheckAfterMs, paceMs) };
  const holds = standings.flatMap(({ hold }) => (hold === undefined ? [] : [hold]));
  if (step.step !== 'call') return { again: 'pass' };
  if (holds.some(({ gate }) => gate === 'budget')) return { again: 'budget' };
  const until = Math.min(...holds.map((hold) => hold.until ?? Infinity));
  return until === Infinity ? { again: 'pass' } : { again: 'at', at: until };
}

/**
 * A session for a quiet change of a notebook may only update and attribute; one for a restart may do all that a restart takes. Where
 * a change is one call, the session may do nothing else.
 */
function scopeOf(controller: Controller, place: Place, resource: Resource, step: CallStep): ChangeScope {
  const isQuiet = resource.intent.is === 'none' && step.effect !== 'disrupt' && step.effect !== 'probe';
  const { quietWrites, writes } = place.kind;
  return {
    change: changeOf(controller, resource),
    resourceArns: place.kind.arns(resource, step.call),
    operations: quietWrites === undefined ? [step.call.operation] : isQuiet ? quietWrites : writes,
  };
}

function changeOf(controller: Controller, resource: Resource): string {
  return resource.intent.is === 'ours'
    ? resource.intent.intent.change
    : controller.recollections.changeId(resource.arn);
}

function outcomeOf(error: AwsError | undefined): SentCall['outcome'] {
  if (error === undefined) return 'accepted';
  return error.facts.delivery === 'ambiguous' ? 'ambiguous' : error.reason;
}

function writtenIntent(input: Readonly<Record<string, unknown>>, resource: Resource): Intent | undefined {
  const tags = input['Tags'] as readonly { readonly Key: string; readonly Value: string }[];
  const tag = tags.find(({ Key }) => Key === INTENT_TAG);
  if (tag === undefined) return undefined;
  const reading = readIntent({ [INTENT_TAG]: tag.Value }, resource.createdAt);
  return reading.is === 'ours' ? reading.intent : undefined;
}

/** Where nothing was begun, a refusal of the one call says all. What was begun is asked again, however loud it is. */
function isForGood({ kind }: Place, { effect }: CallStep): boolean {
  return effect === 'change' || (effect === 'disrupt' && kind.nominate === undefined);
}

/** What AWS refuses for good stops counting as a difference, so that the table brings the resource back. */
function refuse(
  controller: Controller,
  place: Place,
  resource: Resource,
  { step, sent }: { readonly step: CallStep; readonly sent: SentCall },
): void {
  const until = sent.at + (resource.intent.is === 'ours' ? REFUSED_DISRUPTIVE_MS : REFUSED_QUIET_MS);
  const why = `AWS refused the update: ${sent.message ?? sent.outcome}`;
  controller.recollections.refuse(resource.arn, { paths: step.mends ?? place.kind.drives, until, why });
}

/** Nothing could be sent in this account; returns after how many milliseconds it is worth another try. */
function notSent(controller: Controller, resource: Resource, error: AwsError): number {
  const { arn, account, region } = resource;
  const againMs = error.reason === 'denied' ? AFTER_REFUSED_MAX_MS : AFTER_NOT_SENT_MS;
  controller.notWritable(account, error.message, againMs);
  controller.world.tell({ event: 'Notice', arn, account, region, reason: 'CallNotSent', why: error.message });
  if (resource.intent.is !== 'ours') return againMs;
  // What we took down does not wait for as long: only a denial is remembered for a minute.
  return error.reason === 'denied' ? AFTER_NOT_SENT_MS : HOME_NOT_SENT_MS;
}
