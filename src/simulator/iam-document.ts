/**
 * What an IAM document says of a request. One evaluator serves role documents, session policies and control policies; only
 * the grammar that these need is understood, and anything else is refused as malformed rather than passed over.
 */
import { isRecord, malformed, textsOf } from './iam-grammar.ts';
import { type Condition, conditionsHold, type ContextKeys, parseConditions } from './iam-condition.ts';
import { matchesWildcard } from './wildcard.ts';

export interface AccessRequest {
  readonly action: string;
  readonly resource: string;
  readonly keys: ContextKeys;
}

interface Targets {
  readonly negated: boolean;
  readonly patterns: readonly string[];
}

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Targets;
  readonly resources: Targets;
  readonly conditions: readonly Condition[];
}

const STATEMENT_MEMBERS = new Set(['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition']);
const MAX_STATEMENTS = 100;

/** @throws Refusal MalformedPolicyDocument, as STS words it. */
export function parseDocument(document: unknown): readonly Statement[] {
  const parsed = typeof document === 'string' ? parseJson(document) : document;
  if (!isRecord(parsed)) {
    throw malformed('Syntax errors in policy.');
  }
  for (const member of Object.keys(parsed)) {
    if (!['Version', 'Id', 'Statement'].includes(member)) {
      throw malformed(`Syntax error: unknown member ${member}.`);
    }
  }
  const statements: readonly unknown[] = Array.isArray(parsed['Statement'])
    ? parsed['Statement']
    : [parsed['Statement']];
  if (statements.length > MAX_STATEMENTS) {
    throw malformed('Policy document has too many statements.');
  }
  return statements.map(parseStatement);
}

/** A document of one statement, for worlds that name only actions. */
export function statementOf(effect: 'Allow' | 'Deny', actions: readonly string[], resource = '*'): Statement {
  return {
    effect,
    actions: { negated: false, patterns: actions.map((action) => action.toLowerCase()) },
    resources: { negated: false, patterns: [resource] },
    conditions: [],
  };
}

/** An explicit Deny wins over any Allow; `none` is the implicit denial. */
export function evaluate(statements: readonly Statement[], request: AccessRequest): 'allow' | 'deny' | 'none' {
  const action = request.action.toLowerCase();
  let allowed = false;
  for (const statement of statements) {
    if (allowed && statement.effect === 'Allow') {
      continue;
    }
    if (
      covers(statement.actions, action) &&
      covers(statement.resources, request.resource) &&
      conditionsHold(statement.conditions, request.keys)
    ) {
      if (statement.effect === 'Deny') {
        return 'deny';
      }
      allowed = true;
    }
  }
  return allowed ? 'allow' : 'none';
}

function covers(targets: Targets, text: string): boolean {
  return targets.patterns.some((pattern) => pattern === '*' || matchesWildcard(pattern, text)) !== targets.negated;
}

function parseStatement(statement: unknown): Statement {
  if (!isRecord(statement)) {
    throw malformed('Syntax errors in policy.');
  }
  const unknown = Object.keys(statement).find((member) => !STATEMENT_MEMBERS.has(member));
  if (unknown !== undefined) {
    throw malformed(`Syntax error: unknown member ${unknown}.`);
  }
  const effect = statement['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') {
    throw malformed('Syntax error: Effect must be Allow or Deny.');
  }
  const actions = targetsOf(statement, 'Action', 'NotAction');
  return {
    effect,
    actions: { ...actions, patterns: actions.patterns.map((pattern) => pattern.toLowerCase()) },
    resources: targetsOf(statement, 'Resource', 'NotResource'),
    conditions: parseConditions(statement['Condition']),
  };
}

function targetsOf(statement: Readonly<Record<string, unknown>>, plain: string, negated: string): Targets {
  const [present, absent] = [statement[plain], statement[negated]];
  if ((present === undefined) === (absent === undefined)) {
    throw malformed(`Policy statement must contain exactly one of ${plain} and ${negated}.`);
  }
  return { negated: present === undefined, patterns: textsOf(present ?? absent) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw malformed('This policy contains invalid Json');
  }
}
