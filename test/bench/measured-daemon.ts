/**
 * The measured process: the daemon's own parts, wired as `daemon/assemble.ts` wires them, but for the controller's clock,
 * which is stepped from pass to pass so that hours go by in seconds. Holds neither the simulator nor the meter of the floor.
 *
 * Parameters: the address of the simulated AWS, and the directory of the desired state. It tells its parent of each pass.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createGateway } from '../../src/aws/gateway.ts';
import { sdkHubCredentials } from '../../src/aws/hub-credentials.ts';
import { createSdkTransport } from '../../src/aws/sdk-transport.ts';
import { Loop } from '../../src/controller/loop.ts';
import { systemClock } from '../../src/daemon/clock.ts';
import { userAgent, version } from '../../src/daemon/version.ts';
import type { Event } from '../../src/model/event.ts';
import type { Clock } from '../../src/model/world.ts';
import { discover } from '../../src/organization/discover.ts';
import { needs } from '../../src/organization/needs.ts';
import { enabledRegions } from '../../src/organization/regions.ts';
import { heldPolicies, selectTargets, skippedTargets } from '../../src/organization/select.ts';
import { createLog } from '../../src/report/log.ts';
import { createMetrics } from '../../src/report/metrics.ts';
import { loadState } from './desired-state.ts';
import { cpuMs } from './floor.ts';

export interface PassMeasured {
  /** Of this process, from the moment that the pass is due until the last target has been looked at. */
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly complete: boolean;
  /** The highest that was seen during the pass, MiB. */
  readonly peakRssMiB: number;
  /** Live data: after a collection that the measurement does not count. */
  readonly heapMiB: number;
  /** The longest that the event loop stood still; the meter of the floor, which halts the process, included. */
  readonly stallMs: number;
  /** The highest since the process started, as the kernel counted it. */
  readonly processPeakMiB: number;
}

const MIB = 1_048_576;
/** The schedule is that of everybody: at every quarter of an hour. */
const PERIOD_MS = 15 * 60_000;
/** More than the most by which a pass begins late. */
const LATEST_MS = 31_000;
const RSS_EVERY_MS = 250;
const STALL_RESOLUTION_MS = 10;
/** Longer sleeps are those of the schedule, and end when the clock is stepped. */
const SLEPT_FOR_REAL_MS = 5_000;

class SteppedClock implements Clock {
  #aheadMs = 0;
  readonly #sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();

  now(): number {
    return Date.now() + this.#aheadMs;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (ms <= SLEPT_FOR_REAL_MS) return systemClock.sleep(ms, signal);
    return new Promise((resolve) => {
      const sleeper = { at: this.now() + ms, wake: resolve };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleepers.delete(sleeper);
        resolve();
      });
    });
  }

  /** To when the next pass is due everywhere, the latest of the jittered ones included; wakes whoever slept until then. */
  step(): void {
    const before = this.now();
    this.#aheadMs += Math.ceil(before / PERIOD_MS) * PERIOD_MS + LATEST_MS - before;
    const now = this.now();
    for (const sleeper of this.#sleepers) {
      if (sleeper.at > now) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
  }
}

const [url = '', directory = ''] = process.argv.slice(2);
const clock = new SteppedClock();
let finished: (complete: boolean) => void = () => undefined;
const state = await loadState(directory);
const log = createLog({ destination: { write: () => undefined }, now: systemClock.now });
const gateway = createGateway({
  settings: state.organization,
  hubRegion: 'eu-central-1',
  hubCredentials: sdkHubCredentials('eu-central-1'),
  transport: createSdkTransport({ endpointUrl: url, clock: systemClock, userAgent }),
  clock: systemClock,
  random: Math.random,
  onRequest: (told) => metrics.request(told),
  onThrottle: (told) => metrics.throttle(told),
});
const tell = (event: Event): void => {
  metrics.observe(event);
  log.tell(event);
  if (event.event === 'SweepFinished') finished(event.complete);
};
const world = {
  clock,
  random: Math.random,
  newChangeId: () => 'bench',
  reader: gateway.reader,
  write: gateway.write,
  tell,
};
const loop = new Loop(world, state, {
  once: false,
  readOnly: false,
  enabledRegions: async (target) => enabledRegions(gateway.reader(target), target),
  survey: async (current) => {
    const organization = await discover(gateway.organizationReader(), needs(current), systemClock.now());
    return {
      organization,
      selections: selectTargets(organization, current),
      skipped: skippedTargets(organization, current),
      held: heldPolicies(organization, current),
    };
  },
});
const metrics = createMetrics({
  snapshot: () => (loop.isReady ? loop.snapshot() : undefined),
  limiterWaiting: () => gateway.waiting(),
  leader: () => true,
  version,
  buildRevision: 'bench',
});

/** One pass over everything, begun by `begin`, and a scrape, as Prometheus would ask for one. */
async function measure(begin: () => void): Promise<PassMeasured> {
  let peak = 0;
  const look = (): void => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const looking = setInterval(look, RSS_EVERY_MS);
  const stalls = monitorEventLoopDelay({ resolution: STALL_RESOLUTION_MS });
  stalls.enable();
  const [before, began] = [process.cpuUsage(), performance.now()];
  const complete = await new Promise<boolean>((resolve) => {
    finished = resolve;
    begin();
  });
  await metrics.exposition();
  const [cpu, wallMs] = [cpuMs(process.cpuUsage(before)), performance.now() - began];
  stalls.disable();
  const stallMs = Math.max(0, stalls.max / 1e6 - STALL_RESOLUTION_MS);
  look();
  clearInterval(looking);
  globalThis.gc?.();
  const heapMiB = process.memoryUsage().heapUsed / MIB;
  const processPeakMiB = process.resourceUsage().maxRSS / 1_024;
  return { cpuMs: cpu, wallMs, complete, peakRssMiB: peak / MIB, heapMiB, stallMs, processPeakMiB };
}

process.on('message', (pass: 'first' | 'next') => {
  const begin = pass === 'first' ? () => void loop.run() : () => clock.step();
  void measure(begin).then((measured) => process.send?.(measured));
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
