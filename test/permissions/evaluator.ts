/**
 * Would AWS allow this request? Written from AWS's evaluation rules, and from nothing of ours: control policies at every level
 * and the identity's own documents have to allow, any Deny wins, and a missing condition key fails positive operators and meets
 * negated ones. What it does not know, it refuses to judge.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
export interface AskedRequest {
  readonly action: string;
  readonly resource: string;
  /** Condition key, in whatever casing, to its value, or values where it has several. */
  readonly keys: Readonly<Record<string, string | readonly string[]>>;
}

type Json = Readonly<Record<string, unknown>>;
export type JsonDocument = { readonly Version: string; readonly Statement: readonly object[] };

export const FULL_ACCESS: JsonDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

/** `levels`: the control policies of the root, of each unit on the way, and of the account. */
export function isAllowed(
  levels: readonly (readonly JsonDocument[])[],
  identity: readonly JsonDocument[],
  request: AskedRequest,
): boolean {
  return [...levels, identity].every((documents) => verdict(documents, request) === 'allow');
}

/** Of one set of documents. none: nothing in it speaks of the request, which denies it as well. */
export function verdict(documents: readonly JsonDocument[], request: AskedRequest): 'allow' | 'deny' | 'none' {
  const effects = documents
    .flatMap(({ Statement }) => Statement as readonly Json[])
    .filter((statement) => applies(statement, request))
    .map((statement) => statement['Effect']);
  if (effects.some((effect) => effect !== 'Allow' && effect !== 'Deny')) throw new Error('an Effect that is none');
  if (effects.includes('Deny')) return 'deny';
  return effects.includes('Allow') ? 'allow' : 'none';
}

const MEMBERS = new Set(['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition']);

function applies(statement: Json, { action, resource, keys }: AskedRequest): boolean {
  const strange = Object.keys(statement).find((member) => !MEMBERS.has(member));
  if (strange !== undefined) throw new Error(`not understood: ${strange}`);
  const lower = (patterns: unknown): readonly string[] => texts(patterns).map((text) => text.toLowerCase());
  const actionFits =
    statement['Action'] === undefined
      ? !lower(statement['NotAction']).some((pattern) => like(pattern, action.toLowerCase()))
      : lower(statement['Action']).some((pattern) => like(pattern, action.toLowerCase()));
  const resourceFits =
    statement['Resource'] === undefined
      ? !texts(statement['NotResource']).some((pattern) => like(pattern, resource))
      : texts(statement['Resource']).some((pattern) => like(pattern, resource));
  return actionFits && resourceFits && conditionsHold((statement['Condition'] ?? {}) as Json, keys);
}

function conditionsHold(condition: Json, keys: AskedRequest['keys']): boolean {
  return Object.entries(condition).every(([operator, wanted]) =>
    Object.entries(wanted as Json).every(([key, values]) => holds(operator, valuesOf(keys, key), texts(values))),
  );
}

/** Names of condition keys are compared without regard to case. */
function valuesOf(keys: AskedRequest['keys'], key: string): readonly string[] | undefined {
  const found = Object.entries(keys).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return found === undefined ? undefined : texts(found[1]);
}

const OPERATORS: Readonly<Record<string, (value: string, pattern: string) => boolean>> = {
  StringEquals: (value, pattern) => value === pattern,
  StringLike: (value, pattern) => like(pattern, value),
  ArnEquals: (value, pattern) => arnLike(pattern, value),
  ArnLike: (value, pattern) => arnLike(pattern, value),
  Bool: (value, pattern) => value.toLowerCase() === pattern.toLowerCase(),
};

function holds(spelled: string, have: readonly string[] | undefined, wanted: readonly string[]): boolean {
  const [, quantifier, rest = ''] = /^(?:(ForAllValues|ForAnyValue):)?(\w+)$/.exec(spelled) ?? [];
  if (rest === 'Null') return (have === undefined) === (wanted[0] === 'true');
  const ifExists = rest.endsWith('IfExists');
  const plain = rest.replace(/IfExists$/, '');
  const negated = /^(String|Arn)Not/.test(plain);
  const compare = OPERATORS[plain.replace(/^(String|Arn)Not/, '$1')];
  if (compare === undefined) throw new Error(`not understood: ${spelled}`);
  const one = (value: string): boolean => wanted.some((pattern) => compare(value, pattern)) !== negated;
  if (have === undefined || have.length === 0) {
    return quantifier === 'ForAnyValue' ? false : quantifier === 'ForAllValues' || ifExists || negated;
  }
  if (quantifier === undefined && have.length > 1) throw new Error(`${spelled} of several values`);
  return quantifier === 'ForAnyValue' ? have.some(one) : have.every(one);
}

/** `*`: any text, also across slashes and colons; `?`: one character. */
function like(pattern: string, text: string): boolean {
  const spelled = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${spelled}$`, 's').test(text);
}

/** Each of the six parts by itself. */
function arnLike(pattern: string, arn: string): boolean {
  const [wanted, have] = [pattern, arn].map((text) => /^([^:]*):([^:]*):([^:]*):([^:]*):([^:]*):(.*)$/.exec(text));
  if (!wanted || !have) return false;
  return [1, 2, 3, 4, 5, 6].every((part) => like(wanted[part] ?? '', have[part] ?? ''));
}

function texts(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (typeof item !== 'string') throw new Error(`not understood: ${JSON.stringify(item)}`);
    return item;
  });
}
