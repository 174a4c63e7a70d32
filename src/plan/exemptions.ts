/**
 * Which exemption excuses a resource from a policy, and how do the exemptions stand that people wrote? An exemption that
 * has ended or matches nothing is told, and never keeps the state from loading.
 */
import type { Exemption } from '../model/desired-state.ts';
import type { Account } from '../model/organization.ts';
import type { Resource } from '../model/resource.ts';
import { covers } from '../model/scope.ts';
import type { Region } from '../model/target.ts';

/** An exemption is told as ending in its last two weeks: time to renew it through a pull request. */
const ENDING_MS = 14 * 86_400_000;

export type ExemptionState = 'active' | 'ending' | 'ended' | 'unused';

export interface ExemptionStates {
  /** Each exemption is in one of them: ended before unused before ending. */
  readonly counts: Readonly<Record<ExemptionState, number>>;
  /** What people should be told: everything that is not simply active. */
  readonly told: readonly { readonly exemption: Exemption; readonly state: ExemptionState; readonly why: string }[];
}

interface Excuse {
  readonly exemption: Exemption;
  /** Lower-case pieces between the stars of each pattern; undefined: everything in scope. */
  readonly patterns: readonly (readonly string[])[] | undefined;
}

/** What follows from the documents alone, which are replaced and never changed. */
const excuses = new WeakMap<readonly Exemption[], ReadonlyMap<string, readonly Excuse[]>>();

/**
 * The exemption that excuses this resource from the policy at `now` (milliseconds since the epoch), the one that lasts
 * longest where there are several. A scope that names no regions means `defaultRegions`: pass the policy's own.
 */
export function exemptionFor(
  policyName: string,
  resource: Resource,
  account: Account,
  exemptions: readonly Exemption[],
  now: number,
  defaultRegions: readonly Region[],
): Exemption | undefined {
  const candidates = excusesOf(exemptions).get(policyName);
  if (candidates === undefined) return undefined;
  // SageMaker lower-cases the names in its ARNs, whatever was asked for at creation; people write what they asked for.
  const arn = resource.arn.toLowerCase();
  let best: Exemption | undefined;
  for (const { exemption, patterns } of candidates) {
    if (now >= exemption.expiresAt) continue;
    if (best !== undefined && best.expiresAt >= exemption.expiresAt) continue;
    if (exemption.createdBefore !== undefined && resource.createdAt >= exemption.createdBefore) continue;
    if (patterns !== undefined && !patterns.some((pieces) => matches(pieces, arn))) continue;
    if (covers(exemption.scope, account, resource.region, defaultRegions)) best = exemption;
  }
  return best;
}

/** `usedNames`: the exemptions that excused something in the last complete round. */
export function exemptionStates(
  exemptions: readonly Exemption[],
  usedNames: ReadonlySet<string>,
  now: number,
): ExemptionStates {
  const counts = { active: 0, ending: 0, ended: 0, unused: 0 };
  const told: { exemption: Exemption; state: ExemptionState; why: string }[] = [];
  for (const exemption of exemptions) {
    const [state, why] = stateOf(exemption, usedNames, now);
    counts[state] += 1;
    if (state !== 'active') told.push({ exemption, state, why });
  }
  return { counts, told };
}

function stateOf(exemption: Exemption, usedNames: ReadonlySet<string>, now: number): [ExemptionState, string] {
  const end = new Date(exemption.expiresAt).toISOString();
  if (now >= exemption.expiresAt) return ['ended', `exemption ${exemption.name} has excused nothing since ${end}`];
  if (!usedNames.has(exemption.name)) return ['unused', `exemption ${exemption.name} matches nothing`];
  if (now >= exemption.expiresAt - ENDING_MS) return ['ending', `exemption ${exemption.name} ends at ${end}`];
  return ['active', ''];
}

function excusesOf(exemptions: readonly Exemption[]): ReadonlyMap<string, readonly Excuse[]> {
  const known = excuses.get(exemptions);
  if (known !== undefined) return known;
  const byPolicy = new Map<string, Excuse[]>();
  for (const exemption of exemptions) {
    const patterns = exemption.resources?.map((pattern) => pattern.toLowerCase().split('*'));
    for (const policy of exemption.policies) {
      byPolicy.set(policy, [...(byPolicy.get(policy) ?? []), { exemption, patterns }]);
    }
  }
  excuses.set(exemptions, byPolicy);
  return byPolicy;
}

/** In one walk through the text, whatever the pattern: a regular expression of many stars could take very long. */
function matches(pieces: readonly string[], text: string): boolean {
  const [head = '', ...rest] = pieces;
  const tail = rest.pop();
  if (tail === undefined) return text === head;
  if (!text.startsWith(head)) return false;
  let at = head.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return text.length - tail.length >= at && text.endsWith(tail);
}
