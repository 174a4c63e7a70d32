/**
 * Organizations, as far as discovery asks: the organization, its roots and units, its accounts, and tags. Only the management
 * account and delegated administrators are answered. https://docs.aws.amazon.com/organizations/latest/APIReference/
 */
import { authorize, type Call, type Operation, type Output } from '../call.ts';
import { type Input, type Members, num, str, text, whole } from '../input-shape.ts';
import { type Account, type Unit, unitPath } from '../organization-tree.ts';
import { pageOf, type Paging } from '../pages.ts';
import { refuse, Refusal } from '../refusal.ts';

const MAX_PAGE = 20;
const PAGE_MEMBERS: Members = { NextToken: text({ max: 100_000 }), MaxResults: whole(1, MAX_PAGE) };
const JOINED_AT = Date.parse('2021-03-01T00:00:00Z') / 1000;

export const describeOrganization = operation('DescribeOrganization', {}, ({ tree }) => ({
  Organization: {
    Id: tree.id,
    Arn: tree.arn,
    FeatureSet: 'ALL',
    MasterAccountArn: tree.accounts.get(tree.managementAccount)?.arn,
    MasterAccountId: tree.managementAccount,
    MasterAccountEmail: tree.accounts.get(tree.managementAccount)?.email,
    AvailablePolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
  },
}));

export const listRoots = operation('ListRoots', PAGE_MEMBERS, (call) => {
  const { tree } = call;
  const root = {
    Id: tree.rootId,
    Arn: `arn:aws:organizations::${tree.managementAccount}:root/${tree.id}/${tree.rootId}`,
    Name: 'Root',
    PolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
  };
  return pageOf(
    call,
    [root],
    ({ Id }) => Id,
    (item) => item,
    paging(call.input, 'Roots'),
  );
});

export const listOrganizationalUnitsForParent = operation(
  'ListOrganizationalUnitsForParent',
  { ParentId: text({ required: true, max: 100 }), ...PAGE_MEMBERS },
  (call) => {
    const parentId = parentOf(call);
    const units = [...call.tree.units.values()].filter((unit) => unit.parentId === parentId);
    return pageOf(
      call,
      units.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      ({ id }) => id,
      (unit) => shownUnit(call, unit),
      paging(call.input, 'OrganizationalUnits'),
    );
  },
);

export const listAccounts = operation('ListAccounts', PAGE_MEMBERS, (call) =>
  accountPage(call, [...call.tree.accounts.values()]),
);

export const listAccountsForParent = operation(
  'ListAccountsForParent',
  { ParentId: text({ required: true, max: 100 }), ...PAGE_MEMBERS },
  (call) => {
    const parentId = parentOf(call);
    return accountPage(
      call,
      [...call.tree.accounts.values()].filter((account) => account.parentId === parentId),
    );
  },
);

export const listTagsForResource = operation(
  'ListTagsForResource',
  { ResourceId: text({ required: true, max: 130 }), NextToken: text({ max: 100_000 }) },
  (call) => {
    const id = str(call.input, 'ResourceId') ?? '';
    const account = call.tree.accounts.get(id);
    if (account === undefined && id !== call.tree.rootId && !call.tree.units.has(id)) {
      throw new Refusal('TargetNotFoundException', "You specified a target that doesn't exist.");
    }
    const tags = Object.entries(account?.seed.tags ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return pageOf(
      call,
      tags,
      ([key]) => key,
      ([Key, Value]) => ({ Key, Value }),
      paging(call.input, 'Tags'),
    );
  },
);

function operation(name: string, members: Members, run: (call: Call) => Output): Operation {
  return {
    service: 'organizations',
    name,
    family: `organizations:${name}`,
    members,
    run: (call) => {
      authorize(call, `organizations:${name}`, '*');
      if (!call.tree.administrators.has(call.principal.account)) {
        throw refuse('organizations', 'denied', "You don't have permissions to access this resource.");
      }
      return run(call);
    },
  };
}

function accountPage(call: Call, accounts: readonly Account[]): Output {
  return pageOf(
    call,
    accounts,
    ({ seed }) => seed.id,
    (account) => shownAccount(call, account),
    paging(call.input, 'Accounts'),
  );
}

function shownAccount(call: Call, account: Account): Output {
  const state = call.stateOf(account.seed.id);
  return {
    Id: account.seed.id,
    Arn: account.arn,
    Email: account.email,
    Name: account.seed.name,
    State: state,
    Status: call.behaviour.accountStatus === true ? state : undefined,
    Paths: call.behaviour.accountPaths === false ? undefined : [account.path],
    JoinedMethod: 'CREATED',
    JoinedTimestamp: JOINED_AT,
  };
}

function shownUnit(call: Call, unit: Unit): Output {
  const { tree } = call;
  return {
    Id: unit.id,
    Arn: `arn:aws:organizations::${tree.managementAccount}:ou/${tree.id}/${unit.id}`,
    Name: unit.name,
    Path: call.behaviour.accountPaths === false ? undefined : unitPath(tree, unit),
  };
}

function parentOf(call: Call): string {
  const id = str(call.input, 'ParentId') ?? '';
  if (id !== call.tree.rootId && !call.tree.units.has(id)) {
    throw new Refusal('ParentNotFoundException', "You specified a root or organizational unit that doesn't exist.");
  }
  return id;
}

function paging(input: Input, answerItems: string): Paging {
  return {
    tokenMember: 'NextToken',
    sizeMember: 'MaxResults',
    answerToken: 'NextToken',
    answerItems,
    size: num(input, 'MaxResults') ?? MAX_PAGE,
    invalidToken: () => refuse('organizations', 'invalid', 'You specified an invalid value for nextToken.'),
  };
}
