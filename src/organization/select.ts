/**
 * Where does the desired state apply? Pure: which policies are looked at in which account and region, which accounts are
 * left out, and which policies cannot be placed at all. Whether an account has enabled a region is found out by visiting it.
 */
import type { DesiredState, Policy } from '../model/desired-state.ts';
import type { Account, AccountState, Organization } from '../model/organization.ts';
import { coversAccount, formatSelector, type Scope, unknownUnits } from '../model/scope.ts';
import type { Region, Target } from '../model/target.ts';

export interface Selection {
  readonly target: Target;
  readonly account: Account;
  /** May be empty: what was begun earlier is brought back also where no policy applies any more. */
  readonly policies: readonly Policy[];
}

/** Nobody goes there, and so nothing there is compliant. */
export interface SkippedTarget {
  readonly target: Target;
  /** CamelCase, stable. */
  readonly reason: string;
  readonly message: string;
}

/** A policy that applies nowhere until a person mends its scope. */
export interface HeldPolicy {
  readonly policy: string;
  readonly reason: string;
  readonly why: string;
}

/** What the command line narrows down to; an empty list narrows nothing. Accounts by id or name. */
export interface Filters {
  readonly accounts: readonly string[];
  readonly regions: readonly Region[];
  readonly policies: readonly string[];
}

export const NO_FILTERS: Filters = { accounts: [], regions: [], policies: [] };

const SKIP_REASONS = {
  PENDING_ACTIVATION: 'AccountPendingActivation',
  SUSPENDED: 'AccountSuspended',
  PENDING_CLOSURE: 'AccountPendingClosure',
  CLOSED: 'AccountClosed',
  UNKNOWN: 'AccountStateUnknown',
} as const satisfies Record<Exclude<AccountState, 'ACTIVE'>, string>;

/** Every target that is visited, ordered by account and region. Policies that are held are left out. */
export function selectTargets(
  organization: Organization,
  state: DesiredState,
  filters: Filters = NO_FILTERS,
): readonly Selection[] {
  const defaultRegions = state.organization.regions;
  const placed = state.policies.filter(
    (policy) => passes(filters.policies, policy.name) && missingUnit(policy, organization, state) === undefined,
  );
  // Also the regions that only other policies name, as what those have begun there must find its way home.
  const resting = state.policies
    .filter((policy) => !placed.includes(policy))
    .flatMap((policy) => policy.scope.regions ?? []);
  const everywhere = new Set([...defaultRegions, ...resting]);
  return inScope(organization, state, filters)
    .filter((account) => account.state === 'ACTIVE')
    .flatMap((account) => {
      const policies = placed.filter((policy) => coversAccount(policy.scope, account));
      const regions = new Set([...everywhere, ...policies.flatMap((policy) => policy.scope.regions ?? [])]);
      return chosen(regions, filters).map((region) => ({
        target: { account: account.id, region },
        account,
        policies: policies.filter((policy) => (policy.scope.regions ?? defaultRegions).includes(region)),
      }));
    });
}

/** Accounts that are not ACTIVE, in each of the organization's regions, with the reason for leaving them alone. */
export function skippedTargets(
  organization: Organization,
  state: DesiredState,
  filters: Filters = NO_FILTERS,
): readonly SkippedTarget[] {
  return inScope(organization, state, filters).flatMap((account) => {
    if (account.state === 'ACTIVE') return [];
    const reason = SKIP_REASONS[account.state];
    const message = `account ${account.id} is ${account.state}, and only ACTIVE accounts are visited`;
    return chosen(new Set(state.organization.regions), filters).map((region) => ({
      target: { account: account.id, region },
      reason,
      message,
    }));
  });
}

/**
 * Policies that name an organizational unit which does not exist: with their scope, or, where they enforce, with a window
 * or an exemption that would keep them from acting. Guessing what was meant could restart what somebody protects.
 */
export function heldPolicies(organization: Organization, state: DesiredState): readonly HeldPolicy[] {
  return state.policies.flatMap((policy) => {
    const missing = missingUnit(policy, organization, state);
    if (missing === undefined) return [];
    const why = `${missing}, which this organization does not have`;
    return [{ policy: policy.name, reason: 'OrganizationalUnitNotFound', why }];
  });
}

/** Filters that match nothing, as they were written: probably a slip of the pen, and worth an error. */
export function unmatchedFilters(
  organization: Organization,
  state: DesiredState,
  filters: Filters,
): { readonly accounts: readonly string[]; readonly regions: readonly string[]; readonly policies: readonly string[] } {
  const accounts = new Set(organization.accounts.flatMap((account) => [account.id, account.name]));
  const regions = new Set([
    ...state.organization.regions,
    ...state.policies.flatMap((policy) => policy.scope.regions ?? []),
  ]);
  const policies = new Set(state.policies.map((policy) => policy.name));
  return {
    accounts: filters.accounts.filter((account) => !accounts.has(account)),
    regions: filters.regions.filter((region) => !regions.has(region)),
    policies: filters.policies.filter((policy) => !policies.has(policy)),
  };
}

/** Who names a unit that is not there, and which, for people; undefined: nobody. */
function missingUnit(policy: Policy, organization: Organization, state: DesiredState): string | undefined {
  const [missing] = dependencies(policy, state).flatMap(({ scope, where }) =>
    missingUnits(scope, organization).map((ou) => `${where} names ${formatSelector({ by: 'ou', ou })}`),
  );
  return missing;
}

function dependencies(
  policy: Policy,
  state: DesiredState,
): readonly { readonly scope: Scope; readonly where: string }[] {
  const own = [
    { scope: policy.scope, where: 'its scope' },
    ...(policy.enforceIn === undefined ? [] : [{ scope: policy.enforceIn, where: 'its enforceIn' }]),
    ...(policy.unitsWanted ?? []).map((ou) => ({ scope: scopeOf(ou), where: 'its want' })),
  ];
  if (policy.mode !== 'enforce') return own;
  const { windows } = policy.disruption;
  const named = (name: string): boolean => windows !== 'anyTime' && windows.includes(name);
  return [
    ...own,
    ...state.windows
      .filter((window) => window.effect === 'deny' || named(window.name))
      .map((window) => ({ scope: window.scope, where: `MaintenanceWindow ${window.name}` })),
    ...state.exemptions
      .filter((exemption) => exemption.policies.includes(policy.name))
      .map((exemption) => ({ scope: exemption.scope, where: `Exemption ${exemption.name}` })),
  ];
}

/** Whatever begins like the id of a root is taken for the whole organization by scopes, so it must be this root's. */
function missingUnits(scope: Scope, organization: Organization): readonly string[] {
  const roots = [...(scope.include ?? []), ...scope.exclude].flatMap((selector) =>
    selector.by === 'ou' && selector.ou.startsWith('r-') && selector.ou !== organization.rootId ? [selector.ou] : [],
  );
  return [...unknownUnits(scope, organization), ...roots];
}

function scopeOf(ou: string): Scope {
  return { include: [{ by: 'ou', ou }], exclude: [], regions: undefined };
}

function inScope(organization: Organization, state: DesiredState, filters: Filters): readonly Account[] {
  return organization.accounts
    .filter((account) => !account.management || state.organization.includeManagementAccount)
    .filter((account) => passes(filters.accounts, account.id) || passes(filters.accounts, account.name))
    .toSorted((a, b) => byText(a.id, b.id));
}

function chosen(regions: ReadonlySet<Region>, filters: Filters): readonly Region[] {
  return [...regions].filter((region) => passes(filters.regions, region)).toSorted(byText);
}

function passes(filter: readonly string[], value: string): boolean {
  return filter.length === 0 || filter.includes(value);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
