/**
 * A real directory, edited in the ways that people and machines edit: a ConfigMap's link swaps, git-sync's link swaps, an
 * editor renames, files come and go. Each is noticed in a moment, without waiting for the poll.
 */
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../src/daemon/clock.ts';
import { directorySource, whatToWatch } from '../../src/desired-state/directory-source.ts';
import { watchDesiredState } from '../../src/desired-state/watch.ts';
import type { Reading } from '../../src/desired-state/watch.ts';
import { eventually } from '../heavy/support/daemon-process.ts';

/** Far less than the poll, far more than a busy machine needs. */
const SOON_MS = 10_000;
jest.setTimeout(3 * SOON_MS);

let top = '';
beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'sagekeeper-watch-')));
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

const write = (path: string, text: string): void => {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
};

/** Whether somebody who watches `directory` while `edit` happens is told of a file that says `wanted`. */
async function noticed(directory: string, edit: () => void, wanted: string): Promise<boolean> {
  const told: Reading[] = [];
  const over = new AbortController();
  const { read, watch } = directorySource(directory);
  const watching = watchDesiredState({
    source: { read, watch, load: async () => Promise.resolve({ problems: [] }) },
    clock: systemClock,
    signal: over.signal,
    known: undefined,
    told: (reading) => told.push(reading),
  });
  try {
    await eventually('the first reading', () => told[0], SOON_MS);
    edit();
    const says = ({ files }: Reading): boolean => files.some(({ text }) => text === wanted);
    return await eventually('the edit', () => (told.some(says) ? true : undefined), SOON_MS);
  } finally {
    over.abort();
    await watching;
  }
}

describe('an edit of a real directory is noticed', () => {
  it('when a ConfigMap is updated: the link to its data is replaced', async () => {
    const mount = join(top, 'mount');
    write(join(mount, '..2026_01', 'a.yaml'), 'old');
    symlinkSync('..2026_01', join(mount, '..data'));
    symlinkSync(join('..data', 'a.yaml'), join(mount, 'a.yaml'));
    const told = await noticed(
      mount,
      () => {
        write(join(mount, '..2026_02', 'a.yaml'), 'new');
        symlinkSync('..2026_02', join(mount, '..data_tmp'));
        renameSync(join(mount, '..data_tmp'), join(mount, '..data'));
        rmSync(join(mount, '..2026_01'), { recursive: true });
      },
      'new',
    );
    expect(told).toBe(true);
  });

  it('when git-sync has another commit: the link on the way to the directory is replaced', async () => {
    write(join(top, '.worktrees', 'one', 'desired', 'a.yaml'), 'old');
    symlinkSync(join('.worktrees', 'one'), join(top, 'current'));
    const told = await noticed(
      join(top, 'current', 'desired'),
      () => {
        write(join(top, '.worktrees', 'two', 'desired', 'a.yaml'), 'new');
        symlinkSync(join('.worktrees', 'two'), join(top, 'next'));
        renameSync(join(top, 'next'), join(top, 'current'));
      },
      'new',
    );
    expect(told).toBe(true);
  });

  it.each<readonly [string, (directory: string) => void]>([
    [
      'when an editor writes another file and renames it',
      (at) => (write(join(at, '.a.swp'), 'new'), renameSync(join(at, '.a.swp'), join(at, 'a.yaml'))),
    ],
    ['when a file is written in place', (at) => write(join(at, 'a.yaml'), 'new')],
    ['when a file comes in a new directory', (at) => write(join(at, 'deep', 'er', 'b.yaml'), 'new')],
    [
      'when the directory is removed and made again',
      (at) => (rmSync(at, { recursive: true }), write(join(at, 'a.yaml'), 'new')),
    ],
  ])('%s', async (_what, edit) => {
    const directory = join(top, 'desired');
    write(join(directory, 'a.yaml'), 'old');
    expect(await noticed(directory, () => edit(directory), 'new')).toBe(true);
  });

  it('in a directory below that was there before', async () => {
    const directory = join(top, 'desired');
    write(join(directory, 'below', 'a.yaml'), 'old');
    const edit = (): void => write(join(directory, 'below', 'a.yaml'), 'new');
    expect(await noticed(directory, edit, 'new')).toBe(true);
  });
});

describe('whatToWatch', () => {
  it('ends where links go in circles, and where nothing is', async () => {
    symlinkSync('two', join(top, 'one'));
    symlinkSync('one', join(top, 'two'));
    expect((await whatToWatch(join(top, 'one', 'x'))).get(top)).toEqual(new Set(['one', 'two']));
    expect((await whatToWatch(join(top, 'none'))).get(top)).toEqual(new Set(['none']));
  });

  it('stays within bounds', async () => {
    for (let index = 0; index < 600; index += 1) mkdirSync(join(top, 'many', String(index)), { recursive: true });
    expect((await whatToWatch(join(top, 'many'))).size).toBeLessThanOrEqual(501);
  });
});
