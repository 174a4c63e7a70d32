/**
 * Is this text an IAM document, and of the grammar that we know? What is not is `unknown`, with why: nobody may compare it,
 * call it compliant, or write over it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
import { jsonFault, shown } from './iam-document-json.ts';
import { caseless } from './iam-document-meaning.ts';
import type { WrittenDocument, WrittenStatement } from './iam-document.ts';

export type DocumentReading =
  { readonly is: 'document'; readonly document: WrittenDocument } | { readonly is: 'unknown'; readonly why: string };

/** Ten times what any service of AWS takes as a document, so that indented text fits. */
export const MAX_DOCUMENT_CHARACTERS = 204_800;

const DOCUMENT_MEMBERS = new Set(['Version', 'Id', 'Statement']);
const STATEMENT_MEMBERS = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);
const PAIRS = [
  ['Action', 'NotAction'],
  ['Resource', 'NotResource'],
  ['Principal', 'NotPrincipal'],
] as const;
const PRINCIPAL_TYPES = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser']);
const OPERATOR = /^(?:ForAllValues:|ForAnyValue:)?[A-Za-z]+$/;

type Members = Readonly<Record<string, unknown>>;

/** Never throws. `text` is the JSON itself, not encoded as IAM's own operations answer it. */
export function readIamDocument(text: string): DocumentReading {
  if (text.length > MAX_DOCUMENT_CHARACTERS) return unknown(`it is longer than ${MAX_DOCUMENT_CHARACTERS} characters`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return unknown('it is not JSON');
  }
  const fault = jsonFault(text);
  return fault === undefined ? iamDocumentOf(value) : unknown(fault);
}

/** The same for what is parsed already. Names that were there twice cannot be noticed any more. Never throws. */
export function iamDocumentOf(value: unknown): DocumentReading {
  if (!isMembers(value)) return unknown('it is not an object');
  const strange = Object.keys(value).find((member) => !DOCUMENT_MEMBERS.has(member));
  if (strange !== undefined) return unknown(`it has a member ${shown(strange)}, which no IAM document has`);
  const { Version: version, Id: id, Statement: written } = value;
  if (version !== undefined && !isVersion(version)) return unknown(`its Version is ${shown(version)}`);
  if (id !== undefined && typeof id !== 'string') return unknown('its Id is not a text');
  if (written === undefined) return unknown('it has no Statement');
  const list: readonly unknown[] = Array.isArray(written) ? written : [written];
  const statements: WrittenStatement[] = [];
  for (const [index, statement] of list.entries()) {
    const faults: string[] = [];
    if (!isStatement(statement, faults)) return unknown(`statement ${index + 1}: ${faults.join('; ')}`);
    statements.push(statement);
  }
  const document = {
    ...(version === undefined ? {} : { Version: version }),
    ...(id === undefined ? {} : { Id: id }),
    Statement: statements,
  };
  return { is: 'document', document };
}

/** @param faults is told what is wrong. */
export function isStatement(value: unknown, faults: string[] = []): value is WrittenStatement {
  const fault = isMembers(value) ? statementFault(value) : 'it is not an object';
  if (fault !== undefined) faults.push(fault);
  return fault === undefined;
}

function statementFault(statement: Members): string | undefined {
  const strange = Object.keys(statement).find((member) => !STATEMENT_MEMBERS.has(member));
  if (strange !== undefined) return `it has a member ${shown(strange)}, which no statement has`;
  const { Sid: sid, Effect: effect } = statement;
  if (sid !== undefined && typeof sid !== 'string') return 'its Sid is not a text';
  if (effect !== 'Allow' && effect !== 'Deny') return `its Effect is ${shown(effect)}, neither "Allow" nor "Deny"`;
  for (const [plain, negated] of PAIRS) {
    if (statement[plain] !== undefined && statement[negated] !== undefined)
      return `it has both ${plain} and ${negated}`;
  }
  if (statement['Action'] === undefined && statement['NotAction'] === undefined) return 'it has no Action';
  for (const member of ['Action', 'NotAction', 'Resource', 'NotResource'] as const) {
    if (statement[member] !== undefined && !isTexts(statement[member])) return `its ${member} is no list of texts`;
  }
  return (
    principalFault('Principal', statement['Principal']) ??
    principalFault('NotPrincipal', statement['NotPrincipal']) ??
    conditionFault(statement['Condition'])
  );
}

function principalFault(member: string, principal: unknown): string | undefined {
  if (principal === undefined || principal === '*') return undefined;
  if (!isMembers(principal)) return `its ${member} is ${shown(principal)}, neither "*" nor an object`;
  const types = Object.entries(principal);
  if (types.length === 0) return `its ${member} names nobody`;
  const strange = types.find(([type, values]) => !PRINCIPAL_TYPES.has(type) || !isTexts(values));
  return strange === undefined ? undefined : `its ${member} has ${shown(strange[0])}, or no list of texts in it`;
}

function conditionFault(condition: unknown): string | undefined {
  if (condition === undefined) return undefined;
  if (!isMembers(condition)) return 'its Condition is not an object';
  for (const [operator, keys] of Object.entries(condition)) {
    if (!OPERATOR.test(operator)) return `its Condition has ${shown(operator)}, which is no operator`;
    if (!isMembers(keys)) return `its Condition has no keys under ${operator}`;
    const names = new Set<string>();
    for (const [key, values] of Object.entries(keys)) {
      const name = caseless(key);
      // Names of keys have no case: AWS would see two of one name.
      if (names.has(name)) return `its Condition has the key ${shown(key)} twice under ${operator}`;
      names.add(name);
      const list: readonly unknown[] = Array.isArray(values) ? values : [values];
      if (!list.every(isScalar)) return `its Condition compares ${shown(key)} with what is no text, number or boolean`;
    }
  }
  return undefined;
}

function isVersion(value: unknown): value is '2012-10-17' | '2008-10-17' {
  return value === '2012-10-17' || value === '2008-10-17';
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): boolean {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.length > 0 && list.every((item) => typeof item === 'string');
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

function unknown(why: string): DocumentReading {
  return { is: 'unknown', why };
}
