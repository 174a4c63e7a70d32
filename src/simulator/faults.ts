/**
 * Which request meets which fault on demand. What a fault does to the state is told where the operation is; what it does to the
 * answer, in the server.
 */
import { type RequestFacts, type RequestRule, RequestRules } from './request-match.ts';

export const FAULTS = [
  'throttle',
  'hang',
  'reset-before',
  'reset-after',
  'http-500',
  'http-503',
  'html-200',
  'truncated-json',
  'empty-200',
  'repeated-token',
  'empty-page',
  'access-denied',
  'control-policy-denied',
  'expired-token',
  'region-disabled',
  'start-noop',
  'stuck-stopping',
  'start-fails',
  'resource-limit',
  'conflict',
  'stale-read',
  'vanish',
  'delay',
] as const;

export type FaultName = (typeof FAULTS)[number];

export interface FaultRule extends RequestRule {
  readonly fault: FaultName;
  /** Whether AWS carries the request out although its answer is lost. Each fault has its own default. */
  readonly applied?: boolean | undefined;
  /** For `delay`, and added to any other. */
  readonly delayMs?: number | undefined;
  /** For `stale-read`: so many versions old ... */
  readonly versions?: number | undefined;
  /** ... or as of so long ago. */
  readonly agoMs?: number | undefined;
}

export const MAX_FAULT_RULES = 1_000;

export class Faults {
  private readonly rules: RequestRules<FaultRule>;

  constructor(rules = new RequestRules<FaultRule>()) {
    this.rules = rules;
  }

  /** Replaces all rules, and forgets what they counted. */
  replace(rules: readonly FaultRule[]): void {
    if (rules.length > MAX_FAULT_RULES) {
      throw new RangeError(`at most ${MAX_FAULT_RULES} fault rules`);
    }
    this.rules.replace(rules);
  }

  /** The first rule that strikes this request; rules that match count it whether they strike or not. */
  strike(facts: RequestFacts): FaultRule | undefined {
    return this.rules.strike(facts, 1)[0];
  }

  copy(): Faults {
    return new Faults(this.rules.copy());
  }
}
