/**
 * Where a resource lives. A *target* is one account in one region: the unit that is read, limited, and reported as a whole.
 */

/** Twelve digits, as a string: a number would lose its leading zeros. */
export type AccountId = string;
export type Region = string;

export interface Target {
  readonly account: AccountId;
  readonly region: Region;
}

/** The target as one string, for map keys and log lines: `111122223333/eu-central-1`. */
export type TargetKey = `${AccountId}/${Region}`;

export function targetKey(target: Target): TargetKey {
  return `${target.account}/${target.region}`;
}
