/**
 * Does a VPC give the jobs that run in it what they need, and nothing that was not wanted? What violates the want is a difference;
 * what would only hinder jobs is advice, in notes. Of all this one thing can be mended: the rule by which instances of one job
 * reach each other.
 */
import { few } from '../../model/few.ts';
import type { Note, Verdict } from '../../model/verdict.ts';
import { notUnderstood, sharersOf } from '../../resources/vpc/shape.ts';
import type { JobNetworks, Subnet, Vpc } from '../../resources/vpc/shape.ts';
import { NOTHING_FOUND } from '../findings.ts';
import type { Advice } from '../findings.ts';
import type { JudgedPlace } from '../policy-kind.ts';
import { adviceForOwner, shortOfAddresses } from './vpc-advice.ts';
import { bucketNotes } from './vpc-buckets.ts';
import { selfReferences } from './vpc-groups.ts';
import { openWays } from './vpc-routes.ts';
import { jobUsesOf, subnetsOfJobs } from './vpc-uses.ts';
import type { JobNetworkWant } from './want.ts';

/**
 * Judged by the jobs that are known to be in it. Where more may be, that is told with the verdict and keeps nothing from being
 * compliant: those jobs and definitions are judged themselves, and unknown there.
 */
export function judgeJobNetworkOfVpc(want: JobNetworkWant, vpc: Vpc, place: JudgedPlace): Verdict {
  const { vpcId, jobNetworks } = vpc;
  const oddNetwork = notUnderstood(vpc, vpc.oddNetwork);
  if (oddNetwork !== undefined) return unknown(oddNetwork.reason, oddNetwork.message);
  const uses = jobUsesOf(vpc, place);
  const untold = place.network.untold(sharersOf(vpc));
  if (uses.length === 0) {
    return untold.length === 0
      ? { applicable: false, why: `no job or pipeline is known to use ${vpcId}` }
      : unknown('VpcUseUnknown', `whether jobs use ${vpcId} is not known: ${untold.join('; ')}`);
  }
  if (jobNetworks === undefined) {
    return unknown('JobNetworksUnread', `the rules, flow logs and names of ${vpcId} have not been read yet`);
  }
  const used = subnetsOfJobs(vpc, uses);
  const subnets = used.map(({ subnet }) => subnet);
  const groups = selfReferences(want, vpc, jobNetworks, uses);
  const ways = openWays(want, vpc, subnets);
  const odd = notUnderstood(vpc, vpc.oddEndpoints);
  // What jobs reach hangs on the endpoints there are.
  const buckets = odd === undefined ? bucketAdvice(want, vpc) : NOTHING_FOUND;
  const advice = odd === undefined ? adviceOn(vpc, jobNetworks, subnets) : { unknown: [odd], notes: [] };
  return {
    applicable: true,
    differences: [...groups.differences, ...ways.differences],
    unknown: [...groups.unknown, ...ways.unknown, ...advice.unknown, ...buckets.unknown],
    notes: [
      ...groups.notes,
      ...ways.notes,
      ...shortOfAddresses(used),
      ...advice.notes,
      ...buckets.notes,
      ...(untold.length === 0 ? [] : [moreMayBe(vpcId, untold)]),
    ],
  };
}

function adviceOn(vpc: Vpc, jobNetworks: JobNetworks, subnets: readonly Subnet[]): Advice {
  if (vpc.ownerId !== vpc.account) return { unknown: [], notes: [ownersView(vpc)] };
  return adviceForOwner(vpc, jobNetworks, subnets);
}

function bucketAdvice({ bucketPolicies: wanted }: JobNetworkWant, vpc: Vpc): Advice {
  if (wanted === 'off' || vpc.ownerId !== vpc.account) return NOTHING_FOUND;
  if (vpc.bucketPolicies !== undefined) return { unknown: [], notes: bucketNotes(vpc, vpc.bucketPolicies) };
  const message = `the policies of buckets that jobs in ${vpc.vpcId} name have not been read yet`;
  return { unknown: [{ reason: 'BucketPoliciesUnread', message }], notes: [] };
}

function ownersView({ vpcId, ownerId }: Vpc): Note {
  const message = `${vpcId} is shared by account ${ownerId}: its endpoints, names and flow logs are seen and judged there`;
  return { reason: 'OwnedByAnotherAccount', message };
}

function moreMayBe(vpcId: string, untold: readonly string[]): Note {
  return { reason: 'VpcUsesUntold', message: `more jobs may use ${vpcId} than are known: ${few(untold)}` };
}

function unknown(reason: string, message: string): Verdict {
  return { applicable: true, differences: [], unknown: [{ reason, message }], notes: [] };
}
