/**
 * How does this notebook differ from the hardening that is wanted? What the policy leaves out is not looked at. What no
 * update can change (network, key) is a difference all the same: it is reported, and its owner has to make a new notebook.
 */
import type { Difference, Verdict } from '../../model/verdict.ts';
import { PATHS } from '../../resources/notebook-instance/shape.ts';
import type { NotebookInstance } from '../../resources/notebook-instance/shape.ts';

export interface NotebookHardeningWant {
  readonly rootAccess?: 'Disabled' | undefined;
  readonly platformIdentifier?: string | undefined;
  readonly directInternetAccess?: 'Disabled' | undefined;
  /** Any of; an empty list is not looked at. */
  readonly subnets?: readonly string[] | undefined;
  /** Every security group of the notebook must be one of these. */
  readonly securityGroups?: readonly string[] | undefined;
  readonly kmsKeys?: readonly string[] | undefined;
  readonly lifecycleConfigs?: readonly string[] | undefined;
}

export function judgeNotebookHardening(want: NotebookHardeningWant, notebook: NotebookInstance): Verdict {
  if (notebook.status === 'Deleting') return { applicable: false, why: 'it is being deleted' };
  const have = notebook.configuration;
  const groups = have.securityGroups;
  const differences = [
    exactly(PATHS.rootAccess, have.rootAccess, want.rootAccess),
    exactly(PATHS.platform, have.platformIdentifier, want.platformIdentifier),
    exactly(PATHS.directInternetAccess, have.directInternetAccess, want.directInternetAccess),
    anyOf(PATHS.subnets, have.subnetId, want.subnets),
    anyOf(PATHS.kmsKeys, have.kmsKeyId, want.kmsKeys),
    anyOf(PATHS.lifecycleConfigs, have.lifecycleConfigName, want.lifecycleConfigs),
    isAsked(want.securityGroups) && (groups.length === 0 || groups.some((id) => !want.securityGroups?.includes(id)))
      ? { path: PATHS.securityGroups, have: groups, want: want.securityGroups }
      : undefined,
  ].filter((difference) => difference !== undefined);
  return { applicable: true, differences, unknown: [], notes: [] };
}

function exactly(path: string, have: string | undefined, want: string | undefined): Difference | undefined {
  return want === undefined || have === want ? undefined : { path, have, want };
}

function anyOf(path: string, have: string | undefined, want: readonly string[] | undefined): Difference | undefined {
  return !isAsked(want) || (have !== undefined && want.includes(have)) ? undefined : { path, have, want };
}

function isAsked(want: readonly string[] | undefined): want is readonly string[] {
  return want !== undefined && want.length > 0;
}
