/**
 * What is kept of the last good desired state, and with what a process begins: kept files mean what they meant, and nothing
 * that was tampered with is obeyed.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { beginning } from '../../src/daemon/beginning.ts';
import { lastGoodOf, readLastGood, writeLastGood } from '../../src/daemon/last-good.ts';
import { readTree } from '../../src/desired-state/files.ts';
import { read } from '../../src/desired-state/read.ts';
import type { Loaded } from '../../src/desired-state/read.ts';
import type { DesiredState } from '../../src/model/desired-state.ts';

const NOW = Date.parse('2026-11-02T12:00:00Z');
const EXAMPLE = join(import.meta.dirname, '../../desired-state');
const seed = Math.floor(Math.random() * 2 ** 31);

let directory = '';
let path = '';
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sagekeeper-last-good-'));
  path = join(directory, 'last-good.json');
  const { files } = await readTree(EXAMPLE);
  await writeLastGood(path, files, NOW);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('the last good state', () => {
  it('means what it meant', async () => {
    const { files } = await readTree(EXAMPLE);
    const meant = read(files, NOW);
    expect(readLastGood(path)).toEqual({ is: 'state', state: 'state' in meant ? meant.state : undefined });
    expect(readdirSync(directory)).toEqual(['last-good.json']);
  });

  it('keeps the commit that it came from, and no other text in its place', async () => {
    const { files } = await readTree(EXAMPLE);
    const other = join(directory, 'with-commit.json');
    const commits: unknown[] = [];
    for (const commit of ['a1'.repeat(20), 'not a commit']) {
      await writeLastGood(other, files, NOW, commit);
      const found = readLastGood(other);
      commits.push(found.is === 'state' ? found.state.commit : found);
    }
    rmSync(other);
    expect(commits).toEqual(['a1'.repeat(20), undefined]);
  });

  it('is absent where nothing was kept', () => {
    expect(readLastGood(join(directory, 'none.json'))).toEqual({ is: 'absent' });
  });

  it(`is refused after any change of its bytes (seed ${seed})`, () => {
    const whole = readFileSync(path);
    const damaged = join(directory, 'damaged.json');
    const at = fc.nat({ max: whole.length - 2 });
    const damages = fc.oneof(
      fc.tuple(at, fc.integer({ min: 1, max: 255 })).map(([index, flip]) => {
        const bytes = Buffer.from(whole);
        bytes[index] = (bytes[index] ?? 0) ^ flip;
        return bytes;
      }),
      at.map((length) => whole.subarray(0, length)),
      at.map((from) => Buffer.concat([whole, whole.subarray(from)])),
    );
    fc.assert(
      fc.property(damages, (bytes) => {
        writeFileSync(damaged, bytes);
        expect(readLastGood(damaged).is).toBe('refused');
      }),
      { seed, numRuns: 500 },
    );
    rmSync(damaged);
  });

  it.each<readonly [string, unknown]>([
    ['no object', 'files'],
    ['no time', { files: [] }],
    ['files that are none', { at: NOW, files: [{ path: 1, text: 'x' }] }],
    ['too many files', { at: NOW, files: Array.from({ length: 5_001 }, () => ({ path: 'a.yaml', text: '' })) }],
    ['nothing', { at: NOW, files: [] }],
    ['what is no desired state', { at: NOW, files: [{ path: 'a.yaml', text: 'kind: Nonsense' }] }],
  ])('%s is refused, with a reason', (_what, content) => {
    expect(lastGoodOf({ is: 'content', content }, path)).toMatchObject({ is: 'refused', why: expect.any(String) });
  });

  it('was written by another version of sagekeeper', () => {
    const other = join(directory, 'other.json');
    writeFileSync(other, readFileSync(path, 'utf8').replace('"version":1', '"version":2'));
    expect(readLastGood(other)).toEqual({
      is: 'refused',
      why: `${other} was written by another version of sagekeeper`,
    });
    rmSync(other);
  });
});

describe('beginning', () => {
  const state = (revision: string) => ({ revision }) as DesiredState;
  const good: Loaded = { state: state('new'), warnings: [] };
  const problems = [{ file: 'x.yaml', line: 1, column: 2, message: 'nonsense' }];
  const bad: Loaded = { problems };
  const why =
    'the desired state does not load (x.yaml:1:2: nonsense): what was begun is brought back, and nothing new begins';
  const refused = { is: 'refused', why: 'damaged' } as const;

  it.each<readonly [string, Loaded, Parameters<typeof beginning>[1], ReturnType<typeof beginning>]>([
    ['good, nothing kept', good, { is: 'absent' }, { with: 'state', inForce: state('new'), proposed: undefined }],
    ['good, kept damaged', good, refused, { with: 'state', inForce: state('new'), proposed: undefined }],
    [
      'good, kept the same',
      good,
      { is: 'state', state: state('new') },
      { with: 'state', inForce: state('new'), proposed: undefined },
    ],
    [
      'good, kept another: it is proposed, so that what is suddenly much less has to be accepted',
      good,
      { is: 'state', state: state('old') },
      { with: 'state', inForce: state('old'), proposed: state('new') },
    ],
    [
      'bad, kept a good one: only what was begun is brought back',
      bad,
      { is: 'state', state: state('old') },
      { with: 'restoreOnly', inForce: state('old'), problems, why },
    ],
    ['bad, nothing kept', bad, { is: 'absent' }, { with: 'nothing', problems }],
    ['bad, kept damaged: never obeyed', bad, refused, { with: 'nothing', problems }],
  ])('%s', (_what, loaded, kept, begun) => {
    expect(beginning(loaded, kept)).toEqual(begun);
  });
});
