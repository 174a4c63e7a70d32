/**
 * A directory that exists only in a test, whose files are read one by one, as on a real disk, while somebody writes them; it
 * remembers everything that it ever was.
 */
import type { DesiredState } from '../../src/model/desired-state.ts';
import type { FileText, Loaded } from '../../src/desired-state/read.ts';
import type { Source } from '../../src/desired-state/watch.ts';
import { digestOf } from '../../src/desired-state/worker.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Ends every file that was written to its end. */
export const END = '# end\n';

export class VirtualFiles {
  readonly #time: VirtualTime;
  readonly #random: () => number;
  #files: ReadonlyMap<string, string> = new Map();
  /** Digests of what all files together were at some instant. */
  readonly was = new Set<string>();
  #changed: (() => void) | undefined;
  /** From which git commit they are. */
  commit: string | undefined;
  /** Notices that never arrive. */
  deafness = 0;

  constructor(time: VirtualTime, random: () => number) {
    this.#time = time;
    this.#random = random;
    this.now(new Map());
  }

  get files(): ReadonlyMap<string, string> {
    return this.#files;
  }

  /** All files change at once. */
  now(files: ReadonlyMap<string, string>): void {
    this.#files = files;
    this.was.add(digestOf(treeOf(files)));
    if (this.#random() >= this.deafness) this.#changed?.();
  }

  write(path: string, text: string): void {
    this.now(new Map([...this.#files, [path, text]]));
  }

  remove(path: string): void {
    this.now(new Map([...this.#files].filter(([name]) => name !== path)));
  }

  /** Reads as slowly as `pauseMs` says: each file as it is when its turn comes. */
  source(pauseMs: number): Source {
    return {
      read: async () => {
        const names = [...this.#files.keys()].sort();
        const files: FileText[] = [];
        for (const path of names) {
          if (this.#random() < 0.5) await this.#time.sleep(this.#random() * pauseMs);
          const text = this.#files.get(path);
          if (text !== undefined) files.push({ path, text });
        }
        return { files, problems: [], commit: this.commit };
      },
      load: async (tree) => Promise.resolve(loadedAs(tree)),
      watch: (changed) => {
        this.#changed = changed;
        return {
          rearm: async () => Promise.resolve(false),
          close: () => {
            this.#changed = undefined;
          },
        };
      },
    };
  }
}

/** A state whose revision is the digest of the files that it was made of; none where a file is cut short, or there is none. */
function loadedAs(tree: { readonly files: readonly FileText[] }): Loaded {
  const problems = tree.files.filter(({ text }) => !text.endsWith(END));
  if (problems.length > 0 || tree.files.length === 0) {
    return { problems: [{ file: problems[0]?.path ?? '.', line: 1, column: 1, message: 'cut short' }] };
  }
  return { state: { revision: digestOf({ ...tree, problems: [] }) } as DesiredState, warnings: [] };
}

export function treeOf(files: ReadonlyMap<string, string>) {
  const inOrder = [...files].map(([path, text]) => ({ path, text })).sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files: inOrder, problems: [] };
}
