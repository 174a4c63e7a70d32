/**
 * What does it cost to look at a whole organization: the first time, and when nothing has changed? Calls as the simulated
 * AWS counted them, processor time and memory of the daemon's process alone.
 */
import { once } from 'node:events';
import { stateDirectory } from './desired-state.ts';
import { atMost, mean, median, told } from './figures.ts';
import type { Figure } from './figures.ts';
import { FloorMeter } from './floor.ts';
import type { Floor } from './floor.ts';
import type { PassMeasured } from './measured-daemon.ts';
import { end, simulate, startNode } from './processes.ts';
import type { Simulated, Started, World } from './processes.ts';

const MEASURED = new URL('measured-daemon.ts', import.meta.url).pathname;
/** The daemon is halted for the floor this often. */
const FLOOR_EVERY_MS = 3_000;
/** From this pass on the first hour is over, and the tag index is asked with complete reads only. */
const SETTLED_PASS = 6;
/** Of the smaller organization, which is there for comparison. */
const SMALL_PASSES = 10;
/** No pass takes as long, however slow the machine. */
const PASS_WITHIN_MS = 600_000;

interface Pass extends PassMeasured {
  readonly number: number;
  readonly floor: Floor;
  readonly calls: Readonly<Record<string, number>>;
}

export async function measurePasses(
  world: World,
  passes: number,
  flags: readonly string[],
): Promise<readonly Figure[]> {
  const large = await run(world, passes, flags);
  const tenth = { ...world, accounts: Math.max(1, Math.round(world.accounts / 10)) };
  const small = await run(tenth, Math.min(passes, SMALL_PASSES), flags);
  return [...calls(world, large), ...processor(world, large, small), ...memory(large), ...stalls(large)];
}

async function run(world: World, passes: number, flags: readonly string[]): Promise<readonly Pass[]> {
  const simulated = await simulate(world);
  const meter = await FloorMeter.in(simulated.url, world.notebooks);
  const directory = stateDirectory({ regions: world.regions, mode: 'audit' });
  const daemon = startNode(MEASURED, [simulated.url, directory], ['--expose-gc', ...flags]);
  try {
    await answer(daemon);
    const measured: Pass[] = [];
    for (let number = 1; number <= passes; number += 1) {
      measured.push(await pass(daemon, simulated, meter, number));
      const { cpuMs, peakRssMiB, heapMiB } = measured.at(-1) as Pass;
      const perNotebook = cpuMs / (world.accounts * world.regions * world.notebooks);
      process.stderr.write(
        `  ${world.accounts} accounts, pass ${number}: ${perNotebook.toFixed(4)} ms a notebook, ${peakRssMiB.toFixed(0)} MiB (${heapMiB.toFixed(0)} live)\n`,
      );
    }
    return measured;
  } finally {
    daemon.child.kill('SIGCONT');
    meter.close();
    await end(daemon, 'SIGKILL');
    await simulated.end();
  }
}

async function pass(daemon: Started, simulated: Simulated, meter: FloorMeter, number: number): Promise<Pass> {
  const before = await simulated.counters();
  await meter.measure();
  const ended = answer(daemon);
  daemon.child.send(number === 1 ? 'first' : 'next');
  let measured: unknown;
  void ended.then((it) => {
    measured = it;
  });
  for (;;) {
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, FLOOR_EVERY_MS))]);
    if (measured !== undefined) break;
    await halted(daemon, async () => meter.measure(500));
  }
  await meter.measure();
  const after = await simulated.counters();
  // The meter asks in the same simulated AWS, and only for descriptions: they are taken off again.
  const calls = Object.fromEntries(Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)]));
  const describes = 'sagemaker.DescribeNotebookInstance ok';
  calls[describes] = (calls[describes] ?? 0) - meter.takeCalls();
  return { ...(measured as PassMeasured), number, floor: meter.take(), calls };
}

/** The daemon's process stands still meanwhile, so that what is measured has the machine to itself. */
async function halted(daemon: Started, work: () => Promise<void>): Promise<void> {
  daemon.child.kill('SIGSTOP');
  try {
    await work();
  } finally {
    daemon.child.kill('SIGCONT');
  }
}

async function answer(daemon: Started): Promise<unknown> {
  const gone = daemon.ended.then((how) => {
    throw new Error(`the measured process ended (${how}): ${daemon.tail()}`);
  });
  const answered = once(daemon.child, 'message', { signal: AbortSignal.timeout(PASS_WITHIN_MS) });
  const [message] = (await Promise.race([answered, gone])) as readonly unknown[];
  return message;
}

function count(pass: Pass, operation: string): number {
  return Object.entries(pass.calls).reduce(
    (sum, [name, times]) => (name.split(' ')[0]?.endsWith(`.${operation}`) === true ? sum + times : sum),
    0,
  );
}

function calls(world: World, passes: readonly Pass[]): readonly Figure[] {
  const [first] = passes;
  const settled = passes.filter(({ number }) => number >= SETTLED_PASS);
  if (first === undefined) return [];
  // The hub's account is visited as well, and has no notebooks.
  const places = (world.accounts + 1) * world.regions;
  const notebooks = world.accounts * world.regions * world.notebooks;
  const lists = places * Math.max(1, Math.ceil(world.notebooks / 100));
  const unit = '';
  const apart = ['ListTags', 'AssumeRole', 'ListAccounts', 'ListOrganizationalUnitsForParent'];
  const figures = [
    atMost('first pass: List', count(first, 'ListNotebookInstances'), lists, { unit, digits: 0 }),
    atMost('first pass: Describe', count(first, 'DescribeNotebookInstance'), notebooks, { unit, digits: 0 }),
    atMost('first pass: tagging', count(first, 'GetResources'), places, { unit, digits: 0 }),
    told('first pass: counted apart', apart.map((name) => `${name} ${count(first, name)}`).join(', ')),
  ];
  if (settled.length === 0) return figures;
  const most = (operation: string): number => Math.max(...settled.map((it) => count(it, operation)));
  const complete = mean(settled.map((it) => count(it, 'DescribeNotebookInstance')));
  return [
    ...figures,
    atMost('unchanged pass: List', most('ListNotebookInstances'), lists, { unit, digits: 0 }),
    atMost('unchanged pass: tagging', most('GetResources'), 0, { unit, digits: 0 }),
    told('unchanged pass: Describe, for complete reads', complete.toFixed(0), `of ${notebooks} in 31 days`),
  ];
}

function processor(world: World, large: readonly Pass[], small: readonly Pass[]): readonly Figure[] {
  const [first] = large;
  if (first === undefined) return [];
  const notebooks = world.accounts * world.regions * world.notebooks;
  const firstMs = first.cpuMs / notebooks;
  const { rawCallMs, spinMs } = first.floor;
  const raw = `raw signed call ${rawCallMs.toFixed(3)} ms, spin ${spinMs.toFixed(1)} ms`;
  const unit = 'ms';
  const figures = [
    atMost('first pass: processor time a notebook', firstMs, 0.8, { unit, digits: 3, baseline: raw }),
    atMost('first pass: raw signed calls a notebook', firstMs / rawCallMs, 3.5, { unit: 'x', baseline: raw }),
    told('first pass: a call', `${(first.cpuMs / total(first)).toFixed(3)} ms`, `${total(first)} calls`),
  ];
  const settled = (passes: readonly Pass[]): readonly Pass[] => passes.filter(({ number }) => number >= SETTLED_PASS);
  if (settled(large).length === 0) return figures;
  const unchangedMs = median(settled(large).map(({ cpuMs }) => cpuMs)) / notebooks;
  const floor = median(settled(large).map((it) => it.floor.rawCallMs));
  // In raw calls, as the machine may have changed its speed between the two sizes.
  const inRawCalls = (passes: readonly Pass[], size: number): number =>
    median(settled(passes).map(({ cpuMs, floor: { rawCallMs: one } }) => cpuMs / size / one));
  const growth = inRawCalls(large, notebooks) / inRawCalls(small, notebooks / 10);
  const baseline = `raw signed call ${floor.toFixed(3)} ms`;
  return [
    ...figures,
    atMost('unchanged pass: processor time a notebook', unchangedMs, 0.05, { unit, digits: 4, baseline }),
    told('unchanged pass: raw signed calls a notebook', `${(unchangedMs / floor).toFixed(3)} x`, baseline),
    told('unchanged pass: a notebook at 10x the accounts', `${growth.toFixed(2)} x`, 'in raw signed calls'),
  ];
}

function total(pass: Pass): number {
  return Object.entries(pass.calls).reduce((sum, [name, times]) => (name.startsWith('change ') ? sum : sum + times), 0);
}

/** Of passes that were over before the meter of the floor halted the process. A scrape is part of each. */
function stalls(passes: readonly Pass[]): readonly Figure[] {
  const whole = passes.filter(({ wallMs }) => wallMs < FLOOR_EVERY_MS);
  if (whole.length === 0) return [];
  const longest = Math.max(...whole.map(({ stallMs }) => stallMs));
  const baseline = `${whole.length} unchanged passes, with a scrape each`;
  return [atMost('longest stall of the event loop', longest, 200, { unit: 'ms', digits: 0, baseline })];
}

function memory(passes: readonly Pass[]): readonly Figure[] {
  const last = passes.at(-1);
  const third = passes[2];
  if (last === undefined || third === undefined) return [];
  const growth = (from: number, to: number): number => ((to - from) / from) * 100;
  const live = `live data ${third.heapMiB.toFixed(0)} to ${last.heapMiB.toFixed(0)} MiB`;
  return [
    atMost('peak resident memory', last.processPeakMiB, 350, { unit: 'MiB', digits: 0, baseline: live }),
    atMost(`growth from pass 3 to pass ${last.number}`, growth(third.peakRssMiB, last.peakRssMiB), 5, {
      unit: '%',
      digits: 1,
      baseline: `${third.peakRssMiB.toFixed(0)} to ${last.peakRssMiB.toFixed(0)} MiB; ${live}`,
    }),
  ];
}
