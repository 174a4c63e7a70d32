/**
 * Ten thousand edits of all kinds while the files are being read: every state that is told was on disk as a whole at some
 * instant, nothing cut short is ever taken for a state, and in the end the last version is the one that counts.
 */
import { describe, expect, it } from '@jest/globals';
import { POLL_MS, watchDesiredState } from '../../src/desired-state/watch.ts';
import type { Reading } from '../../src/desired-state/watch.ts';
import { digestOf } from '../../src/desired-state/worker.ts';
import { END, VirtualFiles, treeOf } from './virtual-files.ts';
import { VirtualTime, seeded } from './virtual-time.ts';

const RACES = 10_000;
const RACES_PER_SEED = 500;
const NAMES = ['a.yaml', 'b.yaml', 'c.yaml', 'd.yaml'];

type Edit = (files: VirtualFiles, time: VirtualTime, random: () => number) => Promise<void>;

const some = <T>(of: readonly T[], random: () => number): T => of[Math.floor(random() * of.length)] as T;
const text = (random: () => number): string => `version: ${Math.floor(random() * 4)}\n${END}`;
const whole = (random: () => number): Map<string, string> => new Map(NAMES.map((name) => [name, text(random)]));

const EDITS: Readonly<Record<string, Edit>> = {
  'an editor renames over it': async (files, _time, random) => files.write(some(NAMES, random), text(random)),
  'a file is written in two halves': async (files, time, random) => {
    const [name, full] = [some(NAMES, random), text(random)];
    files.write(name, full.slice(0, 5));
    await time.sleep(random() * 600);
    files.write(name, full);
  },
  'the data link of a ConfigMap swaps': async (files, _time, random) => files.now(whole(random)),
  'a file is removed and made again': async (files, time, random) => {
    const name = some(NAMES, random);
    files.remove(name);
    await time.sleep(random() * 600);
    files.write(name, text(random));
  },
  'the directory is empty for a while': async (files, time, random) => {
    files.now(new Map());
    await time.sleep(random() * 600);
    files.now(whole(random));
  },
  'a slow checkout': async (files, time, random) => {
    for (const name of NAMES) {
      files.write(name, text(random));
      await time.sleep(random() * 8);
    }
  },
  'there and back again': async (files, time, random) => {
    const before = files.files;
    files.now(whole(random));
    await time.sleep(random() * 4);
    files.now(before);
  },
};

interface Ended {
  readonly told: readonly Reading[];
  readonly files: VirtualFiles;
}

async function race(seed: number, races: number): Promise<Ended> {
  const random = seeded(seed);
  const time = new VirtualTime();
  const files = new VirtualFiles(time, random);
  files.deafness = random() < 0.5 ? 0 : 0.3;
  files.now(whole(random));
  const over = new AbortController();
  const told: Reading[] = [];
  const watching = watchDesiredState({
    source: files.source(6),
    clock: time,
    signal: over.signal,
    known: undefined,
    told: (reading) => told.push(reading),
  });
  for (let edits = 0; edits < races; edits += 1) {
    const editing = some(Object.values(EDITS), random)(files, time, random);
    await time.pass(random() < 0.7 ? random() * 30 : random() * 1_500);
    if (random() < 0.5) await time.pass(700);
    void editing;
  }
  await time.pass(2 * POLL_MS + 5_000);
  over.abort();
  await time.pass(1);
  await watching;
  return { told, files };
}

describe(`${RACES} edits while the files are read`, () => {
  const seed = Number(process.env['RELOAD_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  it(`is never told a mixture (RELOAD_SEED=${seed})`, async () => {
    let states = 0;
    let refused = 0;
    for (let part = 0; part * RACES_PER_SEED < RACES; part += 1) {
      const { told, files } = await race(seed + part, RACES_PER_SEED);
      for (const { digest, loaded, files: read } of told) {
        expect(files.was.has(digest)).toBe(true);
        expect(digestOf({ files: read, problems: [] })).toBe(digest);
        const revision = 'state' in loaded ? loaded.state.revision : digest;
        expect(revision).toBe(digest);
        if ('state' in loaded) states += 1;
        else refused += 1;
      }
      for (const [index, { digest }] of told.entries()) expect(told[index - 1]?.digest).not.toBe(digest);
      expect(told.at(-1)?.digest).toBe(digestOf(treeOf(files.files)));
    }
    expect(states).toBeGreaterThan(1_000);
    expect(refused).toBeGreaterThan(100);
  }, 60_000);
});
