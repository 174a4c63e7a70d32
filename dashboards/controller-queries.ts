/**
 * What the dashboard of the controller asks for, of the installation that is chosen at its top.
 */
import { acting } from './panel.ts';

export const JOB = 'job=~"$job"';
export const LEADER = `sagekeeper_leader{${JOB}}`;
export const LAST_COMPLETE = acting(`sagekeeper_last_complete_pass_timestamp_seconds{${JOB}} > 0`);
export const LOADED = acting(`sagekeeper_desired_state_loaded_timestamp_seconds{${JOB}} > 0`);
export const REQUESTS = `sagekeeper_aws_requests_total{${JOB}}`;
export const FAILED_REQUESTS = `sagekeeper_aws_requests_total{${JOB}, outcome!="ok"}`;
export const THROTTLES = `sagekeeper_aws_throttles_total{${JOB}}`;
export const PASSES = `sagekeeper_pass_duration_seconds_count{${JOB}}`;
