/**
 * One life of a process around a simulated cloud, in a time of its own: the real passes, looks, gateway and step tables, and the
 * queue's part in them. Whoever tells a story says which of the two comes next, and what goes wrong meanwhile.
 */
import { createGateway } from '../../src/aws/gateway.ts';
import type { Transport } from '../../src/aws/transport.ts';
import { look } from '../../src/controller/act.ts';
import { Controller } from '../../src/controller/controller.ts';
import type { Place } from '../../src/controller/memory.ts';
import { reconcile } from '../../src/controller/reconcile.ts';
import { AwsError } from '../../src/model/aws-error.ts';
import type { DesiredState } from '../../src/model/desired-state.ts';
import type { Event } from '../../src/model/event.ts';
import type { ResourceKind } from '../../src/model/resource.ts';
import type { Clock } from '../../src/model/world.ts';
import { RESOURCE_KINDS } from '../../src/resources/index.ts';
import { ACCOUNT, ORGANIZATION, REGION } from './situations.ts';

export const TARGET = { account: ACCOUNT.id, region: REGION };
const HUB_CREDENTIALS = { accessKeyId: 'AKIASIMULATORHUB', secretAccessKey: 'x', sessionToken: undefined };

/** A time that goes as far as somebody waits, and as it is told to. */
export class OwnTime implements Clock {
  #now: number;

  constructor(now: number) {
    this.#now = now;
  }

  readonly now = (): number => this.#now;

  readonly sleep = async (ms: number): Promise<void> => {
    this.#now += ms;
    return Promise.resolve();
  };

  readonly pass = (ms: number): void => {
    this.#now += ms;
  };

  /** It is that late, or later. */
  readonly reach = (at: number): void => {
    this.#now = Math.max(this.#now, at);
  };
}

export interface Life {
  readonly controller: Controller;
  places: readonly Place[];
  passAt: number;
  /** What is to be looked at, by ARN. */
  readonly looks: Map<string, { readonly at: number; readonly place: Place }>;
  /** In a row, by ARN. */
  readonly failures: Map<string, number>;
}

export interface Birth {
  readonly clock: Clock;
  readonly transport: Transport;
  readonly state: DesiredState;
  /** Distinguishes the changes of one process from those of another. */
  readonly serial: number;
  /** Another one ended just now, and this one knows. */
  readonly follows?: boolean;
  readonly tell?: (event: Event) => void;
  /** What is made of the step tables. */
  readonly kind?: ((kind: ResourceKind) => ResourceKind) | undefined;
}

/** A process that knows nothing, about to make its first pass. */
export function beginLife({
  clock,
  transport,
  state,
  serial,
  follows = false,
  tell = () => undefined,
  kind,
}: Birth): Life {
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
  const newChangeId = (): string => `life${serial}-${(changes += 1)}`;
  const { reader, write } = gateway;
  const bornAt = clock.now();
  const othersSentUntil = (): number | undefined => (follows ? bornAt : undefined);
  const world = { clock, random: () => 0.5, newChangeId, reader, write, tell, othersSentUntil };
  const controller = new Controller(world, state);
  const places = adoptInto(controller, state, kind);
  return { controller, places, passAt: clock.now(), looks: new Map(), failures: new Map() };
}

/** Another desired state: everything is looked at under it. */
export function adopt(life: Life, state: DesiredState, kind?: Birth['kind']): void {
  life.places = adoptInto(life.controller, state, kind);
  life.looks.clear();
  lookAtAll(life);
}

function adoptInto(controller: Controller, state: DesiredState, kind: Birth['kind']): readonly Place[] {
  controller.adopt(state, ORGANIZATION, [{ target: TARGET, account: ACCOUNT, policies: state.policies }]);
  const places = [...controller.memory.places.values()];
  if (places.length === 0) throw new Error('the target has no place');
  if (kind !== undefined)
    for (const place of places) Object.assign(place, { kind: kind(RESOURCE_KINDS[place.kind.name]) });
  return places;
}

/** When something is looked at next; Infinity: nothing is. */
export function lookAt({ looks }: Life): number {
  return Math.min(...[...looks.values()].map(({ at }) => at));
}

export function lookAtAll(life: Life): void {
  const now = life.controller.world.clock.now();
  for (const place of life.places) for (const arn of place.entries.keys()) add(life, place, arn, now);
}

function add({ looks }: Life, place: Place, arn: string, at: number): void {
  looks.set(arn, { at: Math.min(at, looks.get(arn)?.at ?? Infinity), place });
}

/** One pass over each place; the next is due `everyMs` after it. */
export async function pass(life: Life, everyMs: number): Promise<'done'> {
  for (const place of life.places) {
    const { due } = await reconcile(life.controller, place);
    for (const { arn, at } of due) add(life, place, arn, at);
  }
  life.passAt = life.controller.world.clock.now() + everyMs;
  return 'done';
}

/** What is due first is looked at as the loop does: what fails comes again after a while, what is over waits for the next pass. */
export async function lookAgain(life: Life): Promise<'done'> {
  const { clock } = life.controller.world;
  const [first] = [...life.looks].toSorted(([, a], [, b]) => a.at - b.at);
  if (first === undefined) return 'done';
  const [arn, { place }] = first;
  life.looks.delete(arn);
  try {
    const next = await look(life.controller, place, arn);
    life.failures.delete(arn);
    if (next.again === 'in') add(life, place, arn, clock.now() + next.ms);
    if (next.again === 'at') add(life, place, arn, next.at);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const failures = life.failures.get(arn) ?? 0;
    life.failures.set(arn, failures + 1);
    add(life, place, arn, clock.now() + 5 * 2 ** failures);
  }
  return 'done';
}
