/**
 * STS: who am I, and sessions of roles across accounts. A role is assumed when it exists in that account, trusts the caller's
 * account, and is given the external id it asks for; the session policy narrows whatever the session does later.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
import { authorize, type Call, denied, type Operation, type Output } from '../call.ts';
import { parseDocument } from '../iam-document.ts';
import { list, num, str, text, whole } from '../input-shape.ts';
import { digest, type Role } from '../organization-tree.ts';
import { refuse, Refusal } from '../refusal.ts';

const MAX_SESSION_POLICY_LENGTH = 2_048;
const ROLE_ARN = /^arn:aws:iam::(\d{12}):role\/(?:[\w+=,.@-]+\/)*([\w+=,.@-]+)$/;

export const getCallerIdentity: Operation = {
  service: 'sts',
  name: 'GetCallerIdentity',
  family: 'sts:assume',
  members: {},
  run: ({ principal }) => ({ UserId: principal.userId, Account: principal.account, Arn: principal.arn }),
};

export const assumeRole: Operation = {
  service: 'sts',
  name: 'AssumeRole',
  family: 'sts:assume',
  members: {
    RoleArn: text({ required: true, min: 20, max: 2048 }),
    RoleSessionName: text({ required: true, min: 2, max: 64, pattern: /^[\w+=,.@-]*$/ }),
    DurationSeconds: whole(900, 43_200),
    Policy: text({ min: 1 }),
    ExternalId: text({ min: 2, max: 1224, pattern: /^[\w+=,.@:/-]*$/ }),
    SourceIdentity: text({ min: 2, max: 64, pattern: /^[\w+=,.@-]*$/ }),
    PolicyArns: list({ max: 10 }),
    Tags: list({ max: 50 }),
  },
  run: assume,
};

function assume(call: Call): Output {
  const roleArn = str(call.input, 'RoleArn') ?? '';
  const sourceIdentity = call.principal.sourceIdentity ?? str(call.input, 'SourceIdentity');
  authorize(call, 'sts:AssumeRole', roleArn, {
    'sts:RoleSessionName': str(call.input, 'RoleSessionName'),
    'sts:ExternalId': str(call.input, 'ExternalId'),
    'sts:SourceIdentity': str(call.input, 'SourceIdentity'),
  });
  const { account, role } = trustedRole(call, roleArn);
  const durationSeconds = durationOf(call, role);
  const policy = str(call.input, 'Policy');
  if (policy !== undefined && policy.length > MAX_SESSION_POLICY_LENGTH) {
    throw new Refusal(
      'PackedPolicyTooLarge',
      `PackedPolicySize exceeds the limit: the session policy has ${policy.length} of ${MAX_SESSION_POLICY_LENGTH} characters.`,
    );
  }
  const name = str(call.input, 'RoleSessionName') ?? '';
  const expiresAt = call.now + durationSeconds * 1000;
  const [accessKeyId, principal] = call.principals.open({
    account,
    role,
    name,
    sourceIdentity,
    sessionDocument: policy === undefined ? undefined : parseDocument(policy),
    expiresAt,
  });
  return {
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: digest(accessKeyId, 32),
      SessionToken: principal.token,
      Expiration: new Date(expiresAt).toISOString(),
    },
    AssumedRoleUser: { AssumedRoleId: principal.userId, Arn: principal.arn },
    PackedPolicySize: policy === undefined ? undefined : Math.ceil((policy.length * 100) / MAX_SESSION_POLICY_LENGTH),
    SourceIdentity: sourceIdentity,
  };
}

/** The same refusal for a role that is missing, does not trust the caller, or lives in an account that is closed. */
function trustedRole(call: Call, roleArn: string): { readonly account: string; readonly role: Role } {
  const [, accountId, name] = ROLE_ARN.exec(roleArn) ?? [];
  if (accountId === undefined || name === undefined) {
    throw refuse('sts', 'invalid', `${roleArn} is invalid`);
  }
  const role = call.tree.accounts.get(accountId)?.roles.get(name);
  const open = role !== undefined && call.stateOf(accountId) === 'ACTIVE' && role.trusts.has(call.principal.account);
  if (!open || (role.externalId !== undefined && role.externalId !== str(call.input, 'ExternalId'))) {
    // AWS gives no reason here, so that nobody learns which roles exist.
    throw denied(call, 'sts:AssumeRole', roleArn);
  }
  return { account: accountId, role };
}

function durationOf(call: Call, role: Role): number {
  const asked = num(call.input, 'DurationSeconds') ?? 3_600;
  if (asked > role.maxSessionSeconds) {
    throw refuse('sts', 'invalid', 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
  if (call.principal.role !== undefined && asked > 3_600) {
    throw refuse(
      'sts',
      'invalid',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
  return asked;
}
