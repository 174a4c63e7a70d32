// A world in which one daemon after another is killed at the next point of a plan, until every notebook is home; then one
// that nobody kills. What the records of the world say about it all is told at the end.
import { type Simulator, startSimulator } from '../../../src/simulator/server.ts';
import type { World } from '../../../src/simulator/world-shape.ts';
import { type Daemon, eventually, startDaemon } from './daemon-process.ts';
import { interpose, type Interposer } from './interposer.ts';
import { isReached, type KillPoint, kindOf } from './kill-points.ts';
import { misdeeds, notHome } from './oracle.ts';
import { notebook, worldOf } from './places.ts';

const LIFE_MS = 60_000;
const HOME_MS = 180_000;
/** Two passes, and what follows from them. */
const REST_MS = 5_000;
const REST_WITHIN_MS = 180_000;

export interface Killing {
  /** What was on its way, such as `Stop`. */
  readonly kind: string;
  readonly moment: string;
  /** Of the request within its process's life. */
  readonly nth: number;
}

export interface Besieged {
  readonly killings: readonly Killing[];
  /** Empty, or what went wrong, each with what is needed to see it again. */
  readonly wrong: readonly string[];
}

/** Notebooks that run and others that are off, in a few accounts; transitions take as long as a few requests. */
export function besiegedWorld(): World {
  const accounts = Array.from({ length: 5 }, (_, account) => ({
    notebooks: [
      ...Array.from({ length: 6 }, (_unused, index) => notebook(`runs-${account}-${index}`)),
      notebook(`off-${account}-0`, { status: 'Stopped' }),
      notebook(`off-${account}-1`, { status: 'Stopped' }),
    ],
  }));
  return worldOf(accounts, { stopMs: 300, updateMs: 200, startMs: 300 });
}

/** Draws points from `plan` while there are any; those that cannot be reached any more in this world go back to its end. */
export async function besiege(plan: KillPoint[], desiredState: string, name: string): Promise<Besieged> {
  const world = besiegedWorld();
  const simulator = await startSimulator({ world, rates: 'off' });
  const between = await interpose(simulator.url);
  const killings: Killing[] = [];
  const wrong: string[] = [];
  try {
    while (notHome(world, simulator).length > 0) {
      const point = plan.shift();
      if (point === undefined) break;
      const daemon = startDaemon({ endpointUrl: between.url, desiredState });
      const killing = await killAt(point, daemon, { world, simulator, between });
      if (killing === undefined) plan.push(point);
      else killings.push(killing);
      const complaint = complaintOf(daemon);
      if (complaint !== undefined) wrong.push(`${name}: ${complaint}`);
    }
    between.watch(async () => 'pass');
    wrong.push(...(await bringHome({ world, simulator, between }, desiredState)).map((it) => `${name}: ${it}`));
  } finally {
    await between.close();
    await simulator.close();
  }
  if (wrong.length > 0) {
    const trail = killings.map(({ kind, moment, nth }) => `${moment} ${kind} (${nth})`).join(', ');
    wrong.push(`${name}: killed ${trail}`);
  }
  return { killings, wrong };
}

export interface Field {
  readonly world: World;
  readonly simulator: Simulator;
  readonly between: Interposer;
}

/** Undefined: everything was home before the point was reached. */
export async function killAt(
  point: KillPoint,
  daemon: Daemon,
  { world, simulator, between }: Field,
): Promise<Killing | undefined> {
  let nth = 0;
  let killing: Killing | undefined;
  const numbers = new Map<number, { readonly nth: number; readonly kind: string }>();
  between.watch(async (passing, moment) => {
    if (killing !== undefined) return 'lose';
    if (moment === 'before') {
      nth += 1;
      numbers.set(passing.index, { nth, kind: kindOf(passing, simulator) });
    }
    const it = numbers.get(passing.index);
    // A request of an earlier life, which was killed while it was on its way.
    if (it === undefined) return 'pass';
    if (!isReached(point, moment, it.kind, it.nth)) return 'pass';
    killing = { kind: it.kind, moment, nth: it.nth };
    daemon.signal('SIGKILL');
    await daemon.ended;
    return 'lose';
  });
  const isOver = (): true | undefined =>
    killing !== undefined || !daemon.running() || (point.at === 'write' && notHome(world, simulator).length === 0)
      ? true
      : undefined;
  await eventually(`${JSON.stringify(point)} is reached`, isOver, LIFE_MS, 50).catch(() => undefined);
  await daemon.kill();
  return killing;
}

/** One undisturbed life, which must end everything; then a SIGTERM. */
async function bringHome({ world, simulator, between }: Field, desiredState: string): Promise<readonly string[]> {
  const daemon = startDaemon({ endpointUrl: between.url, desiredState });
  // A process that has not come to listen to signals yet ends as any does.
  await daemon.addresses();
  const home = (): true | undefined => (notHome(world, simulator).length === 0 ? true : undefined);
  await eventually('everything is home', home, HOME_MS, 100).catch(() => undefined);
  const wrong = [...notHome(world, simulator), ...misdeeds(world, simulator)];
  daemon.signal('SIGTERM');
  const { code } = await daemon.ended;
  if (code !== 0) wrong.push(`a SIGTERM ended with ${code}`);
  const complaint = complaintOf(daemon);
  return complaint === undefined ? wrong : [...wrong, complaint];
}

export interface Quiet {
  /** Another value whenever something was written. */
  readonly written: () => string;
  /** What is not as it has to be in the end. */
  readonly astray: () => readonly string[];
}

/** One undisturbed life: it ends with nothing to complain about, and with nothing more to write. */
export async function untilAtRest(
  between: Interposer,
  desiredState: string,
  { written, astray }: Quiet,
): Promise<readonly string[]> {
  between.watch(async () => 'pass');
  const daemon = startDaemon({ endpointUrl: between.url, desiredState });
  await daemon.addresses();
  let last: string | undefined;
  let since = Date.now();
  const rests = (): true | undefined => {
    const now = written();
    if (now !== last || astray().length > 0) since = Date.now();
    last = now;
    return Date.now() - since >= REST_MS ? true : undefined;
  };
  await eventually('everything rests', rests, REST_WITHIN_MS, 100).catch(() => undefined);
  const wrong = astray();
  daemon.signal('SIGTERM');
  const { code } = await daemon.ended;
  const complaint = complaintOf(daemon);
  const ended = code === 0 ? [] : [`a SIGTERM ended with ${code}`];
  return [...wrong, ...ended, ...(complaint === undefined ? [] : [complaint])];
}

/** What no process may ever say, whatever is done to it. */
export function complaintOf(daemon: Daemon): string | undefined {
  if (daemon.complaints() !== '') return `said on standard error: ${daemon.complaints()}`;
  const broken = daemon.lines.find(({ event }) => event === 'InvariantBroken' || event === 'NoJson');
  return broken === undefined ? undefined : JSON.stringify(broken);
}
