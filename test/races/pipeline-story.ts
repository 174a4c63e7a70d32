/**
 * One story of a pipeline: the real passes, looks, gateway and step table against a simulated cloud, in a time of its own,
 * while its owner edits it between any two of our requests, answers get lost, and the process dies. Nothing is judged here.
 */
import { createGateway } from '../../src/aws/gateway.ts';
import { OPERATIONS } from '../../src/aws/operations.ts';
import type { Transport, TransportRequest } from '../../src/aws/transport.ts';
import { look } from '../../src/controller/act.ts';
import { Controller } from '../../src/controller/controller.ts';
import type { Place } from '../../src/controller/memory.ts';
import { reconcile } from '../../src/controller/reconcile.ts';
import { AwsError } from '../../src/model/aws-error.ts';
import type { Policy } from '../../src/model/desired-state.ts';
import type { Event } from '../../src/model/event.ts';
import type { Clock, World } from '../../src/model/world.ts';
import { createCloud } from '../../src/simulator/cloud.ts';
import type { Cloud } from '../../src/simulator/cloud.ts';
import { ask, failure, never } from '../crash/asking.ts';
import { ACCOUNT, ORGANIZATION, REGION, stateOf, T0, worldOf } from '../crash/situations.ts';

export const NAME = 'Nightly';
const TARGET = { account: ACCOUNT.id, region: REGION };
const HUB_CREDENTIALS = { accessKeyId: 'AKIASIMULATORHUB', secretAccessKey: 'x', sessionToken: undefined };
const EXCHANGE_MS = 15;
const PASS_MS = 60_000;
const RESTART_MS = 500;
const QUIET_PASSES = 4;
const MAX_STEPS = 400;

/** At a request, counted from 1: what happens right before it is carried out, or instead of its answer. */
export type Happening =
  | { readonly at: number; readonly what: 'edit'; readonly text: string }
  | { readonly at: number; readonly what: 'crash' | 'crash-after' | 'lost' | 'dropped' | 'stale' };

/** Whose AWS says that a version is: which of these it does is not documented. */
export type Authors = 'of the version' | 'of the pipeline' | 'not told';

export interface PipelineStory {
  readonly cloud: Cloud;
  readonly requests: readonly { readonly at: number; readonly operation: string; readonly writes: boolean }[];
  /** What the owner stored, oldest first, the beginning included. */
  readonly owners: readonly string[];
  /** What we stored, oldest first. */
  readonly ours: readonly string[];
  readonly final: string;
  readonly atRest: boolean;
  readonly told: readonly Event[];
}

interface Life {
  readonly controller: Controller;
  readonly places: readonly Place[];
  passAt: number;
  lookAt: number;
  failures: number;
}

export async function tellPipelineStory(
  first: string,
  policies: readonly Policy[],
  happenings: readonly Happening[],
  authors: Authors = 'of the version',
): Promise<PipelineStory> {
  let now = T0;
  const clock: Clock = {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
      return Promise.resolve();
    },
  };
  const world = worldOf([]);
  const seeds = [{ name: NAME, region: REGION, definition: first, role: 'Runner', createdAt: '2026-01-01T00:00:00Z' }];
  const accounts = world.accounts.map((account) =>
    account.id === ACCOUNT.id ? { ...account, pipelines: seeds } : account,
  );
  const cloud = createCloud({ world: { ...world, accounts }, now: clock.now });
  const state = stateOf(policies);
  const requests: { at: number; operation: string; writes: boolean }[] = [];
  const owners = [first];
  const ours: string[] = [];
  const told: Event[] = [];
  let generation = 0;
  let die: () => void = () => undefined;
  let crashed: Promise<'crashed'> = Promise.resolve('crashed');

  function transportOf(life: number): Transport {
    return {
      send: async (request) => (life === generation ? send(request) : never()),
      close: () => undefined,
    };
  }

  async function send(request: TransportRequest): Promise<unknown> {
    now += EXCHANGE_MS;
    const at = requests.length + 1;
    const writes = OPERATIONS[request.operation].access === 'write';
    requests.push({ at, operation: request.operation, writes });
    const here = happenings.filter((one) => one.at === at);
    const happens = (what: Happening['what']): boolean => here.some((one) => one.what === what);
    for (const one of here) if (one.what === 'edit') edit(one.text);
    if (happens('crash')) return end();
    if (happens('dropped')) throw failure('ECONNRESET', 'ambiguous');
    cloud.setFaults(happens('stale') ? [{ match: {}, fault: 'stale-read', versions: 1 }] : []);
    const answer = ask(cloud, request);
    if (writes && answer.ok) ours.push(String((request.input as { PipelineDefinition?: unknown }).PipelineDefinition));
    if (happens('crash-after')) return end();
    if (happens('lost')) throw failure('ECONNRESET', 'ambiguous');
    if (answer.ok) return request.operation === 'DescribePipeline' ? withAuthor(answer.output) : answer.output;
    throw answer.refusal;
  }

  function withAuthor(output: unknown): unknown {
    const { LastModifiedBy: of, ...rest } = output as Readonly<Record<string, unknown>>;
    if (authors === 'not told') return rest;
    if (authors === 'of the version') return { ...rest, LastModifiedBy: of };
    const arn = cloud.pipeline(ACCOUNT.id, REGION, NAME)?.modifiedBy.arn;
    return { ...rest, LastModifiedBy: { IamIdentity: { Arn: arn } } };
  }

  function edit(text: string): void {
    const done = cloud.personDoes({ kind: 'pipeline', ...TARGET, name: NAME, action: 'update', definition: text });
    if (done !== 'ok') throw new Error(`the owner cannot edit: ${done}`);
    owners.push(text);
  }

  async function end(): Promise<never> {
    generation += 1;
    die();
    return never();
  }

  function begin(): Life {
    crashed = new Promise((resolve) => {
      die = () => resolve('crashed');
    });
    const gateway = createGateway({
      settings: state.organization,
      hubRegion: REGION,
      hubCredentials: async () => Promise.resolve(HUB_CREDENTIALS),
      transport: transportOf(generation),
      clock,
      random: () => 0.5,
      onRequest: () => undefined,
      onThrottle: () => undefined,
    });
    let changes = 0;
    const around: World = {
      clock,
      random: () => 0.5,
      newChangeId: () => `life${generation}-${(changes += 1)}`,
      reader: gateway.reader,
      write: gateway.write,
      tell: (event) => void told.push(event),
    };
    const controller = new Controller(around, state);
    controller.adopt(state, ORGANIZATION, [{ target: TARGET, account: ACCOUNT, policies: state.policies }]);
    const places = [...controller.memory.places.values()];
    return { controller, places, passAt: now, lookAt: Infinity, failures: 0 };
  }

  let life = begin();
  let quiet = 0;
  let quietSince = 0;
  for (let step = 0; step < MAX_STEPS && quiet <= QUIET_PASSES; step += 1) {
    const isPass = life.passAt <= life.lookAt;
    now = Math.max(now, isPass ? life.passAt : life.lookAt);
    const ended = await Promise.race([isPass ? pass(life) : lookAgain(life), crashed]);
    if (ended === 'crashed') {
      now += RESTART_MS;
      life = begin();
      quiet = 0;
      continue;
    }
    if (!isPass) continue;
    const rests = life.lookAt > now + PASS_MS && Math.max(0, ...happenings.map(({ at }) => at)) <= requests.length;
    quiet = rests && quietSince === ours.length ? quiet + 1 : 0;
    quietSince = ours.length;
  }
  const record = cloud.pipeline(ACCOUNT.id, REGION, NAME);
  const final = record?.versions.at(-1)?.definition ?? '';
  return { cloud, requests, owners, ours, final, atRest: quiet > QUIET_PASSES, told };
}

async function pass(life: Life): Promise<'done'> {
  const { clock } = life.controller.world;
  for (const place of life.places) {
    const report = await reconcile(life.controller, place);
    life.lookAt = Math.min(life.lookAt, ...report.due.map(({ at }) => at));
  }
  life.passAt = clock.now() + PASS_MS;
  return 'done';
}

/** As the loop does: what fails comes again after a while, what is over waits for the next pass. */
async function lookAgain(life: Life): Promise<'done'> {
  const { clock } = life.controller.world;
  life.lookAt = Infinity;
  for (const place of life.places) {
    for (const arn of place.entries.keys()) {
      try {
        const next = await look(life.controller, place, arn);
        life.failures = 0;
        if (next.again === 'in') life.lookAt = Math.min(life.lookAt, clock.now() + next.ms);
        if (next.again === 'at') life.lookAt = Math.min(life.lookAt, next.at);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        life.failures += 1;
        life.lookAt = Math.min(life.lookAt, clock.now() + 5 * 2 ** (life.failures - 1));
      }
    }
  }
  return 'done';
}
