/**
 * What the loop is handed besides the world: where the desired state applies, and how far it may go.
 */
import type { DesiredState } from '../model/desired-state.ts';
import type { Organization } from '../model/organization.ts';
import type { Region, Target } from '../model/target.ts';
import type { HeldPolicy, Selection, SkippedTarget } from '../organization/select.ts';

/** What the organization room makes of a walk: where the desired state applies now. */
export interface Territory {
  readonly organization: Organization;
  readonly selections: readonly Selection[];
  readonly skipped: readonly SkippedTarget[];
  readonly held: readonly HeldPolicy[];
}

export interface LoopOptions {
  /** Walks the organization; throws where it cannot be read, and the last one stays in force. */
  readonly survey: (state: DesiredState) => Promise<Territory>;
  /** Regions that the account has enabled; throws AwsError. Undefined: nothing is looked for outside the selected targets. */
  readonly enabledRegions: ((target: Target) => Promise<readonly Region[]>) | undefined;
  /** Looks at everything once, and ends when nothing that is on its way is left. */
  readonly once: boolean;
  /** Reads only: nothing is ever acted upon. */
  readonly readOnly: boolean;
}
