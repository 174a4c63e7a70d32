/**
 * What is to be done to an endpoint, in the words in which people speak of policies: a statement is added (+), changed (~) or
 * removed (-). Pure; names come from outside and are made printable.
 */
import { differenceOf, sidOrPosition } from '../model/iam-document-difference.ts';
import type { StatementDifference } from '../model/iam-document-difference.ts';
import { isStatement } from '../model/iam-document-read.ts';
import type { WrittenStatement } from '../model/iam-document.ts';
import type { Difference, Path } from '../model/verdict.ts';
import { MISSING_ENDPOINT, statementOf } from '../resources/vpc/shape.ts';
import { printable } from './terminal.ts';

const MAX_NAME_CHARACTERS = 80;
const MAX_MEMBERS_NAMED = 6;
const MAX_TABLES_NAMED = 6;
/** Said of a statement none of whose elements differs. */
const VERSION_ALONE = 'the same words, in a document of another version';

/** The endpoint that a path is about; undefined: the path is about none. */
export function endpointOf(path: Path): { readonly id: string | undefined } | undefined {
  if (path === MISSING_ENDPOINT || path.startsWith(`${MISSING_ENDPOINT}/`)) return { id: undefined };
  const id = /^\/endpoints\/([^/]+)(?:\/|$)/.exec(path)?.[1];
  return id === undefined ? undefined : { id };
}

/**
 * Which elements of the statement differ that the difference is about; undefined: it is about none. No element differs where only
 * the version of the document does, and with it what the same words mean.
 */
export function statementDifference(
  { path, have, want }: Difference,
  partition?: string,
): StatementDifference | undefined {
  const statement = statementOf(path);
  if (statement === undefined) return undefined;
  const [before, after] = [documentWith(have), documentWith(want)];
  const [found] = differenceOf(before, after, partition).statements;
  // As it is called in the document that it stands in: by itself, one without a Sid would be the first.
  const at = `/statements/${statement}`;
  if (found !== undefined) return { ...found, path: at };
  const [[same], [wanted]] = [before.Statement, after.Statement];
  return same && wanted && { path: at, have: same, want: wanted, members: [] };
}

/** One line; undefined: the difference is about no endpoint. */
export function endpointDifferenceText(difference: Difference): string | undefined {
  const { path, have, want, reportOnly } = difference;
  const endpoint = endpointOf(path);
  if (endpoint === undefined) return undefined;
  const only = reportOnly === true ? ' (only reported)' : '';
  const statement = statementDifference(difference);
  if (statement !== undefined) {
    const where = endpoint.id === undefined ? 'of the endpoint to be made' : `of ${printable(endpoint.id)}`;
    const name = statementName(statement.path);
    if (statement.have === undefined) return `+ ${name} ${where}${only}`;
    if (statement.want === undefined) return `- ${name} ${where}${only}`;
    const members = statement.members.map(({ member }) => printable(member, MAX_NAME_CHARACTERS));
    const more = members.length > MAX_MEMBERS_NAMED ? ' and more' : '';
    const what = members.length === 0 ? VERSION_ALONE : members.slice(0, MAX_MEMBERS_NAMED).join(', ');
    return `~ ${name} ${where}: ${what}${more}${only}`;
  }
  if (path === MISSING_ENDPOINT) return `endpoint for S3: absent -> a gateway endpoint${forTables(want)}${only}`;
  if (!path.endsWith('/routeTables')) return undefined;
  return `route tables of ${printable(endpoint.id ?? '')}: ${tablesText(have) || 'none'} -> ${tablesText(want) || 'none'}${only}`;
}

/** `statement Repos`, or by its position. */
export function statementName(path: Path): string {
  const name = sidOrPosition(path);
  return /^#\d+$/.test(name)
    ? `statement ${name}, which has no Sid of its own`
    : `statement ${printable(name, MAX_NAME_CHARACTERS)}`;
}

function documentWith(statement: unknown): { readonly Statement: readonly WrittenStatement[] } {
  return { Statement: isStatement(statement) ? [statement] : [] };
}

/** Of an endpoint to be made: the route tables that are to lead to it. */
function forTables(want: unknown): string {
  const ids =
    typeof want === 'object' && want !== null && 'routeTableIds' in want ? tablesText(want.routeTableIds) : '';
  return ids === '' ? '' : ` for ${ids}`;
}

/** Empty where there are none. */
function tablesText(ids: unknown): string {
  if (!Array.isArray(ids)) return '';
  const named = ids.slice(0, MAX_TABLES_NAMED).map((id) => printable(String(id), MAX_NAME_CHARACTERS));
  return `${named.join(', ')}${ids.length > named.length ? ' and more' : ''}`;
}
