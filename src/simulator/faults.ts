/**
 * Which request meets which fault on demand. What a fault does to the state is told where the operation is; what it does to the
 * answer, in the server.
 */

import { matchesWildcard } from './wildcard.ts';

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
  'stale-read',
  'vanish',
  'delay',
] as const;

export type FaultName = (typeof FAULTS)[number];

export interface FaultRule {
  readonly match: {
    /** The account that the caller's credentials belong to. */
    readonly account?: string | undefined;
    readonly region?: string | undefined;
    readonly service?: string | undefined;
    readonly operation?: string | undefined;
    /** Name or ARN of the resource, with wildcards; case does not matter. */
    readonly resource?: string | undefined;
    /** Only the n-th matching request, counted from 1. */
    readonly nth?: number | undefined;
    /** Every n-th matching request. */
    readonly every?: number | undefined;
  };
  /** How often it strikes at most; without it, always. */
  readonly times?: number | undefined;
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

export interface FaultFacts {
  readonly account: string;
  readonly region: string;
  readonly service: string;
  readonly operation: string;
  readonly resource: string | undefined;
}

export const MAX_FAULT_RULES = 1_000;

interface Armed {
  readonly rule: FaultRule;
  seen: number;
  struck: number;
}

export class Faults {
  private armed: Armed[] = [];

  /** Replaces all rules, and forgets what they counted. */
  replace(rules: readonly FaultRule[]): void {
    if (rules.length > MAX_FAULT_RULES) {
      throw new RangeError(`at most ${MAX_FAULT_RULES} fault rules`);
    }
    this.armed = rules.map((rule) => ({ rule, seen: 0, struck: 0 }));
  }

  /** The first rule that strikes this request; rules that match count it whether they strike or not. */
  strike(facts: FaultFacts): FaultRule | undefined {
    let first: FaultRule | undefined;
    for (const armed of this.armed) {
      if (!matches(armed.rule, facts)) {
        continue;
      }
      armed.seen += 1;
      const { nth, every } = armed.rule.match;
      const due = (nth === undefined || armed.seen === nth) && (every === undefined || armed.seen % every === 0);
      if (first === undefined && due && armed.struck < (armed.rule.times ?? Infinity)) {
        armed.struck += 1;
        first = armed.rule;
      }
    }
    return first;
  }

  copy(): Faults {
    const copy = new Faults();
    copy.armed = this.armed.map((armed) => ({ ...armed }));
    return copy;
  }
}

function matches(rule: FaultRule, facts: FaultFacts): boolean {
  const { account, region, service, operation, resource } = rule.match;
  return (
    (account === undefined || account === facts.account) &&
    (region === undefined || region === facts.region) &&
    (service === undefined || service === facts.service) &&
    (operation === undefined || operation === facts.operation) &&
    (resource === undefined || (facts.resource !== undefined && names(resource, facts.resource)))
  );
}

function names(pattern: string, resource: string): boolean {
  const [wanted, whole] = [pattern.toLowerCase(), resource.toLowerCase()];
  return matchesWildcard(wanted, whole) || matchesWildcard(wanted, whole.slice(whole.lastIndexOf('/') + 1));
}
