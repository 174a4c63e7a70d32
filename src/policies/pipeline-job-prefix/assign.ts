/**
 * Whose prefix does a pipeline get? The first rule whose conditions all hold. A condition on something that was not read can
 * be neither met nor passed over: then nobody knows, and nothing is renamed.
 */
import type { Account } from '../../model/organization.ts';
import type { AssignRule } from './want.ts';

export interface AssignFacts {
  /** Of the pipeline; undefined: not read. */
  readonly tags: Readonly<Record<string, string>> | undefined;
  /** Undefined: nobody said which account it is (a definition in a file). */
  readonly account: Pick<Account, 'id' | 'name'> | undefined;
  /** Those that the account is in; undefined: nobody said. */
  readonly units: Account['units'] | undefined;
}

export type Assignment =
  | { readonly is: 'rule'; readonly rule: AssignRule }
  | { readonly is: 'none' }
  | { readonly is: 'undecided'; readonly lacking: Lacking };

/** What would have to be known. */
export type Lacking = 'tags' | 'account' | 'units';

type Answer = 'yes' | 'no' | Lacking;

/** An organization has one root, so that its id is about every account. */
const ROOT_ID = /^r-[0-9a-z]{4,32}$/;

export function assign(rules: readonly AssignRule[], facts: AssignFacts): Assignment {
  for (const rule of rules) {
    const answers = [tagAnswer(rule, facts), accountAnswer(rule, facts), unitAnswer(rule, facts)];
    if (answers.includes('no')) continue;
    const lacking = answers.find((answer) => answer !== 'yes' && answer !== 'no');
    return lacking === undefined ? { is: 'rule', rule } : { is: 'undecided', lacking };
  }
  return { is: 'none' };
}

function tagAnswer({ tag }: AssignRule, { tags }: AssignFacts): Answer {
  if (tag === undefined) return 'yes';
  if (tags === undefined) return 'tags';
  const equals = tag.indexOf('=');
  const key = tag.slice(0, equals);
  return Object.hasOwn(tags, key) && tags[key] === tag.slice(equals + 1) ? 'yes' : 'no';
}

function accountAnswer({ account: wanted }: AssignRule, { account }: AssignFacts): Answer {
  if (wanted === undefined) return 'yes';
  if (account === undefined) return 'account';
  return account.id === wanted || account.name === wanted ? 'yes' : 'no';
}

function unitAnswer({ ou }: AssignRule, { units }: AssignFacts): Answer {
  if (ou === undefined || ROOT_ID.test(ou)) return 'yes';
  if (units === undefined) return 'units';
  const wanted = ou.replace(/\/+$/, '');
  if (units.some(({ id, path }) => id === wanted || path === wanted)) return 'yes';
  // Names of units cost calls, and are read only where somebody asks for them.
  return !wanted.startsWith('ou-') && units.some(({ path }) => path === undefined) ? 'units' : 'no';
}
