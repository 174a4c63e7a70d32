/**
 * IAM, as far as it can be asked about roles: whether one may do something, what it is, and how it is tagged. Its simulation
 * knows only what it is told of the request.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
import { authorize, type Call, type Operation, type Output } from '../call.ts';
import { type AccessRequest, evaluate, type Statement } from '../iam-document.ts';
import { list, num, str, strings, structures, text, whole } from '../input-shape.ts';
import type { Account, Role } from '../organization-tree.ts';
import { pageOf } from '../pages.ts';
import { refuse, Refusal } from '../refusal.ts';

const ROLE_ARN = /^arn:aws:iam::(\d{12}):role\/(?:[\w+=,.@-]+\/)*([\w+=,.@-]+)$/;
const DEFAULT_PAGE = 100;
const MAX_QUESTIONS = 10_000;
const CREATED_AT = '2023-02-01T00:00:00Z';

const PAGING = { Marker: text({ min: 1, max: 320 }), MaxItems: whole(1, 1_000) } as const;
const ROLE_NAME = text({ required: true, min: 1, max: 64, pattern: /^[\w+=,.@-]+$/ });

export const simulatePrincipalPolicy: Operation = {
  service: 'iam',
  name: 'SimulatePrincipalPolicy',
  family: 'iam:simulate',
  members: {
    ...PAGING,
    PolicySourceArn: text({ required: true, min: 20, max: 2048 }),
    ActionNames: list({ required: true }),
    ResourceArns: list(),
    ContextEntries: list(),
  },
  run: simulate,
};

export const getRole: Operation = {
  service: 'iam',
  name: 'GetRole',
  family: 'iam:read',
  members: { RoleName: ROLE_NAME },
  run: (call) => {
    const role = roleNamed(call, 'iam:GetRole');
    const trusted = [...role.trusts].map((account) => `arn:aws:iam::${account}:root`);
    const trust = { Effect: 'Allow', Principal: { AWS: trusted }, Action: 'sts:AssumeRole' };
    return {
      Role: {
        Path: '/',
        RoleName: role.name,
        RoleId: role.id,
        Arn: role.arn,
        CreateDate: CREATED_AT,
        AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement: [trust] })),
        MaxSessionDuration: role.maxSessionSeconds,
        Tags: tagsOf(role),
      },
    };
  },
};

export const listRoleTags: Operation = {
  service: 'iam',
  name: 'ListRoleTags',
  family: 'iam:read',
  members: { ...PAGING, RoleName: ROLE_NAME },
  run: (call) => marked(call, 'Tags', tagsOf(roleNamed(call, 'iam:ListRoleTags')), (tag) => tag),
};

interface Question {
  readonly action: string;
  readonly resource: string;
}

function simulate(call: Call): Output {
  const source = str(call.input, 'PolicySourceArn') ?? '';
  authorize(call, 'iam:SimulatePrincipalPolicy', source);
  const [, accountId, name = ''] = ROLE_ARN.exec(source) ?? [];
  if (accountId === undefined) {
    throw new Refusal('InvalidInput', `Invalid Entity Arn: ${source} does not clearly define entity type and name.`);
  }
  const account = accountId === call.principal.account ? call.tree.accounts.get(accountId) : undefined;
  const role = account?.roles.get(name);
  if (account === undefined || role === undefined) {
    throw noSuchRole(name);
  }
  const resources = strings(call.input, 'ResourceArns') ?? ['*'];
  const questions = (strings(call.input, 'ActionNames') ?? []).flatMap((action) =>
    resources.map((resource) => ({ action, resource })),
  );
  if (questions.length > MAX_QUESTIONS) {
    throw new Refusal('InvalidInput', `At most ${MAX_QUESTIONS} actions times resources are simulated here.`);
  }
  const context = contextOf(call, role);
  return marked(call, 'EvaluationResults', questions, (question) => answerTo(call, account, role, question, context));
}

function answerTo(
  call: Call,
  account: Account,
  role: Role,
  { action, resource }: Question,
  context: ReadonlyMap<string, readonly string[]>,
): Output {
  const missing = new Set<string>();
  const request: AccessRequest = {
    action,
    resource,
    keys: (name) => {
      const values = context.get(name.toLowerCase());
      if (values === undefined) {
        missing.add(name);
      }
      return values;
    },
  };
  const isBound = account.seed.id !== call.tree.managementAccount;
  const allowedByOrganization = !isBound || evaluate(controlPoliciesOf(call, account, request), request) !== 'deny';
  const own = evaluate(role.document, request);
  const bounded = role.boundary === undefined ? 'allow' : evaluate(role.boundary, request);
  return {
    EvalActionName: action,
    EvalResourceName: resource,
    EvalDecision: decisionOf(own, bounded, allowedByOrganization ? 'allow' : 'deny'),
    MatchedStatements: matched(role, role.document, request),
    MissingContextValues: [...missing],
    OrganizationsDecisionDetail: isBound ? { AllowedByOrganizations: allowedByOrganization } : undefined,
    PermissionsBoundaryDecisionDetail:
      role.boundary === undefined ? undefined : { AllowedByPermissionsBoundary: bounded === 'allow' },
  };
}

/**
 * Statements of control policies that count: those whose keys are all known. A key without a value is ignored, and told as
 * missing. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html
 */
function controlPoliciesOf(call: Call, account: Account, request: AccessRequest): readonly Statement[] {
  if (call.behaviour.simulatesConditions === false) {
    return account.plainControlPolicies;
  }
  return account.controlPolicies.filter(({ conditions }) =>
    conditions.every(({ key }) => request.keys(key) !== undefined),
  );
}

type Verdict = ReturnType<typeof evaluate>;

function decisionOf(...verdicts: readonly Verdict[]): 'allowed' | 'explicitDeny' | 'implicitDeny' {
  if (verdicts.includes('deny')) {
    return 'explicitDeny';
  }
  return verdicts.includes('none') ? 'implicitDeny' : 'allowed';
}

/** Each statement that by itself says something of the request, by the document it stands in. */
function matched(role: Role, document: readonly Statement[], request: AccessRequest): readonly Output[] {
  return document
    .filter((statement) => evaluate([statement], request) !== 'none')
    .map(() => ({ SourcePolicyId: `${role.name}-document`, SourcePolicyType: 'IAM Policy' }));
}

function contextOf(call: Call, role: Role): ReadonlyMap<string, readonly string[]> {
  const given = structures(call.input, 'ContextEntries').map(
    (entry) => [(str(entry, 'ContextKeyName') ?? '').toLowerCase(), strings(entry, 'ContextKeyValues') ?? []] as const,
  );
  return new Map([
    ['aws:principalarn', [role.arn]],
    ['aws:principalaccount', [call.principal.account]],
    ['aws:principalorgid', [call.tree.id]],
    ...Object.entries(role.tags).map(([key, value]) => [`aws:principaltag/${key.toLowerCase()}`, [value]] as const),
    ...given,
  ]);
}

function roleNamed(call: Call, action: string): Role {
  const name = str(call.input, 'RoleName') ?? '';
  authorize(call, action, `arn:aws:iam::${call.principal.account}:role/${name}`);
  const role = call.tree.accounts.get(call.principal.account)?.roles.get(name);
  if (role === undefined || call.fault?.fault === 'vanish') {
    throw noSuchRole(name);
  }
  return role;
}

function noSuchRole(name: string): Refusal {
  return new Refusal('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);
}

function tagsOf(role: Role): readonly Output[] {
  return Object.entries(role.tags)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([Key, Value]) => ({ Key, Value }));
}

/** A page as IAM has them: with a marker, and whether there is more. */
function marked<T>(call: Call, answerItems: string, items: readonly T[], show: (item: T) => unknown): Output {
  const page = pageOf(
    call,
    items.map((item, index) => ({ item, key: String(index).padStart(8, '0') })),
    ({ key }) => key,
    ({ item }) => show(item),
    {
      tokenMember: 'Marker',
      sizeMember: 'MaxItems',
      answerToken: 'Marker',
      answerItems,
      size: num(call.input, 'MaxItems') ?? DEFAULT_PAGE,
      invalidToken: () => refuse('iam', 'invalid', 'Invalid Marker.'),
    },
  );
  return { ...page, IsTruncated: page['Marker'] !== undefined };
}
