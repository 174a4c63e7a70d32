/**
 * A policy kind is complete only with its folder, its line in the registry, its example and its table test.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ROOT, listFiles } from './sources.ts';

const kebab = (kind: string): string => kind.replace(/(?<=[a-z0-9])([A-Z])/g, '-$1').toLowerCase();

const { POLICY_KINDS } = await import('../../src/policies/index.ts');
const kinds = [...POLICY_KINDS.keys()];
const examples = listFiles('desired-state')
  .filter((path) => /\.ya?ml$/.test(path))
  .map((path) => readFileSync(join(ROOT, path), 'utf8'));

describe('every policy kind', () => {
  it.each(kinds)('%s has its folder, its example and its test', (kind) => {
    const folder = `src/policies/${kebab(kind)}`;
    const missing = [`${folder}/policy.ts`, `${folder}/judge.ts`].filter((path) => !existsSync(join(ROOT, path)));
    if (!examples.some((text) => new RegExp(`^kind: *${kind}\\s*$`, 'm').test(text))) {
      missing.push(`an example in desired-state/ with kind: ${kind}`);
    }
    if (!listFiles('test').some((path) => path.startsWith(`test/policies/${kebab(kind)}`))) {
      missing.push(`test/policies/${kebab(kind)}.test.ts`);
    }
    expect(missing).toEqual([]);
  });

  it('has a line in the registry for each folder', () => {
    const folders = readdirSync(join(ROOT, 'src/policies'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(folders.map((entry) => entry.name).sort()).toEqual(kinds.map(kebab).sort());
  });
});
