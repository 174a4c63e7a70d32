/**
 * The whole loop let loose on a world that was drawn by chance, in a time of its own, with whatever gets lost, a crash and a freeze.
 */
import { createGateway } from '../../src/aws/gateway.ts';
import type { Transport } from '../../src/aws/transport.ts';
import { Loop } from '../../src/controller/loop.ts';
import type { DesiredState, Exemption } from '../../src/model/desired-state.ts';
import type { Account, Organization } from '../../src/model/organization.ts';
import { EVERYWHERE } from '../../src/model/scope.ts';
import { heldPolicies, selectTargets, skippedTargets } from '../../src/organization/select.ts';
import { createCloud } from '../../src/simulator/cloud.ts';
import type { Cloud } from '../../src/simulator/cloud.ts';
import { ask, failure, never } from '../crash/asking.ts';
import { BEHAVIOUR, stateOf, T0 } from '../crash/situations.ts';
import { VirtualTime, seeded } from '../daemon/virtual-time.ts';
import { ACCOUNTS, REGIONS } from './drawn.ts';
import type { Drawn } from './drawn.ts';

const MANAGEMENT = '000000000001';
const HUB = '000000000002';
const MINUTE_MS = 60_000;
export const PASS_MS = 10 * MINUTE_MS;
/** When it is looked at. */
export const END = T0 + 60 * PASS_MS;
/** Until then everything may go wrong; from then on nothing does. */
const TROUBLE_MS = 15 * MINUTE_MS;

export interface Outcome {
  readonly cloud: Cloud;
  readonly loop: Loop;
  readonly state: DesiredState;
}

export function nameOf(index: number): string {
  return `Notebook-${index}`;
}

export function accountOf(id: string): Account {
  return { id, name: `account-${id}`, state: 'ACTIVE', units: [], tags: undefined, management: false };
}

/** Ten hours of the loop in this world, which is long enough for everything to end. */
export async function live(world: Drawn): Promise<Outcome> {
  const time = new VirtualTime(T0);
  const cloud = cloudOf(world, time);
  const state = desired(world);
  const random = seeded(world.seed);
  let life = 0;
  const begin = (): Loop => {
    life += 1;
    const loop = newLoop(world, state, time, () =>
      transportOf(
        cloud,
        world,
        time,
        random,
        aliveIn(life, () => life),
      ),
    );
    void loop.run();
    return loop;
  };
  let loop = begin();
  const events = [
    { at: world.crashAt, happen: () => void (loop = begin()) },
    { at: world.freezeAt, happen: () => loop.propose(frozen(state)) },
    {
      at: world.freezeAt === undefined ? undefined : world.freezeAt + 10 * MINUTE_MS,
      happen: () => loop.propose({ ...state, revision: 'thawed' }),
    },
  ];
  for (const { at, happen } of events.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0))) {
    if (at === undefined) continue;
    await time.pass(T0 + at - time.now());
    happen();
  }
  await time.pass(END - time.now());
  cloud.notebooks();
  return { cloud, loop, state };
}

function frozen(state: DesiredState): DesiredState {
  return { ...state, revision: 'frozen', organization: { ...state.organization, freeze: true } };
}

function aliveIn(own: number, current: () => number): () => boolean {
  return () => own === current();
}

function newLoop(world: Drawn, state: DesiredState, time: VirtualTime, transport: () => Transport): Loop {
  const random = seeded(world.seed + 1);
  const gateway = createGateway({
    settings: state.organization,
    hubRegion: REGIONS[0] ?? '',
    hubCredentials: async () =>
      Promise.resolve({ accessKeyId: 'AKIASIMULATORHUB', secretAccessKey: 'x', sessionToken: undefined }),
    transport: transport(),
    clock: time,
    random,
    onRequest: () => undefined,
    onThrottle: () => undefined,
  });
  let changes = 0;
  const parts = {
    clock: time,
    random,
    newChangeId: () => `at${Math.round(time.now() - T0)}-${(changes += 1)}`,
    reader: gateway.reader,
    write: gateway.write,
    tell: () => undefined,
  };
  return new Loop(parts, state, {
    once: false,
    readOnly: false,
    enabledRegions: undefined,
    survey: async (wanted) =>
      Promise.resolve({
        organization: ORGANIZATION,
        selections: selectTargets(ORGANIZATION, wanted),
        skipped: skippedTargets(ORGANIZATION, wanted),
        held: heldPolicies(ORGANIZATION, wanted),
      }),
  });
}

const ORGANIZATION: Organization = {
  id: 'o-simulator01',
  rootId: undefined,
  managementAccount: MANAGEMENT,
  accounts: ACCOUNTS.map(accountOf),
  units: [],
  readAt: T0,
};

function transportOf(
  cloud: Cloud,
  world: Drawn,
  time: VirtualTime,
  random: () => number,
  alive: () => boolean,
): Transport {
  return {
    close: () => undefined,
    send: async (request) => {
      const isTroubled = time.now() < T0 + TROUBLE_MS;
      await time.sleep(10);
      if (!alive()) return never();
      if (isTroubled && random() < world.dropped) throw failure('ECONNRESET', 'ambiguous');
      const answer = ask(cloud, request);
      await time.sleep(5);
      if (!alive()) return never();
      if (isTroubled && random() < world.lost) throw failure('ECONNRESET', 'ambiguous');
      if (answer.ok) return answer.output;
      throw answer.refusal;
    },
  };
}

function cloudOf(world: Drawn, time: VirtualTime): Cloud {
  const accounts = ACCOUNTS.map((id) => ({
    id,
    name: `account-${id}`,
    notebooks: world.notebooks.flatMap(({ account, ...seed }, index) =>
      account === id ? [{ ...seed, name: nameOf(index) }] : [],
    ),
  }));
  return createCloud({
    now: time.now,
    world: {
      managementAccount: MANAGEMENT,
      hubAccount: HUB,
      externalId: 'example-external-id',
      regions: REGIONS,
      behaviour: BEHAVIOUR,
      accounts: [{ id: MANAGEMENT, name: 'management' }, { id: HUB, name: 'hub' }, ...accounts],
    },
  });
}

function desired(world: Drawn): DesiredState {
  const state = stateOf(world.policies);
  const { excused } = world;
  const exemptions: readonly Exemption[] =
    excused === undefined
      ? []
      : [
          {
            name: 'spared',
            policies: [excused.policy],
            resources: [`arn:aws:sagemaker:*:*:notebook-instance/${nameOf(excused.notebook)}`],
            scope: EVERYWHERE,
            createdBefore: undefined,
            owner: 'team@example.org',
            reason: 'a vendor image',
            ticket: undefined,
            expiresAt: T0 + 300 * 86_400_000,
            source: { file: 'test.yaml', line: 1, column: 1 },
          },
        ];
  return { ...state, exemptions, organization: { ...state.organization, regions: REGIONS, schedule: '*/10 * * * *' } };
}
