/**
 * Organizations and desired states for the tests of reloading: complete, dull, and changed in one respect at a time.
 */
import type { DesiredState, Exemption, Policy } from '../../src/model/desired-state.ts';
import type { Account, Organization } from '../../src/model/organization.ts';
import { EVERYWHERE, parseSelector } from '../../src/model/scope.ts';
import type { Scope, Selector } from '../../src/model/scope.ts';

export const NOW = Date.parse('2026-11-02T12:00:00Z');
export const SOURCE = { file: 'x.yaml', line: 3, column: 1 };
export const REGIONS = ['eu-central-1', 'us-east-1'];

export function account(number: number, unit = 'Workloads'): Account {
  const id = String(100_000_000_000 + number);
  const state = 'ACTIVE';
  return {
    id,
    name: `account-${number}`,
    state,
    units: [{ id: `ou-${unit}`, path: unit }],
    tags: undefined,
    management: false,
  };
}

export function organization(accounts: readonly Account[]): Organization {
  const units = [...new Map(accounts.flatMap((it) => it.units).map((unit) => [unit.id, unit])).values()];
  return { id: 'o-example', rootId: 'r-root', managementAccount: '1', accounts, units, readAt: NOW };
}

export function within(...units: readonly string[]): Scope {
  const include = units.map((unit) => parseSelector(unit.includes('/') ? unit : `ou/${unit}`) as Selector);
  return { ...EVERYWHERE, include };
}

export function policy(part: Partial<Policy> = {}): Policy {
  return {
    kind: 'NotebookImds',
    name: 'imds',
    mode: 'enforce',
    scope: EVERYWHERE,
    enforceIn: undefined,
    disruption: { windows: 'anyTime', budgets: [{ per: 'account', max: { count: 1 } }], haltAbove: 5 },
    overrides: [],
    want: { minimumInstanceMetadataServiceVersion: '2', retiredPlatforms: 'hold' },
    source: SOURCE,
    ...part,
  };
}

export function exemption(part: Partial<Exemption> = {}): Exemption {
  return {
    name: 'legacy',
    policies: ['imds'],
    resources: ['arn:aws:sagemaker:*:*:notebook-instance/legacy-*'],
    scope: EVERYWHERE,
    createdBefore: NOW,
    owner: 'team@example.org',
    reason: 'vendor image',
    ticket: undefined,
    expiresAt: NOW + 30 * 86_400_000,
    source: SOURCE,
    ...part,
  };
}

let revisions = 0;

export function state(
  part: Partial<Omit<DesiredState, 'organization'>> & {
    readonly organization?: Partial<DesiredState['organization']>;
  } = {},
): DesiredState {
  revisions += 1;
  return {
    revision: revisions.toString(16).padStart(12, '0'),
    policies: [],
    windows: [],
    exemptions: [],
    loadedAt: NOW,
    ...part,
    organization: {
      name: 'example',
      partition: 'aws',
      access: {
        readRole: 'SagekeeperRead',
        writeRole: 'SagekeeperWrite',
        externalId: undefined,
        managementRole: undefined,
        sourceIdentity: undefined,
      },
      regions: REGIONS,
      includeManagementAccount: false,
      schedule: '*/1 * * * *',
      schedules: {},
      completeReadEveryMs: 86_400_000,
      settleMs: 3_500,
      freeze: false,
      executionReads: 100,
      breakGlassRoles: [],
      acceptRevision: undefined,
      rates: { '*': 'off' },
      source: SOURCE,
      ...part.organization,
    },
  };
}
