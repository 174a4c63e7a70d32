/**
 * Do two policies that enforce on one resource want different things of one path, and does one of them give way? Without an
 * answer they would undo each other's work for ever.
 */
import type { Judged } from '../model/decision.ts';
import type { Policy } from '../model/desired-state.ts';
import type { Difference, Path } from '../model/verdict.ts';

export interface Contest {
  /** yields: an override says that this policy gives way · conflicts: nobody has said who gives way. */
  readonly outcome: 'yields' | 'conflicts';
  readonly other: Policy;
}

/** Far deeper than any `want` that the desired state lets through. */
const MAX_DEPTH = 64;

/**
 * Who else wants something different of this difference's path. `enforcing`: the policies that apply to the resource,
 * enforce there and are not excused, this one among them.
 */
export function contestOver(mine: Judged, path: Path, enforcing: readonly Judged[]): Contest | undefined {
  const rivals = enforcing.filter((other) => disagree(mine, other, path));
  const winner = rivals.find((rival) => overrides(rival.policy, mine.policy));
  if (winner !== undefined) return { outcome: 'yields', other: winner.policy };
  const rival = rivals.find((other) => !overrides(mine.policy, other.policy) && !givesWay(other, path, enforcing));
  return rival && { outcome: 'conflicts', other: rival.policy };
}

/** A policy that gives way to a third one here contests nothing. */
function givesWay(judged: Judged, path: Path, enforcing: readonly Judged[]): boolean {
  return enforcing.some((other) => overrides(other.policy, judged.policy) && disagree(other, judged, path));
}

/** Two that name each other have not said who gives way. */
function overrides(policy: Policy, other: Policy): boolean {
  return policy.overrides.includes(other.name) && !other.overrides.includes(policy.name);
}

/**
 * Where both differ from what is there, their differences tell, unless each would be content with what the other wants. Where one
 * is content, what it would do once the other has had its way can only be told by its document: by convention, `want` names
 * things as the first part of a path does.
 */
function disagree(one: Judged, other: Judged, path: Path): boolean {
  if (one === other) return false;
  const mine = differenceAt(one, path);
  const theirs = differenceAt(other, path);
  if (mine !== undefined && theirs !== undefined)
    return !isSame(mine.want, theirs.want) && !(acceptsOf(one, other, theirs) && acceptsOf(other, one, mine));
  if (mine === theirs || one.policy.kind !== other.policy.kind) return false;
  const content = mine === undefined ? one.accepts : other.accepts;
  const wanted = mine ?? theirs;
  if (content !== undefined && wanted !== undefined) return !content(wanted);
  const key = path.split('/', 2)[1] ?? '';
  const [here, there] = [wantAt(one.policy, key), wantAt(other.policy, key)];
  return here !== undefined && there !== undefined && !isSame(here, there);
}

/** Would the first be content with what the other of its kind wants there? */
function acceptsOf({ policy, accepts }: Judged, other: Judged, wanted: Difference): boolean {
  return policy.kind === other.policy.kind && accepts?.(wanted) === true;
}

function differenceAt({ verdict }: Judged, path: Path): Difference | undefined {
  return verdict.applicable ? verdict.differences.find((difference) => difference.path === path) : undefined;
}

function wantAt({ want }: Policy, key: string): unknown {
  return isRecord(want) && Object.hasOwn(want, key) ? want[key] : undefined;
}

/** The same value, whatever the order of keys. What is nested too deeply to tell counts as different: that holds, and is told. */
function isSame(one: unknown, other: unknown, depth = 0): boolean {
  if (Object.is(one, other)) return true;
  if (depth > MAX_DEPTH || !isRecord(one) || !isRecord(other) || Array.isArray(one) !== Array.isArray(other))
    return false;
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  return keys.every((key) => Object.hasOwn(other, key) && isSame(one[key], other[key], depth + 1));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
