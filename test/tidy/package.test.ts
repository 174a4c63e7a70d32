/**
 * package.json: exact versions only (a fresh resolve of a range has broken `npm ci` before), every package that the code
 * imports is declared, and every declared one is used.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ROOT, importsOf, readSources } from './sources.ts';

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

const read = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
const manifest = read('package.json') as Manifest;
const lock = read('package-lock.json') as { readonly packages: { readonly '': Partial<Manifest> } };

/** Development packages that are started by name and never imported. */
const TOOLS = new Set(['@types/node', 'jest', 'node', 'oxlint', 'oxlint-tsgolint', 'prettier', 'typescript']);

function importedBy(...folders: readonly string[]): ReadonlySet<string> {
  const names = readSources(...folders).flatMap((file) => importsOf(file).flatMap((i) => (i.own ? [] : [i.from])));
  return new Set(
    names
      .filter((name) => !name.startsWith('node:') && name !== '@jest/globals')
      .map((name) =>
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      ),
  );
}

describe('package.json', () => {
  it('names exact versions', () => {
    const versions = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.overrides };
    expect(Object.entries(versions).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('agrees with its lock file', () => {
    const { dependencies, devDependencies, version } = lock.packages[''];
    expect({ dependencies, devDependencies, version }).toEqual({
      dependencies: manifest.dependencies,
      devDependencies: manifest.devDependencies,
      version: manifest.version,
    });
  });

  it('declares what src/ imports as dependencies, and nothing that nobody imports', () => {
    expect(Object.keys(manifest.dependencies).sort()).toEqual([...importedBy('src')].sort());
  });

  it('declares what test/, dashboards/ and scripts/ import, and no tool that nobody uses', () => {
    const declared = new Set([...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)]);
    const inTests = importedBy('test', 'dashboards', 'scripts');
    expect([...inTests].filter((name) => !declared.has(name))).toEqual([]);
    const isUsed = (name: string): boolean => inTests.has(name.replace(/^@types\//, '')) || TOOLS.has(name);
    const unused = Object.keys(manifest.devDependencies).filter((name) => !isUsed(name));
    expect(unused).toEqual([]);
  });
});
