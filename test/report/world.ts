/** Snapshots, outlooks and clocks for the tests of what is told. */
import { RESOURCE_STATES, type Outlook, type ResourceState, type Standing } from '../../src/model/decision.ts';
import type { PolicySummary, Snapshot } from '../../src/model/snapshot.ts';
import type { Clock } from '../../src/model/world.ts';

export const NOW = Date.parse('2026-11-21T10:00:00Z');
export const ARN = 'arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/analytics-nb';
/** What an attacker would name things: line breaks, colours, separators, quotes, markup, a lone half of a pair. */
export const HOSTILE =
  'x\r\n{"level":"error"}\u001b[31m\u2028\u2029\u202e"\\<script>alert(1)</script>\u0000\u0085\ud800';

export const REAL_CLOCK: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    }),
};

export function summary(over: Partial<PolicySummary> = {}): PolicySummary {
  return {
    policy: 'imds-v2',
    kind: 'NotebookImds',
    states: states({}),
    held: {},
    drifted: [],
    oldestDriftAt: undefined,
    inFlight: 0,
    handedOver: 0,
    halted: false,
    ...over,
  };
}

export function states(over: Partial<Record<ResourceState, number>>): Record<ResourceState, number> {
  const zero = Object.fromEntries(RESOURCE_STATES.map((state) => [state, 0])) as Record<ResourceState, number>;
  return { ...zero, ...over };
}

export function snapshot(over: Partial<Snapshot> = {}): Snapshot {
  return {
    at: NOW,
    revision: '0123456789ab',
    loadedAt: NOW - 60_000,
    problems: 0,
    problemList: [],
    frozen: false,
    restraint: undefined,
    complete: true,
    lastCompletePassAt: NOW - 1_000,
    targets: [],
    policies: [],
    oldestInFlightAt: undefined,
    queueDepth: 0,
    exemptions: { active: 0, ending: 0, ended: 0, unused: 0 },
    outlooks: () => [],
    ...over,
  };
}

export function standing(state: ResourceState, over: Partial<Standing> = {}): Standing {
  return {
    policy: 'imds-v2',
    kind: 'NotebookImds',
    state,
    hold: undefined,
    differences: [],
    notes: [],
    ...over,
  };
}

export function outlook(standings: readonly Standing[], over: Partial<Outlook> = {}): Outlook {
  return {
    arn: ARN,
    account: '111122223333',
    region: 'eu-central-1',
    resourceKind: 'notebook-instance',
    standings,
    step: { step: 'none' },
    change: undefined,
    handedOver: undefined,
    observedAt: NOW,
    ...over,
  };
}
