/**
 * Which statements permit these operations, and nothing else? From the table of operations: its actions, the resources and
 * conditions that IAM can narrow them to, and what AWS asks for behind them.
 */
import { BEHIND, operationRow } from '../aws/operations.ts';
import type { OperationName } from '../aws/operations.ts';
import type { Conditions, Statement } from '../model/iam-document.ts';
import type { ResourceName } from '../model/resource.ts';
import { RESOURCE_KINDS } from '../resources/index.ts';

export interface Permit {
  readonly action: string;
  /** ARNs without `arn:<partition>:`; undefined: all. */
  readonly resources: readonly string[] | undefined;
  readonly condition: Conditions | undefined;
  /** The operation that AWS asks for it behind; undefined: it is asked for by name. */
  readonly behind: OperationName | undefined;
}

export interface Narrowing {
  readonly partition: string;
  /** Kinds of resource that are looked at; undefined: all that there are. */
  readonly kinds?: readonly ResourceName[];
  /** ARNs with wildcards of the roles that notebooks may be given again when they start; empty: any role. */
  readonly passableRoles: readonly string[];
}

/** Every action that the operations need, once. */
export function permitsFor(operations: readonly OperationName[]): readonly Permit[] {
  const permits = [...operations.flatMap(byName), ...operations.flatMap(behindOf)];
  return [...new Map(permits.map((permit) => [permit.action, permit])).values()];
}

function byName(operation: OperationName): readonly Permit[] {
  const { iamAction, permittedAlways, resources, condition } = operationRow(operation);
  return permittedAlways === true ? [] : [{ action: iamAction, resources, condition, behind: undefined }];
}

function behindOf(operation: OperationName): readonly Permit[] {
  return (operationRow(operation).behind ?? []).flatMap(({ actions, condition }) =>
    actions.map((action) => ({ action, resources: BEHIND[action]?.resources, condition, behind: operation })),
  );
}

interface Group {
  readonly actions: readonly string[];
  readonly statement: Omit<Statement, 'Action'>;
}

/** Resources of a kind that nobody looks at are not named; what is no kind of ours (roles, keys) stays. */
function ofKinds(
  resources: readonly string[] | undefined,
  kinds: readonly ResourceName[] | undefined,
): readonly string[] | undefined {
  if (resources === undefined || kinds === undefined) return resources;
  const left = Object.keys(RESOURCE_KINDS).filter((name) => !kinds.some((kind) => kind === name));
  return resources.filter((resource) => !left.some((name) => resource.includes(`:${name}/`)));
}

/** Allow statements, one for each set of resources and conditions. */
export function statementsFor(operations: readonly OperationName[], narrowing: Narrowing): readonly Statement[] {
  const groups = new Map<string, Group>();
  for (const { action, resources: all, condition } of permitsFor(operations)) {
    const resources = ofKinds(all, narrowing.kinds);
    if (resources?.length === 0) continue;
    const statement = {
      Effect: 'Allow' as const,
      Resource: arns(action, resources, narrowing),
      ...(condition === undefined ? {} : { Condition: condition }),
    };
    const key = JSON.stringify(statement);
    groups.set(key, { actions: [...(groups.get(key)?.actions ?? []), action], statement });
  }
  return [...groups.values()].map(({ actions, statement: { Effect, ...rest } }) => ({
    Effect,
    Action: actions.toSorted(),
    ...rest,
  }));
}

function arns(
  action: string,
  resources: readonly string[] | undefined,
  narrowing: Narrowing,
): string | readonly string[] {
  if (resources === undefined) return '*';
  if (action === 'iam:PassRole' && narrowing.passableRoles.length > 0) return narrowing.passableRoles;
  return resources.map((resource) => `arn:${narrowing.partition}:${resource}`);
}
