/**
 * How does an IAM document that several people write to become the wanted one? By statement: ours are known by the beginning
 * of their Sid, foreign ones keep their place and meaning, or go where the policy says `exact`. Whether the result may be sent
 * is not asked here.
 */
import { pathOfSid, pathsOf } from './iam-document-difference.ts';
import { statementKey } from './iam-document-meaning.ts';
import type { WrittenDocument, WrittenStatement } from './iam-document.ts';
import type { Path } from './verdict.ts';

/** What the Sid of every statement of ours begins with. */
export const OUR_SID = 'Sagekeeper';

/** keep: foreign statements stay as they are · exact: they go. */
export type Existing = 'keep' | 'exact';

/** One statement to be added, brought up to date, or taken away (`want` undefined). */
export interface StatementChange {
  readonly path: Path;
  readonly have: WrittenStatement | undefined;
  readonly want: WrittenStatement | undefined;
}

/** Each statement of ours is known by its Sid. */
export interface NamedStatement extends WrittenStatement {
  readonly Sid: string;
}

export function isOurs({ Sid: sid }: WrittenStatement): boolean {
  return sid?.startsWith(OUR_SID) === true;
}

/**
 * What is to be done to the statements that are there, so that ours are in it. Statements of ours that nobody in `ours` wants
 * stay with `keep`: another policy may want them.
 * @param ours no Sid twice.
 */
export function changesTowards(
  present: WrittenDocument,
  ours: readonly NamedStatement[],
  existing: Existing,
  partition = 'aws',
): readonly StatementChange[] {
  const wanted = new Map(ours.map((statement) => [pathOfSid(statement.Sid), statement]));
  const paths = pathsOf(present.Statement);
  const there = new Set(paths);
  const changes: StatementChange[] = [];
  for (const [index, have] of present.Statement.entries()) {
    const path = paths[index] ?? '';
    const want = wanted.get(path);
    if (want === undefined) {
      // A second statement under a Sid of ours was not written by us: it goes by its position, as foreign ones do.
      if (existing === 'exact') changes.push({ path, have, want });
    } else if (statementKey(have, partition) !== statementKey(want, partition) || isPlainText(present, want)) {
      changes.push({ path, have, want });
    }
  }
  const missing = [...wanted].filter(([path]) => !there.has(path));
  return [...changes, ...missing.map(([path, want]) => ({ path, have: undefined, want }))];
}

/**
 * The document after the changes. What is not named stays, in its order and its own words; what is new comes last, in the
 * order of the changes. Paths are those of `present`.
 */
export function withChanges(
  present: WrittenDocument,
  changes: readonly Pick<StatementChange, 'path' | 'want'>[],
): WrittenDocument {
  const byPath = new Map(changes.map((change) => [change.path, change]));
  const paths = pathsOf(present.Statement);
  const kept = present.Statement.flatMap((statement, index) => {
    const change = byPath.get(paths[index] ?? '');
    if (change === undefined) return [statement];
    byPath.delete(change.path);
    return change.want === undefined ? [] : [change.want];
  });
  const added = [...byPath.values()].flatMap(({ want }) => want ?? []);
  return { ...present, Statement: [...kept, ...added] };
}

export const VERSION_KEEPS_TEXT =
  'the document is of 2008-10-17, where ${...} is plain text: with variables of ours that would mean something else';

/**
 * The document in the version that variables of ours need. Undefined: foreign statements hold text that would become a variable, too,
 * and nobody knows which was meant.
 */
export function withVersion(document: WrittenDocument): WrittenDocument | undefined {
  const [foreign, own] = [document.Statement.filter((one) => !isOurs(one)), document.Statement.filter(isOurs)];
  if (!own.some((one) => isPlainText(document, one))) return document;
  return foreign.some(hasVariable) ? undefined : { ...document, Version: '2012-10-17' };
}

/** A variable of it stands as plain text in that document, and so means something else than in one of 2012-10-17. */
function isPlainText({ Version: version }: WrittenDocument, statement: WrittenStatement): boolean {
  return version !== '2012-10-17' && hasVariable(statement);
}

/**
 * In documents of 2008-10-17, and in those that say no version, a variable is the text that it is written as.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
function hasVariable(statement: WrittenStatement): boolean {
  return JSON.stringify(statement).includes('${');
}
