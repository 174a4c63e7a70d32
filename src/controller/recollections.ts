/**
 * What this process remembers of the calls that it sent, resource by resource. All of it may be lost at any moment: nothing
 * but kindness and thrift hangs on it.
 */
import type { Intent, Recollection, SentCall } from '../model/resource.ts';
import { NO_RECOLLECTION, RECOLLECTED_CALLS } from '../model/resource.ts';
import type { Path } from '../model/verdict.ts';
import type { World } from '../model/world.ts';

/** Resources that are remembered at once; the one untouched for longest is forgotten first. */
const RECOLLECTED_RESOURCES = 20_000;

/** Of a VPC, each endpoint may be refused by itself. */
const REFUSALS_PER_RESOURCE = 50;
const NO_REFUSALS: readonly Refusal[] = [];

/** Two readings of one creation time may differ by rounding; two resources of one name are further apart. */
export const SAME_CREATION_MS = 1_000;

/** What AWS refused for good, so that it is not asked again before `until`. */
export interface Refusal {
  readonly paths: readonly Path[];
  readonly until: number;
  readonly why: string;
}

interface Entry {
  /** Creation time of the resource that calls were sent about; undefined: none was. */
  of: number | undefined;
  changeId: string | undefined;
  recollection: Recollection;
  refusals: readonly Refusal[];
  mending: Mending | undefined;
}

/** An update that was accepted, until a reading shows that the resource is as wanted, and as it was. */
export interface Mending {
  readonly policies: readonly string[];
  readonly change: string;
  /** Since when the difference has been known. */
  readonly detectedAt: number;
}

const nobodyElse = (): undefined => undefined;

export class Recollections {
  readonly #entries = new Map<string, Entry>();
  readonly #newChangeId: () => string;
  readonly #othersSentUntil: () => number | undefined;

  constructor({ newChangeId, othersSentUntil = nobodyElse }: Pick<World, 'newChangeId' | 'othersSentUntil'>) {
    this.#newChangeId = newChangeId;
    this.#othersSentUntil = othersSentUntil;
  }

  of(arn: string): Recollection {
    const own = this.#entries.get(arn)?.recollection ?? NO_RECOLLECTION;
    const othersSentUntil = this.#othersSentUntil();
    return othersSentUntil === undefined ? own : { ...own, othersSentUntil };
  }

  /** The id that a change of this resource carries while it is being begun: the same from the first probe to the tag. */
  changeId(arn: string): string {
    const entry = this.#touch(arn);
    entry.changeId ??= this.#newChangeId();
    return entry.changeId;
  }

  refusals(arn: string, now: number): readonly Refusal[] {
    const refusals = this.#entries.get(arn)?.refusals ?? NO_REFUSALS;
    return refusals.some(({ until }) => until <= now) ? refusals.filter(({ until }) => until > now) : refusals;
  }

  /** `createdAt`: of the resource that the call was about. */
  remember(arn: string, sent: SentCall, createdAt: number): void {
    const entry = this.#touch(arn);
    entry.of = createdAt;
    const calls = [...entry.recollection.sent, sent].slice(-RECOLLECTED_CALLS);
    entry.recollection = { ...entry.recollection, sent: calls };
  }

  /** The intent as it was written and confirmed; undefined once it was taken away. A change that is over frees its id. */
  wrote(arn: string, intent: Intent | undefined): void {
    const entry = this.#touch(arn);
    entry.recollection = { ...entry.recollection, wrote: intent };
    if (intent === undefined) entry.changeId = undefined;
  }

  /** An update was accepted that carried the differences of these policies. */
  updated(arn: string, mending: Mending): void {
    const entry = this.#touch(arn);
    entry.recollection = { ...entry.recollection, policies: mending.policies };
    entry.mending = mending;
  }

  mending(arn: string): Mending | undefined {
    return this.#entries.get(arn)?.mending;
  }

  mended(arn: string): void {
    const entry = this.#entries.get(arn);
    if (entry !== undefined) entry.mending = undefined;
  }

  /** The oldest is forgotten where there are too many. */
  refuse(arn: string, refusal: Refusal): void {
    const entry = this.#touch(arn);
    entry.refusals = [...entry.refusals, refusal].slice(-REFUSALS_PER_RESOURCE);
  }

  /** A change without an intent is over with its call: the next one gets a new id. */
  endChange(arn: string): void {
    const entry = this.#entries.get(arn);
    if (entry !== undefined) entry.changeId = undefined;
  }

  /**
   * Is a reading with this creation time about another resource of that name than the one that calls were sent about? What is said
   * to be gone keeps its recollections until then: the reading that says so may be older than the resource.
   */
  comparedTo(arn: string, createdAt: number): 'same' | 'successor' | 'predecessor' {
    const of = this.#entries.get(arn)?.of;
    if (of === undefined || Math.abs(createdAt - of) < SAME_CREATION_MS) return 'same';
    return createdAt > of ? 'successor' : 'predecessor';
  }

  forget(arn: string): void {
    this.#entries.delete(arn);
  }

  /** What was refused may be allowed under another desired state. */
  forgetRefusals(): void {
    for (const entry of this.#entries.values()) entry.refusals = NO_REFUSALS;
  }

  #touch(arn: string): Entry {
    const nothing = {
      of: undefined,
      changeId: undefined,
      recollection: NO_RECOLLECTION,
      refusals: NO_REFUSALS,
      mending: undefined,
    };
    const entry = this.#entries.get(arn) ?? nothing;
    this.#entries.delete(arn);
    this.#entries.set(arn, entry);
    if (this.#entries.size > RECOLLECTED_RESOURCES) {
      const oldest = this.#entries.keys().next().value;
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
    return entry;
  }
}
