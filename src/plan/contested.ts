/**
 * Has this policy mended this resource before, and lately? Then somebody undoes what we do, and disturbing people once
 * more settles nothing: it is held, and told. The provenance tag knows, so a restart forgets nothing.
 */
import type { Hold } from '../model/decision.ts';
import type { Policy } from '../model/desired-state.ts';
import type { Resource } from '../model/resource.ts';

/** A disruptive change of one resource under one policy is made at most this often. */
export const CONTESTED_MS = 7 * 86_400_000;

const DAY_MS = 86_400_000;

/**
 * The same for quiet changes, of which no tag tells: `mendedAt` are those that this process made, oldest first. Undefined:
 * not contested.
 */
export function undoneHold(
  { name }: Policy,
  mendedAt: readonly number[],
  { timesADay, because }: { readonly timesADay: number; readonly because: string },
  now: number,
): Hold | undefined {
  const lately = mendedAt.filter((at) => now - at < DAY_MS);
  const oldest = lately.at(-timesADay);
  if (oldest === undefined) return undefined;
  const why = `${name} mended this ${lately.length} times within a day, and it differs again: ${because}`;
  return { gate: 'contested', reason: 'MendedBefore', why, until: oldest + DAY_MS };
}

/** Undefined: not contested. `now` in milliseconds since the epoch. For disruptive steps only. */
export function contestedHold(policy: Policy, resource: Resource, now: number): Hold | undefined {
  const { provenance } = resource;
  if (provenance === undefined || !provenance.policies.includes(policy.name)) return undefined;
  // A time in the future (a forged tag, a clock that was wrong) holds no longer than a change made now would.
  const until = Math.min(provenance.at, now) + CONTESTED_MS;
  if (now >= until) return undefined;
  const at = new Date(provenance.at).toISOString();
  const why = `${policy.name} mended this at ${at} (change ${provenance.change}), and it differs again`;
  return { gate: 'contested', reason: 'MendedBefore', why, until };
}
