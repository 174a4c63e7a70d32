/**
 * The dashboard for whoever runs sagekeeper: does it look and get through, how does AWS answer, and what is in force?
 */
import { CONTROLLER_NOW } from './controller-now.ts';
import { PROCESS } from './controller-process.ts';
import { JOB, LEADER, LAST_COMPLETE, REQUESTS, FAILED_REQUESTS, THROTTLES, PASSES } from './controller-queries.ts';
import { acting, growth } from './panel.ts';
import type { DashboardSpec, RowSpec } from './panel.ts';

const WITHIN = (share: number): string =>
  `histogram_quantile(${share}, sum by (le) (rate(sagekeeper_pass_duration_seconds_bucket{${JOB}}[$__rate_interval])))`;

const PASSING: RowSpec = {
  title: 'Passes',
  height: 7,
  panels: [
    {
      title: 'Passes ended',
      description: 'How many accounts x regions have been read, however far.',
      shape: 'bars',
      unit: 'none',
      width: 6,
      queries: [{ expr: `sum(increase(${PASSES}[$__rate_interval]))`, legend: 'passes' }],
      runbook: 'SagekeeperPassesStopped',
    },
    {
      title: 'Time of a pass',
      description: 'Of one pass over one account and region. As fine as the buckets of the histogram.',
      shape: 'lines',
      unit: 's',
      width: 6,
      queries: [
        { expr: WITHIN(0.5), legend: 'half within' },
        { expr: WITHIN(0.99), legend: '99 of 100 within' },
      ],
    },
    {
      title: 'Since the last complete pass',
      description: 'It rises until every account and region has been read to the end, and falls then.',
      shape: 'lines',
      unit: 's',
      width: 6,
      thresholds: [[7_200, 'orange']],
      queries: [{ expr: `time() - max by (job) (${LAST_COMPLETE})`, legend: '{{job}}' }],
      runbook: 'SagekeeperNoCompletePass',
    },
    {
      title: 'Work that is due',
      description: 'Entries of the work queue that are due and not begun. One that only grows is not getting through.',
      shape: 'lines',
      unit: 'none',
      width: 6,
      queries: [{ expr: `max by (job) (${acting(`sagekeeper_queue_depth{${JOB}}`)})`, legend: '{{job}}' }],
      runbook: 'SagekeeperNoCompletePass',
    },
  ],
};

const LATENCY = (share: number): string =>
  `histogram_quantile(${share}, sum by (le, service) (rate(sagekeeper_aws_request_duration_seconds_bucket{${JOB}}[$__rate_interval])))`;

const CALLS: RowSpec = {
  title: 'Calls to AWS',
  height: 8,
  panels: [
    {
      title: 'Calls, by operation',
      description: 'The twelve most frequent operations, retries included.',
      shape: 'stacked',
      unit: 'reqps',
      width: 8,
      queries: [
        {
          expr: `topk(12, sum by (service, operation) (rate(${REQUESTS}[$__rate_interval])))`,
          legend: '{{service}} {{operation}}',
        },
      ],
    },
    {
      title: 'Calls that failed, by reason',
      description:
        'Denied: a role or a control policy says no. Conflict: the resource was not as assumed, and is looked at again. Unavailable: no answer, or none that can be read.',
      shape: 'stacked',
      unit: 'reqps',
      width: 8,
      queries: [{ expr: `sum by (outcome) (rate(${FAILED_REQUESTS}[$__rate_interval]))`, legend: '{{outcome}}' }],
    },
    {
      title: 'Throttled, by service',
      description:
        'Answers that asked for fewer requests. The limiter halves its rate with each, and comes back slowly.',
      shape: 'bars',
      unit: 'none',
      width: 8,
      queries: [
        {
          expr: `sum by (service) (${growth(THROTTLES, '$__rate_interval')}) or 0 * sum(${LEADER})`,
          legend: '{{service}}',
        },
      ],
      runbook: 'SagekeeperThrottled',
    },
    {
      title: 'Time of a call: half within',
      description: 'From sending a request to its answer, or to giving it up, by service.',
      shape: 'lines',
      unit: 's',
      width: 8,
      queries: [{ expr: LATENCY(0.5), legend: '{{service}}' }],
    },
    {
      title: 'Time of a call: 99 of 100 within',
      description: 'From sending a request to its answer, or to giving it up, by service.',
      shape: 'lines',
      unit: 's',
      width: 8,
      queries: [{ expr: LATENCY(0.99), legend: '{{service}}' }],
    },
    {
      title: 'Waiting for their turn',
      description:
        'Requests that the limiter holds back so that AWS need not. Time is lost here in passes that take long.',
      shape: 'lines',
      unit: 'none',
      width: 8,
      queries: [{ expr: `sum by (service) (sagekeeper_limiter_waiting{${JOB}})`, legend: '{{service}}' }],
      runbook: 'SagekeeperThrottled',
    },
  ],
};

const REPLICAS: RowSpec = {
  title: 'Replicas, and what is in force',
  height: 7,
  panels: [
    {
      title: 'Who acts',
      description: '1 for the replica that acts, 0 for those that stand by.',
      shape: 'lines',
      unit: 'none',
      width: 6,
      queries: [{ expr: `max by (instance) (${LEADER})`, legend: '{{instance}}' }],
      runbook: 'SagekeeperTwoLeaders',
    },
    {
      title: 'Reloads',
      description: 'How often another desired state came into force. A restart counts as well.',
      shape: 'bars',
      unit: 'none',
      width: 6,
      queries: [
        {
          expr: `sum by (job) (changes(sagekeeper_desired_state_loaded_timestamp_seconds{${JOB}}[$__rate_interval]))`,
          legend: '{{job}}',
        },
      ],
      runbook: 'SagekeeperDesiredStateNotLoading',
    },
    {
      title: 'Desired state in force',
      description: 'The revision that each replica goes by.',
      shape: 'table',
      unit: 'none',
      width: 6,
      queries: [
        {
          expr: `max by (instance, revision) (sagekeeper_desired_state_info{${JOB}})`,
          legend: '{{instance}} {{revision}}',
        },
      ],
    },
    {
      title: 'Builds',
      description: 'The version of sagekeeper that each replica runs.',
      shape: 'table',
      unit: 'none',
      width: 6,
      queries: [
        {
          expr: `max by (instance, version, revision) (sagekeeper_build_info{${JOB}})`,
          legend: '{{instance}} {{version}} {{revision}}',
        },
      ],
    },
  ],
};

export const CONTROLLER: DashboardSpec = {
  uid: 'sagekeeper-controller',
  title: 'sagekeeper / Controller',
  description: 'Whether sagekeeper looks and gets through, how AWS answers it, and what is in force.',
  variables: ['job'],
  rows: [CONTROLLER_NOW, PASSING, CALLS, REPLICAS, PROCESS],
};
