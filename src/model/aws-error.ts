/**
 * What can go wrong with a call to AWS, in the six ways that matter to whoever made it. Which code of AWS means which
 * reason is the aws room's knowledge.
 */
import type { Target } from './target.ts';

/**
 * throttled: later · unavailable: later, and nobody knows why · conflict: look again, the resource is not as assumed ·
 * denied: a person must act · not-found: gone · invalid: AWS refuses these parameters for good.
 */
export type AwsErrorReason = 'throttled' | 'unavailable' | 'conflict' | 'denied' | 'not-found' | 'invalid';

/** Which wall a denied or unavailable call ran into, where the answer tells. */
export type AwsObstacle =
  'control-policy' | 'role-not-assumable' | 'region-disabled' | 'wrong-account' | 'expired-session';

export interface AwsErrorFacts {
  readonly reason: AwsErrorReason;
  /** AWS's own code, such as `ValidationException`, or the transport's, such as `ECONNRESET`. */
  readonly code: string;
  readonly message: string;
  readonly operation: string;
  readonly target: Target;
  readonly requestId?: string | undefined;
  readonly obstacle?: AwsObstacle | undefined;
  /**
   * not-sent: surely without effect · answered: AWS said no · ambiguous: the request may have been carried out (time-out,
   * connection lost, 5xx), so only another look tells.
   */
  readonly delivery: 'not-sent' | 'answered' | 'ambiguous';
  /** The status that a conflict names: `InService` in "Status (InService) not in ([Stopped])". */
  readonly conflictStatus?: string | undefined;
}

export class AwsError extends Error {
  readonly facts: AwsErrorFacts;

  constructor(facts: AwsErrorFacts, cause?: unknown) {
    const where = `${facts.target.account}/${facts.target.region}`;
    const request = facts.requestId === undefined ? '' : ` (request ${facts.requestId})`;
    super(`${facts.operation} in ${where}: ${facts.code}: ${facts.message}${request}`, { cause });
    this.name = 'AwsError';
    this.facts = facts;
  }

  get reason(): AwsErrorReason {
    return this.facts.reason;
  }
}
