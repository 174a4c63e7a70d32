/**
 * The seam that every policy kind fills: what people may want, and how one resource is judged against it. Pure. How a
 * resource gets there is the resource's knowledge, and when it may is the plan room's.
 */
import type { ZodType } from 'zod';
import type { OperationName } from '../aws/operations.ts';
import type { Budget } from '../model/desired-state.ts';
import type { Statement } from '../model/iam-document.ts';
import type { Account } from '../model/organization.ts';
import type { NetworkFacts } from '../model/network.ts';
import type { Need, Resource, ResourceName } from '../model/resource.ts';
import type { Region } from '../model/target.ts';
import type { Difference, Verdict } from '../model/verdict.ts';
import type { Domain } from '../resources/domain/shape.ts';
import type { Job } from '../resources/job/shape.ts';
import type { NotebookInstance } from '../resources/notebook-instance/shape.ts';
import type { Pipeline } from '../resources/pipeline/shape.ts';
import type { Vpc } from '../resources/vpc/shape.ts';

interface ResourceShapes extends Record<ResourceName, Resource> {
  readonly 'notebook-instance': NotebookInstance;
  readonly pipeline: Pipeline;
  readonly domain: Domain;
  readonly job: Job;
  readonly vpc: Vpc;
}

/**
 * Written as a method so that kinds with different wants fit into one registry. That is sound because a want only ever
 * comes out of the same kind's schema.
 */
interface Judge<Want, R extends Resource> {
  judge(want: Want, resource: R, place: JudgedPlace): Verdict;
}

/** Where the resource is, for wants that differ by account. */
export interface JudgedPlace {
  readonly account: Account;
  readonly region: Region;
  readonly network: NetworkFacts;
}

/** How often in a day quiet changes of one resource are made again before it is said that somebody undoes them, and why. */
export interface Contested {
  readonly timesADay: number;
  /** What is known of who may be doing it, for people. */
  readonly because: string;
}

/** What the kind asks of a resource beyond its description, and of those who want something else. Methods for the same reason. */
interface Asking<Want> {
  /** Left out: nothing. */
  needs?(want: Want): readonly Need[];
  /** Kinds whose resources tell what has to be known to judge others: they are read for that alone, too. */
  informants?(want: Want): readonly ResourceName[];
  /** Of the writes of the kinds that it judges, those that this want can lead to. Left out: all of them. */
  writes?(want: Want): readonly OperationName[];
  /** Of a kind that is disruptive: whether this want makes it so. Left out: each does. */
  disturbs?(want: Want): boolean;
  /** Would this want be content with what another policy of the kind wants there? Left out: wants that are equal agree. */
  accepts?(want: Want, difference: Difference): boolean;
  /** The key of `later` that cannot be met together with `earlier`. Left out: each key that is no list must be the same. */
  contradicts?(later: Want, earlier: Want): string | undefined;
  /** Organizational units that the want speaks of, as people wrote them: they have to exist, and cost calls to be known. */
  units?(want: Want): readonly string[];
  /** Left out: only the provenance on the resource tells, and only of what disturbs. */
  contested?(want: Want): Contested;
}

/** What prevents, by whoever asks AWS, the drift that the same want corrects. */
export interface Guardrail {
  /** Deny only: an Allow in a control policy would permit nothing that FullAWSAccess does not. Each with a Sid. */
  readonly statements: readonly Statement[];
  /** What to allow whom instead, in identity policies, by team. */
  readonly identity?: readonly { readonly team: string; readonly statements: readonly Statement[] }[];
  /** What of the want no statement can prevent, `<key>: <why>`. */
  readonly notPrevented: readonly string[];
}

/** As with Judge. */
interface Guard<Want> {
  guard(want: Want): Guardrail;
}

/** What a want would set wherever it applies. */
export interface Aim {
  /** The key of the want that says so. */
  readonly key: string;
  /** Of the resource, as in differences. */
  readonly path: string;
  readonly value: string;
}

/** A method for the same reason. */
interface Aiming<Want> {
  aims?(want: Want): readonly Aim[];
}

export interface PolicyKind<Want = unknown> extends Aiming<Want>, Asking<Want> {
  /** As written in YAML, such as `NotebookImds`; the folder is its kebab-case. */
  readonly kind: string;
  /** One sentence for people who choose among kinds; editors show it. */
  readonly description: string;
  /**
   * Shape of `spec.want`. Descriptions are what editors show. A message may have a second line: it is the hint, how to
   * mend it.
   */
  readonly want: ZodType<Want>;
  /** A want as people write it; editors offer it. It fits `want`. */
  readonly example: Readonly<Record<string, unknown>>;
  /** Enforcing it may disturb somebody: then scope and windows have to be said. */
  readonly disruptive: boolean;
  /** Of a policy that names none. Left out: 1 per account and 10% of the organization where it is disruptive, none otherwise. */
  readonly budgets?: readonly Budget[];
  /** Pure; by the kind of resource. */
  readonly judges: { readonly [K in ResourceName]?: Judge<Want, ResourceShapes[K]>['judge'] };
  /** Pure. Left out: nothing that AWS could be told would prevent it. */
  readonly guardrail?: Guard<Want>['guard'];
}
