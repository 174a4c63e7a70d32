/**
 * What may a session do at most? Documents for AssumeRole's Policy parameter: STS grants what both the role and this
 * document allow. A read session cannot write even where one role must do for both; a write session can do nothing but one
 * change. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session
 */
import type { ChangeScope } from '../model/world.ts';
import { OPERATIONS, operationRow, type OperationName, type OperationRow, type ServiceName } from './operations.ts';

/** Of AssumeRole's Policy parameter, in plain text. */
export const MAX_SESSION_POLICY_CHARACTERS = 2_048;

type Condition = Readonly<Record<string, Readonly<Record<string, string>>>>;

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Condition;
}

/** What is made has no id yet. */
const TO_BE_MADE = /^arn:[^:*?]+:ec2:[^:*?]+:\d{12}:vpc-endpoint\/\*$/;
/** Every reading operation of the table that these services have. Pure. */
export function readSessionPolicy(services: readonly ServiceName[]): string {
  const rows: readonly OperationRow[] = Object.values(OPERATIONS);
  const actions = rows
    .filter((row) => row.access === 'read' && services.includes(row.service))
    .map((row) => row.iamAction);
  return document([{ Effect: 'Allow', Action: unique(actions), Resource: '*' }]);
}

/**
 * The scope's operations on its resources, and what AWS asks of the caller behind them. Pure. Throws an invariant where the
 * scope names nothing, anything that reads, or more than fits: such a session would be denied, or worse, would not be.
 */
export function writeSessionPolicy(scope: ChangeScope): string {
  if (scope.operations.length === 0 || scope.resourceArns.length === 0) {
    throw new Error(`invariant: change ${scope.change} names no operation or no resource`);
  }
  for (const arn of scope.resourceArns) {
    if (!arn.startsWith('arn:') || (/[*?]/.test(arn) && !TO_BE_MADE.test(arn)))
      throw new Error(`invariant: ${arn} does not name one resource`);
  }
  const rows = scope.operations.map((operation) => writingRow(operation));
  const statements: Statement[] = [
    {
      Effect: 'Allow',
      Action: unique(rows.map((row) => row.iamAction)),
      Resource: unique(scope.resourceArns.flatMap(arnVariants)),
    },
    ...rows.flatMap(behind),
  ];
  return document(statements);
}

/**
 * SageMaker lower-cases names in the ARNs that it gives, and which casing IAM compares is not documented (the same name in
 * two casings is the same notebook): the ARN as given, and with its last segment in lower case.
 */
export function arnVariants(arn: string): readonly string[] {
  const slash = arn.lastIndexOf('/');
  return unique([arn, arn.slice(0, slash + 1) + arn.slice(slash + 1).toLowerCase()]);
}

function writingRow(operation: OperationName): OperationRow {
  const row = operationRow(operation);
  if (row.access !== 'write') throw new Error(`invariant: ${operation} reads, a change cannot name it`);
  return row;
}

function behind(row: OperationRow): readonly Statement[] {
  return (row.behind ?? []).map(({ actions, condition }) => ({
    Effect: 'Allow',
    Action: actions,
    Resource: '*',
    ...(condition === undefined ? {} : { Condition: condition }),
  }));
}

function document(statements: readonly Statement[]): string {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  if (text.length > MAX_SESSION_POLICY_CHARACTERS) {
    throw new Error(
      `invariant: a session policy of ${text.length} characters, ${MAX_SESSION_POLICY_CHARACTERS} are allowed`,
    );
  }
  return text;
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}
