/**
 * `sagekeeper unfreeze`: takes back what `sagekeeper freeze` did. A freeze in the desired state is taken back there.
 */
import { readFreeze, removeFreeze } from '../daemon/freeze-file.ts';
import { statePaths } from '../daemon/state-dir.ts';
import { EXIT } from './exit-code.ts';
import { stateDirOf } from './freeze.ts';
import type { StopOptions } from './freeze.ts';
import type { Terminal } from './terminal.ts';

export async function unfreeze(options: StopOptions, terminal: Terminal): Promise<number> {
  const directory = await stateDirOf(options, terminal);
  if (directory === undefined) return EXIT.couldNotRun;
  const { freeze } = statePaths(directory);
  const was = readFreeze(freeze).is !== 'absent';
  await removeFreeze(freeze);
  terminal.out(
    was
      ? 'The freeze is taken back: new things may begin, unless Organization.spec.freeze says otherwise.\n'
      : 'There was no freeze here.\n',
  );
  return EXIT.fine;
}
