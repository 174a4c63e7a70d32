/**
 * Executors that are wrong on purpose, each in one respect in which real ones have been: the same oracle must catch them all,
 * or it proves nothing about the right one. They are wrapped around the way to AWS or around the step table.
 */
import { TransportFailure } from '../../src/aws/transport.ts';
import type { Transport, TransportRequest } from '../../src/aws/transport.ts';
import type { CallStep, Resource, ResourceKind, Step, StepContext } from '../../src/model/resource.ts';
import type { Difference } from '../../src/model/verdict.ts';
import { INTENT_TAG } from '../../src/resources/intent.ts';
import type { EventName } from './plan.ts';
import type { Mutant } from './story.ts';

interface TagEntry {
  readonly Key: string;
  readonly Value: string;
}

type Send = Transport['send'];

function wrapped(around: (send: Send) => Send): Mutant {
  return { transport: (transport) => ({ ...transport, send: around(async (request) => transport.send(request)) }) };
}

function stepping(
  next: (kind: ResourceKind, resource: Resource, differences: readonly Difference[], context: StepContext) => Step,
): Mutant {
  return {
    kind: (kind) => ({
      ...kind,
      nextStep: (resource, differences, context) => next(kind, resource, differences, context),
    }),
  };
}

function intentIn({ input }: TransportRequest): TagEntry | undefined {
  return (input['Tags'] as readonly TagEntry[] | undefined)?.find(({ Key }) => Key === INTENT_TAG);
}

function removesIntent({ operation, input }: TransportRequest): boolean {
  return operation === 'DeleteTags' && (input['TagKeys'] as readonly string[]).includes(INTENT_TAG);
}

/** The tags of an answer, with one that only this process knows of. */
function withTag(answer: unknown, tag: TagEntry | undefined): unknown {
  const { Tags } = answer as { readonly Tags: readonly TagEntry[] };
  return tag === undefined
    ? answer
    : { ...(answer as object), Tags: [...Tags.filter(({ Key }) => Key !== tag.Key), tag] };
}

function deletion(request: TransportRequest, arn: unknown): TransportRequest {
  return { ...request, operation: 'DeleteTags', input: { ResourceArn: arn, TagKeys: [INTENT_TAG] } };
}

const IN_MEMORY = wrapped((send) => {
  let tag: TagEntry | undefined;
  return async (request) => {
    const intent = intentIn(request);
    if (intent !== undefined) {
      tag = intent;
      return {};
    }
    if (removesIntent(request)) {
      tag = undefined;
      return {};
    }
    const answer = await send(request);
    return request.operation === 'ListTags' ? withTag(answer, tag) : answer;
  };
});

const AFTER_THE_STOP = wrapped((send) => {
  let held: { readonly request: TransportRequest; readonly tag: TagEntry } | undefined;
  return async (request) => {
    const intent = intentIn(request);
    if (intent?.Value.includes('phase=stop') === true) {
      held = { request, tag: intent };
      return {};
    }
    const answer = await send(request);
    if (request.operation === 'StopNotebookInstance' && held !== undefined) {
      const { request: late } = held;
      await send(late);
      held = undefined;
    }
    return request.operation === 'ListTags' ? withTag(answer, held?.tag) : answer;
  };
});

const CLEARED_EARLY = wrapped((send) => {
  let arn: unknown;
  return async (request) => {
    if (intentIn(request) !== undefined) arn = request.input['ResourceArn'];
    const answer = await send(request);
    if (request.operation === 'StartNotebookInstance') await send(deletion(request, arn));
    return answer;
  };
});

/** A write whose answer is lost is sent again, as SDKs do. */
const RESENT = wrapped((send) => async (request) => {
  try {
    return await send(request);
  } catch (error) {
    if (!(error instanceof TransportFailure) || error.facts.delivery !== 'ambiguous') throw error;
    return send(request);
  }
});

/** That the intent could not be written is passed over. */
const INTENT_OPTIONAL = wrapped((send) => {
  let tag: TagEntry | undefined;
  return async (request) => {
    const intent = intentIn(request);
    try {
      const answer = await send(request);
      if (intent !== undefined || removesIntent(request)) tag = undefined;
      return request.operation === 'ListTags' ? withTag(answer, tag) : answer;
    } catch (error) {
      if (intent === undefined) throw error;
      tag = intent;
      return {};
    }
  };
});

function callStep(step: Step): CallStep | undefined {
  return step.step === 'call' ? step : undefined;
}

function start(resource: Resource): CallStep {
  const call = { operation: 'StartNotebookInstance', input: { NotebookInstanceName: resource.name } } as const;
  return { step: 'call', call, effect: 'restore', reason: 'Start', why: 'a mutant starts it' };
}

function removeIntent(resource: Resource): CallStep {
  const call = { operation: 'DeleteTags', input: { ResourceArn: resource.arn, TagKeys: [INTENT_TAG] } } as const;
  return { step: 'call', call, effect: 'restore', reason: 'Done', why: 'a mutant clears it' };
}

const STARTS_WHAT_WAS_OFF = stepping((kind, resource, differences, context) => {
  const isOff = resource.status === 'Stopped' && resource.intent.is === 'none' && differences.length === 0;
  return isOff ? start(resource) : kind.nextStep(resource, differences, context);
});

const DROPS_WHAT_IS_HELD = stepping((kind, resource, differences, context) => {
  const isHeld =
    resource.status === 'Stopped' && resource.intent.is === 'ours' && resource.intent.intent.phase === 'stop';
  const { configuration } = resource as unknown as { readonly configuration: Readonly<Record<string, unknown>> };
  const isMended = configuration['minimumInstanceMetadataServiceVersion'] === '2';
  return isHeld && differences.length === 0 && !isMended
    ? removeIntent(resource)
    : kind.nextStep(resource, differences, context);
});

const STARTS_WHAT_IS_UP = stepping((kind, resource, differences, context) => {
  const isUp = resource.status === 'Stopped' && resource.intent.is === 'ours' && resource.intent.intent.phase === 'up';
  return isUp ? start(resource) : kind.nextStep(resource, differences, context);
});

/** No `up` in between: the notebook that runs again loses its intent, and its stop by a person looks like a failed start. */
const NO_UP = stepping((kind, resource, differences, context) => {
  const step = kind.nextStep(resource, differences, context);
  const isStarting = resource.intent.is === 'ours' && resource.intent.intent.phase === 'start';
  return isStarting && callStep(step)?.call.operation === 'AddTags'
    ? { step: 'wait', recheckAfterMs: 60_000, reason: 'Back', why: 'a mutant leaves it' }
    : step;
});

/** Every stop is taken for ours, although this process knows better. */
const KNOWS_NO_PERSON = stepping((kind, resource, differences, context) => {
  const { recollection } = context;
  return kind.nextStep(resource, differences, {
    ...copied(context),
    recollection: { ...recollection, wrote: undefined },
  });
});

/** The next step hangs on what the process recollects of its Stop, and not on the tag: a restart forgets it. */
const TRUSTS_ITSELF = stepping((kind, resource, differences, context) => {
  const isStopped =
    resource.status === 'Stopped' && resource.intent.is === 'ours' && resource.intent.intent.phase === 'stop';
  const sentHere = context.recollection.sent.some(({ operation }) => operation === 'StopNotebookInstance');
  return isStopped && !sentHere ? removeIntent(resource) : kind.nextStep(resource, differences, context);
});

const NO_PLATFORM = wrapped((send) => async (request) => {
  if (request.operation !== 'UpdateNotebookInstance') return send(request);
  const input = Object.fromEntries(Object.entries(request.input).filter(([member]) => member !== 'PlatformIdentifier'));
  return send({ ...request, input });
});

function copied(context: StepContext): StepContext {
  const { now, settleMs, satisfied, recollection } = context;
  return {
    now,
    settleMs,
    satisfied,
    recollection,
    get changeId() {
      return context.changeId;
    },
  };
}

export interface Wrong {
  readonly mutant: Mutant;
  readonly situation: string;
  /** The event that leads there: only plans that begin with it are told. */
  readonly first: EventName;
  /** It takes a second event to show. */
  readonly pairs?: boolean;
}

export const WRONG: Readonly<Record<string, Wrong>> = {
  'keeps the intent in memory': { mutant: IN_MEMORY, situation: 'running', first: 'crash' },
  'writes the intent after the Stop': { mutant: AFTER_THE_STOP, situation: 'running', first: 'crash-after' },
  'clears the intent before it runs again': {
    mutant: CLEARED_EARLY,
    situation: 'running',
    first: 'start-noop',
    pairs: true,
  },
  'starts what was off': { mutant: STARTS_WHAT_WAS_OFF, situation: 'off', first: 'crash' },
  'sends a lost write again': { mutant: RESENT, situation: 'running', first: 'lost' },
  'goes on when the intent could not be written': { mutant: INTENT_OPTIONAL, situation: 'running', first: 'dropped' },
  'drops what a gate holds half-way': { mutant: DROPS_WHAT_IS_HELD, situation: 'running', first: 'freeze' },
  'starts what a person stopped afterwards': { mutant: STARTS_WHAT_IS_UP, situation: 'running', first: 'stop' },
  'never says that it is back': { mutant: NO_UP, situation: 'running', first: 'stop' },
  'takes every stop for its own': { mutant: KNOWS_NO_PERSON, situation: 'running', first: 'stop' },
  'believes only what it did itself': { mutant: TRUSTS_ITSELF, situation: 'running', first: 'crash' },
  'leaves the platform where it is': { mutant: NO_PLATFORM, situation: 'retired', first: 'crash' },
};
