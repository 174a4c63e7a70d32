/**
 * A controller that decides as a test says, and an AWS that answers so, for one look at one resource.
 */
import { look } from '../../src/controller/act.ts';
import type { Look } from '../../src/controller/act.ts';
import type { Controller } from '../../src/controller/controller.ts';
import type { Place } from '../../src/controller/memory.ts';
import { Recollections } from '../../src/controller/recollections.ts';
import { AwsError } from '../../src/model/aws-error.ts';
import type { AwsErrorFacts } from '../../src/model/aws-error.ts';
import type { Hold } from '../../src/model/decision.ts';
import type { AwsCall, Resource, SentCall, Step } from '../../src/model/resource.ts';
import type { ChangeScope, WriteOutcome } from '../../src/model/world.ts';
import { NOW, notebook } from '../plan/documents.ts';

export interface Scene {
  readonly known?: Partial<Resource>;
  /** What is decided, look by look; the last one stays. */
  readonly steps: readonly Step[];
  readonly holds?: readonly Hold[];
  /** Undefined: gone. */
  readonly fresh?: Partial<Resource> | undefined;
  /** A list tells of it while the call waits for its turn. */
  readonly listed?: Partial<Resource>;
  readonly unread?: AwsError;
  readonly sent?: readonly SentCall[];
  readonly outcome?: Partial<AwsErrorFacts>;
  readonly noSession?: AwsError;
  readonly kind?: object;
  readonly inFlight?: number;
  readonly tagsAt?: number;
}

export function error(facts: Partial<AwsErrorFacts> = {}): AwsError {
  const target = { account: '111122223333', region: 'eu-central-1' };
  const said = { reason: 'denied', code: 'AccessDenied', message: 'no', delivery: 'answered' } as const;
  return new AwsError({ ...said, operation: 'StopNotebookInstance', target, ...facts });
}

/** The place of the one resource, whose kind disturbs, and tells by tags what it has begun. */
function placeOf(scene: Scene, resource: Resource, log: string[]): Place {
  const { arn } = resource;
  const entry = { resource, tagsAt: scene.tagsAt ?? resource.observedAt, driftSince: new Map([['imds', NOW - 7]]) };
  return {
    kind: {
      isWhole: () => true,
      nominate: () => undefined,
      quietChangesAreFree: true,
      mends: ['UpdateNotebookInstance'],
      drives: ['/imds'],
      quietWrites: ['AddTags'],
      writes: ['AddTags', 'StopNotebookInstance'],
      arns: () => [arn],
      describe: async () => {
        log.push('described');
        if (scene.unread !== undefined) throw scene.unread;
        return Promise.resolve(
          'fresh' in scene && scene.fresh === undefined ? undefined : { ...resource, ...scene.fresh },
        );
      },
      ...scene.kind,
    },
    selection: { target: { account: resource.account, region: resource.region }, policies: [] },
    entries: new Map([[arn, entry]]),
  } as unknown as Place;
}

/** One look at it, and all that was done. */
export async function looked(scene: Scene) {
  const resource = notebook({ observedAt: NOW, ...scene.known });
  const { arn } = resource;
  const told: object[] = [];
  const log: string[] = [];
  const scopes: ChangeScope[] = [];
  const calls: AwsCall[] = [];
  let changes = 0;
  const recollections = new Recollections({ newChangeId: () => `c${(changes += 1)}` });
  for (const sent of scene.sent ?? []) recollections.remember(arn, sent, resource.createdAt);
  const place = placeOf(scene, resource, log);
  const tell = (listed: Resource): void => {
    const entry = place.entries.get(arn);
    if (entry !== undefined) place.entries.set(arn, { ...entry, resource: listed, tagsAt: listed.observedAt });
  };
  const judged: string[] = [];
  let turn = 0;
  const controller = {
    recollections,
    world: {
      clock: { now: () => NOW },
      reader: () => ({}),
      tell: (event: object) => told.push(event),
      write: async (
        _target: unknown,
        scope: ChangeScope,
        _operation: string,
        choose: () => Promise<AwsCall | undefined>,
      ) => {
        scopes.push(scope);
        if (scene.noSession !== undefined) throw scene.noSession;
        if (scene.listed !== undefined) tell({ ...resource, ...scene.listed });
        const call = await choose();
        if (call === undefined) return { sent: false } as WriteOutcome;
        calls.push(call);
        return { sent: true, error: scene.outcome && error(scene.outcome), answer: {} } as WriteOutcome;
      },
    },
    memory: {
      reserve: () => log.push('reserved'),
      release: () => log.push('released'),
      inFlightIn: () => scene.inFlight ?? 0,
    },
    think: (_place: Place, { status }: Resource) => {
      judged.push(status);
      const step = scene.steps[Math.min(turn, scene.steps.length - 1)] as Step;
      turn += 1;
      const isHeld = scene.holds !== undefined || step.step !== 'call';
      const decision = isHeld ? { decision: 'rest', step } : { decision: 'act', step, policies: ['imds'] };
      return { decision, standings: (scene.holds ?? []).map((hold) => ({ hold })) };
    },
    hold: () => log.push('kept'),
    forget: () => log.push('forgotten'),
    notWritable: (account: string, _why: string, ms: number) => log.push(`${account} not writable for ${ms}`),
    recordOutcome: (_resource: Resource, worse: boolean) => log.push(`recorded ${worse ? 'worse' : 'well'}`),
  } as unknown as Controller;
  const again: Look | AwsError = await look(controller, place, arn).catch((thrown: unknown) => thrown as AwsError);
  return { again, log, told, scopes, calls, judged, of: recollections.of(arn), recollections, arn };
}
