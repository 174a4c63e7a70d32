/**
 * The life of the process: load, listen, run the loop, and end in order when asked to.
 */
import { OPERATIONS } from '../aws/operations.ts';
import type { Loop } from '../controller/loop.ts';
import type { DesiredState, Problem } from '../model/desired-state.ts';
import type { Event } from '../model/event.ts';
import { createLog } from '../report/log.ts';
import { createMetrics } from '../report/metrics.ts';
import { startMetricsServer, startStatusServer } from '../report/server.ts';
import type { RunningServer } from '../report/server.ts';
import { statusReport } from '../report/status.ts';
import { assemble } from './assemble.ts';
import type { Beginning } from './beginning.ts';
import { systemClock } from './clock.ts';
import { parseListen } from './config.ts';
import type { Config } from './config.ts';
import { DesiredStateLife } from './desired-state-life.ts';
import { explainQuery } from './explain.ts';
import { humanLog } from './human-log.ts';
import { prepareStateDir } from './state-dir.ts';
import { StopsTold, keepHalt } from './stops-told.ts';
import { createStops } from './stops.ts';
import type { DaemonStops } from './stops.ts';
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
  const log = logOf(options.log);
  const unusable = config.stateDir === undefined ? undefined : await prepareStateDir(config.stateDir);
  if (unusable !== undefined) return { exitCode: 2, summary: undefined, error: unusable };
  const { stateDir } = config;
  const stops = createStops(stateDir, systemClock.now);
  const life = new DesiredStateLife({
    directory: config.desiredState,
    stateDir,
    stops,
    clock: systemClock,
    log,
    doubts: unknownRateClasses,
  });
  const begun = await life.begin();
  if (begun.with === 'nothing') return { exitCode: 2, summary: undefined, error: refusal(begun.problems) };
  const { summary, problems, unreadable } = await live(config, options, { begun, life, stops, log });
  if (options.once && problems.length > 0) return { exitCode: 2, summary, error: refusal(problems) };
  // A daemon that is asked to end before it had read anything ends as well as any other.
  const unread = options.once && summary === undefined;
  return { exitCode: 0, summary, error: unread ? unreadable : undefined };
}

interface Beginnings {
  readonly begun: Exclude<Beginning, { with: 'nothing' }>;
  readonly life: DesiredStateLife;
  readonly stops: DaemonStops;
  readonly log: (event: Event) => void;
}

/** Runs until it is over, and ends everything in order. */
async function live(
  config: Config,
  options: StartOptions,
  { begun, life, stops, log }: Beginnings,
): Promise<{
  readonly summary: Survey | undefined;
  readonly problems: readonly Problem[];
  /** Why there is no summary, in AWS's words where it said any. */
  readonly unreadable: string;
}> {
  const calls = new Map<string, number>();
  let unreadable = 'the organization could not be read';
  const tell = (event: Event): void => {
    metrics.observe(event);
    log(event);
    if (event.event === 'OrganizationUnreadable') unreadable = event.message;
    if (event.event === 'PolicyHalted') void keepHalt(config.stateDir, event, systemClock.now(), log);
  };
  const { gateway, loop } = assemble(config, begun.inForce, {
    userAgent,
    once: options.once,
    readOnly: false,
    stops,
    adopted: (state) => life.adopted(state),
    tell,
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
  if (begun.with === 'restoreOnly') loop.refuse(begun.problems);
  else if (begun.proposed !== undefined) loop.propose(begun.proposed);
  const servers = options.once ? [] : await listen(config, loop, metrics, log);
  const over = new AbortController();
  const watching = [
    new StopsTold(stops, loop, tell).watch(systemClock, over.signal),
    ...(options.once ? [] : [life.watch(loop, over.signal)]),
  ];
  await until(loop, options);
  over.abort();
  await Promise.all([loop.stop(), gateway.close(DRAIN_MS)]);
  await Promise.all([...servers.map(async (server) => server.close()), ...watching]);
  return { summary: summarise(loop, calls), problems: loop.problems, unreadable };
}

function refusal(problems: readonly Problem[]): string {
  return `the desired state has ${problems.length} problems: ${told(problems[0]) ?? ''}`;
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
        desiredStateProblem: told(loop.problems[0]),
        frozen: loop.controller.restraint()?.why ?? false,
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

function told(problem: Problem | undefined): string | null {
  return problem === undefined ? null : `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`;
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
