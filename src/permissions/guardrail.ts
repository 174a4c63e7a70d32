/**
 * Which control policies prevent what the policies of a desired state correct? One document for each place to attach to, under
 * AWS's quota, deny form throughout, with our own roles and the break-glass roles excepted from every statement. Pure. What to
 * allow the teams instead is next door.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html
 */
import { iamDocument, minified } from '../model/iam-document.ts';
import type { Conditions, IamDocument, Statement } from '../model/iam-document.ts';
import type { DesiredState, OrganizationSettings, Policy } from '../model/desired-state.ts';
import type { ResourceName } from '../model/resource.ts';
import { POLICY_KINDS } from '../policies/index.ts';
import { RESOURCE_KINDS } from '../resources/index.ts';
import { excludedAccounts, reachKey, reachOf } from './reach.ts';
import type { Reach } from './reach.ts';

export interface GuardrailDocument {
  /** Fit for a policy in Organizations: letters, digits and `-`. */
  readonly name: string;
  readonly policies: readonly string[];
  readonly reach: Reach;
  readonly document: IamDocument;
  readonly characters: number;
}

export interface GuardrailExport {
  readonly documents: readonly GuardrailDocument[];
  /** What has to be done before one is attached, `<policy>: <what>`. */
  readonly rollout: readonly string[];
  /** What of the wants is not prevented, `<policy>: <key>: <why>`. */
  readonly notPrevented: readonly string[];
  /** Names of policies that were left out because they only audit. */
  readonly auditOnly: readonly string[];
}

export interface GuardrailOptions {
  readonly includeAudit: boolean;
  /** Names; empty: all. */
  readonly policies: readonly string[];
  readonly maxCharacters: number;
}

interface Guarded {
  readonly policy: Policy;
  readonly reach: Reach;
  readonly statements: readonly Statement[];
}

export const TAGS_SID = 'SagekeeperTags';
export const MAX_NAME_CHARACTERS = 120;
/** How a kind marks, among what is not prevented, what is about the order of things. */
const ROLLOUT = 'rollout: ';

export function guardrails(state: DesiredState, options: GuardrailOptions): GuardrailExport {
  const chosen = state.policies.filter(({ name }) => options.policies.length === 0 || options.policies.includes(name));
  const notPrevented: string[] = [];
  const rollout: string[] = [];
  const auditOnly: string[] = [];
  const groups = new Map<string, Guarded[]>();
  for (const policy of chosen) {
    const guard = POLICY_KINDS.get(policy.kind)?.guardrail;
    const reach = reachOf(policy, options.includeAudit);
    if (reach === undefined) auditOnly.push(policy.name);
    if (reach === undefined || guard === undefined) continue;
    const { statements, notPrevented: missing } = guard(policy.want);
    for (const why of missing) {
      if (why.startsWith(ROLLOUT)) rollout.push(`${policy.name}: ${why.slice(ROLLOUT.length)}`);
      else notPrevented.push(`${policy.name}: ${why}`);
    }
    const key = reachKey(reach);
    if (statements.length > 0) groups.set(key, [...(groups.get(key) ?? []), { policy, reach, statements }]);
  }
  const documents = [...groups.values()].flatMap((group) => {
    const packed = pack(group, state.organization, options.maxCharacters);
    notPrevented.push(...packed.tooLong);
    return packed.documents;
  });
  return { documents, rollout, notPrevented, auditOnly };
}

/** The statements of policies with one reach, in as few documents as the quota asks for; each that is about what carries our tags protects them as well. */
function pack(
  group: readonly Guarded[],
  settings: OrganizationSettings,
  maxCharacters: number,
): { readonly documents: readonly GuardrailDocument[]; readonly tooLong: readonly string[] } {
  const [{ reach } = { reach: undefined }] = group;
  if (reach === undefined) return { documents: [], tooLong: [] };
  const tags = group.some(carriesTags) ? [excepted(protectTags(), settings)] : [];
  const tooLong: string[] = [];
  const documents: Statement[][] = [];
  for (const { policy, statement } of distinct(group)) {
    const complete = excepted(narrowed(statement, reach), settings);
    if (size([complete, ...tags]) > maxCharacters) {
      tooLong.push(
        `${policy}: ${statement.Sid ?? ''} alone is longer than a document may be (${maxCharacters} characters)`,
      );
      continue;
    }
    const last = documents.at(-1);
    if (last === undefined || size([...last, complete, ...tags]) > maxCharacters) documents.push([complete]);
    else last.push(complete);
  }
  const names = group.map(({ policy }) => policy.name);
  const name = `sagekeeper-${names.join('-')}`.slice(0, MAX_NAME_CHARACTERS);
  return {
    documents: documents.map((statements, at) => {
      const document = iamDocument([...statements, ...tags]);
      const numbered = documents.length === 1 ? name : `${name}-${at + 1}`;
      return { name: numbered, policies: names, reach, document, characters: minified(document).length };
    }),
    tooLong,
  };
}

/** Once each, and each with a Sid of its own, as AWS demands within a document. */
function distinct(group: readonly Guarded[]): readonly { readonly policy: string; readonly statement: Statement }[] {
  const seen = new Map<string, { policy: string; statement: Statement }>();
  const sids = new Map<string, number>();
  for (const { policy, statements } of group) {
    for (const statement of statements) {
      const key = JSON.stringify(statement);
      if (seen.has(key)) continue;
      const sid = statement.Sid ?? 'Sagekeeper';
      const count = (sids.get(sid) ?? 0) + 1;
      sids.set(sid, count);
      seen.set(key, { policy: policy.name, statement: { ...statement, Sid: count === 1 ? sid : `${sid}${count}` } });
    }
  }
  return [...seen.values()];
}

/** It is about a kind of resource that says by a tag of ours how it has to be brought back. */
function carriesTags({ policy }: Guarded): boolean {
  const names = Object.keys(POLICY_KINDS.get(policy.kind)?.judges ?? {}) as ResourceName[];
  return names.some((name) => RESOURCE_KINDS[name].nominate !== undefined);
}

/**
 * Whoever may write our tags could have a notebook restarted, or kept from being brought back. A positive operator with
 * ForAnyValue does not hold where the request has no tags, so that nothing else is denied.
 */
function protectTags(): Statement {
  return {
    Sid: TAGS_SID,
    Effect: 'Deny',
    Action: ['sagemaker:AddTags', 'sagemaker:DeleteTags', 'sagemaker:Create*'],
    Resource: '*',
    Condition: { 'ForAnyValue:StringLike': { 'aws:TagKeys': 'sagekeeper:*' } },
  };
}

/** A negated operator with several values holds only if none of them is met. */
function narrowed(statement: Statement, reach: Reach): Statement {
  const accounts = excludedAccounts(reach);
  return withConditions(statement, {
    ...(accounts.length === 0 ? {} : { StringNotEquals: { 'aws:PrincipalAccount': accounts } }),
    ...(reach.regions === undefined ? {} : { StringEquals: { 'aws:RequestedRegion': reach.regions } }),
  });
}

/** The writing role and the break-glass roles, in any account: a guardrail of ours must lock out neither. */
function excepted(statement: Statement, { partition, access, breakGlassRoles }: OrganizationSettings): Statement {
  const names = [...new Set([...(access.writeRole === undefined ? [] : [access.writeRole]), ...breakGlassRoles])];
  if (names.length === 0) return statement;
  const arns = names.map((name) => `arn:${partition}:iam::*:role/${name}`);
  return withConditions(statement, { ArnNotLike: { 'aws:PrincipalArn': arns } });
}

function withConditions(statement: Statement, more: Conditions): Statement {
  const operators = { ...statement.Condition };
  for (const [operator, keys] of Object.entries(more)) operators[operator] = { ...operators[operator], ...keys };
  return { ...statement, Condition: operators };
}

function size(statements: readonly Statement[]): number {
  return minified(iamDocument(statements)).length;
}
