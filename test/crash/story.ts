/**
 * One story: the real act, gateway and step table against a simulated cloud, in a time of its own, while what the plan says
 * goes wrong. A crash throws everything away but the cloud. Nothing is judged here.
 */
import type { DesiredState } from '../../src/model/desired-state.ts';
import type { ResourceKind } from '../../src/model/resource.ts';
import type { Cloud } from '../../src/simulator/cloud.ts';
import type { Transport } from '../../src/aws/transport.ts';
import { adopt, beginLife, lookAgain, lookAt, lookAtAll, OwnTime, pass } from './life.ts';
import type { Life } from './life.ts';
import { Mischief } from './mischief.ts';
import type { Boundary, Plan } from './plan.ts';
import { ACCOUNT, cloudOf, NAME, REGION, situationNamed, stateOf, T0 } from './situations.ts';

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

export async function tellStory(plan: Plan, mutant: Mutant = {}): Promise<Story> {
  const situation = situationNamed(plan.situation);
  const time = new OwnTime(T0);
  const cloud = cloudOf(situation, time.now);
  const state = stateOf(situation.policies);
  const mischief = new Mischief({ plan, cloud, state, now: time.now, pass: time.pass });
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
    const fresh = beginLife({ clock: time, transport, state: current, serial: lives, kind: mutant.kind });
    mischief.onState = (desired) => adopt(fresh, desired, mutant.kind);
    return fresh;
  }

  for (let step = 0; step < STEPS && time.now() < T0 + HORIZON_MS; step += 1) {
    const isPass = life.passAt <= lookAt(life);
    time.reach(isPass ? life.passAt : lookAt(life));
    const work = isPass ? pass(life, PASS_MS) : lookAgain(life);
    const ended = await Promise.race([work, mischief.crashed]).catch((reason: unknown) => {
      broke = reason instanceof Error ? reason.message : 'something that is no error';
      return 'failed' as const;
    });
    if (ended === 'failed') break;
    if (ended === 'crashed') {
      time.pass(RESTART_MS);
      mischief.revive();
      life = begin();
      quiet = 0;
      continue;
    }
    if (!isPass) continue;
    const last = mischief.lastWrite();
    const handedOver = isHandedOver(life);
    const now = time.now();
    const isFar = lookAt(life) > now + (mischief.isDenied ? PASS_MS : HORIZON_MS) || handedOver;
    const atRest = isFar && !mischief.isPending && isSteady(cloud, now);
    quiet = atRest && last === quietSince ? quiet + 1 : 0;
    quietSince = last;
    if (quiet === 1) {
      restedAt = cloud.journal.last;
      settledAt = mischief.boundaries.length;
    }
    if (quiet > QUIET_PASSES) break;
    if (quiet > 0) lookAtAll(life);
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

function isHandedOver({ places }: Life): boolean {
  return places.some(({ entries }) => [...entries.values()].some(({ handedOver }) => handedOver));
}

/** Nothing will change unless somebody acts. */
function isSteady(cloud: Cloud, now: number): boolean {
  const record = cloud.notebook(ACCOUNT.id, REGION, NAME);
  return record?.due === undefined || record.due.at > now + HORIZON_MS;
}
