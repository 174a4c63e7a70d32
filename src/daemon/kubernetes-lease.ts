/**
 * The Lease of coordination.k8s.io/v1 as lease.ts speaks of it: its fields as a record, and every answer of the API as one of
 * four. What others keep on the object (labels, for example) stays there.
 */
import type { V1Lease, V1MicroTime } from '@kubernetes/client-node';
import type { KubernetesClient, ObjectName } from './kubernetes-client.ts';
import type { LeaseAnswer, LeaseRecord, LeaseRequest, LeaseTimes } from './lease.ts';
import type { LeaseApi } from './leadership.ts';

/** What this needs of the client, whose module is loaded only where there is a cluster. */
export interface LeaseDoor extends Pick<KubernetesClient, 'readLease' | 'createLease' | 'replaceLease'> {
  readonly statusOf: (error: unknown) => number | undefined;
  readonly microTime: (ms: number) => V1MicroTime;
}

const MAX_WHY_LENGTH = 300;
/** Ours are shorter; of somebody else's only the beginning is told. */
const MAX_HOLDER_LENGTH = 256;
/** The API keeps 32 bits, and one more must fit. */
const MAX_TRANSITIONS = 2 ** 31 - 2;

/** `now`: the wall clock, for people who look at the Lease. */
export function kubernetesLease(door: LeaseDoor, lease: ObjectName, times: LeaseTimes, now: () => number): LeaseApi {
  let last: V1Lease | undefined;

  const bodyOf = (request: Exclude<LeaseRequest, { move: 'read' }>): V1Lease => {
    const over = request.move === 'replace' ? request.over : undefined;
    const before = over === undefined || last?.metadata?.resourceVersion !== over ? undefined : last;
    const kept: Readonly<Record<string, unknown>> = Object.fromEntries(Object.entries(before?.metadata ?? {}));
    const isRenewal = before?.spec?.holderIdentity === request.holder;
    const time = door.microTime(now());
    const acquireTime = isRenewal ? (before.spec?.acquireTime ?? time) : time;
    return {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { ...kept, ...lease, ...(over === undefined ? {} : { resourceVersion: over }) },
      spec: {
        holderIdentity: request.holder,
        leaseDurationSeconds: times.durationMs / 1_000,
        leaseTransitions: request.transitions,
        acquireTime,
        renewTime: time,
      },
    };
  };

  return {
    ask: async (request, signal) => {
      try {
        if (request.move === 'read') last = await door.readLease(lease, signal);
        else if (request.move === 'create') last = await door.createLease(lease, bodyOf(request), signal);
        else last = await door.replaceLease(lease, bodyOf(request), signal);
        return { answer: 'record', record: recordOf(last) };
      } catch (error) {
        return refusal(door.statusOf(error), error);
      }
    },
  };
}

/** What is not there or makes no sense counts as nobody's, and as lasting no longer than our own. */
export function recordOf({ metadata, spec }: V1Lease): LeaseRecord {
  const { holderIdentity, leaseDurationSeconds, leaseTransitions } = spec ?? {};
  const version = metadata?.resourceVersion;
  if (version === undefined || version === '') throw new Error('the Lease has no resourceVersion');
  return {
    holder: typeof holderIdentity === 'string' ? holderIdentity.slice(0, MAX_HOLDER_LENGTH) : '',
    durationMs: Number.isFinite(leaseDurationSeconds) ? Math.max(0, leaseDurationSeconds ?? 0) * 1_000 : 0,
    transitions: Number.isSafeInteger(leaseTransitions)
      ? Math.min(Math.max(0, leaseTransitions ?? 0), MAX_TRANSITIONS)
      : 0,
    version,
  };
}

function refusal(status: number | undefined, error: unknown): LeaseAnswer {
  if (status === 404) return { answer: 'absent' };
  if (status === 409) return { answer: 'conflict' };
  return { answer: 'failed', why: `${status === undefined ? '' : `HTTP ${status}: `}${reasonOf(error)}` };
}

/** For people: the sentence of the API's own Status, or what the connection said. */
export function reasonOf(error: unknown): string {
  const body = typeof error === 'object' && error !== null && 'body' in error ? error.body : undefined;
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? '');
  const told = /"message":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return (told ?? `${error instanceof Error ? error.message : String(error)}${cause}`).slice(0, MAX_WHY_LENGTH);
}
