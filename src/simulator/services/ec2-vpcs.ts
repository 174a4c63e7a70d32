/**
 * EC2's reads of what stands still here: VPCs and their DNS attributes, subnets, route tables, flow logs. Who shares a VPC sees
 * it, its subnets and its route tables.
 * https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing-share-subnet-working-with.html
 */
import { authorize, type Call, type Operation } from '../call.ts';
import type { VpcRecord } from '../ec2-records.ts';
import { ec2Arn, idOf } from '../ec2-records.ts';
import type { FlowLogSeed, RouteTableSeed, SubnetSeed } from '../ec2-seed.ts';
import { oneOf, str, text } from '../input-shape.ts';
import { Refusal } from '../refusal.ts';
import { describing, refuseDryRun, tagSet } from './ec2-describe.ts';

const NO_TAGS: ReadonlyMap<string, string> = new Map();
const VPC_NOT_FOUND = 'InvalidVpcID.NotFound';

/** A part of a VPC, and the VPC. */
export interface In<S> {
  readonly vpc: VpcRecord;
  readonly seed: S;
}

export function vpcsOf(call: Call): readonly VpcRecord[] {
  return [...call.networks.vpcs.seenIn(call.principal.account, call.region, call.now, call.stale)];
}

export function inVpcs<S>(partsOf: (vpc: VpcRecord) => readonly S[] | undefined): (call: Call) => readonly In<S>[] {
  return (call) => vpcsOf(call).flatMap((vpc) => (partsOf(vpc) ?? []).map((seed) => ({ vpc, seed })));
}

export const describeVpcs: Operation = describing<VpcRecord>({
  name: 'DescribeVpcs',
  ids: 'VpcIds',
  items: 'Vpcs',
  notFound: [VPC_NOT_FOUND, 'vpc'],
  all: vpcsOf,
  idOf: ({ name }) => name,
  tagsOf: ({ seed }) => new Map(Object.entries(seed.tags ?? {})),
  filters: {
    'vpc-id': ({ name }) => [name],
    'owner-id': ({ ownerId }) => [ownerId],
    'is-default': ({ seed }) => [String(seed.default ?? false)],
    state: () => ['available'],
  },
  show: ({ name, ownerId, seed }) => ({
    VpcId: name,
    OwnerId: ownerId,
    State: 'available',
    CidrBlock: seed.cidr ?? '10.0.0.0/16',
    IsDefault: seed.default ?? false,
    InstanceTenancy: 'default',
    Tags: tagSet(new Map(Object.entries(seed.tags ?? {}))),
  }),
});

export const describeVpcAttribute: Operation = {
  service: 'ec2',
  name: 'DescribeVpcAttribute',
  family: 'ec2:describe',
  members: {
    VpcId: text({ required: true }),
    Attribute: {
      ...oneOf('enableDnsSupport', 'enableDnsHostnames', 'enableNetworkAddressUsageMetrics'),
      required: true,
    },
  },
  run: (call) => {
    const id = str(call.input, 'VpcId') ?? '';
    authorize(call, 'ec2:DescribeVpcAttribute', ec2Arn('vpc', call.principal.account, call.region, id));
    refuseDryRun(call);
    const vpc = vpcsOf(call).find(({ name }) => name === id);
    if (vpc === undefined) {
      throw new Refusal(VPC_NOT_FOUND, `The vpc ID '${id}' does not exist`);
    }
    const values = {
      enableDnsSupport: { EnableDnsSupport: { Value: vpc.seed.dnsSupport ?? true } },
      enableDnsHostnames: { EnableDnsHostnames: { Value: vpc.seed.dnsHostnames ?? true } },
      enableNetworkAddressUsageMetrics: { EnableNetworkAddressUsageMetrics: { Value: false } },
    };
    return { VpcId: id, ...values[str(call.input, 'Attribute') as keyof typeof values] };
  },
};

export const describeSubnets: Operation = describing<In<SubnetSeed>>({
  name: 'DescribeSubnets',
  ids: 'SubnetIds',
  items: 'Subnets',
  notFound: ['InvalidSubnetID.NotFound', 'subnet'],
  all: inVpcs(({ seed }) => seed.subnets),
  idOf: ({ seed }) => seed.id,
  tagsOf: ({ seed }) => new Map(Object.entries(seed.tags ?? {})),
  filters: {
    'subnet-id': ({ seed }) => [seed.id],
    'vpc-id': ({ vpc }) => [vpc.name],
    'owner-id': ({ vpc }) => [vpc.ownerId],
    state: () => ['available'],
  },
  show: ({ vpc, seed }) => ({
    SubnetId: seed.id,
    SubnetArn: ec2Arn('subnet', vpc.ownerId, vpc.region, seed.id),
    VpcId: vpc.name,
    OwnerId: vpc.ownerId,
    State: 'available',
    CidrBlock: seed.cidr ?? '10.0.0.0/24',
    AvailabilityZone: seed.availabilityZone ?? `${vpc.region}a`,
    AvailableIpAddressCount: seed.freeAddresses ?? 250,
    MapPublicIpOnLaunch: false,
    DefaultForAz: false,
    Tags: tagSet(new Map(Object.entries(seed.tags ?? {}))),
  }),
});

function subnetsBy({ vpc, seed }: In<RouteTableSeed>): readonly string[] {
  return (vpc.seed.subnets ?? []).filter(({ routeTable }) => routeTable === seed.id).map(({ id }) => id);
}

/** Without one of its own in the seed, a VPC has none: tests say what they need. */
export const describeRouteTables: Operation = describing<In<RouteTableSeed>>({
  name: 'DescribeRouteTables',
  ids: 'RouteTableIds',
  items: 'RouteTables',
  notFound: ['InvalidRouteTableID.NotFound', 'routeTable'],
  all: inVpcs(({ seed }) => seed.routeTables),
  idOf: ({ seed }) => seed.id,
  tagsOf: () => NO_TAGS,
  filters: {
    'route-table-id': ({ seed }) => [seed.id],
    'vpc-id': ({ vpc }) => [vpc.name],
    'owner-id': ({ vpc }) => [vpc.ownerId],
    'association.main': (one) => (one.seed.main === true ? ['true'] : subnetsBy(one).map(() => 'false')),
    'association.subnet-id': subnetsBy,
  },
  show: ({ vpc, seed }, call) => {
    const main = seed.main === true ? [{ Main: true, RouteTableAssociationId: idOf('rtbassoc', seed.id) }] : [];
    const associated = subnetsBy({ vpc, seed }).map((SubnetId) => ({
      Main: false,
      RouteTableAssociationId: idOf('rtbassoc', seed.id, SubnetId),
      SubnetId,
    }));
    return {
      RouteTableId: seed.id,
      VpcId: vpc.name,
      OwnerId: vpc.ownerId,
      Associations: [...main, ...associated].map((one) => ({
        ...one,
        RouteTableId: seed.id,
        AssociationState: { State: 'associated' },
      })),
      Routes: [...seededRoutes(vpc, seed), ...endpointRoutes(call, vpc, seed)],
      Tags: [],
    };
  },
});

function seededRoutes({ seed: { cidr } }: VpcRecord, { routes = {} }: RouteTableSeed): readonly object[] {
  const given = Object.entries(routes).map(([DestinationCidrBlock, target]) => ({
    DestinationCidrBlock,
    ...(target.startsWith('nat-') ? { NatGatewayId: target } : { GatewayId: target }),
    Origin: 'CreateRoute',
    State: 'active',
  }));
  const local = { DestinationCidrBlock: cidr ?? '10.0.0.0/16', GatewayId: 'local' };
  return [{ ...local, Origin: 'CreateRouteTable', State: 'active' }, ...given];
}

/** A gateway endpoint puts a route to the service's addresses into each table that it is associated with. */
function endpointRoutes(call: Call, vpc: VpcRecord, { id }: RouteTableSeed): readonly object[] {
  const endpoints = call.networks.endpoints.seenIn(vpc.ownerId, call.region, call.now, call.stale);
  return [...endpoints]
    .filter(({ type, vpcId, routeTableIds }) => type === 'Gateway' && vpcId === vpc.name && routeTableIds.includes(id))
    .map(({ name, serviceName }) => ({
      DestinationPrefixListId: idOf('pl', serviceName).slice(0, 11),
      GatewayId: name,
      Origin: 'CreateRoute',
      State: 'active',
    }));
}

export const describeFlowLogs: Operation = describing<In<FlowLogSeed>>({
  name: 'DescribeFlowLogs',
  ids: 'FlowLogIds',
  items: 'FlowLogs',
  notFound: ['InvalidFlowLogId.NotFound', 'flowLog'],
  all: (call) => inVpcs(({ ownerId, account, seed }) => (ownerId === account ? seed.flowLogs : []))(call),
  idOf: ({ seed }) => seed.id,
  tagsOf: () => NO_TAGS,
  filters: {
    'flow-log-id': ({ seed }) => [seed.id],
    'resource-id': ({ vpc, seed }) => [seed.resource ?? vpc.name],
    'deliver-log-status': () => ['SUCCESS'],
  },
  show: ({ vpc, seed }) => ({
    FlowLogId: seed.id,
    ResourceId: seed.resource ?? vpc.name,
    FlowLogStatus: seed.status ?? 'ACTIVE',
    DeliverLogsStatus: 'SUCCESS',
    TrafficType: 'ALL',
    LogDestinationType: 'cloud-watch-logs',
  }),
});
