/**
 * What may be believed of an earlier description, and what must be asked again? AWS's lists tell when a resource was last
 * modified, but not reliably for every change, so everything is described again now and then whatever the lists say.
 */
import type { Resource, Sighting } from '../model/resource.ts';

/** A description that is not at least this much younger than the last modification may have missed it. */
const TRUSTED_AFTER_MS = 60_000;
/** After a start, tags of what was modified this lately are read, as the tag index lags behind. */
const LATELY_MS = 15 * 60_000;

export function mustDescribe(
  sighting: Sighting,
  known: Resource | undefined,
  now: number,
  completeReadEveryMs: number,
): boolean {
  if (known === undefined || known.createdAt !== sighting.createdAt || known.status !== sighting.status) return true;
  if (known.lastModifiedAt !== sighting.lastModifiedAt) return true;
  if (known.observedAt - sighting.lastModifiedAt < TRUSTED_AFTER_MS) return true;
  if (known.watched === true && (sighting.ranAt ?? 0) > known.lastModifiedAt) return true;
  const phase = spread(sighting.arn) * completeReadEveryMs;
  const turn = (at: number) => Math.floor((at + phase) / completeReadEveryMs);
  return turn(now) !== turn(known.observedAt);
}

/**
 * Might this resource carry an intent that we do not know of? Only asked as long as this process has never read it;
 * afterwards the tag index and our own memory tell.
 */
export function mayCarryIntent(sighting: Sighting, now: number): boolean {
  return sighting.status !== 'InService' || now - sighting.lastModifiedAt < LATELY_MS;
}

/** A reading that did not ask for tags, with the tags of an earlier one of the same resource: a hint until it is acted on. */
export function carryTags<R extends Resource>(reading: R, known: Resource | undefined): R {
  if (reading.tags !== undefined || known?.tags === undefined || known.createdAt !== reading.createdAt) return reading;
  const { tags, intent, provenance } = known;
  const isInFlight = intent.is === 'ours' && intent.intent.phase !== 'up';
  return { ...reading, tags, intent, provenance, running: reading.running || isInFlight };
}

/** A place in [0, 1) that is the resource's own, so that complete reads do not all fall due at once (FNV-1a). */
export function spread(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) / 2 ** 32;
}
