/**
 * Which of what is known to be in a VPC are jobs, and what do they ask of it together? Notebooks and domains are in it too, and
 * have needs of their own.
 */
import type { NetworkUse } from '../../model/network.ts';
import type { JudgedPlace } from '../policy-kind.ts';
import type { Subnet, Vpc } from '../../resources/vpc/shape.ts';

/** So many of a list are named in a message. */
const MAX_NAMED = 5;

export function jobUsesOf({ vpcId, subnets }: Vpc, { network }: JudgedPlace): readonly NetworkUse[] {
  return network.usesOf([vpcId, ...subnets.map(({ id }) => id)]).filter(({ ofJobs }) => ofJobs === true);
}

/** A subnet, and the jobs that are in it. */
export interface UsedSubnet {
  readonly subnet: Subnet;
  /** At least one. */
  readonly uses: readonly NetworkUse[];
}

/** The subnets of the VPC that jobs are in. */
export function subnetsOfJobs({ subnets }: Vpc, uses: readonly NetworkUse[]): readonly UsedSubnet[] {
  const bySubnet = new Map<string, NetworkUse[]>();
  for (const use of uses)
    for (const id of new Set(use.subnets)) {
      const there = bySubnet.get(id);
      if (there === undefined) bySubnet.set(id, [use]);
      else there.push(use);
    }
  return subnets.flatMap((subnet) => {
    const there = bySubnet.get(subnet.id);
    return there === undefined ? [] : [{ subnet, uses: there }];
  });
}

/** For messages: the first few, and how many more. */
export function few(names: readonly string[]): string {
  const more = names.length - MAX_NAMED;
  return more > 0 ? `${names.slice(0, MAX_NAMED).join(', ')} and ${more} more` : names.join(', ');
}
