/**
 * Would this policy be content with what another of its kind wants of a statement? If nobody asked, two policies on one document could
 * undo each other's work for ever.
 */
import { pathOfSid } from '../../model/iam-document-difference.ts';
import type { Difference } from '../../model/verdict.ts';
import { statementOf } from '../../resources/vpc/shape.ts';
import { ALLOW_ALL_SID } from './statements.ts';
import { wantedSids } from './want.ts';
import type { S3EndpointPolicyWant } from './want.ts';

/** @param difference of another policy, at a path where this one finds nothing to mend. */
export function acceptsEndpointDifference(want: S3EndpointPolicyWant, { path, want: wanted }: Difference): boolean {
  const statement = statementOf(path);
  if (statement === undefined) return true;
  const known = new Set([...wantedSids(want), ALLOW_ALL_SID].map((sid) => pathOfSid(sid)));
  // Ours stands there as we want it; the other would make something else of it.
  if (known.has(`/statements/${statement}`)) return false;
  return want.existing === 'exact' ? wanted === undefined : wanted !== undefined;
}
