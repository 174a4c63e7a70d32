/**
 * How can esbuild leave out what an AWS client knows of operations that nobody calls? Its schemas are objects with computed keys,
 * each a constant text; as anything might happen when a key is computed, none could be left out. Here the keys are written out.
 */
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

const SCHEMAS = /\/@aws-sdk\/client-[a-z0-9-]+\/dist-es\/schemas\/schemas_\d+\.js$/;
const CONSTANT = /^const (_\w+) = ("[^"\\\n]*");$/gm;
const COMPUTED_KEY = /\[(_\w+)\]:/g;

export const droppableSchemas: Plugin = {
  name: 'droppable-schemas',
  setup: (build) => {
    build.onLoad({ filter: SCHEMAS }, async ({ path }) => ({
      contents: withPlainKeys(await readFile(path, 'utf8')),
      loader: 'js',
    }));
  },
};

/** Keys that name no constant text of the module stay as they are. */
export function withPlainKeys(code: string): string {
  const texts = new Map([...code.matchAll(CONSTANT)].map(([, name = '', text = '']) => [name, text]));
  return code.replaceAll(COMPUTED_KEY, (written, name: string) => {
    const text = texts.get(name);
    return text === undefined ? written : `${text}:`;
  });
}
