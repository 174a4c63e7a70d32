/**
 * Documents and resources as the tests of this room need them: complete, dull, and changed in one respect at a time.
 */
import type { Exemption, MaintenanceWindow, Policy } from '../../src/model/desired-state.ts';
import type { Account } from '../../src/model/organization.ts';
import type { CallStep, Intent, Provenance, Resource } from '../../src/model/resource.ts';
import { EVERYWHERE } from '../../src/model/scope.ts';
import type { Difference, Verdict } from '../../src/model/verdict.ts';
import type { AdmitContext } from '../../src/plan/admit.ts';

export const NOW = Date.parse('2026-06-10T12:00:00Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const REGION = 'eu-central-1';
export const REGIONS: readonly string[] = [REGION, 'us-east-1'];
export const SOURCE = { file: 'x.yaml', line: 1, column: 1 };
export const DRIVES: readonly string[] = ['/imds', '/rootAccess', '/platform'];

export const ACCOUNT: Account = {
  id: '111122223333',
  name: 'sandbox-1',
  state: 'ACTIVE',
  units: [{ id: 'ou-1', path: 'Workloads' }],
  tags: undefined,
  management: false,
};

export function allowWindow(part: Partial<MaintenanceWindow> = {}): MaintenanceWindow {
  return {
    name: 'nights',
    effect: 'allow',
    schedule: '0 22 * * *',
    durationMs: 6 * HOUR,
    timeZone: 'UTC',
    minRemainingMs: 0,
    scope: EVERYWHERE,
    source: SOURCE,
    ...part,
  };
}

export function denyWindow(part: Partial<MaintenanceWindow> = {}): MaintenanceWindow {
  return allowWindow({ name: 'freeze', effect: 'deny', ...part });
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
    want: {},
    source: SOURCE,
    ...part,
  };
}

export function exemption(part: Partial<Exemption> = {}): Exemption {
  return {
    name: 'legacy',
    policies: ['imds'],
    resources: undefined,
    scope: EVERYWHERE,
    createdBefore: undefined,
    owner: 'team@example.org',
    reason: 'vendor image',
    ticket: undefined,
    expiresAt: NOW + 100 * DAY,
    source: SOURCE,
    ...part,
  };
}

export function notebook(part: Partial<Resource> = {}): Resource {
  return {
    kind: 'notebook-instance',
    arn: 'arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/legacy-a',
    name: 'legacy-a',
    account: ACCOUNT.id,
    region: REGION,
    status: 'InService',
    createdAt: NOW - 100 * DAY,
    lastModifiedAt: NOW - 50 * DAY,
    observedAt: NOW,
    running: true,
    tags: {},
    intent: { is: 'none' },
    provenance: undefined,
    ...part,
  };
}

export function intent(phase: Intent['phase']): Resource['intent'] {
  return { is: 'ours', intent: { phase, at: NOW - MINUTE, of: NOW - 100 * DAY, change: 'c1', platform: undefined } };
}

export function provenance(part: Partial<Provenance> = {}): Provenance {
  return { policies: ['imds'], at: NOW - DAY, change: 'c0', times: 1, since: NOW - DAY, ...part };
}

export const IMDS: Difference = { path: '/imds', have: '1', want: '2' };
export const ROOT: Difference = { path: '/rootAccess', have: 'Enabled', want: 'Disabled' };
export const REPORT_ONLY: Difference = { path: '/subnetId', have: 'subnet-1', want: 'subnet-2' };
export const UNKNOWN = { reason: 'TagsUnread', message: 'tags could not be read' };

export function verdict(differences: readonly Difference[] = [], unknown: readonly (typeof UNKNOWN)[] = []): Verdict {
  return { applicable: true, differences, unknown, notes: [] };
}

export function callStep(part: Partial<CallStep> = {}): CallStep {
  return {
    step: 'call',
    call: { operation: 'StopNotebookInstance', input: {} },
    effect: 'disrupt',
    reason: 'Stopping',
    why: 'it runs with version 1',
    ...part,
  };
}

/** What the gates of consent are asked with, where nothing speaks against anything. */
export function admitContext(part: Partial<AdmitContext> = {}): AdmitContext {
  return {
    now: NOW,
    account: ACCOUNT,
    region: REGION,
    defaultRegions: REGIONS,
    exemptions: [],
    drives: DRIVES,
    frozen: false,
    canWrite: true,
    refused: () => undefined,
    ...part,
  };
}
