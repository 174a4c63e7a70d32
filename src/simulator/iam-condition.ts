/**
 * Whether the conditions of an IAM statement hold, with AWS's semantics of missing keys: positive operators fail, negated ones
 * hold, `...IfExists` hold. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import { isRecord, malformed, textsOf } from './iam-grammar.ts';
import { matchesWildcard } from './wildcard.ts';

/** Values of a context key of the request; undefined when the request has no such key. */
export type ContextKeys = (key: string) => readonly string[] | undefined;

type Compare = (wanted: string, value: string) => boolean;

export interface Condition {
  readonly key: string;
  readonly values: readonly string[];
  readonly compare: Compare | 'null';
  readonly negated: boolean;
  readonly ifExists: boolean;
  readonly quantifier: 'all' | 'any' | undefined;
}

const equals: Compare = (wanted, value) => wanted === value;
const equalsIgnoringCase: Compare = (wanted, value) => wanted.toLowerCase() === value.toLowerCase();

const OPERATORS: ReadonlyMap<string, { readonly compare: Compare | 'null'; readonly negated: boolean }> = new Map([
  ['StringEquals', { compare: equals, negated: false }],
  ['StringNotEquals', { compare: equals, negated: true }],
  ['StringEqualsIgnoreCase', { compare: equalsIgnoringCase, negated: false }],
  ['StringNotEqualsIgnoreCase', { compare: equalsIgnoringCase, negated: true }],
  ['StringLike', { compare: matchesWildcard, negated: false }],
  ['StringNotLike', { compare: matchesWildcard, negated: true }],
  ['ArnEquals', { compare: matchesWildcard, negated: false }],
  ['ArnLike', { compare: matchesWildcard, negated: false }],
  ['ArnNotEquals', { compare: matchesWildcard, negated: true }],
  ['ArnNotLike', { compare: matchesWildcard, negated: true }],
  ['Bool', { compare: equalsIgnoringCase, negated: false }],
  ['Null', { compare: 'null', negated: false }],
]);

/** @throws Refusal for an operator that is not one of those above. */
export function parseConditions(block: unknown): readonly Condition[] {
  if (block === undefined) {
    return [];
  }
  if (!isRecord(block)) {
    throw malformed('Syntax errors in policy.');
  }
  return Object.entries(block).flatMap(([operator, keys]) => {
    if (!isRecord(keys)) {
      throw malformed('Syntax errors in policy.');
    }
    return Object.entries(keys).map(([key, values]) => parseCondition(operator, key, values));
  });
}

export function conditionsHold(conditions: readonly Condition[], keys: ContextKeys): boolean {
  return conditions.every((condition) => holds(condition, keys(condition.key)));
}

function parseCondition(written: string, key: string, values: unknown): Condition {
  const [head, tail] = written.includes(':') ? written.split(':', 2) : [undefined, written];
  const ifExists = tail?.endsWith('IfExists') ?? false;
  const operator = OPERATORS.get(ifExists ? (tail ?? '').slice(0, -'IfExists'.length) : (tail ?? ''));
  if (operator === undefined || (head !== undefined && head !== 'ForAllValues' && head !== 'ForAnyValue')) {
    throw malformed(`Invalid Condition type : ${written}.`);
  }
  const texts = textsOf(typeof values === 'boolean' || typeof values === 'number' ? String(values) : values);
  return {
    key,
    values: texts,
    ...operator,
    ifExists,
    quantifier: head === undefined ? undefined : head === 'ForAllValues' ? 'all' : 'any',
  };
}

function holds(condition: Condition, values: readonly string[] | undefined): boolean {
  const compare = condition.compare;
  if (compare === 'null') {
    return condition.values.some((wanted) => (wanted === 'true') === (values === undefined));
  }
  if (values === undefined || values.length === 0) {
    return condition.quantifier === 'any'
      ? false
      : condition.quantifier === 'all' || condition.ifExists || condition.negated;
  }
  const one = (value: string): boolean =>
    condition.values.some((wanted) => compare(wanted, value)) !== condition.negated;
  return condition.quantifier === 'all' ? values.every(one) : values.some(one);
}
