/**
 * Are the written reference pages those that the registries make?
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { pages } from './pages.ts';

/** What the formatter does to tables and blank lines says nothing. */
function meaning(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.replaceAll(/\s+/g, ' ').replaceAll(/-{3,}/g, '---').trim())
    .filter((line) => line !== '');
}

describe('reference pages', () => {
  it('are up to date (npm run docs writes them)', async () => {
    for (const [path, text] of Object.entries(await pages())) {
      expect({ path, lines: meaning(readFileSync(path, 'utf8')) }).toEqual({ path, lines: meaning(text) });
    }
  });

  it('name every verb of the command line', async () => {
    const text = (await pages())['docs/reference/cli.md'];
    for (const verb of ['run', 'plan', 'validate', 'simulator', 'demo', 'version'])
      expect(text).toContain(`## ${verb}\n`);
  });
});
