/**
 * Which roles does this desired state need, in which accounts, and what does each do with them? Pure. How each is written
 * down for CloudFormation or Terraform is not known here.
 */
import { OPERATIONS, operationRow } from '../aws/operations.ts';
import type { OperationName, ServiceName } from '../aws/operations.ts';
import type { DesiredState } from '../model/desired-state.ts';
import type { ResourceKind, ResourceName } from '../model/resource.ts';
import { POLICY_KINDS } from '../policies/index.ts';
import { RESOURCE_KINDS } from '../resources/index.ts';

export const ROLE_USES = ['hub', 'read', 'write', 'management'] as const;
/** hub: whose credentials the controller holds · read, write: in each account · management: reads the organization. */
export type RoleUse = (typeof ROLE_USES)[number];

/** The kinds of resource that some policy of the state looks at, in whatever mode: to enforce must not wait for a new role. */
export function resourceKindsOf({ policies }: DesiredState): readonly ResourceKind[] {
  const names = policies.flatMap(({ kind }) => Object.keys(POLICY_KINDS.get(kind)?.judges ?? {}) as ResourceName[]);
  return [...new Set(names)].map((name) => RESOURCE_KINDS[name]);
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
      return [...ofService('account'), ...kinds.flatMap(({ reads }) => reads)];
    case 'write':
      return kinds.flatMap(({ writes }) => writes);
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
