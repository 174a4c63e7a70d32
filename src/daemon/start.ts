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
import type { Readiness, RunningServer } from '../report/server.ts';
import { statusReport } from '../report/status.ts';
import { assemble } from './assemble.ts';
import type { Assembly } from './assemble.ts';
import type { Beginning } from './beginning.ts';
import { monotonicMs, systemClock } from './clock.ts';
import { joinCluster } from './cluster.ts';
import type { Membership } from './cluster.ts';
import { parseListen } from './config.ts';
import type { Config } from './config.ts';
import { DesiredStateLife } from './desired-state-life.ts';
import { EarlierWrites } from './earlier-writes.ts';
import { explainQuery } from './explain.ts';
import { humanLog } from './human-log.ts';
import { Seat } from './leadership-seat.ts';
import { ALONE } from './leadership.ts';
import type { Leadership } from './leadership.ts';
import type { Standing } from './lease.ts';
import { prepareStateDir, statePaths } from './state-dir.ts';
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
  /** json: on standard output, or aside, on standard error; human: always there. */
  readonly log: 'json' | 'jsonAside' | 'human';
}

export interface Ended {
  readonly exitCode: number;
  readonly summary: Survey | undefined;
  /** Why it could not run, for people. */
  readonly error: string | undefined;
}

/** Calls in flight may take so long to end; the contract is that a SIGTERM ends the process within 10 s. */
const DRAIN_MS = 6_000;
/** Events that are still to be written when everything else has ended. */
const LAST_EVENTS_MS = 500;

export async function start(config: Config, options: StartOptions): Promise<Ended> {
  const log = logOf(options.log);
  const unusable = config.stateDir === undefined ? undefined : await prepareStateDir(config.stateDir);
  if (unusable !== undefined) return { exitCode: 2, summary: undefined, error: unusable };
  const { stateDir } = config;
  const { promise: joining, resolve: joined } = Promise.withResolvers<Membership | { readonly mistake: string }>();
  const tell = (event: Event): void => {
    log(event);
    void joining.then((cluster) => 'events' in cluster && cluster.events.tell(event));
  };
  let follow = (_standing: Standing): void => undefined;
  const changed = (standing: Standing): void => follow(standing);
  const around = { clock: systemClock, monotonicMs, random: Math.random, tell, changed };
  void joinCluster(config.cluster, around).then(joined);
  const stops = createStops(stateDir, systemClock.now);
  const doubts = unknownRateClasses;
  const directory = config.desiredState;
  const life = new DesiredStateLife({ directory, stateDir, stops, clock: systemClock, log: tell, doubts });
  const [begun, cluster] = await Promise.all([life.begin(), joining]);
  if ('mistake' in cluster) return { exitCode: 2, summary: undefined, error: cluster.mistake };
  if (begun.with === 'nothing') {
    await leave(cluster);
    return { exitCode: 2, summary: undefined, error: refusal(begun.problems) };
  }
  const led = (follower: typeof follow): void => void (follow = follower);
  const { summary, problems, unreadable } = await live(config, options, { begun, life, stops, tell, cluster, led });
  if (options.once && problems.length > 0) return { exitCode: 2, summary, error: refusal(problems) };
  // A daemon that is asked to end before it had read anything ends as well as any other.
  const unread = options.once && summary === undefined;
  return { exitCode: 0, summary, error: unread ? unreadable : undefined };
}

interface Beginnings {
  readonly begun: Exclude<Beginning, { with: 'nothing' }>;
  readonly life: DesiredStateLife;
  readonly stops: DaemonStops;
  readonly tell: (event: Event) => void;
  readonly cluster: Membership;
  /** Who hears from now on what the lease says. */
  readonly led: (follower: (standing: Standing) => void) => void;
}

/** Runs until it is over, and ends everything in order. */
async function live(
  config: Config,
  options: StartOptions,
  { begun, life, stops, tell: log, cluster, led }: Beginnings,
): Promise<{
  readonly summary: Survey | undefined;
  readonly problems: readonly Problem[];
  /** Why there is no summary, in AWS's words where it said any. */
  readonly unreadable: string;
}> {
  const { leadership } = cluster;
  const calls = new Map<string, number>();
  let unreadable = 'the organization could not be read';
  const tell = (event: Event): void => {
    metrics.observe(event);
    log(event);
    if (event.event === 'OrganizationUnreadable') unreadable = event.message;
    if (event.event === 'PolicyHalted') void keepHalt(config.stateDir, event, systemClock.now(), log);
  };
  const metrics = createMetrics({
    snapshot: () => (seat.loop.isReady ? seat.loop.snapshot() : undefined),
    limiterWaiting: () => seat.gateway.waiting(),
    leader: () => leadership.standing() === 'leading',
    problems: () => seat.loop.problems.length,
    version,
    buildRevision,
    ofProcess: true,
  });
  const { stateDir } = config;
  const sent = stateDir === undefined ? undefined : statePaths(stateDir).documentSent;
  const earlier = new EarlierWrites(sent, systemClock.now, tell);
  const open = (state: DesiredState): Assembly =>
    assemble(config, state, {
      userAgent,
      once: options.once,
      readOnly: false,
      stops,
      fence: leadership.fence,
      earlier,
      adopted: (entered) => {
        seat.adopted(entered);
        life.adopted(entered);
      },
      tell,
      onRequest: (told) => {
        calls.set(told.operation, (calls.get(told.operation) ?? 0) + 1);
        metrics.request(told);
      },
      onThrottle: (told) => metrics.throttle(told),
    });
  const seat = new Seat(open, begun.inForce, DRAIN_MS, () => {
    if (leadership !== ALONE) earlier.follows();
  });
  if (begun.with === 'restoreOnly') seat.refuse(begun.problems);
  else if (begun.proposed !== undefined) seat.propose(begun.proposed);
  const servers = options.once ? [] : await listen(config, seat, { metrics, leadership, log });
  const over = new AbortController();
  const watching = [
    new StopsTold(stops, seat, tell).watch(systemClock, over.signal),
    ...(options.once ? [] : [life.watch(seat, over.signal)]),
  ];
  led((standing) => seat.follow(standing));
  seat.follow(leadership.standing());
  await until(seat.done, options);
  led(() => undefined);
  over.abort();
  await seat.stop();
  await leave(cluster);
  await Promise.all([...servers.map(async (server) => server.close()), ...watching]);
  return { summary: summarise(seat.loop, calls), problems: seat.loop.problems, unreadable };
}

/** When no call of ours is in flight any more: whoever follows may write at once. */
async function leave({ leadership, events }: Membership): Promise<void> {
  await leadership.end();
  await events.end(LAST_EVENTS_MS);
}

function refusal(problems: readonly Problem[]): string {
  return `the desired state has ${problems.length === 1 ? '1 problem' : `${problems.length} problems`}: ${told(problems[0]) ?? ''}`;
}

async function until(done: Promise<void>, { signal, once, deadlineMs }: StartOptions): Promise<void> {
  const over = new AbortController();
  const asked = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const deadline = once && deadlineMs !== undefined ? [systemClock.sleep(deadlineMs, over.signal)] : [];
  await Promise.race([done, asked, ...deadline]);
  over.abort();
}

interface Told {
  readonly metrics: ReturnType<typeof createMetrics>;
  readonly leadership: Leadership;
  readonly log: (event: Event) => void;
}

async function listen(
  config: Config,
  seat: Seat,
  { metrics, leadership, log }: Told,
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
    readiness: () => readiness(seat.loop, leadership),
  });
  const status = await startStatusServer(
    around(config.statusListen),
    () => (seat.loop.isReady ? statusReport(seat.loop.snapshot()) : undefined),
    (query) => explainQuery(seat.loop, query),
  );
  const addresses = [main, status].map(({ address }) => `http://${address.host}:${address.port}`);
  const message = `metrics and health on ${addresses[0]}, status on ${addresses[1]}`;
  log({ event: 'Lifecycle', reason: 'Listening', message });
  return [main, status];
}

/** Whoever stands by is ready to follow, and has nothing else to get ready with. */
function readiness(loop: Loop, leadership: Leadership): Readiness {
  const standing = leadership.standing();
  return {
    ready: loop.isReady || standing === 'standby',
    details: {
      organizationRead: loop.isReady,
      revision: loop.controller.state.revision,
      commit: loop.controller.state.commit ?? null,
      desiredStateProblems: loop.problems.length,
      desiredStateProblem: told(loop.problems[0]),
      frozen: loop.controller.restraint()?.why ?? false,
      standing,
      leader: leadership.holder() ?? null,
      leaseProblem: leadership.trouble() ?? null,
    },
  };
}

function told(problem: Problem | undefined): string | null {
  return problem === undefined ? null : `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`;
}

function logOf(form: StartOptions['log']): (event: Event) => void {
  const stream = form === 'json' ? process.stdout : process.stderr;
  const destination = form === 'human' ? humanLog(stream) : { write: (line: string) => void stream.write(line) };
  return createLog({ destination, now: systemClock.now }).tell;
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
