/**
 * Which VPCs are there, with which subnets and routes? https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
 */
import type { Answer } from '../answer.ts';
import { ACCOUNT_ID, ROUTE_TABLE_ID, SUBNET_ID, VPC_ID, byId, described, inVpc, tagsOf, understood } from './asking.ts';
import type { Asking } from './asking.ts';
import type { Route, RouteTable, Subnet, Vpc } from './shape.ts';

export interface Network extends Pick<
  Vpc,
  'vpcId' | 'ownerId' | 'status' | 'tags' | 'subnets' | 'routeTables' | 'oddNetwork'
> {
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
      return [vpcId, networkOf(vpcId, answer, subnetsOf.get(vpcId) ?? [], tablesOf.get(vpcId) ?? [])] as const;
    }),
  );
}

function networkOf(vpcId: string, vpc: Answer, subnets: readonly Answer[], tables: readonly Answer[]): Network {
  const odd: string[] = [];
  const itself = understood(vpc, { what: 'VPC', id: 'VpcId' }, odd, () => vpcItself(vpc)) ?? UNTOLD;
  const routing = tables.flatMap(
    (table) => understood(table, { what: 'route table', id: 'RouteTableId' }, odd, () => routingOf(table)) ?? [],
  );
  const tableOf = tableOfSubnets(routing);
  const read = subnets.flatMap(
    (subnet) => understood(subnet, { what: 'subnet', id: 'SubnetId' }, odd, () => subnetOf(subnet, tableOf)) ?? [],
  );
  return {
    vpcId,
    ...itself,
    subnets: read.toSorted(byId),
    routeTables: routing.map(({ table }) => table).toSorted(byId),
    ...(odd.length === 0 ? {} : { oddNetwork: odd.toSorted() }),
  };
}

type VpcItself = Pick<Network, 'ownerId' | 'status' | 'tags' | 'ranges'>;

/** Of a VPC that is not understood: it is nobody's, so that nothing in it is ours to change. */
const UNTOLD: VpcItself = { ownerId: '', status: '', tags: {}, ranges: [] };

function vpcItself(answer: Answer): VpcItself {
  return {
    ownerId: answer.matching('OwnerId', ACCOUNT_ID),
    status: answer.text('State').toLowerCase(),
    tags: tagsOf(answer),
    ranges: rangesOf(answer),
  };
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

interface Routing {
  readonly table: RouteTable;
  /** Subnets that name it. */
  readonly subnets: readonly string[];
  readonly isMain: boolean;
}

function routingOf(answer: Answer): Routing {
  const associations = answer
    .optionalItems('Associations')
    .filter(
      (one) => !NOT_ASSOCIATED.has(one.member('AssociationState')?.optional('State')?.toLowerCase() ?? 'associated'),
    );
  return {
    table: routeTableOf(answer),
    subnets: associations.flatMap((association) => association.optional('SubnetId') ?? []),
    isMain: associations.some((association) => association.flag('Main')),
  };
}

/** Which route table a subnet has: its own, or the main one. */
function tableOfSubnets(tables: readonly Routing[]): (subnetId: string) => string {
  const own = new Map(tables.flatMap(({ table, subnets }) => subnets.map((id) => [id, table.id] as const)));
  const main = tables.findLast(({ isMain }) => isMain)?.table.id ?? '';
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
