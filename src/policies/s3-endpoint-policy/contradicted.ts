/**
 * Can two wants be met on one endpoint? Asked when the desired state is loaded, so that people learn it before AWS is looked at.
 */
import { statementKey } from '../../model/iam-document-meaning.ts';
import { presetSid } from './presets.ts';
import { ourSid, tagOf } from './want.ts';
import type { S3EndpointPolicyWant } from './want.ts';

/** The key of `later` that contradicts `earlier`; undefined: both can be had, or no VPC has both. */
export function contradictedKey(later: S3EndpointPolicyWant, earlier: S3EndpointPolicyWant): string | undefined {
  if (areApart(later.vpcs, earlier.vpcs)) return undefined;
  const [mine, theirs] = [meaningsOf(later), meaningsOf(earlier)];
  // Each would take away what the other puts there.
  const goes = (wanted: ReadonlyMap<string, string>, known: ReadonlyMap<string, string>): boolean =>
    [...wanted.keys()].some((sid) => !known.has(sid));
  if (later.existing !== earlier.existing) return 'existing';
  if (later.existing === 'exact' && (goes(mine, theirs) || goes(theirs, mine))) return 'existing';
  if ([...mine].some(([sid, key]) => theirs.has(sid) && theirs.get(sid) !== key)) return 'statements';
  // One call carries the statements of both.
  return later.sharedVpc === earlier.sharedVpc ? undefined : 'sharedVpc';
}

/** A VPC has one value of a tag. */
function areApart(one: string, other: string): boolean {
  const [a, b] = [tagOf(one), tagOf(other)];
  return a !== undefined && b !== undefined && a.key === b.key && a.value !== b.value;
}

/** What each statement means, by its Sid. */
function meaningsOf({ presets, statements }: S3EndpointPolicyWant): ReadonlyMap<string, string> {
  return new Map([
    ...presets.map((preset): [string, string] => [presetSid(preset), preset]),
    ...statements.map(({ Sid: sid, ...said }): [string, string] => [ourSid(sid), statementKey(said)]),
  ]);
}
