/**
 * What is an IAM document, and how long is it? The shape that role documents, trust policies, control policies and endpoint
 * policies share, ours and anyone's, and the shortest text that says the same. Who needs which statements is not known here.
 */

type Texts = string | readonly string[];

/** Operator, such as `StringEquals`, to condition key to value or values. All must hold; of values, any. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, Texts>>>>;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export interface Statement {
  /** Letters and digits, unique in its document. */
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  /** Only in trust policies, which in turn have no Resource. */
  readonly Principal?: Readonly<Record<string, Texts>>;
  readonly Action: Texts;
  readonly Resource?: Texts;
  readonly Condition?: Conditions;
}

export interface IamDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

type Written = string | number | boolean;

/** Operator to condition key to value or values, as people write them: AWS reads `true` as `"true"` and `10` as `"10"`. */
export type WrittenConditions = Readonly<Record<string, Readonly<Record<string, Written | readonly Written[]>>>>;

export type WrittenPrincipal = '*' | Readonly<Record<string, Texts>>;

/** A statement as anyone may have written it. Exactly one of Action and NotAction; of the other pairs at most one. */
export interface WrittenStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: WrittenPrincipal;
  readonly NotPrincipal?: WrittenPrincipal;
  readonly Action?: Texts;
  readonly NotAction?: Texts;
  readonly Resource?: Texts;
  readonly NotResource?: Texts;
  readonly Condition?: WrittenConditions;
}

/** A document as anyone may have written it, its statements always a list. Every IamDocument is one. */
export interface WrittenDocument {
  /** Left out: 2008-10-17, in which `${...}` is plain text. */
  readonly Version?: '2012-10-17' | '2008-10-17';
  readonly Id?: string;
  readonly Statement: readonly WrittenStatement[];
}

export function iamDocument(statements: readonly Statement[]): IamDocument {
  return { Version: '2012-10-17', Statement: statements };
}

/** Says the same with lists of one as their element, which IAM makes no difference of. */
export function simplest<D extends WrittenDocument>(document: D): D {
  return { ...document, Statement: document.Statement.map((statement) => withoutLonelyLists(statement)) };
}

/**
 * The shortest text. Organizations stores what it is sent to the letter, and white space counts.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
export function minified(document: WrittenDocument): string {
  return JSON.stringify(simplest(document));
}

function withoutLonelyLists(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 1 ? (value[0] as unknown) : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutLonelyLists(member)]));
}

/** The longest text that AWS accepts as a service control policy, since 15 May 2026; it was half of that before. */
export const MAX_CONTROL_POLICY_CHARACTERS = 10_240;
/** Control policies that one root, organizational unit or account can carry, FullAWSAccess included. */
export const MAX_CONTROL_POLICIES_PER_TARGET = 10;
/** Of a managed policy; white space does not count. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const MAX_MANAGED_POLICY_CHARACTERS = 6_144;
/** Of all inline policies of a role together; white space does not count. */
export const MAX_INLINE_POLICY_CHARACTERS = 10_240;
/**
 * Of an endpoint policy, white space included.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 */
export const MAX_ENDPOINT_POLICY_CHARACTERS = 20_480;
