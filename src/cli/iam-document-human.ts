/**
 * How do people read in what two IAM documents differ? One head a statement, and below it what is less (-) and more (+). Pure; what
 * stands in the documents is made printable.
 */
import { isSame } from '../model/iam-document-difference.ts';
import type { DocumentDifference, MemberDifference, StatementDifference } from '../model/iam-document-difference.ts';
import { listOf } from '../model/iam-document-meaning.ts';
import type { WrittenStatement } from '../model/iam-document.ts';
import { statementName } from './endpoint-words.ts';
import { printable } from './terminal.ts';
import type { Paint } from './terminal.ts';

const MAX_VALUE_CHARACTERS = 300;
/** Of one element; JSON has all of them. */
const MAX_VALUES = 100;

export function iamDifferenceHuman(difference: DocumentDifference, paint: Paint): string {
  if (isSame(difference)) return 'the same meaning\n';
  const values = difference.values.flatMap(({ path, have, want }) => [
    `~ ${path.slice(1)}`,
    ...sides(have === undefined ? [] : [have], want === undefined ? [] : [want], paint),
  ]);
  const statements = difference.statements.flatMap((one) => statementLines(one, paint));
  return `${[...values, ...statements].join('\n')}\n`;
}

/** A head and what is below it; each line begins with its mark, or with a blank where nothing is said to differ. */
export function statementLines({ path, have, want, members }: StatementDifference, paint: Paint): readonly string[] {
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
    ...shown(less).map((value) => paint('red', `-     ${value}`)),
    ...shown(more).map((value) => paint('green', `+     ${value}`)),
  ];
}

function whole(statement: WrittenStatement | undefined): readonly string[] {
  if (statement === undefined) return [];
  return written(statement).flatMap(([member, values]) => {
    const [first = '', ...others] = shown(values);
    if (others.length === 0) return [`${printable(member)}: ${first}`];
    return [`${printable(member)}:`, ...[first, ...others].map((value) => `  ${value}`)];
  });
}

/** In the order in which people write them, and as they were written: actions keep their capitals. */
function written(statement: WrittenStatement): readonly (readonly [string, readonly string[]])[] {
  const { Effect: effect, Principal: principal, NotPrincipal: notPrincipal, Condition: conditions = {} } = statement;
  const people = { Principal: principal, NotPrincipal: notPrincipal };
  const lists = ['Action', 'NotAction', 'Resource', 'NotResource'] as const;
  return [
    ['Effect', [effect]],
    ...Object.entries(people).flatMap(([member, who]) =>
      who === undefined || typeof who === 'string'
        ? valuesOf(member, who)
        : Object.entries(who).flatMap(([type, names]) => valuesOf(`${member} ${type}`, names)),
    ),
    ...lists.flatMap((member) => valuesOf(member, statement[member])),
    ...Object.entries(conditions).flatMap(([operator, keys]) =>
      Object.entries(keys).flatMap(([key, values]) => valuesOf(`Condition ${operator} ${key}`, values)),
    ),
  ];
}

type Values = string | number | boolean | readonly (string | number | boolean)[];

function valuesOf(member: string, values: Values | undefined): readonly (readonly [string, readonly string[]])[] {
  return values === undefined ? [] : [[member, listOf<string | number | boolean>(values).map(String)]];
}

function shown(values: readonly string[]): readonly string[] {
  const told = values.slice(0, MAX_VALUES).map((value) => printable(value, MAX_VALUE_CHARACTERS));
  return values.length > MAX_VALUES ? [...told, `... and ${values.length - MAX_VALUES} more`] : told;
}
