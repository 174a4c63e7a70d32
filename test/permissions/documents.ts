/**
 * Desired states and the stacks that follow from them, for tests.
 */
import type { DesiredState } from '../../src/model/desired-state.ts';
import { stackFor } from '../../src/permissions/stacks.ts';
import type { Given, RoleDocuments, StackPlace } from '../../src/permissions/stacks.ts';
import { doc, inOneFile, stateOf } from '../desired-state/writing.ts';

export const GIVEN: Given = {
  hub: { runsOn: 'pod-identity', oidcProviderArn: undefined },
  hubRoleName: 'SagekeeperHub',
  passableRoles: [],
};

export const PREFIXES = doc(
  'PipelineJobPrefix',
  'prefixes',
  'want: {approved: [mlp, fraud-detection], assign: [{prefix: fraud-detection, shortPrefix: fraud}]}',
);
export const ENDPOINTS = doc(
  'S3EndpointPolicy',
  'endpoints',
  'want: {presets: [DenyAmazonLinuxRepositories], missingEndpoint: create}',
);
export const NETWORKS = doc(
  'JobNetwork',
  'networks',
  'want: {vpc: required, onViolation: stop, selfReference: ensure, bucketPolicies: report}',
);
export const POLICIES = inOneFile(
  doc('NotebookImds', 'imds', 'want: {minimumInstanceMetadataServiceVersion: "2"}'),
  doc('NotebookHardening', 'hard', 'want: {rootAccess: Disabled}'),
  PREFIXES,
  ENDPOINTS,
  NETWORKS,
);

/** The state of an organization with these lines as its access, beside a policy of each kind. */
export function stateWith(access: string, more = '', policies = POLICIES): DesiredState {
  const organization = doc('Organization', 'o', `access: {${access}}\nregions: [eu-central-1]${more}`);
  return stateOf(policies, organization);
}

export function rolesAt(place: StackPlace, state: DesiredState, given: Given = GIVEN): readonly RoleDocuments[] {
  return stackFor(place, state, given).roles;
}

/** Every action of a role, sorted. */
export function actionsOf(role: RoleDocuments | undefined): readonly string[] {
  return (role?.permissions.Statement ?? []).flatMap(({ Action }) => Action).toSorted();
}
