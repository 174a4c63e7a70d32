// Discovery of the organization over the wire: the tree, pages of at most twenty, empty pages, tags, and who may ask.
import { afterEach, expect, it } from '@jest/globals';
import { generateWorld } from '../../src/simulator/seed.ts';
import {
  ask,
  assume,
  HUB,
  MANAGEMENT,
  MEMBER,
  type Reply,
  simulatorOf,
  TOOLING,
  type Watched,
  worldOf,
} from './ask.ts';

let simulator: Watched;
afterEach(() => simulator.close());

const asked = (operation: string, input = {}) => ask(simulator, HUB, `organizations.${operation}`, input);
const ids = (reply: Reply) => (reply.body['Accounts'] as { Id: string }[]).map(({ Id }) => Id);

it('walks from the root to the accounts', async () => {
  simulator = await simulatorOf(worldOf());
  const { Organization } = (await asked('DescribeOrganization')).body as { Organization: Record<string, unknown> };
  expect(Organization).toMatchObject({ Id: 'o-simulator01', MasterAccountId: MANAGEMENT, FeatureSet: 'ALL' });
  const [root] = (await asked('ListRoots')).body['Roots'] as { Id: string }[];
  const units = async (ParentId: string | undefined) =>
    (await asked('ListOrganizationalUnitsForParent', { ParentId })).body['OrganizationalUnits'] as {
      Id: string;
      Name: string;
      Path: string;
    }[];
  const top = await units(root?.Id);
  expect(top.map(({ Name }) => Name).toSorted()).toEqual(['Security', 'Workloads']);
  const [sandbox] = await units(top.find(({ Name }) => Name === 'Workloads')?.Id);
  expect(sandbox?.Name).toBe('Sandbox');
  const inside = await asked('ListAccountsForParent', { ParentId: sandbox?.Id });
  expect(inside.body['Accounts']).toMatchObject([
    { Id: MEMBER, Name: 'member', State: 'ACTIVE', Paths: [`${sandbox?.Path}${MEMBER}/`] },
  ]);
  expect((inside.body['Accounts'] as object[])[0]).not.toHaveProperty('Status');
  expect(ids(await asked('ListAccountsForParent', { ParentId: root?.Id }))).toEqual([MANAGEMENT]);
});

it('pages by twenty, also through empty pages', async () => {
  const world = generateWorld({ seed: 7, accounts: 60, regions: 1, notebooks: 0 });
  simulator = await simulatorOf({ ...world, behaviour: { emptyPageEvery: 3 } });
  const seen: string[] = [];
  const sizes: number[] = [];
  let NextToken: unknown;
  do {
    const reply = await asked('ListAccounts', NextToken === undefined ? {} : { NextToken });
    sizes.push(ids(reply).length);
    seen.push(...ids(reply));
    NextToken = reply.body['NextToken'];
  } while (NextToken !== undefined && sizes.length < 10);
  expect(sizes).toEqual([20, 20, 0, 20, 2]);
  expect(seen).toEqual(world.accounts.map(({ id }) => id).toSorted());
  expect((await asked('ListAccounts', { MaxResults: 21 })).code).toBe('InvalidInputException');
  expect((await asked('ListAccounts', { NextToken: 'x' })).code).toBe('InvalidInputException');
});

it('can leave out paths, and still tell the retired status', async () => {
  simulator = await simulatorOf(worldOf([], { behaviour: { accountPaths: false, accountStatus: true } }));
  const [account] = (await asked('ListAccounts')).body['Accounts'] as object[];
  expect(account).not.toHaveProperty('Paths');
  expect(account).toMatchObject({ State: 'ACTIVE', Status: 'ACTIVE' });
});

it('tells tags, and that there is no such account', async () => {
  simulator = await simulatorOf(worldOf());
  expect((await asked('ListTagsForResource', { ResourceId: MEMBER })).body['Tags']).toEqual([
    { Key: 'team', Value: 'fraud' },
  ]);
  expect((await asked('ListTagsForResource', { ResourceId: '999999999999' })).code).toBe('TargetNotFoundException');
  expect((await asked('ListAccountsForParent', { ParentId: 'ou-none-12345678' })).code).toBe('ParentNotFoundException');
});

it('answers the management account and delegated administrators only', async () => {
  simulator = await simulatorOf(worldOf([], { delegatedAdministrators: [] }));
  expect(await asked('ListAccounts')).toMatchObject({
    code: 'AccessDeniedException',
    message: "You don't have permissions to access this resource.",
  });
  const management = await assume(simulator, 'SagekeeperManagement', {}, MANAGEMENT);
  expect(ids(await ask(simulator, management, 'organizations.ListAccounts'))).toEqual([MANAGEMENT, TOOLING, MEMBER]);
});

it('tells when an account has been suspended', async () => {
  simulator = await simulatorOf(worldOf());
  simulator.cloud.setAccountState(MEMBER, 'SUSPENDED');
  const accounts = (await asked('ListAccounts')).body['Accounts'] as { Id: string; State: string }[];
  expect(accounts.find(({ Id }) => Id === MEMBER)?.State).toBe('SUSPENDED');
});
