/**
 * What people do just before or just after a certain request, so that edits which cross each other can be played exactly: a
 * rule matches requests as those of faults do, and any number of rules, and a fault, may strike the same request.
 */
import type { EndpointDeed } from './ec2-person.ts';
import type { GroupDeed, VpcDeed } from './network-person.ts';
import type { NotebookDeed } from './person.ts';
import type { PipelineDeed } from './pipeline-person.ts';
import { type RequestFacts, type RequestRule, RequestRules } from './request-match.ts';
import type { BucketDeed, JobDeed } from './workload-person.ts';

export type PersonDeed = NotebookDeed | PipelineDeed | EndpointDeed | VpcDeed | GroupDeed | JobDeed | BucketDeed;

export interface Intervention extends RequestRule {
  /** `before` (default): the request meets what the person did. `after`: only later ones do, also when it was refused. */
  readonly when?: 'before' | 'after' | undefined;
  readonly deed: PersonDeed;
}

export const MAX_INTERVENTIONS = 1_000;

export class Interventions {
  private readonly rules: RequestRules<Intervention>;
  private said: string[];

  constructor(rules = new RequestRules<Intervention>(), said: readonly string[] = []) {
    this.rules = rules;
    this.said = [...said];
  }

  /** Replaces all rules, and forgets what they counted and what came of them. */
  replace(rules: readonly Intervention[]): void {
    if (rules.length > MAX_INTERVENTIONS) {
      throw new RangeError(`at most ${MAX_INTERVENTIONS} interventions`);
    }
    this.rules.replace(rules);
    this.said = [];
  }

  /** Every rule that is due for this request, in the order in which they stand. */
  strike(facts: RequestFacts): readonly Intervention[] {
    return this.rules.strike(facts, MAX_INTERVENTIONS);
  }

  /** @param outcome `ok`, or why the deed was impossible. */
  note(outcome: string): void {
    if (this.said.length < MAX_INTERVENTIONS) {
      this.said.push(outcome);
    }
  }

  /** What came of the deeds, in the order in which they were done. */
  get outcomes(): readonly string[] {
    return this.said;
  }

  copy(): Interventions {
    return new Interventions(this.rules.copy(), this.said);
  }
}
