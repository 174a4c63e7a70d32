/**
 * Which statements does a policy want in an endpoint's document? Its presets, its own, and, where nothing else would allow
 * anything, the Allow that the endpoint had before anybody wrote a document.
 */
import { FULL_ACCESS, isDefaultDocument, isFullAccess } from '../../model/iam-document-endpoint.ts';
import { OUR_SID, isOurs } from '../../model/iam-document-merge.ts';
import type { NamedStatement } from '../../model/iam-document-merge.ts';
import type { WrittenDocument, WrittenStatement } from '../../model/iam-document.ts';
import { presetStatement } from './presets.ts';
import { ourSid } from './want.ts';
import type { S3EndpointPolicyWant } from './want.ts';

export const ALLOW_ALL_SID = `${OUR_SID}AllowAll`;

const ALLOW_ALL: NamedStatement = { Sid: ALLOW_ALL_SID, ...FULL_ACCESS };

/**
 * With `exact` the Allow of the default document would go like any foreign statement, and with it all of S3. It comes back as
 * ours, and stays, whether or not there are statements of ours beside it; where people wrote something narrower, what to allow is theirs to say.
 */
export function wantedStatements(
  want: S3EndpointPolicyWant,
  present: WrittenDocument,
  partition: string,
): readonly NamedStatement[] {
  const presets = want.presets.map((preset) => presetStatement(preset, partition));
  const own = want.statements.map((one) => ({ ...one, Sid: ourSid(one.Sid) }));
  const ours = [...presets, ...own];
  const isAllowed = want.existing === 'keep' || ours.some(({ Effect: effect }) => effect === 'Allow');
  const foreign = { Statement: present.Statement.filter((one) => !isOurs(one)) };
  const hadAll = isDefaultDocument(foreign) || present.Statement.some(isAllowAll);
  return isAllowed || !hadAll ? ours : [ALLOW_ALL, ...ours];
}

/** Under that name somebody may have written something narrower. */
function isAllowAll(statement: WrittenStatement): boolean {
  return statement.Sid === ALLOW_ALL_SID && isFullAccess(statement);
}
