/**
 * `sagekeeper resume <policy>`: a person has seen to what a policy left worse than it was, and lets it go on.
 */
import { readHalts, removeHalt } from '../daemon/halt-files.ts';
import { statePaths } from '../daemon/state-dir.ts';
import { EXIT } from './exit-code.ts';
import { stateDirOf } from './freeze.ts';
import type { StopOptions } from './freeze.ts';
import { printable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

const MAX_NAMED = 20;

export async function resume(policy: string, options: StopOptions, terminal: Terminal): Promise<number> {
  const directory = await stateDirOf(options, terminal);
  if (directory === undefined) return EXIT.couldNotRun;
  const { halts } = statePaths(directory);
  const found = readHalts(halts);
  if (found.is === 'known' && !found.halts.has(policy)) {
    const halted = [...found.halts.keys()].slice(0, MAX_NAMED).join(', ');
    const others = halted === '' ? 'no policy is' : `these are: ${halted}`;
    terminal.err(`sagekeeper: ${printable(policy)} is not halted; ${others}\n`);
    return EXIT.couldNotRun;
  }
  if (found.is === 'unreadable') {
    terminal.err(`sagekeeper: ${printable(found.why, 1_000)}\n`);
    return EXIT.couldNotRun;
  }
  await removeHalt(halts, policy);
  terminal.out(`${printable(policy)} may go on; how its changes ended so far no longer counts.\n`);
  return EXIT.fine;
}
