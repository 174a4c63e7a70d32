/**
 * A survey with one resource in each state, made by hand: what the faces of a plan are tested with.
 */
import type { Survey } from '../../src/daemon/survey.ts';
import { RESOURCE_STATES } from '../../src/model/decision.ts';
import type { Hold, Outlook, ResourceState, Standing } from '../../src/model/decision.ts';
import type { OrganizationSettings } from '../../src/model/desired-state.ts';
import type { Step } from '../../src/model/resource.ts';
import type { TargetStatus } from '../../src/model/snapshot.ts';
import type { Difference, Note } from '../../src/model/verdict.ts';

export const NOW = Date.UTC(2026, 10, 21, 19, 0);
export const ACCOUNT = '011122223333';
const IMDS: Difference = { path: '/minimumInstanceMetadataServiceVersion', have: '1', want: '2' };

export const INTENT: Step = {
  step: 'call',
  call: { operation: 'AddTags', input: { ResourceArn: 'arn', Tags: [{ Key: 'sagekeeper:intent', Value: 'x' }] } },
  effect: 'disrupt',
  reason: 'RecordIntent',
  why: 'it runs and has to be stopped',
};
export const UPDATE: Step = {
  step: 'call',
  call: { operation: 'UpdateNotebookInstance', input: { NotebookInstanceName: 'n' } },
  effect: 'change',
  reason: 'Update',
  why: 'it is off',
};

export function standing(state: ResourceState, more: Partial<Standing> = {}): Standing {
  const differs = !['not-applicable', 'unknown', 'compliant'].includes(state);
  return {
    policy: 'imds-v2',
    kind: 'NotebookImds',
    state,
    hold: undefined,
    differences: differs ? [IMDS] : [],
    notes: [],
    ...more,
  };
}

export function outlook(
  name: string,
  standings: readonly Standing[],
  step: Step,
  more: Partial<Outlook> = {},
): Outlook {
  return {
    arn: `arn:aws:sagemaker:eu-central-1:${ACCOUNT}:notebook-instance/${name}`,
    account: ACCOUNT,
    region: 'eu-central-1',
    resourceKind: 'notebook-instance',
    standings,
    step,
    change: undefined,
    handedOver: undefined,
    observedAt: NOW,
    ...more,
  };
}

const hold = (gate: Hold['gate'], why: string, until?: number): Hold => ({ gate, reason: 'Because', why, until });
const note = (reason: string, message: string): Note => ({ reason, message });
const NONE: Step = { step: 'none' };

export const OUTLOOKS: readonly Outlook[] = [
  outlook('due-running', [standing('converging')], INTENT),
  outlook(
    'due-off',
    [standing('converging'), standing('drifted', { policy: 'hardening', kind: 'NotebookHardening' })],
    UPDATE,
  ),
  outlook(
    'stopping',
    [standing('converging')],
    { step: 'wait', recheckAfterMs: 1, reason: 'Busy', why: 'stopping' },
    {
      change: 'c-1',
    },
  ),
  outlook(
    'in-a-window',
    [standing('held', { hold: hold('window', 'weekend-nights opens on Saturday at 22:00', NOW + 3 * 3_600_000) })],
    INTENT,
  ),
  outlook(
    'again',
    [standing('contested', { hold: hold('contested', 'mended 2 days ago', NOW + 5 * 86_400_000) })],
    INTENT,
  ),
  outlook(
    'gone-wrong',
    [standing('failed')],
    { step: 'impossible', reason: 'Capacity', why: 'no capacity' },
    {
      handedOver: { reason: 'StartFailed', why: 'AWS has no ml.p4d.24xlarge left' },
    },
  ),
  outlook('watched', [standing('drifted', { hold: hold('auditMode', 'the policy audits') })], NONE),
  outlook('excused', [standing('exempt', { hold: hold('exempt', 'fraud-legacy until 2027-03-31') })], NONE),
  outlook('riddle', [standing('unknown', { notes: [note('Unreadable', 'the description was refused')] })], NONE),
  outlook('fine', [standing('compliant')], NONE),
  outlook('elsewhere', [standing('not-applicable')], NONE),
];

export function target(state: TargetStatus['state'], more: Partial<TargetStatus> = {}): TargetStatus {
  return {
    account: ACCOUNT,
    region: 'eu-central-1',
    state,
    reason: undefined,
    message: undefined,
    lastCompleteAt: state === 'reached' ? NOW : undefined,
    ...more,
  };
}

export const SETTINGS: OrganizationSettings = {
  name: 'example',
  partition: 'aws',
  access: {
    readRole: 'R',
    writeRole: undefined,
    externalId: undefined,
    managementRole: undefined,
    sourceIdentity: undefined,
  },
  regions: ['eu-central-1'],
  includeManagementAccount: false,
  schedule: '*/15 * * * *',
  schedules: {},
  completeReadEveryMs: 86_400_000,
  settleMs: 60_000,
  freeze: false,
  executionReads: 100,
  breakGlassRoles: [],
  acceptRevision: undefined,
  rates: {},
  source: { file: 'o.yaml', line: 1, column: 1 },
};

/** A survey of these outlooks and places; the sums follow from them. */
export function surveyOf(
  outlooks: readonly Outlook[],
  targets: readonly TargetStatus[] = [target('reached')],
  more: Partial<Survey> = {},
): Survey {
  const standings = outlooks.flatMap((entry) => entry.standings);
  const policies = [...new Set(standings.map((entry) => entry.policy))].map((policy) => {
    const ofPolicy = standings.filter((entry) => entry.policy === policy);
    const count = (state: ResourceState): number => ofPolicy.filter((entry) => entry.state === state).length;
    const states = Object.fromEntries(RESOURCE_STATES.map((state) => [state, count(state)]));
    return {
      policy,
      kind: ofPolicy[0]?.kind ?? '',
      states: states as Record<ResourceState, number>,
      held: {},
      drifted: [],
      oldestDriftAt: undefined,
      inFlight: 0,
      handedOver: 0,
      halted: false,
    };
  });
  return {
    snapshot: {
      at: NOW,
      revision: '3f2a91c04b7d',
      loadedAt: NOW,
      problems: 0,
      problemList: [],
      frozen: false,
      restraint: undefined,
      complete: true,
      lastCompletePassAt: NOW,
      targets,
      policies,
      oldestInFlightAt: undefined,
      queueDepth: 0,
      exemptions: { active: 0, ending: 0, ended: 0, unused: 0 },
      outlooks: () => outlooks,
    },
    state: {
      revision: '3f2a91c04b7d',
      organization: SETTINGS,
      policies: [],
      windows: [],
      exemptions: [],
      loadedAt: NOW,
    },
    organization: {
      id: 'o-example',
      rootId: 'r-ab12',
      managementAccount: '999999999999',
      accounts: [{ id: ACCOUNT, name: 'fraud', state: 'ACTIVE', units: [], tags: undefined, management: false }],
      units: [],
      readAt: NOW,
    },
    selections: [],
    callsMade: { ListNotebookInstances: 2, DescribeNotebookInstance: 11, AssumeRole: 1 },
    policiesHeld: [],
    ...more,
  };
}
