/**
 * How does a target stand as a whole, of which several kinds of resource are looked at? As well as the worst of them: what is
 * said of a target must hold for everything in it.
 */
import type { TargetState, TargetStatus } from '../model/snapshot.ts';
import { targetKey } from '../model/target.ts';
import type { TargetKey } from '../model/target.ts';
import type { Place } from './memory.ts';

/** The worst first. Whoever is still to be looked at is no worse than who could not be. */
const FROM_THE_WORST: readonly TargetState[] = ['unreachable', 'refused', 'skipped', 'disabled', 'reached'];

/** One status for each target, in the order in which they first come. */
export function targetStatuses(statuses: Iterable<TargetStatus>): readonly TargetStatus[] {
  const byTarget = new Map<TargetKey, TargetStatus>();
  for (const status of statuses) {
    const key = targetKey(status);
    const other = byTarget.get(key);
    byTarget.set(key, other === undefined ? status : together(other, status));
  }
  return [...byTarget.values()];
}

function together(one: TargetStatus, other: TargetStatus): TargetStatus {
  const worse = FROM_THE_WORST.indexOf(other.state) < FROM_THE_WORST.indexOf(one.state) ? other : one;
  const both = [one.lastCompleteAt, other.lastCompleteAt];
  const times = both.filter((at) => at !== undefined);
  return { ...worse, lastCompleteAt: times.length === both.length ? Math.min(...times) : undefined };
}

/** The last pass read all that there is to read. */
export function isComplete({ status, unread }: Pick<Place, 'status' | 'unread'>): boolean {
  return status.state === 'disabled' || (status.state === 'reached' && unread === 0);
}

/** Since when each of these has been read completely at least once; undefined: there is none that can be. */
export function completeSince(places: readonly Pick<Place, 'status'>[]): number | undefined {
  const times = places.flatMap(({ status }) => (status.state === 'disabled' ? [] : [status.lastCompleteAt ?? 0]));
  return times.length === 0 ? undefined : Math.min(...times);
}

export function countTargets(places: readonly Pick<Place, 'selection'>[]): number {
  return new Set(places.map(({ selection }) => targetKey(selection.target))).size;
}
