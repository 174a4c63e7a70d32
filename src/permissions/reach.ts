/**
 * Where in the organization must something be attached or deployed so that it reaches what a policy is about? In words of the
 * scope, as nobody asks AWS here: control policies and StackSets take units and accounts, and know neither tags nor names.
 */
import type { DesiredState, Policy } from '../model/desired-state.ts';
import { formatSelector } from '../model/scope.ts';
import type { Scope, Selector } from '../model/scope.ts';
import type { AccountId, Region } from '../model/target.ts';

export interface Reach {
  /** Undefined: the root. */
  readonly include: readonly Selector[] | undefined;
  readonly exclude: readonly Selector[];
  /** Those that scopes name; undefined: all. */
  readonly regions: readonly Region[] | undefined;
}

const ACCOUNT_ID = /^\d{12}$/;

/** Where the policy acts, or with `audit` also where it only looks. Undefined: nowhere. */
export function reachOf(policy: Policy, audit: boolean): Reach | undefined {
  const { scope, enforceIn, mode } = policy;
  if (audit || (mode === 'enforce' && enforceIn === undefined)) return reach(scope);
  if (mode !== 'enforce' || enforceIn === undefined) return undefined;
  return {
    include: enforceIn.include ?? scope.include,
    exclude: distinct([...scope.exclude, ...enforceIn.exclude]),
    regions: enforceIn.regions ?? scope.regions,
  };
}

/** The same text for reaches that say the same. */
export function reachKey({ include, exclude, regions }: Reach): string {
  return JSON.stringify([
    include?.map(formatSelector).toSorted(),
    exclude.map(formatSelector).toSorted(),
    regions?.toSorted(),
  ]);
}

/** What to attach to, one phrase each. */
export function attachments({ include }: Reach): readonly string[] {
  if (include === undefined) return ['the root of the organization'];
  return include.map((selector) => {
    switch (selector.by) {
      case 'ou':
        return `${formatSelector(selector)} (and so all below it)`;
      case 'account':
        return formatSelector(selector);
      case 'tag':
        return `each account with the tag ${selector.key}=${selector.value} (look them up: nothing is attached by tag)`;
    }
  });
}

/** Excluded accounts that a condition can name. */
export function excludedAccounts({ exclude }: Reach): readonly AccountId[] {
  return exclude.flatMap((selector) =>
    selector.by === 'account' && ACCOUNT_ID.test(selector.account) ? [selector.account] : [],
  );
}

/** Excluded, and not to be named in a condition without asking AWS what it is. */
export function excludedOtherwise({ exclude }: Reach): readonly string[] {
  return exclude
    .filter((selector) => !(selector.by === 'account' && ACCOUNT_ID.test(selector.account)))
    .map(formatSelector);
}

/** Where the roles of the accounts are needed: what any policy looks at, or the root. */
export function accountsInScope({ policies }: DesiredState): readonly string[] {
  const reaches = policies.map(({ scope }) => reach(scope));
  if (reaches.some(({ include }) => include === undefined)) return ['the root of the organization'];
  return [...new Set(reaches.flatMap(attachments))];
}

function reach({ include, exclude, regions }: Scope): Reach {
  return { include, exclude, regions };
}

function distinct(selectors: readonly Selector[]): readonly Selector[] {
  return [...new Map(selectors.map((selector) => [formatSelector(selector), selector])).values()];
}
