/**
 * What is in the tree, as the house rules need it: every source file with its text, its code without comments and strings,
 * and what it imports at run time (types stripped first, so that `import type` is free).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join, posix } from 'node:path';
import { parse } from 'es-module-lexer';
import { blankLiterals } from './blank-literals.ts';

export const ROOT = join(import.meta.dirname, '..', '..');
const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', 'coverage', '.git', '.cache', '.venv', '__pycache__']);
const MAX_FILES = 20_000;

export interface SourceFile {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Import {
  /** A package or `node:` name, or a path from the root of the repository. */
  readonly from: string;
  readonly own: boolean;
  readonly line: number;
}

/** Paths below a folder, from the root of the repository, sorted. */
export function listFiles(folder: string): readonly string[] {
  const found: string[] = [];
  const pending = [folder];
  for (let next = pending.pop(); next !== undefined && found.length < MAX_FILES; next = pending.pop()) {
    for (const entry of readdirSync(join(ROOT, next), { withFileTypes: true })) {
      const path = posix.join(next, entry.name);
      if (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name)) pending.push(path);
      if (entry.isFile()) found.push(path);
    }
  }
  return found.sort();
}

export function readSources(...folders: readonly string[]): readonly SourceFile[] {
  return folders
    .flatMap(listFiles)
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

/** What a file imports at run time, dynamic imports of literal names included. */
export function importsOf(file: SourceFile): readonly Import[] {
  const code = stripTypeScriptTypes(file.text);
  const [imports] = parse(code, file.path);
  return imports.flatMap((found) => {
    if (found.type === 'import-meta' || found.specifier === undefined) return [];
    const { specifier: name, start } = found;
    const own = name.startsWith('.');
    const from = own ? posix.join(posix.dirname(file.path), name) : name;
    return [{ from, own, line: lineAt(code, start) }];
  });
}

/** The code of a file, types stripped, with every comment, string and regular expression blanked; lines stay where they are. */
export function bareCode(file: SourceFile): string {
  return blankLiterals(stripTypeScriptTypes(file.text));
}

export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
