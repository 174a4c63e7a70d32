/**
 * The last desired state that was in force, as its files: read again by the loader, so that what is on disk here is as
 * hostile, and as bounded, as what people write.
 */
import { commitIn } from '../desired-state/commit.ts';
import { MAX_FILES, MAX_TOTAL_BYTES } from '../desired-state/files.ts';
import { read } from '../desired-state/read.ts';
import type { FileText } from '../desired-state/read.ts';
import type { DesiredState } from '../model/desired-state.ts';
import { readStateFile, writeStateFile } from './state-file.ts';
import type { StateFile } from './state-file.ts';

/** JSON writes a control character with six; YAML has few of them. */
const MAX_BYTES = 4 * MAX_TOTAL_BYTES;

export type LastGood =
  | { readonly is: 'absent' }
  | { readonly is: 'state'; readonly state: DesiredState }
  | { readonly is: 'refused'; readonly why: string };

export async function writeLastGood(
  path: string,
  files: readonly FileText[],
  at: number,
  commit?: string,
): Promise<void> {
  await writeStateFile(path, { at, commit, files: files.map((file) => ({ path: file.path, text: file.text })) });
}

/** Never throws. */
export function readLastGood(path: string): LastGood {
  return lastGoodOf(readStateFile(path, MAX_BYTES), path);
}

/** What the file means: the same that its documents meant when they came into force. Pure. */
export function lastGoodOf(file: StateFile, path: string): LastGood {
  if (file.is === 'absent') return file;
  if (file.is === 'unreadable') return { is: 'refused', why: file.why };
  const kept = parse(file.content);
  if (kept === undefined) return { is: 'refused', why: `${path} does not hold what it should` };
  const loaded = read(kept.files, kept.at, { commit: kept.commit });
  if ('state' in loaded) return { is: 'state', state: loaded.state };
  const [first] = loaded.problems;
  return {
    is: 'refused',
    why: `what ${path} holds is no desired state any more: ${first?.message ?? 'no reason told'}`,
  };
}

interface Kept {
  readonly at: number;
  readonly files: readonly FileText[];
  readonly commit: string | undefined;
}

function parse(content: unknown): Kept | undefined {
  if (typeof content !== 'object' || content === null) return undefined;
  const { at, files, commit } = content as Readonly<Record<string, unknown>>;
  if (typeof at !== 'number' || !Number.isFinite(at) || !Array.isArray(files) || files.length > MAX_FILES)
    return undefined;
  const known = typeof commit === 'string' ? commitIn(commit) : undefined;
  return files.every(isFile) ? { at, files, commit: known } : undefined;
}

function isFile(value: unknown): value is FileText {
  if (typeof value !== 'object' || value === null) return false;
  const { path, text } = value as Readonly<Record<string, unknown>>;
  return typeof path === 'string' && typeof text === 'string';
}
