/**
 * Does SageMaker use this VPC, and by which of its route tables? Told by what notebooks, domains, jobs and pipelines say of their
 * networks: what is known to use it beats what could not be told, and what could not be told is never taken for "unused".
 */
import type { NetworkFacts, NetworkUse } from '../../model/network.ts';
import { sharersOf } from '../../resources/vpc/shape.ts';
import type { Subnet, Vpc } from '../../resources/vpc/shape.ts';

export type VpcUse =
  | { readonly is: 'used'; readonly by: readonly NetworkUse[] }
  | { readonly is: 'unused' }
  | { readonly is: 'unknown'; readonly why: string };

/** A VPC with what is known of those who use it. */
export interface VpcWithUse extends Vpc {
  readonly use: VpcUse;
  /** Of the subnets that SageMaker is known to use, sorted. */
  readonly usedRouteTableIds: readonly string[];
  /** Those of them whose route table is not told, sorted. */
  readonly tablelessSubnets: readonly string[];
  /** Why there may be more that uses it; empty: there is not. */
  readonly untold: readonly string[];
}

export function withUse(vpc: Vpc, network: NetworkFacts): VpcWithUse {
  const by = network.usesOf([vpc.vpcId, ...vpc.subnets.map(({ id }) => id)]);
  const untold = network.untold(sharersOf(vpc));
  const inUse = new Set(by.flatMap(({ subnets }) => subnets));
  const used = vpc.subnets.filter(({ id }) => inUse.has(id));
  const [told, tableless] = [used.filter(hasTable), used.filter((subnet) => !hasTable(subnet))];
  return {
    ...vpc,
    use: useOf(by, untold),
    usedRouteTableIds: [...new Set(told.map(({ routeTableId }) => routeTableId))].toSorted(),
    tablelessSubnets: tableless.map(({ id }) => id).toSorted(),
    untold,
  };
}

function hasTable({ routeTableId }: Subnet): boolean {
  return routeTableId !== '';
}

function useOf(by: readonly NetworkUse[], untold: readonly string[]): VpcUse {
  if (by.length > 0) return { is: 'used', by };
  return untold.length === 0 ? { is: 'unused' } : { is: 'unknown', why: untold.join('; ') };
}
