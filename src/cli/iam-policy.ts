/**
 * `sagekeeper iam-policy`: the documents of the roles that a desired state needs, with not one permission more. Reads files
 * only. Standard output is nothing but documents; where they belong and what is missing is said beside.
 */
import { systemClock } from '../daemon/clock.ts';
import { readConfig } from '../daemon/config.ts';
import { load } from '../desired-state/load.ts';
import type { DesiredState } from '../model/desired-state.ts';
import { cloudFormation } from '../permissions/cloudformation.ts';
import { filledIn } from '../permissions/parameters.ts';
import type { RoleUse } from '../permissions/access.ts';
import { STACK_PLACES, stackFor } from '../permissions/stacks.ts';
import type { Given, Stack, StackPlace } from '../permissions/stacks.ts';
import { placeWords, sizeProblem } from '../permissions/stack-words.ts';
import { terraform } from '../permissions/terraform.ts';
import type { Platform } from '../permissions/trust.ts';
import { EXIT } from './exit-code.ts';
import { problemsHuman } from './problems.ts';
import { printable } from './terminal.ts';
import type { Terminal } from './terminal.ts';
import { linesOfFiles } from './validate.ts';

export interface IamPolicyOptions {
  readonly desiredState?: string;
  readonly role?: RoleUse;
  readonly format: 'json' | 'cloudformation' | 'terraform';
  readonly trust?: boolean;
  readonly hubRoleArn?: string;
  readonly hubRoleName: string;
  readonly organizationId?: string;
  readonly runsOn: Platform;
  readonly oidcProviderArn?: string;
  readonly namespace?: string;
  readonly serviceAccount?: string;
  readonly notebookRole?: readonly string[];
}

export async function iamPolicy(options: IamPolicyOptions, terminal: Terminal): Promise<number> {
  const { desiredState, role, format } = options;
  const config = readConfig(desiredState === undefined ? {} : { desiredState });
  const loaded = await load(config.desiredState, systemClock.now());
  if ('problems' in loaded) {
    terminal.err(problemsHuman(loaded.problems, linesOfFiles(), terminal.paint));
    return EXIT.couldNotRun;
  }
  if (options.runsOn === 'irsa' && options.oidcProviderArn === undefined) {
    return refuse('--runs-on irsa needs --oidc-provider-arn, the identity provider of the cluster', terminal);
  }
  const { state } = loaded;
  const given = givenBy(options);
  const places = role === undefined && format === 'json' ? STACK_PLACES : [placeOf(role)];
  const stacks = places
    .map((place) => ofRole(stackFor(place, state, given), role))
    .filter((stack) => stack.roles.length > 0);
  if (stacks.length === 0) return refuse(whyNone(role, state), terminal);
  terminal.out(
    format === 'json'
      ? json(stacks, options)
      : stacks.map(format === 'terraform' ? terraform : cloudFormation).join(''),
  );
  for (const stack of stacks) {
    for (const line of placeWords(stack, state, format)) terminal.err(`${printable(line, 1_000)}\n`);
  }
  const tooLong = stacks.flatMap(({ roles }) => roles.flatMap((one) => sizeProblem(one) ?? []));
  return tooLong.length === 0 ? EXIT.fine : refuse(tooLong.join('; '), terminal);
}

function givenBy(options: IamPolicyOptions): Given {
  const { hubRoleArn, hubRoleName, organizationId, runsOn, oidcProviderArn, namespace, serviceAccount } = options;
  return {
    hub: { runsOn, oidcProviderArn },
    hubRoleName: hubRoleArn?.split(':role/')[1] ?? hubRoleName,
    passableRoles: options.notebookRole ?? [],
    hubRoleArn,
    organizationId,
    namespace,
    serviceAccount,
  };
}

function placeOf(role: RoleUse | undefined): StackPlace {
  return role === 'hub' || role === 'management' ? role : 'members';
}

/** The management account's stack is one whatever is in it; of a member's, one role can be asked for. */
function ofRole(stack: Stack, role: RoleUse | undefined): Stack {
  if (role === undefined || (role === 'management' && stack.roles.some(({ uses }) => uses.includes(role))))
    return stack;
  return { ...stack, roles: stack.roles.filter(({ uses }) => uses.includes(role)) };
}

/** One role: its document alone, as AWS takes it. All of them: by place and name, with what else a role is made of. */
function json(stacks: readonly Stack[], { role, trust = false }: IamPolicyOptions): string {
  const parameters = stacks.flatMap((stack) => stack.parameters);
  const roles = stacks.map(({ place, roles: documents }) => [
    place,
    documents.map((one) => ({
      roleName: one.name,
      path: one.path,
      uses: one.uses,
      maxSessionDurationSeconds: one.maxSessionSeconds,
      trust: one.trust,
      permissions: one.permissions,
    })),
  ]);
  const single = role === undefined ? undefined : stacks[0]?.roles.find(({ uses }) => uses.includes(role));
  const value = single === undefined ? Object.fromEntries(roles) : trust ? single.trust : single.permissions;
  return `${JSON.stringify(filledIn(value, parameters), null, 2)}\n`;
}

function whyNone(role: RoleUse | undefined, { organization: { access } }: DesiredState): string {
  if (role === 'management' && access.managementRole === undefined)
    return 'Organization.spec.access names no managementRole: the hub reads the organization itself';
  if (role === 'write' && access.writeRole === undefined)
    return 'Organization.spec.access names no writeRole: nothing is ever enforced';
  return 'the desired state has no policies: there is nothing to permit';
}

function refuse(why: string, terminal: Terminal): number {
  terminal.err(`sagekeeper: ${printable(why, 2_000)}\n`);
  return EXIT.couldNotRun;
}
