/**
 * The processes of the demo: started with an environment of their own, watched, and ended in order. None outlives us: each
 * holds a channel to this process and ends when it closes.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import type { Clock } from '../model/world.ts';

const TAIL_LINES = 20;
const MAX_TAIL_LINE_CHARACTERS = 500;
/** The contract of `run` is ten seconds from SIGTERM. */
const GRACE_MS = 12_000;

export interface Child {
  readonly name: string;
  /** Resolves when the process has ended; never rejects. */
  readonly ended: Promise<void>;
  readonly running: () => boolean;
  /** The last lines that it said, for a complaint. */
  readonly tail: () => string;
  readonly end: (clock: Clock) => Promise<void>;
}

/** Starts this very program with another verb. `environment` is all that it sees: no credentials of yours can leak into it. */
export function startChild(verb: readonly string[], environment: Readonly<Record<string, string>>): Child {
  const script = process.argv[1] ?? '';
  // In a group of its own: Ctrl-C reaches only us, and we end the controller before the world that it works in.
  const child = spawn(process.execPath, [script, ...verb], {
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  const lines = tailOf(child);
  let running = true;
  const ended = new Promise<void>((resolve) => {
    const done = (error?: unknown): void => {
      if (error instanceof Error) lines.push(error.message);
      running = false;
      resolve();
    };
    child.once('exit', () => done());
    child.once('error', done);
  });
  const end = async (clock: Clock): Promise<void> => {
    if (running) child.kill('SIGTERM');
    const patience = new AbortController();
    await Promise.race([ended, clock.sleep(GRACE_MS, patience.signal)]);
    patience.abort();
    if (running) child.kill('SIGKILL');
    await ended;
  };
  return { name: verb[0] ?? '', ended, running: () => running, tail: () => lines.join('\n'), end };
}

function tailOf(child: ChildProcess): string[] {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      lines.push(...text.split('\n').flatMap((line) => (line === '' ? [] : [line.slice(0, MAX_TAIL_LINE_CHARACTERS)])));
      lines.splice(0, Math.max(0, lines.length - TAIL_LINES));
    });
  }
  return lines;
}

/** The port that is asked for where nobody has it, otherwise any free one, on the loopback address. */
export async function freePort(preferred: number): Promise<number> {
  return (await tryPort(preferred)) ?? (await tryPort(0)) ?? preferred;
}

async function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });
}
