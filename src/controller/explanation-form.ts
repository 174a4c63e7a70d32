/**
 * What there is to say to somebody who asks "why?": about one resource, or about one policy. Plain data, as it goes over the
 * status port and as `explain --output json` prints it: times are RFC 3339 in UTC, and what is not known is null.
 */
import type { Gate, ResourceState } from '../model/decision.ts';
import type { Effect, IntentPhase } from '../model/resource.ts';
import type { TargetState } from '../model/snapshot.ts';
import type { Difference, Note } from '../model/verdict.ts';

export interface PlaceExplanation {
  readonly state: TargetState;
  readonly reason: string | null;
  readonly message: string | null;
  readonly lastCompleteAt: string | null;
}

export interface GateExplanation {
  readonly gate: Gate;
  readonly answer: 'open' | 'closed' | 'notAsked';
  readonly reason: string | null;
  readonly why: string | null;
  /** When it will next be looked at, as far as the gate knows. */
  readonly until: string | null;
  /** What has to happen for a closed gate to open; null for one that is not closed. */
  readonly opens: string | null;
  /** This is the gate that holds the policy: the first that is closed. */
  readonly holds: boolean;
}

export interface StandingExplanation {
  readonly policy: string;
  readonly kind: string;
  readonly state: ResourceState;
  /** Where the document is: `file:line`. */
  readonly source: string;
  readonly differences: readonly (Difference & { readonly driven: boolean })[];
  readonly notes: readonly Note[];
  /** Of a pipeline: every step that creates a job. */
  readonly steps?: readonly StepStanding[];
  readonly gates: readonly GateExplanation[];
}

/** How one step of a pipeline stands under one policy. */
export interface StepStanding {
  /** `Train`, `Check/if/Train`. */
  readonly step: string;
  readonly type: string;
  /** JSON pointer within the definition. */
  readonly pointer: string;
  readonly state: 'compliant' | 'drifted' | 'unknown';
  readonly reportOnly: boolean;
  /** The name that its job gets; null: none is given, or nobody can tell. */
  readonly have: string | null;
  /** Null unless it has drifted. */
  readonly want: unknown;
  readonly why: string | null;
}

/** Something that the role of a pipeline must be allowed once its jobs are renamed. */
export interface PermissionAnswer {
  readonly action: string;
  readonly resource: string;
  readonly answer: 'allowed' | 'refused' | 'notAsked';
  readonly reason: string | null;
  readonly why: string | null;
}

export interface PipelineExplanation {
  readonly roleArn: string | null;
  /** The newest; null: the versions were not read. */
  readonly version: number | null;
  readonly versionsUnread: string | null;
  /** An edit of the owner that a write of ours replaced unseen, as far as the definitions alone tell. */
  readonly overwrittenVersion: number | null;
  /** Null: not asked for. */
  readonly olderVersions: number | null;
  readonly sha256: string;
  readonly characters: number;
  readonly unreadable: { readonly why: string; readonly line: number; readonly column: number } | null;
  /** Those that were looked at, the newest first, where a policy asks for it. */
  readonly executions: readonly {
    readonly execution: string;
    readonly version: number | null;
    readonly running: boolean;
    readonly jobs: number | null;
  }[];
  /** What of executions could not be read. */
  readonly notRead: readonly Note[];
  readonly permissions: readonly PermissionAnswer[];
}

export interface EndpointExplanation {
  readonly id: string;
  readonly type: 'Gateway' | 'Interface';
  readonly state: string;
  readonly ownerId: string;
  readonly requesterManaged: boolean;
  /** Sids of ours; the others are counted. Null: the document cannot be read. */
  readonly statements: { readonly ours: readonly string[]; readonly others: number } | null;
  readonly unreadable: string | null;
  readonly routeTables: readonly string[];
  readonly subnets: readonly string[];
  readonly privateDns: boolean;
}

export interface VpcExplanation {
  readonly vpcId: string;
  readonly ownerId: string;
  readonly endpoints: readonly EndpointExplanation[];
  readonly subnets: number;
  /** What of SageMaker is known to be in it: at most MAX_USES_TOLD of `uses`. */
  readonly usedBy: readonly string[];
  readonly uses: number;
  /** Why there may be more. */
  readonly untold: readonly string[];
  /** Network interfaces of others; null: not read. */
  readonly neighbours: { readonly count: number; readonly owners: readonly string[] } | null;
  readonly neighboursUnread: string | null;
}

export interface JobExplanation {
  readonly type: string;
  /** Who started it. */
  readonly origin: { readonly by: string; readonly name: string | null };
  readonly roleArn: string | null;
  readonly settings: readonly {
    readonly of: string | null;
    readonly subnets: readonly string[] | null;
    readonly securityGroups: readonly string[] | null;
    readonly networkIsolation: boolean | null;
    readonly interContainerEncryption: boolean | null;
    readonly instances: number | null;
  }[];
  readonly settingsUnread: string | null;
}

/** More uses of a VPC are counted, and not listed. */
export const MAX_USES_TOLD = 50;

export interface StepExplanation {
  readonly step: 'call' | 'wait' | 'none' | 'impossible';
  readonly operation: string | null;
  /** What of the resource it changes, where that is one of several: an endpoint of a VPC. */
  readonly about: string | null;
  readonly input: Readonly<Record<string, unknown>> | null;
  readonly effect: Effect | null;
  readonly reason: string | null;
  readonly why: string | null;
  /** Of a wait. */
  readonly recheckAfterMs: number | null;
  /** From then on a person is told that it takes too long. */
  readonly tellPersonAt: string | null;
}

export interface History {
  /** False: its tags were not part of this reading, and read as none. They are read before anything is done. */
  readonly tagsRead: boolean;
  readonly intent: { readonly phase: IntentPhase; readonly at: string; readonly change: string } | null;
  /** Why a tag of ours on it is not believed. */
  readonly unreadable: string | null;
  readonly provenance: {
    readonly policies: readonly string[];
    readonly at: string;
    readonly change: string;
    readonly times: number;
    readonly since: string;
  } | null;
  /** Calls about it that this process remembers having sent, oldest first. */
  readonly sent: readonly {
    readonly at: string;
    readonly operation: string;
    readonly about: string | null;
    readonly effect: Effect;
    readonly change: string;
    readonly outcome: string;
    readonly message: string | null;
  }[];
}

export interface Observed {
  readonly at: string;
  readonly status: string;
  readonly running: boolean;
  /** Null: AWS tells none. */
  readonly createdAt: string | null;
  readonly lastModifiedAt: string | null;
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly failureReason: string | null;
}

export interface Explanation {
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  readonly accountName: string;
  readonly region: string;
  readonly kind: string;
  readonly place: PlaceExplanation;
  /** Null: it was listed and never described. */
  readonly observed: Observed | null;
  /** Only of a pipeline that was described. */
  readonly pipeline?: PipelineExplanation;
  /** Only of a VPC that was described. */
  readonly vpc?: VpcExplanation;
  /** Only of a job that was described. */
  readonly job?: JobExplanation;
  readonly policies: readonly StandingExplanation[];
  readonly notCovering: readonly { readonly policy: string; readonly why: string }[];
  /** The step that comes next if nothing holds it. */
  readonly next: StepExplanation;
  /** The call that is due now; null: none is. */
  readonly due: StepExplanation | null;
  readonly history: History;
  readonly handedOver: { readonly reason: string; readonly why: string } | null;
}

export interface CoveredAccount {
  readonly account: string;
  readonly accountName: string;
  readonly regions: readonly string[];
  /** Of these regions, those in which it is only told what differs. */
  readonly auditedIn: readonly string[];
  readonly resources: number;
  readonly states: Readonly<Partial<Record<ResourceState, number>>>;
  /** Regions that could not be read in the last pass. */
  readonly unreadIn: readonly string[];
}

export interface WindowExplanation {
  readonly name: string;
  readonly effect: 'allow' | 'deny';
  readonly open: boolean;
  /** Of the opening, or the next one; null: none within nine years. */
  readonly opensAt: string | null;
  readonly closesAt: string | null;
  /** Nothing begins from then on. */
  readonly admitsUntil: string | null;
  /** How many of the policy's accounts it is for. */
  readonly accounts: number;
}

export interface BudgetExplanation {
  readonly per: 'account' | 'organization';
  readonly max: string;
  /** Null: all of them together. */
  readonly account: string | null;
  /** Null: it differs by account. */
  readonly limit: number | null;
  readonly inFlight: number;
  readonly running: number;
}

export interface PolicyExplanation {
  readonly policy: string;
  readonly kind: string;
  readonly mode: 'audit' | 'enforce';
  /** Something that it asks for disturbs whoever uses the resource. */
  readonly disruptive: boolean;
  readonly source: string;
  readonly want: unknown;
  readonly overrides: readonly string[];
  readonly overriddenBy: readonly string[];
  /** It applies nowhere until a person mends its scope. */
  readonly heldAsAWhole: string | null;
  readonly halted: string | null;
  /** Why nothing new begins anywhere. */
  readonly frozen: string | null;
  readonly accountsCovered: number;
  readonly accountsTotal: number;
  readonly resources: number;
  readonly states: Readonly<Partial<Record<ResourceState, number>>>;
  /** At most MAX_ACCOUNTS_TOLD of accountsCovered. */
  readonly covers: readonly CoveredAccount[];
  /** At most MAX_ACCOUNTS_TOLD of the rest. */
  readonly leavesOut: readonly { readonly account: string; readonly accountName: string; readonly why: string }[];
  readonly exemptions: readonly {
    readonly name: string;
    readonly owner: string;
    readonly reason: string;
    readonly expiresAt: string;
    readonly ended: boolean;
    readonly excuses: number;
  }[];
  readonly windows: readonly WindowExplanation[] | 'anyTime';
  /** Windows that deny hold by themselves, whether or not a policy names them. */
  readonly denyWindows: readonly WindowExplanation[];
  /** Each budget as a whole; those per account also for each account with something in flight. */
  readonly budgets: readonly BudgetExplanation[];
  /** Accounts that count with their whole budget, as they were not read to their end since the start. */
  readonly unreadAccounts: number;
}

/** More accounts than these are counted, and not listed. */
export const MAX_ACCOUNTS_TOLD = 1_000;
