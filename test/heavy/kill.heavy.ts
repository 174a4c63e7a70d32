// A killed process at every kind of moment: does every notebook that ran run again, and does nothing happen twice? The
// processes are real, and the world's own journal is the judge.
import { afterAll, describe, expect, it } from '@jest/globals';
import { startSimulator } from '../../src/simulator/server.ts';
import { eventually, killLeftovers, startDaemon } from './support/daemon-process.ts';
import { interpose, type Passing } from './support/interposer.ts';
import { killPoints, kindOf, WRITES } from './support/kill-points.ts';
import { misdeeds, notHome } from './support/oracle.ts';
import { notebook, removeDesiredStates, worldOf, writeDesiredState } from './support/places.ts';
import { besiege, complaintOf, killAt, type Killing } from './support/siege.ts';
import { emptyProcessMs, leastOf, slowness } from './support/slowness.ts';

const SEED = Number(process.env['SAGEKEEPER_SEED'] ?? 20_261_122);
const FURTHER = Number(process.env['SAGEKEEPER_KILLS'] ?? 100);
/** The n-th request of a life, up to this: a start takes some forty, a life about as many more a second. */
const NTH_AT_MOST = 150;
const WORLDS_AT_ONCE = 3;
const MOST_WORLDS = 40;
/** A minute or two, on a machine that has other things to do some ten. */
const SIEGES_MS = 1_800_000;
const DRAIN_MS = 10_000;
const RESUME_MS = 5_000;
/** An intent that nobody remembers is withdrawn after fifteen settles. */
const HOME_MS = 180_000;
const WRITING = /^(Stop|Update|Start)NotebookInstance$|^(Add|Delete)Tags$/;

afterAll(async () => {
  killLeftovers();
  await removeDesiredStates();
});

describe('a daemon killed with SIGKILL', () => {
  it(
    'leaves nothing that the next one does not bring home',
    async () => {
      const plan = [...killPoints(SEED, FURTHER, NTH_AT_MOST)];
      const desiredState = await writeDesiredState();
      const killings: Killing[] = [];
      const wrong: string[] = [];
      let worlds = 0;
      const lane = async (): Promise<void> => {
        while (plan.length > 0 && worlds < MOST_WORLDS) {
          worlds += 1;
          const besieged = await besiege(plan, desiredState, `world ${worlds}`);
          killings.push(...besieged.killings);
          wrong.push(...besieged.wrong);
        }
      };
      const began = Date.now();
      await Promise.all(Array.from({ length: WORLDS_AT_ONCE }, lane));
      const distinct = new Set(killings.map(({ kind, moment, nth }) => `${kind} ${moment} ${nth}`));
      const seconds = Math.round((Date.now() - began) / 1_000);
      console.info(
        `seed ${SEED}: ${killings.length} kills in ${worlds} worlds, ${distinct.size} distinct points, ` +
          `${wrong.length} complaints, ${seconds} s`,
      );
      expect(wrong).toEqual([]);
      expect(distinct.size).toBeGreaterThanOrEqual(FURTHER);
      const moments = new Set(killings.map(({ kind, moment }) => `${moment} ${kind}`));
      expect(WRITES.flatMap((kind) => [`before ${kind}`, `after ${kind}`]).filter((it) => !moments.has(it))).toEqual(
        [],
      );
    },
    SIEGES_MS,
  );
});

describe('a daemon asked to end with SIGTERM', () => {
  it.concurrent.each(['TagStop', 'Stop', 'Update', 'Start', 'Untag'])(
    'waits for the answer of its %s',
    async (kind) => {
      const world = worldOf([{ notebooks: [notebook('runs-0')] }], { stopMs: 200, updateMs: 200, startMs: 200 });
      const simulator = await startSimulator({ world, rates: 'off' });
      const between = await interpose(simulator.url);
      const desiredState = await writeDesiredState();
      try {
        const daemon = startDaemon({ endpointUrl: between.url, desiredState });
        let met: Passing | undefined;
        let askedAt = 0;
        between.watch(async (passing, moment) => {
          if (moment === 'before' && met === undefined && kindOf(passing, simulator) === kind) met = passing;
          else if (moment === 'after' && met?.index === passing.index) {
            askedAt = Date.now();
            daemon.signal('SIGTERM');
            // Writes are given up after four seconds, and a machine may stand still for some of them.
            await new Promise((resolve) => setTimeout(resolve, 1_000));
          }
          return 'pass';
        });
        const { code } = await daemon.ended;
        const tookMs = Date.now() - askedAt;
        expect({ code, met: met?.operation }).toEqual({ code: 0, met: met?.operation ?? 'nothing' });
        expect(tookMs).toBeLessThan(DRAIN_MS);
        expect(between.abandoned.filter(({ index }) => index === met?.index)).toEqual([]);
        const told = daemon.lines.filter(
          (line) => line['event'] === 'CallSent' && line['operation'] === met?.operation,
        );
        expect(told.at(-1)).toMatchObject({ outcome: 'accepted' });
        expect(complaintOf(daemon)).toBeUndefined();

        between.watch(async () => 'pass');
        const next = startDaemon({ endpointUrl: between.url, desiredState });
        await eventually('home', () => (notHome(world, simulator).length === 0 ? true : undefined), HOME_MS).catch(
          () => undefined,
        );
        await next.kill();
        expect([...notHome(world, simulator), ...misdeeds(world, simulator)]).toEqual([]);
      } finally {
        await between.close();
        await simulator.close();
      }
    },
  );
});

describe('a daemon that is asked to end before it has read anything', () => {
  it('ends with 0, and says nothing on standard error', async () => {
    const world = worldOf([{ notebooks: [notebook('runs-0')] }]);
    const simulator = await startSimulator({ world, rates: 'off' });
    const between = await interpose(simulator.url);
    between.watch(async (_passing, moment) => (moment === 'before' ? 'lose' : 'pass'));
    try {
      const daemon = startDaemon({ endpointUrl: between.url, desiredState: await writeDesiredState() });
      await daemon.addresses();
      daemon.signal('SIGTERM');
      expect((await daemon.ended).code).toBe(0);
      expect(complaintOf(daemon)).toBeUndefined();
    } finally {
      await between.close();
      await simulator.close();
    }
  });
});

describe('a daemon that comes back in an organization of three accounts', () => {
  it('sends the next call for what it had begun within five seconds of its start', async () => {
    const measured: Resumed[] = [];
    const took = ({ tookMs }: Resumed): number => tookMs;
    const inTime = ({ tookMs, floorsMs }: Resumed): boolean => tookMs <= RESUME_MS * slowness([Math.max(...floorsMs)]);
    for (const kind of ['TagStop', 'Stop', 'Update', 'TagStart', 'Start', 'TagUp'])
      measured.push(await leastOf(() => resume(kind), took, inTime));
    const told = measured.map(({ kind, tookMs, operation }) => `after ${kind} ${tookMs} ms (${operation})`);
    const factor = slowness(measured.flatMap(({ floorsMs }) => floorsMs));
    console.info(
      `from the start of the process to the next call, default rates: ${told.join(', ')}; ` +
        `an empty process starts ${factor.toFixed(1)} times as slowly as on a quiet machine`,
    );
    expect(measured.filter((one) => !inTime(one))).toEqual([]);
  });
});

interface Resumed {
  readonly kind: string;
  readonly tookMs: number;
  readonly operation: string;
  /** What processes that do nothing took right before and right after. */
  readonly floorsMs: readonly number[];
}

/** Kills after the call of that kind was carried out, and measures how soon the next process goes on from there. */
async function resume(kind: string): Promise<Resumed> {
  const others = Array.from({ length: 2 }, (_, index) => ({
    notebooks: [notebook(`calm-${index}`, { imds: '2' })],
  }));
  const world = worldOf([{ notebooks: [notebook('runs-0')] }, ...others], { stopMs: 200, updateMs: 200, startMs: 200 });
  const simulator = await startSimulator({ world });
  const between = await interpose(simulator.url);
  const desiredState = await writeDesiredState({ rates: '{}' });
  try {
    const first = startDaemon({ endpointUrl: between.url, desiredState });
    const killing = await killAt({ at: 'write', kind, moment: 'after' }, first, { world, simulator, between });
    expect(killing?.kind).toBe(kind);
    let next: Passing | undefined;
    between.watch(async (passing, moment) => {
      if (moment === 'before' && passing.notebook === 'runs-0' && WRITING.test(passing.operation)) next ??= passing;
      return 'pass';
    });
    const floorMs = await emptyProcessMs();
    const second = startDaemon({ endpointUrl: between.url, desiredState });
    const { at, operation } = await eventually('the next call', () => next, 60_000, 5);
    await second.kill();
    return { kind, tookMs: at - second.startedAt, operation, floorsMs: [floorMs, await emptyProcessMs()] };
  } finally {
    await between.close();
    await simulator.close();
  }
}
