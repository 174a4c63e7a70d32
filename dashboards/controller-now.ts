/**
 * The figures at the top of the dashboard of the controller: is it at work at this moment?
 */
import { JOB, LEADER, LAST_COMPLETE, LOADED, REQUESTS, THROTTLES } from './controller-queries.ts';
import { acting, stat } from './panel.ts';
import type { RowSpec } from './panel.ts';

export const CONTROLLER_NOW: RowSpec = {
  title: 'Now',
  height: 4,
  panels: [
    stat(
      {
        title: 'Leaders',
        description: 'Replicas that act. One is right; none finds or mends anything; two keep budgets each for itself.',
        unit: 'none',
        thresholds: [
          [0, 'red'],
          [1, 'green'],
          [2, 'red'],
        ],
        runbook: 'SagekeeperNoLeader',
      },
      `sum(${LEADER})`,
    ),
    stat(
      {
        title: 'Replicas',
        description: 'Replicas that Prometheus scrapes, standbys included.',
        unit: 'none',
      },
      `count(${LEADER})`,
    ),
    stat(
      {
        title: 'Last complete pass',
        description:
          'How long it is since every account and region had been read to the end. Nothing is shown where that has never happened, as while an account does not answer.',
        unit: 's',
        thresholds: [
          [3_600, 'yellow'],
          [7_200, 'orange'],
        ],
        runbook: 'SagekeeperNoCompletePass',
      },
      `time() - max(${LAST_COMPLETE})`,
    ),
    stat(
      {
        title: 'Desired state loaded',
        description: 'How long the desired state in force has been so.',
        unit: 's',
      },
      `time() - max(${LOADED})`,
    ),
    stat(
      {
        title: 'Problems in it',
        description:
          'Mistakes in the desired state as it is on disk, or that it waits to be accepted. The last good one stays in force.',
        unit: 'none',
        thresholds: [[1, 'orange']],
        runbook: 'SagekeeperDesiredStateNotLoading',
      },
      `max(sagekeeper_desired_state_problems{${JOB}})`,
    ),
    stat(
      {
        title: 'Frozen',
        description: '1 while nothing new may begin.',
        unit: 'none',
        thresholds: [[1, 'blue']],
        runbook: 'SagekeeperFrozen',
      },
      `max(${acting(`sagekeeper_frozen{${JOB}}`)})`,
    ),
    stat(
      {
        title: 'Throttled',
        description: 'Share of the calls of the last five minutes to which AWS said: slower.',
        unit: 'percentunit',
        thresholds: [
          [0.01, 'yellow'],
          [0.05, 'orange'],
        ],
        runbook: 'SagekeeperThrottled',
      },
      `(sum(rate(${THROTTLES}[5m])) or 0 * sum(${LEADER})) / sum(rate(${REQUESTS}[5m]))`,
    ),
    stat(
      {
        title: 'Series summed',
        description: 'Series of drift that are told together under account="other", as there are too many.',
        unit: 'none',
        thresholds: [[1, 'yellow']],
        runbook: 'SagekeeperSeriesCapReached',
      },
      `max(${acting(`sagekeeper_series_dropped{${JOB}}`)})`,
    ),
  ],
};
