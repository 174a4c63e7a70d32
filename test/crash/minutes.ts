/**
 * A life in which nothing goes wrong, minute by minute, and how a resource stands in it.
 */
import type { Standing } from '../../src/model/decision.ts';
import { lookAgain, lookAt, type Life, type OwnTime, pass } from './life.ts';

export const MINUTE_MS = 60_000;
/** Looks after one pass: more than any test of a few resources needs. */
const MAX_LOOKS = 200;

/** One pass, and all looks that follow from it within the minute. Afterwards it is a minute later. */
export async function passMinute(life: Life, time: OwnTime): Promise<void> {
  const until = time.now() + MINUTE_MS;
  await pass(life, MINUTE_MS);
  for (let looks = 0; lookAt(life) <= until; looks += 1) {
    if (looks > MAX_LOOKS) throw new Error('it does not come to rest');
    time.reach(lookAt(life));
    await lookAgain(life);
  }
  time.reach(until);
}

/** By the first of its policies. Undefined: it was not seen. */
export function standingOf({ controller, places }: Life, name: string): Standing | undefined {
  for (const place of places)
    for (const { resource } of place.entries.values())
      if (resource?.name === name) return controller.consider(place, resource).standings[0];
  return undefined;
}
