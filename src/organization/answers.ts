/**
 * Is what the Organizations API answered what its reference promises? Every member is looked at by hand before anything
 * believes it; a member of another shape ends the reading, because half an organization is worse than the last whole one.
 */
import type { OperationName } from '../aws/operations.ts';
import { AwsError } from '../model/aws-error.ts';
import type { AccountState } from '../model/organization.ts';
import type { AccountId } from '../model/target.ts';
import { ROOT_ID, UNIT_ID } from './needs.ts';

export type Doubt = (member: string, expected: string) => AwsError;

export interface ListedAccount {
  readonly id: AccountId;
  readonly name: string;
  readonly state: AccountState;
  /** Root and organizational units from the top; undefined where the service does not tell. */
  readonly path: { readonly rootId: string; readonly unitIds: readonly string[] } | undefined;
}

export interface NamedUnit {
  readonly id: string;
  readonly name: string;
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html */
const ORGANIZATION_ID = /^o-[a-z0-9]{10,32}$/;
const ACCOUNT_ID = /^\d{12}$/;
/** The API allows 50 characters for an account and 128 for a unit; what is longer was not written by it. */
const MAX_NAME_LENGTH = 256;
/** A tag value has at most 256 characters, a resource at most 50 tags. */
const MAX_TAG_LENGTH = 256;
const MAX_TAGS = 200;
/** Five levels of units are the quota; the rest is room for a larger one. */
export const MAX_UNIT_DEPTH = 10;

const STATES: ReadonlySet<string> = new Set<AccountState>([
  'PENDING_ACTIVATION',
  'ACTIVE',
  'SUSPENDED',
  'PENDING_CLOSURE',
  'CLOSED',
]);

/** The region in which a partition's Organizations API lives. https://docs.aws.amazon.com/general/latest/gr/ao.html */
function organizationsRegion(partition: string): string {
  if (partition === 'aws-cn') return 'cn-northwest-1';
  return partition === 'aws-us-gov' ? 'us-gov-west-1' : 'us-east-1';
}

/** How an answer of this operation is doubted: an AwsError that names the operation and the member, never the value. */
export function doubtOf(operation: OperationName, partition: string): Doubt {
  return (member, expected) =>
    new AwsError({
      reason: 'unavailable',
      code: 'UnexpectedAnswer',
      message: `${member} is not ${expected}`,
      operation,
      target: { account: 'organization', region: organizationsRegion(partition) },
      delivery: 'answered',
    });
}

export function parseOrganization(
  answer: unknown,
  doubt: Doubt,
): { readonly id: string; readonly managementAccount: string } {
  const organization = record(record(answer)?.['Organization']);
  if (organization === undefined) throw doubt('Organization', 'a structure');
  const id = organization['Id'];
  const managementAccount = organization['MasterAccountId'];
  if (!isText(id) || !ORGANIZATION_ID.test(id)) throw doubt('Organization.Id', 'an organization id');
  if (!isText(managementAccount) || !ACCOUNT_ID.test(managementAccount)) {
    throw doubt('Organization.MasterAccountId', 'an account id');
  }
  return { id, managementAccount };
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html */
export function parseAccount(row: unknown, organizationId: string, doubt: Doubt): ListedAccount {
  const account = record(row);
  if (account === undefined) throw doubt('Accounts[]', 'a structure');
  const id = parseAccountId(account, doubt);
  const state = parseState(account, doubt);
  const name = account['Name'] ?? (state === 'ACTIVE' ? undefined : '');
  if (!isName(name)) throw doubt('Accounts[].Name', `text of at most ${MAX_NAME_LENGTH} characters`);
  return { id, name, state, path: parsePath(account['Paths'], organizationId, id, doubt) };
}

export function parseAccountId(row: unknown, doubt: Doubt): AccountId {
  const id = record(row)?.['Id'];
  if (!isText(id) || !ACCOUNT_ID.test(id)) throw doubt('Accounts[].Id', 'an account id');
  return id;
}

export function parseRoot(row: unknown, doubt: Doubt): string {
  const id = record(row)?.['Id'];
  if (!isText(id) || !ROOT_ID.test(id)) throw doubt('Roots[].Id', 'the id of a root');
  return id;
}

export function parseUnit(row: unknown, doubt: Doubt): NamedUnit {
  const unit = record(row);
  const id = unit?.['Id'];
  const name = unit?.['Name'];
  if (!isText(id) || !UNIT_ID.test(id)) throw doubt('OrganizationalUnits[].Id', 'the id of an organizational unit');
  if (!isName(name) || name === '') throw doubt('OrganizationalUnits[].Name', 'a name');
  return { id, name };
}

export function parseTags(rows: readonly unknown[], doubt: Doubt): Readonly<Record<string, string>> {
  if (rows.length > MAX_TAGS) throw doubt('Tags', `at most ${MAX_TAGS} tags`);
  const tags = new Map<string, string>();
  for (const row of rows) {
    const key = record(row)?.['Key'];
    const value = record(row)?.['Value'];
    if (!isText(key) || key === '' || key.length > MAX_TAG_LENGTH) throw doubt('Tags[].Key', 'a tag key');
    if (!isText(value) || value.length > MAX_TAG_LENGTH) throw doubt('Tags[].Value', 'a tag value');
    tags.set(key, value);
  }
  // fromEntries defines properties, so that a tag named __proto__ stays a tag.
  return Object.fromEntries(tags);
}

/** `State` first: "Status" was to be retired on 9 September 2026, and older emulators know nothing else. */
function parseState(account: Readonly<Record<string, unknown>>, doubt: Doubt): AccountState {
  const state = account['State'] ?? account['Status'];
  if (state === undefined) return 'UNKNOWN';
  if (!isText(state)) throw doubt('Accounts[].State', 'text');
  return isState(state) ? state : 'UNKNOWN';
}

/** `o-.../r-.../ou-.../<account>/`; an account has one parent, so only the first path counts. */
function parsePath(paths: unknown, organizationId: string, id: AccountId, doubt: Doubt): ListedAccount['path'] {
  if (paths === undefined || paths === null) return undefined;
  if (!Array.isArray(paths)) throw doubt('Accounts[].Paths', 'an array');
  const path: unknown = paths[0];
  if (path === undefined) return undefined;
  if (!isText(path)) throw doubt('Accounts[].Paths[]', 'text');
  const [organization, rootId = '', ...below] = path.replace(/\/$/, '').split('/');
  const unitIds = below.slice(0, -1);
  const wellFormed = organization === organizationId && ROOT_ID.test(rootId) && below.at(-1) === id;
  if (!wellFormed || unitIds.length > MAX_UNIT_DEPTH || !unitIds.every((unit) => UNIT_ID.test(unit))) {
    throw doubt('Accounts[].Paths[]', "the account's path from the root");
  }
  return { rootId, unitIds };
}

function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isRecord(value) ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isName(value: unknown): value is string {
  return isText(value) && value.length <= MAX_NAME_LENGTH;
}

function isState(value: string): value is AccountState {
  return STATES.has(value);
}
