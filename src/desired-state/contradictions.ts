/**
 * Do two enforcing policies want different things of the same resources? Policies of one kind by their wants, those of
 * different kinds by what these would set. Only what can be told without asking AWS: where it cannot, neither is acted on at
 * run time.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Policy, Problem } from '../model/desired-state.ts';
import { formatSelector } from '../model/scope.ts';
import type { Scope, Selector } from '../model/scope.ts';
import { POLICY_KINDS } from '../policies/index.ts';
import type { Aim } from '../policies/policy-kind.ts';
import type { Named } from './document.ts';
import { isMapping } from './documents/document-kind.ts';
import { formatPlace, problem } from './problem-list.ts';

/** More policies than this are not compared in pairs; the gate at run time still does. */
export const MAX_COMPARED = 500;
/** Of selectors with selectors, about a microsecond each. */
const MAX_COMPARISONS = 1_000_000;

interface Enforcing {
  readonly document: Named;
  readonly policy: Policy;
  readonly aims: readonly Aim[];
  readonly where: Scope;
}

export function checkContradictions(
  documents: readonly Named[],
  defaultRegions: readonly string[] | undefined,
): readonly Problem[] {
  const kinds = byKind(documents);
  const aiming = [...kinds.values()].flatMap((all) => all.filter(({ aims }) => aims.length > 0));
  return [
    ...[...kinds.values()].flatMap((all) => pairs(all, (one, other) => contradiction(one, other, defaultRegions))),
    ...pairs(aiming, (one, other) =>
      one.policy.kind === other.policy.kind ? [] : crossing(one, other, defaultRegions),
    ),
  ];
}

type Look = (earlier: Enforcing, later: Enforcing) => readonly Problem[];

/** What is found in any two of them, the earlier first. */
function pairs(all: readonly Enforcing[], look: Look): readonly Problem[] {
  const problems: Problem[] = [];
  const compared = all.slice(0, MAX_COMPARED);
  let left = MAX_COMPARISONS;
  for (const [index, later] of compared.entries()) {
    for (const earlier of compared.slice(0, index)) {
      left -= breadth(earlier.where) * breadth(later.where);
      if (left < 0) return problems;
      problems.push(...look(earlier, later));
    }
  }
  return problems;
}

function breadth({ include = [], exclude }: Scope): number {
  return 1 + include.length + exclude.length;
}

function byKind(documents: readonly Named[]): ReadonlyMap<string, readonly Enforcing[]> {
  const kinds = new Map<string, Enforcing[]>();
  for (const document of documents) {
    if (document.meaning?.is !== 'policy' || document.meaning.policy.mode !== 'enforce') continue;
    const { policy } = document.meaning;
    const aims = POLICY_KINDS.get(policy.kind)?.aims?.(policy.want) ?? [];
    const entry = { document, policy, aims, where: policy.enforceIn ?? policy.scope };
    kinds.set(policy.kind, [...(kinds.get(policy.kind) ?? []), entry]);
  }
  return kinds;
}

function contradiction(
  earlier: Enforcing,
  later: Enforcing,
  defaultRegions: readonly string[] | undefined,
): readonly Problem[] {
  const settled =
    later.policy.overrides.includes(earlier.policy.name) || earlier.policy.overrides.includes(later.policy.name);
  if (settled || !surelyOverlap(earlier.where, later.where, defaultRegions)) return [];
  const [one, other] = [earlier.policy.want, later.policy.want];
  if (!isMapping(one) || !isMapping(other)) return [];
  const kind = POLICY_KINDS.get(later.policy.kind);
  const key = kind?.contradicts === undefined ? unequalKey(one, other) : kind.contradicts(other, one);
  if (key === undefined) return [];
  const rival = `${earlier.policy.name} (${formatPlace(earlier.policy.source)})`;
  return [
    problem(
      later.document.yaml.locate(['spec', 'want', key], 'value'),
      `${key}: ${rival} enforces something else on the same resources`,
      `let them agree, part their scopes, or add overrides: [${earlier.policy.name}]`,
    ),
  ];
}

/** Lists say what is allowed, and two of them may both be met. */
function unequalKey(
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): string | undefined {
  return Object.keys(other).find((name) => {
    const [a, b] = [one[name], other[name]];
    return a !== undefined && b !== undefined && !Array.isArray(a) && !isDeepStrictEqual(a, b);
  });
}

/** Two kinds that would set one thing differently; neither can give way to the other, as they want other things as well. */
function crossing(
  earlier: Enforcing,
  later: Enforcing,
  defaultRegions: readonly string[] | undefined,
): readonly Problem[] {
  if (!surelyOverlap(earlier.where, later.where, defaultRegions)) return [];
  return later.aims.flatMap(({ key, path, value }) => {
    const rival = earlier.aims.find((aim) => aim.path === path && aim.value !== value);
    if (rival === undefined) return [];
    const { kind, name, source } = earlier.policy;
    return [
      problem(
        later.document.yaml.locate(['spec', 'want', key], 'value'),
        `${key}: this would set ${value} where ${kind} ${name} (${formatPlace(source)}) sets ${rival.value} by ${rival.key}`,
        'let the two agree, or part their scopes: as it is, neither would be acted on',
      ),
    ];
  });
}

/** False where an exclusion might part them: by tag, by name, or in another branch of the tree. */
function surelyOverlap(a: Scope, b: Scope, defaultRegions: readonly string[] | undefined): boolean {
  const [regionsOfA, regionsOfB] = [a.regions ?? defaultRegions, b.regions ?? defaultRegions];
  if (regionsOfA && regionsOfB && !regionsOfA.some((region) => regionsOfB.includes(region))) return false;
  if (!regionsOfA !== !regionsOfB) return false;
  const excludedByB = new Set(b.exclude.map(formatSelector));
  const excludedByA = new Set(a.exclude.map(formatSelector));
  const oneSided = [
    ...a.exclude.filter((selector) => !excludedByB.has(formatSelector(selector))),
    ...b.exclude.filter((selector) => !excludedByA.has(formatSelector(selector))),
  ];
  const everyone: readonly (Selector | undefined)[] = [undefined];
  return (a.include ?? everyone).some((ours) =>
    (b.include ?? everyone).some((theirs) => {
      const narrower = contains(ours, theirs) ? theirs : contains(theirs, ours) ? ours : 'apart';
      return narrower !== 'apart' && oneSided.every((excluded) => areApart(excluded, narrower));
    }),
  );
}

/** Undefined is the whole organization. Tags and names contain nothing but themselves, as far as can be told. */
function contains(outer: Selector | undefined, inner: Selector | undefined): boolean {
  if (outer === undefined || (outer.by === 'ou' && outer.ou.startsWith('r-'))) return true;
  if (inner === undefined) return false;
  if (formatSelector(outer) === formatSelector(inner)) return true;
  return outer.by === 'ou' && inner.by === 'ou' && inner.ou.startsWith(`${outer.ou}/`);
}

function areApart(a: Selector, b: Selector | undefined): boolean {
  if (b === undefined) return false;
  if (a.by === 'account' && b.by === 'account') return isId(a.account) && isId(b.account) && a.account !== b.account;
  return a.by === 'ou' && b.by === 'ou' && isPath(a.ou) && isPath(b.ou) && !contains(a, b) && !contains(b, a);
}

function isId(account: string): boolean {
  return /^\d{12}$/.test(account);
}

function isPath(ou: string): boolean {
  return !/^(ou|r)-/.test(ou);
}
