/**
 * The processes of a benchmark: the simulated AWS, and whatever is measured beside it. Each has an environment of its own,
 * so that no credentials of whoever runs it can leak in, and none outlives us.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname;
/** How long a process may take until it can be talked to. */
const UP_WITHIN_MS = 60_000;
const TAIL_CHARACTERS = 2_000;

export const ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: process.env['PATH'] ?? '',
  AWS_ACCESS_KEY_ID: 'AKIASIMULATORHUB',
  AWS_SECRET_ACCESS_KEY: 'any',
  AWS_REGION: 'eu-central-1',
  AWS_EC2_METADATA_DISABLED: 'true',
};

const children = new Set<ChildProcess>();
const directories = new Set<string>();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** Resolves with the exit code, or the signal's name, when the process has ended. */
export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<number | string>;
  /** The last that it said, for a complaint. */
  readonly tail: () => string;
}

/** Starts a file of TypeScript with this very Node.js. It holds a channel to us, and ends when that closes. */
export function startNode(script: string, parameters: readonly string[], flags: readonly string[] = []): Started {
  const child = spawn(process.execPath, [...flags, script, ...parameters], {
    env: { ...ENVIRONMENT },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  children.add(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-TAIL_CHARACTERS);
    });
  }
  const ended = new Promise<number | string>((resolve) => {
    child.once('exit', (code, signal) => {
      children.delete(child);
      resolve(code ?? signal ?? 'unknown');
    });
  });
  return { child, ended, tail: () => said };
}

/** Starts a verb of sagekeeper, from the sources. */
export function startVerb(verb: readonly string[], main = MAIN, flags: readonly string[] = []): Started {
  return startNode(main, verb, flags);
}

export async function end({ child, ended }: Started, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
  child.kill(signal);
  await ended;
}

export interface World {
  readonly accounts: number;
  readonly regions: number;
  readonly notebooks: number;
}

export interface Simulated {
  readonly url: string;
  readonly world: World;
  /** How often each `service.operation outcome` was answered since the start. */
  readonly counters: () => Promise<Readonly<Record<string, number>>>;
  readonly journal: (after: number) => Promise<readonly JournalEntry[]>;
  readonly end: () => Promise<void>;
}

export interface JournalEntry {
  readonly kind: 'request' | 'change';
  readonly seq: number;
  readonly at: number;
  readonly account?: string;
  readonly region?: string;
  readonly operation?: string;
  readonly outcome?: string;
  readonly input?: Readonly<Record<string, unknown>>;
  readonly resource?: string;
  readonly from?: string;
  readonly to?: string;
}

/** An AWS of its own, without rates, a tenth of its notebooks on version 1. */
export async function simulate(
  world: World,
  { journal = 'counters', latencyScale = 0 }: { journal?: 'counters' | 'entries'; latencyScale?: number } = {},
): Promise<Simulated> {
  const port = await freePort();
  const size = Object.entries({ ...world, 'imds-v1-share': 0.1, 'latency-scale': latencyScale, port });
  const options = size.flatMap(([name, value]) => [`--${name}`, String(value)]);
  const started = startVerb(['simulator', ...options, '--rates', 'off', '--journal', journal]);
  const url = `http://127.0.0.1:${port}`;
  await until(async () => (await fetch(`${url}/_simulator/health`)).ok, started);
  const ask = async (path: string): Promise<unknown> => (await fetch(`${url}/_simulator/${path}`)).json();
  return {
    url,
    world,
    counters: async () => (await ask('counters')) as Readonly<Record<string, number>>,
    journal: async (after) =>
      ((await ask(`journal?after=${after}`)) as { readonly entries: readonly JournalEntry[] }).entries,
    end: async () => end(started),
  };
}

/** Asks again until it is true. Rejects with what the process said, where that ends first or takes too long. */
export async function until(
  ask: () => Promise<boolean>,
  started: Started,
  { everyMs = 20, withinMs = UP_WITHIN_MS }: { everyMs?: number; withinMs?: number } = {},
): Promise<void> {
  const giveUpAt = Date.now() + withinMs;
  for (;;) {
    if (await ask().catch(() => false)) return;
    if (started.child.exitCode !== null || Date.now() > giveUpAt) throw new Error(`gave up: ${started.tail()}`);
    await pause(everyMs);
  }
}

export async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** A directory with one document, gone when we are. */
export function directoryWith(text: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'sagekeeper-bench-'));
  directories.add(directory);
  writeFileSync(join(directory, 'state.yaml'), text);
  return directory;
}
