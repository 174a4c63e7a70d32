/**
 * What VPCs and jobs cost by themselves, in a process of their own that sends what it measured: calls of a day of passes, in a time
 * of its own, under each policy and under both; calls until 200 documents are brought in line; memory of what is remembered.
 * `node --expose-gc networks-process.ts`
 */
import { callsAMonth } from '../../src/cli/calls-a-month.ts';
import type { Policy } from '../../src/model/desired-state.ts';
import { startRig } from '../controller/reload-rig.ts';
import type { Rig } from '../controller/reload-rig.ts';
import { account, state } from '../controller/reload-world.ts';
import { ENDPOINTS, MODEL, NETWORKS, REGION, documentOf, jobOf, networkOf, vpcsOf } from './networks-world.ts';
import { bytesUsed, passOver, sceneOf } from './scene.ts';
import type { Contents } from './scene.ts';

type Calls = Readonly<Record<string, number>>;

export interface DayMeasured {
  readonly policies: readonly string[];
  readonly targets: number;
  readonly firstPass: Calls;
  /** Of passes, and of hours, the most of each operation. */
  readonly mostInAPass: Calls;
  readonly mostInAnHour: Calls;
  /** Of a pass in which nothing is due but what every pass asks. */
  readonly leastInAPass: number;
  readonly day: Calls;
  readonly jobsBegun: number;
  /** What `plan` would say after the first pass. */
  readonly planned: Calls;
}

export interface NetworksMeasured {
  readonly days: readonly DayMeasured[];
  readonly mending: { readonly endpoints: number; readonly tookMs: number; readonly calls: Calls };
  readonly held: {
    readonly vpcs: number;
    readonly vpcBytes: number;
    readonly texts: number;
    readonly jobs: number;
    readonly jobBytes: number;
  };
}

const MINUTE_MS = 60_000;
const STEP_MINUTES = 5;
const PASS_MINUTES = 15;
const DAY_PASSES = 96;
const PASSES_AN_HOUR = 4;
const JOB_EVERY_MINUTES = 10;
const JOB_MS = 3_600_000;
/** Those that began before the day, and of which the first look still sees. */
const JOBS_BEFORE = 36;
const TARGETS = 3;
const VPCS = 40;
const USED = 5;
const NOTEBOOKS = 20;
const PIPELINES = 10;
const SCHEDULE = '*/15 * * * *';

const mended = 200;
const measured: NetworksMeasured = {
  days: [await dayOf([ENDPOINTS]), await dayOf([NETWORKS]), await dayOf([ENDPOINTS, NETWORKS])],
  mending: await mend(mended),
  held: await held(),
};
process.send?.(measured);
process.disconnect?.();

/** A day of passes over a few targets in which a job begins every ten minutes, and nothing else changes. */
async function dayOf(policies: readonly Policy[]): Promise<DayMeasured> {
  const vpcs = vpcsOf(VPCS);
  const used = vpcs.slice(0, USED);
  const contents: Contents = {
    vpcs,
    models: [{ name: MODEL, region: REGION, network: networkOf(used[0]) }],
    jobs: Array.from({ length: JOBS_BEFORE }, (_, index) => ({
      ...jobOf(index, used),
      region: REGION,
      startedAgoMs: (index + 0.5) * JOB_EVERY_MINUTES * MINUTE_MS,
      durationMs: JOB_MS,
    })),
  };
  const desired = state({ organization: { regions: [REGION], schedule: SCHEDULE }, policies });
  const rig = startRig({
    notebooks: Array.from({ length: TARGETS }, () =>
      Array.from({ length: NOTEBOOKS }, (_, index) => ({
        name: `notebook-${index}`,
        imds: '2' as const,
        subnet: used[index % USED]?.subnets?.[0]?.id,
      })),
    ),
    seeds: Array.from({ length: TARGETS }, () => contents),
    pipelines: Array.from({ length: PIPELINES }, (_, index) => ({
      name: `pipeline-${index}`,
      definition: { Version: '2020-12-01', Steps: [] },
    })),
    state: desired,
  });
  const calls = callsSince(rig);
  let begun = 0;
  let minutes = 0;
  const pass = async (): Promise<Calls> => {
    for (let minute = 0; minute < PASS_MINUTES; minute += STEP_MINUTES) {
      await rig.time.pass(STEP_MINUTES * MINUTE_MS);
      minutes += STEP_MINUTES;
      if (minutes % JOB_EVERY_MINUTES === 0) begun += begin(rig, JOBS_BEFORE + begun);
    }
    return calls();
  };
  // Up to a minute before the next one begins.
  await rig.time.pass((PASS_MINUTES - 1) * MINUTE_MS);
  const firstPass = calls();
  await rig.time.pass(MINUTE_MS - 1);
  const passes: Calls[] = [];
  for (let number = 0; number < DAY_PASSES; number += 1) passes.push(await pass());
  const planned = callsAMonth(firstPass, desired.organization)?.byOperation;
  if (planned === undefined) throw new Error('the estimate of a month could not be made');
  await rig.end();
  const hours = Array.from({ length: DAY_PASSES / PASSES_AN_HOUR }, (_, hour) =>
    sumOf(passes.slice(hour * PASSES_AN_HOUR, (hour + 1) * PASSES_AN_HOUR)),
  );
  return {
    policies: policies.map(({ kind }) => kind),
    targets: TARGETS,
    firstPass,
    mostInAPass: mostOf(passes),
    mostInAnHour: mostOf(hours),
    leastInAPass: Math.min(...passes.map(totalOf)),
    day: sumOf(passes),
    jobsBegun: begun * TARGETS,
    planned,
  };
}

/** One in each target. */
function begin(rig: Rig, serial: number): number {
  const used = vpcsOf(USED);
  for (let target = 0; target < TARGETS; target += 1) {
    const { type, name, ...job } = jobOf(serial, used);
    const deed = { kind: 'job', account: account(target).id, region: REGION, type, name, action: 'create' } as const;
    const done = rig.cloud.personDoes({ ...deed, job: { ...job, durationMs: JOB_MS } });
    if (done !== 'ok') throw new Error(`no job: ${done}`);
  }
  return 1;
}

/** Requests until every document of one account is brought in line, without those that passes make anyhow. */
async function mend(count: number): Promise<NetworksMeasured['mending']> {
  const scene = (mode: Policy['mode']): Rig =>
    startRig({
      notebooks: [[]],
      seeds: [{ vpcs: vpcsOf(count) }],
      state: state({
        organization: { regions: [REGION], schedule: SCHEDULE },
        policies: [
          {
            ...ENDPOINTS,
            mode,
            want: { ...(ENDPOINTS.want as object), vpcs: 'all' },
            disruption: { ...ENDPOINTS.disruption, budgets: [{ per: 'account', max: { count: 1 } }] },
          },
        ],
      }),
    });
  const rig = scene('enforce');
  const beganAt = rig.time.now();
  const modified = (): number => rig.cloud.journal.counters()['ec2.ModifyVpcEndpoint ok'] ?? 0;
  while (modified() < count && rig.time.now() - beganAt < 86_400_000) await rig.time.pass(MINUTE_MS);
  if (modified() !== count) throw new Error(`${modified()} of ${count} documents were changed within a day`);
  const tookMs = rig.time.now() - beganAt;
  // The last one is looked for, too.
  await rig.time.pass(2 * PASS_MINUTES * MINUTE_MS);
  const all = callsSince(rig)();
  const lookedAtMs = rig.time.now() - beganAt;
  await rig.end();
  const idle = scene('audit');
  await idle.time.pass(lookedAtMs);
  const anyhow = callsSince(idle)();
  await idle.end();
  const calls = Object.fromEntries(Object.entries(all).map(([name, times]) => [name, times - (anyhow[name] ?? 0)]));
  return { endpoints: count, tookMs, calls };
}

/** What the controller holds besides what the simulated organization does. Every document is another one. */
async function held(): Promise<NetworksMeasured['held']> {
  const [accounts, vpcs, jobs] = [50, 200, 100];
  const characters = 2_048;
  const weigh = async (contents: (index: number) => Contents): Promise<number> => {
    const scene = sceneOf(
      Array.from({ length: accounts }, (_, index) => contents(index)),
      [ENDPOINTS, NETWORKS],
    );
    const before = bytesUsed();
    await passOver(scene);
    const bytes = bytesUsed() - before;
    // It must not be collected while it is weighed.
    if (scene.controller.memory.places.size === 0) throw new Error('nothing was looked at');
    return bytes;
  };
  const text = (serial: number): string => JSON.stringify(documentOf(characters, serial));
  const none = await weigh(() => ({}));
  const vpcBytes = await weigh((index) => ({ vpcs: vpcsOf(vpcs, (serial) => text(index * vpcs + serial)) }));
  const jobBytes = await weigh(() => ({
    models: [{ name: MODEL, region: REGION }],
    jobs: Array.from({ length: jobs }, (_, index) => ({ ...jobOf(index, vpcsOf(USED)), region: REGION })),
  }));
  return {
    vpcs: accounts * vpcs,
    vpcBytes: vpcBytes - none,
    texts: accounts * vpcs * text(1).length,
    jobs: accounts * jobs,
    jobBytes: jobBytes - none,
  };
}

/** By operation, those that were answered since it was asked last. */
function callsSince(rig: Rig): () => Calls {
  let before: Calls = {};
  return () => {
    const now: Record<string, number> = {};
    for (const [counter, times] of Object.entries(rig.cloud.journal.counters())) {
      const [, operation] = /^[a-z0-9-]+\.(\w+) /.exec(counter) ?? [];
      if (operation !== undefined) now[operation] = (now[operation] ?? 0) + times;
    }
    const since = Object.fromEntries(Object.entries(now).map(([name, times]) => [name, times - (before[name] ?? 0)]));
    before = now;
    return since;
  };
}

function sumOf(all: readonly Calls[]): Calls {
  return combined(all, (a, b) => a + b);
}

function mostOf(all: readonly Calls[]): Calls {
  return combined(all, Math.max);
}

function combined(all: readonly Calls[], how: (a: number, b: number) => number): Calls {
  const names = new Set(all.flatMap((calls) => Object.keys(calls)));
  return Object.fromEntries(
    [...names].map((name) => [name, all.map((calls) => calls[name] ?? 0).reduce((a, b) => how(a, b), 0)]),
  );
}

function totalOf(calls: Calls): number {
  return Object.values(calls).reduce((sum, times) => sum + times, 0);
}
