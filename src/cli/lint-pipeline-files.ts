/**
 * Where do definitions come from, and how are they put back? Files and standard input, read whole or refused; a file is replaced in
 * one step, and keeps its mode.
 */
import { isUtf8 } from 'node:buffer';
import {
  chmodSync,
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** As many bytes as the longest definition can take: three for each UTF-16 code unit, and what a shell puts around it. */
const MAX_BYTES = 4 * 1024 * 1024;
export const STANDARD_INPUT = '-';

export interface DefinitionText {
  readonly text: string;
  /** What stood before the definition: lines of a log, as empty lines, so that line numbers stay. */
  readonly blank: string;
}

export type DefinitionSource = DefinitionText | { readonly unreadable: string };

/** Never throws for what is wrong with the file. */
export async function readSource(path: string, input: AsyncIterable<Uint8Array | string>): Promise<DefinitionSource> {
  try {
    if (path !== STANDARD_INPUT) return textOf(readFile(path), false);
    return textOf(await readAll(input), true);
  } catch (error) {
    return { unreadable: error instanceof Error ? error.message : String(error) };
  }
}

/** Throws what the file system says; then the file is as it was. */
export function replaceFile(path: string, text: string): void {
  const target = realpathSync(path);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}`);
  const file = openSync(target, 'r');
  const { mode } = fstatSync(file);
  closeSync(file);
  try {
    writeFileSync(temporary, text, { flag: 'wx', flush: true });
    chmodSync(temporary, mode);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function readFile(path: string): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const stats = fstatSync(file);
    if (stats.isDirectory()) throw new Error('it is a directory');
    if (stats.size > MAX_BYTES) throw new Error(`it is longer than ${MAX_BYTES} bytes`);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

async function readAll(input: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    const buffer = typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > MAX_BYTES) throw new Error(`it is longer than ${MAX_BYTES} bytes`);
    chunks.push(buffer);
  }
  return Buffer.concat(chunks);
}

/**
 * The Python SDK writes its log on standard output as well, so that what a script prints may begin with lines of it. Nothing else
 * is passed over, a byte order mark neither: it is part of what AWS would be sent.
 */
function textOf(bytes: Uint8Array, withLog: boolean): DefinitionSource {
  if (!isUtf8(bytes)) return { unreadable: 'it is not UTF-8' };
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const log = withLog ? (/^(?:sagemaker[.\w]* +[A-Z]+ +- [^\n]*\n)+/.exec(text)?.[0] ?? '') : '';
  const blank = log.replace(/[^\n]+/g, '');
  return { text: text.slice(log.length), blank };
}
