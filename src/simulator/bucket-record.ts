/**
 * Buckets of S3, as far as their policies go. Their names are the whole world's, whoever owns them.
 */
import type { BucketSeed } from './job-seed.ts';
import type { OrganizationTree } from './organization-tree.ts';
import type { RecordStore, Staleness, Stored } from './record-store.ts';
import type { Json } from './world-shape.ts';

export interface BucketRecord extends Stored<BucketRecord> {
  /** Undefined: it answers in every region. */
  readonly home: string | undefined;
  /** The text that GetBucketPolicy tells. */
  readonly policy: string | undefined;
}

const SEEDED_AT = Date.parse('2024-05-14T08:00:00Z');
/** The region that all of them have in the store. */
const ANYWHERE = 'global';
const FRESH: Staleness = {};

export function bucketOf(account: string, { name, region, policy }: BucketSeed): BucketRecord {
  return {
    name,
    account,
    region: ANYWHERE,
    arn: `arn:aws:s3:::${name}`,
    status: 'available',
    createdAt: SEEDED_AT,
    modifiedAt: SEEDED_AT,
    due: undefined,
    home: region,
    policy: policyText(policy),
  };
}

/** The bucket of that name, whoever owns it, as a reader sees it. */
export function bucketNamed(
  buckets: RecordStore<BucketRecord>,
  tree: OrganizationTree,
  name: string,
  now: number,
  stale = FRESH,
): BucketRecord | undefined {
  for (const account of tree.accounts.keys()) {
    const found = buckets.seen(account, ANYWHERE, name, now, stale);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

export function policyText(policy: Json | undefined): string | undefined {
  return policy === undefined ? undefined : typeof policy === 'string' ? policy : JSON.stringify(policy);
}
