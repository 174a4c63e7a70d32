/**
 * The dashboard for whoever answers for the accounts: what differs, what holds it, what cannot be seen, and what was done.
 */
import { FLEET_NOW } from './fleet-now.ts';
import {
  JOB,
  OF_POLICY,
  RESOURCES,
  DRIFTED,
  HELD,
  TARGETS,
  OLDEST_DRIFT,
  HANDED_OVER,
  FINISHED,
  TIME_TAKEN,
  ACTIONS,
  OR_NONE,
} from './fleet-queries.ts';
import { acting, growth } from './panel.ts';
import type { Colour, DashboardSpec, RowSpec } from './panel.ts';

const STATE_COLOURS: Readonly<Record<string, Colour>> = {
  compliant: 'green',
  converging: 'blue',
  held: 'yellow',
  drifted: 'orange',
  contested: 'purple',
  failed: 'red',
  exempt: 'teal',
  unknown: 'grey',
};

const TARGET_COLOURS: Readonly<Record<string, Colour>> = {
  reached: 'green',
  unreachable: 'red',
  refused: 'orange',
  disabled: 'grey',
  skipped: 'blue',
};

const DRIFT: RowSpec = {
  title: 'Drift',
  height: 8,
  panels: [
    {
      title: 'Differ, by policy',
      description: 'Resources that differ from each policy and are not excused.',
      shape: 'lines',
      unit: 'none',
      width: 8,
      queries: [{ expr: `sum by (policy) (${DRIFTED})`, legend: '{{policy}}' }],
    },
    {
      title: 'Differ, by account',
      description:
        'The ten accounts with the most differences at each time. "other" stands for those beyond the cap of series.',
      shape: 'lines',
      unit: 'none',
      width: 8,
      queries: [{ expr: `topk(10, sum by (account) (${DRIFTED}))`, legend: '{{account}}' }],
      runbook: 'SagekeeperSeriesCapReached',
    },
    {
      title: 'Differ, by region',
      description: 'Resources that differ, by region, all policies together.',
      shape: 'lines',
      unit: 'none',
      width: 8,
      queries: [{ expr: `sum by (region) (${DRIFTED})`, legend: '{{region}}' }],
    },
    {
      title: 'In the scope of policies, by state',
      description:
        'Every resource under every policy that applies to it. Held: a gate is closed. Drifted: it is only told, as in mode audit. Converging: it is on its way. Failed: a person is needed.',
      shape: 'stacked',
      unit: 'none',
      width: 12,
      colours: STATE_COLOURS,
      queries: [{ expr: `sum by (state) (${RESOURCES('state!="not-applicable"')})`, legend: '{{state}}' }],
    },
    {
      title: 'Where it differs now',
      description: 'The 50 places with the most differences.',
      shape: 'table',
      unit: 'none',
      width: 12,
      figure: 'differ',
      queries: [
        {
          expr: `topk(50, sum by (policy, account, region) (${DRIFTED}))`,
          legend: '{{policy}} {{account}} {{region}}',
        },
      ],
    },
  ],
};

const HOLDS: RowSpec = {
  title: 'What holds it',
  height: 8,
  panels: [
    {
      title: 'Held, by gate',
      description:
        'What would be changed, and which gate is closed: a window, a budget, a freeze, a prerequisite such as a platform that could not start again.',
      shape: 'stacked',
      unit: 'none',
      width: 8,
      queries: [{ expr: `sum by (gate) (${HELD}) ${OR_NONE}`, legend: '{{gate}}' }],
      runbook: 'SagekeeperContested',
    },
    {
      title: 'Held now, by policy and gate',
      description: 'The same at the end of the chosen time, for each policy.',
      shape: 'ranking',
      unit: 'none',
      width: 8,
      queries: [{ expr: `sum by (policy, gate) (${HELD}) ${OR_NONE}`, legend: '{{policy}} {{gate}}' }],
    },
    {
      title: 'Oldest drift, by policy',
      description:
        'How long the oldest difference under each policy has been known to the process that acts. It falls to 0 when nothing differs, and when the process is another.',
      shape: 'lines',
      unit: 's',
      width: 8,
      thresholds: [[691_200, 'orange']],
      queries: [{ expr: `max by (policy) (${OLDEST_DRIFT})`, legend: '{{policy}}' }],
      runbook: 'SagekeeperDriftTooOld',
    },
  ],
};

const COVERAGE: RowSpec = {
  title: 'What is not seen, and what is excused',
  height: 7,
  panels: [
    {
      title: 'Accounts x regions, by how far they could be read',
      description:
        'Unreachable: no session, or no answer. Refused: AWS denies what has to be read. Skipped: suspended, or not looked at yet.',
      shape: 'stacked',
      unit: 'none',
      width: 8,
      colours: TARGET_COLOURS,
      queries: [{ expr: `sum by (state) (${TARGETS('state=~".+"')})`, legend: '{{state}}' }],
      runbook: 'SagekeeperTargetsUnreachable',
    },
    {
      title: 'Unknown, by policy',
      description: 'Resources that could not be judged. They are never counted as compliant.',
      shape: 'lines',
      unit: 'none',
      width: 8,
      queries: [{ expr: `sum by (policy) (${RESOURCES('state="unknown"')})`, legend: '{{policy}}' }],
    },
    {
      title: 'Exemptions',
      description: 'Ending: within two weeks. Unused: matches no resource. Ended: excuses nothing any more.',
      shape: 'stacked',
      unit: 'none',
      width: 8,
      colours: { active: 'green', ending: 'yellow', unused: 'blue', ended: 'grey' },
      queries: [{ expr: `sum by (state) (${acting(`sagekeeper_exemptions{${JOB}}`)})`, legend: '{{state}}' }],
      runbook: 'SagekeeperExemptionWithoutEffect',
    },
  ],
};

const WITHIN = (share: number): string =>
  `histogram_quantile(${share}, sum by (le, policy) (${growth(TIME_TAKEN, '$__range')}))`;

const CHANGES: RowSpec = {
  title: 'What was done',
  height: 8,
  panels: [
    {
      title: 'Changes finished, by policy',
      description:
        'Resources that differed and no longer do, because of a change of ours. A change may serve several policies.',
      shape: 'bars',
      unit: 'none',
      width: 8,
      queries: [{ expr: `sum by (policy) (${growth(FINISHED, '$__rate_interval')})`, legend: '{{policy}}' }],
    },
    {
      title: 'Calls that change something',
      description: 'Changing calls sent to AWS, by operation. A restart takes about ten of them.',
      shape: 'bars',
      unit: 'none',
      width: 8,
      queries: [{ expr: `sum by (operation) (${growth(ACTIONS, '$__rate_interval')})`, legend: '{{operation}}' }],
    },
    {
      title: 'Their results',
      description:
        'What became of the calls that change something. A probe is meant to be refused: that is how it asks.',
      shape: 'bars',
      unit: 'none',
      width: 8,
      queries: [{ expr: `sum by (result) (${growth(ACTIONS, '$__rate_interval')})`, legend: '{{result}}' }],
    },
    {
      title: 'On their way',
      description: 'Resources that carry our intent and are not back yet: at most as many as the budgets allow.',
      shape: 'lines',
      unit: 'none',
      width: 8,
      queries: [
        {
          expr: `sum by (policy) (${acting(`sagekeeper_in_flight_resources{${OF_POLICY}}`)})`,
          legend: '{{policy}}',
        },
      ],
      runbook: 'SagekeeperNotebookDownTooLong',
    },
    {
      title: 'For a person, by policy',
      description: 'Resources that carry a tag of ours and with which sagekeeper cannot lead on by itself.',
      shape: 'lines',
      unit: 'none',
      width: 8,
      queries: [{ expr: `sum by (policy) (${HANDED_OVER})`, legend: '{{policy}}' }],
      runbook: 'SagekeeperHandedOver',
    },
    {
      title: 'From detection to compliance',
      description:
        'Within which time half, and nine of ten, of the changes in the chosen time were done, windows and budgets included. As fine as the buckets of the histogram.',
      shape: 'ranking',
      unit: 's',
      width: 8,
      queries: [
        { expr: WITHIN(0.5), legend: '{{policy}}: half' },
        { expr: WITHIN(0.9), legend: '{{policy}}: nine of ten' },
      ],
    },
  ],
};

export const FLEET: DashboardSpec = {
  uid: 'sagekeeper-fleet',
  title: 'sagekeeper / Fleet',
  description:
    'What differs from the desired state in all accounts, what holds it, what cannot be seen, and what was done.',
  variables: ['job', 'policy', 'account', 'region'],
  rows: [FLEET_NOW, DRIFT, HOLDS, COVERAGE, CHANGES],
};
