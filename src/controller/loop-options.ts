/**
 * What the loop is handed besides the world: where the desired state applies, and how far it may go.
 */
import type { DesiredState } from '../model/desired-state.ts';
import type { Organization } from '../model/organization.ts';
import type { Stops } from '../model/stops.ts';
import type { Region, Target } from '../model/target.ts';
import type { HeldPolicy, Selection, SkippedTarget } from '../organization/select.ts';

/** What the organization room makes of a walk: where the desired state applies now. */
export interface Territory {
  readonly organization: Organization;
  readonly selections: readonly Selection[];
  readonly skipped: readonly SkippedTarget[];
  readonly held: readonly HeldPolicy[];
}

export interface SurveyWish {
  /** Another state that is going to be placed in the same organization: what its scopes name has to be read as well. */
  readonly also: DesiredState;
  /** AWS is asked in any case. Otherwise only where the last reading does not tell enough. */
  readonly fresh: boolean;
}

export interface LoopOptions {
  /** Walks the organization; throws where it cannot be read, and the last one stays in force. */
  readonly survey: (state: DesiredState, wish: SurveyWish) => Promise<Territory>;
  /** Regions that the account has enabled; throws AwsError. Undefined: nothing is looked for outside the selected targets. */
  readonly enabledRegions: ((target: Target) => Promise<readonly Region[]>) | undefined;
  /** Looks at everything once, and ends when nothing that is on its way is left. */
  readonly once: boolean;
  /** Reads only: nothing is ever acted upon. */
  readonly readOnly: boolean;
  /** What holds everything back besides the desired state. */
  readonly stops?: Stops;
  /** Told when a desired state that was proposed has come into force. */
  readonly adopted?: (state: DesiredState) => void;
}
