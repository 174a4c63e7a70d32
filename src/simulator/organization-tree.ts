/**
 * A world made ready to be asked: accounts by id, units with their ids and parents, documents parsed. Built once for each world
 * and never changed, so that any number of clouds can share it.
 */
import { createHash } from 'node:crypto';
import { parseDocument, type Statement, statementOf } from './iam-document.ts';
import { ADMINISTRATION_KEY, DEFAULT_ROLES, HUB_ACTIONS, HUB_KEY, ROLE_ACTIONS } from './default-roles.ts';
import type { AccountSeed, KeySeed, RoleSeed, World } from './world-shape.ts';

export interface Unit {
  readonly id: string;
  readonly name: string;
  /** Names from below the root, joined. */
  readonly path: string;
  readonly parentId: string;
}

export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly document: readonly Statement[];
  readonly boundary: readonly Statement[] | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly trusts: ReadonlySet<string>;
  readonly externalId: string | undefined;
  readonly maxSessionSeconds: number;
}

export interface Account {
  readonly seed: AccountSeed;
  readonly parentId: string;
  readonly arn: string;
  readonly email: string;
  /** `o-.../r-.../ou-.../<account>/`. */
  readonly path: string;
  readonly roles: ReadonlyMap<string, Role>;
  readonly controlPolicies: readonly Statement[];
  /** Those of documents without any condition: all that IAM's simulation once looked at. */
  readonly plainControlPolicies: readonly Statement[];
  readonly regions: ReadonlySet<string>;
}

export interface Key {
  readonly accessKeyId: string;
  readonly account: string;
  readonly user: string;
  readonly document: readonly Statement[];
}

export interface OrganizationTree {
  readonly world: World;
  readonly id: string;
  readonly rootId: string;
  readonly arn: string;
  readonly managementAccount: string;
  /** Ordered by id. */
  readonly accounts: ReadonlyMap<string, Account>;
  readonly units: ReadonlyMap<string, Unit>;
  readonly keys: ReadonlyMap<string, Key>;
  /** Accounts whose principals may call Organizations. */
  readonly administrators: ReadonlySet<string>;
}

const NO_TAGS: Readonly<Record<string, string>> = {};
const trees = new WeakMap<World, OrganizationTree>();

/** @throws RangeError when the world contradicts itself. */
export function treeOf(world: World): OrganizationTree {
  const known = trees.get(world);
  if (known !== undefined) {
    return known;
  }
  const tree = build(world);
  trees.set(world, tree);
  return tree;
}

function build(world: World): OrganizationTree {
  const id = world.organizationId ?? 'o-simulator01';
  const rootId = `r-${digest(id, 4)}`;
  const units = unitsOf(world, rootId);
  const byPath = new Map([...units.values()].map((unit) => [unit.path, unit]));
  const accounts = new Map<string, Account>();
  // Role documents that say the same are parsed once: thousands of accounts have them.
  const documents = new Map<string, readonly Statement[]>();
  for (const seed of world.accounts.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    if (accounts.has(seed.id)) {
      throw new RangeError(`account ${seed.id} stands twice in the world`);
    }
    const parent = seed.unit === undefined ? undefined : byPath.get(seed.unit);
    const policies = (seed.controlPolicies ?? []).map(parseDocument);
    accounts.set(seed.id, {
      seed,
      parentId: parent?.id ?? rootId,
      arn: `arn:aws:organizations::${world.managementAccount}:account/${id}/${seed.id}`,
      email: seed.email ?? `aws+${seed.id}@example.com`,
      path: `${id}/${rootId}/${parent === undefined ? '' : unitIds(parent, units)}${seed.id}/`,
      roles: rolesOf(world, seed, documents),
      controlPolicies: policies.flat(),
      plainControlPolicies: policies.filter(isPlain).flat(),
      regions: new Set([...world.regions, ...(seed.enabledRegions ?? [])]),
    });
  }
  for (const needed of [world.managementAccount, world.hubAccount]) {
    if (!accounts.has(needed)) {
      throw new RangeError(`account ${needed} is not in the world`);
    }
  }
  return {
    world,
    id,
    rootId,
    arn: `arn:aws:organizations::${world.managementAccount}:organization/${id}`,
    managementAccount: world.managementAccount,
    accounts,
    units,
    keys: keysOf(world),
    administrators: new Set([world.managementAccount, ...(world.delegatedAdministrators ?? [world.hubAccount])]),
  };
}

function isPlain(statements: readonly Statement[]): boolean {
  return statements.every(({ conditions }) => conditions.length === 0);
}

function unitsOf(world: World, rootId: string): Map<string, Unit> {
  const units = new Map<string, Unit>();
  const paths = [...(world.units ?? []), ...world.accounts.flatMap((account) => account.unit ?? [])];
  for (const path of new Set(paths)) {
    let parentId = rootId;
    const names = path.split('/');
    names.forEach((name, depth) => {
      const here = names.slice(0, depth + 1).join('/');
      const id = `ou-${rootId.slice(2)}-${digest(here, 8)}`;
      units.set(id, { id, name, path: here, parentId });
      parentId = id;
    });
  }
  return units;
}

function unitIds(unit: Unit, units: ReadonlyMap<string, Unit>): string {
  const parent = units.get(unit.parentId);
  return `${parent === undefined ? '' : unitIds(parent, units)}${unit.id}/`;
}

/** The path of a unit as Organizations tells it: `o-.../r-.../ou-.../`. */
export function unitPath(tree: OrganizationTree, unit: Unit): string {
  return `${tree.id}/${tree.rootId}/${unitIds(unit, tree.units)}`;
}

function rolesOf(
  world: World,
  account: AccountSeed,
  documents: Map<string, readonly Statement[]>,
): ReadonlyMap<string, Role> {
  const seeds = new Map((world.roles ?? DEFAULT_ROLES).map((role) => [role.name, role]));
  for (const name of account.withoutRoles ?? []) {
    seeds.delete(name);
  }
  for (const role of account.roles ?? []) {
    seeds.set(role.name, { ...seeds.get(role.name), ...role });
  }
  return new Map([...seeds.values()].map((seed) => [seed.name, roleOf(world, account.id, seed, documents)]));
}

function roleOf(world: World, account: string, seed: RoleSeed, documents: Map<string, readonly Statement[]>): Role {
  const spelled = JSON.stringify([seed.name, seed.allow, seed.deny, seed.document]);
  let document = documents.get(spelled);
  if (document === undefined) {
    document = documentOf(seed);
    documents.set(spelled, document);
  }
  const arn = `arn:aws:iam::${account}:role/${seed.name}`;
  return {
    name: seed.name,
    arn,
    id: `AROA${digest(arn, 17).toUpperCase()}`,
    document,
    boundary: seed.boundary === undefined ? undefined : parseDocument(seed.boundary),
    tags: seed.tags ?? NO_TAGS,
    trusts: new Set(seed.trusts ?? [world.hubAccount, world.managementAccount]),
    externalId: seed.externalId === null ? undefined : (seed.externalId ?? world.externalId),
    maxSessionSeconds: seed.maxSessionSeconds ?? 3_600,
  };
}

function documentOf(seed: RoleSeed): readonly Statement[] {
  if (seed.document !== undefined) {
    return parseDocument(seed.document);
  }
  return [
    statementOf('Allow', seed.allow ?? ROLE_ACTIONS.get(seed.name) ?? []),
    ...(seed.deny === undefined ? [] : [statementOf('Deny', seed.deny)]),
  ];
}

function keysOf(world: World): ReadonlyMap<string, Key> {
  const seeds: readonly KeySeed[] = [
    { accessKeyId: HUB_KEY, account: world.hubAccount, user: 'hub', allow: HUB_ACTIONS },
    { accessKeyId: ADMINISTRATION_KEY, account: world.managementAccount, user: 'administrator', allow: ['*'] },
    ...(world.keys ?? []),
  ];
  return new Map(seeds.map((seed) => [seed.accessKeyId, { ...seed, document: [statementOf('Allow', seed.allow)] }]));
}

/** Lower-case letters and digits that always follow from the same text. */
export function digest(text: string, length: number): string {
  const bytes = createHash('sha256').update(text).digest();
  return Array.from(bytes.subarray(0, length), (byte) => (byte % 36).toString(36)).join('');
}
