/**
 * `sagekeeper demo`: the real controller, in a process of its own, against a simulated organization in another, with the real
 * SDK between them over HTTP. This process only starts both, tells what the status shows, and ends both.
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../daemon/clock.ts';
import { readConfig } from '../daemon/config.ts';
import type { Clock } from '../model/world.ts';
import type { StatusReport } from '../report/status.ts';
import { freePort, startChild } from './demo-children.ts';
import type { Child } from './demo-children.ts';
import { closing, movements, progressLine, remaining, settled } from './demo-picture.ts';
import { copyForDemo } from './demo-state.ts';
import { readStatus, readTruth, waitUntilAnswered } from './demo-watch.ts';
import { EXIT } from './exit-code.ts';
import { stopSignal } from './stop-signals.ts';
import type { Terminal } from './terminal.ts';

const SIMULATOR_PORT = 4599;
const METRICS_PORT = 9464;
const STATUS_PORT = 9465;
/** Stopping, updating and starting take two minutes and a half at AWS, and a few seconds here. */
const LATENCY_SCALE = '0.02';
const LOOK_EVERY_MS = 500;
/** Nothing left for longer than a pass is the end, not a pause. */
const QUIET_LOOKS = 12;

export interface DemoOptions {
  readonly desiredState?: string;
  readonly once?: boolean;
}

export async function demo(options: DemoOptions, terminal: Terminal): Promise<number> {
  const { desiredState } = readConfig(options.desiredState === undefined ? {} : { desiredState: options.desiredState });
  if (!existsSync(desiredState)) {
    terminal.err(
      `sagekeeper: ${desiredState} is not there; start the demo in a checkout, or say --desired-state <directory>\n`,
    );
    return EXIT.couldNotRun;
  }
  const signal = stopSignal();
  const copy = copyForDemo(desiredState);
  const children: Child[] = [];
  try {
    return await show(copy, children, terminal, { once: options.once === true, signal, clock: systemClock });
  } finally {
    // The controller first: it lets its calls end, and needs a world for that.
    for (const child of children.toReversed()) await child.end(systemClock);
    rmSync(copy, { recursive: true, force: true });
  }
}

interface Stage {
  readonly once: boolean;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

async function show(copy: string, children: Child[], terminal: Terminal, stage: Stage): Promise<number> {
  const ports = [await freePort(SIMULATOR_PORT), await freePort(METRICS_PORT), await freePort(STATUS_PORT)];
  const [aws = '', metrics = '', status = ''] = ports.map((port) => `127.0.0.1:${port}`);
  terminal.out('Starting a simulated organization, and the controller beside it ...\n');
  const world = startChild(['simulator', '--port', String(ports[0]), '--latency-scale', LATENCY_SCALE], {});
  children.push(world);
  if (!(await waitUntilAnswered(`http://${aws}/_simulator/health`, world, stage)))
    return failed(world, terminal, stage);
  const controller = startChild(
    ['run', '--endpoint-url', `http://${aws}`, '--desired-state', copy, '--listen', metrics, '--status-listen', status],
    environment(copy),
  );
  children.push(controller);
  if (!(await waitUntilAnswered(`http://${status}/api/v1/status`, controller, stage))) {
    return failed(controller, terminal, stage);
  }
  terminal.out(addresses(aws, metrics, status));
  const broken = await watch({ aws, status }, [world, controller], terminal, stage);
  return broken === undefined ? EXIT.fine : failed(broken, terminal, stage);
}

/** Credentials that mean something only to the simulator, and no way to any others. */
function environment(copy: string): Readonly<Record<string, string>> {
  const nowhere = join(copy, 'no-such-file');
  return {
    AWS_ACCESS_KEY_ID: 'AKIASIMULATORHUB',
    AWS_SECRET_ACCESS_KEY: 'simulator',
    AWS_REGION: 'eu-central-1',
    AWS_CONFIG_FILE: nowhere,
    AWS_SHARED_CREDENTIALS_FILE: nowhere,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

function addresses(aws: string, metrics: string, status: string): string {
  return [
    '',
    `  status page   http://${status}/`,
    `  metrics       curl -s http://${metrics}/metrics | grep sagekeeper_resources`,
    `  simulated AWS http://${aws}  (aws --endpoint-url http://${aws} sts get-caller-identity)`,
    '',
    'Ctrl-C ends everything.',
    '',
    '',
  ].join('\n');
}

function failed(child: Child, terminal: Terminal, { signal }: Stage): number {
  if (signal.aborted) return EXIT.fine;
  terminal.err(`sagekeeper: the process of ${child.name} ended or did not answer:\n${child.tail()}\n`);
  return EXIT.couldNotRun;
}

/** Tells what moves until a signal comes, or with --once until nothing does. The child that ended by itself, if one did. */
async function watch(
  at: { readonly aws: string; readonly status: string },
  children: readonly Child[],
  terminal: Terminal,
  { once, signal, clock }: Stage,
): Promise<Child | undefined> {
  const say = lineBy(terminal);
  let before: StatusReport | undefined;
  let most = 0;
  let quiet = 0;
  while (!signal.aborted) {
    const ended = children.find((child) => !child.running());
    if (ended !== undefined) return ended;
    const status = await readStatus(`http://${at.status}/api/v1/status`, signal);
    if (status?.complete === true) {
      most = Math.max(most, remaining(status));
      say.lines(movements(before, status, terminal.paint));
      say.progress(progressLine(status, most));
      const wasQuiet = quiet;
      quiet = settled(status) ? quiet + 1 : 0;
      if (quiet === QUIET_LOOKS && wasQuiet < quiet) {
        const truth = await readTruth(`http://${at.aws}/_simulator/notebooks`, signal);
        say.lines(['', ...closing(status, truth, terminal.paint), '']);
        if (once) return undefined;
      }
      before = status;
    }
    await clock.sleep(LOOK_EVERY_MS, signal);
  }
  say.lines(['', 'Ending both processes ...']);
  return undefined;
}

/** Events scroll; how far it is stays on the last line of a terminal, and is a line of its own elsewhere, when it changes. */
function lineBy(terminal: Terminal): {
  readonly lines: (lines: readonly string[]) => void;
  readonly progress: (line: string) => void;
} {
  const clear = terminal.outIsTerminal ? '\r\u001b[2K' : '';
  let shown = '';
  return {
    lines: (lines) => {
      for (const line of lines) terminal.out(`${clear}${line}\n`);
    },
    progress: (line) => {
      if (terminal.outIsTerminal) terminal.out(`${clear}${line.slice(0, terminal.columns - 1)}`);
      else if (line !== shown) terminal.out(`${line}\n`);
      shown = line;
    },
  };
}
