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
import { closing } from './demo-closing.ts';
import type { Truth } from './demo-closing.ts';
import { changeLines, mendedLines, progressLine, settled, stillToMend } from './demo-picture.ts';
import { copyForDemo } from './demo-state.ts';
import { readChanges, readStatus, readTruth, waitUntilAnswered } from './demo-watch.ts';
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
  const before = await readTruth(`http://${aws}`, stage.signal);
  const controller = startChild(
    ['run', '--endpoint-url', `http://${aws}`, '--desired-state', copy, '--listen', metrics, '--status-listen', status],
    environment(copy),
  );
  children.push(controller);
  if (!(await waitUntilAnswered(`http://${metrics}/healthz`, controller, stage)))
    return failed(controller, terminal, stage);
  terminal.out(addresses(aws, metrics, status));
  const at = { aws: `http://${aws}`, status: `http://${status}/api/v1/status` };
  const broken = await watch(at, before, [world, controller], terminal, stage);
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
  origin: readonly Truth[],
  children: readonly Child[],
  terminal: Terminal,
  { once, signal, clock }: Stage,
): Promise<Child | undefined> {
  const began = clock.now();
  const say = speaker(terminal, () => clock.now() - began);
  const seen = { status: undefined as StatusReport | undefined, entry: 0, most: 0, quiet: 0 };
  while (!signal.aborted) {
    const ended = children.find((child) => !child.running());
    if (ended !== undefined) return ended;
    const status = await readStatus(at.status, signal);
    const { changes, last } = await readChanges(at.aws, seen.entry, signal);
    seen.entry = last;
    say.events(changeLines(changes));
    if (status?.complete === true) {
      say.events(mendedLines(seen.status, status, terminal.paint));
      seen.most = Math.max(seen.most, stillToMend(status).size);
      say.progress(progressLine(status, seen.most));
      seen.quiet = settled(status) ? seen.quiet + 1 : 0;
      if (seen.quiet === QUIET_LOOKS) {
        const truth = await readTruth(at.aws, signal);
        say.lines(['', ...closing(origin, truth, status, terminal.paint), '']);
        if (once) return undefined;
        say.lines(['The controller goes on looking; change something, and it will mend it. Ctrl-C ends everything.']);
      }
      seen.status = status;
    }
    await clock.sleep(LOOK_EVERY_MS, signal);
  }
  say.lines(['', 'Ending both processes ...']);
  return undefined;
}

interface Speaker {
  readonly lines: (lines: readonly string[]) => void;
  /** With the time since the start. */
  readonly events: (lines: readonly string[]) => void;
  readonly progress: (line: string) => void;
}

/** Events scroll; how far it is stays on the last line of a terminal, and is a line of its own elsewhere, when it changes. */
function speaker(terminal: Terminal, elapsedMs: () => number): Speaker {
  const clear = terminal.outIsTerminal ? '\r\u001b[2K' : '';
  let shown = '';
  const lines = (texts: readonly string[]): void => {
    for (const text of texts) terminal.out(`${clear}${text}\n`);
  };
  const stamp = (): string => terminal.paint('dim', `${(elapsedMs() / 1_000).toFixed(1).padStart(6)} s  `);
  return {
    lines,
    events: (texts) => lines(texts.map((text) => stamp() + text)),
    progress: (text) => {
      if (terminal.outIsTerminal) terminal.out(`${clear}${text.slice(0, terminal.columns - 1)}`);
      else if (text !== shown) lines([stamp() + text]);
      shown = text;
    },
  };
}
