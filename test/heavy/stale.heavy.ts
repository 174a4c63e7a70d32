// Reads that are behind the truth, by one to five versions or by some seconds: no notebook is disturbed twice or without
// need, and once the reads are true again, what is called compliant is.
import { afterAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { StatusReport } from '../../src/report/status.ts';
import type { FaultRule } from '../../src/simulator/faults.ts';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { eventually, killLeftovers, startDaemon } from './support/daemon-process.ts';
import { misdeeds, notHome, repeats, requests, trailOf } from './support/oracle.ts';
import { accountId, notebook, removeDesiredStates, worldOf, writeDesiredState } from './support/places.ts';
import { complaintOf } from './support/siege.ts';

const SETTLE_MS = 2_000;
/** Reads are behind for so long at a time, five settles: five minutes where settle is the default. */
const SPELL_MS = 5 * SETTLE_MS;
/** Older readings than this may mislead: docs/decisions/0001-the-step-table.md. */
const DOUBTED_MS = 5 * SETTLE_MS;
const INTENT = 'sagekeeper:intent';
const CLEAR_MS = 4_000;
const SPELLS = 2;
/** A change takes about five seconds here: reads that fall behind in the middle of it show what was before it. */
const MIDWAY_MS = [1_000, 2_000, 3_000, 4_000] as const;
const HOME_MS = 300_000;
/** Some more passes, in which nothing may be written any more. */
const QUIET_MS = 4_000;
const READS = ['DescribeNotebookInstance', 'ListNotebookInstances', 'ListTags', 'GetResources'] as const;

type Staleness = Pick<FaultRule, 'versions' | 'agoMs'>;

interface Case {
  readonly name: string;
  readonly reads: readonly string[];
  readonly staleness: Staleness;
  /** Every so manyth read is stale. */
  readonly every: number;
  /** So long after the daemon listens it begins. */
  readonly afterMs: number;
}

const VERSIONS: readonly Staleness[] = [1, 2, 3, 4, 5].map((versions) => ({ versions }));
const AGES: readonly Staleness[] = [0.25, 0.9, 2, 5].map((settles) => ({ agoMs: settles * SETTLE_MS }));
/** The list and the tag index may be as late as they like: nothing is acted upon that was not described. */
const LATE: readonly Staleness[] = [5_000, 20_000].map((agoMs) => ({ agoMs }));

const CASES: readonly Case[] = [
  ...READS.flatMap((read) => VERSIONS.map((staleness) => caseOf([read], staleness, 2))),
  ...READS.flatMap((read) => AGES.map((staleness) => caseOf([read], staleness, 1))),
  ...AGES.map((staleness) => caseOf(READS, staleness, 1)),
  ...LATE.map((staleness) => caseOf(['ListNotebookInstances'], staleness, 1)),
  ...LATE.map((staleness) => caseOf(['GetResources'], staleness, 1)),
  ...MIDWAY_MS.flatMap((afterMs) => AGES.map((staleness) => caseOf(READS, staleness, 1, afterMs))),
];

function caseOf(reads: readonly string[], staleness: Staleness, every: number, afterMs = 0): Case {
  const how = staleness.versions === undefined ? `${staleness.agoMs} ms old` : `${staleness.versions} versions old`;
  const from = afterMs === 0 ? '' : ` from ${afterMs} ms on`;
  return { name: `${reads.length > 1 ? 'everything' : reads[0]} ${how}${from}`, reads, staleness, every, afterMs };
}

/** Of all cases that have begun so long after the daemon listened. */
function rulesAfter(ms: number): readonly FaultRule[] {
  return CASES.flatMap(({ reads, staleness, every, afterMs }, index) =>
    (afterMs <= ms ? reads : []).map((operation): FaultRule => ({
      match: { account: accountId(index), operation, every },
      fault: 'stale-read',
      ...staleness,
    })),
  );
}

afterAll(async () => {
  killLeftovers();
  await removeDesiredStates();
});

describe('reads that are behind the truth', () => {
  it('lead to nothing that the truth would not have led to', async () => {
    const accounts = CASES.map((_, index) => ({
      notebooks: [
        notebook(`runs-${index}`),
        notebook(`off-${index}`, { status: 'Stopped' }),
        notebook(`reborn-${index}`, { createdAt: '2023-01-01T00:00:00Z' }),
      ],
    }));
    const world = worldOf(accounts, { stopMs: 400, updateMs: 300, startMs: 400 });
    const simulator = await startSimulator({ world, rates: 'off' });
    const { cloud } = simulator;
    for (const [index] of CASES.entries()) rebirth(cloud, accountId(index), `reborn-${index}`);
    await pause(300);
    for (const [index] of CASES.entries()) {
      const settings = { imds: '1', status: 'InService' } as const;
      expect(cloud.person(accountId(index), 'eu-central-1', `reborn-${index}`, 'create', { settings })).toBe('ok');
    }
    const desiredState = await writeDesiredState({ settle: `${SETTLE_MS / 1_000}s` });
    const daemon = startDaemon({ endpointUrl: simulator.url, desiredState });
    try {
      const { status } = await daemon.addresses();
      for (let spell = 0; spell < SPELLS; spell += 1) {
        let begunMs = 0;
        cloud.setFaults(rulesAfter(begunMs));
        for (const afterMs of MIDWAY_MS) {
          await pause(afterMs - begunMs);
          cloud.setFaults(rulesAfter(afterMs));
          begunMs = afterMs;
        }
        await pause(SPELL_MS);
        cloud.setFaults([]);
        if (spell < SPELLS - 1) await pause(CLEAR_MS);
      }
      const homeMeanwhile = notHome(world, simulator).length;
      await eventually(
        'everything is home and told',
        async () => {
          const report = (await (await fetch(`${status}/api/v1/status`)).json()) as StatusReport;
          const told = report.resources.filter(isMisplacedIntent).length;
          return new Set(notHome(world, simulator).map(nameOf)).size === told && report.resources.length === told
            ? true
            : undefined;
        },
        HOME_MS,
        250,
      ).catch(() => undefined);
      const told = await handedOver(status);
      // Where reads are no further behind than a settle allows, nothing is left to a person either.
      const misled = toldTooOld(simulator);
      const done = misdeeds(world, simulator).filter((why) => !misled.has(nameOf(why)));
      const missed = [...notHome(world, simulator), ...done].filter(
        (why) => !told.has(nameOf(why)) || isPromised(caseAbout(why)),
      );
      const wrong = [...missed, ...repeats(simulator, SETTLE_MS)];
      const named = wrong.map((why) => `${caseAbout(why)?.name}: ${why}`);
      console.info(
        `${CASES.length} kinds of staleness, ${accounts.length * 3} notebooks, ${requests(simulator).length} requests, ` +
          `${homeMeanwhile} not home while reads were stale, ${misled.size} told of older than is promised, ` +
          `${wrong.length} complaints`,
      );
      for (const name of new Set(wrong.map((why) => nameOf(why)))) console.info(trailOf(simulator, name));
      expect(named).toEqual([]);
      expect(complaintOf(daemon)).toBeUndefined();
      const before = requests(simulator).filter(isWrite).length;
      await pause(QUIET_MS);
      expect(requests(simulator).filter(isWrite).length).toBe(before);
    } finally {
      await daemon.kill();
      await simulator.close();
    }
  });
});

function rebirth(cloud: Awaited<ReturnType<typeof startSimulator>>['cloud'], account: string, name: string): void {
  for (const action of ['stop', 'finish', 'delete', 'finish'] as const)
    cloud.person(account, 'eu-central-1', name, action);
}

/**
 * A reading so old that it shows the notebook of that name which was deleted since: the intent is written on its successor,
 * names the wrong creation time, and is left to a person. Nothing has been done to the notebook.
 */
function isMisplacedIntent({ arn, handedOver, reason }: StatusReport['resources'][number]): boolean {
  return arn.includes('/reborn-') && handedOver !== null && reason === 'IntentUnreadable';
}

async function handedOver(status: string): Promise<ReadonlySet<string>> {
  const report = (await (await fetch(`${status}/api/v1/status`)).json()) as StatusReport;
  return new Set(report.resources.filter(isMisplacedIntent).map(({ arn }) => arn.slice(arn.lastIndexOf('/') + 1)));
}

function caseAbout(complaint: string): Case | undefined {
  return CASES[Number(/-(\d+)/.exec(complaint)?.[1])];
}

/**
 * Notebooks that were told as they had been more than five settles before, in the middle of a change: versions have no age, and
 * where a machine stands still, or a change is begun twice, a few of them are long ago.
 */
function toldTooOld({ journal }: Simulator): ReadonlySet<string> {
  /** By notebook, when each of its versions was replaced. */
  const replaced = new Map<string, readonly number[]>();
  const begun = new Set<string>();
  const found = new Set<string>();
  for (const entry of journal.after(0)) {
    if (entry.kind === 'change') {
      const name = entry.resource.slice(entry.resource.lastIndexOf('/') + 1);
      replaced.set(name, [...(replaced.get(name) ?? []), entry.at]);
      continue;
    }
    const { operation, input, outcome, fault, at } = entry;
    const index = CASES.findIndex((_case, place) => accountId(place) === entry.account);
    const all = ['runs', 'reborn'].map((kind) => `${kind}-${index}`);
    const named = [input['ResourceArn'], input['NotebookInstanceName']].find((it) => typeof it === 'string');
    const about = named === undefined ? all : all.filter((name) => named === name || named.endsWith(`/${name}`));
    const isIntent = outcome === 'ok' && JSON.stringify(input).includes(`"${INTENT}"`);
    if (operation === 'AddTags' && isIntent) for (const name of about) begun.add(name);
    if (operation === 'DeleteTags' && isIntent) for (const name of about) begun.delete(name);
    const versions = CASES[index]?.staleness.versions;
    if (fault !== 'stale-read' || versions === undefined) continue;
    for (const name of about) {
      const times = replaced.get(name) ?? [];
      const until = times[Math.max(0, times.length - versions)];
      if (until !== undefined && begun.has(name) && at - until > DOUBTED_MS) found.add(name);
    }
  }
  return found;
}

function isPromised(it: Case | undefined): boolean {
  return it?.staleness.agoMs !== undefined && it.staleness.agoMs <= SETTLE_MS;
}

function nameOf(complaint: string): string {
  return complaint.slice(0, complaint.indexOf(':'));
}

function isWrite({ operation }: { readonly operation: string }): boolean {
  return /^(Stop|Update|Start)NotebookInstance$|^(Add|Delete)Tags$/.test(operation);
}
