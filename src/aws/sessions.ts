/**
 * With whose credentials? Roles assumed from the hub, kept until shortly before they expire, asked for once however many
 * wait for them, and believed only if STS says that they belong to the account that was meant. Read and write sessions
 * are different sessions even where the role is the same.
 */
import type { AwsError } from '../model/aws-error.ts';
import type { OrganizationSettings } from '../model/desired-state.ts';
import type { AccountId, Target } from '../model/target.ts';
import type { ChangeScope, Clock } from '../model/world.ts';
import type { Calls } from './calls.ts';
import { noSession, ownError, toAwsError } from './errors.ts';
import { readSessionPolicy, writeSessionPolicy } from './session-policy.ts';
import type { Credentials } from './transport.ts';

export interface SessionsOptions {
  readonly calls: Calls;
  readonly clock: Clock;
  readonly access: OrganizationSettings['access'];
  readonly partition: string;
  /** The hub's account and the region whose STS is asked: whose rate, and what errors name. */
  readonly hub: () => Promise<Target>;
  readonly hubCredentials: () => Promise<Credentials>;
}

export interface Sessions {
  /** Cannot write. Rejects with an AwsError. */
  read(account: AccountId): Promise<Credentials>;
  /** Of the role that reads the organization, in the management account. Cannot write. */
  management(account: AccountId, role: string): Promise<Credentials>;
  /** May do what the scope names, and nothing else. Rejects with an AwsError. */
  write(account: AccountId, scope: ChangeScope): Promise<Credentials>;
  /** AWS calls these expired: the next to ask gets others. */
  drop(credentials: Credentials): void;
}

interface Wanted {
  /** What one kept session is known by; short, as every read looks it up. */
  readonly key: string;
  readonly account: AccountId;
  readonly role: string;
  readonly sessionName: string;
  readonly policy: string;
  readonly durationSeconds: number;
}

interface Kept {
  readonly session: Promise<Credentials>;
  credentials: Credentials | undefined;
  /** Milliseconds since the epoch; what is still being asked for does not expire. */
  expiresAt: number;
}

/** Role chaining, which a hub with a role of its own does, allows an hour. */
const READ_SECONDS = 3_600;
/** The least that STS grants. */
const WRITE_SECONDS = 900;
const RENEW_BEFORE_MS = 300_000;
/** An account without the role costs one AssumeRole a minute, not one for each of its regions. */
const REMEMBER_DENIAL_MS = 60_000;
/** Sessions kept at once: more accounts than any organization of ours has, and the changes under way. */
const MAX_SESSIONS = 12_000;
const ASSUME_TIMEOUT_MS = 5_000;
/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const MAX_SESSION_NAME_CHARACTERS = 64;

const READS = readSessionPolicy(['sagemaker', 'ec2', 's3', 'tagging', 'account', 'iam']);
const ORGANIZATION_READS = readSessionPolicy(['organizations']);

export function createSessions(options: SessionsOptions): Sessions {
  const { access, clock } = options;
  const kept = new Map<string, Kept>();

  const ask = async (wanted: Wanted): Promise<Credentials> => {
    const { key } = wanted;
    const known = kept.get(key);
    if (known !== undefined && known.expiresAt > clock.now()) return known.session;
    const session = assume(options, wanted);
    const entry: Kept = {
      session: session.then((granted) => granted.credentials),
      credentials: undefined,
      expiresAt: Infinity,
    };
    kept.delete(key);
    kept.set(key, entry);
    makeRoom(kept);
    try {
      const granted = await session;
      entry.credentials = granted.credentials;
      entry.expiresAt = granted.expiresAt - RENEW_BEFORE_MS;
    } catch (error) {
      const denied = (error as AwsError).reason === 'denied';
      entry.expiresAt = denied ? clock.now() + REMEMBER_DENIAL_MS : 0;
    }
    return entry.session;
  };
  const reading = { sessionName: 'sagekeeper-read', durationSeconds: READ_SECONDS };

  return {
    read: (account) => ask({ ...reading, key: account, account, role: access.readRole, policy: READS }),
    management: (account, role) =>
      ask({ ...reading, key: `${account} ${role}`, account, role, policy: ORGANIZATION_READS }),
    write: async (account, scope) => {
      if (access.writeRole === undefined) {
        const about = { operation: 'AssumeRole', target: { account, region: (await options.hub()).region } } as const;
        const message = 'no write role is configured (Organization.spec.access.writeRole)';
        throw ownError(about, { reason: 'denied', code: 'NoWriteRole', message, delivery: 'not-sent' });
      }
      const policy = writeSessionPolicy(scope);
      const sessionName = nameOf(scope.change);
      const key = `${account} ${sessionName} ${policy}`;
      return ask({ key, account, role: access.writeRole, sessionName, policy, durationSeconds: WRITE_SECONDS });
    },
    drop: (credentials) => {
      for (const [key, entry] of kept) if (entry.credentials === credentials) kept.delete(key);
    },
  };
}

interface Granted {
  readonly credentials: Credentials;
  readonly expiresAt: number;
}

async function assume(options: SessionsOptions, wanted: Wanted): Promise<Granted> {
  const { access } = options;
  const hub = await options.hub();
  const input = {
    RoleArn: `arn:${options.partition}:iam::${wanted.account}:role/${wanted.role}`,
    RoleSessionName: wanted.sessionName,
    DurationSeconds: wanted.durationSeconds,
    Policy: wanted.policy,
    ...(access.externalId === undefined ? {} : { ExternalId: access.externalId }),
    ...(access.sourceIdentity === undefined ? {} : { SourceIdentity: access.sourceIdentity }),
  };
  const call = { operation: 'AssumeRole', input, target: hub, timeoutMs: ASSUME_TIMEOUT_MS } as const;
  let answer: unknown;
  try {
    answer = await options.calls.sendAgain(call, options.hubCredentials);
  } catch (error) {
    throw noSession(toAwsError(error, call), wanted.account);
  }
  const granted = parseGrant(answer);
  const about = { operation: 'AssumeRole', target: { account: wanted.account, region: hub.region } } as const;
  if (granted === undefined) {
    const message = 'AssumeRole answered without usable credentials';
    throw ownError(about, { reason: 'unavailable', code: 'UnreadableAnswer', message, delivery: 'answered' });
  }
  if (granted.account !== wanted.account) {
    const message = `asked for a role in ${wanted.account}, was given one in ${granted.account}`;
    const code = 'WrongAccount';
    throw ownError(about, { reason: 'denied', code, message, delivery: 'answered', obstacle: 'wrong-account' });
  }
  return granted;
}

function parseGrant(answer: unknown): (Granted & { readonly account: string }) | undefined {
  const { Credentials: given, AssumedRoleUser: user } = record(answer);
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = record(given);
  const arn = record(user)['Arn'];
  if (typeof AccessKeyId !== 'string' || typeof SecretAccessKey !== 'string' || typeof SessionToken !== 'string') {
    return undefined;
  }
  if (typeof Expiration !== 'number' || typeof arn !== 'string') return undefined;
  const account = /^arn:[\w-]+:sts::(\d{12}):assumed-role\//.exec(arn)?.[1];
  if (account === undefined) return undefined;
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  return { credentials, expiresAt: Expiration * 1_000, account };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** Letters, digits and `=,.@-_` are allowed in a session's name. */
function nameOf(change: string): string {
  return `sagekeeper-${change}`.replace(/[^\w+=,.@-]/g, '-').slice(0, MAX_SESSION_NAME_CHARACTERS);
}

function makeRoom(kept: Map<string, unknown>): void {
  for (const key of kept.keys()) {
    if (kept.size <= MAX_SESSIONS) return;
    kept.delete(key);
  }
}
