/**
 * One resource, read with everything that its next call is made of: right before a write, for an explanation, and for a plan,
 * which promises the very call.
 */
import type { Reader } from '../model/world.ts';
import type { DescribeOptions, Need, Resource, Sighting } from '../model/resource.ts';
import { POLICY_KINDS } from '../policies/index.ts';
import { askPermissions } from './permissions.ts';
import type { Controller } from './controller.ts';
import type { Place } from './memory.ts';
import { outdated } from './outdated.ts';
import { SAME_CREATION_MS } from './recollections.ts';

/** A whole reading, kept; undefined where the resource is gone. Rejects with an AwsError where it could not be read. */
export async function see(controller: Controller, place: Place, resource: Resource): Promise<Resource | undefined> {
  const reader = controller.world.reader(place.selection.target);
  const options = { tags: true, close: true, needs: needsIn(place), now: controller.world.clock.now() };
  const fresh = notOlder(place, resource, await place.kind.describe(reader, resource, options));
  if (fresh === undefined) controller.forget(place, resource.arn);
  else {
    controller.hold(place, fresh);
    await askPermissions(controller, place, fresh);
  }
  return fresh;
}

/** A reading as a pass needs it, not kept yet. `close`: as it is right before a write. */
export async function glance(
  reader: Reader,
  place: Place,
  resource: Sighting,
  options: Pick<DescribeOptions, 'tags' | 'close' | 'allowance' | 'now'>,
): Promise<Resource | undefined> {
  return notOlder(place, resource, await place.kind.describe(reader, resource, { ...options, needs: needsIn(place) }));
}

/** Of two readings that tell another creation time the one that tells the later is the newer, and the other is no reading. */
function notOlder<R extends Resource>(place: Place, seen: Sighting, reading: R | undefined): R | undefined {
  if (reading !== undefined && seen.createdAt - reading.createdAt >= SAME_CREATION_MS) throw outdated(place, reading);
  return reading;
}

/** What the policies of the place have to know beyond a description. */
export function needsIn({ selection }: Place): ReadonlySet<Need> {
  return new Set(selection.policies.flatMap(({ kind, want }) => POLICY_KINDS.get(kind)?.needs?.(want) ?? []));
}
