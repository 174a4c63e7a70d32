/**
 * What must be known of the organization before the scopes of a desired state can be evaluated. Names of organizational
 * units and tags of accounts cost calls, so they are asked for only where somebody wrote them.
 */
import type { DesiredState } from '../model/desired-state.ts';
import type { Scope, Selector } from '../model/scope.ts';

export interface Needs {
  /** Some scope, or a want, names an organizational unit by its path: costs one call for each unit. */
  readonly unitNames: boolean;
  /** Some scope names an account tag: costs one call for each active account. */
  readonly accountTags: boolean;
  readonly partition: string;
  /** Units that scopes name by id: where no account's path shows one, the tree is walked, as it may merely be empty. */
  readonly unitIds?: readonly string[];
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_OrganizationalUnit.html */
export const UNIT_ID = /^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/;
/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_Root.html */
export const ROOT_ID = /^r-[0-9a-z]{4,32}$/;

/** What policies, windows and exemptions ask for. Pure. */
export function needs(state: DesiredState): Needs {
  const selectors = scopesOf(state).flatMap(selectorsOf);
  const scoped = selectors.flatMap((selector) => (selector.by === 'ou' ? [selector.ou] : []));
  const units = [...scoped, ...state.policies.flatMap(({ unitsWanted = [] }) => unitsWanted)];
  return {
    unitNames: units.some((unit) => !UNIT_ID.test(unit) && !ROOT_ID.test(unit)),
    accountTags: selectors.some((selector) => selector.by === 'tag'),
    partition: state.organization.partition,
    unitIds: [...new Set(units.filter((unit) => UNIT_ID.test(unit)))],
  };
}

function scopesOf(state: DesiredState): readonly Scope[] {
  const policies = state.policies.flatMap((policy) => [policy.scope, ...(policy.enforceIn ? [policy.enforceIn] : [])]);
  return [...policies, ...[...state.windows, ...state.exemptions].map((document) => document.scope)];
}

function selectorsOf(scope: Scope): readonly Selector[] {
  return [...(scope.include ?? []), ...scope.exclude];
}
