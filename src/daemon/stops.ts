/**
 * What the state directory holds back, looked at again whenever the last look is no longer fresh: nothing is begun on a
 * reading that is older than a moment. Also why a daemon may only restore.
 */
import type { Restraint, Stops } from '../model/stops.ts';
import { freezeRestraint, readFreeze } from './freeze-file.ts';
import { readHalts } from './halt-files.ts';
import { statePaths } from './state-dir.ts';
import type { StateFile } from './state-file.ts';

/** A tenth of what may pass between the freeze and the last write. Looking costs some ten microseconds. */
const FRESH_MS = 100;

export interface DaemonStops extends Stops {
  /** Every policy that a file halts, and why. */
  readonly halts: () => ReadonlyMap<string, string>;
  /** With a sentence: nothing new begins, whatever else is said; undefined takes it back. */
  readonly restoreOnly: (why: string | undefined) => void;
}

const NO_FILE: StateFile = { is: 'absent' };

export function createStops(stateDir: string | undefined, now: () => number): DaemonStops {
  const paths = stateDir === undefined ? undefined : statePaths(stateDir);
  let lookedAt = -Infinity;
  let freeze: StateFile = NO_FILE;
  let halts: ReadonlyMap<string, string> = new Map();
  let haltsUnreadable: Restraint | undefined;
  let restoreOnly: Restraint | undefined;

  const look = (): void => {
    const at = now();
    if (paths === undefined || Math.abs(at - lookedAt) < FRESH_MS) return;
    lookedAt = at;
    freeze = readFreeze(paths.freeze);
    const found = readHalts(paths.halts);
    if (found.is === 'known') halts = found.halts;
    haltsUnreadable =
      found.is === 'unreadable'
        ? { reason: 'HaltsUnreadable', why: `nobody knows which policies are halted: ${found.why}` }
        : undefined;
  };

  return {
    restraint: () => {
      look();
      return freezeRestraint(freeze, now()) ?? restoreOnly ?? haltsUnreadable;
    },
    halted: (policy) => {
      look();
      return halts.get(policy);
    },
    halts: () => {
      look();
      return halts;
    },
    restoreOnly: (why) => {
      restoreOnly = why === undefined ? undefined : { reason: 'RestoreOnly', why };
    },
  };
}
