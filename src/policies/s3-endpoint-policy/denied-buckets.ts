/**
 * Which buckets do jobs of this VPC name that its endpoint's document denies to everybody? A pattern reaches further than whoever
 * wrote it may think of: `al2023-*` fits anybody's bucket that is called so.
 */
import type { NetworkUse } from '../../model/network.ts';
import { speaksOfAction, speaksOfResource } from '../../model/iam-document-patterns.ts';
import { nameOf } from '../../model/iam-document-words.ts';
import type { WrittenDocument } from '../../model/iam-document.ts';
import type { Note } from '../../model/verdict.ts';
import { isPlain } from './effects.ts';
import type { VpcWithUse } from './use.ts';

/** What jobs do to the objects of buckets that they name. */
const ACTIONS = ['s3:GetObject', 's3:PutObject'];
/** Of all that the jobs of a VPC name. */
const MAX_BUCKETS = 20;
const MAX_NOTES = 5;

export function deniedBuckets(
  { Statement: statements }: WrittenDocument,
  { use, partition }: VpcWithUse,
): readonly Note[] {
  if (use.is !== 'used') return [];
  const denies = statements.flatMap((one) => {
    if (one.Effect !== 'Deny' || !isPlain(one)) return [];
    const action = ACTIONS.find((each) => speaksOfAction(one, each));
    return action === undefined ? [] : [{ statement: one, action }];
  });
  const found = bucketsOf(use.by).flatMap(([bucket, by]) => {
    const resource = `arn:${partition}:s3:::${bucket}/*`;
    const denying = denies.find(({ statement }) => speaksOfResource(statement, resource));
    if (denying === undefined) return [];
    const message = `statement ${nameOf(denying.statement)} denies ${denying.action} on ${resource}, which ${by} names`;
    return [{ reason: 'SageMakerNeedDenied', message }];
  });
  return found.slice(0, MAX_NOTES);
}

/** Each once, with the first that names it. */
function bucketsOf(uses: readonly NetworkUse[]): readonly (readonly [bucket: string, by: string])[] {
  const named = new Map<string, string>();
  for (const { by, buckets = [] } of uses) {
    for (const bucket of buckets) {
      if (named.size >= MAX_BUCKETS) break;
      if (!named.has(bucket)) named.set(bucket, by);
    }
  }
  return [...named].toSorted(([a], [b]) => (a < b ? -1 : 1));
}
