/**
 * The notebooks that the crash tests set out from, each in a cloud of its own, and the desired state that is put to them.
 * Latencies and `settle` are scaled down together, so that a change takes seconds of the tests' own time; a Stop still takes
 * longer than the two seconds within which the probe of Start follows that of Update.
 */
import type { DesiredState, Policy } from '../../src/model/desired-state.ts';
import type { Account, Organization } from '../../src/model/organization.ts';
import { EVERYWHERE } from '../../src/model/scope.ts';
import { createCloud } from '../../src/simulator/cloud.ts';
import type { Cloud } from '../../src/simulator/cloud.ts';
import type { NotebookSeed, World } from '../../src/simulator/world-shape.ts';

export const T0 = Date.parse('2026-11-02T12:00:00Z');
export const SETTLE_MS = 3_500;
export const REGION = 'eu-central-1';
export const NAME = 'Analysis';
export const HUB = '000000000002';
const MANAGEMENT = '000000000001';
export const ACCOUNT: Account = {
  id: '111122223333',
  name: 'sandbox',
  state: 'ACTIVE',
  units: [{ id: 'ou-abcd-11111111', path: 'Workloads' }],
  tags: undefined,
  management: false,
};
export const ORGANIZATION: Organization = {
  id: 'o-simulator01',
  rootId: undefined,
  managementAccount: MANAGEMENT,
  accounts: [ACCOUNT],
  units: ACCOUNT.units,
  readAt: T0,
};
const SOURCE = { file: 'test.yaml', line: 1, column: 1 };

export interface Situation {
  readonly name: string;
  readonly seed: Omit<NotebookSeed, 'name' | 'region'>;
  readonly policies: readonly Policy[];
  /** A person has just started it when the story begins. */
  readonly pending?: boolean;
}

const IMDS = policy('imds', 'NotebookImds', { minimumInstanceMetadataServiceVersion: '2', retiredPlatforms: 'hold' });
const MIGRATE = policy('imds', 'NotebookImds', {
  minimumInstanceMetadataServiceVersion: '2',
  retiredPlatforms: 'migrate',
});
const ROOT = policy('no-root', 'NotebookHardening', { rootAccess: 'Disabled' });

export const SITUATIONS: readonly Situation[] = [
  { name: 'running', seed: { status: 'InService', imds: '1' }, policies: [IMDS] },
  { name: 'off', seed: { status: 'Stopped', imds: '1' }, policies: [IMDS] },
  { name: 'failed', seed: { status: 'Failed', imds: '1', failureReason: 'a bad disk' }, policies: [IMDS] },
  { name: 'pending', seed: { status: 'Stopped', imds: '1' }, policies: [IMDS], pending: true },
  {
    name: 'retired',
    seed: { status: 'InService', imds: '1', platform: 'notebook-al2-v3' },
    policies: [MIGRATE],
  },
  { name: 'both', seed: { status: 'InService', imds: '1', rootAccess: 'Enabled' }, policies: [IMDS, ROOT] },
];

export function situationNamed(name: string): Situation {
  const found = SITUATIONS.find((situation) => situation.name === name);
  if (found === undefined) throw new RangeError(`no situation is called ${name}`);
  return found;
}

export const BEHAVIOUR = { stopMs: 2_600, updateMs: 900, startMs: 1_600, deleteMs: 500 } as const;

const clouds = new Map<string, Cloud>();

/** A fresh cloud in which the situation's story is about to begin. */
export function cloudOf(situation: Situation, now: () => number): Cloud {
  let cloud = clouds.get(situation.name);
  if (cloud === undefined) {
    cloud = createCloud({ world: worldOf([{ ...situation.seed, name: NAME, region: REGION }]), now: () => T0 });
    if (situation.pending === true) cloud.person(ACCOUNT.id, REGION, NAME, 'start');
    clouds.set(situation.name, cloud);
  }
  return cloud.fork({ now });
}

export function worldOf(notebooks: readonly NotebookSeed[]): World {
  return {
    managementAccount: MANAGEMENT,
    hubAccount: HUB,
    externalId: 'example-external-id',
    regions: [REGION],
    behaviour: BEHAVIOUR,
    accounts: [
      { id: MANAGEMENT, name: 'management' },
      { id: HUB, name: 'hub' },
      { id: ACCOUNT.id, name: ACCOUNT.name, unit: 'Workloads', notebooks },
    ],
  };
}

export function policy(name: string, kind: string, want: unknown, part: Partial<Policy> = {}): Policy {
  return {
    kind,
    name,
    mode: 'enforce',
    scope: EVERYWHERE,
    enforceIn: undefined,
    disruption: { windows: 'anyTime', budgets: [{ per: 'account', max: { count: 1 } }], haltAbove: 5 },
    overrides: [],
    want,
    source: SOURCE,
    ...part,
  };
}

export function stateOf(policies: readonly Policy[]): DesiredState {
  return {
    revision: 'open',
    organization: {
      name: 'example',
      partition: 'aws',
      access: {
        readRole: 'SagekeeperRead',
        writeRole: 'SagekeeperWrite',
        externalId: 'example-external-id',
        managementRole: undefined,
        sourceIdentity: undefined,
      },
      regions: [REGION],
      includeManagementAccount: false,
      schedule: '* * * * *',
      schedules: {},
      completeReadEveryMs: 86_400_000,
      settleMs: SETTLE_MS,
      freeze: false,
      executionReads: 100,
      breakGlassRoles: [],
      acceptRevision: undefined,
      rates: { '*': 'off' },
      source: SOURCE,
    },
    policies,
    windows: [],
    exemptions: [],
    loadedAt: T0,
  };
}

/** Made once: what follows from a window is worked out once for each document. */
const MIDNIGHT = windowOf('midnight', 'allow', '0 0 * * *', 3_600_000);
const DAYTIME = windowOf('daytime', 'deny', '0 11 * * *', 10 * 3_600_000);

export type GateName = 'freeze' | 'audit' | 'exemption' | 'window' | 'deny';

/** The same desired state with one gate closed. */
export function closed(state: DesiredState, gate: GateName): DesiredState {
  const revision = gate;
  switch (gate) {
    case 'freeze':
      return { ...state, revision, organization: { ...state.organization, freeze: true } };
    case 'audit':
      return { ...state, revision, policies: state.policies.map((it) => ({ ...it, mode: 'audit' as const })) };
    case 'exemption':
      return {
        ...state,
        revision,
        exemptions: [
          {
            name: 'spared',
            policies: state.policies.map(({ name }) => name),
            resources: [`arn:aws:sagemaker:*:${ACCOUNT.id}:notebook-instance/*`],
            scope: EVERYWHERE,
            createdBefore: undefined,
            owner: 'team@example.org',
            reason: 'a vendor image',
            ticket: undefined,
            expiresAt: T0 + 300 * 86_400_000,
            source: SOURCE,
          },
        ],
      };
    case 'window':
      return {
        ...state,
        revision,
        windows: [MIDNIGHT],
        policies: state.policies.map((it) => ({ ...it, disruption: { ...it.disruption, windows: [MIDNIGHT.name] } })),
      };
    case 'deny':
      return { ...state, revision, windows: [DAYTIME] };
  }
}

function windowOf(name: string, effect: 'allow' | 'deny', schedule: string, durationMs: number) {
  return { name, effect, schedule, durationMs, timeZone: 'UTC', minRemainingMs: 0, scope: EVERYWHERE, source: SOURCE };
}
