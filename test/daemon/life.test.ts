/**
 * The desired state in the life of a process: with what it begins, what it hands on, and what it keeps.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DesiredStateLife } from '../../src/daemon/desired-state-life.ts';
import { readLastGood } from '../../src/daemon/last-good.ts';
import { prepareStateDir, statePaths } from '../../src/daemon/state-dir.ts';
import type { Tree } from '../../src/desired-state/files.ts';
import { read } from '../../src/desired-state/read.ts';
import type { Loaded } from '../../src/desired-state/read.ts';
import { POLL_MS } from '../../src/desired-state/watch.ts';
import type { DesiredState, Problem } from '../../src/model/desired-state.ts';
import type { Event } from '../../src/model/event.ts';
import { VirtualFiles } from './virtual-files.ts';
import { VirtualTime } from './virtual-time.ts';

const GOOD = (schedule: string): string => `apiVersion: sagekeeper.dev/v1alpha1
kind: Organization
metadata: { name: example }
spec:
  access: { readRole: R }
  regions: [eu-central-1]
  schedule: '${schedule}'
`;
const [FIRST, SECOND] = [GOOD('*/5 * * * *'), GOOD('*/7 * * * *')];
const BROKEN = 'kind: [';

let stateDir = '';
beforeEach(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'sagekeeper-life-'));
  await prepareStateDir(stateDir);
});
afterEach(() => rmSync(stateDir, { recursive: true, force: true }));

function life(text: string) {
  const time = new VirtualTime();
  const files = new VirtualFiles(time, () => 0.9);
  files.write('a.yaml', text);
  const told: Event[] = [];
  const restoresOnly: (string | undefined)[] = [];
  /** Why the machine cannot read now. */
  const failing: { why: string | undefined } = { why: undefined };
  const source = {
    ...files.source(1),
    load: async ({ files: texts, commit }: Tree): Promise<Loaded> => {
      const { why } = failing;
      if (why !== undefined) return Promise.resolve({ problems: [{ file: 'd', line: 1, column: 1, message: why }] });
      return Promise.resolve(read(texts, time.now(), { commit }));
    },
  };
  const it = new DesiredStateLife(
    {
      directory: 'd',
      stateDir,
      stops: { restoreOnly: (why) => restoresOnly.push(why) },
      clock: time,
      log: (event) => told.push(event),
      doubts: () => [],
    },
    source,
  );
  const proposed: DesiredState[] = [];
  const refused: (readonly Problem[])[] = [];
  const taker = {
    propose: (state: DesiredState) => void proposed.push(state),
    refuse: (p: readonly Problem[]) => void refused.push(p),
  };
  return { it, time, files, told, restoresOnly, proposed, refused, taker, failing };
}

const kept = (): string | undefined => {
  const found = readLastGood(statePaths(stateDir).lastGood);
  return found.is === 'state' ? found.state.organization.schedule : undefined;
};

/** Runs the watch while `edits` happen, and until what is to be kept is kept. */
async function watched({ it, time, taker }: ReturnType<typeof life>, edits: () => Promise<void>): Promise<void> {
  const over = new AbortController();
  const watching = it.watch(taker, over.signal);
  await time.pass(1_000);
  await edits();
  over.abort();
  await time.pass(1_000);
  await watching;
}

describe('DesiredStateLife', () => {
  it('begins with what is on disk and keeps it; hands on an edit, and keeps that once it is in force', async () => {
    const one = life(FIRST);
    expect(await one.it.begin()).toMatchObject({ with: 'state', proposed: undefined });
    await watched(one, async () => {
      one.files.write('a.yaml', SECOND);
      await one.time.pass(2_000);
      expect(one.proposed.map(({ organization }) => organization.schedule)).toEqual(['*/7 * * * *']);
      expect(kept()).not.toBe('*/7 * * * *');
      const [state] = one.proposed;
      if (state !== undefined) one.it.adopted(state);
    });
    expect(kept()).toBe('*/7 * * * *');
    expect(one.told.map(({ event }) => event)).toEqual(['DesiredStateLoaded', 'DesiredStateLoaded']);
  });

  it('hands on what is wrong, and keeps what was good', async () => {
    const one = life(FIRST);
    await one.it.begin();
    await watched(one, async () => {
      one.files.write('a.yaml', BROKEN);
      await one.time.pass(2_000);
      expect([one.proposed, one.refused.length]).toEqual([[], 1]);
      one.files.write('a.yaml', FIRST);
      await one.time.pass(2_000);
      expect(one.proposed).toHaveLength(1);
    });
    expect(kept()).toBe('*/5 * * * *');
    expect(one.restoresOnly).toEqual([]);
  });

  it('takes up an edit that could not be read at first without another one', async () => {
    const one = life(FIRST);
    await one.it.begin();
    await watched(one, async () => {
      one.failing.why = 'there is no thread';
      one.files.write('a.yaml', SECOND);
      await one.time.pass(2_000);
      expect(one.refused).toMatchObject([[{ message: 'there is no thread' }]]);
      one.failing.why = undefined;
      await one.time.pass(POLL_MS);
      expect(one.proposed.map(({ organization }) => organization.schedule)).toEqual(['*/7 * * * *']);
    });
    expect(one.told.filter(({ event }) => event === 'DesiredStateRefused')).toHaveLength(1);
  });

  it('tells once that it begins with nothing good', async () => {
    const before = life(FIRST);
    await before.it.begin();
    await watched(before, async () => Promise.resolve());
    const one = life(BROKEN);
    await one.it.begin();
    await watched(one, async () => one.time.pass(10 * POLL_MS));
    expect(one.told.filter(({ event }) => event === 'DesiredStateRefused')).toHaveLength(1);
    expect(one.refused).toEqual([]);
  });

  it('only restores after a restart with a broken directory, until a good state has come into force', async () => {
    const before = life(FIRST);
    await before.it.begin();
    await watched(before, async () => Promise.resolve());
    const one = life(BROKEN);
    expect(await one.it.begin()).toMatchObject({
      with: 'restoreOnly',
      inForce: { organization: { schedule: '*/5 * * * *' } },
    });
    expect(one.restoresOnly).toEqual([expect.stringContaining('the desired state does not load (a.yaml:')]);
    // What is brought home has a revision in the log.
    expect(one.told.map(({ event }) => event)).toEqual(['DesiredStateRefused', 'DesiredStateLoaded']);
    await watched(one, async () => {
      one.files.write('a.yaml', SECOND);
      await one.time.pass(2_000);
      expect(one.restoresOnly.at(-1)).toContain('has not come into force yet');
      const [state] = one.proposed;
      if (state !== undefined) one.it.adopted(state);
      expect(one.restoresOnly.at(-1)).toBeUndefined();
    });
  });

  it('proposes what is on disk over what is kept, so that the guard sees both', async () => {
    const before = life(FIRST);
    await before.it.begin();
    await watched(before, async () => Promise.resolve());
    expect(await life(SECOND).it.begin()).toMatchObject({
      with: 'state',
      inForce: { organization: { schedule: '*/5 * * * *' } },
      proposed: { organization: { schedule: '*/7 * * * *' } },
    });
  });

  it('tells from which commit a state is, keeps it for the next process, and hands on another one that means the same', async () => {
    const [first, second] = ['a1'.repeat(20), 'b2'.repeat(20)];
    const one = life(FIRST);
    one.files.commit = first;
    await one.it.begin();
    expect(one.told.at(-1)).toMatchObject({ event: 'DesiredStateLoaded', commit: first });
    await watched(one, async () => {
      one.files.commit = second;
      one.files.write('a.yaml', FIRST);
      await one.time.pass(2_000);
      expect(one.proposed.map(({ commit }) => commit)).toEqual([second]);
      one.files.write('a.yaml', BROKEN);
      await one.time.pass(2_000);
    });
    expect(one.told.at(-1)).toMatchObject({ event: 'DesiredStateRefused', commit: second });
    expect(readLastGood(statePaths(stateDir).lastGood)).toMatchObject({ state: { commit: first } });
  });

  it('refuses to begin with nothing good', async () => {
    const one = life(BROKEN);
    expect(await one.it.begin()).toMatchObject({ with: 'nothing' });
    expect(one.told).toMatchObject([{ event: 'DesiredStateRefused' }]);
  });
});
