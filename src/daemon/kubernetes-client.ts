/**
 * The one door to the API of Kubernetes, through its official client; loaded only by a process that has a cluster, as loading
 * it takes longer than all the rest. Adds what the client lacks: a request that can be given up, and connections that are kept.
 */
import {
  ApiException,
  CoordinationV1Api,
  EventsV1Api,
  IsomorphicFetchHttpLibrary,
  KubeConfig,
  V1MicroTime,
} from '@kubernetes/client-node';
import type {
  ConfigurationOptions,
  EventsV1Event,
  HttpLibrary,
  RequestContext,
  V1Lease,
} from '@kubernetes/client-node';

export interface ObjectName {
  readonly namespace: string;
  readonly name: string;
}

/** Every promise rejects where the answer is not a success; `statusOf` tells how. */
export interface KubernetesClient {
  /** The namespace that the process runs in, or that the kubeconfig names. */
  readonly namespace: string | undefined;
  readonly readLease: (lease: ObjectName, signal: AbortSignal) => Promise<V1Lease>;
  readonly createLease: (lease: ObjectName, body: V1Lease, signal: AbortSignal) => Promise<V1Lease>;
  /** Refused with 409 where the version is another than the body's. */
  readonly replaceLease: (lease: ObjectName, body: V1Lease, signal: AbortSignal) => Promise<V1Lease>;
  readonly createEvent: (namespace: string, event: EventsV1Event, signal: AbortSignal) => Promise<EventsV1Event>;
  /** How often an event has happened, and when it last did. */
  readonly repeatEvent: (
    event: ObjectName,
    series: { readonly count: number; readonly nowMs: number },
    signal: AbortSignal,
  ) => Promise<unknown>;
}

/** Certificates and authorities change in their files; connections made with the old ones are left after so long. */
const KEEP_CONNECTIONS_MS = 60_000;

/** `kubeconfig`: a file; undefined: as a pod, with its service account. Throws where it cannot be read. */
export function openKubernetes(kubeconfig: string | undefined, monotonicMs: () => number): KubernetesClient {
  const config = new KubeConfig();
  if (kubeconfig === undefined) config.loadFromCluster();
  else config.loadFromFile(kubeconfig);
  const leases = config.makeApiClient(CoordinationV1Api);
  const events = config.makeApiClient(EventsV1Api);
  const through = keptConnections(monotonicMs);
  return {
    namespace: config.getContextObject(config.getCurrentContext())?.namespace,
    readLease: async (lease, signal) => leases.readNamespacedLease(lease, through(signal)),
    createLease: async ({ namespace }, body, signal) =>
      leases.createNamespacedLease({ namespace, body }, through(signal)),
    replaceLease: async (lease, body, signal) => leases.replaceNamespacedLease({ ...lease, body }, through(signal)),
    createEvent: async (namespace, body, signal) => events.createNamespacedEvent({ namespace, body }, through(signal)),
    repeatEvent: async (event, { count, nowMs }, signal) => {
      // A JSON patch: the form that the client sends.
      const body = [{ op: 'add', path: '/series', value: { count, lastObservedTime: microTime(nowMs).toISOString() } }];
      return events.patchNamespacedEvent({ ...event, body }, through(signal));
    },
  };
}

/** Of HTTP; undefined: there was no answer. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof ApiException ? error.code : undefined;
}

export function microTime(ms: number): V1MicroTime {
  return new V1MicroTime(ms);
}

/** The client makes an agent for each request, and so a connection; the first one's serves those that follow. */
function keptConnections(monotonicMs: () => number): (signal: AbortSignal) => ConfigurationOptions {
  const http = new IsomorphicFetchHttpLibrary();
  let kept: { readonly dispatcher: ReturnType<RequestContext['getDispatcher']>; readonly atMs: number } | undefined;
  return (signal) => {
    const httpApi: HttpLibrary = {
      send: (request) => {
        const now = monotonicMs();
        if (kept === undefined || now - kept.atMs > KEEP_CONNECTIONS_MS) {
          kept = { dispatcher: request.getDispatcher(), atMs: now };
        }
        if (kept.dispatcher !== undefined) request.setDispatcher(kept.dispatcher);
        request.setSignal(signal);
        return http.send(request);
      },
    };
    return { httpApi };
  };
}
