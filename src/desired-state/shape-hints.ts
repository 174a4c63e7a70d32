/**
 * How might a document that does not have the right shape be mended? Hints from what the schema knows: what a key was meant to
 * be, where it belongs, what a value looks like.
 */
import type { ZodType } from 'zod';
import { didYouMean, nearest } from './nearest.ts';
import type { YamlPath } from './yaml-document.ts';

/** `spec.scope.include[0]`. */
export function dotted(path: YamlPath): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${part}`))
    .join('');
}

/** A single value where a list is expected is mostly meant to be its only entry. */
export function listHint(input: unknown): string {
  const isBare = typeof input === 'string' && /^[\w./:=%-]{1,80}$/.test(input);
  return isBare ? `\nwrite [${input}]` : '\nwrite a list, such as [first, second]';
}

/** What editors would offer. */
export function exampleHint(path: YamlPath, schema: unknown): string {
  const example = (schema as ZodType | undefined)?.meta?.()?.['examples'];
  const [first] = Array.isArray(example) ? (example as readonly unknown[]) : [];
  if (first === undefined) return '';
  const written = Array.isArray(first)
    ? `[${first.join(', ')}]`
    : JSON.stringify(first).replace(/^"([\w.:-]+)"$/, '$1');
  return `\nwrite one such as ${path.at(-1)}: ${written}`;
}

/** The key that was meant; else where the key belongs; else those there are. */
export function keyHint(key: string, at: unknown, root: ZodType): string {
  const here = keysOf(at);
  if (nearest(key, here) !== undefined) return didYouMean(key, here);
  const synonym = Object.hasOwn(SYNONYMS, key) ? SYNONYMS[key] : undefined;
  if (synonym !== undefined && here.includes('include')) return `write include: [${synonym}]`;
  const home = homeOf(key, root, [], MAX_HOME_DEPTH);
  return home === undefined ? didYouMean(key, here) : `it belongs in ${dotted(home)}`;
}

const SYNONYMS: Readonly<Record<string, string>> = {
  accounts: 'account/<id or name>',
  account: 'account/<id or name>',
  ous: 'ou/<path or id>',
  ou: 'ou/<path or id>',
  organizationalUnits: 'ou/<path or id>',
  tags: 'tag/<key>=<value>',
};

/** Kubernetes' envelope, a part of the spec, and a part of that. */
const MAX_HOME_DEPTH = 4;

/** The mapping elsewhere in the document that knows this key. */
function homeOf(key: string, schema: unknown, path: YamlPath, depth: number): YamlPath | undefined {
  const { def } = (schema as { readonly _zod?: { readonly def: Inner } } | undefined)?._zod ?? {};
  if (def === undefined || depth < 0) return undefined;
  if (def.innerType !== undefined) return homeOf(key, def.innerType, path, depth);
  const entries = Object.entries(def.shape ?? {});
  if (path.length > 0 && entries.some(([name]) => name === key)) return path;
  for (const [name, inner] of entries) {
    const home = homeOf(key, inner, [...path, name], depth - 1);
    if (home !== undefined) return home;
  }
  return undefined;
}

interface Inner {
  readonly innerType?: unknown;
  readonly shape?: object;
}

function keysOf(schema: unknown): readonly string[] {
  const shape = (schema as { readonly _zod?: { readonly def?: { readonly shape?: object } } } | undefined)?._zod?.def
    ?.shape;
  return shape === undefined ? [] : Object.keys(shape);
}
