/**
 * A directory as a source of desired state: read, loaded beside the event loop, and watched where it can be. Watched are
 * directories, never files: after the swap of a ConfigMap's `..data` link, or an editor's rename, a watched file is another one.
 */
import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { lstat, readdir, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, parse, resolve, sep } from 'node:path';
import { MAX_DIRECTORY_DEPTH, readTree } from './files.ts';
import type { Source, Watching } from './watch.ts';
import { loadTreeInWorker } from './worker.ts';

/** Beyond these, changes are found by reading everything again every now and then. */
const MAX_WATCHED = 500;
/** As many as Linux follows. */
const MAX_LINKS = 40;

/** Names that matter in a directory; undefined: all of them. */
type Watched = ReadonlyMap<string, ReadonlySet<string> | undefined>;

export function directorySource(directory: string): Source {
  return {
    read: async () => readTree(directory),
    load: async (tree, now) => loadTreeInWorker(tree, directory, now),
    watch: (changed) => watchDirectory(directory, changed),
  };
}

function watchDirectory(directory: string, changed: () => void): Watching {
  const watchers = new Map<string, FSWatcher>();
  const drop = (path: string): void => {
    watchers.get(path)?.close();
    watchers.delete(path);
  };
  let wanted: Watched = new Map();
  const begin = (path: string): void => {
    try {
      const watcher = watch(path, { persistent: false }, (_event, name) => {
        const names = wanted.get(path);
        if (names === undefined || name === null || names.has(name)) changed();
        // A directory that is gone tells so once, under its own name, and then nothing more.
        if (name === basename(path)) drop(path);
      });
      watcher.on('error', () => drop(path));
      watchers.set(path, watcher);
    } catch {
      // Gone meanwhile, or the kernel has no watches left: the next complete reading finds what nobody told.
      watchers.delete(path);
    }
  };
  return {
    rearm: async () => {
      wanted = await whatToWatch(directory);
      for (const path of watchers.keys()) if (!wanted.has(path)) drop(path);
      const fresh = [...wanted.keys()].filter((path) => !watchers.has(path));
      for (const path of fresh) begin(path);
      return fresh.some((path) => watchers.has(path));
    },
    close: () => {
      for (const path of watchers.keys()) drop(path);
    },
  };
}

/** The directories of the tree, and those in which a link or a name stands that leads to it. */
export async function whatToWatch(directory: string): Promise<Watched> {
  const watched = new Map<string, Set<string> | undefined>();
  const note = (path: string, name: string): void => {
    if (watched.has(path) && watched.get(path) === undefined) return;
    watched.set(path, (watched.get(path) ?? new Set<string>()).add(name));
  };
  await noteLinks(resolve(directory), note);
  // Where it is not there now, its parents are watched, and reading it says what is wrong.
  const root = await realpath(directory).catch(() => undefined);
  const queue = root === undefined ? [] : [{ path: root, depth: 0 }];
  const seen = new Set<string>(root === undefined ? [] : [root]);
  for (const { path, depth } of queue) {
    watched.set(path, undefined);
    if (depth >= MAX_DIRECTORY_DEPTH) continue;
    for (const child of await directoriesIn(path)) {
      if (queue.length >= MAX_WATCHED || seen.has(child)) continue;
      seen.add(child);
      queue.push({ path: child, depth: depth + 1 });
    }
  }
  return watched;
}

/** None where it cannot be read, or is gone meanwhile. */
async function directoriesIn(path: string): Promise<readonly string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const child = join(path, entry.name);
    if (entry.isDirectory()) found.push(child);
    else if (entry.isSymbolicLink() && !/\.ya?ml$/.test(entry.name)) {
      const is = await stat(child).catch(() => undefined);
      const real = is?.isDirectory() === true ? await realpath(child).catch(() => undefined) : undefined;
      if (real !== undefined) found.push(real);
    }
  }
  return found;
}

/** Each link on the way to the path, by the directory that it stands in; and the path's own name, which may be made anew. */
async function noteLinks(path: string, note: (directory: string, name: string) => void): Promise<void> {
  let here = parse(path).root;
  let rest = path.slice(here.length).split(sep).filter(Boolean);
  for (let links = 0; rest.length > 0;) {
    const [name = '', ...after] = rest;
    const next = join(here, name);
    const found = await lstat(next).catch(() => undefined);
    if (found === undefined || after.length === 0) note(here, name);
    if (found === undefined) return;
    if (!found.isSymbolicLink()) {
      here = next;
      rest = after;
      continue;
    }
    note(here, name);
    if ((links += 1) > MAX_LINKS) return;
    const target = resolve(dirname(next), await readlink(next).catch(() => '.'));
    here = parse(target).root;
    rest = [...target.slice(here.length).split(sep).filter(Boolean), ...after];
  }
}
