/**
 * Who is calling: a user with a long-lived key, or a session of a role that AssumeRole opened. Sessions end by the clock.
 */
import type { Statement } from './iam-document.ts';
import type { OrganizationTree, Role } from './organization-tree.ts';
import { EXPIRED_TEXT, refuse, UNKNOWN_CLIENT_TEXT } from './refusal.ts';

export interface Principal {
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
  /** The ARN that conditions on aws:PrincipalArn see: a session's is its role's. */
  readonly principalArn: string;
  readonly role: string | undefined;
  readonly session: string | undefined;
  readonly sourceIdentity: string | undefined;
  readonly document: readonly Statement[];
  /** The role's permissions boundary. */
  readonly boundary: readonly Statement[] | undefined;
  /** What the session policy leaves of it; undefined: everything. */
  readonly sessionDocument: readonly Statement[] | undefined;
  readonly token: string | undefined;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export interface NewSession {
  readonly account: string;
  readonly role: Role;
  readonly name: string;
  readonly sourceIdentity: string | undefined;
  readonly sessionDocument: readonly Statement[] | undefined;
  readonly expiresAt: number;
}

/** Older sessions than these are forgotten, as if they were unknown. */
const MAX_SESSIONS = 100_000;

export class Principals {
  private readonly tree: OrganizationTree;
  private readonly sessions: Map<string, Principal>;
  private opened: number;

  constructor(tree: OrganizationTree, sessions = new Map<string, Principal>(), opened = 0) {
    this.tree = tree;
    this.sessions = sessions;
    this.opened = opened;
  }

  /**
   * Whom the credentials belong to. The token is checked only when the caller has one to show (`undefined`: not asked for).
   * @throws Refusal for unknown and expired credentials.
   */
  identify(service: string, accessKeyId: string, token: string | null | undefined, now: number): Principal {
    const session = this.sessions.get(accessKeyId);
    if (session !== undefined) {
      if (token !== undefined && token !== session.token) {
        throw refuse(service, 'unknownClient', UNKNOWN_CLIENT_TEXT);
      }
      if (session.expiresAt <= now) {
        throw refuse(service, 'expired', EXPIRED_TEXT);
      }
      return session;
    }
    const key = this.tree.keys.get(accessKeyId);
    if (key === undefined) {
      throw refuse(service, 'unknownClient', UNKNOWN_CLIENT_TEXT);
    }
    const arn = `arn:aws:iam::${key.account}:user/${key.user}`;
    return {
      account: key.account,
      arn,
      principalArn: arn,
      userId: `AIDA${key.accessKeyId.slice(4)}`,
      role: undefined,
      session: undefined,
      sourceIdentity: undefined,
      document: key.document,
      boundary: undefined,
      sessionDocument: undefined,
      token: undefined,
      expiresAt: Infinity,
    };
  }

  /** @returns the access key id and what it stands for. */
  open(session: NewSession): readonly [string, Principal] {
    this.opened += 1;
    const serial = this.opened.toString(36).toUpperCase().padStart(9, '0');
    const accessKeyId = `ASIASIM${serial}`;
    const principal: Principal = {
      account: session.account,
      arn: `arn:aws:sts::${session.account}:assumed-role/${session.role.name}/${session.name}`,
      principalArn: session.role.arn,
      userId: `${session.role.id}:${session.name}`,
      role: session.role.name,
      session: session.name,
      sourceIdentity: session.sourceIdentity,
      document: session.role.document,
      boundary: session.role.boundary,
      sessionDocument: session.sessionDocument,
      token: `simulated-session-token-${serial}`,
      expiresAt: session.expiresAt,
    };
    this.sessions.set(accessKeyId, principal);
    if (this.sessions.size > MAX_SESSIONS) {
      const [oldest] = this.sessions.keys();
      this.sessions.delete(oldest ?? '');
    }
    return [accessKeyId, principal];
  }

  copy(): Principals {
    return new Principals(this.tree, new Map(this.sessions), this.opened);
  }
}
