/**
 * What can a person do about a place or a call that does not work? One sentence for each obstacle, with the names that have
 * to be typed; for `explain` and `doctor`.
 */
import { operationRow } from '../aws/operations.ts';
import type { OperationName } from '../aws/operations.ts';
import type { AwsError } from '../model/aws-error.ts';
import type { OrganizationSettings } from '../model/desired-state.ts';
import type { TargetStatus } from '../model/snapshot.ts';
import type { Target } from '../model/target.ts';

export type Settings = Pick<OrganizationSettings, 'access' | 'partition'>;

/** AWS says the same for a role that is missing, that trusts somebody else, and that wants another external id. */
export function roleWayOut(role: string, account: string, { access, partition }: Settings, hubArn?: string): string {
  const arn = `arn:${partition}:iam::${account}:role/${role}`;
  const { externalId } = access;
  const id =
    externalId === undefined ? 'ask for no external id (none is configured)' : `take the external id ${externalId}`;
  const which = role === access.writeRole && role !== access.readRole ? 'write' : 'read';
  return (
    `AWS does not say which: ${arn} must exist, trust ${hubArn ?? 'the hub'}, and ${id}; ` +
    `and the hub must be allowed sts:AssumeRole on it. sagekeeper iam-policy --role ${which} prints what the role needs`
  );
}

/** The way past a refusal of one operation; `role` is the one that was refused. */
export function denialWayOut(operation: OperationName, error: AwsError, target: Target, role: string): string {
  const { iamAction } = operationRow(operation);
  const where = `${target.account}, ${target.region}`;
  const { obstacle } = error.facts;
  // Something else was read there: the region is on, and the session is not accepted yet, or not any more.
  if (obstacle === 'region-disabled')
    return 'other operations answer there: check the clock, and try again in some minutes';
  if (obstacle === 'expired-session') return 'the session had expired: try again';
  if (obstacle === 'control-policy') {
    return (
      `a control policy denies ${iamAction} in ${where}: let ${role} pass it (a condition on aws:PrincipalArn), ` +
      'or leave the place out of the scope of the policies'
    );
  }
  return error.reason === 'denied'
    ? `allow ${iamAction} to the role ${role} in account ${target.account}; sagekeeper iam-policy prints the document`
    : 'try again; if it stays so, look at the network between here and AWS, and at AWS Health';
}

export function regionWayOut({ account, region }: Target): string {
  return `enable ${region} in account ${account}, or leave it out of regions: until then nothing can be there`;
}

/** The way out for a place that the last pass could not read; undefined where it could. */
export function placeWayOut(status: TargetStatus, settings: Settings): string | undefined {
  const { readRole } = settings.access;
  switch (status.reason) {
    case undefined:
      return undefined;
    case 'NotYetRead':
      return 'wait for the first pass over it to end';
    case 'RoleNotAssumable':
      return roleWayOut(readRole, status.account, settings);
    case 'RegionNotEnabled':
      return regionWayOut(status);
    case 'ControlPolicyDenies':
      return (
        `let ${readRole} pass the control policy that denies it in ${status.account}, ${status.region} ` +
        '(a condition on aws:PrincipalArn), or leave the place out of the scope of the policies'
      );
    case 'ReadDenied':
      return `allow ${readRole} in account ${status.account} what sagekeeper iam-policy --role read prints`;
    default:
      return `it is tried again with the next pass; sagekeeper doctor --account ${status.account} tells more`;
  }
}
