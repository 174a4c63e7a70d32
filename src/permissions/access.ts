/**
 * Which roles does this desired state need, in which accounts, and what does each do with them? Pure. How each is written
 * down for CloudFormation or Terraform is not known here.
 */
import { OPERATIONS, operationRow } from '../aws/operations.ts';
import type { OperationName, ServiceName } from '../aws/operations.ts';
import type { DesiredState, Policy } from '../model/desired-state.ts';
import type { Need, ResourceKind } from '../model/resource.ts';
import { POLICY_KINDS } from '../policies/index.ts';
import { RESOURCE_KINDS } from '../resources/index.ts';

export const ROLE_USES = ['hub', 'read', 'write', 'management'] as const;
/** hub: whose credentials the controller holds · read, write: in each account · management: reads the organization. */
export type RoleUse = (typeof ROLE_USES)[number];

/** Reads that a kind makes only for policies that ask for what they tell. */
const READ_FOR: Readonly<Partial<Record<OperationName, Need>>> = {
  DescribeNetworkInterfaces: 'neighbours',
  DescribeSecurityGroupRules: 'jobNetworks',
  DescribeFlowLogs: 'jobNetworks',
  DescribeVpcAttribute: 'jobNetworks',
  GetBucketPolicy: 'bucketPolicies',
};
/** Reads about what a policy would change, of no use to those that only have to know of the resource. */
const READ_TO_CHANGE: ReadonlySet<OperationName> = new Set(['SimulatePrincipalPolicy']);

/**
 * The kinds of resource that some policy of the state looks at, or has to know of, in whatever mode: to enforce must not wait for a
 * new role.
 */
export function resourceKindsOf({ policies }: Pick<DesiredState, 'policies'>): readonly ResourceKind[] {
  const told = new Set(policies.flatMap(({ kind, want }) => POLICY_KINDS.get(kind)?.informants?.(want) ?? []));
  const judged = Object.values(RESOURCE_KINDS).filter((kind) => judging(kind, policies).length > 0);
  return [...judged, ...Object.values(RESOURCE_KINDS).filter((kind) => told.has(kind.name) && !judged.includes(kind))];
}

/** What these policies have the kind read. */
export function readsOf(kind: ResourceKind, policies: readonly Policy[]): readonly OperationName[] {
  const judges = judging(kind, policies);
  const needs = new Set(judges.flatMap((policy) => POLICY_KINDS.get(policy.kind)?.needs?.(policy.want) ?? []));
  return kind.reads.filter((operation) => {
    const need = READ_FOR[operation];
    return (need === undefined || needs.has(need)) && (judges.length > 0 || !READ_TO_CHANGE.has(operation));
  });
}

/** What these policies can have the kind write, once they enforce. */
export function writesOf(kind: ResourceKind, policies: readonly Policy[]): readonly OperationName[] {
  const wanted = judging(kind, policies).map((policy) => POLICY_KINDS.get(policy.kind)?.writes?.(policy.want));
  return kind.writes.filter((operation) => wanted.some((some) => some === undefined || some.includes(operation)));
}

function judging({ name }: ResourceKind, policies: readonly Policy[]): readonly Policy[] {
  return policies.filter((policy) => POLICY_KINDS.get(policy.kind)?.judges[name] !== undefined);
}

/** What each use calls. The organization is read by the hub itself unless there is a role for that. */
export function operationsOf(use: RoleUse, state: DesiredState): readonly OperationName[] {
  const kinds = resourceKindsOf(state);
  const separate = state.organization.access.managementRole !== undefined;
  switch (use) {
    case 'hub':
      // With a role for it, the hub asks by itself only which account that role is in.
      return [...ofService('sts'), ...(separate ? (['DescribeOrganization'] as const) : ofService('organizations'))];
    case 'read':
      return [...ofService('account'), ...kinds.flatMap((kind) => readsOf(kind, state.policies))];
    case 'write':
      return kinds.flatMap((kind) => writesOf(kind, state.policies));
    case 'management':
      return ofService('organizations');
  }
}

/** The name of the role for that use, path included; undefined: the state has none. The hub's is not in the state. */
export function roleNameOf(
  use: Exclude<RoleUse, 'hub'>,
  { organization: { access } }: DesiredState,
): string | undefined {
  switch (use) {
    case 'read':
      return access.readRole;
    case 'write':
      return access.writeRole;
    case 'management':
      return access.managementRole;
  }
}

function ofService(service: ServiceName): readonly OperationName[] {
  const names = Object.keys(OPERATIONS) as readonly OperationName[];
  return names.filter((name) => operationRow(name).service === service);
}
