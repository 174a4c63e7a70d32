/**
 * Which steps take a place in the budgets, and how long do they keep it?
 */
import type { CallStep, ResourceKind, Step } from '../model/resource.ts';

/** What disturbs does, and whatever changes something where no change is free. */
export function takesTurn({ quietChangesAreFree }: ResourceKind, { effect }: CallStep): boolean {
  return effect === 'disrupt' || effect === 'probe' || (effect === 'change' && !quietChangesAreFree);
}

/** Where an intent on the resource tells, that does. Where none does, the turn is over when the call shows. */
export function keepsTurn(kind: ResourceKind, { step }: Step): boolean {
  return kind.nominate === undefined && step === 'wait';
}
