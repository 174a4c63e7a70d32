/**
 * Reading in a thread: the same answers as without one, nothing twice, and no way in which the thread can take the caller with it.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { load } from '../../src/desired-state/load.ts';
import { THREAD_LIMITS, loadInWorker } from '../../src/desired-state/worker.ts';
import { NOW, ORGANIZATION, POLICY, doc } from './writing.ts';

// Jest's five seconds are enough on a quiet machine only.
jest.setTimeout(60_000);

const HOUR_MS = 3_600_000;

let directory = '';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'desired-state-'));
});

afterAll(async () => rm(directory, { recursive: true }));

async function write(text: string): Promise<void> {
  await writeFile(join(directory, 'all.yaml'), text);
}

/** A thread that does as told instead of reading. */
function threadThat(code: string): typeof THREAD_LIMITS {
  return { ...THREAD_LIMITS, thread: new URL(`data:text/javascript,${encodeURIComponent(code)}`) };
}

async function failureWith(limits: typeof THREAD_LIMITS): Promise<string> {
  await write(`${ORGANIZATION}# ${Math.random()}\n`);
  const loaded = await loadInWorker(directory, NOW, limits);
  const [problem] = 'problems' in loaded ? loaded.problems : [];
  expect(problem).toMatchObject({ file: directory, line: 1, column: 1 });
  return problem?.message.replace('the desired state could not be read: ', '') ?? '';
}

describe('reading in a thread', () => {
  it('answers as reading without one', async () => {
    const organization = `${ORGANIZATION}---\n${POLICY}`;
    for (const text of [organization, `${organization}---\nkind: Policy\n`, 'a: [', '']) {
      await write(text);
      expect(await loadInWorker(directory, NOW)).toEqual(await load(directory, NOW));
    }
    expect(await loadInWorker(join(directory, 'none'), NOW)).toEqual(await load(join(directory, 'none'), NOW));
  });

  it('starts no thread for a tree that it has just read, and tells the time anew', async () => {
    const exemption =
      'policies: [imds]\nscope: {include: [ou/A]}\nowner: o\nreason: r\nexpiresAt: 2026-11-21T02:00:00Z';
    await write(`${ORGANIZATION}---\n${POLICY}---\n${doc('Exemption', 'e', exemption)}`);
    const first = await loadInWorker(directory, NOW);
    const broken = threadThat('throw new Error("started")');
    const again = await loadInWorker(directory, NOW + 3 * HOUR_MS, broken);
    expect(again).toEqual({
      state: { ...('state' in first ? first.state : undefined), loadedAt: NOW + 3 * HOUR_MS },
      warnings: [expect.stringContaining('e has ended')],
    });
    await write(`${ORGANIZATION}---\n${POLICY}`);
    expect(await loadInWorker(directory, NOW + 3 * HOUR_MS, broken)).toHaveProperty('problems');
  });

  it('asks again after an hour about what was refused: an end that was too far away comes nearer', async () => {
    const exemption =
      'policies: [imds]\nscope: {include: [ou/A]}\nowner: o\nreason: r\nexpiresAt: 2027-11-22T12:00:00Z';
    await write(`${ORGANIZATION}---\n${POLICY}---\n${doc('Exemption', 'e', exemption)}`);
    const refused = await loadInWorker(directory, NOW);
    expect(refused).toHaveProperty('problems.length', 1);
    expect(await loadInWorker(directory, NOW + HOUR_MS - 1)).toBe(refused);
    expect(await loadInWorker(directory, NOW + 12 * HOUR_MS)).toHaveProperty('state');
  });

  it('reads one tree at a time, each for itself', async () => {
    await write(ORGANIZATION);
    const trees = [directory, join(directory, 'none'), directory, 'desired-state'];
    const loaded = await Promise.all(trees.map(async (tree) => loadInWorker(tree, NOW)));
    expect(loaded.map((one) => 'state' in one && one.state.organization.name)).toEqual(['o', false, 'o', 'example']);
  });

  it.each([
    ['throws', 'throw new Error("no")', 'the thread that reads it failed: no'],
    ['ends', 'process.exit(3)', 'the thread that reads it ended with 3'],
    ['says nothing', '', 'the thread that reads it ended with 0'],
  ])('takes a thread that %s for a problem', async (_what, code, message) => {
    expect(await failureWith(threadThat(code))).toBe(message);
  });

  it('takes a thread that is not there, runs for ever or needs too much for a problem', async () => {
    const nowhere = { ...THREAD_LIMITS, thread: new URL('./nowhere.js', import.meta.url) };
    expect(await failureWith(nowhere)).toContain('Cannot find module');
    const endless = { ...threadThat('for (;;);'), deadlineMs: 100 };
    expect(await failureWith(endless)).toBe('reading it takes longer than 100 ms');
    const greedy = { ...threadThat('const a = []; for (;;) a.push([...Array(1000)].map(() => ({})));'), heapMiB: 16 };
    expect(await failureWith(greedy)).toBe('reading it takes more than 16 MiB of memory');
  });

  it('goes on after a failure', async () => {
    await failureWith(threadThat('throw 1'));
    await write(ORGANIZATION);
    expect(await loadInWorker(directory, NOW)).toHaveProperty('state');
  });
});
