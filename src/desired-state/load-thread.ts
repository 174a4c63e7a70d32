/**
 * The thread's side of worker.ts: texts in, the state or every problem out, in one message.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { read } from './read.ts';
import type { LoadTask } from './worker.ts';

const { files, problems, commit, directory, now } = workerData as LoadTask;
parentPort?.postMessage(read(files, now, { directory, unread: problems, commit }));
