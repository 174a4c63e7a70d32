/**
 * Does the README show what happens?
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { planForReadme, README_PLAN } from './readme.ts';

const readme = readFileSync('README.md', 'utf8');

describe('the README', () => {
  it('shows a plan as the command prints it (npm run docs writes it)', async () => {
    const [, , block] = README_PLAN.exec(readme) ?? [];
    expect(block?.split('\n')).toEqual((await planForReadme()).split('\n'));
  }, 60_000);

  it('points at files that are there', () => {
    const links = [...readme.matchAll(/\]\(([^)#]+)\)|`(docs\/[\w/.-]+)`/g)].map(
      ([, link, code]) => link ?? code ?? '',
    );
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((link) => !existsSync(link))).toEqual([]);
  });

  it('names only verbs that there are', async () => {
    const { pages } = await import('./pages.ts');
    const cli = (await pages())['docs/reference/cli.md'] ?? '';
    const verbs = new Set(
      [...readme.matchAll(/^sagekeeper ([a-z-]+)|`sagekeeper ([a-z-]+)/gm)].map(([, a, b]) => a ?? b),
    );
    expect([...verbs].filter((verb) => !cli.includes(`## ${verb}\n`))).toEqual([]);
  });
});
