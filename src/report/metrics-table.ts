/**
 * Which metrics are there? Names and labels are a contract with dashboards, alerts and people's scripts; the registry
 * (metrics.ts) and the documentation are made from this table.
 */
export interface MetricRow {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
  readonly help: string;
  /** Upper bounds, in seconds. */
  readonly buckets?: readonly number[];
}

export const METRIC_PREFIX = 'sagekeeper_';
/** Series of drifted_resources in all, those under account="other" included. */
export const MAX_DRIFT_SERIES = 5_000;
/** Policies that get series of their own; what exceeds it is told together as policy="other". */
export const MAX_POLICY_LABELS = 500;

export const METRICS = {
  resources: gauge(['policy', 'state'], 'Resources in scope of a policy, by state; every state is always there.'),
  drifted_resources: gauge(
    ['policy', 'account', 'region'],
    'Resources that differ and are not excused. Only series above zero; the largest 5,000, the rest under account="other".',
  ),
  held_resources: gauge(['policy', 'gate'], 'Resources whose change is held back, by gate; only series above zero.'),
  oldest_drift_seconds: gauge(
    ['policy'],
    'Since when the oldest difference under a policy has been known to this process; 0 without any.',
  ),
  actions_total: counter(
    ['policy', 'operation', 'result'],
    'Changing calls sent for a policy, by what became of them.',
  ),
  aws_requests_total: counter(['service', 'operation', 'outcome'], 'Requests to AWS, retries included, by outcome.'),
  aws_request_duration_seconds: histogram(
    ['service'],
    'Time from sending a request to AWS to its answer, or to giving it up.',
    [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  ),
  aws_throttles_total: counter(['service'], 'Answers of AWS that asked for fewer requests.'),
  limiter_waiting: gauge(['service'], 'Requests that wait for their turn within the rates of AWS.'),
  targets: gauge(['state'], 'Accounts x regions, by how far they could be read.'),
  pass_duration_seconds: histogram(
    [],
    'Time of one pass over one account and region.',
    [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600],
  ),
  last_complete_pass_timestamp_seconds: gauge([], 'When every target had last been read to its end; 0 if never.'),
  detection_to_compliance_seconds: histogram(
    ['policy'],
    'Time from the look that showed a difference to the reading without it.',
    [10, 60, 300, 900, 3_600, 14_400, 86_400, 259_200, 604_800],
  ),
  in_flight_resources: gauge(['policy'], 'Resources that carry our intent and are not back yet.'),
  oldest_in_flight_seconds: gauge([], 'How long the resource that is longest in flight has been so; 0 without any.'),
  handed_over_resources: gauge(['policy'], 'Resources that a person has to see to.'),
  frozen: gauge([], '1 while nothing new may begin.'),
  halted: gauge(
    ['policy'],
    '1 for a policy that stopped itself because its changes left resources worse than they were.',
  ),
  queue_depth: gauge([], 'Entries of the work queue that are due and not begun.'),
  series_dropped: gauge([], 'Series of drifted_resources that this scrape sums under account="other".'),
  desired_state_problems: gauge(
    [],
    'Mistakes in the desired state as it is on disk; the last good one stays in force.',
  ),
  desired_state_loaded_timestamp_seconds: gauge([], 'When the desired state in force was loaded; 0 if never.'),
  desired_state_info: gauge(['revision'], '1 for the revision in force.'),
  exemptions: gauge(['state'], 'Exemptions, by whether they excuse something, end soon, have ended, or match nothing.'),
  leader: gauge([], '1 for the replica that acts.'),
  build_info: gauge(['version', 'revision'], '1 for the build that runs.'),
} as const satisfies Record<string, MetricRow>;

export type MetricName = keyof typeof METRICS;
export type GaugeName = {
  [K in MetricName]: (typeof METRICS)[K]['type'] extends 'gauge' ? K : never;
}[MetricName];

function gauge<const L extends readonly string[]>(labels: L, help: string) {
  return { type: 'gauge', labels, help } as const;
}

function counter<const L extends readonly string[]>(labels: L, help: string) {
  return { type: 'counter', labels, help } as const;
}

function histogram<const L extends readonly string[]>(labels: L, help: string, buckets: readonly number[]) {
  return { type: 'histogram', labels, help, buckets } as const;
}
