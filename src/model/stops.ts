/**
 * What holds the controller back besides what people declared: a freeze that waits for no git, a policy that was halted by an
 * earlier process, a desired state that is only remembered. What was begun is brought back all the same.
 */

/** Why nothing new begins anywhere. */
export interface Restraint {
  /** CamelCase, stable. */
  readonly reason: string;
  readonly why: string;
  /** Milliseconds since the epoch; undefined: until somebody lifts it. */
  readonly until?: number | undefined;
}

/** That the desired state itself says so. */
export const DECLARED_FREEZE: Restraint = { reason: 'Frozen', why: 'everything is frozen: nothing new begins' };

export interface Stops {
  /** Undefined: new things may begin. Asked before every write; what it says is never older than a second. */
  readonly restraint: () => Restraint | undefined;
  /** Why the policy was halted, as far as that is kept anywhere outside of the controller; undefined: it was not. */
  readonly halted: (policy: string) => string | undefined;
}

export const NO_STOPS: Stops = { restraint: () => undefined, halted: () => undefined };
