/**
 * The whole picture at one instant, for whoever asks: metrics, the status API, the summary of a plan. Built on demand, never kept.
 */
import type { Gate, Outlook, ResourceState } from './decision.ts';
import type { Problem } from './desired-state.ts';
import type { Restraint } from './stops.ts';
import type { AccountId, Region } from './target.ts';

/**
 * reached: read to its end · unreachable: no session, or no answer · refused: AWS denies what we must read · disabled: the
 * account has not enabled the region · skipped: not ACTIVE, or not yet looked at.
 */
export type TargetState = 'reached' | 'unreachable' | 'refused' | 'disabled' | 'skipped';

export interface TargetStatus {
  readonly account: AccountId;
  readonly region: Region;
  readonly state: TargetState;
  readonly reason: string | undefined;
  readonly message: string | undefined;
  /** Milliseconds since the epoch; undefined: never. */
  readonly lastCompleteAt: number | undefined;
}

export interface PolicySummary {
  readonly policy: string;
  readonly kind: string;
  readonly states: Readonly<Record<ResourceState, number>>;
  readonly held: Readonly<Partial<Record<Gate, number>>>;
  /** Only targets with any. Drifted here means: differs and is not excused (drifted, held, converging, failed, contested). */
  readonly drifted: readonly { readonly account: AccountId; readonly region: Region; readonly count: number }[];
  /** Since when the oldest of them has been known to differ. */
  readonly oldestDriftAt: number | undefined;
  readonly inFlight: number;
  readonly handedOver: number;
  readonly halted: boolean;
}

export interface Snapshot {
  readonly at: number;
  readonly revision: string;
  readonly commit?: string | undefined;
  readonly loadedAt: number;
  readonly problems: number;
  /** What they are: mistakes in the desired state as it is on disk, or that it waits to be accepted. */
  readonly problemList: readonly Problem[];
  readonly frozen: boolean;
  /** Why nothing new may begin; undefined exactly when it is not frozen. */
  readonly restraint: Restraint | undefined;
  /** Every target has been looked at since the start, and so the numbers are about all of them. */
  readonly complete: boolean;
  readonly lastCompletePassAt: number | undefined;
  readonly targets: readonly TargetStatus[];
  readonly policies: readonly PolicySummary[];
  readonly oldestInFlightAt: number | undefined;
  readonly queueDepth: number;
  readonly exemptions: Readonly<Record<'active' | 'ending' | 'ended' | 'unused', number>>;
  /** Every resource that is not simply compliant, not applicable or unaffected; lazily, as there may be many. */
  readonly outlooks: () => Iterable<Outlook>;
}
