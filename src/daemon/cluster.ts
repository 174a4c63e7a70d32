/**
 * Is this process one of several? Makes of what the environment says a lease to ask for and a pod to tell events about; without
 * either nothing of Kubernetes is even loaded.
 */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Event } from '../model/event.ts';
import type { Clock } from '../model/world.ts';
import type { ClusterConfig } from './config.ts';
import type { KubernetesClient, ObjectName } from './kubernetes-client.ts';
import { tellAsEvents } from './kubernetes-event-series.ts';
import type { EventDoor, EventSeries, Pod } from './kubernetes-event-series.ts';
import { kubernetesLease, reasonOf } from './kubernetes-lease.ts';
import { LEASE_TIMES, mistakeIn } from './lease.ts';
import type { LeaseTimes, Standing } from './lease.ts';
import { ALONE, lead } from './leadership.ts';
import type { Leadership } from './leadership.ts';

export interface ClusterSurroundings {
  readonly clock: Clock;
  readonly monotonicMs: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** For whoever reads the log; events of the cluster are told of it as well. */
  readonly tell: (event: Event) => void;
  readonly changed: (standing: Standing) => void;
}

export interface Membership {
  readonly leadership: Leadership;
  readonly events: Pick<EventSeries, 'tell' | 'end'>;
}

type Kubernetes = typeof import('./kubernetes-client.ts');

const NO_EVENTS: Membership['events'] = { tell: () => undefined, end: async () => undefined };
const CONTROLLER = 'sagekeeper.dev/controller';
/** Of a qualified name in Kubernetes, each part; and of an identity, which nobody needs longer. */
const NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
const MAX_IDENTITY_LENGTH = 100;
const MAX_INSTANCE_LENGTH = 128;
const ALONE_MESSAGE =
  'no lease is set (SAGEKEEPER_LEASE): this process writes, and nothing keeps a second one from writing as well';

/** Never rejects: what cannot work is a sentence for people. */
export async function joinCluster(
  config: ClusterConfig,
  around: ClusterSurroundings,
): Promise<Membership | { readonly mistake: string }> {
  const { lease: wanted, pod } = config;
  if (wanted === undefined) around.tell({ event: 'Lifecycle', reason: 'NoLease', message: ALONE_MESSAGE });
  if (wanted === undefined && pod === undefined) return { leadership: ALONE, events: NO_EVENTS };
  const lease = wanted === undefined ? undefined : leaseName(wanted);
  if (typeof lease === 'string') return { mistake: lease };
  const times = leaseTimes(config.leaseSeconds);
  if (typeof times === 'string') return { mistake: times };
  if (config.kubeconfig === undefined && !config.inCluster) {
    return {
      mistake:
        'a lease or a pod is named, and there is no cluster: neither KUBECONFIG nor KUBERNETES_SERVICE_HOST is set',
    };
  }
  try {
    const kubernetes = await import('./kubernetes-client.ts');
    const client = kubernetes.openKubernetes(config.kubeconfig, around.monotonicMs);
    const me = identityOf(config.identity ?? pod?.name ?? hostname());
    const events = pod === undefined ? NO_EVENTS : eventsAbout({ kubernetes, client, pod, me }, around);
    if (lease === undefined) return { leadership: ALONE, events };
    const door = { ...client, statusOf: kubernetes.statusOf, microTime: kubernetes.microTime };
    const leadership = lead({
      api: kubernetesLease(door, lease, times, around.clock.now),
      me,
      times,
      ...around,
      changed: (standing, holder) => {
        around.tell(standingTold(standing, holder, me, lease));
        around.changed(standing);
      },
      failing: (why) => around.tell(troubleTold(why, lease)),
    });
    return { leadership, events };
  } catch (error) {
    return { mistake: `the cluster cannot be joined: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function standingTold(standing: Standing, holder: string | undefined, me: string, lease: ObjectName): Event {
  const named = `lease ${lease.namespace}/${lease.name}`;
  if (standing === 'leading') return lifecycle('Leading', `this replica writes from now on, as ${me} (${named})`);
  if (standing === 'unsure') {
    return lifecycle('LeaseUnsure', `the ${named} was not renewed in time: nothing is written until it is`);
  }
  const writer = holder === undefined ? 'nobody writes yet' : `${holder} writes`;
  return lifecycle('Standby', `${writer}; this replica stands by, and calls AWS for nothing (${named})`);
}

function troubleTold(why: string | undefined, lease: ObjectName): Event {
  const named = `the lease ${lease.namespace}/${lease.name}`;
  return why === undefined
    ? lifecycle('LeaseReachable', `${named} can be asked for again`)
    : lifecycle('LeaseUnreachable', `${named} cannot be asked for: ${why}`);
}

function lifecycle(reason: string, message: string): Event {
  return { event: 'Lifecycle', reason, message };
}

/** Never the same again, also where a name or a host comes back: a former life's lease is somebody else's. */
function identityOf(name: string): string {
  return `${name.slice(0, MAX_IDENTITY_LENGTH)}_${randomBytes(6).toString('hex')}`;
}

function leaseName(text: string): ObjectName | string {
  const [namespace = '', name = '', ...more] = text.split('/');
  if (more.length === 0 && NAME.test(namespace) && NAME.test(name)) return { namespace, name };
  return `SAGEKEEPER_LEASE is written <namespace>/<name>, not "${text}"`;
}

/** `15/10/2`: how long a lease lasts, until when it must have been renewed, and how often that is tried. */
function leaseTimes(text: string | undefined): LeaseTimes | string {
  if (text === undefined) return LEASE_TIMES;
  const parts = /^(\d+)\/(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/.exec(text)?.slice(1).map(Number);
  const [duration = 0, renewDeadline = 0, retry = 0] = parts ?? [];
  const times = { durationMs: duration * 1_000, renewDeadlineMs: renewDeadline * 1_000, retryMs: retry * 1_000 };
  const mistake = parts === undefined ? 'it is written 15/10/2' : mistakeIn(times);
  return mistake === undefined ? times : `SAGEKEEPER_LEASE_SECONDS: ${mistake}`;
}

interface EventParts {
  readonly kubernetes: Kubernetes;
  readonly client: KubernetesClient;
  readonly pod: Pod;
  readonly me: string;
}

function eventsAbout({ kubernetes, client, pod, me }: EventParts, around: ClusterSurroundings): EventSeries {
  const { namespace, name, uid } = pod;
  const regarding = { apiVersion: 'v1', kind: 'Pod', namespace, name, ...(uid === undefined ? {} : { uid }) };
  const { now } = around.clock;
  const door: EventDoor = {
    create: async (eventName, { type, reason, note }, signal) =>
      client.createEvent(
        namespace,
        {
          apiVersion: 'events.k8s.io/v1',
          kind: 'Event',
          metadata: { namespace, name: eventName },
          eventTime: kubernetes.microTime(now()),
          reportingController: CONTROLLER,
          reportingInstance: me.slice(-MAX_INSTANCE_LENGTH),
          action: reason,
          type,
          reason,
          note,
          regarding,
        },
        signal,
      ),
    repeat: async (eventName, count, signal) =>
      client.repeatEvent({ namespace, name: eventName }, { count, nowMs: now() }, signal),
  };
  return tellAsEvents({
    door,
    clock: around.clock,
    monotonicMs: around.monotonicMs,
    newName: () => `${name.slice(0, 200)}.${randomBytes(8).toString('hex')}`,
    failed: (error) => around.tell(lifecycle('EventNotWritten', `an event could not be written: ${reasonOf(error)}`)),
  });
}
