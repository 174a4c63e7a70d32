/**
 * Whom a document is about: organizational units (with all below), accounts, account tags, regions. Pure; one evaluator for
 * policies, exemptions and windows. Which regions an account has enabled is not known here.
 */
import type { Account, Organization } from './organization.ts';
import type { Region } from './target.ts';

/** `ou/<path or id>`, `account/<id or name>`, `tag/<key>=<value>`, parsed. */
export type Selector =
  | { readonly by: 'ou'; readonly ou: string }
  | { readonly by: 'account'; readonly account: string }
  | { readonly by: 'tag'; readonly key: string; readonly value: string };

export interface Scope {
  /** Undefined: the whole organization. Entries add up. */
  readonly include: readonly Selector[] | undefined;
  readonly exclude: readonly Selector[];
  /** Undefined: the organization's regions. */
  readonly regions: readonly Region[] | undefined;
}

/** An organization has one root, so that its id selects every account. */
const ROOT_ID = /^r-[0-9a-z]{4,32}$/;

export const EVERYWHERE: Scope = { include: undefined, exclude: [], regions: undefined };

/** The selector that a text spells, or undefined where it spells none. */
export function parseSelector(text: string): Selector | undefined {
  const slash = text.indexOf('/');
  const by = text.slice(0, slash);
  const rest = text.slice(slash + 1);
  if (slash < 1 || rest === '') return undefined;
  if (by === 'ou') return { by: 'ou', ou: rest.replace(/\/+$/, '') };
  if (by === 'account') return { by: 'account', account: rest };
  if (by !== 'tag') return undefined;
  const equals = rest.indexOf('=');
  return equals < 1 ? undefined : { by: 'tag', key: rest.slice(0, equals), value: rest.slice(equals + 1) };
}

export function formatSelector(selector: Selector): string {
  switch (selector.by) {
    case 'ou':
      return `ou/${selector.ou}`;
    case 'account':
      return `account/${selector.account}`;
    case 'tag':
      return `tag/${selector.key}=${selector.value}`;
  }
}

/** Does the scope reach this account in this region? `defaultRegions` stands in where the scope names none. */
export function covers(scope: Scope, account: Account, region: Region, defaultRegions: readonly Region[]): boolean {
  return coversAccount(scope, account) && (scope.regions ?? defaultRegions).includes(region);
}

export function coversAccount(scope: Scope, account: Account): boolean {
  if (scope.exclude.some((selector) => selects(selector, account))) return false;
  return scope.include === undefined || scope.include.some((selector) => selects(selector, account));
}

/** The scope's organizational units that this organization does not have: whoever wrote them means something else than AWS. */
export function unknownUnits(scope: Scope, organization: Organization): readonly string[] {
  const named = [...(scope.include ?? []), ...scope.exclude].flatMap((selector) =>
    selector.by === 'ou' ? [selector.ou] : [],
  );
  return named.filter(
    (ou) => ou !== organization.rootId && !organization.units.some((unit) => unit.id === ou || unit.path === ou),
  );
}

function selects(selector: Selector, account: Account): boolean {
  switch (selector.by) {
    case 'ou':
      return ROOT_ID.test(selector.ou) || account.units.some((u) => u.id === selector.ou || u.path === selector.ou);
    case 'account':
      return account.id === selector.account || account.name === selector.account;
    case 'tag':
      return account.tags?.[selector.key] === selector.value;
  }
}
