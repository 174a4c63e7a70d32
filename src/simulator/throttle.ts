/**
 * AWS's rate limits as token buckets: one for each calling account, region and family of operations. The figures are those of
 * the Organizations quotas page where AWS publishes any, and what operators report where it does not.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */

export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export const AWS_RATES: ReadonlyMap<string, Rate> = new Map(
  Object.entries({
    // SageMaker publishes none: an AWS engineer's "rate=2" for lists, and the order of magnitude of reports for the rest.
    'sagemaker:list': { perSecond: 2, burst: 10 },
    // What searches by time of change is throttled on any account of some size.
    'sagemaker:list-by-change': { perSecond: 0.1, burst: 1 },
    'sagemaker:describe': { perSecond: 10, burst: 20 },
    'sagemaker:tags': { perSecond: 10, burst: 20 },
    'sagemaker:write': { perSecond: 5, burst: 10 },
    // IAM publishes none either.
    'iam:simulate': { perSecond: 5, burst: 10 },
    'iam:read': { perSecond: 10, burst: 20 },
    'tagging:get': { perSecond: 5, burst: 10 },
    'account:list': { perSecond: 5, burst: 10 },
    'sts:assume': { perSecond: 600, burst: 600 },
    // https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
    'ec2:describe': { perSecond: 20, burst: 100 },
    'ec2:describe-unfiltered': { perSecond: 10, burst: 50 },
    'ec2:authorize': { perSecond: 5, burst: 50 },
    'ec2:ModifyVpcEndpoint': { perSecond: 0.3, burst: 4 },
    'ec2:CreateVpcEndpoint': { perSecond: 0.3, burst: 4 },
    'ec2:DeleteVpcEndpoints': { perSecond: 0.3, burst: 4 },
    // "Also throttled at the organization level": no figures are published.
    'ec2:ModifyVpcEndpoint/organization': { perSecond: 3, burst: 40 },
    'ec2:CreateVpcEndpoint/organization': { perSecond: 3, burst: 40 },
    'ec2:DeleteVpcEndpoints/organization': { perSecond: 3, burst: 40 },
    'organizations:ListAccounts': { perSecond: 8, burst: 12 },
    'organizations:ListAccountsForParent': { perSecond: 5, burst: 8 },
    'organizations:ListOrganizationalUnitsForParent': { perSecond: 5, burst: 8 },
    'organizations:ListRoots': { perSecond: 1, burst: 2 },
    'organizations:DescribeOrganization': { perSecond: 1, burst: 2 },
    'organizations:ListTagsForResource': { perSecond: 10, burst: 15 },
  }),
);

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** As many buckets as there are accounts, regions and families: bounded by the world. */
export class Throttle {
  private readonly rates: ReadonlyMap<string, Rate>;
  private readonly buckets: Map<string, Bucket>;

  constructor(rates: ReadonlyMap<string, Rate>, buckets = new Map<string, Bucket>()) {
    this.rates = rates;
    this.buckets = buckets;
  }

  /** Takes a token if there is one; `now` is in milliseconds. */
  admits(account: string, region: string, family: string, now: number): boolean {
    const rate = this.rates.get(family);
    if (rate === undefined) {
      return true;
    }
    const key = `${account}/${region}/${family}`;
    const bucket = this.buckets.get(key);
    if (bucket === undefined) {
      this.buckets.set(key, { tokens: rate.burst - 1, filledAt: now });
      return true;
    }
    const elapsedMs = Math.max(0, now - bucket.filledAt);
    bucket.tokens = Math.min(rate.burst, bucket.tokens + (elapsedMs * rate.perSecond) / 1000);
    bucket.filledAt = now;
    if (bucket.tokens < 1) {
      return false;
    }
    bucket.tokens -= 1;
    return true;
  }

  copy(): Throttle {
    return new Throttle(this.rates, new Map([...this.buckets].map(([key, bucket]) => [key, { ...bucket }])));
  }
}
