// A control policy that denies the Update or the Start: where AWS says so before it looks at the state, nothing is stopped;
// where it does not, what was stopped comes back, once. And a whole endpoint that refuses connections for a while.
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { FaultRule } from '../../src/simulator/faults.ts';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { type Daemon, eventually, killLeftovers, startDaemon } from './support/daemon-process.ts';
import { interpose } from './support/interposer.ts';
import { kindOf } from './support/kill-points.ts';
import { misdeeds, notHome, requests } from './support/oracle.ts';
import { accountId, notebook, removeDesiredStates, worldOf, writeDesiredState } from './support/places.ts';
import { complaintOf } from './support/siege.ts';

const HOME_MS = 120_000;
/** Some more looks, in which nothing may happen any more. */
const QUIET_MS = 5_000;
const OUTAGE_MS = 8_000;
const CREATED = '2024-02-03T04:05:06.000Z';
const WRITES = /^(Stop|Update|Start|Add|Delete)/;
const LATENCIES = { stopMs: 300, updateMs: 200, startMs: 300 };

afterAll(async () => {
  killLeftovers();
  await removeDesiredStates();
});

describe.each([
  { says: 'before it looks at the state', authorizeAfterState: false },
  { says: 'after it has looked at the state', authorizeAfterState: true },
])('a control policy of which AWS speaks $says', ({ authorizeAfterState }) => {
  let simulator: Simulator;
  let daemon: Daemon | undefined;

  afterEach(async () => {
    await daemon?.kill();
    await simulator.close();
  });

  it('denies the Update: what runs runs at the end, and what had been stopped is back', async () => {
    const deny = { Statement: { Effect: 'Deny', Action: 'sagemaker:UpdateNotebookInstance', Resource: '*' } };
    const world = worldOf([{ controlPolicies: [deny], notebooks: three(0) }, { notebooks: three(1) }], {
      ...LATENCIES,
      authorizeAfterState,
    });
    simulator = await startSimulator({ world, rates: 'off' });
    daemon = startDaemon({ endpointUrl: simulator.url, desiredState: await writeDesiredState() });
    const ends = {
      'runs-0': 'InService 1',
      'off-0': 'Stopped 1',
      'home-0': 'InService 1',
      'runs-1': 'InService 2',
      'off-1': 'Stopped 2',
      'home-1': 'InService 2',
    };
    await settled(simulator, ends);
    expect(stateOf(simulator)).toEqual(ends);
    expect(stopsOf(simulator, 'runs-0')).toBe(authorizeAfterState ? 1 : 0);
    expect(stopsOf(simulator, 'home-0')).toBe(0);
    expect(misdeeds(world, simulator)).toEqual([]);
    expect(complaintOf(daemon)).toBeUndefined();
  });

  it('denies the Start: nothing more is stopped than AWS hid it for, and all is back when it no longer does', async () => {
    const world = worldOf([{ notebooks: three(0) }, { notebooks: three(1) }], LATENCIES);
    simulator = await startSimulator({ world, rates: 'off' });
    const match = { account: accountId(0), operation: 'StartNotebookInstance' };
    const hidden: FaultRule = { match: { ...match, resource: 'runs-0', nth: 1 }, fault: 'delay', delayMs: 0 };
    const denied: FaultRule = { match, fault: 'control-policy-denied' };
    simulator.cloud.setFaults(authorizeAfterState ? [hidden, denied] : [denied]);
    daemon = startDaemon({ endpointUrl: simulator.url, desiredState: await writeDesiredState() });
    const refused = (): true | undefined =>
      requests(simulator).some((it) => it.fault === denied.fault && it.input['NotebookInstanceName'] === 'home-0')
        ? true
        : undefined;
    await eventually('the Start was refused', refused, HOME_MS);
    const ends = {
      'runs-0': authorizeAfterState ? 'Stopped 2' : 'InService 1',
      'home-0': 'Stopped 2',
      'runs-1': 'InService 2',
    };
    await settled(simulator, ends);
    expect(stateOf(simulator)).toMatchObject(ends);
    expect(stopsOf(simulator, 'runs-0')).toBe(authorizeAfterState ? 1 : 0);

    await daemon.kill();
    simulator.cloud.setFaults([]);
    daemon = startDaemon({ endpointUrl: simulator.url, desiredState: await writeDesiredState() });
    await eventually('home', () => (notHome(world, simulator).length === 0 ? true : undefined), HOME_MS).catch(
      () => undefined,
    );
    expect([...notHome(world, simulator), ...misdeeds(world, simulator)]).toEqual([]);
  });
});

describe('an endpoint that refuses connections', () => {
  let simulator: Simulator;
  const world = worldOf([{ notebooks: three(0) }, { notebooks: three(1) }], LATENCIES);

  beforeEach(async () => {
    simulator = await startSimulator({ world, rates: 'off' });
  });
  afterEach(async () => simulator.close());

  it('at the start: the process says so, is not ready, and begins when it can', async () => {
    const closed = await interpose(simulator.url);
    await closed.close();
    const daemon = startDaemon({ endpointUrl: closed.url, desiredState: await writeDesiredState() });
    const { metrics } = await daemon.addresses();
    const line = await eventually('it says so', () =>
      daemon.lines.find((it) => it['event'] === 'OrganizationUnreadable'),
    );
    expect(JSON.stringify(line)).toMatch(/GetCallerIdentity in .*ECONNREFUSED/);
    expect((await fetch(`${metrics}/healthz`)).status).toBe(200);
    expect((await fetch(`${metrics}/readyz`)).status).toBe(503);
    const open = await interpose(simulator.url, closed.port);
    await eventually('home', () => (notHome(world, simulator).length === 0 ? true : undefined), HOME_MS).catch(
      () => undefined,
    );
    expect((await fetch(`${metrics}/readyz`)).status).toBe(200);
    await daemon.kill();
    await open.close();
    expect([...notHome(world, simulator), ...misdeeds(world, simulator)]).toEqual([]);
    expect(complaintOf(daemon)).toBeUndefined();
  });

  it('between a Stop and its Update: what was begun is brought to its end when it answers again', async () => {
    const open = await interpose(simulator.url);
    const daemon = startDaemon({ endpointUrl: open.url, desiredState: await writeDesiredState() });
    let stoppedOnce: (() => void) | undefined;
    const stopped = new Promise<void>((resolve) => {
      stoppedOnce = resolve;
    });
    open.watch(async (passing, moment) => {
      if (moment === 'after' && kindOf(passing, simulator) === 'Stop') stoppedOnce?.();
      return 'pass';
    });
    await stopped;
    await open.close();
    await pause(OUTAGE_MS);
    expect(daemon.running()).toBe(true);
    const { status } = await daemon.addresses();
    const reached = async (): Promise<readonly string[]> => {
      const report = (await (await fetch(`${status}/api/v1/status`)).json()) as { targets: readonly Told[] };
      return report.targets.flatMap(({ account, state }) => (state === 'reached' ? [account] : []));
    };
    // Each read is tried five times, with pauses that chance decides on.
    await eventually('it says so', async () => ((await reached()).length === 0 ? true : undefined), HOME_MS, 200);
    const again = await interpose(simulator.url, open.port);
    const began = Date.now();
    await eventually('home', () => (notHome(world, simulator).length === 0 ? true : undefined), 2 * HOME_MS).catch(
      () => undefined,
    );
    console.info(`home ${Date.now() - began} ms after an outage of ${OUTAGE_MS} ms in the middle of a change`);
    await daemon.kill();
    await again.close();
    expect([...notHome(world, simulator), ...misdeeds(world, simulator)]).toEqual([]);
    expect(complaintOf(daemon)).toBeUndefined();
  });
});

/** One that runs, one that is off, one that an earlier process has stopped and marked. */
function three(mark: number): readonly ReturnType<typeof notebook>[] {
  const intent = `restore=InService phase=stop at=${new Date().toISOString()} of=${CREATED} change=earlier`;
  return [
    notebook(`runs-${mark}`, { createdAt: CREATED }),
    notebook(`off-${mark}`, { createdAt: CREATED, status: 'Stopped' }),
    notebook(`home-${mark}`, { createdAt: CREATED, status: 'Stopped', tags: { 'sagekeeper:intent': intent } }),
  ];
}

interface Told {
  readonly account: string;
  readonly state: string;
}

/**
 * All has ended as it must, and for a while after that AWS accepted no more writes. Where that does not come, whoever looks next sees
 * what is not so.
 */
async function settled(simulator: Simulator, ends: Readonly<Record<string, string>>): Promise<void> {
  let last = 0;
  let since = Date.now();
  const rests = (): true | undefined => {
    const accepted = requests(simulator).filter(({ operation, outcome }) => WRITES.test(operation) && outcome === 'ok');
    const now = stateOf(simulator);
    const isThere = Object.entries(ends).every(([name, end]) => now[name] === end);
    if (accepted.length !== last || !isThere) [last, since] = [accepted.length, Date.now()];
    return Date.now() - since > QUIET_MS ? true : undefined;
  };
  await eventually('all has ended as it must', rests, HOME_MS, 100).catch(() => undefined);
}

function stateOf(simulator: Simulator): Readonly<Record<string, string>> {
  return Object.fromEntries(simulator.cloud.notebooks().map((it) => [it.name, `${it.status} ${it.imds ?? ''}`]));
}

function stopsOf(simulator: Simulator, name: string): number {
  return requests(simulator).filter(
    (it) => it.operation === 'StopNotebookInstance' && it.outcome === 'ok' && it.input['NotebookInstanceName'] === name,
  ).length;
}
