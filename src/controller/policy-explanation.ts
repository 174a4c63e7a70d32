/**
 * Whom does this policy look at, whom not and why, and when may it next do something? Put together from the walk over the
 * organization and from what is remembered of the resources. Asks nobody.
 */
import type { Budget, MaintenanceWindow, Policy } from '../model/desired-state.ts';
import type { ResourceState } from '../model/decision.ts';
import type { Account, Organization } from '../model/organization.ts';
import { coversAccount } from '../model/scope.ts';
import type { AccountId } from '../model/target.ts';
import type { HeldPolicy } from '../organization/select.ts';
import { enforcesAt } from '../plan/admit.ts';
import { limitOf } from '../plan/budgets.ts';
import { exemptionFor } from '../plan/exemptions.ts';
import { windowStatus } from '../plan/windows.ts';
import { POLICY_KINDS } from '../policies/index.ts';
import type { Controller } from './controller.ts';
import { whyNotCovered } from './not-covered.ts';
import { MAX_ACCOUNTS_TOLD } from './explanation-form.ts';
import type { BudgetExplanation, CoveredAccount, PolicyExplanation, WindowExplanation } from './explanation-form.ts';
import { sourceOf } from './explanation.ts';
import { instant } from './explanation-observed.ts';
import type { Place } from './memory.ts';

type Counts = Partial<Record<ResourceState, number>>;

interface Asked {
  readonly controller: Controller;
  readonly organization: Organization;
  readonly policy: Policy;
  readonly places: readonly Place[];
  readonly now: number;
}

/** `held`: the policies that the last walk could not place. */
export function policyExplanationOf(
  policy: Policy,
  controller: Controller,
  organization: Organization,
  held: readonly HeldPolicy[],
): PolicyExplanation {
  const { state, memory } = controller;
  const places = [...memory.places.values()].filter(({ selection }) =>
    selection.policies.some(({ name }) => name === policy.name),
  );
  const now = controller.world.clock.now();
  const asked = { controller, organization, policy, places, now };
  const covers = coveredAccounts(asked);
  const covered = new Set(covers.map(({ account }) => account));
  const { windows } = policy.disruption;
  const told = (those: readonly MaintenanceWindow[]): readonly WindowExplanation[] =>
    those.map((window) => windowOf(window, asked, covered));
  const denies = told(state.windows.filter(({ effect }) => effect === 'deny'));
  return {
    policy: policy.name,
    kind: policy.kind,
    mode: policy.mode,
    disruptive: POLICY_KINDS.get(policy.kind)?.disruptive ?? true,
    source: sourceOf(policy),
    want: policy.want,
    overrides: policy.overrides,
    overriddenBy: state.policies.filter(({ overrides }) => overrides.includes(policy.name)).map(({ name }) => name),
    heldAsAWhole: held.find((one) => one.policy === policy.name)?.why ?? null,
    halted: controller.halted(policy.name) ?? null,
    frozen: controller.restraint()?.why ?? null,
    accountsCovered: covers.length,
    accountsTotal: organization.accounts.length,
    resources: covers.reduce((sum, { resources }) => sum + resources, 0),
    states: covers.reduce((sum: Counts, { states }) => added(sum, states), {}),
    covers: covers.slice(0, MAX_ACCOUNTS_TOLD),
    leavesOut: leftOut(asked, covered).slice(0, MAX_ACCOUNTS_TOLD),
    exemptions: exemptionsOf(asked),
    windows: windows === 'anyTime' ? windows : told(state.windows.filter(({ name }) => windows.includes(name))),
    denyWindows: denies.filter(({ accounts }) => accounts > 0),
    budgets: budgetsOf(asked),
    unreadAccounts: memory.census.unread(policy).length,
  };
}

/** The accounts of the policy's places, in the order of the places. */
function coveredAccounts({ controller, policy, places }: Asked): readonly CoveredAccount[] {
  const byAccount = new Map<AccountId, Place[]>();
  for (const place of places) {
    const { account } = place.selection;
    byAccount.set(account.id, [...(byAccount.get(account.id) ?? []), place]);
  }
  return [...byAccount].map(([account, theirs]) => {
    const regions = new Set(theirs.map(({ selection }) => selection.target.region));
    const states: Counts = {};
    let resources = 0;
    for (const place of theirs) {
      for (const { marks, notRead } of place.entries.values()) {
        const isRead = place.status.state === 'reached' && notRead === undefined;
        const mark = marks.find((one) => one.policy === policy.name);
        if (mark === undefined) continue;
        resources += 1;
        const counted = isRead ? mark.state : 'unknown';
        states[counted] = (states[counted] ?? 0) + 1;
      }
    }
    const [first] = theirs;
    const audited = (region: string): boolean =>
      first === undefined ||
      !enforcesAt(policy, first.selection.account, region, controller.state.organization.regions);
    const unread = theirs.filter(({ status }) => status.state !== 'reached' && status.state !== 'disabled');
    return {
      account,
      accountName: first?.selection.account.name ?? '',
      regions: [...regions],
      auditedIn: [...regions].filter(audited),
      resources,
      states,
      unreadIn: [...new Set(unread.map(({ selection }) => selection.target.region))],
    };
  });
}

function leftOut({ controller, organization, policy }: Asked, covered: ReadonlySet<AccountId>): LeftOut {
  return organization.accounts
    .filter(({ id }) => !covered.has(id))
    .map((account) => ({
      account: account.id,
      accountName: account.name,
      why: whyNotCovered(policy, account, controller.state) ?? 'it was not asked for, or the policy is held as a whole',
    }));
}

type LeftOut = PolicyExplanation['leavesOut'];

function exemptionsOf({ controller, policy, places, now }: Asked): PolicyExplanation['exemptions'] {
  const { exemptions, organization } = controller.state;
  const excused = new Map<string, number>();
  for (const { selection, entries } of places) {
    for (const { resource } of entries.values()) {
      if (resource === undefined) continue;
      const regions = policy.scope.regions ?? organization.regions;
      const used = exemptionFor(policy.name, resource, selection.account, exemptions, now, regions);
      if (used !== undefined) excused.set(used.name, (excused.get(used.name) ?? 0) + 1);
    }
  }
  return exemptions
    .filter(({ policies }) => policies.includes(policy.name))
    .map(({ name, owner, reason, expiresAt }) => ({
      name,
      owner,
      reason,
      expiresAt: instant(expiresAt),
      ended: now >= expiresAt,
      excuses: excused.get(name) ?? 0,
    }));
}

function windowOf(
  window: MaintenanceWindow,
  { organization, now }: Asked,
  covered: ReadonlySet<AccountId>,
): WindowExplanation {
  const { name, effect } = window;
  const isFor = (account: Account): boolean => covered.has(account.id) && coversAccount(window.scope, account);
  const accounts = organization.accounts.filter(isFor).length;
  const status = windowStatus(window, now);
  if (status.open) {
    const { opensAt, closesAt, admitsUntil } = status;
    const times = { opensAt: instant(opensAt), closesAt: instant(closesAt), admitsUntil: instant(admitsUntil) };
    return { name, effect, accounts, open: true, ...times };
  }
  const opening = status.nextOpenAt === undefined ? undefined : windowStatus(window, status.nextOpenAt);
  return {
    name,
    effect,
    accounts,
    open: false,
    opensAt: status.nextOpenAt === undefined ? null : instant(status.nextOpenAt),
    closesAt: opening?.open === true ? instant(opening.closesAt) : null,
    admitsUntil: opening?.open === true ? instant(opening.admitsUntil) : null,
  };
}

/** Of single accounts only where something is in flight: elsewhere the whole budget is there. */
function budgetsOf({ controller, policy, places }: Asked): readonly BudgetExplanation[] {
  const { census } = controller.memory;
  const accounts = [...new Set(places.map(({ selection }) => selection.account.id))];
  const stands = (budget: Budget, account: AccountId | undefined): BudgetExplanation => ({
    per: budget.per,
    max: 'count' in budget.max ? String(budget.max.count) : `${budget.max.percent}%`,
    account: account ?? null,
    limit: budget.per === 'account' && account === undefined ? null : limitOf(budget, policy, census, account),
    inFlight: census.inFlight(policy, account, ''),
    running: census.running(policy, account),
  });
  return policy.disruption.budgets.flatMap((budget) => {
    if (budget.per === 'organization') return [stands(budget, undefined)];
    const taken = accounts.map((account) => stands(budget, account)).filter(({ inFlight }) => inFlight > 0);
    return [stands(budget, undefined), ...taken.slice(0, MAX_ACCOUNTS_TOLD)];
  });
}

function added(sum: Counts, more: Counts): Counts {
  const total: Counts = { ...sum };
  for (const [state, count] of Object.entries(more) as [ResourceState, number][]) {
    total[state] = (total[state] ?? 0) + count;
  }
  return total;
}
