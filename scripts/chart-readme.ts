/**
 * Writes the table of values into the chart's README; a test holds the written one to `values.yaml`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withValues } from './chart/readme.ts';

const chart = join(import.meta.dirname, '../charts/sagekeeper');
const readme = join(chart, 'README.md');
writeFileSync(readme, await withValues(readFileSync(readme, 'utf8'), readFileSync(join(chart, 'values.yaml'), 'utf8')));
