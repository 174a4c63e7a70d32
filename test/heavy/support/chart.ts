// The chart as Helm renders it: objects, or why not.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { ROOT, runTool } from '../../kubernetes/tools.ts';

export const CHART = join(ROOT, 'charts/sagekeeper');
export const RELEASE = 'keeper';

export interface Rendered {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: unknown;
  readonly rules?: unknown;
  readonly data?: Readonly<Record<string, string>>;
}

export interface Values {
  readonly [key: string]: unknown;
}

/** The files of `ci/`, and the defaults: together they use everything that the chart has. */
export const SETTINGS: readonly (readonly [string, readonly string[]])[] = [
  ['the defaults', []],
  ...readdirSync(join(CHART, 'ci')).map((name) => [name, ['-f', join(CHART, 'ci', name)]] as const),
];

/** The text; rejects with what Helm says. */
export async function renderText(
  options: readonly string[],
  values: Values = {},
  namespace = 'default',
): Promise<string> {
  const args = ['template', RELEASE, CHART, '--namespace', namespace, ...options, '-f', '-'];
  const { code, stdout, stderr } = await runTool('helm', args, { input: JSON.stringify(values) });
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

export async function render(
  options: readonly string[],
  values: Values = {},
  namespace = 'default',
): Promise<readonly Rendered[]> {
  const documents = parseAllDocuments(await renderText(options, values, namespace));
  return documents.flatMap((document) => (document.contents === null ? [] : [document.toJS() as Rendered]));
}

/** Several of them into one, the later ones winning, as `-f a -f b` does. */
export function merged(...all: readonly Values[]): Values {
  const isObject = (value: unknown): value is Values =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  return all.reduce<Values>((sum, next) => {
    const entries = Object.entries(next).map(([key, value]) => {
      const before = sum[key];
      return [key, isObject(before) && isObject(value) ? merged(before, value) : value];
    });
    return { ...sum, ...Object.fromEntries(entries) };
  }, {});
}
