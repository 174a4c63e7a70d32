/**
 * One story: the real act, gateway and step table against a simulated cloud, in a time of its own, while what the plan says
 * goes wrong. A crash throws everything away but the cloud. Nothing is judged here.
 */
import { createGateway } from '../../src/aws/gateway.ts';
import { look } from '../../src/controller/act.ts';
import { Controller } from '../../src/controller/controller.ts';
import { reconcile } from '../../src/controller/reconcile.ts';
import type { Place } from '../../src/controller/memory.ts';
import { AwsError } from '../../src/model/aws-error.ts';
import type { DesiredState } from '../../src/model/desired-state.ts';
import type { ResourceKind } from '../../src/model/resource.ts';
import type { Clock, World } from '../../src/model/world.ts';
import { RESOURCE_KINDS } from '../../src/resources/index.ts';
import type { Cloud } from '../../src/simulator/cloud.ts';
import type { Transport } from '../../src/aws/transport.ts';
import { Mischief } from './mischief.ts';
import type { Boundary, Plan } from './plan.ts';
import { ACCOUNT, cloudOf, NAME, ORGANIZATION, REGION, situationNamed, stateOf, T0 } from './situations.ts';

/** An executor that is wrong on purpose: what it makes of the way to AWS, and of the step table. */
export interface Mutant {
  readonly transport?: (transport: Transport) => Transport;
  readonly kind?: (kind: ResourceKind) => ResourceKind;
}

export interface Story {
  readonly cloud: Cloud;
  /** Sequence numbers of the journal after which a process died. */
  readonly crashes: readonly number[];
  /** Of requests that were carried out and whose answer nobody saw. */
  readonly lost: ReadonlySet<number>;
  /** The journal's last number whenever a Stop got lost on its way. */
  readonly dropped: readonly number[];
  readonly boundaries: readonly Boundary[];
  /** Planned events that could not happen, such as a stop of what is off. */
  readonly idle: number;
  /** Told by the last process and not taken back. */
  readonly handedOver: boolean;
  readonly state: DesiredState;
  /** The journal's last number when everything had come to rest; undefined: it never did. */
  readonly restedAt: number | undefined;
  /** How many requests there were when it first seemed at rest. */
  readonly settledAt: number | undefined;
  readonly denied: boolean;
  /** What the controller threw that nobody expected. */
  readonly broke: string | undefined;
}

const PASS_MS = 60_000;
const RESTART_MS = 500;
/** What is not at rest by then never will be. */
const HORIZON_MS = 4 * 3_600_000;
const STEPS = 4_000;
const QUIET_PASSES = 5;
const TARGET = { account: ACCOUNT.id, region: REGION };
const HUB_CREDENTIALS = { accessKeyId: 'AKIASIMULATORHUB', secretAccessKey: 'x', sessionToken: undefined };

export interface Life {
  readonly controller: Controller;
  place: Place;
  passAt: number;
  lookAt: number;
  failures: number;
}

export async function tellStory(plan: Plan, mutant: Mutant = {}): Promise<Story> {
  const situation = situationNamed(plan.situation);
  let now = T0;
  const clock: Clock = {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
      return Promise.resolve();
    },
  };
  const cloud = cloudOf(situation, clock.now);
  const state = stateOf(situation.policies);
  const mischief = new Mischief({ plan, cloud, state, now: clock.now, pass: (ms) => void (now += ms) });
  let lives = 0;
  let life = begin();
  let restedAt: number | undefined;
  let settledAt: number | undefined;
  let broke: string | undefined;
  let quiet = 0;
  let quietSince = 0;

  function begin(): Life {
    lives += 1;
    const { state: current } = mischief;
    const transport = mutant.transport?.(mischief.transport()) ?? mischief.transport();
    const fresh = beginLife({ clock, transport, state: current, mutant, serial: lives });
    mischief.onState = (desired) => adopt(fresh, desired, mutant);
    return fresh;
  }

  for (let step = 0; step < STEPS && now < T0 + HORIZON_MS; step += 1) {
    const isPass = life.passAt <= life.lookAt;
    now = Math.max(now, isPass ? life.passAt : life.lookAt);
    const work = isPass ? pass(life, clock, PASS_MS) : lookAgain(life, clock);
    const ended = await Promise.race([work, mischief.crashed]).catch((reason: unknown) => {
      broke = reason instanceof Error ? reason.message : 'something that is no error';
      return 'failed' as const;
    });
    if (ended === 'failed') break;
    if (ended === 'crashed') {
      now += RESTART_MS;
      mischief.revive();
      life = begin();
      quiet = 0;
      continue;
    }
    if (!isPass) continue;
    const last = mischief.lastWrite();
    const handedOver = isHandedOver(life);
    const isFar = life.lookAt > now + (mischief.isDenied ? PASS_MS : HORIZON_MS) || handedOver;
    const atRest = isFar && !mischief.isPending && isSteady(cloud, now);
    quiet = atRest && last === quietSince ? quiet + 1 : 0;
    quietSince = last;
    if (quiet === 1) {
      restedAt = cloud.journal.last;
      settledAt = mischief.boundaries.length;
    }
    if (quiet > QUIET_PASSES) break;
    if (quiet > 0) life.lookAt = now;
  }
  return {
    cloud,
    crashes: mischief.crashes,
    lost: mischief.lost,
    dropped: mischief.dropped,
    boundaries: mischief.boundaries,
    idle: mischief.idle,
    handedOver: isHandedOver(life),
    state: mischief.state,
    restedAt: quiet > QUIET_PASSES ? restedAt : undefined,
    settledAt,
    denied: mischief.isDenied,
    broke,
  };
}

interface Birth {
  readonly clock: Clock;
  readonly transport: Transport;
  readonly state: DesiredState;
  readonly mutant?: Mutant;
  /** Distinguishes the changes of one process from those of another. */
  readonly serial: number;
}

/** A process that knows nothing, about to make its first pass. */
export function beginLife({ clock, transport, state, mutant = {}, serial }: Birth): Life {
  const gateway = createGateway({
    settings: state.organization,
    hubRegion: REGION,
    hubCredentials: async () => Promise.resolve(HUB_CREDENTIALS),
    transport,
    clock,
    random: () => 0.5,
    onRequest: () => undefined,
    onThrottle: () => undefined,
  });
  let changes = 0;
  const world: World = {
    clock,
    random: () => 0.5,
    newChangeId: () => `life${serial}-${(changes += 1)}`,
    reader: gateway.reader,
    write: gateway.write,
    tell: () => undefined,
  };
  const controller = new Controller(world, state);
  const place = adoptInto(controller, state, mutant);
  return { controller, place, passAt: clock.now(), lookAt: Infinity, failures: 0 };
}

function adopt(life: Life, state: DesiredState, mutant: Mutant): void {
  life.place = adoptInto(life.controller, state, mutant);
  life.lookAt = Math.min(life.lookAt, life.controller.world.clock.now());
}

function adoptInto(controller: Controller, state: DesiredState, mutant: Mutant): Place {
  controller.adopt(state, ORGANIZATION, [{ target: TARGET, account: ACCOUNT, policies: state.policies }]);
  const [place] = controller.memory.places.values();
  if (place === undefined) throw new Error('the target has no place');
  if (mutant.kind !== undefined) Object.assign(place, { kind: mutant.kind(RESOURCE_KINDS[place.kind.name]) });
  return place;
}

/** One pass; the next is due `everyMs` after it. */
export async function pass(life: Life, clock: Clock, everyMs: number): Promise<'done'> {
  const report = await reconcile(life.controller, life.place);
  life.passAt = clock.now() + everyMs;
  const due = Math.min(...report.due.map(({ at }) => at));
  life.lookAt = Math.min(life.lookAt, due);
  return 'done';
}

/** As the loop does: what fails comes again after a while, what is over waits for the next pass. */
export async function lookAgain(life: Life, clock: Clock): Promise<'done'> {
  life.lookAt = Infinity;
  const [arn] = life.place.entries.keys();
  if (arn === undefined) return 'done';
  try {
    const next = await look(life.controller, life.place, arn);
    life.failures = 0;
    if (next.again === 'in') life.lookAt = clock.now() + next.ms;
    if (next.again === 'at') life.lookAt = next.at;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    life.failures += 1;
    life.lookAt = clock.now() + 5 * 2 ** (life.failures - 1);
  }
  return 'done';
}

export function isHandedOver({ place }: Life): boolean {
  return [...place.entries.values()].some(({ handedOver }) => handedOver);
}

/** Nothing will change unless somebody acts. */
function isSteady(cloud: Cloud, now: number): boolean {
  const record = cloud.notebook(ACCOUNT.id, REGION, NAME);
  return record?.due === undefined || record.due.at > now + HORIZON_MS;
}
