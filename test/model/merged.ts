/**
 * A document with statements of ours in it: both halves of merging together.
 */
import { changesTowards, withChanges } from '../../src/model/iam-document-merge.ts';
import type { Existing, NamedStatement } from '../../src/model/iam-document-merge.ts';
import type { WrittenDocument } from '../../src/model/iam-document.ts';

export function merged(present: WrittenDocument, ours: readonly NamedStatement[], existing: Existing): WrittenDocument {
  return withChanges(present, changesTowards(present, ours, existing));
}
