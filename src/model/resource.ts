/**
 * What the controller knows of any resource, whatever its kind, and the seam that each kind fills: how it is listed,
 * described, and led on by one call at a time.
 */
import type { OperationName } from '../aws/operations.ts';
import type { AwsErrorReason } from './aws-error.ts';
import type { NetworkFacts, NetworkReading } from './network.ts';
import type { AccountId, Region, Target } from './target.ts';
import type { Difference, Path } from './verdict.ts';
import type { Reader } from './world.ts';

export type ResourceName = 'notebook-instance' | 'pipeline' | 'domain' | 'job' | 'vpc';

/** What a list tells of a resource: enough to know whether it must be described. Times in milliseconds since the epoch. */
export interface Sighting {
  readonly arn: string;
  readonly name: string;
  readonly account: AccountId;
  readonly region: Region;
  readonly status: string;
  readonly createdAt: number;
  readonly lastModifiedAt: number;
  /** When it last began to run, where a list tells; undefined: never, or not told. */
  readonly ranAt?: number | undefined;
}

/** stop: nothing may have been done yet · start: it is being brought back · up: it is back, tags remain to be tidied. */
export type IntentPhase = 'stop' | 'start' | 'up';

/**
 * The one thing that observation cannot tell, written on the resource before the first disruptive call: it was running
 * before we came.
 */
export interface Intent {
  readonly phase: IntentPhase;
  /** When this phase was written. */
  readonly at: number;
  /** Creation time of the resource that the intent is about: another one means that the tag was copied. */
  readonly of: number;
  readonly change: string;
  /** The platform that it needs to start again, where that moves. */
  readonly platform: string | undefined;
}

export type IntentReading =
  | { readonly is: 'none' }
  | { readonly is: 'ours'; readonly intent: Intent }
  | { readonly is: 'unreadable'; readonly why: string };

/** What an earlier change of ours left on the resource. */
export interface Provenance {
  readonly policies: readonly string[];
  readonly at: number;
  readonly change: string;
  readonly times: number;
  readonly since: number;
}

export interface Resource extends Sighting {
  readonly kind: ResourceName;
  /** When AWS was asked for this reading. */
  readonly observedAt: number;
  /** Somebody would notice if it were disturbed: it counts for budgets in percent. */
  readonly running: boolean;
  /** Undefined: tags were not read with this reading. */
  readonly tags: Readonly<Record<string, string>> | undefined;
  readonly intent: IntentReading;
  readonly provenance: Provenance | undefined;
  /** What it does next is waited for: it is read again once it has run since it was modified. */
  readonly watched?: boolean;
}

/** A call to AWS as data: it can be printed, compared, permitted, and sent. */
export interface AwsCall {
  readonly operation: OperationName;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What is told of something that a call replaces, so that a person can go back to it: small, and nothing that is secret. */
export type BeforeImage = Readonly<Record<string, string | number | readonly string[]>>;

/** restore: gives back what was taken, never held · change: nobody notices · probe: asks, must fail · disrupt: somebody notices. */
export type Effect = 'restore' | 'change' | 'probe' | 'disrupt';

export interface CallStep {
  readonly step: 'call';
  readonly call: AwsCall;
  readonly effect: Effect;
  /** What of the resource it changes, where that is one of several: an endpoint of a VPC. */
  readonly about?: string;
  readonly reason: string;
  readonly why: string;
  /** The differences that it mends, or what they are below; left out: all that the kind drives. */
  readonly mends?: readonly Path[];
  /** What is remembered of the resource does not hold all that the input needs: never sent, worked out anew on a reading that does. */
  readonly sketch?: true;
  /** Something that must be true before this may begin, and is not. */
  readonly unmet?: { readonly reason: string; readonly why: string } | undefined;
  /** From this instant on a person must be told that the resource is not back. */
  readonly tellPersonAt?: number | undefined;
}

export type Step =
  | CallStep
  | {
      readonly step: 'wait';
      readonly recheckAfterMs: number;
      readonly reason: string;
      readonly why: string;
      readonly tellPersonAt?: number | undefined;
    }
  | { readonly step: 'none' }
  /** Nothing that we may do leads on; a person has to. */
  | { readonly step: 'impossible'; readonly reason: string; readonly why: string };

/** A call that this process sent about a resource, and what became of it. */
export interface SentCall {
  readonly operation: OperationName;
  /** The step's. */
  readonly about?: string | undefined;
  readonly effect: Effect;
  /** The step's. */
  readonly reason?: string | undefined;
  readonly change: string;
  /** When the answer arrived, or was given up. */
  readonly at: number;
  /** accepted: AWS said yes · ambiguous: nobody knows whether it was carried out · otherwise the reason of the refusal. */
  readonly outcome: 'accepted' | 'ambiguous' | AwsErrorReason;
  readonly conflictStatus: string | undefined;
  readonly message: string | undefined;
}

/**
 * What this process remembers of the change that it is making to a resource. It may always be missing (a restart), and
 * nothing but kindness and thrift may hang on it.
 */
export interface Recollection {
  /** Oldest first; at most RECOLLECTED_CALLS. */
  readonly sent: readonly SentCall[];
  /** The intent that this process wrote last and saw confirmed; undefined once it has taken it away. */
  readonly wrote: Intent | undefined;
  /** The policies whose differences the accepted update of this change carried. */
  readonly policies: readonly string[];
  /** Until then another process of ours may have sent calls that are not in here; undefined: nobody knows of one that has. */
  readonly othersSentUntil?: number | undefined;
}

export const RECOLLECTED_CALLS = 32;
export const NO_RECOLLECTION: Recollection = { sent: [], wrote: undefined, policies: [] };

export interface StepContext {
  readonly now: number;
  readonly settleMs: number;
  /** The id that a change which begins now would carry. */
  readonly changeId: string;
  readonly recollection: Recollection;
  /** Policies that enforce here and have nothing left to mend: what a finished change is attributed to. */
  readonly satisfied: readonly string[];
}

/**
 * What a policy must know of a resource beyond its description, at the price of further calls. Of a pipeline: its tags, its
 * versions, its executions in progress, the jobs that these have started, or the models that its steps name (jobNetworks). Of a VPC: who else lives in it (neighbours), what
 * jobs need of it (jobNetworks: rules of security groups, flow logs, DNS), or the policies of buckets that definitions name.
 */
export type Need = 'tags' | 'versions' | 'executions' | 'jobs' | 'neighbours' | 'jobNetworks' | 'bucketPolicies';

/** What a list may build on, so that what has not changed is not asked again. All of it may be missing. */
export interface ListContext<R extends Resource = Resource> {
  readonly now: number;
  readonly needs: ReadonlySet<Need>;
  /** What is remembered of the place, by ARN, each as it was read last. */
  readonly known: { get(arn: string): R | undefined; values(): Iterable<R> };
  /** The kind's own notes about the place, kept from pass to pass. */
  readonly notes: Map<string, unknown>;
  readonly network: NetworkFacts;
}

/** What a list tells of a resource, with the whole reading where the list is one. */
export interface Listed<R extends Resource = Resource> extends Sighting {
  readonly reading?: R;
}

export interface DescribeOptions {
  /** Read the tags as well, whether or not a policy needs them: they may carry our intent. */
  readonly tags: boolean;
  /** Right before a write: with everything that the call is made of. */
  readonly close: boolean;
  readonly needs: ReadonlySet<Need>;
  /** Executions that may still be looked at in this pass; counted down. Undefined: no pass. */
  readonly allowance?: { left: number } | undefined;
  readonly now: number;
}

/** One kind of AWS resource: how to see it, and which single call leads it on. */
export interface ResourceKind<R extends Resource = Resource> {
  readonly name: ResourceName;
  readonly reads: readonly OperationName[];
  readonly writes: readonly OperationName[];
  /** Differences at other paths are report-only, and never a reason to touch anything. */
  readonly drives: readonly Path[];
  /** Quiet changes wait for no window and no budget, and are never contested: what people notice is another step. */
  readonly quietChangesAreFree: boolean;
  /** Of the writes, those whose acceptance mends differences. */
  readonly mends: readonly OperationName[];
  /** Of the writes, those of a change that nobody notices. Left out: whatever a change is, it is the one call. */
  readonly quietWrites?: readonly OperationName[];
  /** What is known is described again right before a write only: the list gives a reading of whatever has changed. */
  readonly readsByList?: true;
  /** Ends only when every page was complete; throws otherwise. */
  list(aws: Reader, target: Target, context: ListContext<R>): AsyncIterable<Listed<R>>;
  /**
   * ARNs in this target whose tags carry our intent, as far as AWS's tag index knows. Left out: a change of this kind is one
   * call, and leaves nothing to be brought home.
   */
  nominate?(aws: Reader, target: Target): Promise<ReadonlySet<string>>;
  /** Undefined: it is gone. Without tags, what hangs on tags reads as none. */
  describe(aws: Reader, sighting: Sighting, options: DescribeOptions): Promise<R | undefined>;
  /** Does this reading hold all that a call is made of? */
  isWhole(resource: R): boolean;
  /** What is remembered of a reading. Left out: all of it. */
  slim?(resource: R): R;
  /** It is as it was before we came, and only its differences are mended. */
  isBack(resource: R): boolean;
  /** Nothing is left of the intent that this process wrote last, though it did not take it away itself. */
  isIntentOver?(resource: R, recollection: Recollection, settleMs: number): boolean;
  /** What a change of ours did to it, as this reading shows; `id` tells it from another time. */
  harmTo?(resource: R): { readonly id: string; readonly reason: string; readonly why: string } | undefined;
  /** Who needs the permissions that differences name, as an ARN; undefined: nobody can tell. */
  principalOf?(resource: R): string | undefined;
  /**
   * What the call replaces, as this reading knows it, and what AWS answered about what stands there now (unparsed; undefined where
   * it did not). Left out: the call itself says all that there is.
   */
  beforeImage?(resource: R, call: AwsCall, answer: unknown): BeforeImage | undefined;
  /** Which networks it is in, or its jobs will be. Left out: this kind says nothing of networks. */
  network?(resource: R): NetworkReading;
  /** Pure. */
  nextStep(resource: R, differences: readonly Difference[], context: StepContext): Step;
  /** The ARNs that a writing session for this call must name. */
  arns(resource: R, call: AwsCall): readonly string[];
}
