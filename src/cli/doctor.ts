/**
 * `sagekeeper doctor`: can every account be reached, and what is missing? Looks without changing anything.
 */
import { readConfig } from '../daemon/config.ts';
import type { Diagnosis } from '../daemon/diagnosis.ts';
import { diagnose } from '../daemon/doctor.ts';
import { doctorHuman } from './doctor-human.ts';
import { EXIT } from './exit-code.ts';
import { tellProblems } from './explain-problems.ts';
import type { ReadingOptions } from './options.ts';
import { clearProgress, progressOn } from './progress.ts';
import { stopSignal } from './stop-signals.ts';
import { printable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

const DEFAULT_DEADLINE_MS = 30_000;

export interface DoctorVerbOptions extends ReadingOptions {
  /** Milliseconds. */
  readonly deadlinePerAccount?: number;
  readonly output?: 'human' | 'json';
}

export async function doctor(options: DoctorVerbOptions, terminal: Terminal): Promise<number> {
  const { deadlinePerAccount = DEFAULT_DEADLINE_MS, output = 'human' } = options;
  const found = await diagnose(readConfig(options), {
    deadlinePerAccountMs: deadlinePerAccount,
    signal: stopSignal(),
    progress: progressOn(terminal, 'accounts'),
  });
  clearProgress(terminal);
  if ('error' in found) {
    terminal.err(`sagekeeper: ${printable(found.error, 2_000)}\n`);
    return EXIT.couldNotRun;
  }
  if ('problems' in found) {
    tellProblems(found.problems, output, terminal);
    return EXIT.couldNotRun;
  }
  terminal.out(output === 'json' ? `${JSON.stringify(found, null, 2)}\n` : doctorHuman(found, terminal.paint));
  return exitCodeOf(found);
}

function exitCodeOf({ ran, findings }: Diagnosis): number {
  if (!ran) return EXIT.couldNotRun;
  return findings.some(({ state }) => state === 'missing' || state === 'unclear') ? EXIT.partial : EXIT.fine;
}
