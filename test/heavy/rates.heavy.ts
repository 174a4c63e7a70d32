// With the default rates against AWS's token buckets: never faster than promised, hardly ever throttled, and a place that is
// throttled or hangs costs the others nothing.
import { afterAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { operationRow, type OperationName } from '../../src/aws/operations.ts';
import { DEFAULT_RATES } from '../../src/aws/rates.ts';
import type { FaultRule } from '../../src/simulator/faults.ts';
import type { RequestEntry } from '../../src/simulator/journal.ts';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import type { World } from '../../src/simulator/world-shape.ts';
import { eventually, killLeftovers, startDaemon } from './support/daemon-process.ts';
import { misdeeds, notHome, requests } from './support/oracle.ts';
import { accountId, notebook, removeDesiredStates, worldOf, writeDesiredState } from './support/places.ts';
import { complaintOf } from './support/siege.ts';
import { leastOf } from './support/slowness.ts';

const SECOND_MS = 1_000;
/**
 * A write's slot comes first and the look right before it second, so that up to as many as are looked at side by side
 * (LOOKS_PER_TARGET) may leave later than their slot, together with those of the next.
 */
const WRITES_LOOKED_AT = 4;
const THROTTLED_SHARE = 0.02;
const SICK = 4;
const HEALTHY = 8;
const HOME_MS = 300_000;

afterAll(async () => {
  killLeftovers();
  await removeDesiredStates();
});

function place(): World {
  const accounts = Array.from({ length: SICK + HEALTHY }, (_, account) => ({
    notebooks: [
      ...Array.from({ length: 12 }, (_unused, index) => notebook(`fine-${account}-${index}`, { imds: '2' })),
      ...Array.from({ length: 3 }, (_unused, index) => notebook(`runs-${account}-${index}`)),
      notebook(`off-${account}`, { status: 'Stopped' }),
    ],
  }));
  return worldOf(accounts, { stopMs: 400, updateMs: 300, startMs: 400 });
}

/** What a run costs the places that are not sick, and how often it went over the rates. */
interface Measured {
  readonly homeAfterMs: number;
  readonly tooFast: readonly string[];
  readonly throttledShare: number;
}

/**
 * A processor that is taken away for a second or two lets what was sent one after another arrive at once: with `leastOf`, one run
 * of a few has to be undisturbed. What is wrong is wrong in each of them.
 */
describe('the default rates against the buckets of AWS', () => {
  const measured = async (faults: readonly FaultRule[], awaited: readonly string[]): Promise<Measured> => {
    const { simulator, homeAfterMs, wrong } = await run(faults, awaited);
    expect(wrong).toEqual([]);
    const all = requests(simulator);
    const throttled = all.filter(({ outcome }) => /Throttl|TooManyRequests/.test(outcome)).length;
    const mean = meanOf(homeAfterMs, SICK);
    console.info(`${all.length} requests, ${throttled} throttled; home after ${mean} ms (mean of the healthy)`);
    return { homeAfterMs: mean, tooFast: tooFast(all), throttledShare: throttled / all.length };
  };
  const undisturbed = async (): Promise<Measured> => measured([], accountIds(0, SICK + HEALTHY));
  /** For the first comparison; the others have one of their own, as the machine may be slower by then. */
  let usual: Measured | undefined;

  it('are never exceeded, and hardly ever throttled', async () => {
    const amount = ({ tooFast: over, throttledShare }: Measured): number =>
      over.length + Math.max(0, throttledShare - THROTTLED_SHARE);
    usual = await leastOf(undisturbed, amount, (it) => amount(it) === 0);
    expect(usual.tooFast).toEqual([]);
    expect(usual.throttledShare).toBeLessThanOrEqual(THROTTLED_SHARE);
  });

  it('give a place that is throttled or hangs no share in the time of the others', async () => {
    const faults: FaultRule[] = accountIds(0, SICK).map((account, index) => ({
      match: { account, service: 'sagemaker' },
      fault: index % 2 === 0 ? 'throttle' : 'hang',
    }));
    const compared = async () => {
      const without = usual ?? (await undisturbed());
      usual = undefined;
      const { homeAfterMs, tooFast: over } = await measured(faults, accountIds(SICK, HEALTHY));
      const allowedMs = Math.round(without.homeAfterMs * 1.1 + 1_000);
      console.info(`healthy accounts: home after ${homeAfterMs} ms beside ${SICK} sick ones, ${allowedMs} ms are fair`);
      return { lateMs: Math.max(0, homeAfterMs - allowedMs), over };
    };
    type Compared = Awaited<ReturnType<typeof compared>>;
    const amount = ({ lateMs, over }: Compared): number => lateMs + over.length;
    expect(await leastOf(compared, amount, (it) => amount(it) === 0)).toEqual({ lateMs: 0, over: [] });
  });
});

interface Ran {
  readonly simulator: Simulator;
  /** By account: from the start of the process until its last notebook was home. */
  readonly homeAfterMs: ReadonlyMap<string, number>;
  readonly wrong: readonly string[];
}

/** Runs until `awaited` accounts are home, then without the faults until all are. */
async function run(faults: readonly FaultRule[], awaited: readonly string[]): Promise<Ran> {
  const world = place();
  const simulator = await startSimulator({ world });
  simulator.cloud.setFaults(faults);
  const desiredState = await writeDesiredState({ rates: '{}', schedule: '*/10 * * * * *' });
  const daemon = startDaemon({ endpointUrl: simulator.url, desiredState });
  const homeAfterMs = new Map<string, number>();
  const isHome = (accounts: readonly string[]): true | undefined => {
    const away = notHome(world, simulator).map((why) => accountId(Number(/-(\d+)/.exec(why)?.[1])));
    for (const account of accounts) {
      if (!away.includes(account) && !homeAfterMs.has(account)) homeAfterMs.set(account, Date.now() - daemon.startedAt);
    }
    return accounts.every((account) => homeAfterMs.has(account)) ? true : undefined;
  };
  await eventually('the healthy are home', () => isHome(awaited), HOME_MS, 50).catch(() => undefined);
  simulator.cloud.setFaults([]);
  const recoveredFrom = Date.now();
  const all = accountIds(0, SICK + HEALTHY);
  await eventually('all are home', () => isHome(all), HOME_MS, 50).catch(() => undefined);
  if (faults.length > 0) console.info(`recovered ${Date.now() - recoveredFrom} ms after the faults ended`);
  const wrong = [...notHome(world, simulator), ...misdeeds(world, simulator)];
  const complaint = complaintOf(daemon);
  await daemon.kill();
  await pause(100);
  await simulator.close();
  return { simulator, homeAfterMs, wrong: complaint === undefined ? wrong : [...wrong, complaint] };
}

function accountIds(from: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => accountId(from + index));
}

function meanOf(afterMs: ReadonlyMap<string, number>, from: number): number {
  const values = accountIds(from, HEALTHY).map((account) => afterMs.get(account) ?? Infinity);
  return Math.round(values.reduce((sum, it) => sum + it, 0) / values.length);
}

/** Lanes in which more requests of one class arrived within some second than its bucket holds; and the worst seconds. */
function tooFast(entries: readonly RequestEntry[]): readonly string[] {
  const lanes = new Map<string, number[]>();
  for (const { account, region, operation, at } of entries) {
    const lane = `${account}/${region} ${operationRow(operation as OperationName).rateClass}`;
    lanes.set(lane, [...(lanes.get(lane) ?? []), at]);
  }
  const worst = new Map<string, number>();
  const over = [...lanes].flatMap(([lane, times]) => {
    const rateClass = lane.split(' ')[1] ?? '';
    const rate = DEFAULT_RATES[rateClass];
    if (rate === undefined || rate === 'off') return [`${lane}: has no rate`];
    const most = mostInASecond(times);
    worst.set(rateClass, Math.max(worst.get(rateClass) ?? 0, most));
    const allowed = rate.burst + (rateClass === 'sagemaker:write' ? WRITES_LOOKED_AT : 0);
    return most <= allowed ? [] : [`${lane}: ${most} within a second, ${allowed} are allowed`];
  });
  console.info(`most in any second: ${[...worst].map(([rateClass, most]) => `${rateClass} ${most}`).join(', ')}`);
  return over;
}

function mostInASecond(times: readonly number[]): number {
  let first = 0;
  let most = 0;
  for (const [index, at] of times.entries()) {
    while (at - (times[first] ?? at) >= SECOND_MS) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
