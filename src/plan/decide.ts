/**
 * Timing: may this call be sent now? Asked for each policy that wants it, in the order below, which is the documentation;
 * the first gate that is closed holds. What gives back what was taken is never held.
 */
import type { Hold } from '../model/decision.ts';
import type { Policy } from '../model/desired-state.ts';
import type { Account } from '../model/organization.ts';
import type { CallStep, Resource } from '../model/resource.ts';
import type { Region } from '../model/target.ts';
import { budgetHold } from './budgets.ts';
import type { Census } from './budgets.ts';
import { contestedHold } from './contested.ts';
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
  /** Some step of this kind disturbs somebody. */
  readonly kindDisruptive: boolean;
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
  // A quiet change in a kind that also has loud ones: a notebook that is off waits for no window and no budget, because
  // nobody notices, and is never contested, because nobody is disturbed twice. It still must be able to come back
  // (prerequisite), and a policy that does harm must not go on doing it quietly (halted).
  const gates = context.kindDisruptive && step.effect === 'change' ? QUIET_GATES : ALL_GATES;
  for (const gate of gates) {
    const hold = gate(asked);
    if (hold !== undefined) return hold;
  }
  return undefined;
}

function prerequisite({ step }: Asked): Hold | undefined {
  return step.unmet && { gate: 'prerequisite', reason: step.unmet.reason, why: step.unmet.why };
}

function window({ policy, context }: Asked): Hold | undefined {
  return windowHold(policy, context.account, context.region, context.windows, context.defaultRegions);
}

/** The provenance tag counts disturbances: a kind that disturbs nobody is not held by it. */
function contested({ policy, resource, context }: Asked): Hold | undefined {
  return context.kindDisruptive ? contestedHold(policy, resource, context.now) : undefined;
}

function halted({ policy, context }: Asked): Hold | undefined {
  const why = context.halted(policy.name);
  return why === undefined ? undefined : { gate: 'halted', reason: 'LeavesResourcesWorse', why };
}

function budget({ policy, resource, context }: Asked): Hold | undefined {
  return budgetHold(policy, resource, context.census);
}

const ALL_GATES = [
  // First what only a person or another change can mend: until then no waiting helps.
  prerequisite,
  // Then when it may be.
  window,
  contested,
  halted,
  // Last what is shared: room that a resource could not use anyway must not be taken from another.
  budget,
];
const QUIET_GATES = [prerequisite, halted];
