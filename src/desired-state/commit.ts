/**
 * Which git commit do these files come from, as far as that can be told without git? Either a link of git-sync leads to a
 * directory that is named after it, or HEAD of a checkout says so. What lies there is hostile until parsed: what comes out is 40
 * hexadecimal digits or nothing. Edits that are not committed do not show; the revision tells those.
 */
import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';

/** More directories above than any checkout lies deep. */
const MAX_LEVELS = 64;
/** HEAD and a ref are one line; packed refs are as many lines as there are branches and tags. */
const MAX_LINE_BYTES = 1_024;
const MAX_PACKED_BYTES = 1_048_576;
const COMMIT = /^[0-9a-f]{40}$/;
/** https://git-scm.com/docs/git-check-ref-format: what it forbids and what could lead out of the directory. */
const REF = /^refs\/(?!.*(?:\.\.|\/\.|\/\/))[^\0-\x20\x7f~^:?*[\\]{1,250}$/;

/** Reads little, and never rejects: what cannot be read is not known. `real`: the directory with every link followed. */
export async function readCommit(directory: string, real: string): Promise<string | undefined> {
  const named = commitInPath(resolve(directory), real);
  if (named !== undefined) return named;
  const git = await gitAbove(real);
  if (git === undefined) return undefined;
  const head = headIn(await readStart(join(git, 'HEAD'), MAX_LINE_BYTES));
  if (head === undefined || 'commit' in head) return head?.commit;
  const loose = commitIn(await readStart(join(git, head.ref), MAX_LINE_BYTES));
  return loose ?? packedCommit(await readStart(join(git, 'packed-refs'), MAX_PACKED_BYTES), head.ref);
}

/**
 * The innermost directory that is named after a commit, if a link led there: a path that was written so by a person may mean
 * anything. https://github.com/kubernetes/git-sync: the link's target is a worktree, and its name the hash.
 */
export function commitInPath(directory: string, real: string): string | undefined {
  const written = new Set(directory.split(sep));
  return real.split(sep).findLast((name) => COMMIT.test(name) && !written.has(name));
}

/** What HEAD says: a commit (detached), or the ref that has it. Undefined: neither. */
export function headIn(text: string): { readonly commit: string } | { readonly ref: string } | undefined {
  const line = firstLine(text);
  if (COMMIT.test(line)) return { commit: line };
  const ref = line.startsWith('ref: ') ? line.slice('ref: '.length) : '';
  return REF.test(ref) ? { ref } : undefined;
}

/** The commit that a file of one ref holds. */
export function commitIn(text: string): string | undefined {
  const line = firstLine(text);
  return COMMIT.test(line) ? line : undefined;
}

/** The commit of a ref among the packed ones: lines of a hash, a space and the name. A line that is cut off names another. */
export function packedCommit(text: string, ref: string): string | undefined {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const line = whole.split('\n').find((it) => it.slice(41) === ref && it[40] === ' ');
  return line === undefined ? undefined : commitIn(line.slice(0, 40));
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return (end < 0 ? text : text.slice(0, end)).trimEnd();
}

/** The nearest `.git` that is a directory; a worktree's file that points elsewhere is not followed. */
async function gitAbove(real: string): Promise<string | undefined> {
  let here = real;
  for (let level = 0; level < MAX_LEVELS; level += 1) {
    const git = join(here, '.git');
    const found = await lstat(git).catch(() => undefined);
    if (found !== undefined) return found.isDirectory() ? git : undefined;
    if (dirname(here) === here) return undefined;
    here = dirname(here);
  }
  return undefined;
}

/** Empty where there is no such regular file. */
async function readStart(path: string, maxBytes: number): Promise<string> {
  try {
    // Not blocking: a pipe in its place would never be opened otherwise.
    await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.min(size, maxBytes));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    // Gone, not permitted, a directory: all the same to whoever asks.
    return '';
  }
}
