// The real daemon as a process of its own: started, listened to, killed or asked to end, and never left behind.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '../../..');
/** For a machine on which eight of them start at the same time, and whose processors are not its own. */
const PATIENCE_MS = 90_000;
const MAX_LINES = 50_000;

export type LogLine = Readonly<Record<string, unknown>>;

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Daemon {
  readonly startedAt: number;
  /** Every line of the log so far, oldest first. */
  readonly lines: readonly LogLine[];
  /** What was said on standard error, where a daemon that logs JSON says nothing. */
  readonly complaints: () => string;
  readonly ended: Promise<Ending>;
  readonly running: () => boolean;
  readonly signal: (name: NodeJS.Signals) => void;
  readonly kill: () => Promise<Ending>;
  /** The addresses of the metrics and of the status, once it listens. */
  readonly addresses: () => Promise<{ readonly metrics: string; readonly status: string }>;
}

const alive = new Set<ChildProcess>();

/** For `afterAll`: whatever a failed test left running. */
export function killLeftovers(): void {
  for (const child of alive) child.kill('SIGKILL');
}

export function startDaemon(options: {
  readonly endpointUrl: string;
  readonly desiredState: string;
  readonly arguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}): Daemon {
  const startedAt = Date.now();
  const listen = ['--listen', '127.0.0.1:0', '--status-listen', '127.0.0.1:0', '--output', 'json'];
  const where = ['--endpoint-url', options.endpointUrl, '--desired-state', options.desiredState];
  const child = spawn(
    process.execPath,
    [join(ROOT, 'src/main.ts'), 'run', ...where, ...listen, ...(options.arguments ?? [])],
    { env: { ...environment(options.desiredState), ...options.environment }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  alive.add(child);
  const lines: LogLine[] = [];
  let complaints = '';
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) if (lines.length < MAX_LINES) lines.push(lineOf(part));
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints = (complaints + text).slice(-10_000)));
  let running = true;
  const ended = new Promise<Ending>((resolve) => {
    child.once('exit', () => {
      running = false;
      alive.delete(child);
    });
    // Its last lines may arrive after it is gone.
    child.once('close', (code: number | null, signal: NodeJS.Signals | null) => resolve({ code, signal }));
  });
  return {
    startedAt,
    lines,
    complaints: () => complaints,
    ended,
    running: () => running,
    signal: (name) => void child.kill(name),
    kill: async () => {
      child.kill('SIGKILL');
      return ended;
    },
    addresses: async () => {
      const line = await eventually('the daemon listens', () => {
        if (!running) throw new Error(`the daemon ended: ${complaints}${JSON.stringify(lines.slice(-5))}`);
        return lines.find(({ reason }) => reason === 'Listening');
      });
      const [metrics = '', status = ''] = String(line['msg']).match(/http:\/\/[\d.:]+/g) ?? [];
      return { metrics, status };
    },
  };
}

/** Where a daemon said that its health is to be had, once that says that it is ready. */
export async function readyAt(said: string): Promise<string | undefined> {
  const address = /metrics and health on (http:\/\/[\d.:]+)/.exec(said)?.[1];
  const answer = address === undefined ? undefined : await fetch(`${address}/readyz`).catch(() => undefined);
  return answer?.ok === true ? address : undefined;
}

/** Credentials that mean something only to the simulator, and no way to any others. */
function environment(directory: string): Record<string, string> {
  const nowhere = join(directory, 'no-such-file');
  return {
    AWS_ACCESS_KEY_ID: 'AKIASIMULATORHUB',
    AWS_SECRET_ACCESS_KEY: 'simulator',
    AWS_REGION: 'eu-central-1',
    AWS_CONFIG_FILE: nowhere,
    AWS_SHARED_CREDENTIALS_FILE: nowhere,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

function lineOf(text: string): LogLine {
  try {
    return JSON.parse(text) as LogLine;
  } catch (error) {
    return { level: 'error', event: 'NoJson', msg: `${text}: ${String(error)}` };
  }
}

/** The first value that is not undefined; rejects after `withinMs`, naming what it waited for. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  withinMs = PATIENCE_MS,
  everyMs = 25,
): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > until) throw new Error(`not within ${withinMs} ms: ${what}`);
    await pause(everyMs);
  }
}
