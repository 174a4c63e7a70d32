// A world of VPCs in which one daemon after another is killed at the next point of a plan while owners add statements to the
// documents of endpoints; then one that nobody kills. What was lost is told by playing the simulator's journal again.
import type { RequestEntry } from '../../../src/simulator/journal.ts';
import { startSimulator } from '../../../src/simulator/server.ts';
import type { Simulator } from '../../../src/simulator/server.ts';
import type { AccountSeed } from '../../../src/simulator/world-shape.ts';
import { documentOf, parsed } from '../../races/endpoint-cloud.ts';
import { type Daemon, eventually, startDaemon } from './daemon-process.ts';
import { documentOfEndpoint, foreign, hasOurs, OUR_SID, vpc, WITH_FOREIGN } from './endpoints-world.ts';
import { interpose, type Interposer, type Moment } from './interposer.ts';
import { randomOf } from './kill-points.ts';
import { requests } from './oracle.ts';
import { accountId, REGION, worldOf } from './places.ts';
import { complaintOf, untilAtRest } from './siege.ts';

const ACCOUNTS = 2;
const ENDPOINTS_EACH = 6;
const LIFE_MS = 30_000;
/** For so long EC2 tells the document that an endpoint had before. */
const TOLD_AFTER_MS = 300;
const EDITED_SHARE = 0.12;
/**
 * An answer that EC2 gave so shortly before a write may still have been on its way when that write was decided. In beats of this
 * process, which hands on every message: while a machine stands still, no time passes for any of them.
 */
const ON_ITS_WAY_BEATS = 20;
const BEAT_MS = 50;
const KILLED_AT = [
  'ModifyVpcEndpoint',
  'ModifyVpcEndpoint',
  'ModifyVpcEndpoint',
  'CreateVpcEndpoint',
  'DescribeVpcEndpoints',
  'DescribeNetworkInterfaces',
  'AssumeRole',
] as const;

/** At the n-th request of that operation in a life. */
export interface EndpointKill {
  readonly operation: string;
  readonly nth: number;
  readonly moment: Moment;
}

export interface EndpointSiege {
  readonly killings: readonly EndpointKill[];
  readonly edits: number;
  readonly writes: number;
  /** Empty, or what went wrong. */
  readonly wrong: readonly string[];
}

interface Edit {
  /** Of the journal, after it. */
  readonly seq: number;
  readonly endpoint: string;
  readonly sid: string;
}

interface Field {
  readonly simulator: Simulator;
  readonly between: Interposer;
  readonly edits: Edit[];
  readonly random: () => number;
  /** When this process was awake; milliseconds since the epoch, oldest first. */
  readonly beats: readonly number[];
}

export function endpointKills(seed: number, count: number): readonly EndpointKill[] {
  const random = randomOf(seed);
  const pick = (below: number): number => Math.floor(random() * below);
  return Array.from({ length: count }, () => {
    const operation = KILLED_AT[pick(KILLED_AT.length)] ?? 'ModifyVpcEndpoint';
    const nth = 1 + (operation === 'CreateVpcEndpoint' ? 0 : pick(4));
    return { operation, nth, moment: pick(2) === 0 ? 'before' : 'after' };
  });
}

/** Draws kills from the plan's front until every document is right or the plan is empty. */
export async function besiegeEndpoints(
  plan: EndpointKill[],
  desiredState: string,
  seed: number,
): Promise<EndpointSiege> {
  const accounts = Array.from({ length: ACCOUNTS }, (_, index) => accountOf(index));
  const world = worldOf(accounts, { endpointPolicyMs: TOLD_AFTER_MS });
  const simulator = await startSimulator({ world, rates: 'off' });
  const between = await interpose(simulator.url);
  const beats: number[] = [];
  const heart = setInterval(() => beats.push(Date.now()), BEAT_MS);
  const field: Field = { simulator, between, edits: [], random: randomOf(seed), beats };
  const killings: EndpointKill[] = [];
  const wrong: string[] = [];
  try {
    while (astray(simulator).length > 0) {
      const kill = plan.shift();
      if (kill === undefined) break;
      const daemon = startDaemon({ endpointUrl: between.url, desiredState });
      if (await killAt(kill, daemon, field)) killings.push(kill);
      else plan.push(kill);
      const complaint = complaintOf(daemon);
      if (complaint !== undefined) wrong.push(complaint);
    }
    const written = (): string =>
      String(requests(simulator).filter(({ operation }) => /^(Modify|Create)Vpc/.test(operation)).length);
    const rested = await untilAtRest(between, desiredState, { written, astray: () => astray(simulator) });
    wrong.push(...rested, ...lost(field));
  } finally {
    clearInterval(heart);
    await between.close();
    await simulator.close();
  }
  if (wrong.length > 0) wrong.push(`seed ${seed}, killed ${JSON.stringify(killings)}`);
  const writes = requests(simulator).filter(({ operation }) => operation === 'ModifyVpcEndpoint').length;
  return { killings, edits: field.edits.length, writes, wrong };
}

/** A domain tells that all of them are used. The last VPC has no endpoint. */
function accountOf(account: number): Pick<AccountSeed, 'vpcs' | 'domains'> {
  const names = Array.from({ length: ENDPOINTS_EACH }, (_, index) => `${account}-${index}`);
  const vpcs = [...names.map((name) => vpc(name, [{ policy: WITH_FOREIGN }])), vpc(`${account}-none`, [])];
  const subnets = vpcs.flatMap((one) => (one.subnets ?? []).map(({ id }) => id));
  return { vpcs, domains: [{ id: `d-${account}`, name: 'studio', region: REGION, vpc: vpcs[0]?.id, subnets }] };
}

/** What is not as it has to be in the end. */
function astray(simulator: Simulator): readonly string[] {
  const endpoints = simulator.cloud.endpoints();
  const wrong = endpoints.filter(({ name }) => !hasOurs(documentOfEndpoint(simulator, name)));
  const without = Array.from({ length: ACCOUNTS }, (_, account) => `vpc-${account}-none`).flatMap((id) => {
    const count = endpoints.filter(({ vpcId }) => vpcId === id).length;
    return count === 1 ? [] : [`${id} has ${count} endpoints`];
  });
  return [...wrong.map(({ name }) => `${name} has ${documentOfEndpoint(simulator, name)}`), ...without];
}

/** Somebody adds a statement to a document, whichever it is, with what stands there now: in one go, or two would undo each other. */
function edit({ simulator, edits, random }: Field): void {
  const account = Math.floor(random() * ACCOUNTS);
  const endpoint = `vpce-${account}-${Math.floor(random() * ENDPOINTS_EACH)}-0`;
  const sid = `Late${edits.length}`;
  const statements = parsed(documentOfEndpoint(simulator, endpoint))?.Statement ?? [];
  const outcome = simulator.cloud.personDoes({
    kind: 'vpc-endpoint',
    account: accountId(account),
    region: REGION,
    name: endpoint,
    action: 'policy',
    policy: documentOf([...statements, foreign(sid)]),
  });
  if (outcome !== 'ok') throw new Error(`the owner cannot edit: ${outcome}`);
  edits.push({ seq: simulator.journal.last, endpoint, sid });
}

/** False: everything was right before the point was reached. */
async function killAt({ operation, nth, moment: when }: EndpointKill, daemon: Daemon, field: Field): Promise<boolean> {
  const { simulator, between, random } = field;
  const numbers = new Map<number, number>();
  let seen = 0;
  let killed = false;
  between.watch(async (passing, moment) => {
    if (killed) return 'lose';
    if (/Vpc/.test(passing.operation) && random() < EDITED_SHARE) edit(field);
    if (passing.operation !== operation) return 'pass';
    if (moment === 'before') numbers.set(passing.index, (seen += 1));
    if (moment !== when || numbers.get(passing.index) !== nth) return 'pass';
    killed = true;
    daemon.signal('SIGKILL');
    await daemon.ended;
    return 'lose';
  });
  const isOver = (): true | undefined =>
    killed || !daemon.running() || astray(simulator).length === 0 ? true : undefined;
  await eventually(`${nth} ${operation}`, isOver, LIFE_MS, 50).catch(() => undefined);
  await daemon.kill();
  return killed;
}

interface Known {
  /** Sids that are stored, those that EC2 still tells, and those that it told last. */
  stored: ReadonlySet<string>;
  told: ReadonlySet<string>;
  toldUntil: number;
  /** What EC2 answered, oldest first. */
  readings: readonly Reading[];
}

interface Reading {
  readonly at: number;
  readonly sids: ReadonlySet<string>;
}

/** Statements of owners that had been told when the document was read last, and were not sent back. */
function lost({ simulator, edits, beats }: Field): readonly string[] {
  const first = new Set(['Team']);
  const known = new Map<string, Known>();
  const of = (id: string): Known => {
    const it = known.get(id) ?? { stored: first, told: first, toldUntil: 0, readings: [] };
    known.set(id, it);
    return it;
  };
  const wrong: string[] = [];
  const waiting = [...edits];
  const editedUntil = (seq: number): void => {
    while (waiting[0] !== undefined && waiting[0].seq < seq) {
      const { endpoint, sid } = waiting.shift() as Edit;
      const it = of(endpoint);
      it.stored = new Set([...it.stored, sid]);
      it.toldUntil = 0;
    }
  };
  for (const entry of requests(simulator)) {
    editedUntil(entry.seq);
    if (entry.outcome !== 'ok') continue;
    if (entry.operation === 'DescribeVpcEndpoints') {
      for (const { name, vpcId, account } of simulator.cloud.endpoints()) {
        if (account !== entry.account || !isAbout(entry, vpcId)) continue;
        const it = of(name);
        it.readings = [...it.readings, { at: entry.at, sids: entry.at < it.toldUntil ? it.told : it.stored }];
      }
    }
    if (entry.operation !== 'ModifyVpcEndpoint') continue;
    const id = String(entry.input['VpcEndpointId']);
    const it = of(id);
    const sent = sidsIn(String(entry.input['PolicyDocument']));
    const missing = missingFrom(sent, it.readings, hadArrivedAt(beats, entry.at));
    if (missing.length > 0) wrong.push(`${id}: ${missing.join(', ')} lost (${entry.seq})`);
    it.told = entry.at < it.toldUntil ? it.told : it.stored;
    it.toldUntil = entry.at + TOLD_AFTER_MS;
    it.stored = sent;
  }
  return wrong;
}

/** What was answered before this had arrived when a write was decided that EC2 had at `at`. */
function hadArrivedAt(beats: readonly number[], at: number): number {
  const before = beats.findLastIndex((beat) => beat <= at);
  return beats[before - ON_ITS_WAY_BEATS + 1] ?? -Infinity;
}

/** By the reading that explains it best, of those that may have been the last one when the write was decided. */
function missingFrom(
  sent: ReadonlySet<string>,
  readings: readonly Reading[],
  arrivedBefore: number,
): readonly string[] {
  const arrived = readings.findLastIndex((reading) => reading.at < arrivedBefore);
  const missing = readings.slice(Math.max(0, arrived)).map(({ sids }) => [...sids].filter((sid) => !sent.has(sid)));
  return missing.toSorted((one, other) => one.length - other.length)[0] ?? ['every reading'];
}

function isAbout({ input }: RequestEntry, vpcId: string): boolean {
  const filters = (input['Filters'] ?? []) as readonly { readonly Name: string; readonly Values: readonly string[] }[];
  return filters.every(({ Name: name, Values: values }) => name !== 'vpc-id' || values.includes(vpcId));
}

function sidsIn(text: string): ReadonlySet<string> {
  return new Set(
    (parsed(text)?.Statement ?? []).flatMap(({ Sid }) => (Sid === undefined || Sid === OUR_SID ? [] : [Sid])),
  );
}
