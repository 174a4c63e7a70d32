/**
 * In what do two IAM documents differ, statement by statement, as people read them? Without a difference they mean the same,
 * and the other way round. How one becomes the other is `iam-document-merge.ts`.
 */
import { DEFAULT_VERSION, meaningOf, statementKey } from './iam-document-meaning.ts';
import type { WrittenDocument, WrittenStatement } from './iam-document.ts';
import type { Path } from './verdict.ts';

/** One value of a statement that is not the same on both sides. */
export interface MemberDifference {
  /** Such as `Effect`, `Principal/AWS`, `Action`, `Condition/StringEquals/aws:sourcevpc`. */
  readonly member: string;
  /** As AWS reads them, sorted; undefined: the statement says nothing there. */
  readonly have: readonly string[] | undefined;
  readonly want: readonly string[] | undefined;
}

export interface StatementDifference {
  /** `/statements/<Sid>`, or `/statements/#<position>` for one without, counted from 1. */
  readonly path: Path;
  readonly have: WrittenStatement | undefined;
  readonly want: WrittenStatement | undefined;
  /** What differs, where both sides have the statement; otherwise empty. */
  readonly members: readonly MemberDifference[];
}

export interface DocumentDifference {
  /** `/Version` and `/Id`. */
  readonly values: readonly {
    readonly path: Path;
    readonly have: string | undefined;
    readonly want: string | undefined;
  }[];
  readonly statements: readonly StatementDifference[];
}

const STATEMENTS = '/statements/';

interface Placed {
  readonly statement: WrittenStatement;
  readonly path: Path;
  readonly key: string;
}

/** @param partition as in `meaningOf`. */
export function differenceOf(have: WrittenDocument, want: WrittenDocument, partition = 'aws'): DocumentDifference {
  const values = [
    { path: '/Version', have: have.Version ?? DEFAULT_VERSION, want: want.Version ?? DEFAULT_VERSION },
    { path: '/Id', have: have.Id, want: want.Id },
  ].filter((value) => value.have !== value.want);
  const [left, right] = [placed(have, partition), placed(want, partition)];
  const [there, wanted] = [keysOf(left), keysOf(right)];
  const open = { have: left.filter(({ key }) => !wanted.has(key)), want: right.filter(({ key }) => !there.has(key)) };
  const body = ({ statement: { Sid: _sid, ...rest } }: Placed): string => statementKey(rest, partition);
  const pairs = [
    ...paired(open, ({ statement }) => sidOf(statement)),
    ...paired(open, body),
    ...paired(open, ({ statement }) => (sidOf(statement) === undefined ? statement.Effect : undefined)),
    ...open.have.map((one) => [one, undefined] as const),
    ...open.want.map((one) => [undefined, one] as const),
  ];
  return { values, statements: pairs.map(([a, b]) => statementDifference(a, b, partition)) };
}

export function isSame({ values, statements }: DocumentDifference): boolean {
  return values.length === 0 && statements.length === 0;
}

/** The path of every statement, in order. A Sid that was there before, or could be taken for a position, is passed over. */
export function pathsOf(statements: readonly WrittenStatement[]): readonly Path[] {
  const taken = new Set<string>();
  return statements.map((statement, index) => {
    const sid = sidOf(statement);
    if (sid === undefined || sid.startsWith('#') || taken.has(sid)) return `${STATEMENTS}#${index + 1}`;
    taken.add(sid);
    return pathOfSid(sid);
  });
}

/** JSON pointers spell `~` and `/` otherwise. https://www.rfc-editor.org/rfc/rfc6901 */
export function pathOfSid(sid: string): Path {
  return `${STATEMENTS}${sid.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** What such a path calls its statement: its Sid, or `#<position>`. */
export function sidOrPosition(path: Path): string {
  return path.slice(STATEMENTS.length).replaceAll('~1', '/').replaceAll('~0', '~');
}

function placed({ Statement: statements }: WrittenDocument, partition: string): readonly Placed[] {
  const paths = pathsOf(statements);
  const seen = new Set<string>();
  return statements.flatMap((statement, index) => {
    const key = statementKey(statement, partition);
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ statement, path: paths[index] ?? '', key }];
  });
}

function keysOf(list: readonly Placed[]): ReadonlySet<string> {
  return new Set(list.map(({ key }) => key));
}

/** Takes out of `open` what has the same name on both sides, in order. */
function paired(
  open: { have: Placed[]; want: Placed[] },
  nameOf: (one: Placed) => string | undefined,
): readonly (readonly [Placed, Placed])[] {
  const waiting = Map.groupBy(open.want, nameOf);
  const pairs: (readonly [Placed, Placed])[] = [];
  for (const one of open.have) {
    const name = nameOf(one);
    const partner = name === undefined ? undefined : waiting.get(name)?.shift();
    if (partner !== undefined) pairs.push([one, partner]);
  }
  const gone = new Set(pairs.flat());
  open.have = open.have.filter((one) => !gone.has(one));
  open.want = open.want.filter((one) => !gone.has(one));
  return pairs;
}

function statementDifference(
  have: Placed | undefined,
  want: Placed | undefined,
  partition: string,
): StatementDifference {
  const members: MemberDifference[] = [];
  if (have !== undefined && want !== undefined) {
    const [a, b] = [meaningOf(have.statement, partition), meaningOf(want.statement, partition)];
    for (const member of new Set([...a.keys(), ...b.keys()])) {
      const [left, right] = [a.get(member), b.get(member)];
      if (JSON.stringify(left) !== JSON.stringify(right)) members.push({ member, have: left, want: right });
    }
  }
  return { path: (have ?? want)?.path ?? '', have: have?.statement, want: want?.statement, members };
}

function sidOf({ Sid: sid }: WrittenStatement): string | undefined {
  return sid === undefined || sid === '' ? undefined : sid;
}
