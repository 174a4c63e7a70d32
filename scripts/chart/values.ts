/**
 * What can be set in the chart, and what does it say about it? Read from `values.yaml` itself: its comments are the documentation.
 */
import { isMap, isScalar, parseDocument } from 'yaml';
import type { Pair, YAMLMap } from 'yaml';

export interface ChartValue {
  /** `metrics.serviceMonitor.interval` */
  readonly path: string;
  readonly default: unknown;
  /** The comment above it; empty where there is none. */
  readonly about: string;
}

/** In the order of the file. A mapping of which no member has a comment is one value. */
export function chartValues(text: string): readonly ChartValue[] {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw error;
  if (!isMap(document.contents)) throw new Error('values.yaml is not a mapping');
  return members(document.contents, '');
}

function members(map: YAMLMap, prefix: string): readonly ChartValue[] {
  return map.items.flatMap((pair, index) => {
    const path = `${prefix}${String(isScalar(pair.key) ? pair.key.value : pair.key)}`;
    const inner: unknown = pair.value;
    if (isMap(inner) && isDescribed(inner)) return members(inner, `${path}.`);
    const node = isMap(inner) || isScalar(inner) || inner === null ? inner : (inner as YAMLMap);
    return [{ path, default: node?.toJSON(), about: aboutOf(map, pair, index) }];
  });
}

function isDescribed(map: YAMLMap): boolean {
  return map.items.some(
    (pair, index) => aboutOf(map, pair, index) !== '' || (isMap(pair.value) && isDescribed(pair.value)),
  );
}

/** The parser gives a comment above the first member to the mapping. */
function aboutOf(map: YAMLMap, { key }: Pair, index: number): string {
  const own = isScalar(key) ? key.commentBefore : undefined;
  const comment = own ?? (index === 0 ? map.commentBefore : undefined) ?? '';
  // A paragraph of its own, further above, is about the file.
  const last = comment.split(/\n\s*\n/).at(-1) ?? '';
  return last.replace(/\s+/g, ' ').trim();
}
