// Several daemons that ask a real API server for one lease, each with a way to the same simulated AWS of its own, on which every
// writing call is seen from its beginning to its end.
import { type Daemon, eventually, startDaemon } from './daemon-process.ts';
import { interpose, type Interposer } from './interposer.ts';

const WRITES = /^(Stop|Update|Start)NotebookInstance$|^(Add|Delete)Tags$/;

/** In milliseconds of this process; `untilMs` is infinite while it lasts. */
export interface Write {
  readonly replica: string;
  readonly operation: string;
  readonly fromMs: number;
  untilMs: number;
}

export interface Replica {
  readonly name: string;
  readonly daemon: Daemon;
  readonly between: Interposer;
  /** Requests to AWS so far, whatever they were. */
  readonly requests: () => number;
}

export interface Replicas {
  readonly writes: readonly Write[];
  readonly running: () => readonly Replica[];
  readonly start: () => Promise<Replica>;
  /** Whoever began the last write. */
  readonly writer: () => Replica | undefined;
  /** The first write that began after `sinceMs`, by anybody else than `not`. */
  readonly nextWrite: (sinceMs: number, withinMs: number, not?: Replica) => Promise<Write>;
  readonly close: () => Promise<void>;
}

export interface ReplicasOptions {
  readonly endpointUrl: string;
  readonly desiredState: string;
  readonly kubeconfig: string;
  readonly namespace: string;
  /** Default: the real times. */
  readonly leaseSeconds?: string;
  /** How long AWS takes over a write. */
  readonly writeMs: () => number;
}

export function replicasOf(options: ReplicasOptions): Replicas {
  const writes: Write[] = [];
  const started: Replica[] = [];
  const nextWrite: Replicas['nextWrite'] = async (sinceMs, withinMs, not) =>
    eventually(
      'the next write',
      () => writes.find(({ replica, fromMs }) => fromMs > sinceMs && replica !== not?.name),
      withinMs,
      5,
    );
  return {
    writes,
    running: () => started.filter(({ daemon }) => daemon.running()),
    start: async () => {
      const name = `replica-${started.length}`;
      const replica = await startReplica(name, options, writes);
      started.push(replica);
      return replica;
    },
    writer: () => started.find(({ name, daemon }) => name === writes.at(-1)?.replica && daemon.running()),
    nextWrite,
    close: async () => {
      for (const { daemon } of started) {
        if (!daemon.running()) continue;
        daemon.signal('SIGCONT');
        await daemon.kill();
      }
      await Promise.all(started.map(async ({ between }) => between.close()));
    },
  };
}

/** Writes of different replicas that were under way at once. */
export function overlaps(writes: readonly Write[]): readonly string[] {
  const found: string[] = [];
  const sorted = writes.toSorted((a, b) => a.fromMs - b.fromMs);
  for (const [index, write] of sorted.entries()) {
    for (const later of sorted.slice(index + 1)) {
      if (later.fromMs >= write.untilMs) break;
      if (later.replica !== write.replica) found.push(`${told(write)} and ${told(later)}`);
    }
  }
  return found;
}

function told({ replica, operation, fromMs, untilMs }: Write): string {
  return `${replica} ${operation} [${fromMs.toFixed(0)}, ${untilMs.toFixed(0)}]`;
}

async function startReplica(name: string, options: ReplicasOptions, writes: Write[]): Promise<Replica> {
  const between = await interpose(options.endpointUrl);
  const open = new Map<number, Write>();
  let requests = 0;
  between.watch(async ({ index, operation }, moment) => {
    if (moment === 'before') requests += 1;
    if (!WRITES.test(operation)) return 'pass';
    if (moment === 'before') {
      const write: Write = { replica: name, operation, fromMs: performance.now(), untilMs: Infinity };
      writes.push(write);
      open.set(index, write);
      await new Promise((resolve) => setTimeout(resolve, options.writeMs()));
      return 'pass';
    }
    const write = open.get(index);
    if (write !== undefined) write.untilMs = performance.now();
    return 'pass';
  });
  const { kubeconfig, namespace, leaseSeconds } = options;
  const daemon = startDaemon({
    endpointUrl: between.url,
    desiredState: options.desiredState,
    environment: {
      KUBECONFIG: kubeconfig,
      SAGEKEEPER_LEASE: `${namespace}/sagekeeper`,
      SAGEKEEPER_IDENTITY: name,
      SAGEKEEPER_POD_NAME: name,
      SAGEKEEPER_POD_NAMESPACE: namespace,
      ...(leaseSeconds === undefined ? {} : { SAGEKEEPER_LEASE_SECONDS: leaseSeconds }),
    },
  });
  return { name, daemon, between, requests: () => requests };
}
