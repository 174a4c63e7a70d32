/**
 * What becomes of work that fails again and again? It is told now and then; and where everything is looked at once, it is given up,
 * and its place counts as not read.
 */
import { AwsError } from '../model/aws-error.ts';
import type { World } from '../model/world.ts';
import type { Place, PlaceKey } from './memory.ts';

/** In a run that ends by itself, what fails so often is left to the next run. */
export const FAILURES_AT_MOST_ONCE = 6;
const TOLD_EVERY = 10;

export function tellFailure(world: Pick<World, 'tell'>, key: string, message: string, failures: number): void {
  if (failures !== 1 && failures % TOLD_EVERY !== 0) return;
  const told = `${key}: ${message} (${failures} in a row)`;
  world.tell({ event: 'Lifecycle', reason: 'WorkFailed', message: told });
}

export function mayPass(error: unknown): boolean {
  return error instanceof AwsError && (error.reason === 'throttled' || error.reason === 'unavailable');
}

/** The place whose pass that is, which says now that it could not be read; undefined: it is no pass. */
export function leftUnread(places: ReadonlyMap<PlaceKey, Place>, key: string, message: string): Place | undefined {
  const [, of = ''] = /^pass (.*)$/s.exec(key) ?? [];
  const place = places.get(of as PlaceKey);
  if (place !== undefined) place.status = { ...place.status, state: 'unreachable', reason: 'PassFailed', message };
  return place;
}
