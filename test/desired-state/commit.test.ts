/**
 * From which git commit does the desired state come? Told by what git-sync and git leave on the disk, and by nothing that
 * only looks like it.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { commitIn, commitInPath, headIn, packedCommit, readCommit } from '../../src/desired-state/commit.ts';
import { readTree } from '../../src/desired-state/files.ts';
import { load } from '../../src/desired-state/load.ts';
import { digestOf, loadInWorker } from '../../src/desired-state/worker.ts';

const [A, B] = ['a1'.repeat(20), 'b2'.repeat(20)];
const NOW = Date.parse('2026-11-21T10:00:00Z');
const GOOD = `apiVersion: sagekeeper.dev/v1alpha1
kind: Organization
metadata: { name: example }
spec: { access: { readRole: R }, regions: [eu-central-1] }
`;
const seed = Math.floor(Math.random() * 2 ** 31);

/** Nothing further up is looked at: temporary files may lie in somebody's checkout. */
const NO_CHECKOUT = { '.git/config': '' };

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sagekeeper-commit-'));
});
afterEach(async () => rm(root, { recursive: true, force: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

const commitAt = async (path: string): Promise<string | undefined> => (await readTree(join(root, path))).commit;

describe('the commit of a directory', () => {
  it('of git-sync is the name that its link leads to, and another one after the next pull', async () => {
    await write({ [`.worktrees/${A}/state/a.yaml`]: GOOD, [`.worktrees/${B}/state/a.yaml`]: GOOD });
    await symlink(`.worktrees/${A}`, join(root, 'current'));
    const before = await readTree(join(root, 'current/state'));
    await rm(join(root, 'current'));
    await symlink(`.worktrees/${B}`, join(root, 'current'));
    const after = await readTree(join(root, 'current/state'));
    expect([before.commit, after.commit]).toEqual([A, B]);
    // The same texts of another commit are news.
    expect(digestOf(after)).not.toBe(digestOf(before));
  });

  it('is no hash that a person wrote into the path', async () => {
    await write({ [`${A}/a.yaml`]: GOOD, ...NO_CHECKOUT });
    expect(await commitAt(A)).toBeUndefined();
    expect(commitInPath(`/cache/${A}/current`, `/cache/${A}/.worktrees/x`)).toBeUndefined();
  });

  it.each([
    ['detached', { HEAD: `${A}\n` }, A],
    [
      'on a branch',
      { HEAD: 'ref: refs/heads/main\n', 'refs/heads/main': `${A}\n`, 'packed-refs': `${B} refs/heads/main\n` },
      A,
    ],
    [
      'on a branch with packed refs',
      { HEAD: 'ref: refs/heads/a/b\n', 'packed-refs': `# pack-refs\n${B} refs/heads/a\n${A} refs/heads/a/b\n` },
      A,
    ],
    ['on a branch without a commit', { HEAD: 'ref: refs/heads/main\n' }, undefined],
    [
      'with a branch that is no hash',
      { HEAD: 'ref: refs/heads/main\n', 'refs/heads/main': 'ref: refs/heads/x\n' },
      undefined,
    ],
    ['with a HEAD that leads out', { HEAD: 'ref: refs/../../secret\n', '../secret': `${A}\n` }, undefined],
    ['with nothing in it', { config: '' }, undefined],
  ])('is that of the checkout around it, %s', async (_what, files, expected) => {
    await write({ 'state/a.yaml': GOOD });
    await write(Object.fromEntries(Object.entries(files).map(([path, text]) => [join('.git', path), text])));
    expect(await commitAt('state')).toBe(expected);
  });

  it('is not looked for behind a file or a pipe', async () => {
    await write({ 'elsewhere/HEAD': `${A}\n`, 'one/.git': 'gitdir: ../elsewhere\n', 'two/.git/config': '' });
    execFileSync('mkfifo', [join(root, 'two/.git/HEAD')]);
    await symlink(join(root, 'elsewhere/HEAD'), join(root, 'elsewhere/link'));
    expect(await Promise.all(['one', 'two', 'none'].map(commitAt))).toEqual([undefined, undefined, undefined]);
  });

  it('belongs to the state that is loaded, here and beside the event loop, and is no part of its revision', async () => {
    await write({ 'state/a.yaml': GOOD, ...NO_CHECKOUT });
    const without = await load(join(root, 'state'), NOW);
    await write({ '.git/HEAD': A });
    const loaded = [await load(join(root, 'state'), NOW), await loadInWorker(join(root, 'state'), NOW)];
    expect('state' in without && 'commit' in without.state).toBe(false);
    const revision = 'state' in without ? without.state.revision : 'none';
    for (const each of loaded) expect(each).toMatchObject({ state: { commit: A, revision } });
  });

  it(`is 40 hexadecimal digits or nothing, whatever lies there (seed ${seed})`, () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(A, `${A}0`, A.toUpperCase(), `ref: refs/heads/main`, `${A} refs/heads/main\n`, `\n${A}`),
    );
    fc.assert(
      fc.property(text, text, (one, two) => {
        const head = headIn(one + two);
        const found = [commitIn(one + two), packedCommit(one + two, 'refs/heads/main'), commitInPath('/a', one + two)];
        if (head !== undefined && 'commit' in head) found.push(head.commit);
        const paths = head !== undefined && 'ref' in head ? [join('/git', head.ref)] : [];
        expect(paths.filter((path) => !path.startsWith('/git/refs/'))).toEqual([]);
        expect(found.filter((each) => each !== undefined && !/^[0-9a-f]{40}$/.test(each))).toEqual([]);
      }),
      { seed, numRuns: 500 },
    );
  });

  it('is none where nothing is', async () => {
    expect(await readCommit(join(root, 'none'), join(root, 'none'))).toBeUndefined();
  });

  it('is none where the line of packed refs was cut off', () => {
    expect(packedCommit(`${A} refs/heads/main`, 'refs/heads/main')).toBeUndefined();
    expect(packedCommit(`${A} refs/heads/main\n`, 'refs/heads/main')).toBe(A);
  });
});
