/**
 * Which files are read: trees, links as ConfigMaps and git-sync make them, and everything that is refused.
 */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MAX_FILE_BYTES, readTree } from '../../src/desired-state/files.ts';
import { load } from '../../src/desired-state/load.ts';
import { NOW, ORGANIZATION, POLICY } from './writing.ts';

let root = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'desired-state-'));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function write(files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

async function look(): Promise<{ readonly files: readonly string[]; readonly problems: readonly string[] }> {
  const { files, problems } = await readTree(root);
  const short = (path: string): string => path.slice(root.length + 1);
  return {
    files: files.map(({ path }) => short(path)),
    problems: problems.map(({ file, message }) => `${short(file)}: ${message}`),
  };
}

describe('the tree', () => {
  it('is read at any depth, and nothing in it but YAML of ours', async () => {
    await write({
      'a.yaml': 'a',
      'b/c/d.yml': 'b',
      'README.md': 'c',
      'kustomization.yaml': 'd',
      'b/Kustomization.yml': 'e',
    });
    await write({ '.git/config.yaml': 'f', '.hidden.yaml': 'g', 'b/yaml': 'h', 'e.yaml.bak': 'i' });
    expect(await look()).toEqual({ files: ['a.yaml', 'b/c/d.yml'], problems: [] });
  });

  it('of a ConfigMap is read once, through its links', async () => {
    await write({ '..2026_11_21/a.yaml': 'a', '..2026_11_21/b.yaml': 'b' });
    await symlink('..2026_11_21', join(root, '..data'));
    await symlink('..data/a.yaml', join(root, 'a.yaml'));
    await symlink('..data/b.yaml', join(root, 'b.yaml'));
    expect(await look()).toEqual({ files: ['a.yaml', 'b.yaml'], problems: [] });
  });

  it('of git-sync is read through a link to a hidden directory', async () => {
    await write({ '.worktrees/abc/a.yaml': 'a' });
    await symlink('.worktrees/abc', join(root, 'current'));
    expect(await look()).toEqual({ files: ['current/a.yaml'], problems: [] });
  });

  it('may itself be a link, and have links in circles and twice to one file', async () => {
    await write({ 'tree/a.yaml': 'a', 'tree/b/c.yaml': 'b' });
    await symlink('..', join(root, 'tree/b/up'));
    await symlink('a.yaml', join(root, 'tree/z.yaml'));
    await symlink('tree', join(root, 'link'));
    const { files, problems } = await readTree(join(root, 'link'));
    expect([files.map(({ path }) => path.slice(root.length)), problems]).toEqual([
      ['/link/a.yaml', '/link/b/c.yaml'],
      [],
    ]);
  });
});

describe('what cannot be read is a problem', () => {
  it('a link to nothing, out of the tree, or in circles', async () => {
    await write({ 'a.yaml': 'a' });
    await symlink('nothing.yaml', join(root, 'b.yaml'));
    await symlink('/etc/hostname', join(root, 'c.yaml'));
    await symlink('/etc', join(root, 'd'));
    await symlink('e.yaml', join(root, 'e.yaml'));
    expect(await look()).toEqual({
      files: ['a.yaml'],
      problems: [
        'b.yaml: there is no such file or directory',
        'c.yaml: the link leads out of the directory',
        'd: the link leads out of the directory',
        'e.yaml: the link leads nowhere but in circles',
      ],
    });
  });

  it('a file that is too large, or not UTF-8, or a directory that is nested too deep', async () => {
    await write({ 'a.yaml': Buffer.alloc(MAX_FILE_BYTES, 'a'), 'b.yaml': Buffer.alloc(MAX_FILE_BYTES + 1, 'b') });
    await write({ 'c.yaml': Buffer.from([0x61, 0xff]), [`${'d/'.repeat(17)}e.yaml`]: 'e' });
    expect(await look()).toEqual({
      files: ['a.yaml'],
      problems: [
        'b.yaml: the file is larger than 1 MiB',
        'c.yaml: the file is not valid UTF-8',
        `${'d/'.repeat(16)}d: directories are nested deeper than 16`,
      ],
    });
  });

  it('more than 8 MiB in all', async () => {
    const files = Array.from({ length: 12 }, (_, index): [string, Buffer] => [
      `${10 + index}.yaml`,
      Buffer.alloc(MAX_FILE_BYTES, '#'),
    ]);
    await write(Object.fromEntries(files));
    const { problems } = await look();
    expect(problems).toEqual(['19.yaml: this file is one too many']);
  });
});

describe('loading', () => {
  const messages = async (directory: string): Promise<readonly string[]> => {
    const loaded = await load(directory, NOW);
    return 'problems' in loaded
      ? loaded.problems.map((p) => `${p.file.slice(root.length)}:${p.line}:${p.column} ${p.message}`)
      : [];
  };

  it('gives the state of all files together', async () => {
    await write({ 'o.yaml': ORGANIZATION, 'deep/p.yaml': POLICY });
    expect(await load(root, NOW)).toMatchObject({ state: { policies: [{ name: 'imds' }], loadedAt: NOW } });
  });

  it('refuses an empty directory, and one that is not there', async () => {
    expect(await messages(root)).toEqual([
      ':1:1 there is no document here, and an empty desired state is refused rather than obeyed',
    ]);
    expect(await messages(join(root, 'nothing'))).toEqual(['/nothing:1:1 there is no such file or directory']);
  });

  it('refuses a directory without an Organization, unless that may be in what cannot be read', async () => {
    await write({ 'p.yaml': POLICY });
    expect(await messages(root)).toEqual([':1:1 there is no Organization document']);
    await write({ 'q.yaml': 'kind: [' });
    expect(await messages(root)).toEqual([
      '/q.yaml:1:8 not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ]);
  });

  it('gives the problems of all files at once, in order', async () => {
    await write({
      'o.yaml': ORGANIZATION,
      'b.yaml': POLICY.replace('spec:', 'spec:\n  mod: audit'),
      'a.yaml': Buffer.from([0xff]),
    });
    await write({ 'c.yaml': '- a' });
    expect(await messages(root)).toEqual([
      '/a.yaml:1:1 the file is not valid UTF-8',
      '/b.yaml:5:3 spec.mod: unknown key',
      '/c.yaml:1:1 a document is a mapping with apiVersion, kind, metadata and spec',
    ]);
  });
});
