/**
 * One story of a pipeline: the real passes, looks, gateway and step table against a simulated cloud, in a time of its own,
 * while its owner edits it between any two of our requests, answers get lost, and the process dies. Nothing is judged here.
 */
import { OPERATIONS } from '../../src/aws/operations.ts';
import type { Transport, TransportRequest } from '../../src/aws/transport.ts';
import type { Policy } from '../../src/model/desired-state.ts';
import type { Event } from '../../src/model/event.ts';
import { createCloud } from '../../src/simulator/cloud.ts';
import type { Cloud } from '../../src/simulator/cloud.ts';
import { ask, failure, never } from '../crash/asking.ts';
import { beginLife, lookAgain, lookAt, OwnTime, pass, TARGET } from '../crash/life.ts';
import type { Life } from '../crash/life.ts';
import { ACCOUNT, REGION, stateOf, T0, worldOf } from '../crash/situations.ts';

export const NAME = 'Nightly';
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

export async function tellPipelineStory(
  first: string,
  policies: readonly Policy[],
  happenings: readonly Happening[],
  authors: Authors = 'of the version',
): Promise<PipelineStory> {
  const time = new OwnTime(T0);
  const world = worldOf([]);
  const seeds = [{ name: NAME, region: REGION, definition: first, role: 'Runner', createdAt: '2026-01-01T00:00:00Z' }];
  const accounts = world.accounts.map((account) =>
    account.id === ACCOUNT.id ? { ...account, pipelines: seeds } : account,
  );
  const cloud = createCloud({ world: { ...world, accounts }, now: time.now });
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
    time.pass(EXCHANGE_MS);
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
    const tell = (event: Event): void => void told.push(event);
    return beginLife({ clock: time, transport: transportOf(generation), state, serial: generation, tell });
  }

  let life = begin();
  let quiet = 0;
  let quietSince = 0;
  for (let step = 0; step < MAX_STEPS && quiet <= QUIET_PASSES; step += 1) {
    const isPass = life.passAt <= lookAt(life);
    time.reach(isPass ? life.passAt : lookAt(life));
    const ended = await Promise.race([isPass ? pass(life, PASS_MS) : lookAgain(life), crashed]);
    if (ended === 'crashed') {
      time.pass(RESTART_MS);
      life = begin();
      quiet = 0;
      continue;
    }
    if (!isPass) continue;
    const rests =
      lookAt(life) > time.now() + PASS_MS && Math.max(0, ...happenings.map(({ at }) => at)) <= requests.length;
    quiet = rests && quietSince === ours.length ? quiet + 1 : 0;
    quietSince = ours.length;
  }
  const record = cloud.pipeline(ACCOUNT.id, REGION, NAME);
  const final = record?.versions.at(-1)?.definition ?? '';
  return { cloud, requests, owners, ours, final, atRest: quiet > QUIET_PASSES, told };
}
