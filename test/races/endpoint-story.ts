/**
 * One story of a few VPCs: the real passes, looks, gateway and steps against a model of EC2, in a time of its own, while owners
 * edit documents between any two of our requests, answers get lost, readings are minutes old, and the process dies.
 */
import { OPERATIONS } from '../../src/aws/operations.ts';
import type { Transport, TransportRequest } from '../../src/aws/transport.ts';
import type { Controller } from '../../src/controller/controller.ts';
import type { Policy } from '../../src/model/desired-state.ts';
import type { Event } from '../../src/model/event.ts';
import { createCloud } from '../../src/simulator/cloud.ts';
import type { Cloud } from '../../src/simulator/cloud.ts';
import { ask, failure, never } from '../crash/asking.ts';
import { beginLife, lookAgain, lookAt, OwnTime, pass } from '../crash/life.ts';
import type { Life } from '../crash/life.ts';
import { ACCOUNT, REGION, stateOf, T0, worldOf } from '../crash/situations.ts';
import { Ec2Model, refused } from './endpoint-cloud.ts';
import type { VpcSpec } from './endpoint-cloud.ts';

export const MINUTE_MS = 60_000;
/** AWS's own advice is to back off "to five minutes" until a reading shows what was done. */
export const LAG_MS = 5 * MINUTE_MS;
const EXCHANGE_MS = 15;
const RESTART_MS = 500;
/** Passes in which nothing moves; what was sent and does not show yet keeps being looked for. */
const QUIET_MS = 3 * MINUTE_MS;
const MAX_STEPS = 20_000;

/** At a request to EC2, or for a session, counted from 1: what happens right before it is carried out, or to its answer. */
export type Happening =
  | { readonly at: number; readonly what: 'edit'; readonly endpoint: string; readonly edit: (text: string) => string }
  /** In our own process, where something else has meanwhile been found out. */
  | { readonly at: number; readonly what: 'learn'; readonly learn: (controller: Controller) => void }
  | {
      readonly at: number;
      readonly what: 'crash' | 'crash-after' | 'lost' | 'dropped' | 'stale' | 'throttled' | 'denied';
    };

export interface StoryOptions {
  readonly vpcs: readonly VpcSpec[];
  /** Names of those that a notebook is in. */
  readonly used: readonly string[];
  readonly policies: readonly Policy[];
  readonly happenings?: readonly Happening[];
  /** How old every reading of EC2 is. */
  readonly lagMs?: number;
  /** Sessions are so long in coming. */
  readonly sessionMs?: number;
  /** An owner's tool runs so often, and does this to each document. Undefined: it is content. */
  readonly tool?: { readonly everyMs: number; readonly run: (id: string, text: string) => string | undefined };
  /** Undefined: until nothing more happens. */
  readonly lastsMs?: number;
}

/** A request that EC2 carried out for us. */
export interface Write {
  readonly at: number;
  readonly life: number;
  readonly operation: string;
  readonly vpc: string;
  readonly endpoint: string;
  readonly text: string;
  /** Whether the session may do that to that endpoint, as far as its policy names both. */
  readonly permitted: boolean;
}

/** A document of an endpoint as it was told to us. */
export interface Reading {
  readonly at: number;
  readonly life: number;
  readonly endpoint: string;
  readonly text: string;
}

export interface EndpointStory {
  readonly ec2: Ec2Model;
  readonly requests: readonly { readonly at: number; readonly operation: string; readonly writes: boolean }[];
  readonly writes: readonly Write[];
  /** Oldest first. */
  readonly readings: readonly Reading[];
  readonly told: readonly Event[];
  readonly atRest: boolean;
  readonly endedAt: number;
  /** How each VPC stands in the end, such as `held prerequisite VpcShared`. */
  readonly standings: ReadonlyMap<string, string>;
}

const clouds = new Map<string, Cloud>();

/** The notebooks never change, and so one cloud does for all stories about the same. */
function cloudOf(used: readonly string[], now: () => number): Cloud {
  const key = used.join(' ');
  const cloud =
    clouds.get(key) ??
    createCloud({
      world: worldOf(used.map((name) => ({ name: `in-${name}`, region: REGION, imds: '2', subnet: `subnet-${name}` }))),
      now: () => T0,
    });
  clouds.set(key, cloud);
  return cloud.fork({ now });
}

export async function tellEndpointStory(options: StoryOptions): Promise<EndpointStory> {
  const { vpcs, used, policies, happenings = [], lagMs = 0, sessionMs = 0, tool, lastsMs } = options;
  const clock = new OwnTime(T0);
  const cloud = cloudOf(used, clock.now);
  const ec2 = new Ec2Model(vpcs, ACCOUNT.id, REGION);
  const state = stateOf(policies);
  const requests: { at: number; operation: string; writes: boolean }[] = [];
  const writes: Write[] = [];
  const told: Event[] = [];
  const readings: Reading[] = [];
  const sessions = new Map<string, string>();
  let generation = 0;
  let die: () => void = () => undefined;
  let crashed: Promise<'crashed'> = Promise.resolve('crashed');
  let toolAt = T0;
  let life!: Life;

  function transportOf(life: number): Transport {
    return { send: async (request) => (life === generation ? send(request) : never()), close: () => undefined };
  }

  async function send(request: TransportRequest): Promise<unknown> {
    clock.pass(request.operation === 'AssumeRole' ? EXCHANGE_MS + sessionMs : EXCHANGE_MS);
    runTool();
    if (request.service !== 'ec2' && request.operation !== 'AssumeRole') return answered(request, 0);
    const at = requests.length + 1;
    requests.push({ at, operation: request.operation, writes: OPERATIONS[request.operation].access === 'write' });
    const here = happenings.filter((one) => one.at === at);
    const happens = (what: Happening['what']): boolean => here.some((one) => one.what === what);
    for (const one of here) {
      if (one.what === 'edit') ec2.store(one.endpoint, one.edit(ec2.text(one.endpoint)), clock.now());
      if (one.what === 'learn') one.learn(life.controller);
    }
    if (happens('crash')) return end();
    if (happens('dropped')) throw failure('ECONNRESET', 'ambiguous');
    if (happens('throttled')) throw refused('RequestLimitExceeded', 'Request limit exceeded.', 503);
    if (happens('denied'))
      throw refused('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403);
    const answer = answered(request, happens('stale') ? LAG_MS : lagMs);
    if (happens('crash-after')) return end();
    if (happens('lost')) throw failure('ECONNRESET', 'ambiguous');
    noteReading(answer);
    return answer;
  }

  function answered(request: TransportRequest, ageMs: number): unknown {
    if (request.service === 'ec2') return ofEc2(request, clock.now() - ageMs);
    const answer = ask(cloud, request);
    if (!answer.ok) throw answer.refusal;
    const given = (answer.output as { readonly Credentials?: { readonly AccessKeyId?: string } }).Credentials;
    if (given !== undefined) sessions.set(String(given.AccessKeyId), String(request.input['Policy']));
    return answer.output;
  }

  function ofEc2({ operation, input, credentials }: TransportRequest, asOf: number): unknown {
    const isWrite = OPERATIONS[operation].access === 'write';
    const id = String(input['VpcEndpointId']);
    const made = ec2.endpoints.length;
    const output = ec2.call(operation, input, clock.now(), asOf);
    if (!isWrite) return output;
    const policy = sessions.get(credentials.accessKeyId) ?? '';
    const about = operation === 'CreateVpcEndpoint' ? String(input['VpcId']) : id;
    const permitted = policy.includes(`"ec2:${operation}"`) && policy.includes(`/${about}"`);
    const endpoint = operation === 'CreateVpcEndpoint' ? (ec2.endpoints[made]?.id ?? 'again') : id;
    const vpc = ec2.endpoints.find((one) => one.id === endpoint)?.vpc ?? String(input['VpcId']);
    const text = String(input['PolicyDocument']);
    writes.push({ at: clock.now(), life: generation, operation, vpc, endpoint, text, permitted });
    return output;
  }

  function noteReading(answer: unknown): void {
    const { VpcEndpoints: endpoints } = answer as { readonly VpcEndpoints?: readonly Record<string, string>[] };
    for (const { VpcEndpointId: endpoint = '', PolicyDocument: text = '' } of endpoints ?? [])
      readings.push({ at: clock.now(), life: generation, endpoint, text });
  }

  function runTool(): void {
    for (; tool !== undefined && toolAt <= clock.now(); toolAt += tool.everyMs) {
      for (const { id } of ec2.endpoints) {
        const text = tool.run(id, ec2.text(id));
        if (text !== undefined) ec2.store(id, text, clock.now());
      }
    }
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
    life = beginLife({
      clock,
      transport: transportOf(generation),
      state,
      serial: generation,
      follows: generation > 0,
      tell,
    });
    return life;
  }

  let quietSince = clock.now();
  let steps = 0;
  const last = Math.max(0, ...happenings.map(({ at }) => at));
  const isOver = (): boolean =>
    lastsMs === undefined
      ? clock.now() - quietSince > lagMs + QUIET_MS && last <= requests.length
      : clock.now() - T0 > lastsMs;
  for (begin(); !isOver() && steps < MAX_STEPS; steps += 1) {
    const isPass = life.passAt <= lookAt(life);
    clock.reach(Math.min(life.passAt, lookAt(life)));
    const before = writes.length;
    const ended = await Promise.race([isPass ? pass(life, MINUTE_MS) : lookAgain(life), crashed]);
    if (ended === 'crashed') {
      clock.pass(RESTART_MS);
      begin();
    }
    const moves = lookAt(life) < clock.now() + MINUTE_MS || isConverging(life);
    if (ended === 'crashed' || writes.length > before || moves || requests.length < last) quietSince = clock.now();
  }
  return {
    ec2,
    requests,
    writes,
    readings,
    told,
    atRest: isOver(),
    endedAt: clock.now(),
    standings: standingsOf(life),
  };
}

/** Something was sent, or is due. */
function isConverging({ places }: Life): boolean {
  return places.some(({ entries }) =>
    [...entries.values()].some(({ marks }) => marks.some(({ state }) => state === 'converging')),
  );
}

function standingsOf({ controller, places }: Life): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const place of places.filter(({ kind }) => kind.name === 'vpc')) {
    for (const { resource } of place.entries.values()) {
      if (resource === undefined) continue;
      const [standing] = controller.consider(place, resource).standings;
      const { gate = '', reason = '' } = standing?.hold ?? {};
      found.set(resource.name, `${standing?.state} ${gate} ${reason}`.trim());
    }
  }
  return found;
}
