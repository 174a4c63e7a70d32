/**
 * `sagekeeper simulator`: an AWS in a box, until a signal comes. The only file that imports the simulator's room; everybody else
 * meets it over HTTP.
 */
import { readFileSync } from 'node:fs';
import { demoWorld } from '../simulator/demo-world.ts';
import { generateWorld } from '../simulator/seed.ts';
import { startSimulator } from '../simulator/server.ts';
import { parseWorld } from '../simulator/world.ts';
import type { World } from '../simulator/world-shape.ts';
import { EXIT } from './exit-code.ts';
import { stopSignal } from './stop-signals.ts';
import { counted, printable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

const DEFAULT_SIZE = { seed: 1, accounts: 10, regions: 2, notebooks: 10 } as const;

export interface SimulatorOptions {
  readonly port: number;
  readonly host: string;
  readonly world?: string;
  readonly accounts?: number;
  readonly regions?: number;
  readonly notebooks?: number;
  readonly seed?: number;
  readonly imdsV1Share?: number;
  readonly latencyScale: number;
  readonly rates: 'aws' | 'off';
  readonly journal: 'entries' | 'counters';
}

export async function simulator(options: SimulatorOptions, terminal: Terminal): Promise<number> {
  const world = worldOf(options);
  if (typeof world === 'string') {
    terminal.err(`sagekeeper: ${printable(world, 2_000)}\n`);
    return EXIT.couldNotRun;
  }
  const signal = stopSignal();
  const { port, host, latencyScale, rates, journal } = options;
  const running = await startSimulator({ world, port, host, latencyScale, rates, journal }).catch((error: unknown) => {
    terminal.err(`sagekeeper: cannot listen on ${host}:${port} (--port 0 takes a free one): ${String(error)}\n`);
  });
  if (running === undefined) return EXIT.couldNotRun;
  terminal.out(directions(running.url, world));
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await running.close();
  return EXIT.fine;
}

/** The world that was asked for, or why it cannot be had. */
function worldOf({ world, seed, accounts, regions, notebooks, imdsV1Share }: SimulatorOptions): World | string {
  const size = Object.fromEntries(
    Object.entries({ seed, accounts, regions, notebooks, imdsV1Share }).filter(([, value]) => value !== undefined),
  );
  const generated = Object.keys(size).length > 0;
  if (world !== undefined && generated)
    return '--world describes a world, and --accounts and the like generate one: choose';
  if (generated) return generateWorld({ ...DEFAULT_SIZE, ...size });
  if (world === undefined) return demoWorld();
  try {
    return parseWorld(readFileSync(world, 'utf8'));
  } catch (error) {
    return `${world}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function directions(url: string, world: World): string {
  const notebooks = world.accounts.reduce((sum, account) => sum + (account.notebooks?.length ?? 0), 0);
  return [
    `A simulated AWS at ${url}: ${counted(world.accounts.length, 'account')}, ${counted(notebooks, 'notebook')}.`,
    'It is a test bed, and no claim about AWS: where the two differ, AWS is right.',
    '',
    '  export AWS_ACCESS_KEY_ID=AKIASIMULATORHUB AWS_SECRET_ACCESS_KEY=any AWS_REGION=eu-central-1',
    `  aws --endpoint-url ${url} organizations list-accounts`,
    `  sagekeeper plan --endpoint-url ${url}`,
    '',
    `  ${url}/_simulator/notebooks   what is true`,
    `  ${url}/_simulator/journal     every request, every change of state`,
    '',
    'Ctrl-C ends it.',
    '',
  ].join('\n');
}
