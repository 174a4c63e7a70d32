/**
 * What was decided about a resource, for people and programs alike: its state under each policy, which gate holds it, and
 * until when.
 */
import type { Policy } from './desired-state.ts';
import type { CallStep, Step } from './resource.ts';
import type { AccountId, Region } from './target.ts';
import type { Difference, Note, Verdict } from './verdict.ts';

/** In the order in which they are tried: the first that fits is the resource's state under a policy. */
export const RESOURCE_STATES = [
  'not-applicable',
  'unknown',
  'exempt',
  'failed',
  'contested',
  'converging',
  'held',
  'drifted',
  'compliant',
] as const;
export type ResourceState = (typeof RESOURCE_STATES)[number];

/** Consent: do a policy's differences count? In the order in which they are asked. */
export const CONSENT_GATES = ['unknown', 'exempt', 'auditMode', 'conflict', 'refused', 'frozen'] as const;
export type ConsentGate = (typeof CONSENT_GATES)[number];

/** Timing: may this call be sent now? In the order in which they are asked. */
export const TIMING_GATES = ['prerequisite', 'window', 'contested', 'halted', 'budget'] as const;
export type TimingGate = (typeof TIMING_GATES)[number];
/** incompleteList: nothing is acted on in a place that was not read to its end. */
export type Gate = ConsentGate | TimingGate | 'incompleteList';

export interface Hold {
  readonly gate: Gate;
  /** CamelCase, stable. */
  readonly reason: string;
  readonly why: string;
  /** When it will next be looked at, as far as the gate knows; otherwise with the next pass. Milliseconds since the epoch. */
  readonly until?: number | undefined;
}

export interface Judged {
  readonly policy: Policy;
  readonly verdict: Verdict;
  /** Would this policy be content with what another of its kind wants? Left out: policies whose wants are equal agree. */
  readonly accepts?: ((difference: Difference) => boolean) | undefined;
}

/** A judged policy and whether its differences count. `differences` are those that count; empty whenever a gate closed. */
export interface Consent extends Judged {
  readonly differences: readonly Difference[];
  readonly hold: Hold | undefined;
}

/** How a resource stands under one policy. */
export interface Standing {
  readonly policy: string;
  readonly kind: string;
  readonly state: ResourceState;
  readonly hold: Hold | undefined;
  readonly differences: readonly Difference[];
  readonly notes: readonly Note[];
  /** Some of the notes say what is not known, whatever the state: something else may differ for all that. */
  readonly partlyUnknown?: true;
}

export type Decision =
  | { readonly decision: 'act'; readonly step: CallStep; readonly policies: readonly string[] }
  | { readonly decision: 'rest'; readonly step: Step };

/** Everything that there is to say about one resource after one look. */
export interface Outlook {
  readonly arn: string;
  readonly account: AccountId;
  readonly region: Region;
  readonly resourceKind: string;
  readonly standings: readonly Standing[];
  /** The step that comes next, whether or not it may be taken now. */
  readonly step: Step;
  /** The change that the resource carries, if any. */
  readonly change: string | undefined;
  /** A person has been told, or must be. */
  readonly handedOver: { readonly reason: string; readonly why: string } | undefined;
  readonly observedAt: number;
}
