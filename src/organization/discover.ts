/**
 * Which accounts are there, in which state, and where in the tree? Reads AWS Organizations with as few calls as it allows:
 * one, and one for each 20 accounts, unless scopes ask for names of units or for tags. Whom it concerns is select.ts.
 */
import type { Account, Organization, OrganizationalUnit } from '../model/organization.ts';
import type { AccountId } from '../model/target.ts';
import type { Reader } from '../model/world.ts';
import { abreast } from './abreast.ts';
import { doubtOf, type ListedAccount, parseAccount, parseOrganization, parseTags } from './answers.ts';
import type { Needs } from './needs.ts';
import { PAGE_SIZE, readParents, type Tree, walkTree } from './tree.ts';

/** The largest organizations that AWS tells of have some ten thousand accounts. */
export const MAX_ACCOUNTS = 50_000;

type Line = readonly OrganizationalUnit[];
type Tags = Readonly<Record<string, string>>;

/**
 * The organization as it is now. `now` in milliseconds since the epoch. Throws AwsError when a call fails, an answer is not
 * what the API promises, or the organization changed while it was read: the caller keeps the one it had.
 */
export async function discover(aws: Reader, needs: Needs, now: number): Promise<Organization> {
  const { partition } = needs;
  const answer = await aws.read('DescribeOrganization', {});
  const { id, managementAccount } = parseOrganization(answer, doubtOf('DescribeOrganization', partition));
  const listed = await readAccounts(aws, id, managementAccount, partition);
  const tree = mustWalk(listed, needs) ? await walkTree(aws, partition) : undefined;
  const lineOf = tree === undefined ? linesFromPaths() : await linesFromTree(aws, listed, tree, partition);
  const active = listed.filter((account) => account.state === 'ACTIVE');
  const tags = needs.accountTags ? await readTags(aws, active, partition) : undefined;

  const accounts = listed.map((account): Account => ({
    id: account.id,
    name: account.name,
    state: account.state,
    units: lineOf(account),
    tags: tags?.get(account.id),
    management: account.id === managementAccount,
  }));
  return {
    id,
    rootId: tree?.rootId ?? listed.find((account) => account.path !== undefined)?.path?.rootId,
    managementAccount,
    accounts,
    units: tree === undefined ? unitsOf(accounts) : [...tree.lines.values()].flatMap((line) => line.slice(-1)),
    readAt: now,
  };
}

async function readAccounts(
  aws: Reader,
  organizationId: string,
  managementAccount: AccountId,
  partition: string,
): Promise<readonly ListedAccount[]> {
  const doubt = doubtOf('ListAccounts', partition);
  // By id: an account that moves between pages while they are read is told twice, and the later row is the fresher one.
  const accounts = new Map<AccountId, ListedAccount>();
  for await (const page of aws.pages('ListAccounts', { MaxResults: PAGE_SIZE })) {
    for (const row of page) {
      const account = parseAccount(row, organizationId, doubt);
      accounts.set(account.id, account);
    }
    if (accounts.size > MAX_ACCOUNTS) throw doubt('Accounts', `at most ${MAX_ACCOUNTS} accounts`);
  }
  // Every organization has it: a list without it is not the list, however politely it ended.
  if (!accounts.has(managementAccount)) throw doubt('Accounts', 'a list that holds the management account');
  return [...accounts.values()];
}

function mustWalk(listed: readonly ListedAccount[], needs: Needs): boolean {
  if (needs.unitNames || listed.some((account) => account.state === 'ACTIVE' && account.path === undefined))
    return true;
  const seen = new Set(listed.flatMap((account) => account.path?.unitIds ?? []));
  return (needs.unitIds ?? []).some((unit) => !seen.has(unit));
}

function linesFromPaths(): (account: ListedAccount) => Line {
  const units = new Map<string, OrganizationalUnit>();
  const unit = (id: string): OrganizationalUnit => {
    const known = units.get(id) ?? { id, path: undefined };
    units.set(id, known);
    return known;
  };
  return (account) => (account.path?.unitIds ?? []).map(unit);
}

async function linesFromTree(
  aws: Reader,
  listed: readonly ListedAccount[],
  tree: Tree,
  partition: string,
): Promise<(account: ListedAccount) => Line> {
  const pathless = listed.some((account) => account.state === 'ACTIVE' && account.path === undefined);
  const parents = pathless ? await readParents(aws, tree, partition) : undefined;
  const doubt = doubtOf('ListOrganizationalUnitsForParent', partition);
  return (account) => {
    const path = account.path;
    const parent = path === undefined ? parents?.get(account.id) : (path.unitIds.at(-1) ?? path.rootId);
    if (parent === tree.rootId) return [];
    const line = parent === undefined ? undefined : tree.lines.get(parent);
    if (line !== undefined) return line;
    // A unit without a name would slip through a scope that excludes it by name.
    if (account.state === 'ACTIVE') throw doubt(`the tree around account ${account.id}`, 'what its path says');
    return [];
  };
}

async function readTags(
  aws: Reader,
  accounts: readonly ListedAccount[],
  partition: string,
): Promise<ReadonlyMap<AccountId, Tags>> {
  const doubt = doubtOf('ListTagsForResource', partition);
  const tags = await abreast(accounts, async ({ id }): Promise<[AccountId, Tags]> => {
    const rows: unknown[] = [];
    for await (const page of aws.pages('ListTagsForResource', { ResourceId: id })) rows.push(...page);
    return [id, parseTags(rows, doubt)];
  });
  return new Map(tags);
}

function unitsOf(accounts: readonly Account[]): readonly OrganizationalUnit[] {
  return [...new Map(accounts.flatMap((account) => account.units.map((unit) => [unit.id, unit]))).values()];
}
