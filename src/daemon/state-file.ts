/**
 * A small file of ours in the state directory: written whole or not at all, and believed only if it is what was written. It
 * may be lost at any time; what is there and cannot be understood is told apart from what is not there.
 */
import { createHash } from 'node:crypto';
import { constants, closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const VERSION = 1;
const MODE = 0o600;

export type StateFile =
  | { readonly is: 'absent' }
  | { readonly is: 'content'; readonly content: unknown }
  | { readonly is: 'unreadable'; readonly why: string };

/** Replaces the file in one step. Rejects with what the file system says. One writer of a file at a time. */
export async function writeStateFile(path: string, content: unknown): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}`);
  // Whatever stands there, perhaps a link, is nothing that anybody needs.
  await rm(temporary, { force: true });
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  {
    await using file = await open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, MODE);
    await file.writeFile(sealed(content));
    await file.sync();
  }
  await rename(temporary, path);
}

function sealed(content: unknown): string {
  const text = JSON.stringify(content);
  return `${JSON.stringify({ version: VERSION, sha256: digest(text) }).slice(0, -1)},"content":${text}}\n`;
}

/** Never throws. At most `maxBytes` are read. */
export function readStateFile(path: string, maxBytes: number): StateFile {
  let text: string | undefined;
  try {
    text = readBounded(path, maxBytes);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { is: 'absent' };
    return { is: 'unreadable', why: `${path} cannot be read: ${code ?? String(error)}` };
  }
  if (text === undefined) return { is: 'unreadable', why: `${path} is no regular file of at most ${maxBytes} bytes` };
  return unsealed(path, text);
}

function readBounded(path: string, maxBytes: number): string | undefined {
  // Not waiting: a pipe in place of the file would never answer.
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile() || stats.size > maxBytes) return undefined;
    const buffer = Buffer.alloc(stats.size);
    let length = 0;
    while (length < buffer.length) {
      const read = readSync(file, buffer, length, buffer.length - length, null);
      if (read === 0) break;
      length += read;
    }
    return buffer.toString('utf8', 0, length);
  } finally {
    closeSync(file);
  }
}

function unsealed(path: string, text: string): StateFile {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return { is: 'unreadable', why: `${path} is damaged` };
  }
  if (typeof found !== 'object' || found === null) return { is: 'unreadable', why: `${path} is damaged` };
  const { version, sha256, content } = found as Readonly<Record<string, unknown>>;
  if (version !== VERSION) return { is: 'unreadable', why: `${path} was written by another version of sagekeeper` };
  if (content === undefined || sha256 !== digest(JSON.stringify(content))) {
    return { is: 'unreadable', why: `${path} is damaged` };
  }
  return { is: 'content', content };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
