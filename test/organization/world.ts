/**
 * A small organization that answers the way AWS Organizations does, and counts what it is asked; and desired states about it.
 */
import type { OperationName } from '../../src/aws/operations.ts';
import type { DesiredState, Exemption, MaintenanceWindow, Policy } from '../../src/model/desired-state.ts';
import { EVERYWHERE, parseSelector, type Scope, type Selector } from '../../src/model/scope.ts';
import type { Reader } from '../../src/model/world.ts';

export type Row = Readonly<Record<string, unknown>>;
export type Answers = Partial<Record<OperationName, (input: Row) => unknown>>;

export const ORGANIZATION_ID = 'o-exampleorg1';
export const ROOT = 'r-ab12';
export const WORKLOADS = 'ou-ab12-workload';
export const SANDBOX = 'ou-ab12-sandbox1';
export const SECURITY = 'ou-ab12-security';
export const EMPTY = 'ou-ab12-emptyone';
export const MANAGEMENT = '000000000001';

const UNITS: Readonly<Record<string, readonly { Id: string; Name: string }[]>> = {
  [ROOT]: [
    { Id: WORKLOADS, Name: 'Workloads' },
    { Id: SECURITY, Name: 'Security' },
  ],
  [WORKLOADS]: [{ Id: SANDBOX, Name: 'Sandbox' }],
  [SECURITY]: [{ Id: EMPTY, Name: 'Empty' }],
};

const PLACES: readonly [id: string, name: string, units: readonly string[], state: string][] = [
  [MANAGEMENT, 'management', [], 'ACTIVE'],
  ['111122223333', 'research', [WORKLOADS, SANDBOX], 'ACTIVE'],
  ['222233334444', 'production', [WORKLOADS], 'ACTIVE'],
  ['333344445555', 'old', [SECURITY], 'SUSPENDED'],
  ['444455556666', 'audit', [SECURITY], 'ACTIVE'],
];

export function accountRows(options: { readonly paths?: boolean; readonly oldStatus?: boolean } = {}): Row[] {
  return PLACES.map(([Id, Name, units, state]) => ({
    Id,
    Name,
    ...(options.oldStatus === true ? { Status: state } : { State: state, Status: 'ACTIVE' }),
    ...(options.paths === false ? {} : { Paths: [`${[ORGANIZATION_ID, ROOT, ...units, Id].join('/')}/`] }),
  }));
}

export function answers(rows: readonly Row[] = accountRows()): Answers {
  return {
    DescribeOrganization: () => ({ Organization: { Id: ORGANIZATION_ID, MasterAccountId: MANAGEMENT } }),
    ListAccounts: () => rows,
    ListRoots: () => [{ Id: ROOT, Name: 'Root' }],
    ListOrganizationalUnitsForParent: (input) => UNITS[String(input['ParentId'])] ?? [],
    ListAccountsForParent: (input) =>
      PLACES.filter(([, , units]) => (units.at(-1) ?? ROOT) === input['ParentId']).map(([Id]) => ({ Id })),
    ListTagsForResource: (input) => [{ Key: 'team', Value: `team-of-${String(input['ResourceId'])}` }],
  };
}

/** Pages of two with an empty one in between, as the service may give them. */
export function readerOf(given: Answers): { readonly reader: Reader; readonly calls: string[] } {
  const calls: string[] = [];
  const ask = (operation: OperationName, input: Row): unknown => {
    calls.push(operation);
    const answer = given[operation];
    if (answer === undefined) throw new Error(`nobody expected ${operation}`);
    return answer(input);
  };
  const reader: Reader = {
    read: async (operation, input) => ask(operation, input),
    pages: async function* pages(operation, input) {
      const rows = ask(operation, input) as readonly unknown[];
      for (let first = 0; first < rows.length; first += 2) {
        yield rows.slice(first, first + 2);
        yield [];
      }
    },
  };
  return { reader, calls };
}

const source = { file: 'desired-state/example.yaml', line: 1, column: 1 };

export function scope(include: readonly string[] | undefined, rest: Partial<Scope> = {}): Scope {
  return { ...EVERYWHERE, include: include?.map(selector), ...rest };
}

export function selector(text: string): Selector {
  const parsed = parseSelector(text);
  if (parsed === undefined) throw new Error(`${text} is no selector`);
  return parsed;
}

export function policy(name: string, over: Partial<Policy> = {}): Policy {
  return {
    kind: 'NotebookImds',
    name,
    mode: 'audit',
    scope: EVERYWHERE,
    enforceIn: undefined,
    disruption: { windows: 'anyTime', budgets: [], haltAbove: 5 },
    overrides: [],
    want: {},
    source,
    ...over,
  };
}

export function maintenanceWindow(name: string, over: Partial<MaintenanceWindow> = {}): MaintenanceWindow {
  return {
    name,
    effect: 'allow',
    schedule: '0 22 * * 5',
    durationMs: 1,
    timeZone: 'UTC',
    minRemainingMs: 0,
    scope: EVERYWHERE,
    source,
    ...over,
  };
}

export function exemption(name: string, over: Partial<Exemption> = {}): Exemption {
  return {
    name,
    policies: [],
    resources: undefined,
    scope: EVERYWHERE,
    createdBefore: undefined,
    owner: 'somebody@example.org',
    reason: 'because',
    ticket: undefined,
    expiresAt: 1,
    source,
    ...over,
  };
}

export function desiredState(over: Partial<DesiredState> = {}, includeManagementAccount = false): DesiredState {
  return {
    revision: '0123456789ab',
    organization: {
      name: 'example',
      partition: 'aws',
      access: {
        readRole: 'SagekeeperRead',
        writeRole: undefined,
        externalId: undefined,
        managementRole: undefined,
        sourceIdentity: undefined,
      },
      regions: ['us-east-1', 'eu-central-1'],
      includeManagementAccount,
      schedule: '*/15 * * * *',
      schedules: {},
      completeReadEveryMs: 86_400_000,
      settleMs: 60_000,
      freeze: false,
      executionReads: 100,
      breakGlassRoles: [],
      acceptRevision: undefined,
      rates: {},
      source,
    },
    policies: [],
    windows: [],
    exemptions: [],
    loadedAt: 0,
    ...over,
  };
}
