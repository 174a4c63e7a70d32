/**
 * The figures at the top of the dashboard of the fleet: how it stands at this moment.
 */
import { JOB, OF_POLICY, RESOURCES, DRIFTED, TARGETS, OLDEST_DRIFT, HANDED_OVER, OR_NONE } from './fleet-queries.ts';
import { acting, stat } from './panel.ts';
import type { RowSpec } from './panel.ts';

export const FLEET_NOW: RowSpec = {
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
