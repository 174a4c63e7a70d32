/**
 * The real loop, gateway and step table against a simulated cloud of several accounts, in a time of its own, with everything
 * that may hold it back at hand.
 */
import { createGateway } from '../../src/aws/gateway.ts';
import { TransportFailure } from '../../src/aws/transport.ts';
import type { TransportRequest } from '../../src/aws/transport.ts';
import type { Territory } from '../../src/controller/loop-options.ts';
import { Loop } from '../../src/controller/loop.ts';
import type { DesiredState } from '../../src/model/desired-state.ts';
import type { Event } from '../../src/model/event.ts';
import type { Organization } from '../../src/model/organization.ts';
import type { Restraint } from '../../src/model/stops.ts';
import { heldPolicies, selectTargets, skippedTargets } from '../../src/organization/select.ts';
import { createCloud } from '../../src/simulator/cloud.ts';
import type { Cloud } from '../../src/simulator/cloud.ts';
import { Refusal } from '../../src/simulator/refusal.ts';
import type { AccountSeed, NotebookSeed, PipelineSeed } from '../../src/simulator/world-shape.ts';
import { VirtualTime } from '../daemon/virtual-time.ts';
import { account, organization } from './reload-world.ts';

const HUB = '000000000002';
const MANAGEMENT = '000000000001';
const EXCHANGE_MS = 20;
/** Longer than anything in these tests takes. */
export const STUCK_MS = 300_000;
const CREDENTIALS = { accessKeyId: 'AKIASIMULATORHUB', secretAccessKey: 'x', sessionToken: undefined };

export interface RigOptions {
  readonly notebooks: readonly (readonly Omit<NotebookSeed, 'region'>[])[];
  /** Of the first account. */
  readonly pipelines?: readonly Omit<PipelineSeed, 'region'>[];
  /** What else each account has. */
  readonly seeds?: readonly Partial<AccountSeed>[];
  readonly state: DesiredState;
  readonly regions?: readonly string[];
  /** Whoever looks at a part of the organization searches no other regions. */
  readonly narrowed?: boolean;
  /** Looks once, and ends. */
  readonly once?: boolean;
  /** Only looks. */
  readonly readOnly?: boolean;
  /** Waited for before the organization is told. */
  readonly surveying?: () => Promise<void>;
}

export interface Rig {
  readonly time: VirtualTime;
  readonly cloud: Cloud;
  readonly loop: Loop;
  readonly told: readonly Event[];
  readonly adopted: readonly DesiredState[];
  readonly organization: Organization;
  restraint: Restraint | undefined;
  readonly halts: Map<string, string>;
  /** Writes that AWS accepted after that number of the journal. */
  writes(after?: number): readonly Write[];
  end(): Promise<void>;
}

export interface Write {
  readonly seq: number;
  readonly operation: string;
  readonly notebook: string;
  /** Of the intent, where the call writes one. */
  readonly phase: string | undefined;
}

const BEGINS = new Set(['StopNotebookInstance', 'UpdateNotebookInstance']);

/** Whether the write begins something, or goes on with what takes a notebook down: what a freeze must end. */
export function begins({ operation, phase }: Write): boolean {
  return BEGINS.has(operation) || phase === 'stop';
}

export function startRig({
  notebooks,
  pipelines = [],
  seeds = [],
  state,
  regions = ['eu-central-1'],
  narrowed = false,
  once = false,
  readOnly = false,
  surveying,
}: RigOptions): Rig {
  const time = new VirtualTime();
  const accounts = notebooks.map((_, index) => account(index));
  const known = organization(accounts);
  const cloud = createCloud({
    now: time.now,
    world: {
      managementAccount: MANAGEMENT,
      hubAccount: HUB,
      regions,
      behaviour: { stopMs: 2_600, updateMs: 900, startMs: 1_600, deleteMs: 500 },
      accounts: [
        { id: MANAGEMENT, name: 'management' },
        { id: HUB, name: 'hub' },
        ...accounts.map(({ id, name }, index) => ({
          ...seeds[index],
          id,
          name,
          unit: 'Workloads',
          notebooks: (notebooks[index] ?? []).map((seed) => ({ ...seed, region: 'eu-central-1' })),
          pipelines: index === 0 ? pipelines.map((seed) => ({ ...seed, region: 'eu-central-1' })) : [],
        })),
      ],
    },
  });
  const gateway = createGateway({
    settings: state.organization,
    hubRegion: 'eu-central-1',
    hubCredentials: async () => Promise.resolve(CREDENTIALS),
    transport: { send: async (request) => send(cloud, time, request), close: () => undefined },
    clock: time,
    random: () => 0.5,
    onRequest: () => undefined,
    onThrottle: () => undefined,
  });
  const told: Event[] = [];
  const adopted: DesiredState[] = [];
  const halts = new Map<string, string>();
  let changes = 0;
  const world = {
    clock: time,
    random: () => 0.5,
    newChangeId: () => `change-${(changes += 1)}`,
    reader: gateway.reader,
    write: gateway.write,
    tell: (event: Event) => void told.push(event),
  };
  const loop = new Loop(world, state, {
    once,
    readOnly,
    enabledRegions: narrowed ? undefined : async () => Promise.resolve(regions),
    survey: async (current) => {
      await surveying?.();
      return territoryOf(known, current);
    },
    stops: { restraint: () => rig.restraint, halted: (policy) => halts.get(policy) },
    adopted: (entered) => void adopted.push(entered),
  });
  const running = loop.run();
  const rig: Rig = {
    time,
    cloud,
    loop,
    told,
    adopted,
    organization: known,
    restraint: undefined,
    halts,
    writes: (after = 0) => writesOf(cloud, after),
    end: async () => {
      const ending = loop.stop();
      await time.pass(STUCK_MS);
      await Promise.all([ending, running]);
    },
  };
  return rig;
}

function territoryOf(known: Organization, state: DesiredState): Territory {
  return {
    organization: known,
    selections: selectTargets(known, state),
    skipped: skippedTargets(known, state),
    held: heldPolicies(known, state),
  };
}

async function send(cloud: Cloud, time: VirtualTime, request: TransportRequest): Promise<unknown> {
  await time.sleep(EXCHANGE_MS);
  const { service, region, operation, input, credentials } = request;
  const { accessKeyId, sessionToken = null } = credentials;
  try {
    return withSeconds(
      cloud.call({ service, region, operation, input, sessionToken: sessionToken ?? null, accessKeyId }),
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, message, status } = error;
    throw new TransportFailure({ code, message, status, delivery: 'answered' });
  }
}

/** STS answers with dates in XML; the transport's contract says seconds. */
function withSeconds(output: Readonly<Record<string, unknown>>): unknown {
  const { Credentials: credentials } = output;
  if (typeof credentials !== 'object' || credentials === null || !('Expiration' in credentials)) return output;
  return { ...output, Credentials: { ...credentials, Expiration: Date.parse(String(credentials.Expiration)) / 1_000 } };
}

const WRITES = /^(?:Stop|Start|Update)NotebookInstance$|^(?:Add|Delete)Tags$/;

function writesOf(cloud: Cloud, after: number): readonly Write[] {
  return cloud.journal.after(after).flatMap((entry) => {
    if (entry.kind !== 'request' || entry.outcome !== 'ok' || !WRITES.test(entry.operation)) return [];
    const text = JSON.stringify(entry.input);
    const notebook = /notebook-instance\/([\w-]+)/.exec(text)?.[1] ?? String(entry.input['NotebookInstanceName']);
    return [{ seq: entry.seq, operation: entry.operation, notebook, phase: / phase=(\w+) /.exec(text)?.[1] }];
  });
}
