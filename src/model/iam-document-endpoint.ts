/**
 * What does a VPC endpoint make of an IAM document: the one it has when nobody wrote any, and what it refuses or what must never
 * be sent to it. An endpoint's document is a whole permission of its own: without an Allow it blocks everything.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 */
import { listOf, statementKey } from './iam-document-meaning.ts';
import { MAX_ENDPOINT_POLICY_CHARACTERS, minified } from './iam-document.ts';
import type { WrittenDocument, WrittenStatement } from './iam-document.ts';
import type { Note } from './verdict.ts';

export const FULL_ACCESS: WrittenStatement = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };

/** As AWS answers it for an endpoint that was made without one. */
export const DEFAULT_ENDPOINT_DOCUMENT: WrittenDocument = { Version: '2008-10-17', Statement: [FULL_ACCESS] };

const FULL_ACCESS_KEY = statementKey(FULL_ACCESS);

/** Characters next to a wildcard that string operators ask for. */
const LITERALS_AT_WILDCARD = 6;
/** Keys whose values AWS makes: no wildcards and no numeric operators. The page gives examples only; these are ids of that form. */
const SYSTEM_IDS = new Set(
  ['PrincipalAccount', 'PrincipalOrgID', 'ResourceAccount', 'ResourceOrgID', 'SourceAccount', 'SourceOrgID']
    .concat(['SourceVpc', 'SourceVpce'])
    .map((name) => `aws:${name}`.toLowerCase()),
);
const ACTION = /^(?:\*|\*:\*|[a-z0-9-]+:[a-z0-9*?]+)$/i;
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS = [
  'String(?:Not)?(?:Equals(?:IgnoreCase)?|Like)',
  '(?:Numeric|Date)(?:(?:Not)?Equals|(?:LessThan|GreaterThan)(?:Equals)?)',
  'Bool|BinaryEquals|(?:Not)?IpAddress|Arn(?:Not)?(?:Equals|Like)',
].join('|');
const OPERATOR = new RegExp(`^(?:ForAllValues:|ForAnyValue:)?(?:(?:${OPERATORS})(?:IfExists)?|Null)$`, 'i');
const ACCOUNT_OF_ARN = /^arn:[^:]*:[^:]*:[^:]*:([^:]*)(?::|$)/;

/** Whatever it is called: everything is allowed to everybody. */
export function isFullAccess({ Sid: _sid, ...statement }: WrittenStatement): boolean {
  return statementKey(statement) === FULL_ACCESS_KEY;
}

/** It means what an endpoint without a document of its own does. */
export function isDefaultDocument({ Statement: statements }: WrittenDocument): boolean {
  return statements.length > 0 && statements.every(isFullAccess);
}

/** Why the document as a whole must not be sent; empty: nothing speaks against it. `text`: as it would be sent. */
export function documentFaults(document: WrittenDocument, text = minified(document)): readonly Note[] {
  const faults: Note[] = [];
  if (!document.Statement.some(({ Effect: effect }) => effect === 'Allow')) {
    const message = 'no statement allows anything: the endpoint would block every request to the service';
    faults.push({ reason: 'NothingAllowed', message });
  }
  const characters = text.length;
  if (characters > MAX_ENDPOINT_POLICY_CHARACTERS) {
    const message = `the document would have ${characters} characters, at most ${MAX_ENDPOINT_POLICY_CHARACTERS} are allowed`;
    faults.push({ reason: 'DocumentTooLong', message });
  }
  return faults;
}

/**
 * Why AWS refuses the statement, or would make something else of it than it says. Those that AWS has taken already need not
 * be asked about.
 */
export function statementFaults(statement: WrittenStatement, endpointType: 'Gateway' | 'Interface'): readonly Note[] {
  const about = `statement ${statement.Sid ?? 'without a Sid'}`;
  const faults: string[] = [];
  if (statement.Principal === undefined && statement.NotPrincipal === undefined) faults.push('has no Principal');
  if (statement.Resource === undefined && statement.NotResource === undefined) faults.push('has no Resource');
  if (endpointType === 'Gateway' && !isEverybody(statement)) {
    faults.push(
      'names principals, of which a gateway endpoint knows only root users: write Principal "*" and a condition on aws:PrincipalArn',
    );
  }
  for (const action of [...listOf(statement.Action ?? []), ...listOf(statement.NotAction ?? [])]) {
    if (!ACTION.test(action)) faults.push(`has the action ${action}, which is none: write <service>:<action>, or *`);
  }
  for (const resource of [...listOf(statement.Resource ?? []), ...listOf(statement.NotResource ?? [])]) {
    if (resource !== '*' && !resource.startsWith('arn:')) {
      faults.push(`has the resource ${resource}, which is neither an ARN nor *`);
    }
    if (hasHalfAccount(resource)) faults.push(`has an account id and a wildcard in one: ${resource}`);
  }
  faults.push(...conditionFaults(statement));
  return faults.map((fault) => ({ reason: 'StatementRefused', message: `${about} ${fault}` }));
}

function isEverybody({ Principal: principal, NotPrincipal: except }: WrittenStatement): boolean {
  if (except !== undefined) return false;
  if (principal === undefined || principal === '*') return true;
  return Object.entries(principal).every(
    ([type, names]) => type === 'AWS' && listOf(names).every((one) => one === '*'),
  );
}

function conditionFaults({ Condition: conditions }: WrittenStatement): readonly string[] {
  const faults: string[] = [];
  for (const [operator, keys] of Object.entries(conditions ?? {})) {
    if (!OPERATOR.test(operator)) faults.push(`compares by ${operator}, which is no operator of IAM`);
    const compares = operator.replace(/^For(?:AllValues|AnyValue):/, '');
    for (const [key, values] of Object.entries(keys)) {
      const isSystemId = SYSTEM_IDS.has(key.toLowerCase());
      if (isSystemId && compares.startsWith('Numeric')) faults.push(`compares ${key} as a number`);
      for (const value of listOf(values).map(String)) {
        if (isSystemId && /[*?]/.test(value)) faults.push(`has a wildcard in a value of ${key}: ${value}`);
        else if (/^String(?:Not)?Like/.test(compares) && hasLonelyWildcard(value)) {
          faults.push(`needs ${LITERALS_AT_WILDCARD} characters before or after each wildcard of ${key}: ${value}`);
        }
        if (hasHalfAccount(value)) faults.push(`has an account id and a wildcard in one: ${value}`);
      }
    }
  }
  return faults;
}

function hasLonelyWildcard(value: string): boolean {
  const literals = value.split(/[*?]/);
  const isShort = (index: number): boolean => (literals[index] ?? '').length < LITERALS_AT_WILDCARD;
  return literals.some((_text, index) => index > 0 && isShort(index - 1) && isShort(index));
}

function hasHalfAccount(arn: string): boolean {
  const account = ACCOUNT_OF_ARN.exec(arn)?.[1] ?? '';
  return /[*?]/.test(account) && /\d/.test(account);
}
