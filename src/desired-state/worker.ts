/**
 * What did people write, found out beside the daemon instead of in its way? Reads the files, and leaves parsing them to a
 * thread with a deadline and a heap of its own, because a mebibyte of YAML takes a second or two in which nobody would renew a
 * lease or answer a probe. A tree that reads as it did last time is not parsed again.
 */
import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { Problem } from '../model/desired-state.ts';
import { readTree } from './files.ts';
import type { Tree } from './files.ts';
import { problem } from './problem-list.ts';
import type { Loaded } from './read.ts';
import { warningsOf } from './warnings.ts';

export interface ThreadLimits {
  readonly deadlineMs: number;
  /** What the thread may keep; the largest tree that is read at all needs less (test/bench/desired-state-load.ts). */
  readonly heapMiB: number;
  /** The thread's entry: `load-thread` beside this file, wherever that came from (sources, a build, a bundle). */
  readonly thread: URL;
}

/** What the thread is handed. */
export interface LoadTask extends Tree {
  readonly directory: string;
  readonly now: number;
}

interface Verdict {
  readonly directory: string;
  readonly digest: string;
  readonly now: number;
  readonly loaded: Loaded;
}

const EXTENSION = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

export const THREAD_LIMITS: ThreadLimits = {
  deadlineMs: 60_000,
  heapMiB: 512,
  thread: new URL(`./load-thread.${EXTENSION}`, import.meta.url),
};

/** An exemption that ends too far away is near enough one day: what is refused does not stay refused for ever. */
const REFUSED_FOR_MS = 3_600_000;
const STACK_MIB = 4;
const YOUNG_MIB = 64;

let last: Verdict | undefined;
let turn: Promise<unknown> = Promise.resolve();

/**
 * As `load`, but the event loop of the caller goes on. Never rejects: a thread that crashes, needs too much memory or does not
 * end is a problem of the directory. One tree is read at a time; the verdict on the last one is kept.
 *
 * @param now Milliseconds since the epoch: exemptions last at most a year from it, and the state is stamped with it.
 */
export async function loadInWorker(
  directory: string,
  now: number,
  limits: ThreadLimits = THREAD_LIMITS,
): Promise<Loaded> {
  const mine = turn.then(async () => loadNext(await readTree(directory), directory, now, limits));
  turn = mine;
  return mine;
}

/** The same for a tree that has been read: what it says is what these texts say, whatever has been written since. */
export async function loadTreeInWorker(
  tree: Tree,
  directory: string,
  now: number,
  limits: ThreadLimits = THREAD_LIMITS,
): Promise<Loaded> {
  const mine = turn.then(async () => loadNext(tree, directory, now, limits));
  turn = mine;
  return mine;
}

async function loadNext(tree: Tree, directory: string, now: number, limits: ThreadLimits): Promise<Loaded> {
  const digest = digestOf(tree);
  if (last?.directory === directory && last.digest === digest && now >= last.now) {
    const known = stillTrue(last, now);
    if (known !== undefined) return known;
  }
  const answer = await inThread({ ...tree, directory, now }, limits);
  if ('failed' in answer) return { problems: [crash(directory, answer.failed)] };
  last = { directory, digest, now, loaded: answer.loaded };
  return answer.loaded;
}

/** What was good stays good as time goes on; only what is worth a warning changes. */
function stillTrue({ loaded, now: then }: Verdict, now: number): Loaded | undefined {
  if ('problems' in loaded) return now - then < REFUSED_FOR_MS ? loaded : undefined;
  const state = { ...loaded.state, loadedAt: now };
  return { state, warnings: warningsOf(state, now) };
}

/** The same for the same files of the same commit with the same text, wherever links lead. */
export function digestOf({ files, problems, commit = '' }: Tree): string {
  const hash = createHash('sha256').update(JSON.stringify(problems)).update(commit);
  for (const { path, text } of files) hash.update(`\0${path}\0${text.length}\0`).update(text);
  return hash.digest('hex');
}

type Answer = { readonly loaded: Loaded } | { readonly failed: string };

async function inThread(task: LoadTask, { deadlineMs, heapMiB, thread }: ThreadLimits): Promise<Answer> {
  let worker: Worker;
  try {
    worker = new Worker(thread, {
      name: 'desired-state',
      workerData: task,
      // It has nothing to do with the process's secrets and flags.
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: heapMiB, maxYoungGenerationSizeMb: YOUNG_MIB, stackSizeMb: STACK_MIB },
    });
  } catch (error) {
    // The machine has no thread left to give.
    return { failed: explain(error as NodeJS.ErrnoException, heapMiB) };
  }
  const deadline = AbortSignal.timeout(deadlineMs);
  const answer = await new Promise<Answer>((resolve) => {
    worker.once('message', (loaded: Loaded) => resolve({ loaded }));
    worker.once('messageerror', (error: Error) => resolve({ failed: explain(error, heapMiB) }));
    worker.once('error', (error: NodeJS.ErrnoException) => resolve({ failed: explain(error, heapMiB) }));
    worker.once('exit', (code) => resolve({ failed: `the thread that reads it ended with ${code}` }));
    deadline.addEventListener('abort', () => resolve({ failed: `reading it takes longer than ${deadlineMs} ms` }));
  });
  await worker.terminate();
  return answer;
}

function explain(error: NodeJS.ErrnoException, heapMiB: number): string {
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') return `reading it takes more than ${heapMiB} MiB of memory`;
  return `the thread that reads it failed: ${error.message}`;
}

function crash(directory: string, what: string): Problem {
  const at = { file: directory, line: 1, column: 1 };
  return problem(at, `the desired state could not be read: ${what}`, 'split it, or look for a file that is not meant');
}
