// Everything that can befall an operation, for every operation: does it end as docs/faults.md says, in the place that it is
// about and nowhere else? One real daemon meets all of it at once, beside accounts in which nothing is wrong.
// SAGEKEEPER_WRITE_DOCS=1 writes the tables from what was seen.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { StatusReport } from '../../src/report/status.ts';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import type { World } from '../../src/simulator/world-shape.ts';
import { type Daemon, eventually, killLeftovers, type LogLine, startDaemon } from './support/daemon-process.ts';
import { blindRepeats, contradictions, FALSELY, type Row, rowOf, triesOf, usual } from './support/fault-rows.ts';
import { tableOf, told, writeTable, WRITES_DOCS } from './support/fault-table.ts';
import { CALM, type Case, CASES, faultRules, faultWorld } from './support/fault-world.ts';
import { interpose, type Interposer } from './support/interposer.ts';
import { kindOf } from './support/kill-points.ts';
import { organizationRows, type OrganizationRow } from './support/organization-faults.ts';
import { misdeeds, notHome } from './support/oracle.ts';
import { REGION, removeDesiredStates, writeDesiredState } from './support/places.ts';
import { complaintOf } from './support/siege.ts';

/** Five attempts of ten seconds, and what is waited in between. */
const HANGS_END_MS = 70_000;
const SETTLED_MS = 20_000;
const WATCHED_MS = HANGS_END_MS + 5_000;
/** A machine with no time is watched for longer, until everything has been seen that is documented. */
const WATCHED_AT_MOST_MS = 240_000;
const LOOK_EVERY_MS = 1_000;
const HOME_MS = 180_000;
/** Where nothing is wrong nobody waits for the faults: those that hang take a minute and longer. */
const CALM_MS = 75_000;
const IN_ACCOUNTS = 'Operations in an account';
const COLUMNS = ['operation', 'trouble', 'target', 'runs', 'off', 'home', 'tries'] as const;
const ORGANIZATION_COLUMNS = ['operation', 'trouble', 'ends', 'tries'] as const;
/** Reads are tried again within the call; of writes only another look tells. */
const READS = /^(AssumeRole|GetResources|List|Describe)/;
const NOT_COUNTED = '-';
const KINDS: Readonly<Record<string, string>> = {
  StopNotebookInstance: 'Stop',
  UpdateNotebookInstance: 'UpdateQuiet',
  StartNotebookInstance: 'Start',
};

afterAll(async () => {
  killLeftovers();
  await removeDesiredStates();
});

describe('a daemon that meets every fault at once', () => {
  let world: World;
  let simulator: Simulator;
  let between: Interposer;
  let daemon: Daemon;
  let report: StatusReport;
  const seen = new Map<string, Row[]>(CASES.map(({ mark }) => [mark, []]));
  let organization: readonly OrganizationRow[];
  let calmAfterMs = Infinity;
  let blind: readonly string[];

  beforeAll(async () => {
    world = faultWorld(Date.now());
    simulator = await startSimulator({ world, rates: 'off' });
    simulator.cloud.setFaults(faultRules());
    between = await interpose(simulator.url);
    between.watch(peopleAreQuicker(simulator));
    // No pass but the first, so that the journal tells how often each thing was tried.
    const desiredState = await writeDesiredState({ schedule: '0 0 1 1 *', settle: '2s' });
    daemon = startDaemon({ endpointUrl: between.url, desiredState });
    const organizationRead = organizationRows();
    const { status } = await daemon.addresses();
    const began = Date.now();
    const isEnough = (after: number): boolean =>
      after >= WATCHED_AT_MOST_MS || (after >= WATCHED_MS && (WRITES_DOCS || astray(seen).length === 0));
    for (let after = 0; !isEnough(after); after = Date.now() - began) {
      await pause(LOOK_EVERY_MS);
      const now = await read(status);
      if (now === undefined) continue;
      report = now;
      if (calmAfterMs === Infinity && CALM.every((one) => isMended(rowOf(one, report, simulator)))) calmAfterMs = after;
      for (const one of CASES) if (after > settledAfterMs(one)) seen.get(one.mark)?.push(rowOf(one, report, simulator));
    }
    blind = blindRepeats(simulator);
    organization = await organizationRead;
  }, 400_000);

  afterAll(async () => {
    await between.close();
    await simulator.close();
  });

  it('goes on running, and breaks nothing', () => {
    expect(daemon.running()).toBe(true);
    expect(complaintOf(daemon)).toBeUndefined();
  });

  it('ends each as docs/faults.md says', () => {
    const heading = IN_ACCOUNTS;
    const usually = CASES.map((one) => ({ ...usual(seen.get(one.mark) ?? []), tries: triesTold(one, simulator) }));
    if (WRITES_DOCS) writeTable(heading, tableOf(usually, COLUMNS));
    expect(astray(seen)).toEqual([]);
    const documented = told(heading, COLUMNS);
    const otherTries = CASES.flatMap((one) => {
      const name = `${one.operation} ${one.trouble}`;
      const tries = triesTold(one, simulator);
      const said = documented.get(name)?.['tries'];
      return said === tries ? [] : [`${name}: was sent ${tries}, and not ${said}`];
    });
    expect(otherTries).toEqual([]);
    expect([...documented.keys()]).toHaveLength(CASES.length);
  });

  it('ends each fault of the organization as docs/faults.md says, and reads it when the fault is over', () => {
    const heading = 'The organization itself';
    const rows = organization.map(({ operation, trouble, ends, tries }) => ({ operation, trouble, ends, tries }));
    if (WRITES_DOCS) writeTable(heading, tableOf(rows, ORGANIZATION_COLUMNS));
    const documented = told(heading, ORGANIZATION_COLUMNS);
    expect(rows.filter((row) => !isDeepStrictEqual(documented.get(`${row.operation} ${row.trouble}`), row))).toEqual(
      [],
    );
    expect([...documented.keys()]).toHaveLength(rows.length);
    expect(organization.filter(({ recovers }) => !recovers)).toEqual([]);
    const unnamed = organization.filter(
      ({ operation, message }) => message !== '' && !new RegExp(`^${operation} in \\w+/[\\w-]+: `).test(message),
    );
    expect(unnamed).toEqual([]);
  });

  it('calls nothing compliant that was not read to be', () => {
    const told = [...seen.values()].flat().filter((row) => JSON.stringify(row).includes(FALSELY));
    expect(told).toEqual([]);
    const onVersion2 = simulator.cloud.notebooks().filter(({ imds }) => imds === '2').length;
    const counted = report.policies.reduce((sum, { states }) => sum + states.compliant, 0);
    expect(counted).toBeLessThanOrEqual(onVersion2);
  });

  it('never sends a move again without a look in between', () => {
    expect(blind).toEqual([]);
  });

  it('names account, region and operation of whatever failed', () => {
    const silent = CASES.filter((one) => isTold(one) && !daemon.lines.some((line) => isAbout(line, one)));
    expect(silent.map(({ operation, trouble }) => `${operation} ${trouble}`)).toEqual([]);
  });

  it('costs the accounts in which nothing is wrong nothing', () => {
    console.info(`${CASES.length} faults at once; the others were mended after ${calmAfterMs} ms`);
    expect(calmAfterMs).toBeLessThan(CALM_MS);
  });

  it('brings everything home once the faults are over', async () => {
    daemon.signal('SIGTERM');
    expect((await daemon.ended).code).toBe(0);
    const began = Date.now();
    simulator.cloud.setFaults([]);
    between.watch(async () => 'pass');
    for (const { account, trouble, mark } of CASES)
      if (trouble === 'stuck-stopping') simulator.cloud.person(account, REGION, `runs-${mark}`, 'finish');
    const next = startDaemon({ endpointUrl: between.url, desiredState: await writeDesiredState() });
    const ours = (why: string): boolean => !isPersons(why.slice(0, why.indexOf(':')));
    const home = (): true | undefined => (notHome(world, simulator).some(ours) ? undefined : true);
    await eventually('everything is home', home, HOME_MS, 250).catch(() => undefined);
    console.info(`all home ${Date.now() - began} ms after the faults were over`);
    await next.kill();
    expect([...notHome(world, simulator), ...misdeeds(world, simulator)].filter(ours)).toEqual([]);
    expect(personsNotebooks(simulator)).toEqual({
      Stop: 'Stopped 2',
      UpdateQuiet: 'InService 2',
      Start: 'InService 2',
    });
  });
});

/** What was seen so far of any case, and is not as documented. */
function astray(seen: ReadonlyMap<string, readonly Row[]>): readonly string[] {
  const documented = told(IN_ACCOUNTS, COLUMNS);
  return CASES.flatMap(({ mark, operation, trouble }) => {
    const name = `${operation} ${trouble}`;
    return contradictions(seen.get(mark) ?? [], documented.get(name) ?? {}).map((why) => `${name}: ${why}`);
  });
}

/** Right before the first such request arrives, somebody does by hand what makes it fail. */
function peopleAreQuicker(simulator: Simulator): Parameters<Interposer['watch']>[0] {
  const waiting = new Map(
    CASES.filter(({ trouble }) => trouble === 'conflict').map((one) => [persons(one), one] as const),
  );
  return async (passing, moment) => {
    const one = moment === 'before' ? waiting.get(passing.notebook ?? '') : undefined;
    if (one === undefined || kindOf(passing, simulator).replace(/^Update$/, 'UpdateQuiet') !== KINDS[one.operation])
      return 'pass';
    waiting.delete(passing.notebook ?? '');
    const action = one.operation === 'StopNotebookInstance' ? 'stop' : 'start';
    simulator.cloud.person(one.account, REGION, passing.notebook ?? '', action);
    return 'pass';
  };
}

/** The notebook that a person takes in hand in a case of conflict. */
function persons({ operation, mark }: Case): string {
  if (operation === 'StopNotebookInstance') return `runs-${mark}`;
  return operation === 'UpdateNotebookInstance' ? `off-${mark}` : `home-${mark}`;
}

function isPersons(name: string): boolean {
  return CASES.some((one) => one.trouble === 'conflict' && persons(one) === name);
}

function personsNotebooks(simulator: Simulator): Readonly<Record<string, string>> {
  const all = simulator.cloud.notebooks();
  return Object.fromEntries(
    CASES.filter(({ trouble }) => trouble === 'conflict').map((one) => {
      const now = all.find(({ name }) => name === persons(one));
      return [KINDS[one.operation] ?? '', `${now?.status ?? ''} ${now?.imds ?? ''}`];
    }),
  );
}

function settledAfterMs({ operation, trouble }: Case): number {
  return trouble === 'hang' && READS.test(operation) && operation !== 'AssumeRole to write' ? HANGS_END_MS : SETTLED_MS;
}

/** Only where the fault stays can be counted, and only reads are tried again by themselves. */
function triesTold(one: Case, simulator: Simulator): string {
  if (one.operation === 'AssumeRole to write') return 'with each look';
  if (!READS.test(one.operation)) return 'once a look';
  if (one.trouble === 'empty-page' || one.trouble === 'page-2-denied') return NOT_COUNTED;
  return one.trouble === 'hang' ? 'for a minute' : String(triesOf(one, simulator));
}

/** Faults that end well by themselves are nothing to tell. */
function isTold({ operation, trouble }: Case): boolean {
  // A region that is not enabled is no failure: the line says that, and not how it was found out. Nor is a search that goes on.
  if (trouble === 'region-disabled' && /^(GetResources|ListNotebookInstances)$/.test(operation)) return false;
  if (trouble === 'hang' && operation === 'ListRegions') return false;
  return !['empty-page', 'empty-200', 'start-noop', 'start-fails', 'stuck-stopping', 'conflict'].includes(trouble);
}

function isAbout(line: LogLine, { account, operation }: Case): boolean {
  const said = JSON.stringify(line);
  // Which regions an account has enabled is asked in one region for all of them.
  const region = operation === 'ListRegions' ? 'us-east-1' : REGION;
  return said.includes(account) && said.includes(region) && said.includes(operation.split(' ')[0] ?? '');
}

function isMended({ runs, off, home }: Row): boolean {
  return runs === 'compliant; InService v2' && off === 'compliant; Stopped v2' && home === 'compliant; InService v2';
}

async function read(status: string): Promise<StatusReport | undefined> {
  const answer = await fetch(`${status}/api/v1/status`);
  return answer.ok ? ((await answer.json()) as StatusReport) : undefined;
}
