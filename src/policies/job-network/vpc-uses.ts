/**
 * Which of what is known to be in a VPC are jobs, and what do they ask of it together? Notebooks and domains are in it too, and
 * have needs of their own.
 */
import type { NetworkUse } from '../../model/network.ts';
import type { JudgedPlace } from '../policy-kind.ts';
import type { Subnet, Vpc } from '../../resources/vpc/shape.ts';

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
