/**
 * Writes the reference pages, and what the README shows: `npm run docs`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { pages } from './pages.ts';
import { planForReadme, README_PLAN } from './readme.ts';

for (const [path, text] of Object.entries(await pages())) {
  writeFileSync(path, await format(text, { parser: 'markdown', printWidth: 120 }));
}
const readme = readFileSync('README.md', 'utf8');
const plan = await planForReadme();
writeFileSync(
  'README.md',
  readme.replace(README_PLAN, (_, before: string, __, after: string) => before + plan + after),
);
