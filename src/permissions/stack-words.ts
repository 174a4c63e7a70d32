/**
 * What must somebody know who installs a stack of roles? Where it goes, in how many regions, and what is still to be filled in.
 */
import { MAX_INLINE_POLICY_CHARACTERS, minified } from '../model/iam-document.ts';
import type { DesiredState } from '../model/desired-state.ts';
import { accountsInScope } from './reach.ts';
import type { RoleDocuments, Stack } from './stacks.ts';

/** One sentence a line. */
export function placeWords(
  { place, roles, parameters }: Stack,
  state: DesiredState,
  format: 'json' | 'cloudformation' | 'terraform',
): readonly string[] {
  const names = roles.map(({ name }) => name).join(', ');
  const missing = parameters.filter(({ value }) => value === undefined).map(({ name }) => name);
  return [
    `${names}: ${whereWords(place, state)}`,
    ...(format === 'cloudformation' ? ['needs --capabilities CAPABILITY_NAMED_IAM, as the roles have names'] : []),
    ...(format === 'json'
      ? missing.map((name) => `\${${name}} is to be filled in: ${OPTIONS[name] ?? 'by hand'}`)
      : []),
  ];
}

const OPTIONS: Readonly<Record<string, string>> = {
  HubRoleArn: '--hub-role-arn',
  OrganizationId: '--organization-id',
};

function whereWords(place: Stack['place'], state: DesiredState): string {
  switch (place) {
    case 'hub':
      return 'in the account that the controller runs in, before the other roles, which name it';
    case 'members':
      return `in one region (IAM is global), by a StackSet with automatic deployment to ${accountsInScope(state).join(', ')}`;
    case 'management':
      return 'in the management account, in one region: StackSets with service-managed permissions leave it out';
  }
}

/** A document longer than all inline policies of a role together may be. */
export function sizeProblem({ name, permissions }: RoleDocuments): string | undefined {
  const characters = minified(permissions).length;
  return characters <= MAX_INLINE_POLICY_CHARACTERS
    ? undefined
    : `the permissions of ${name} have ${characters} characters, and a role's inline policies at most ${MAX_INLINE_POLICY_CHARACTERS}`;
}
