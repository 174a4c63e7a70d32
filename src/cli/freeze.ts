/**
 * `sagekeeper freeze`: nothing new begins from now on, in the process that shares the state directory. No git is waited for,
 * and no port can do it: whoever may write the directory may freeze.
 */
import { stat } from 'node:fs/promises';
import { systemClock } from '../daemon/clock.ts';
import { readConfig } from '../daemon/config.ts';
import { MAX_REASON_LENGTH, writeFreeze } from '../daemon/freeze-file.ts';
import { findStateDir, statePaths } from '../daemon/state-dir.ts';
import { EXIT } from './exit-code.ts';
import { printable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

export interface StopOptions {
  readonly stateDir?: string;
}

export interface FreezeOptions extends StopOptions {
  /** Milliseconds. */
  readonly for?: number;
  readonly reason?: string;
}

export async function freeze(options: FreezeOptions, terminal: Terminal): Promise<number> {
  const directory = await stateDirOf(options, terminal);
  if (directory === undefined) return EXIT.couldNotRun;
  const at = systemClock.now();
  const until = options.for === undefined ? undefined : at + options.for;
  const { freeze: file, lastGood } = statePaths(directory);
  if (!(await isThere(lastGood))) {
    const doubt = `no sagekeeper has kept anything in ${directory} yet: does the one you mean run with this --state-dir?`;
    terminal.err(`warning: ${printable(doubt, 1_000)}\n`);
  }
  await writeFreeze(file, { at, until, reason: options.reason?.slice(0, MAX_REASON_LENGTH) });
  const end = until === undefined ? 'until sagekeeper unfreeze' : `until ${new Date(until).toISOString()}`;
  terminal.out(`Frozen ${end}: nothing new begins. What was begun is brought back.\n`);
  return EXIT.fine;
}

/** The directory that is meant; undefined, and told, where there is none. */
export async function stateDirOf({ stateDir }: StopOptions, terminal: Terminal): Promise<string | undefined> {
  const directory = readConfig(stateDir === undefined ? {} : { stateDir }).stateDir;
  const missing =
    directory === undefined
      ? 'which process is meant? Give the --state-dir that it runs with, or set SAGEKEEPER_STATE_DIR'
      : await findStateDir(directory);
  if (missing === undefined) return directory;
  terminal.err(`sagekeeper: ${printable(missing, 1_000)}\n`);
  return undefined;
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
