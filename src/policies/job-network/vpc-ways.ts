/**
 * Does a condition on the VPC or the endpoint of a request fit one that takes a given way? As IAM evaluates them: all of a
 * statement's must hold, and a negated comparison holds where the request does not carry the key.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import { listOf } from '../../model/iam-document-meaning.ts';
import { covers } from '../../model/iam-document-patterns.ts';
import type { WrittenStatement } from '../../model/iam-document.ts';

/** What a request carries: undefined where it passes no endpoint. */
export interface Way {
  readonly vpc: string | undefined;
  readonly endpoint: string | undefined;
}

type Values = readonly (string | number | boolean)[];

/** Such as `ForAnyValue:StringNotEqualsIfExists`, in its parts. */
interface Operator {
  readonly compare: 'equals' | 'ignoreCase' | 'like' | 'null';
  readonly negated: boolean;
  readonly ifExists: boolean;
  /** ForAllValues, ForAnyValue, or neither. */
  readonly set: 'all' | 'any' | undefined;
}

/** What these keys say of requests that a job makes by itself. */
const TRUE_OF_JOBS: Readonly<Record<string, string>> = {
  'aws:principalisawsservice': 'false',
  'aws:securetransport': 'true',
  'aws:viaawsservice': 'false',
};
const OPERATOR = /^(?:for(all|any)values?:)?(?:string(not)?(equals|equalsignorecase|like)(ifexists)?|(null))$/i;

/** The statement speaks of VPCs or endpoints by id. */
export function isOfWays(statement: WrittenStatement): boolean {
  return conditionsOf(statement).some(isOfWay);
}

/**
 * Do its conditions on VPCs and endpoints hold of a request that takes this way? Undefined: it compares in a way that is not known
 * here. Conditions on other keys (`otherKeys`) are not asked.
 */
export function fitsWay(statement: WrittenStatement, way: Way): boolean | undefined {
  let isTold = true;
  for (const condition of conditionsOf(statement)) {
    const fits = isOfJobs(condition) ? isTrueOfJobs(condition) : isOfWay(condition) ? fit(condition, way) : true;
    if (fits === false) return false;
    if (fits === undefined) isTold = false;
  }
  return isTold ? true : undefined;
}

/** What else must be true for the statement to apply, as it names it. */
export function otherKeys(statement: WrittenStatement): readonly string[] {
  const others = conditionsOf(statement).filter((condition) => !isOfWay(condition) && !isOfJobs(condition));
  return [...new Set(others.map(({ written }) => written))];
}

interface Condition {
  readonly operator: string;
  /** The key as it is written. */
  readonly written: string;
  /** In lower case. */
  readonly key: string;
  readonly values: Values;
}

function conditionsOf({ Condition: conditions = {} }: WrittenStatement): readonly Condition[] {
  return Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({
      operator,
      written: key,
      key: key.toLowerCase(),
      values: listOf(values),
    })),
  );
}

function isOfWay({ key }: Condition): boolean {
  return key === 'aws:sourcevpc' || key === 'aws:sourcevpce';
}

function isOfJobs({ operator, key }: Condition): boolean {
  return /^bool(?:ifexists)?$/i.test(operator) && Object.hasOwn(TRUE_OF_JOBS, key);
}

function isTrueOfJobs({ key, values }: Condition): boolean {
  return values.some((value) => String(value).toLowerCase() === TRUE_OF_JOBS[key]);
}

function fit({ operator, key, values }: Condition, { vpc, endpoint }: Way): boolean | undefined {
  return compare(operatorOf(operator), values, key === 'aws:sourcevpc' ? vpc : endpoint);
}

function operatorOf(name: string): Operator | undefined {
  const found = OPERATOR.exec(name);
  if (found === null) return undefined;
  const [, set, not, comparison = 'null', ifExists] = found.map((part) => (part as string | undefined)?.toLowerCase());
  const compared = { equals: 'equals', equalsignorecase: 'ignoreCase', like: 'like', null: 'null' } as const;
  return {
    compare: compared[comparison as keyof typeof compared],
    negated: not !== undefined,
    ifExists: ifExists !== undefined,
    set: set as 'all' | 'any' | undefined,
  };
}

function compare(operator: Operator | undefined, values: Values, have: string | undefined): boolean | undefined {
  if (operator === undefined) return undefined;
  const { compare: how, negated, ifExists, set } = operator;
  if (how === 'null') return values.some((value) => String(value).toLowerCase() === String(have === undefined));
  // Without the key: ForAllValues holds of nothing, ForAnyValue needs one (IfExists with it is documented nowhere), and what is
  // negated is not equal.
  if (have === undefined && set === 'any') return ifExists ? undefined : false;
  if (have === undefined) return ifExists || set === 'all' || negated;
  const wanted = values.map(String);
  // Nobody knows what a variable will be.
  if (wanted.some((value) => value.includes('${'))) return undefined;
  return wanted.some((value) => isSame(how, value, have)) !== negated;
}

function isSame(how: 'equals' | 'ignoreCase' | 'like', value: string, have: string): boolean {
  if (how === 'like') return covers(value, have);
  return how === 'equals' ? value === have : value.toLowerCase() === have.toLowerCase();
}
