/**
 * Writes the dashboards into the chart: `node dashboards/write.ts`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format } from 'prettier';
import { dashboardFiles } from './files.ts';

for (const [path, text] of Object.entries(dashboardFiles())) {
  const file = join(import.meta.dirname, '..', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, await format(text, { parser: 'json', printWidth: 120 }));
}
