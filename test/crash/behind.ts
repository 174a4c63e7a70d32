/**
 * A notebook in a cloud whose reads are behind the truth for a spell, in a time of its own: which of them, how far, from when
 * on, and how slow everything is. What the cloud's journal says about it is judged without asking the controller.
 */
import type { Transport } from '../../src/aws/transport.ts';
import { INTENT_TAG } from '../../src/resources/intent.ts';
import { createCloud } from '../../src/simulator/cloud.ts';
import type { Cloud } from '../../src/simulator/cloud.ts';
import type { RequestEntry } from '../../src/simulator/journal.ts';
import { seeded } from '../daemon/virtual-time.ts';
import { ask } from './asking.ts';
import { beginLife, lookAgain, lookAt, OwnTime, pass } from './life.ts';
import { ACCOUNT, NAME, REGION, SETTLE_MS, situationNamed, stateOf, T0, worldOf } from './situations.ts';

export const READS = ['DescribeNotebookInstance', 'ListNotebookInstances', 'ListTags', 'GetResources'] as const;

/** Times in milliseconds, since the beginning where they are instants. */
export interface Spell {
  readonly reads: readonly string[];
  /** As of so long ago is what they show. */
  readonly agoMs: number;
  readonly from: number;
  readonly forMs: number;
  /** A request takes up to so long on its way, and its answer up to so long again. */
  readonly wayMs: number;
  readonly stopMs: number;
  readonly updateMs: number;
  readonly startMs: number;
  readonly seed: number;
  /** Another one of that name was deleted right before: reads that are behind show it, or nothing. */
  readonly reborn?: boolean;
}

const PASS_EVERY_MS = 2_000;
const REBIRTH_MS = 300;
/** After the spell, and after the last thing that happened: long enough for whatever was doubted to be believed. */
const REST_MS = 25 * SETTLE_MS;
const STEPS = 5_000;

/** What went wrong in this spell; empty: nothing. */
export async function wrongsOf(spell: Spell): Promise<readonly string[]> {
  const { cloud, isAtRest } = await tellSpell(spell);
  const written = cloud.journal
    .after(0)
    .filter((entry): entry is RequestEntry => entry.kind === 'request' && entry.outcome === 'ok')
    .filter(({ operation }) => /^(Add|Delete)Tags$|^(Stop|Update|Start)NotebookInstance$/.test(operation));
  const count = (name: string): number => written.filter(({ operation }) => operation === name).length;
  const record = cloud.notebook(ACCOUNT.id, REGION, NAME);
  return [
    ...(isAtRest ? [] : ['it never came to rest']),
    ...(count('StopNotebookInstance') === 1 ? [] : [`${count('StopNotebookInstance')} Stops`]),
    ...(count('StartNotebookInstance') === 1 ? [] : [`${count('StartNotebookInstance')} Starts`]),
    ...(record?.status === 'InService' ? [] : [`it ran, and is ${record?.status}`]),
    ...(record?.imds === '2' ? [] : ['it is as it was']),
    ...(record?.tags.has(INTENT_TAG) === true ? ['an intent is left'] : []),
    ...repeated(written),
    ...unannounced(written),
  ];
}

/** Updates of a notebook on which another phase stood already. */
function unannounced(written: readonly RequestEntry[]): readonly string[] {
  let phase: string | undefined;
  return written.flatMap(({ operation, input }) => {
    if (operation === 'AddTags') phase = / phase=(\w+)/.exec(JSON.stringify(input))?.[1] ?? phase;
    return operation === 'UpdateNotebookInstance' && phase !== 'stop' ? [`updated in phase ${phase}`] : [];
  });
}

/** What was accepted, and sent again before a reading could be trusted to show it. */
function repeated(written: readonly RequestEntry[]): readonly string[] {
  const last = new Map<string, number>();
  return written.flatMap(({ operation, input, at }) => {
    // When it was written does not make it another tag.
    const what = `${operation} ${JSON.stringify(input).replaceAll(/(at|since|times)=\S+/g, '')}`;
    const before = last.get(what) ?? -Infinity;
    last.set(what, at);
    return at - before < SETTLE_MS ? [`after ${at - before} ms again ${what}`] : [];
  });
}

async function tellSpell(spell: Spell): Promise<{ readonly cloud: Cloud; readonly isAtRest: boolean }> {
  const time = new OwnTime(T0);
  const { stopMs, updateMs, startMs } = spell;
  const seeds = [{ name: NAME, region: REGION, status: 'InService', imds: '1' }] as const;
  const cloud = createCloud({ world: { ...worldOf(seeds), behaviour: { stopMs, updateMs, startMs } }, now: time.now });
  if (spell.reborn === true) {
    time.pass(rebirth(cloud));
    cloud.person(ACCOUNT.id, REGION, NAME, 'create', { settings: { imds: '1', status: 'InService' } });
  }
  const transport = laggingBy(spell, cloud, time);
  const life = beginLife({ clock: time, transport, state: stateOf(situationNamed('running').policies), serial: 1 });
  const endsAt = T0 + spell.from + spell.forMs;
  for (let step = 0; step < STEPS; step += 1) {
    const changedAt = cloud.journal.after(0).findLast(({ kind }) => kind === 'change')?.at ?? T0;
    if (time.now() - Math.max(changedAt, endsAt) > REST_MS) return { cloud, isAtRest: true };
    const isPass = life.passAt <= lookAt(life);
    time.reach(isPass ? life.passAt : lookAt(life));
    await (isPass ? pass(life, PASS_EVERY_MS) : lookAgain(life));
  }
  return { cloud, isAtRest: false };
}

/** Returns how long its name was free. */
function rebirth(cloud: Cloud): number {
  for (const action of ['stop', 'finish', 'delete', 'finish'] as const) cloud.person(ACCOUNT.id, REGION, NAME, action);
  return REBIRTH_MS;
}

function laggingBy(spell: Spell, cloud: Cloud, time: OwnTime): Transport {
  const random = seeded(spell.seed);
  return {
    send: async (request) => {
      time.pass(Math.round(random() * spell.wayMs));
      const sinceMs = time.now() - T0 - spell.from;
      const isBehind = sinceMs >= 0 && sinceMs < spell.forMs && spell.reads.includes(request.operation);
      cloud.setFaults(isBehind ? [{ match: {}, fault: 'stale-read', agoMs: spell.agoMs }] : []);
      const answer = ask(cloud, request);
      time.pass(Math.round(random() * spell.wayMs));
      if (answer.ok) return Promise.resolve(answer.output);
      throw answer.refusal;
    },
    close: () => undefined,
  };
}
