/**
 * Which desired state is in force, and which waits to be? A new one is taken up between decisions, never within one, and only
 * if it does not suddenly cover much less or more.
 */
import type { DesiredState, Problem } from '../model/desired-state.ts';
import type { Organization } from '../model/organization.ts';
import { DECLARED_FREEZE } from '../model/stops.ts';
import type { Restraint } from '../model/stops.ts';
import { coverageOf, guard } from './coverage.ts';

export class Adoption {
  #inForce: DesiredState;
  #proposed: DesiredState | undefined;
  /** Why the proposed state waits for a person. */
  #held: Problem | undefined;
  #mistakes: readonly Problem[] = [];

  constructor(inForce: DesiredState) {
    this.#inForce = inForce;
  }

  get inForce(): DesiredState {
    return this.#inForce;
  }

  /** The state that is to be in force after the next walk, if nothing holds it. */
  get wanted(): DesiredState {
    return this.#proposed ?? this.#inForce;
  }

  get isPending(): boolean {
    return this.#proposed !== undefined && this.#held === undefined;
  }

  /** What is wrong on disk, and why a state that is good waits. */
  get problems(): readonly Problem[] {
    return this.#held === undefined ? this.#mistakes : [...this.#mistakes, this.#held];
  }

  /** A freeze waits for nothing: one that is only proposed holds as well. */
  get freeze(): Restraint | undefined {
    return this.#inForce.organization.freeze || this.#proposed?.organization.freeze === true
      ? DECLARED_FREEZE
      : undefined;
  }

  propose(state: DesiredState): void {
    this.#proposed = state;
    this.#held = undefined;
    this.#mistakes = [];
  }

  /** What was proposed last is no desired state: the one in force stays. */
  refuse(mistakes: readonly Problem[]): void {
    this.#mistakes = mistakes;
  }

  /** Why this state must not come into force yet, kept until another is proposed; undefined: it may. */
  judge(state: DesiredState, organization: Organization): Problem | undefined {
    const isOther = state.revision !== this.#inForce.revision;
    const held = isOther
      ? guard(coverageOf(organization, this.#inForce), coverageOf(organization, state), state)
      : undefined;
    if (this.#proposed === state) this.#held = held;
    return held;
  }

  /** Another one that was proposed meanwhile goes on waiting. */
  adopted(state: DesiredState): void {
    this.#inForce = state;
    if (this.#proposed === state) this.#proposed = undefined;
  }
}
