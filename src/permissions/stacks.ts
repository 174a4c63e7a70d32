/**
 * Which roles are installed together, and where? One stack for the hub's account, one that a StackSet brings to the members,
 * and one for the management account, as StackSets with service-managed permissions leave that out.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-manage-auto-deployment.html
 */
import { iamDocument, simplest } from '../model/iam-document.ts';
import type { IamDocument } from '../model/iam-document.ts';
import type { DesiredState } from '../model/desired-state.ts';
import { operationsOf, resourceKindsOf, roleNameOf } from './access.ts';
import type { RoleUse } from './access.ts';
import { parametersOf, usedParameters } from './parameters.ts';
import type { GivenValues, Parameter } from './parameters.ts';
import { statementsFor } from './statements.ts';
import { trustInHub, trustOfHub } from './trust.ts';
import type { Hub } from './trust.ts';

export interface RoleDocuments {
  /** More than one where the state gives one role several uses. */
  readonly uses: readonly RoleUse[];
  /** `/`, or `/<path>/`. */
  readonly path: string;
  readonly name: string;
  readonly description: string;
  readonly permissions: IamDocument;
  readonly trust: IamDocument;
  /** Sessions last an hour at most: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining */
  readonly maxSessionSeconds: number;
}

export const STACK_PLACES = ['hub', 'members', 'management'] as const;
export type StackPlace = (typeof STACK_PLACES)[number];

export interface Stack {
  readonly place: StackPlace;
  readonly description: string;
  readonly roles: readonly RoleDocuments[];
  /** Those that the documents hold a place for. */
  readonly parameters: readonly Parameter[];
}

export interface Given extends GivenValues {
  readonly hub: Hub;
  readonly hubRoleName: string;
  /** As with Narrowing. */
  readonly passableRoles: readonly string[];
}

const MAX_SESSION_SECONDS = 3_600;

const DESCRIPTIONS: Readonly<Record<RoleUse, string>> = {
  hub: 'sagekeeper: assumes the roles of the accounts',
  read: 'sagekeeper: reads, and cannot write',
  write: 'sagekeeper: makes one decided change at a time',
  management: 'sagekeeper: reads the organization',
};

/** Throws a RangeError where what the hub runs on is not told completely. */
export function stackFor(place: StackPlace, state: DesiredState, given: Given): Stack {
  const roles = rolesAt(place, state, given);
  const { externalId } = state.organization.access;
  const parameters = usedParameters(roles, parametersOf(given, externalId));
  return { place, description: STACK_DESCRIPTIONS[place], roles, parameters };
}

const STACK_DESCRIPTIONS: Readonly<Record<StackPlace, string>> = {
  hub: 'sagekeeper: the role of the controller itself. Deploy in one region: IAM is global.',
  members: 'sagekeeper: the roles of a member account. Deploy as a StackSet in one region: IAM is global.',
  management: 'sagekeeper: the roles of the management account, which StackSets leave out. Deploy in one region.',
};

/** Empty where the state needs none there. */
function rolesAt(place: StackPlace, state: DesiredState, given: Given): readonly RoleDocuments[] {
  if (place === 'hub') return [hubRole(state, given)];
  const inAccounts = ['read', 'write'] as const;
  const uses =
    place === 'members'
      ? inAccounts
      : (['management', ...(state.organization.includeManagementAccount ? inAccounts : [])] as const);
  const byName = new Map<string, Exclude<RoleUse, 'hub'>[]>();
  for (const use of uses) {
    const name = roleNameOf(use, state);
    if (name !== undefined) byName.set(name, [...(byName.get(name) ?? []), use]);
  }
  // A state without policies leaves the writing role nothing to do, and a document without statements is none.
  return [...byName]
    .map(([name, sharing]) => accountRole(name, sharing, state, given))
    .filter((role) => role.permissions.Statement.length > 0);
}

function accountRole(name: string, uses: readonly RoleUse[], state: DesiredState, given: Given): RoleDocuments {
  const { externalId, sourceIdentity } = state.organization.access;
  return {
    uses,
    ...split(name),
    description: uses.map((use) => DESCRIPTIONS[use]).join('; '),
    permissions: permissions(uses, state, given),
    trust: simplest(trustInHub(given.hub, { externalId: externalId !== undefined, sourceIdentity })),
    maxSessionSeconds: MAX_SESSION_SECONDS,
  };
}

function permissions(uses: readonly RoleUse[], state: DesiredState, { passableRoles }: Given): IamDocument {
  const operations = uses.flatMap((use) => operationsOf(use, state));
  const { partition } = state.organization;
  const kinds = resourceKindsOf(state).map(({ name }) => name);
  return simplest(iamDocument(statementsFor(operations, { partition, kinds, passableRoles })));
}

function hubRole(state: DesiredState, given: Given): RoleDocuments {
  const { partition, access } = state.organization;
  const names = [access.readRole, access.writeRole, access.managementRole].filter((name) => name !== undefined);
  const roles = [...new Set(names)].map((name) => `arn:${partition}:iam::*:role/${name}`);
  const rest = permissions(['hub'], state, given).Statement.flatMap((statement) => {
    const actions = [statement.Action].flat().filter((action) => action !== 'sts:AssumeRole');
    return actions.length === 0 ? [] : [{ ...statement, Action: actions }];
  });
  const assume = ['sts:AssumeRole', ...(access.sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity'])];
  // The session tags that a pod identity brings along travel with every role that it assumes.
  if (given.hub.runsOn === 'pod-identity') assume.push('sts:TagSession');
  return {
    uses: ['hub'],
    ...split(given.hubRoleName),
    description: DESCRIPTIONS.hub,
    permissions: simplest(iamDocument([{ Effect: 'Allow', Action: assume, Resource: roles }, ...rest])),
    trust: simplest(trustOfHub(given.hub)),
    maxSessionSeconds: MAX_SESSION_SECONDS,
  };
}

function split(name: string): { readonly path: string; readonly name: string } {
  const slash = name.lastIndexOf('/');
  return { path: slash < 0 ? '/' : `/${name.slice(0, slash + 1)}`, name: name.slice(slash + 1) };
}
