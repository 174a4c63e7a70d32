/**
 * What people wrote, once it has been read and found good: every default filled in, every duration in milliseconds, every
 * reference resolved to a name that exists. Reading and refusing is the desired-state room's work.
 */
import type { Scope } from './scope.ts';
import type { Region } from './target.ts';

export type Mode = 'audit' | 'enforce';

/** Where a document begins; line and column count from 1. */
export interface Source {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A mistake in the desired state: returned in lists, never thrown. */
export interface Problem extends Source {
  readonly message: string;
  /** How to mend it. */
  readonly hint?: string;
}

/** At most this many resources disturbed at once: a number, or a share of the running resources in the policy's scope. */
export interface Budget {
  readonly per: 'account' | 'organization';
  readonly max: { readonly count: number } | { readonly percent: number };
}

export interface Disruption {
  /** Names of MaintenanceWindow documents with effect allow. `anyTime` is an answer as well, and has to be given. */
  readonly windows: readonly string[] | 'anyTime';
  readonly budgets: readonly Budget[];
  /** Percent of the last changes that may leave a resource worse off before the policy stops by itself. */
  readonly haltAbove: number;
}

/** A document of ours that wants something of resources. `want` is the only part that differs by kind. */
export interface Policy<Want = unknown> {
  readonly kind: string;
  readonly name: string;
  readonly mode: Mode;
  readonly scope: Scope;
  /** With mode enforce: enforce here, audit in the rest of the scope. Undefined: everywhere in the scope. */
  readonly enforceIn: Scope | undefined;
  readonly disruption: Disruption;
  /** Names of policies of the same kind that give way to this one. */
  readonly overrides: readonly string[];
  readonly want: Want;
  /** Organizational units that the want speaks of, by path or id. Left out: none. */
  readonly unitsWanted?: readonly string[];
  readonly source: Source;
}

export interface MaintenanceWindow {
  readonly name: string;
  readonly effect: 'allow' | 'deny';
  /** Cron expression of the openings; five fields, or six with seconds first. Day of month and day of week must both match. */
  readonly schedule: string;
  readonly durationMs: number;
  /** IANA name. */
  readonly timeZone: string;
  /** Nothing begins in the last part of an opening. */
  readonly minRemainingMs: number;
  readonly scope: Scope;
  readonly source: Source;
}

export interface Exemption {
  readonly name: string;
  readonly policies: readonly string[];
  /** ARN patterns with `*`; undefined: everything in `scope`. Compared without regard to case, as SageMaker lower-cases ARNs. */
  readonly resources: readonly string[] | undefined;
  readonly scope: Scope;
  /** Milliseconds since the epoch: only resources created before it are excused. */
  readonly createdBefore: number | undefined;
  readonly owner: string;
  readonly reason: string;
  readonly ticket: string | undefined;
  /** Milliseconds since the epoch; from this instant on nothing is excused. */
  readonly expiresAt: number;
  readonly source: Source;
}

/** Requests a second and the burst that AWS's bucket holds; `off` for benchmarks. */
export type Rate = { readonly perSecond: number; readonly burst: number } | 'off';

export interface OrganizationSettings {
  readonly name: string;
  readonly partition: string;
  readonly access: {
    readonly readRole: string;
    /** Undefined: nothing is ever enforced. */
    readonly writeRole: string | undefined;
    readonly externalId: string | undefined;
    readonly managementRole: string | undefined;
    readonly sourceIdentity: string | undefined;
  };
  readonly regions: readonly Region[];
  readonly includeManagementAccount: boolean;
  readonly schedule: string;
  readonly schedules: Readonly<Record<string, string>>;
  readonly completeReadEveryMs: number;
  /** How old a reading must be to be believed. */
  readonly settleMs: number;
  readonly freeze: boolean;
  /** Executions of pipelines that one pass over a target looks at, where a policy asks about them. */
  readonly executionReads: number;
  readonly breakGlassRoles: readonly string[];
  readonly acceptRevision: string | undefined;
  readonly rates: Readonly<Record<string, Rate>>;
  readonly source: Source;
}

export interface DesiredState {
  /** Hash of the content, `acceptRevision` left out: 12 hexadecimal digits. */
  readonly revision: string;
  /** The git commit that the files came from, where that is known: 40 hexadecimal digits. */
  readonly commit?: string;
  readonly organization: OrganizationSettings;
  readonly policies: readonly Policy[];
  readonly windows: readonly MaintenanceWindow[];
  readonly exemptions: readonly Exemption[];
  /** Milliseconds since the epoch. */
  readonly loadedAt: number;
}
