/**
 * `sagekeeper validate`: is what people wrote good? Reads files only.
 */
import { readFileSync, statSync } from 'node:fs';
import { systemClock } from '../daemon/clock.ts';
import { readConfig } from '../daemon/config.ts';
import { load } from '../desired-state/load.ts';
import type { DesiredState } from '../model/desired-state.ts';
import { EXIT } from './exit-code.ts';
import type { ReadingOptions } from './options.ts';
import { problemsHuman, problemsJson } from './problems.ts';
import type { LineOf } from './problems.ts';
import { counted, printable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

/** A bigger file is refused by the loader, and showing a line of it would cost more than it tells. */
const MAX_SHOWN_FILE_BYTES = 4 * 1024 * 1024;

export interface ValidateOptions extends ReadingOptions {
  readonly output?: 'human' | 'json';
}

export async function validate(options: ValidateOptions, terminal: Terminal): Promise<number> {
  const directory = readConfig(
    options.desiredState === undefined ? {} : { desiredState: options.desiredState },
  ).desiredState;
  const loaded = await load(directory, systemClock.now());
  if ('problems' in loaded) {
    terminal.out(
      options.output === 'json'
        ? problemsJson(loaded.problems)
        : problemsHuman(loaded.problems, linesOfFiles(), terminal.paint),
    );
    return EXIT.couldNotRun;
  }
  for (const warning of loaded.warnings) terminal.err(`warning: ${printable(warning, 1_000)}\n`);
  terminal.out(options.output === 'json' ? problemsJson([]) : `${goodText(directory, loaded.state)}\n`);
  return EXIT.fine;
}

function goodText(directory: string, { policies, windows, exemptions, revision }: DesiredState): string {
  const enforced = policies.filter((policy) => policy.mode === 'enforce').length;
  return (
    `${printable(directory)} is good: ${counted(policies.length, 'policy', 'policies')} (${enforced} enforced), ` +
    `${counted(windows.length, 'maintenance window')}, ${counted(exemptions.length, 'exemption')}; revision ${revision}`
  );
}

/** Reads each file once; a file that cannot be read shows no line, its problem says why. */
export function linesOfFiles(): LineOf {
  const files = new Map<string, readonly string[]>();
  return (file, line) => {
    let lines = files.get(file);
    if (lines === undefined) {
      lines = linesOf(file);
      files.set(file, lines);
    }
    return lines[line - 1];
  };
}

function linesOf(file: string): readonly string[] {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isFile() || stats.size > MAX_SHOWN_FILE_BYTES) return [];
  try {
    return readFileSync(file, 'utf8').split(/\r\n|\r|\n/);
  } catch (error) {
    return [`(${error instanceof Error ? error.message : String(error)})`];
  }
}
