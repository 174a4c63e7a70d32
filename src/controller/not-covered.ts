/**
 * Why does a policy not look at this account and region? The first reason that fits, in words that name the line to change.
 * Pure; whom it does cover is decided in organization/select.ts.
 */
import type { DesiredState, Policy } from '../model/desired-state.ts';
import type { Account } from '../model/organization.ts';
import { EVERYWHERE, coversAccount, formatSelector } from '../model/scope.ts';
import type { Scope, Selector } from '../model/scope.ts';
import type { Region } from '../model/target.ts';

/** Undefined: it looks at the account. With `region`, also whether it looks there. */
export function whyNotCovered(
  policy: Policy,
  account: Account,
  state: DesiredState,
  region?: Region,
): string | undefined {
  if (account.state !== 'ACTIVE') return `the account is ${account.state}: only ACTIVE accounts are visited`;
  if (account.management && !state.organization.includeManagementAccount) {
    return 'it is the management account, and includeManagementAccount is not set';
  }
  const outside = whyOutside(policy.scope, account);
  if (outside !== undefined) return `its scope ${outside}`;
  if (region === undefined) return undefined;
  const regions = policy.scope.regions ?? state.organization.regions;
  return regions.includes(region) ? undefined : `it looks at ${regions.join(', ')} only`;
}

/** Why a scope does not hold the account, after the name of the scope; undefined: it does. */
function whyOutside(scope: Scope, account: Account): string | undefined {
  const excluding = scope.exclude.find((selector) => isSelected(selector, account));
  if (excluding !== undefined) return `excludes ${formatSelector(excluding)}`;
  if (coversAccount(scope, account)) return undefined;
  const included = (scope.include ?? []).map(formatSelector).join(', ');
  return `includes ${included}, and the account is in none of them`;
}

function isSelected(selector: Selector, account: Account): boolean {
  return coversAccount({ ...EVERYWHERE, include: [selector] }, account);
}
