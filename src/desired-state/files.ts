/**
 * Which files make up the desired state? Reads a directory tree of YAML, of bounded size, each file once, however many
 * links lead to it, and nothing outside of the tree.
 *
 * A ConfigMap's mount and git-sync's both show each file through links into a hidden directory. So names that begin with a
 * dot are not entered, and links are followed.
 */
import { constants } from 'node:fs';
import type { Dirent } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Problem } from '../model/desired-state.ts';
import { readCommit } from './commit.ts';
import { compareText, problem } from './problem-list.ts';
import type { FileText } from './read.ts';

export const MAX_FILES = 5_000;
export const MAX_ENTRIES = 50_000;
export const MAX_FILE_BYTES = 1_048_576;
export const MAX_TOTAL_BYTES = 8 * 1_048_576;
export const MAX_DIRECTORY_DEPTH = 16;

interface Walk {
  readonly root: string;
  /** Real paths that have been seen: directories on the way and files. */
  readonly seen: Set<string>;
  readonly files: FileText[];
  readonly problems: Problem[];
  /** Files are read one after the other, all through this. */
  readonly buffer: Buffer;
  entries: number;
  bytes: number;
}

export interface Tree {
  readonly files: readonly FileText[];
  readonly problems: readonly Problem[];
  /** The git commit that the files come from, where that can be told. */
  readonly commit?: string | undefined;
}

/** Never rejects: what cannot be read is a problem. Paths begin with the directory as it was given. */
export async function readTree(directory: string): Promise<Tree> {
  const walk: Walk = {
    root: '',
    seen: new Set(),
    files: [],
    problems: [],
    buffer: Buffer.alloc(MAX_FILE_BYTES + 1),
    entries: 0,
    bytes: 0,
  };
  let commit: string | undefined;
  try {
    const root = await realpath(directory);
    commit = await readCommit(directory, root);
    await enter(directory, root, 0, { ...walk, root });
  } catch (error) {
    complain(walk, directory, unreadable(error));
  }
  return { files: walk.files, problems: walk.problems, commit };
}

async function enter(shown: string, real: string, depth: number, walk: Walk): Promise<void> {
  if (walk.seen.has(real)) return;
  walk.seen.add(real);
  if (depth > MAX_DIRECTORY_DEPTH) {
    complain(walk, shown, `directories are nested deeper than ${MAX_DIRECTORY_DEPTH}`);
    return;
  }
  const entries = await readdir(real, { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => compareText(a.name, b.name))) {
    if (entry.name.startsWith('.')) continue;
    if (++walk.entries === MAX_ENTRIES) complain(walk, shown, `more than ${MAX_ENTRIES} files and directories`);
    if (walk.entries >= MAX_ENTRIES) return;
    await visit(join(shown, entry.name), entry, depth, walk);
  }
}

async function visit(shown: string, entry: Dirent, depth: number, walk: Walk): Promise<void> {
  try {
    const yaml = isOurs(shown);
    if (entry.isFile() && !yaml) return;
    const path = join(entry.parentPath, entry.name);
    // Only a link can be something else than it seems; asking about each file costs more than reading it.
    const isLink = entry.isSymbolicLink();
    const real = isLink ? await realpath(path) : path;
    const found = isLink ? await stat(real) : entry;
    if (!found.isDirectory() && !yaml) return;
    // A link to, say, a mounted token would otherwise be quoted in messages about it.
    if (!real.startsWith(`${walk.root}${sep}`) && real !== walk.root) {
      complain(walk, shown, 'the link leads out of the directory\nput the file itself here');
    } else if (found.isDirectory()) {
      await enter(shown, real, depth + 1, walk);
    } else if (!found.isFile()) {
      complain(walk, shown, 'this is not a regular file');
    } else if (!walk.seen.has(real)) {
      walk.seen.add(real);
      await readFile(shown, real, walk);
    }
  } catch (error) {
    complain(walk, shown, unreadable(error));
  }
}

async function readFile(shown: string, real: string, walk: Walk): Promise<void> {
  if (walk.files.length >= MAX_FILES || walk.bytes > MAX_TOTAL_BYTES) {
    const limit = `${MAX_FILES} files, ${MAX_TOTAL_BYTES / 1_048_576} MiB in all`;
    complain(walk, shown, `this file is one too many\nat most ${limit}`);
    walk.entries = MAX_ENTRIES;
    return;
  }
  // The size is not asked before: it may have grown by the time of reading.
  await using file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW);
  const { buffer } = walk;
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  walk.bytes += length;
  if (length > MAX_FILE_BYTES) {
    complain(walk, shown, `the file is larger than ${MAX_FILE_BYTES / 1_048_576} MiB\nsplit it`);
    return;
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, length));
    walk.files.push({ path: shown, text });
  } catch {
    complain(walk, shown, 'the file is not valid UTF-8\nsave it as UTF-8');
  }
}

/** Kustomize's own files live among the documents. */
function isOurs(path: string): boolean {
  const name = path.slice(path.lastIndexOf(sep) + 1);
  return /\.ya?ml$/.test(name) && !/^kustomization\.ya?ml$/i.test(name);
}

function complain(walk: Walk, file: string, text: string): void {
  walk.problems.push(problem({ file, line: 1, column: 1 }, text));
}

function unreadable(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file or directory';
  if (code === 'EACCES' || code === 'EPERM') return 'reading is not permitted';
  if (code === 'ENOTDIR') return 'this is not a directory';
  if (code === 'ELOOP') return 'the link leads nowhere but in circles';
  return `it cannot be read: ${code ?? String(error)}`;
}
