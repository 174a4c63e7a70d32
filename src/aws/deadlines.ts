/**
 * When is a request given up? One sleeper looks over everything in flight a few times a second, instead of a timer for
 * each request: thousands of requests cost two set operations each. It counts its looks, not the clock, so that a clock
 * that is put right neither cuts requests off nor lets them hang.
 */
import type { Clock } from '../model/world.ts';

/** A deadline is kept this late at most, on an event loop that is not itself late. */
export const DEADLINE_GRAIN_MS = 50;

export interface Deadlines {
  /** Calls `expire` once, `afterMs` from now or up to DEADLINE_GRAIN_MS later, unless the returned function was called first. */
  watch(afterMs: number, expire: () => void): () => void;
}

interface Watched {
  readonly atLook: number;
  readonly expire: () => void;
}

export function createDeadlines(clock: Pick<Clock, 'sleep'>): Deadlines {
  const watched = new Set<Watched>();
  let looks = 0;
  let looking = false;

  const look = async (): Promise<void> => {
    while (watched.size > 0) {
      await clock.sleep(DEADLINE_GRAIN_MS);
      looks += 1;
      for (const entry of watched) {
        if (entry.atLook > looks) continue;
        watched.delete(entry);
        entry.expire();
      }
    }
    looking = false;
  };

  return {
    watch: (afterMs, expire) => {
      const entry = { atLook: looks + Math.ceil(afterMs / DEADLINE_GRAIN_MS) + 1, expire };
      watched.add(entry);
      if (!looking) {
        looking = true;
        void look();
      }
      return () => void watched.delete(entry);
    },
  };
}
