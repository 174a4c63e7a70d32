/**
 * What is different under a new desired state, as people would say it: which policy now enforces where, which exemption is
 * gone, and how many resources that is about, as far as they have been seen. Pure.
 */
import type { DesiredState, Exemption, Policy } from '../model/desired-state.ts';
import type { Account } from '../model/organization.ts';
import type { Resource, ResourceName } from '../model/resource.ts';
import { covers, coversAccount, formatSelector } from '../model/scope.ts';
import type { Scope } from '../model/scope.ts';
import type { Selection } from '../organization/select.ts';
import { enforcesAt } from '../plan/admit.ts';
import { exemptionFor } from '../plan/exemptions.ts';
import { POLICY_KINDS } from '../policies/index.ts';

/** What has been seen in one target. */
export interface SeenPlace {
  readonly selection: Pick<Selection, 'target' | 'account'>;
  readonly kind: ResourceName;
  readonly resources: readonly Resource[];
}

/** More edits than people read at once. */
const MAX_EDITS = 50;
/** Resources that are held against exemptions, all edits together: some tenth of a second. After that no numbers are told. */
const MAX_CHECKS = 100_000;

const NOUNS = {
  'notebook-instance': 'notebook',
  pipeline: 'pipeline',
  domain: 'domain',
  job: 'job',
  vpc: 'VPC',
} as const satisfies Record<ResourceName, string>;

/** One sentence for each edit that matters to somebody, in the order of the documents; empty where none does. */
export function editStory(
  before: DesiredState,
  after: DesiredState,
  places: readonly SeenPlace[],
  now: number,
): readonly string[] {
  const seen = { before, after, places, now, checksLeft: MAX_CHECKS };
  const edits = [...policyEdits(seen), ...exemptionEdits(seen), ...otherEdits(before, after)];
  if (edits.length <= MAX_EDITS) return edits;
  return [...edits.slice(0, MAX_EDITS), `and ${edits.length - MAX_EDITS} more edits`];
}

interface Seen {
  readonly before: DesiredState;
  readonly after: DesiredState;
  readonly places: readonly SeenPlace[];
  readonly now: number;
  checksLeft: number;
}

function policyEdits(seen: Seen): readonly string[] {
  const { before, after } = seen;
  return pairs(before.policies, after.policies).flatMap(([name, was, is]) => {
    if (was !== undefined && is !== undefined) return same(was, is) ? [] : policyEdit(seen, was, is);
    if (is !== undefined)
      return [`policy ${name} is new: it ${doing(is)}${many(seen, (at) => applies(at, is, after))}`];
    return [`policy ${name} is gone${many(seen, (at) => applies(at, was, before))}`];
  });
}

function policyEdit(seen: Seen, was: Policy, is: Policy): readonly string[] {
  const { name, disruption } = is;
  const about = many(seen, (at) => applies(at, is, seen.after));
  const edits = [...placeEdits(seen, was, is)];
  if (!same(was.want, is.want)) edits.push(`${name} wants something else${about}`);
  if (!same(was.disruption.windows, disruption.windows)) {
    const { windows } = disruption;
    edits.push(`${name} now disturbs ${windows === 'anyTime' ? 'at any time' : `in ${windows.join(', ')}`}`);
  }
  if (!same(was.disruption.budgets, disruption.budgets)) edits.push(`${name} has other budgets`);
  if (was.disruption.haltAbove !== disruption.haltAbove) edits.push(`${name} halts above ${disruption.haltAbove}%`);
  if (!same(was.overrides, is.overrides)) edits.push(`${name} overrides ${is.overrides.join(', ') || 'nothing'}`);
  return edits;
}

/** Where a policy enforces, or looks, that it did not before, and the other way round. */
function placeEdits(seen: Seen, was: Policy, is: Policy): readonly string[] {
  const { before, after } = seen;
  if (same([was.mode, was.scope, was.enforceIn], [is.mode, is.scope, is.enforceIn])) return [];
  const begins = (at: SeenPlace): boolean => enforces(at, is, after) && !enforces(at, was, before);
  const ends = (at: SeenPlace): boolean => enforces(at, was, before) && !enforces(at, is, after);
  const edits: string[] = [];
  if (is.mode === 'enforce' && (was.mode !== 'enforce' || seen.places.some(begins))) {
    edits.push(`${is.name} now enforces in ${where(is.enforceIn ?? is.scope)}${many(seen, begins)}`);
  }
  if (was.mode === 'enforce' && (is.mode !== 'enforce' || seen.places.some(ends))) {
    const what = is.mode === 'enforce' ? 'everywhere it did' : 'anything';
    edits.push(`${is.name} no longer enforces ${what}${many(seen, ends)}`);
  }
  if (edits.length > 0) return edits;
  return [`${is.name} now looks at ${where(is.scope)}${many(seen, (at) => applies(at, is, after))}`];
}

function exemptionEdits(seen: Seen): readonly string[] {
  return pairs(seen.before.exemptions, seen.after.exemptions).flatMap(([name, was, is]) => {
    if (was !== undefined && is !== undefined && same(was, is)) return [];
    const what = is === undefined ? 'is gone' : was === undefined ? 'is new' : 'is another';
    const { lost, won } = excuses(seen, was, is);
    const effects = [
      ...(lost === undefined || (lost === 0 && is !== undefined) ? [] : [`${amountIs(lost)} no longer excused`]),
      ...(won === undefined || (won === 0 && was !== undefined) ? [] : [`${amountIs(won)} excused from now on`]),
    ];
    return [`exemption ${name} ${what}${effects.length === 0 ? '' : `: ${effects.join(', ')}`}`];
  });
}

/** How many resources the edit takes an excuse from, and how many it gives one. Undefined: too many to count in time. */
function excuses(
  seen: Seen,
  was: Exemption | undefined,
  is: Exemption | undefined,
): { readonly lost: number | undefined; readonly won: number | undefined } {
  const { before, after, now } = seen;
  const policies = [...new Set([...(was?.policies ?? []), ...(is?.policies ?? [])])];
  let lost = 0;
  let won = 0;
  if (seen.places.length === 0) return { lost: undefined, won: undefined };
  for (const { selection, resources } of seen.places) {
    if (![was, is].some((it) => it !== undefined && coversAccount(it.scope, selection.account))) continue;
    seen.checksLeft -= resources.length;
    if (seen.checksLeft < 0) return { lost: undefined, won: undefined };
    for (const resource of resources) {
      const excused = (state: DesiredState): boolean =>
        policies.some((policy) => isExcused(selection.account, resource, policy, state, now));
      const [did, does] = [excused(before), excused(after)];
      if (did && !does) lost += 1;
      if (does && !did) won += 1;
    }
  }
  return { lost, won };
}

function otherEdits(before: DesiredState, after: DesiredState): readonly string[] {
  const windows = pairs(before.windows, after.windows).flatMap(([name, was, is]) => {
    if (is === undefined) return [`maintenance window ${name} is gone`];
    if (was === undefined) return [`maintenance window ${name} is new`];
    return same(was, is) ? [] : [`maintenance window ${name} is another`];
  });
  const settings = Object.keys(after.organization)
    .filter((key) => !['source', 'acceptRevision', 'freeze', 'name'].includes(key))
    .filter((key) => !same(settingOf(before, key), settingOf(after, key)));
  return [...windows, ...(settings.length === 0 ? [] : [`Organization: other ${settings.join(', ')}`])];
}

function settingOf({ organization }: DesiredState, key: string): unknown {
  return Object.entries(organization).find(([name]) => name === key)?.[1];
}

function applies({ selection, kind }: SeenPlace, policy: Policy | undefined, state: DesiredState): boolean {
  const { account, target } = selection;
  if (policy === undefined || POLICY_KINDS.get(policy.kind)?.judges[kind] === undefined) return false;
  return covers(policy.scope, account, target.region, state.organization.regions);
}

function enforces(at: SeenPlace, policy: Policy, state: DesiredState): boolean {
  const { account, target } = at.selection;
  return applies(at, policy, state) && enforcesAt(policy, account, target.region, state.organization.regions);
}

function isExcused(
  account: Account,
  resource: Resource,
  policyName: string,
  state: DesiredState,
  now: number,
): boolean {
  const policy = state.policies.find(({ name }) => name === policyName);
  if (policy === undefined) return false;
  const regions = policy.scope.regions ?? state.organization.regions;
  return exemptionFor(policyName, resource, account, state.exemptions, now, regions) !== undefined;
}

/** `: 31 notebooks`; empty as long as nothing has been seen. */
function many(seen: Seen, isMeant: (at: SeenPlace) => boolean): string {
  if (seen.places.length === 0) return '';
  const counts = new Map<ResourceName, number>();
  for (const at of seen.places) if (isMeant(at)) counts.set(at.kind, (counts.get(at.kind) ?? 0) + at.resources.length);
  const [first = amount(0), ...others] = [...counts].map(([kind, count]) => amount(count, kind));
  return `: ${[first, ...others].join(', ')}`;
}

function amountIs(count: number): string {
  return `${amount(count)} ${count === 1 ? 'is' : 'are'}`;
}

function amount(count: number, kind: ResourceName = 'notebook-instance'): string {
  return `${count} ${NOUNS[kind]}${count === 1 ? '' : 's'}`;
}

function doing({ mode, scope, enforceIn }: Policy): string {
  return mode === 'audit' ? `audits ${where(scope)}` : `enforces in ${where(enforceIn ?? scope)}`;
}

function where({ include, exclude, regions }: Scope): string {
  const named = include === undefined ? 'the whole organization' : include.map(formatSelector).join(', ') || 'nowhere';
  const without = exclude.length === 0 ? '' : ` without ${exclude.map(formatSelector).join(', ')}`;
  return `${named}${without}${regions === undefined ? '' : ` (${regions.join(', ')})`}`;
}

function pairs<T extends Policy | Exemption | DesiredState['windows'][number]>(
  before: readonly T[],
  after: readonly T[],
): readonly (readonly [name: string, was: T | undefined, is: T | undefined])[] {
  const was = new Map(before.map((it) => [it.name, it]));
  const is = new Map(after.map((it) => [it.name, it]));
  return [...new Set([...was.keys(), ...is.keys()])].sort().map((name) => [name, was.get(name), is.get(name)]);
}

/** Where a document stands is no part of what it means. */
function same(a: unknown, b: unknown): boolean {
  return meaning(a) === meaning(b);
}

function meaning(value: unknown): string | undefined {
  return JSON.stringify(value, (key, inner: unknown) => (key === 'source' ? undefined : inner));
}
