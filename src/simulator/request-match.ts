/**
 * Which request a rule is about, and how often it has struck. Rules that match count a request whether they strike or not.
 */
import type { Input } from './input-shape.ts';
import { str } from './input-shape.ts';
import { matchesWildcard } from './wildcard.ts';

export interface RequestMatch {
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
}

export interface RequestFacts {
  readonly account: string;
  readonly region: string;
  readonly service: string;
  readonly operation: string;
  readonly resource: string | undefined;
}

export interface RequestRule {
  readonly match: RequestMatch;
  /** How often it strikes at most; without it, always. */
  readonly times?: number | undefined;
}

/** Members that name the resource of a request, the first that is there. */
const RESOURCE_MEMBERS = [
  'NotebookInstanceName',
  'PipelineName',
  'PipelineArn',
  'PipelineExecutionArn',
  'ProcessingJobName',
  'TrainingJobName',
  'TransformJobName',
  'HyperParameterTuningJobName',
  'AutoMLJobName',
  'ModelName',
  'DomainId',
  'DomainName',
  'VpcEndpointId',
  'GroupId',
  'Bucket',
  'ResourceArn',
  'PolicySourceArn',
  'RoleArn',
  'RoleName',
];

/** The name or ARN of the resource that a request is about; undefined when it is about none. */
export function resourceOf(input: Input): string | undefined {
  const member = RESOURCE_MEMBERS.find((name) => typeof input[name] === 'string');
  return member === undefined ? undefined : str(input, member);
}

interface Armed<R> {
  readonly rule: R;
  seen: number;
  struck: number;
}

export class RequestRules<R extends RequestRule> {
  private armed: readonly Armed<R>[] = [];

  /** Replaces all rules, and forgets what they counted. */
  replace(rules: readonly R[]): void {
    this.armed = rules.map((rule) => ({ rule, seen: 0, struck: 0 }));
  }

  /** Every rule that is due for this request, in the order in which they stand; `most` bounds how many strike. */
  strike(facts: RequestFacts, most: number): readonly R[] {
    const struck: R[] = [];
    for (const armed of this.armed) {
      if (!matches(armed.rule.match, facts)) {
        continue;
      }
      armed.seen += 1;
      const { nth, every } = armed.rule.match;
      const due = (nth === undefined || armed.seen === nth) && (every === undefined || armed.seen % every === 0);
      if (struck.length < most && due && armed.struck < (armed.rule.times ?? Infinity)) {
        armed.struck += 1;
        struck.push(armed.rule);
      }
    }
    return struck;
  }

  copy(): RequestRules<R> {
    const copy = new RequestRules<R>();
    copy.armed = this.armed.map((armed) => ({ ...armed }));
    return copy;
  }
}

function matches(match: RequestMatch, facts: RequestFacts): boolean {
  const { account, region, service, operation, resource } = match;
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
