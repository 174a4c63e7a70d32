/**
 * Which VPCs are there, with which subnets and routes? https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
 */
import type { Answer } from '../answer.ts';
import { ACCOUNT_ID, ROUTE_TABLE_ID, SUBNET_ID, VPC_ID, byId, described, inVpc, tagsOf } from './asking.ts';
import type { Asking } from './asking.ts';
import type { Route, RouteTable, Subnet, Vpc } from './shape.ts';

export interface Network extends Pick<Vpc, 'vpcId' | 'ownerId' | 'status' | 'tags' | 'subnets' | 'routeTables'> {
  /** All ranges of IPv4 that its subnets may have addresses of; empty where AWS tells none. */
  readonly ranges: readonly string[];
}

/** Where a route may lead to; one of them is told. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html */
const TARGETS = [
  'GatewayId',
  'NatGatewayId',
  'TransitGatewayId',
  'VpcPeeringConnectionId',
  'EgressOnlyInternetGatewayId',
  'NetworkInterfaceId',
  'InstanceId',
  'LocalGatewayId',
  'CarrierGatewayId',
  'CoreNetworkArn',
];
const DESTINATIONS = ['DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'DestinationPrefixListId'];

/** States in which a route table no longer belongs to a subnet, or addresses to a VPC; or in which they never did. */
const NOT_ASSOCIATED: ReadonlySet<string> = new Set(['disassociating', 'disassociated', 'failed']);

/** By the id of the VPC, its subnets and route tables by theirs. */
export async function readNetworks(asking: Asking): Promise<ReadonlyMap<string, Network>> {
  const [vpcs, subnets, tables] = await Promise.all([
    described(asking, 'DescribeVpcs', inVpc(asking)),
    described(asking, 'DescribeSubnets', inVpc(asking)),
    described(asking, 'DescribeRouteTables', inVpc(asking)),
  ]);
  const inEach = (answers: readonly Answer[]): Map<string, Answer[]> =>
    Map.groupBy(answers, (answer) => answer.matching('VpcId', VPC_ID));
  const [subnetsOf, tablesOf] = [inEach(subnets), inEach(tables)];
  return new Map(
    vpcs.map((answer) => {
      const vpcId = answer.matching('VpcId', VPC_ID);
      const here = tablesOf.get(vpcId) ?? [];
      const tableOf = associations(here);
      const network = {
        vpcId,
        ownerId: answer.matching('OwnerId', ACCOUNT_ID),
        status: answer.text('State').toLowerCase(),
        tags: tagsOf(answer),
        ranges: rangesOf(answer),
        subnets: (subnetsOf.get(vpcId) ?? []).map((subnet) => subnetOf(subnet, tableOf)).toSorted(byId),
        routeTables: here.map(routeTableOf).toSorted(byId),
      };
      return [vpcId, network] as const;
    }),
  );
}

function rangesOf(vpc: Answer): readonly string[] {
  const others = vpc
    .optionalItems('CidrBlockAssociationSet')
    .filter(
      (one) => !NOT_ASSOCIATED.has(one.member('CidrBlockState')?.optional('State')?.toLowerCase() ?? 'associated'),
    )
    .map((one) => one.text('CidrBlock'));
  return [...new Set([...others, ...[vpc.optional('CidrBlock') ?? []].flat()])];
}

/** Which route table a subnet has: its own, or the main one. */
function associations(tables: readonly Answer[]): (subnetId: string) => string {
  const own = new Map<string, string>();
  let main = '';
  for (const table of tables) {
    const id = table.matching('RouteTableId', ROUTE_TABLE_ID);
    for (const association of table.optionalItems('Associations')) {
      const subnetId = association.optional('SubnetId');
      const state = association.member('AssociationState')?.optional('State')?.toLowerCase() ?? 'associated';
      if (NOT_ASSOCIATED.has(state)) continue;
      if (subnetId !== undefined) own.set(subnetId, id);
      if (association.flag('Main')) main = id;
    }
  }
  return (subnetId) => own.get(subnetId) ?? main;
}

function subnetOf(answer: Answer, tableOf: (subnetId: string) => string): Subnet {
  const id = answer.matching('SubnetId', SUBNET_ID);
  return { id, routeTableId: tableOf(id), freeAddresses: answer.quantity('AvailableIpAddressCount') };
}

function routeTableOf(answer: Answer): RouteTable {
  return {
    id: answer.matching('RouteTableId', ROUTE_TABLE_ID),
    routes: answer.optionalItems('Routes').map(routeOf),
  };
}

function routeOf(answer: Answer): Route {
  return {
    destination: firstOf(answer, DESTINATIONS),
    target: firstOf(answer, TARGETS),
    active: answer.optional('State')?.toLowerCase() === 'active',
  };
}

function firstOf(answer: Answer, members: readonly string[]): string {
  for (const member of members) {
    const value = answer.optional(member);
    if (value !== undefined && value !== '') return value;
  }
  return '';
}
