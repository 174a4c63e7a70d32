/**
 * What the dashboard of the fleet asks for, narrowed down to what is chosen at its top.
 */
import { acting } from './panel.ts';

export const JOB = 'job=~"$job"';
export const OF_POLICY = `${JOB}, policy=~"$policy"`;

export const RESOURCES = (states: string): string => acting(`sagekeeper_resources{${OF_POLICY}, ${states}}`);
export const DRIFTED = acting(`sagekeeper_drifted_resources{${OF_POLICY}, account=~"$account", region=~"$region"}`);
export const HELD = acting(`sagekeeper_held_resources{${OF_POLICY}}`);
export const TARGETS = (states: string): string => acting(`sagekeeper_targets{${JOB}, ${states}}`);
export const OLDEST_DRIFT = acting(`sagekeeper_oldest_drift_seconds{${OF_POLICY}}`);
export const HANDED_OVER = acting(`sagekeeper_handed_over_resources{${OF_POLICY}}`);
export const FINISHED = `sagekeeper_detection_to_compliance_seconds_count{${OF_POLICY}}`;
export const TIME_TAKEN = `sagekeeper_detection_to_compliance_seconds_bucket{${OF_POLICY}}`;
export const ACTIONS = `sagekeeper_actions_total{${OF_POLICY}}`;
/** What is only told above zero is zero where somebody acts and tells nothing of it. */
export const OR_NONE = `or 0 * sum(sagekeeper_leader{${JOB}} == 1)`;
