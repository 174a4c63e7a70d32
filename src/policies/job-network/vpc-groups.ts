/**
 * Can the instances of one job reach each other? Only if a security group that all of them carry lets in what comes from
 * itself. https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html
 */
import { few } from '../../model/few.ts';
import type { NetworkUse } from '../../model/network.ts';
import type { Note } from '../../model/verdict.ts';
import { isUnread, selfReferencePath } from '../../resources/vpc/shape.ts';
import type { JobNetworks, Vpc } from '../../resources/vpc/shape.ts';
import type { Findings } from '../findings.ts';
import { unreadNote } from './vpc-unread.ts';
import type { JobNetworkWant } from './want.ts';

const RULE = 'all traffic from the group itself';

/**
 * Of each distributed job that no rule serves, the first of its groups: every instance carries all of them, and what any of them
 * lets in comes in. Jobs of which nobody knows how many instances they have count as distributed.
 */
export function selfReferences(
  { selfReference }: JobNetworkWant,
  { account, vpcId }: Vpc,
  { selfReferenced, openToVpc = [] }: JobNetworks,
  uses: readonly NetworkUse[],
): Findings {
  const served = new Set(isUnread(selfReferenced) ? [] : selfReferenced);
  const open = new Set(openToVpc);
  const byRange = new Set<string>();
  const wanting = new Map<string, NetworkUse[]>();
  const elsewhere = new Set<string>();
  for (const use of uses) {
    const { instances, securityGroups, account: owner = account } = use;
    const [first] = securityGroups;
    if (instances === 1 || first === undefined || securityGroups.some((group) => served.has(group))) continue;
    // Rules of another account's groups are not read here: there it is told.
    const opened = securityGroups.find((group) => open.has(group));
    if (owner !== account) elsewhere.add(owner);
    else if (opened !== undefined) byRange.add(opened);
    else if (wanting.has(first)) wanting.get(first)?.push(use);
    else wanting.set(first, [use]);
  }
  const groups = [...wanting].toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (isUnread(selfReferenced)) {
    const what = `members of ${few(groups.map(([group]) => group))} reach each other, as instances of one job must,`;
    const unknown = unreadNote('SecurityGroupRulesUnread', what, selfReferenced, 'ec2:DescribeSecurityGroupRules');
    return { differences: [], unknown: groups.length === 0 ? [] : [unknown], notes: elsewhereNotes(vpcId, elsewhere) };
  }
  const reportOnly = selfReference === 'ensure' ? {} : { reportOnly: true as const };
  return {
    differences: groups.map(([group]) => ({
      path: selfReferencePath(group),
      have: undefined,
      want: RULE,
      ...reportOnly,
    })),
    unknown: [],
    notes: [
      ...groups.map(([group, jobs]) => ({
        reason: 'SelfReferenceMissing',
        message: `${group} does not let in what comes from itself, which instances of one job need to reach each other: ${few(jobs.map(({ by }) => by))}. Add an inbound rule for all traffic from ${group}${selfReference === 'ensure' ? '' : ', or want selfReference: ensure'}`,
        path: selfReferencePath(group),
      })),
      ...[...byRange].toSorted().map((group) => rangeNote(vpcId, group)),
      ...elsewhereNotes(vpcId, elsewhere),
    ],
  };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/efa-start.html */
function rangeNote(vpcId: string, group: string): Note {
  const message = `${group} lets in everything from the addresses of ${vpcId}, and so what comes from itself: enough for all but jobs on instances with EFA, which need an inbound rule for all traffic from ${group}`;
  return { reason: 'SelfReferenceByRange', message, path: selfReferencePath(group) };
}

function elsewhereNotes(vpcId: string, owners: ReadonlySet<string>): readonly Note[] {
  return [...owners].toSorted().map((owner) => ({
    reason: 'SecurityGroupElsewhere',
    message: `distributed jobs of account ${owner} run in ${vpcId} with its own security groups, whose rules are read there`,
  }));
}
