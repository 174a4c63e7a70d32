// One writer at a time, with real processes, a real API server and a simulated AWS: who leads is killed, stopped and continued,
// asked to end, or cut off from the API, and never do two write at once. Skips aloud where there is no API server.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { seeded } from '../daemon/virtual-time.ts';
import { missingForApiServer, startApiServer, type ApiServer } from '../kubernetes/api-server.ts';
import { eventually, killLeftovers, type LogLine } from './support/daemon-process.ts';
import { overlaps, type Replica, replicasOf, type Replicas } from './support/lease-replicas.ts';
import { misdeeds } from './support/oracle.ts';
import { accountId, notebook, REGION, removeDesiredStates, worldOf, writeDesiredState } from './support/places.ts';

const SEED = Number(process.env['SAGEKEEPER_SEED'] ?? 20_261_122);
const TURNS = Number(process.env['SAGEKEEPER_TURNS'] ?? 25);
/** Then a new world, as the journal of one is bounded. */
const TURNS_A_WORLD = 25;
const ACCOUNTS = 6;
/** A fifth of the real times; what a busy machine takes longer costs a hand-over, never the exclusion. */
const SHORT = '3/1.5/0.3';
/** What a machine with little time may take until somebody writes. */
const WRITES_WITHIN_MS = 180_000;
/** Fifteen seconds, a look every two, and that much again. */
const LED_AFTER_KILL_MS = 34_000;
/** Less than what is left of a lease that was not given back: that was renewed two seconds ago at most. */
const LED_AFTER_TERM_MS = 10_000;
const CALAMITIES = ['stop', 'stop', 'stop', 'kill', 'term', 'silence'] as const;
/** The documented rights, and no others: docs/leadership.md. */
const ROLE = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'Role',
  metadata: { name: 'sagekeeper' },
  rules: [
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
    {
      apiGroups: ['coordination.k8s.io'],
      resources: ['leases'],
      resourceNames: ['sagekeeper'],
      verbs: ['get', 'update'],
    },
    { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create', 'patch'] },
  ],
};
const missing = missingForApiServer();

interface Stage {
  readonly replicas: Replicas;
  readonly simulator: Simulator;
  readonly namespace: string;
  /** Something new to write about. */
  readonly supply: (count: number) => void;
}

if (missing.length > 0) {
  console.warn(`skipped: ${missing.join(', ')} not here; tools/kubernetes/install.sh brings what is not of the system`);
  describe('replicas in a cluster', () => {
    it('skipped: no API server can be had here', () => {
      expect(missing).not.toEqual([]);
    });
  });
} else {
  describe('replicas in a cluster', () => {
    let cluster: ApiServer;
    let stages = 0;

    beforeAll(async () => {
      cluster = await startApiServer();
    }, 240_000);

    afterAll(async () => {
      killLeftovers();
      await removeDesiredStates();
      await cluster.close();
    }, 60_000);

    const apply = async (args: readonly string[], input = ''): Promise<void> => {
      const { code, stderr } = await cluster.kubectl(args, input);
      expect({ args, code, stderr }).toMatchObject({ args, code: 0 });
    };

    const set = async (play: (stage: Stage) => Promise<void>, leaseSeconds?: string): Promise<void> => {
      stages += 1;
      const namespace = `stage-${stages}`;
      await apply(['create', 'namespace', namespace]);
      await apply(['create', 'serviceaccount', 'sagekeeper', '--namespace', namespace]);
      await apply(['apply', '--namespace', namespace, '-f', '-'], JSON.stringify(ROLE));
      const bound = `${namespace}:sagekeeper`;
      const binding = ['create', 'rolebinding', 'sagekeeper', '--role', 'sagekeeper', '--serviceaccount', bound];
      await apply([...binding, '--namespace', namespace]);
      const kubeconfig = await cluster.kubeconfigOf(namespace, 'sagekeeper');
      const random = seeded(SEED + stages);
      const world = worldOf(
        Array.from({ length: ACCOUNTS }, (_, account) => ({
          notebooks: Array.from({ length: 30 }, (_unused, index) => notebook(`runs-${account}-${index}`)),
        })),
        { stopMs: 200, updateMs: 200, startMs: 200 },
      );
      const simulator = await startSimulator({ world, rates: 'off' });
      const replicas = replicasOf({
        endpointUrl: simulator.url,
        desiredState: await writeDesiredState(),
        kubeconfig,
        namespace,
        writeMs: () => random() * 300,
        ...(leaseSeconds === undefined ? {} : { leaseSeconds }),
      });
      let supplied = 0;
      const supply = (count: number): void => {
        for (const end = supplied + count; supplied < end; supplied += 1) {
          const settings = { status: 'Stopped', imds: '1' } as const;
          simulator.cloud.person(accountId(supplied % ACCOUNTS), REGION, `new-${supplied}`, 'create', { settings });
        }
      };
      try {
        await play({ replicas, simulator, namespace, supply });
        expect(overlaps(replicas.writes)).toEqual([]);
        expect(misdeeds(world, simulator)).toEqual([]);
        await replicas.close();
        await expectRights(cluster, namespace);
      } finally {
        await replicas.close();
        await simulator.close();
      }
    };

    it('follow a killed leader, and one that ends, as fast as their lease lets them', async () => {
      await set(async ({ replicas, supply }) => {
        const first = await replicas.start();
        await replicas.nextWrite(0, WRITES_WITHIN_MS);
        const second = await replicas.start();
        await second.daemon.addresses();
        await eventually('the second stands by', () => second.daemon.lines.find(({ reason }) => reason === 'Standby'));
        await pause(3_000);
        // Whoever stands by asks AWS for nothing, and is ready all the same.
        expect(second.requests()).toBe(0);
        expect(await leaderMetric(second.daemon.addresses())).toBe('0');
        supply(60);
        const killedAt = performance.now();
        const killedTime = Date.now();
        await first.daemon.kill();
        const ledAfterKillMs = (await ledSince(second)) - killedTime;
        const taken = await replicas.nextWrite(killedAt, WRITES_WITHIN_MS, first);
        const third = await replicas.start();
        await eventually('the third stands by', () => third.daemon.lines.find(({ reason }) => reason === 'Standby'));
        supply(60);
        await replicas.nextWrite(performance.now(), WRITES_WITHIN_MS);
        second.daemon.signal('SIGTERM');
        expect(await second.daemon.ended).toMatchObject({ code: 0 });
        const endedTime = Date.now();
        const ledAfterTermMs = (await ledSince(third)) - endedTime;
        const lastEnd = Math.max(...replicas.writes.filter((it) => it.replica === second.name).map((it) => it.untilMs));
        const followed = await replicas.nextWrite(lastEnd, WRITES_WITHIN_MS, second);
        const [killMs, termMs] = [taken.fromMs - killedAt, followed.fromMs - lastEnd];
        console.info(
          `with 15/10/2 s: the next write ${(killMs / 1_000).toFixed(1)} s after SIGKILL, ` +
            `${(termMs / 1_000).toFixed(1)} s after the last call before SIGTERM had ended`,
        );
        // What follows from leading takes as long as the machine is slow; to lead takes what the lease says, or was given back.
        expect(ledAfterKillMs).toBeLessThan(LED_AFTER_KILL_MS);
        expect(ledAfterTermMs).toBeLessThan(LED_AFTER_TERM_MS);
      });
    });

    const worlds = Array.from({ length: Math.ceil(TURNS / TURNS_A_WORLD) }, (_, index) => index + 1);
    it.each(worlds)(
      `never write at once, in world %i of ${worlds.length}`,
      async (index) => {
        const random = seeded(SEED + index);
        const turns = Math.min(TURNS_A_WORLD, TURNS - (index - 1) * TURNS_A_WORLD);
        const counts = new Map<string, number>();
        const endings: (number | null)[] = [];
        await set(async ({ replicas, supply }) => {
          for (let count = 0; count < 3; count += 1) await replicas.start();
          supply(20);
          await replicas.nextWrite(0, WRITES_WITHIN_MS);
          for (let turn = 0; turn < turns; turn += 1) {
            const calamity = CALAMITIES[Math.floor(random() * CALAMITIES.length)] ?? 'stop';
            const forMs = 300 + random() * 6_000;
            supply(12);
            await pause(random() * 500);
            const leader = replicas.writer();
            if (leader === undefined) continue;
            counts.set(calamity, (counts.get(calamity) ?? 0) + 1);
            const api = cluster.process();
            if (calamity === 'stop') leader.daemon.signal('SIGSTOP');
            if (calamity === 'kill') await leader.daemon.kill();
            if (calamity === 'term') leader.daemon.signal('SIGTERM');
            if (calamity === 'silence') api?.kill('SIGSTOP');
            await pause(forMs);
            if (calamity === 'stop') leader.daemon.signal('SIGCONT');
            if (calamity === 'silence') api?.kill('SIGCONT');
            if (calamity === 'term') endings.push((await leader.daemon.ended).code);
            while (replicas.running().length < 3) await replicas.start();
            supply(12);
            await replicas.nextWrite(performance.now(), WRITES_WITHIN_MS);
          }
          expect(endings.filter((code) => code !== 0)).toEqual([]);
          const writers = replicas.writes.map(({ replica }) => replica);
          const passed = writers.filter((name, index) => index > 0 && name !== writers[index - 1]).length;
          const drawn = [...counts].map(([name, count]) => `${count} ${name}`).join(', ');
          console.info(
            `seed ${SEED}, ${SHORT} s: ${drawn}; ${passed} hand-overs, ${writers.length} writes, none at once`,
          );
          // Whoever is gone is followed for certain; of those that stood still, somebody was.
          expect(passed).toBeGreaterThan((counts.get('kill') ?? 0) + (counts.get('term') ?? 0));
        }, SHORT);
      },
      1_500_000,
    );
  });
}

/** What its account asked of the API server is what it may, and it did ask for all of it but what repeats. */
async function expectRights(cluster: ApiServer, namespace: string): Promise<void> {
  const user = `system:serviceaccount:${namespace}:sagekeeper`;
  const asked = cluster.audit().filter((entry) => entry.user.username === user);
  const verbs = new Set(asked.map(({ verb, objectRef }) => `${verb} ${objectRef?.resource ?? ''}`));
  const allowed = ['get leases', 'update leases', 'create leases', 'create events', 'patch events'];
  expect([...verbs].filter((verb) => !allowed.includes(verb))).toEqual([]);
  for (const verb of allowed.slice(0, 4)) expect(verbs).toContain(verb);
  expect(asked.filter(({ responseStatus }) => responseStatus?.code === 403)).toEqual([]);
  const { stdout } = await cluster.kubectl(['get', 'events', '--namespace', namespace, '--output', 'json']);
  const events = (JSON.parse(stdout) as { items: { reason: string; involvedObject: { kind: string } }[] }).items;
  expect(events.map(({ reason }) => reason)).toEqual(expect.arrayContaining(['Leading', 'Standby', 'ChangeStarted']));
  expect(new Set(events.map(({ involvedObject }) => involvedObject.kind))).toEqual(new Set(['Pod']));
}

/** By its own clock, which is ours. */
async function ledSince({ name, daemon }: Replica): Promise<number> {
  const leads = (): LogLine | undefined => daemon.lines.find(({ reason }) => reason === 'Leading');
  return Date.parse(String((await eventually(`${name} leads`, leads))['time']));
}

async function leaderMetric(addresses: Promise<{ readonly metrics: string }>): Promise<string | undefined> {
  const { metrics } = await addresses;
  const ready = await fetch(`${metrics}/readyz`);
  expect({ status: ready.status, body: await ready.json() }).toMatchObject({
    status: 200,
    body: { ready: true, details: { standing: 'standby' } },
  });
  const text = await (await fetch(`${metrics}/metrics`)).text();
  return /^sagekeeper_leader (\d)$/m.exec(text)?.[1];
}
