/**
 * Timing: may this call be sent now? Asked for each policy that wants it, in the order below, which is the documentation;
 * the first gate that is closed holds. What gives back what was taken is never held.
 */
import type { Hold, TimingGate } from '../model/decision.ts';
import type { Policy } from '../model/desired-state.ts';
import type { Account } from '../model/organization.ts';
import type { CallStep, Resource } from '../model/resource.ts';
import type { Region } from '../model/target.ts';
import { budgetHold } from './budgets.ts';
import type { Census } from './budgets.ts';
import { contestedHold } from './contested.ts';
import type { GateAnswer } from './gate-answer.ts';
import { windowHold } from './window-hold.ts';
import type { WindowTable } from './windows.ts';

/** What is the same for all resources of a target. */
export interface DecideContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly account: Account;
  readonly region: Region;
  readonly defaultRegions: readonly Region[];
  readonly windows: WindowTable;
  readonly census: Census;
  /** Of the resource's kind. */
  readonly quietChangesAreFree: boolean;
  /** Somebody undoes the quiet changes that this policy makes of the resource, as far as this process knows. */
  undone(policy: Policy, step: CallStep): Hold | undefined;
  /** Why the policy is halted; undefined: it is not. */
  halted(policyName: string): string | undefined;
}

interface Asked {
  readonly step: CallStep;
  readonly policy: Policy;
  readonly resource: Resource;
  readonly context: DecideContext;
}

/** Undefined: as far as this policy goes, the call may be sent now. */
export function timingHold(
  step: CallStep,
  policy: Policy,
  resource: Resource,
  context: DecideContext,
): Hold | undefined {
  if (step.effect === 'restore') return undefined;
  const asked = { step, policy, resource, context };
  const quiet = isQuiet(step, context);
  for (const { gate, ask } of GATES) {
    const hold = quiet && !QUIET_GATES.has(gate) ? undefined : ask(asked);
    if (hold !== undefined) return hold;
  }
  return undefined;
}

/** What each gate says by itself of this call, in their order: the first that is closed holds it. */
export function timingAnswers(
  step: CallStep,
  policy: Policy,
  resource: Resource,
  context: DecideContext,
): readonly GateAnswer[] {
  return GATES.map(({ gate, ask }): GateAnswer => {
    if (step.effect === 'restore') return { gate, answer: 'notAsked', why: 'what gives back is never held' };
    if (isQuiet(step, context) && !QUIET_GATES.has(gate)) {
      return { gate, answer: 'notAsked', why: 'nobody notices this change' };
    }
    const hold = ask({ step, policy, resource, context });
    return hold === undefined ? { gate, answer: 'open' } : { gate, answer: 'closed', hold };
  });
}

/**
 * A quiet change in a kind that also has loud ones: a notebook that is off waits for no window and no budget, because
 * nobody notices, and is never contested, because nobody is disturbed twice. It still must be able to come back
 * (prerequisite), and a policy that does harm must not go on doing it quietly (halted).
 */
function isQuiet(step: CallStep, context: DecideContext): boolean {
  return context.quietChangesAreFree && step.effect === 'change';
}

function prerequisite({ step }: Asked): Hold | undefined {
  return step.unmet && { gate: 'prerequisite', reason: step.unmet.reason, why: step.unmet.why };
}

function window({ policy, context }: Asked): Hold | undefined {
  return windowHold(policy, context.account, context.region, context.windows, context.defaultRegions);
}

/** The provenance tag counts disturbances, where a kind has one; of what it does not tell only the process that did it knows. */
function contested({ policy, resource, step, context }: Asked): Hold | undefined {
  const disturbed = step.effect === 'change' ? undefined : contestedHold(policy, resource, context.now);
  return disturbed ?? context.undone(policy, step);
}

function halted({ policy, context }: Asked): Hold | undefined {
  const why = context.halted(policy.name);
  return why === undefined ? undefined : { gate: 'halted', reason: 'LeavesResourcesWorse', why };
}

/** What disturbs nobody is counted only where somebody says so, or its kind of policy does. */
function budget({ step, policy, resource, context }: Asked): Hold | undefined {
  if (step.effect === 'change' && policy.disruption.budgets.length === 0) return undefined;
  return budgetHold(policy, resource, context.census);
}

const GATES: readonly { readonly gate: TimingGate; readonly ask: (asked: Asked) => Hold | undefined }[] = [
  // First what only a person or another change can mend: until then no waiting helps.
  { gate: 'prerequisite', ask: prerequisite },
  // Then when it may be.
  { gate: 'window', ask: window },
  { gate: 'contested', ask: contested },
  { gate: 'halted', ask: halted },
  // Last what is shared: room that a resource could not use anyway must not be taken from another.
  { gate: 'budget', ask: budget },
];
const QUIET_GATES: ReadonlySet<TimingGate> = new Set(['prerequisite', 'halted']);
