/**
 * The world as the controller is handed it: time, chance, AWS and somebody to tell. Reading and writing are different doors.
 */
import type { OperationName } from '../aws/operations.ts';
import type { AwsError } from './aws-error.ts';
import type { Event } from './event.ts';
import type { AwsCall } from './resource.ts';
import type { Target } from './target.ts';

export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Resolves after `ms`, or as soon as the signal aborts. Never rejects. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** Holds the credentials of a role that cannot write, whatever the operation. Every failure is an AwsError. */
export interface Reader {
  /** One call, retried where AWS throttles or does not answer. The answer is unparsed: hostile until looked at. */
  read(operation: OperationName, input: Readonly<Record<string, unknown>>): Promise<unknown>;
  /**
   * Every page of a list. Throws unless each page held an array, each token was new, and the last had none: what ends
   * without throwing was read to its end.
   */
  pages(operation: OperationName, input: Readonly<Record<string, unknown>>): AsyncIterable<readonly unknown[]>;
}

/** What one writing session may do: these operations on these resources, and what AWS needs behind them; nothing else. */
export interface ChangeScope {
  readonly change: string;
  readonly resourceArns: readonly string[];
  readonly operations: readonly OperationName[];
}

export type WriteOutcome =
  | { readonly sent: false }
  | {
      readonly sent: true;
      readonly call: AwsCall;
      /** Unparsed: hostile until looked at. Undefined where there is an error. */
      readonly answer: unknown;
      readonly error: AwsError | undefined;
    };

export interface World {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly newChangeId: () => string;
  readonly reader: (target: Target) => Reader;
  /**
   * Opens a session for this change only, waits for the limiter's slot, asks `choose` which call is right at this very
   * moment, and sends it once. Never retried: an ambiguous outcome is for the next look to clear up. Throws AwsError where
   * nothing was sent (no session could be had).
   */
  readonly write: (
    target: Target,
    scope: ChangeScope,
    operation: OperationName,
    choose: () => Promise<AwsCall | undefined>,
  ) => Promise<WriteOutcome>;
  readonly tell: (event: Event) => void;
  /** As a Recollection has it. Left out: this process has always been the only one. */
  readonly othersSentUntil?: () => number | undefined;
}
