/**
 * What a doctor finds, as plain data: what was tried, how it went, and what a person can do where it did not work.
 */

/** told: worth knowing, and nothing is missing · unclear: AWS gave no answer that says yes or no. */
export type FindingState = 'ok' | 'told' | 'missing' | 'unclear';

export interface Finding {
  readonly check:
    'environment' | 'hub' | 'organization' | 'clock' | 'account' | 'readRole' | 'writeRole' | 'action' | 'region';
  readonly account: string | null;
  readonly region: string | null;
  /** What was tried, such as a role's name or an IAM action. */
  readonly what: string;
  readonly state: FindingState;
  readonly found: string;
  /** Null where nothing has to be done. */
  readonly wayOut: string | null;
}

export interface Diagnosis {
  /** Hub and organization answered, and so each account could be asked. */
  readonly ran: boolean;
  readonly revision: string;
  readonly accounts: readonly { readonly id: string; readonly name: string }[];
  readonly findings: readonly Finding[];
}

export type Found = (finding: Finding) => void;

export const NOWHERE = { account: null, region: null } as const;
