/**
 * The state directory: what is where in it, and whether it can be used at all. Everything in it may be lost; nothing in it is
 * needed to bring home what was begun.
 */
import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const MODE = 0o700;

export interface StatePaths {
  /** `sagekeeper freeze` puts it there. */
  readonly freeze: string;
  /** One file for each halted policy. */
  readonly halts: string;
  /** The files of the last desired state that was in force. */
  readonly lastGood: string;
  /** When a document was sent last of which nothing in AWS tells. */
  readonly documentSent: string;
}

export function statePaths(directory: string): StatePaths {
  return {
    freeze: join(directory, 'freeze.json'),
    halts: join(directory, 'halts'),
    lastGood: join(directory, 'last-good.json'),
    documentSent: join(directory, 'document-sent.json'),
  };
}

/** Makes the directory where there is none. A sentence for people where it cannot be used. */
export async function prepareStateDir(directory: string): Promise<string | undefined> {
  try {
    await mkdir(directory, { recursive: true, mode: MODE });
    await mkdir(statePaths(directory).halts, { recursive: true, mode: MODE });
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return `the state directory ${directory} cannot be used: ${codeOf(error)}`;
  }
}

/** A sentence for people where there is no such directory: a freeze in a wrong place would freeze nothing. */
export async function findStateDir(directory: string): Promise<string | undefined> {
  try {
    return (await stat(directory)).isDirectory() ? undefined : `${directory} is not a directory`;
  } catch (error) {
    return `the state directory ${directory} cannot be used: ${codeOf(error)}`;
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
