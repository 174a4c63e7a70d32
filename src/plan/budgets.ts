/**
 * How many resources may be disturbed at once, and is there room for one more? The most restrictive budget wins. What is
 * counted is the controller's knowledge (Census); a resource's own intent never counts against itself.
 */
import type { Hold } from '../model/decision.ts';
import type { Budget, Policy } from '../model/desired-state.ts';
import type { Resource } from '../model/resource.ts';
import type { AccountId } from '../model/target.ts';

/** What the controller counts. */
export interface Census {
  /** Running resources in the policy's scope, those with our intent included; with `account`, only that account's. */
  running(policy: Policy, account?: AccountId): number;
  /** What carries our intent in phase stop or start, and reservations of this turn; without `exceptArn`. */
  inFlight(policy: Policy, account: AccountId | undefined, exceptArn: string): number;
  /** Accounts of the policy's scope of which some part has not been read since the process started. */
  unread(policy: Policy): readonly AccountId[];
}

/** A policy that names no budget has this one: nothing must ever be unlimited because a list is empty. */
const FALLBACK: readonly Budget[] = [{ per: 'account', max: { count: 1 } }];

/**
 * Undefined: there is room. An account that has not been read since the start counts with its whole per-account budget,
 * because what an earlier process began there cannot be seen: its own budget is spent, and the organization's holds room
 * for it. As soon as it has been read, what is seen counts, and nothing else.
 */
export function budgetHold(policy: Policy, resource: Resource, census: Census): Hold | undefined {
  const { budgets } = policy.disruption;
  for (const budget of budgets.length === 0 ? FALLBACK : budgets) {
    const why = budget.per === 'account' ? accountSpent : organizationSpent;
    const spent = why(budget, policy, resource, census);
    if (spent !== undefined) return { gate: 'budget', reason: 'BudgetSpent', why: spent };
  }
  return undefined;
}

function accountSpent(budget: Budget, policy: Policy, resource: Resource, census: Census): string | undefined {
  const { account, arn } = resource;
  const limit = limitOf(budget, policy, census, account);
  const taken = census.inFlight(policy, account, arn);
  if (taken >= limit) return `${nameOf(budget)}: ${taken} of ${limit} in flight in account ${account}`;
  if (!census.unread(policy).includes(account)) return undefined;
  return `${nameOf(budget)}: account ${account} has not been read to its end since the start, so all ${limit} count as in flight`;
}

function organizationSpent(budget: Budget, policy: Policy, resource: Resource, census: Census): string | undefined {
  const limit = limitOf(budget, policy, census, undefined);
  const seen = census.inFlight(policy, undefined, resource.arn);
  if (seen >= limit) return `${nameOf(budget)}: ${seen} of ${limit} in flight`;
  let taken = seen;
  const unread = census.unread(policy);
  // It ends after about `limit` accounts, as each that is not read adds at least one or is among the few in flight.
  for (const account of unread) {
    // Those seen in flight there are counted already.
    const unseen = accountBudget(policy, census, account) - census.inFlight(policy, account, resource.arn);
    taken += Math.max(0, unseen);
    if (taken < limit) continue;
    return (
      `${nameOf(budget)}: ${seen} of ${limit} in flight, and the rest is kept for ${unread.length} ` +
      'accounts that have not been read to their end since the start'
    );
  }
  return undefined;
}

/** The most that the policy's own budgets let be in flight in one account; 1 where none of them is per account. */
function accountBudget(policy: Policy, census: Census, account: AccountId): number {
  const limits = policy.disruption.budgets.flatMap((budget) =>
    budget.per === 'account' ? [limitOf(budget, policy, census, account)] : [],
  );
  return limits.length === 0 ? 1 : Math.min(...limits);
}

/** A percentage is rounded down, but never below one: otherwise small places would never be mended. */
export function limitOf({ max }: Budget, policy: Policy, census: Census, account: AccountId | undefined): number {
  if ('count' in max) return max.count;
  return Math.max(1, Math.floor((census.running(policy, account) * max.percent) / 100));
}

function nameOf({ per, max }: Budget): string {
  return `budget ${'count' in max ? max.count : `${max.percent}%`} per ${per}`;
}
