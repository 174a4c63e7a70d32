/**
 * How long until somebody can rely on it: from the start of the process, from sources, until the metrics of a small
 * organization are complete. And after a process was killed in the middle of a change: until its successor sends the next
 * call for what was begun.
 */
import { spawnSync } from 'node:child_process';
import { stateDirectory } from './desired-state.ts';
import type { Wanted } from './desired-state.ts';
import { atMost, median, told } from './figures.ts';
import type { Figure } from './figures.ts';
import { end, freePort, pause, simulate, startVerb, until } from './processes.ts';
import type { JournalEntry, Simulated, Started } from './processes.ts';

const SMALL = { accounts: 3, regions: 4, notebooks: 20 } as const;
const STARTS = 5;
const START_TARGET_S = 1.5;
const BUNDLER = new URL('../../scripts/bundle.ts', import.meta.url).pathname;
const BUNDLE = new URL('../../dist/bundle/main.js', import.meta.url).pathname;
const IDLE_TARGET_MIB = 150;
const IDLE_MS = 3_000;
const RETURN_TARGET_S = 5;
/** Long enough that the daemon dies while AWS is busy, short enough that the next call is due when it comes back. */
const COME_BACK = { latencyScale: 0.02, deadMs: 2_000 } as const;
/** The calls after which the daemon is killed. After a Start nothing is due before a reading can be believed (settle). */
const KILLED_AFTER = ['AddTags', 'StopNotebookInstance', 'UpdateNotebookInstance'] as const;
const ATTEMPTS = 3;
const WRITES = /^(AddTags|DeleteTags|(Stop|Update|Start)NotebookInstance)$/;

/** Left out: the sources, without flags. */
interface Shipped {
  readonly main?: string;
  readonly flags?: readonly string[];
}

/** The bundle, as an image starts it; it is built anew. `flags` are those of V8 that it ships with. */
export async function measureBundle(flags: readonly string[]): Promise<readonly Figure[]> {
  const built = spawnSync(process.execPath, [BUNDLER], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`the bundle could not be built: ${built.stderr}`);
  return starts('bundle', { main: BUNDLE, flags });
}

export async function measureStart(): Promise<readonly Figure[]> {
  return starts('sources', {});
}

async function starts(what: string, shipped: Shipped): Promise<readonly Figure[]> {
  const simulated = await simulate(SMALL);
  const seconds: number[] = [];
  const empty: number[] = [];
  const idle: number[] = [];
  for (let turn = 0; turn < STARTS; turn += 1) {
    const once = await startOnce(simulated, shipped);
    seconds.push(once.seconds);
    idle.push(once.residentMiB);
    const began = performance.now();
    spawnSync(process.execPath, ['--eval', '']);
    empty.push((performance.now() - began) / 1_000);
  }
  await simulated.end();
  const baseline = `an empty process ${median(empty).toFixed(2)} s`;
  const name = `process start to complete metrics, 3 accounts, ${what}`;
  const memory = `resident memory of an idle daemon, 3 accounts, ${what}`;
  return [
    atMost(name, median(seconds), START_TARGET_S, { unit: 's', baseline }),
    what === 'bundle'
      ? atMost(memory, median(idle), IDLE_TARGET_MIB, { unit: 'MiB', digits: 0 })
      : told(memory, `${median(idle).toFixed(0)} MiB`, 'with the types still to be stripped'),
  ];
}

async function startOnce(
  simulated: Simulated,
  shipped: Shipped,
): Promise<{ readonly seconds: number; readonly residentMiB: number }> {
  const directory = stateDirectory({ regions: SMALL.regions, mode: 'audit' });
  const began = performance.now();
  const { started, metrics } = await run(simulated, directory, shipped);
  await until(async () => hasCompletePass(await metrics()), started, { everyMs: 10 });
  const seconds = (performance.now() - began) / 1_000;
  await pause(IDLE_MS);
  const residentMiB = Number(/^process_resident_memory_bytes (\S+)$/m.exec(await metrics())?.[1]) / 1_048_576;
  await end(started);
  return { seconds, residentMiB };
}

function hasCompletePass(exposition: string): boolean {
  const at = /^sagekeeper_last_complete_pass_timestamp_seconds (\S+)$/m.exec(exposition)?.[1];
  return at !== undefined && Number(at) > 0;
}

export async function measureReturn(): Promise<readonly Figure[]> {
  const seconds: number[] = [];
  for (const operation of KILLED_AFTER) seconds.push(await returnOnce(operation));
  const each = KILLED_AFTER.map((operation, index) => `${operation} ${seconds[index]?.toFixed(1)} s`);
  const baseline = `killed after ${each.join(', ')}`;
  const name = 'killed daemon: start to its next call, 3 accounts';
  return [atMost(name, Math.max(...seconds), RETURN_TARGET_S, { unit: 's', baseline })];
}

/** Where a busy machine let the daemon get as far as a Start before it was killed, nothing is due: then it is tried again. */
async function returnOnce(after: (typeof KILLED_AFTER)[number]): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const seconds = await killAndReturn(after);
    if (seconds !== undefined) return seconds;
  }
  throw new Error(`the daemon could not be killed right after ${after}, ${ATTEMPTS} times`);
}

/** With the rates and the patience that people have: only AWS is quicker here. Seconds; undefined: it was killed too late. */
async function killAndReturn(after: (typeof KILLED_AFTER)[number]): Promise<number | undefined> {
  const wanted: Wanted = { regions: SMALL.regions, mode: 'enforce', rates: 'default' };
  const directory = stateDirectory(wanted);
  const simulated = await simulate(SMALL, { journal: 'entries', latencyScale: COME_BACK.latencyScale });
  try {
    const first = (await run(simulated, directory)).started;
    // Of a notebook that carries our intent: an update of one that was off leaves nothing to go on with.
    const begun = await firstWrite(
      simulated,
      first,
      0,
      (entry, earlier) =>
        entry.operation === after && [...earlier, entry].some((it) => isIntent(it) && keyOf(it) === keyOf(entry)),
    );
    await end(first, 'SIGKILL');
    await pause(COME_BACK.deadMs);
    const isAbout = (entry: JournalEntry): boolean => keyOf(entry) === keyOf(begun);
    const journal = await simulated.journal(0);
    const last = journal.findLast((entry) => isAcceptedWrite(entry) && isAbout(entry));
    if (last?.operation === 'StartNotebookInstance') return undefined;
    const startedAt = Date.now();
    const second = (await run(simulated, directory)).started;
    const next = await firstWrite(simulated, second, journal.at(-1)?.seq ?? 0, isAbout);
    await end(second, 'SIGKILL');
    return (next.at - startedAt) / 1_000;
  } finally {
    await simulated.end();
  }
}

async function firstWrite(
  simulated: Simulated,
  started: Started,
  after: number,
  isIt: (entry: JournalEntry, earlier: readonly JournalEntry[]) => boolean,
): Promise<JournalEntry> {
  let found: JournalEntry | undefined;
  await until(async () => {
    const writes = (await simulated.journal(after)).filter(isAcceptedWrite);
    found = writes.find((entry, index) => isIt(entry, writes.slice(0, index)));
    return found !== undefined;
  }, started);
  if (found === undefined) throw new Error('invariant: it was found');
  return found;
}

function isIntent({ operation, input }: JournalEntry): boolean {
  return operation === 'AddTags' && JSON.stringify(input).includes('phase=stop');
}

function isAcceptedWrite({ operation = '', outcome }: JournalEntry): boolean {
  return outcome === 'ok' && WRITES.test(operation);
}

/** The notebook that a call is about: by its ARN or by its name, which differs by operation. */
function keyOf({ account, region, input }: JournalEntry): string {
  const named = input?.['NotebookInstanceName'] ?? input?.['ResourceArn'];
  return `${account}/${region}/${String(named).split('/').at(-1)}`;
}

async function run(
  simulated: Simulated,
  directory: string,
  { main, flags }: Shipped = {},
): Promise<{ readonly started: Started; readonly metrics: () => Promise<string> }> {
  const [port, statusPort] = [await freePort(), await freePort()];
  const verb = [
    'run',
    `--desired-state=${directory}`,
    `--endpoint-url=${simulated.url}`,
    `--listen=127.0.0.1:${port}`,
    `--status-listen=127.0.0.1:${statusPort}`,
  ];
  const started = startVerb(verb, main, flags);
  return { started, metrics: async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text() };
}
