/**
 * The life of the process: load, listen, run the loop, and end in order when asked to.
 */
import { OPERATIONS } from '../aws/operations.ts';
import { load } from '../desired-state/load.ts';
import type { Loop } from '../controller/loop.ts';
import type { DesiredState } from '../model/desired-state.ts';
import type { Event } from '../model/event.ts';
import { createLog } from '../report/log.ts';
import { createMetrics } from '../report/metrics.ts';
import { startMetricsServer, startStatusServer } from '../report/server.ts';
import type { RunningServer } from '../report/server.ts';
import { statusReport } from '../report/status.ts';
import { assemble } from './assemble.ts';
import { systemClock } from './clock.ts';
import { parseListen } from './config.ts';
import type { Config } from './config.ts';
import { explainQuery } from './explain.ts';
import { humanLog } from './human-log.ts';
import { summarise } from './survey.ts';
import type { Survey } from './survey.ts';
import { buildRevision, userAgent, version } from './version.ts';

export interface StartOptions {
  readonly once: boolean;
  /** With `once`: what is still under way then is left to the next run. */
  readonly deadlineMs?: number;
  /** Aborted: take no new work, let calls in flight end. */
  readonly signal: AbortSignal;
  readonly log: 'json' | 'human' | 'none';
}

export interface Ended {
  readonly exitCode: number;
  readonly summary: Survey | undefined;
  /** Why it could not run, for people. */
  readonly error: string | undefined;
}

/** Calls in flight may take so long to end; the contract is that a SIGTERM ends the process within 10 s. */
const DRAIN_MS = 6_000;

export async function start(config: Config, options: StartOptions): Promise<Ended> {
  const now = systemClock.now();
  const loaded = await load(config.desiredState, now);
  const log = logOf(options.log);
  if ('problems' in loaded) {
    log({ event: 'DesiredStateRefused', problems: loaded.problems });
    const [first] = loaded.problems;
    const where = first === undefined ? '' : `: ${first.file}:${first.line}:${first.column}: ${first.message}`;
    return {
      exitCode: 2,
      summary: undefined,
      error: `the desired state has ${loaded.problems.length} problems${where}`,
    };
  }
  const { state, warnings } = loaded;
  const calls = new Map<string, number>();
  const { gateway, loop } = assemble(config, state, {
    userAgent,
    once: options.once,
    readOnly: false,
    tell: (event) => {
      metrics.observe(event);
      log(event);
    },
    onRequest: (told) => {
      calls.set(told.operation, (calls.get(told.operation) ?? 0) + 1);
      metrics.request(told);
    },
    onThrottle: (told) => metrics.throttle(told),
  });
  const metrics = createMetrics({
    snapshot: () => (loop.isReady ? loop.snapshot() : undefined),
    limiterWaiting: () => gateway.waiting(),
    leader: () => true,
    version,
    buildRevision,
  });
  const doubts = [...warnings, ...unknownRateClasses(state)];
  log({ event: 'DesiredStateLoaded', revision: state.revision, policies: state.policies.length, warnings: doubts });
  const servers = options.once ? [] : await listen(config, loop, metrics, log);
  await until(loop, options);
  await Promise.all([loop.stop(), gateway.close(DRAIN_MS)]);
  await Promise.all(servers.map((server) => server.close()));
  const summary = summarise(loop, calls);
  return { exitCode: 0, summary, error: summary === undefined ? 'the organization could not be read' : undefined };
}

async function until(loop: Loop, { signal, once, deadlineMs }: StartOptions): Promise<void> {
  const over = new AbortController();
  const asked = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const deadline = once && deadlineMs !== undefined ? [systemClock.sleep(deadlineMs, over.signal)] : [];
  await Promise.race([loop.run(), asked, ...deadline]);
  over.abort();
}

async function listen(
  config: Config,
  loop: Loop,
  metrics: ReturnType<typeof createMetrics>,
  log: (event: Event) => void,
): Promise<readonly RunningServer[]> {
  const failed = (path: string, error: unknown): void =>
    log({
      event: 'InvariantBroken',
      target: undefined,
      message: `${path}: ${error instanceof Error ? error.message : String(error)}`,
    });
  const around = (address: string): Parameters<typeof startMetricsServer>[0] => ({
    listen: parseListen(address) ?? fail(`"${address}" is not an address to listen on: write host:port`),
    clock: systemClock,
    failed,
  });
  const main = await startMetricsServer(around(config.listen), {
    exposition: metrics.exposition,
    alive: () => true,
    readiness: () => ({
      ready: loop.isReady,
      details: {
        organizationRead: loop.isReady,
        revision: loop.controller.state.revision,
        desiredStateProblems: loop.problems.length,
      },
    }),
  });
  const status = await startStatusServer(
    around(config.statusListen),
    () => (loop.isReady ? statusReport(loop.snapshot()) : undefined),
    (query) => explainQuery(loop, query),
  );
  const addresses = [main, status].map(({ address }) => `http://${address.host}:${address.port}`);
  const message = `metrics and health on ${addresses[0]}, status on ${addresses[1]}`;
  log({ event: 'Lifecycle', reason: 'Listening', message });
  return [main, status];
}

function logOf(form: StartOptions['log']): (event: Event) => void {
  if (form === 'none') return () => undefined;
  const destination = { write: (line: string) => void process.stdout.write(line) };
  return createLog({ destination: form === 'json' ? destination : humanLog(process.stderr), now: systemClock.now })
    .tell;
}

/** A misspelt class would leave the limit that was meant to change as it is. */
function unknownRateClasses({ organization }: DesiredState): readonly string[] {
  const known = new Set<string>(['*']);
  for (const { rateClass, service } of Object.values(OPERATIONS)) known.add(rateClass).add(`${service}:*`);
  const { file, line, column } = organization.source;
  return Object.keys(organization.rates)
    .filter((rateClass) => !known.has(rateClass))
    .map((rateClass) => `${file}:${line}:${column}: rates: no operation is in the class "${rateClass}"`);
}

function fail(message: string): never {
  throw new Error(message);
}
