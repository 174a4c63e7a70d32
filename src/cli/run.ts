/**
 * `sagekeeper run`: the controller itself, until a signal comes or, with --once, until nothing is left to do.
 */
import { readConfig } from '../daemon/config.ts';
import { start } from '../daemon/start.ts';
import type { StartOptions } from '../daemon/start.ts';
import { CannotListen } from '../report/server.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import type { ReadingOptions } from './options.ts';
import { planView } from './plan-view.ts';
import { viewText } from './plan.ts';
import { printable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

const DEFAULT_DEADLINE_MS = 2 * 3_600_000;

export interface RunOptions extends ReadingOptions {
  readonly once?: boolean;
  /** Milliseconds. */
  readonly deadline?: number;
  readonly listen?: string;
  readonly statusListen?: string;
  readonly stateDir?: string;
  readonly output?: 'human' | 'json';
}

/** `signal`: aborted when it has to end. Given, because a signal may come while this file's imports are still loaded. */
export async function run(options: RunOptions, terminal: Terminal, signal: AbortSignal): Promise<number> {
  const { once = false, deadline = DEFAULT_DEADLINE_MS, output, ...rest } = options;
  const config = readConfig(rest);
  for (const warning of config.warnings) terminal.err(`warning: ${printable(warning, 1_000)}\n`);
  const { exitCode, summary, error } = await start(config, {
    once,
    ...(once ? { deadlineMs: deadline } : {}),
    signal,
    log: logForm(once, output, terminal.outIsTerminal),
  }).catch((failure: unknown) => {
    // Another sagekeeper has the port: no mistake of ours, so no stack.
    if (failure instanceof CannotListen) return { exitCode: 2, summary: undefined, error: failure.message };
    throw failure;
  });
  if (error !== undefined) {
    terminal.err(`sagekeeper: ${printable(error, 2_000)}\n`);
    return EXIT.couldNotRun;
  }
  if (!once || summary === undefined) return exitCode;
  const view = planView(summary);
  terminal.out(viewText(view, output ?? 'human', terminal));
  return exitCodeOf(view, { tellDrift: true });
}

/**
 * With --once and JSON, standard output is one document, which log lines would spoil; but they are where what was replaced is found
 * again. A daemon logs JSON unless somebody watches.
 */
function logForm(once: boolean, output: RunOptions['output'], watched: boolean): StartOptions['log'] {
  if (once && output === 'json') return 'jsonAside';
  return output ?? (watched || once ? 'human' : 'json');
}
