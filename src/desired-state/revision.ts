/**
 * Which desired state is this? A hash of what it means: the same whatever the files are called, in whichever order the
 * documents and their keys stand, and whichever revision `acceptRevision` names.
 */
import { createHash } from 'node:crypto';
import type { DesiredState, Source } from '../model/desired-state.ts';
import { compareText } from './problem-list.ts';

const DIGITS = 12;

/** 12 hexadecimal digits of a SHA-256. Where a document stands is no part of what it means. */
export function revisionOf(state: Omit<DesiredState, 'revision' | 'commit' | 'loadedAt'>): string {
  const content = canonical({
    organization: { ...state.organization, source: undefined, acceptRevision: undefined },
    policies: inAnyOrder(state.policies),
    windows: inAnyOrder(state.windows),
    exemptions: inAnyOrder(state.exemptions),
  });
  return createHash('sha256').update(content).digest('hex').slice(0, DIGITS);
}

function inAnyOrder(documents: readonly { readonly source: Source }[]): readonly string[] {
  return documents.map((document) => canonical({ ...document, source: undefined })).toSorted(compareText);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => compareText(a, b)));
  });
}
