/**
 * Differences between two IAM documents as lines for people: one head a statement, below it what is less (-) and more (+).
 */
import type { DocumentDifference, MemberDifference, StatementDifference } from '../model/iam-document-difference.ts';
import { meaningOf } from '../model/iam-document-meaning.ts';
import { isSame } from '../model/iam-document-difference.ts';
import type { WrittenStatement } from '../model/iam-document.ts';
import { printable } from './terminal.ts';
import type { Paint } from './terminal.ts';

const MAX_VALUE_CHARACTERS = 300;

export function iamDifferenceHuman(difference: DocumentDifference, paint: Paint): string {
  if (isSame(difference)) return 'the same meaning\n';
  const values = difference.values.flatMap(({ path, have, want }) => [
    `~ ${path.slice(1)}`,
    ...sides(have === undefined ? [] : [have], want === undefined ? [] : [want], paint),
  ]);
  const statements = difference.statements.flatMap((one) => statementLines(one, paint));
  return `${[...values, ...statements].join('\n')}\n`;
}

function statementLines({ path, have, want, members }: StatementDifference, paint: Paint): readonly string[] {
  const name = statementName(path);
  if (have !== undefined && want !== undefined) {
    return [`~ ${name}`, ...members.flatMap((one) => memberLines(one, paint))];
  }
  const [mark, style, statement] = have === undefined ? (['+', 'green', want] as const) : (['-', 'red', have] as const);
  return [paint(style, `${mark} ${name}`), ...whole(statement).map((line) => paint(style, `${mark}   ${line}`))];
}

function memberLines({ member, have, want }: MemberDifference, paint: Paint): readonly string[] {
  const [left, right] = [new Set(have), new Set(want)];
  // A member that is only on one side may have no values at all, which still is not the same as nothing.
  const nothing = (have ?? want ?? []).length === 0 ? ['(an empty list)'] : [];
  const less = have === undefined ? [] : [...have.filter((value) => !right.has(value)), ...nothing];
  const more = want === undefined ? [] : [...want.filter((value) => !left.has(value)), ...nothing];
  return [`    ${printable(member)}`, ...sides(less, more, paint)];
}

function sides(less: readonly string[], more: readonly string[], paint: Paint): readonly string[] {
  return [
    ...less.map((value) => paint('red', `      - ${printable(value, MAX_VALUE_CHARACTERS)}`)),
    ...more.map((value) => paint('green', `      + ${printable(value, MAX_VALUE_CHARACTERS)}`)),
  ];
}

function whole(statement: WrittenStatement | undefined): readonly string[] {
  if (statement === undefined) return [];
  const members = [...meaningOf(statement)].filter(([member]) => member !== 'Sid');
  return members.map(
    ([member, values]) => `${printable(member)}: ${printable(values.join(', '), MAX_VALUE_CHARACTERS)}`,
  );
}

function statementName(path: string): string {
  const name = path.slice('/statements/'.length).replaceAll('~1', '/').replaceAll('~0', '~');
  return /^#\d+$/.test(name) ? `statement ${name}, which has no Sid of its own` : `statement ${printable(name)}`;
}
