/**
 * Do a policy's changes leave resources worse than they were? Then it must start no new ones. The last outcomes are kept,
 * and nothing else: after a restart the count begins anew.
 */
import type { Policy } from '../model/desired-state.ts';

/** How many of a policy's last changes are looked at. */
export const HALT_WINDOW = 100;
/** One bad change is bad luck. */
const FEWEST_WORSE = 2;
/**
 * Changes already begun still end after a policy has halted. That they end well must not start it again, so the outcomes
 * are remembered for longer than they are looked at.
 */
const REMEMBERED_OUTCOMES = 4 * HALT_WINDOW;
/** More policies than any desired state holds; the one that has had no outcome for longest is forgotten. */
const REMEMBERED_POLICIES = 1_000;

export interface Outcome {
  readonly policy: string;
  readonly arn: string;
  /** Worse than before the change: it ran, and does not run now. */
  readonly worse: boolean;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** By policy, oldest first. */
export type OutcomeHistory = ReadonlyMap<string, readonly Outcome[]>;

export const NO_OUTCOMES: OutcomeHistory = new Map();

/** The history with one more finished change; the one that was given stays as it is. */
export function recordOutcome(history: OutcomeHistory, outcome: Outcome): OutcomeHistory {
  const next = new Map(history);
  const outcomes = [...(history.get(outcome.policy) ?? []), outcome].slice(-REMEMBERED_OUTCOMES);
  next.delete(outcome.policy);
  next.set(outcome.policy, outcomes);
  const [oldest] = next.keys();
  if (next.size > REMEMBERED_POLICIES && oldest !== undefined) next.delete(oldest);
  return next;
}

/**
 * Why the policy is halted; undefined: it is not. More than `haltAbove` percent of the last HALT_WINDOW changes, and at
 * least two, left a resource worse, now or at any time that is remembered. Raising `haltAbove` lets it go on.
 */
export function haltOf(policy: Policy, history: OutcomeHistory): string | undefined {
  const outcomes = history.get(policy.name) ?? [];
  let worse = 0;
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.worse) worse += 1;
    if (outcomes[index - HALT_WINDOW]?.worse === true) worse -= 1;
    const looked = Math.min(index + 1, HALT_WINDOW);
    if (worse < FEWEST_WORSE || worse * 100 <= policy.disruption.haltAbove * looked) continue;
    return (
      `${worse} of the last ${looked} changes of ${policy.name} left a resource worse than it was ` +
      `(the last of them ${outcome.arn}), more than ${policy.disruption.haltAbove}%`
    );
  }
  return undefined;
}
