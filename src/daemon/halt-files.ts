/**
 * Which policies are halted, across restarts? One file for each in the state directory, so that putting one there and taking
 * another away never meet. A file that cannot be understood halts the policy that it is called after.
 */
import { opendirSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readStateFile, writeStateFile } from './state-file.ts';
import type { StateFile } from './state-file.ts';

const MAX_BYTES = 16_384;
/** More policies than any desired state holds. */
export const MAX_HALTS = 1_000;
/** What a document may be called (desired-state/documents/fields.ts). */
const FILE_NAME = /^([a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)\.json$/;

export type Halts =
  | { readonly is: 'known'; readonly halts: ReadonlyMap<string, string> }
  /** The directory is gone: nothing is known, and nothing was lifted. */
  | { readonly is: 'absent' }
  | { readonly is: 'unreadable'; readonly why: string };

export async function writeHalt(directory: string, policy: string, why: string, at: number): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeStateFile(join(directory, `${policy}.json`), { policy, why, at });
}

/** Whether there was one. Rejects with what the file system says, and where the name is no policy's. */
export async function removeHalt(directory: string, policy: string): Promise<boolean> {
  const name = `${policy}.json`;
  const path = join(directory, name);
  if (!FILE_NAME.test(name) || dirname(path) !== join(directory))
    throw new Error(`"${policy}" is not the name of a policy`);
  const there = readStateFile(path, MAX_BYTES).is !== 'absent';
  await rm(path, { force: true });
  return there;
}

/** Why each policy is halted, by name. Never throws. */
export function readHalts(directory: string): Halts {
  const halts = new Map<string, string>();
  try {
    const entries = opendirSync(directory);
    try {
      for (let entry = entries.readSync(); entry !== null; entry = entries.readSync()) {
        const policy = FILE_NAME.exec(entry.name)?.[1];
        if (policy === undefined) continue;
        if (halts.size >= MAX_HALTS)
          return { is: 'unreadable', why: `${directory} holds more than ${MAX_HALTS} files` };
        halts.set(policy, whyHalted(readStateFile(join(directory, entry.name), MAX_BYTES), policy));
      }
    } finally {
      entries.closeSync();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { is: 'absent' };
    return { is: 'unreadable', why: `${directory} cannot be read: ${code ?? String(error)}` };
  }
  return { is: 'known', halts };
}

/** For people; pure. */
export function whyHalted(file: StateFile, policy: string): string {
  const lift = `sagekeeper resume ${policy} lets it go on`;
  if (file.is !== 'content')
    return `${file.is === 'unreadable' ? file.why : 'it was halted'}: taken for a halt; ${lift}`;
  const { why, at } = (file.content ?? {}) as Readonly<Record<string, unknown>>;
  const since = typeof at === 'number' && Math.abs(at) <= 8.64e15 ? ` since ${new Date(at).toISOString()}` : '';
  return `halted${since}: ${typeof why === 'string' ? why.slice(0, 1_000) : 'for a reason that is not told'}; ${lift}`;
}
