/**
 * Do two IAM documents mean the same to AWS? The form that all spellings of one meaning share: lists are sets, one element is
 * a list of one, actions and names of condition keys have no case, `"*"` is `{"AWS": "*"}`, an account is its root. Nothing
 * else is forgiven: one token that AWS would read differently is a difference.
 */
import type { WrittenConditions, WrittenDocument, WrittenPrincipal, WrittenStatement } from './iam-document.ts';

/** What a document without one means. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html */
export const DEFAULT_VERSION = '2008-10-17';

const ACCOUNT_ID = /^\d{12}$/;

/** Values of a statement as AWS reads them, by name: `Effect`, `Principal/AWS`, `Action`, `Condition/Bool/aws:securetransport`. */
export type Meaning = ReadonlyMap<string, readonly string[]>;

/**
 * @param partition in which an account id alone stands for `arn:<partition>:iam::<id>:root`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function meaningOf(statement: WrittenStatement, partition = 'aws'): Meaning {
  const meaning = new Map<string, readonly string[]>();
  // An empty Sid is none: some tools write it, and AWS drops it.
  if (statement.Sid !== undefined && statement.Sid !== '') meaning.set('Sid', [statement.Sid]);
  meaning.set('Effect', [statement.Effect]);
  addPrincipals(meaning, 'Principal', statement.Principal, partition);
  addPrincipals(meaning, 'NotPrincipal', statement.NotPrincipal, partition);
  for (const member of ['Action', 'NotAction'] as const) {
    const actions = statement[member];
    if (actions !== undefined) meaning.set(member, setOf(listOf(actions).map(caseless)));
  }
  for (const member of ['Resource', 'NotResource'] as const) {
    const resources = statement[member];
    if (resources !== undefined) meaning.set(member, setOf(listOf(resources)));
  }
  addConditions(meaning, statement.Condition);
  return meaning;
}

/** One text for all spellings of a statement, and another for every other statement. */
export function statementKey(statement: WrittenStatement, partition = 'aws'): string {
  const parts = [...meaningOf(statement, partition)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(parts);
}

/** One text for all spellings of a document. Statements are a set: their order, and one that is there twice, says nothing. */
export function documentKey(document: WrittenDocument, partition = 'aws'): string {
  const statements = setOf(document.Statement.map((statement) => statementKey(statement, partition)));
  return JSON.stringify([document.Version ?? DEFAULT_VERSION, document.Id ?? null, statements]);
}

export function sameMeaning(a: WrittenDocument, b: WrittenDocument, partition = 'aws'): boolean {
  return a === b || documentKey(a, partition) === documentKey(b, partition);
}

/** Names of actions and condition keys have no case, which is known of the letters of ASCII only. */
export function caseless(name: string): string {
  return /^[\0-\x7f]*$/.test(name) ? name.toLowerCase() : name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** A value or a list of them, as a list. */
export function listOf<T extends string | number | boolean>(values: T | readonly T[]): readonly T[] {
  return typeof values === 'object' ? values : [values];
}

function addPrincipals(
  meaning: Map<string, readonly string[]>,
  member: string,
  principal: WrittenPrincipal | undefined,
  partition: string,
): void {
  if (principal === undefined) return;
  for (const [type, values] of Object.entries(principal === '*' ? { AWS: '*' } : principal)) {
    const names = listOf(values);
    const spelled = type === 'AWS' ? names.map((name) => rootOf(name, partition)) : names;
    meaning.set(`${member}/${type}`, setOf(spelled));
  }
}

function addConditions(meaning: Map<string, readonly string[]>, conditions: WrittenConditions | undefined): void {
  for (const [operator, keys] of Object.entries(conditions ?? {})) {
    for (const [key, values] of Object.entries(keys)) {
      meaning.set(`Condition/${operator}/${caseless(key)}`, setOf(listOf(values).map(String)));
    }
  }
}

function rootOf(principal: string, partition: string): string {
  return ACCOUNT_ID.test(principal) ? `arn:${partition}:iam::${principal}:root` : principal;
}

function setOf(values: readonly string[]): readonly string[] {
  return values.length < 2 ? values : [...new Set(values)].toSorted();
}
