/**
 * The organization as AWS Organizations tells it: accounts with their state, their place in the tree, and their tags.
 */
import type { AccountId } from './target.ts';

/**
 * Account.State of the Organizations API ("Status" was retired on 9 September 2026). Only ACTIVE accounts are ever visited.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
 */
export type AccountState = 'PENDING_ACTIVATION' | 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE' | 'CLOSED' | 'UNKNOWN';

export interface OrganizationalUnit {
  readonly id: string;
  /** Names from below the root, joined: `Workloads/Sandbox`. Undefined when nobody asked for names (they cost calls). */
  readonly path: string | undefined;
}

export interface Account {
  readonly id: AccountId;
  readonly name: string;
  readonly state: AccountState;
  /** From the top to the account's parent; empty for an account directly under the root. */
  readonly units: readonly OrganizationalUnit[];
  /** Undefined when no scope asks for account tags (they cost a call for each account). */
  readonly tags: Readonly<Record<string, string>> | undefined;
  readonly management: boolean;
}

export interface Organization {
  readonly id: string;
  readonly rootId: string | undefined;
  readonly managementAccount: AccountId;
  readonly accounts: readonly Account[];
  /** Every organizational unit that was seen, also empty ones, so that a scope which names none of them can be told. */
  readonly units: readonly OrganizationalUnit[];
  /** Milliseconds since the epoch. */
  readonly readAt: number;
}
