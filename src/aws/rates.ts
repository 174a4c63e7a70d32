/**
 * How fast may each class of operations be called, in one account and region? AWS publishes rates for Organizations only;
 * the others are cautious guesses that `Organization.spec.rates` overrides and that the limiter lowers where AWS throttles.
 */
import type { Rate } from '../model/desired-state.ts';

type Rates = Readonly<Record<string, Rate>>;

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html (per account; the lower of both columns) */
const ORGANIZATIONS: Rates = {
  'organizations:DescribeOrganization': { perSecond: 1, burst: 2 },
  'organizations:ListAccounts': { perSecond: 8, burst: 12 },
  'organizations:ListRoots': { perSecond: 1, burst: 2 },
  'organizations:ListOrganizationalUnitsForParent': { perSecond: 5, burst: 8 },
  'organizations:ListAccountsForParent': { perSecond: 5, burst: 8 },
  'organizations:ListTagsForResource': { perSecond: 10, burst: 15 },
};

/**
 * SageMaker: "rate=2" for lists is an AWS engineer's number (sagemaker-python-sdk, PR 2071), 5 to 10 a second for describes
 * what its users report. STS: some hundreds are reported. IAM tells none. account:ListRegions: 5. EC2 publishes its buckets: 50
 * to 100 for what describes, of which others need most; and 4 for what changes endpoints, which fills by 0.3 a second. Of these
 * four we take one at a time: whoever else changes endpoints finds the others, and calls that arrive together find room.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export const DEFAULT_RATES: Rates = {
  ...ORGANIZATIONS,
  'account:list': { perSecond: 5, burst: 5 },
  'ec2:authorize': { perSecond: 1, burst: 5 },
  'ec2:createVpcEndpoint': { perSecond: 0.3, burst: 1 },
  'ec2:describe': { perSecond: 10, burst: 30 },
  'ec2:modifyVpcEndpoint': { perSecond: 0.3, burst: 1 },
  'iam:simulate': { perSecond: 2, burst: 4 },
  's3:policy': { perSecond: 5, burst: 10 },
  'sagemaker:describe': { perSecond: 5, burst: 10 },
  'sagemaker:list': { perSecond: 2, burst: 4 },
  'sagemaker:tags': { perSecond: 5, burst: 10 },
  'sagemaker:write': { perSecond: 2, burst: 4 },
  'sts:assume': { perSecond: 50, burst: 100 },
  'tagging:get': { perSecond: 5, burst: 10 },
};

/** For a class that nobody gave a rate: slower than anything known. */
export const UNKNOWN_RATE: Rate = { perSecond: 1, burst: 1 };

/** The override of the class, of its service (`sagemaker:*`), of everything (`*`), or the default; in this order. */
export function rateOf(rateClass: string, overrides: Rates): Rate {
  const service = rateClass.slice(0, rateClass.indexOf(':'));
  return (
    overrides[rateClass] ?? overrides[`${service}:*`] ?? overrides['*'] ?? DEFAULT_RATES[rateClass] ?? UNKNOWN_RATE
  );
}
