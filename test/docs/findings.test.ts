/**
 * Do the guides name holds and findings as the product does? Whoever reads one in a plan looks for it there.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readSources } from '../tidy/sources.ts';

const said = readSources('src')
  .map(({ text }) => text)
  .join('\n');

describe.each(['docs/s3-endpoints.md', 'docs/job-networks.md'])('%s', (page) => {
  const named = readFileSync(page, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([A-Z]\w+)`/g)].flatMap(([, name]) => name ?? []));

  it('names what there is', () => {
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((name) => !said.includes(`'${name}'`))).toEqual([]);
  });
});
