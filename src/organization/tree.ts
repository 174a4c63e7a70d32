/**
 * What are the organizational units called, and which lie below which? Walked from the root, one call for each unit: only
 * when a scope needs names, or when accounts do not tell their paths. Which accounts are active is not known here.
 */
import type { OrganizationalUnit } from '../model/organization.ts';
import type { AccountId } from '../model/target.ts';
import type { Reader } from '../model/world.ts';
import { abreast } from './abreast.ts';
import { doubtOf, MAX_UNIT_DEPTH, type NamedUnit, parseAccountId, parseRoot, parseUnit } from './answers.ts';

export interface Tree {
  readonly rootId: string;
  /** By id: the units from the top down to and including this one. */
  readonly lines: ReadonlyMap<string, readonly OrganizationalUnit[]>;
}

/** The quota is 2,000 units in an organization. */
export const MAX_UNITS = 10_000;
/** The largest page that the Organizations API gives. https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html */
export const PAGE_SIZE = 20;

/** The whole tree, level by level. Throws AwsError; one that is deeper or larger than the bounds is not believed. */
export async function walkTree(aws: Reader, partition: string): Promise<Tree> {
  const rootId = await readRoot(aws, partition);
  const lines = new Map<string, readonly OrganizationalUnit[]>();
  let level: readonly string[] = [rootId];
  for (let depth = 0; level.length > 0; depth++) {
    const doubt = doubtOf('ListOrganizationalUnitsForParent', partition);
    const children = await abreast(level, (parent) => readChildren(aws, parent, partition));
    const below: string[] = [];
    for (const [index, units] of children.entries()) {
      const line = lines.get(level[index] ?? '') ?? [];
      for (const unit of units) {
        if (lines.has(unit.id)) throw doubt('OrganizationalUnits[].Id', 'at one place of the tree only');
        if (lines.size >= MAX_UNITS) throw doubt('OrganizationalUnits', `at most ${MAX_UNITS} units`);
        lines.set(unit.id, [...line, { id: unit.id, path: pathBelow(line, unit.name) }]);
        below.push(unit.id);
      }
    }
    if (depth >= MAX_UNIT_DEPTH && below.length > 0) {
      throw doubt('OrganizationalUnits', `at most ${MAX_UNIT_DEPTH} levels deep`);
    }
    level = below;
  }
  return { rootId, lines };
}

/** The parent of every account, for services that leave `Account.Paths` out: one call (or more) for each unit and the root. */
export async function readParents(aws: Reader, tree: Tree, partition: string): Promise<ReadonlyMap<AccountId, string>> {
  const doubt = doubtOf('ListAccountsForParent', partition);
  const parents = new Map<AccountId, string>();
  await abreast([tree.rootId, ...tree.lines.keys()], async (parent) => {
    for await (const page of aws.pages('ListAccountsForParent', { ParentId: parent, MaxResults: PAGE_SIZE })) {
      for (const row of page) parents.set(parseAccountId(row, doubt), parent);
    }
  });
  return parents;
}

async function readRoot(aws: Reader, partition: string): Promise<string> {
  const doubt = doubtOf('ListRoots', partition);
  const roots: string[] = [];
  for await (const page of aws.pages('ListRoots', {})) {
    for (const row of page) roots.push(parseRoot(row, doubt));
    if (roots.length > 1) break;
  }
  const [rootId] = roots;
  if (rootId === undefined || roots.length > 1) throw doubt('Roots', 'exactly one root');
  return rootId;
}

async function readChildren(aws: Reader, parent: string, partition: string): Promise<readonly NamedUnit[]> {
  const doubt = doubtOf('ListOrganizationalUnitsForParent', partition);
  const units: NamedUnit[] = [];
  for await (const page of aws.pages('ListOrganizationalUnitsForParent', { ParentId: parent, MaxResults: PAGE_SIZE })) {
    for (const row of page) units.push(parseUnit(row, doubt));
    if (units.length > MAX_UNITS) throw doubt('OrganizationalUnits', `at most ${MAX_UNITS} units`);
  }
  return units;
}

/** A name with a slash would read as two levels: such a unit, and what lies below it, can be named by id only. */
function pathBelow(line: readonly OrganizationalUnit[], name: string): string | undefined {
  if (name.includes('/')) return undefined;
  const parent = line.at(-1);
  if (parent === undefined) return name;
  return parent.path === undefined ? undefined : `${parent.path}/${name}`;
}
