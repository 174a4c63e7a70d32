/**
 * The dashboard for whoever answers for the accounts: what differs, what holds it, what cannot be seen, and what was done.
 */
import { acting, growth } from './panel.ts';
import type { Colour, DashboardSpec, PanelSpec, RowSpec } from './panel.ts';

const JOB = 'job=~"$job"';
const OF_POLICY = `${JOB}, policy=~"$policy"`;

const RESOURCES = (states: string): string => acting(`sagekeeper_resources{${OF_POLICY}, ${states}}`);
const DRIFTED = acting(`sagekeeper_drifted_resources{${OF_POLICY}, account=~"$account", region=~"$region"}`);
const HELD = acting(`sagekeeper_held_resources{${OF_POLICY}}`);
const TARGETS = (states: string): string => acting(`sagekeeper_targets{${JOB}, ${states}}`);
const OLDEST_DRIFT = acting(`sagekeeper_oldest_drift_seconds{${OF_POLICY}}`);
const HANDED_OVER = acting(`sagekeeper_handed_over_resources{${OF_POLICY}}`);
const FINISHED = `sagekeeper_detection_to_compliance_seconds_count{${OF_POLICY}}`;
const TIME_TAKEN = `sagekeeper_detection_to_compliance_seconds_bucket{${OF_POLICY}}`;
const ACTIONS = `sagekeeper_actions_total{${OF_POLICY}}`;
/** What is only told above zero is zero where somebody acts and tells nothing of it. */
const OR_NONE = `or 0 * sum(sagekeeper_leader{${JOB}} == 1)`;

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

function stat(
  about: Pick<PanelSpec, 'title' | 'description' | 'unit' | 'thresholds' | 'runbook'>,
  expr: string,
): PanelSpec {
  return { shape: 'stat', width: 3, queries: [{ expr, legend: about.title }], ...about };
}

const NOW: RowSpec = {
  title: 'Now',
  height: 4,
  panels: [
    stat(
      {
        title: 'Differ',
        description:
          'Resources that differ from a policy and are not excused, in the chosen accounts and regions. One that differs from two policies counts twice.',
        unit: 'none',
        thresholds: [[1, 'orange']],
      },
      `sum(${DRIFTED}) ${OR_NONE}`,
    ),
    stat(
      {
        title: 'Compliant',
        description:
          'Share of the resources in the scope of a policy that are as it wants them. What is unknown counts as not compliant; what is excused does not count.',
        unit: 'percentunit',
      },
      `sum(${RESOURCES('state="compliant"')}) / sum(${RESOURCES('state!~"not-applicable|exempt"')})`,
    ),
    stat(
      {
        title: 'Unknown',
        description: 'Resources that could not be judged, because they or their account could not be read.',
        unit: 'none',
        thresholds: [[1, 'orange']],
        runbook: 'SagekeeperTargetsUnreachable',
      },
      `sum(${RESOURCES('state="unknown"')})`,
    ),
    stat(
      {
        title: 'Oldest drift',
        description:
          'Since when the oldest difference has been known. The count starts anew with the process, so the truth may be older.',
        unit: 's',
        thresholds: [
          [86_400, 'yellow'],
          [691_200, 'orange'],
        ],
        runbook: 'SagekeeperDriftTooOld',
      },
      `max(${OLDEST_DRIFT})`,
    ),
    stat(
      {
        title: 'Longest down by us',
        description: 'How long the notebook that has been longest on its way has been so; 0 while none is.',
        unit: 's',
        thresholds: [
          [1_800, 'yellow'],
          [3_600, 'red'],
        ],
        runbook: 'SagekeeperNotebookDownTooLong',
      },
      `max(${acting(`sagekeeper_oldest_in_flight_seconds{${JOB}}`)})`,
    ),
    stat(
      {
        title: 'For a person',
        description:
          'Resources that carry a tag of ours and with which sagekeeper cannot lead on by itself. The status page names each, with the reason.',
        unit: 'none',
        thresholds: [[1, 'orange']],
        runbook: 'SagekeeperHandedOver',
      },
      `sum(${HANDED_OVER})`,
    ),
    stat(
      {
        title: 'Policies halted',
        description:
          'Policies that stopped themselves, because too many of their changes left something worse than it was.',
        unit: 'none',
        thresholds: [[1, 'red']],
        runbook: 'SagekeeperPolicyHalted',
      },
      `sum(${acting(`sagekeeper_halted{${OF_POLICY}}`)})`,
    ),
    stat(
      {
        title: 'Places read',
        description:
          'Share of the accounts x regions that were read to the end, of those that should be. Disabled regions and suspended accounts do not count.',
        unit: 'percentunit',
        runbook: 'SagekeeperTargetsUnreachable',
      },
      `sum(${TARGETS('state="reached"')}) / sum(${TARGETS('state=~"reached|unreachable|refused"')})`,
    ),
  ],
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
  rows: [NOW, DRIFT, HOLDS, COVERAGE, CHANGES],
};
