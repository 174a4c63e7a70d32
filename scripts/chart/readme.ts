/**
 * The part of the chart's README that must not be written by hand: the table of its values.
 */
import { format } from 'prettier';
import { chartValues } from './values.ts';
import type { ChartValue } from './values.ts';

const BEGIN = '<!-- values: made by `node scripts/chart-readme.ts` -->';
const END = '<!-- end of values -->';

/** The README with the table as `values.yaml` has it now. Throws where its place is not marked. */
export async function withValues(readme: string, valuesYaml: string): Promise<string> {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`the README lacks ${BEGIN} or ${END}`);
  const text = `${readme.slice(0, begin + BEGIN.length)}\n\n${table(chartValues(valuesYaml))}\n\n${readme.slice(end)}`;
  return format(text, { parser: 'markdown', printWidth: 120 });
}

function table(values: readonly ChartValue[]): string {
  const rows = values.map(({ path, default: given, about }) => {
    return `| \`${path}\` | ${cell(JSON.stringify(given))} | ${about.replaceAll('|', '\\|')} |`;
  });
  return ['| value | default | what it is |', '| --- | --- | --- |', ...rows].join('\n');
}

function cell(json: string): string {
  return json === '""' ? '' : `\`${json.replaceAll('|', '\\|')}\``;
}
