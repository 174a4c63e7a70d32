/**
 * A controller and the organization that it looks at, in one process: for what is measured of one kind of resource by itself,
 * without sockets.
 */
import { createGateway } from '../../src/aws/gateway.ts';
import { Controller } from '../../src/controller/controller.ts';
import { reconcile } from '../../src/controller/reconcile.ts';
import type { Policy } from '../../src/model/desired-state.ts';
import type { Account } from '../../src/model/organization.ts';
import type { Clock } from '../../src/model/world.ts';
import { createCloud } from '../../src/simulator/cloud.ts';
import type { AccountSeed } from '../../src/simulator/world-shape.ts';
import { ask } from '../crash/asking.ts';
import { ACCOUNT, ORGANIZATION, REGION, T0, stateOf, worldOf } from '../crash/situations.ts';

export type Contents = Omit<AccountSeed, 'id' | 'name' | 'unit'>;

export interface Scene {
  readonly controller: Controller;
  /** Calls by operation since it was asked last. */
  readonly counts: () => Readonly<Record<string, number>>;
  readonly later: (ms: number) => void;
}

/** One account for each of the contents, all of them selected, in one region. */
export function sceneOf(contents: readonly Contents[], policies: readonly Policy[]): Scene {
  let now = T0;
  const clock: Clock = { now: () => now, sleep: async (ms) => void (now += ms) };
  const accounts = contents.map((_, index): Account => ({ ...ACCOUNT, id: String(Number(ACCOUNT.id) + index) }));
  const world = worldOf([]);
  const others = world.accounts.filter(({ id }) => id !== ACCOUNT.id);
  const members = accounts.map(({ id, name }, index) => ({ ...contents[index], id, name, unit: 'Workloads' }));
  const cloud = createCloud({
    world: { ...world, accounts: [...others, ...members] },
    now: clock.now,
    rates: 'off',
    journal: 'counters',
  });
  const counted = new Map<string, number>();
  const state = stateOf(policies);
  const gateway = createGateway({
    settings: state.organization,
    hubRegion: REGION,
    hubCredentials: async () => ({ accessKeyId: 'AKIASIMULATORHUB', secretAccessKey: 'x', sessionToken: undefined }),
    transport: {
      send: async (request) => {
        const answer = ask(cloud, request);
        if (!answer.ok) throw answer.refusal;
        return answer.output;
      },
      close: () => undefined,
    },
    clock,
    random: () => 0.5,
    onRequest: ({ operation }) => counted.set(operation, (counted.get(operation) ?? 0) + 1),
    onThrottle: () => undefined,
  });
  const controller = new Controller(
    {
      clock,
      random: () => 0.5,
      newChangeId: () => 'c1',
      reader: gateway.reader,
      write: gateway.write,
      tell: () => undefined,
    },
    state,
  );
  const selections = accounts.map((account) => ({
    target: { account: account.id, region: REGION },
    account,
    policies,
  }));
  controller.adopt(state, { ...ORGANIZATION, accounts }, selections);
  return {
    controller,
    counts: () => {
      const counts = Object.fromEntries(counted);
      counted.clear();
      return counts;
    },
    later: (ms) => void (now += ms),
  };
}

/** Over every place, one after the other. Throws where one could not be read: then nothing was measured. */
export async function passOver({ controller }: Scene): Promise<void> {
  if (controller.memory.places.size === 0) throw new Error('nothing is looked at');
  for (const place of controller.memory.places.values()) {
    const { status } = await reconcile(controller, place);
    if (status.state !== 'reached') throw new Error(`${place.key}: ${status.reason} ${status.message}`);
  }
}

/** Bytes that live, garbage collected. Needs `--expose-gc`. */
export function bytesUsed(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed + process.memoryUsage().external;
}

/** Of so many rounds, milliseconds of processor time. */
export function medianCpuMs(work: () => unknown, rounds: number): number {
  const times = Array.from({ length: rounds }, () => cpuMsOf(work)).toSorted((a, b) => a - b);
  return times[rounds >> 1] ?? 0;
}

export function cpuMsOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
