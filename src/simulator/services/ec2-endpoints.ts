/**
 * EC2's VPC endpoints as they are told. Accounts that share somebody's VPC do not see its endpoints.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpoints.html
 */
import type { Call, Operation, Output } from '../call.ts';
import { type EndpointRecord, idOf } from '../ec2-records.ts';
import { describing, tagSet } from './ec2-describe.ts';

export const ENDPOINT_NOT_FOUND = 'InvalidVpcEndpointId.NotFound';

export function endpointsOf(call: Call): readonly EndpointRecord[] {
  return [...call.networks.endpoints.seenIn(call.principal.account, call.region, call.now, call.stale)];
}

export const describeVpcEndpoints: Operation = describing<EndpointRecord>({
  name: 'DescribeVpcEndpoints',
  ids: 'VpcEndpointIds',
  items: 'VpcEndpoints',
  notFound: [ENDPOINT_NOT_FOUND, 'Vpc Endpoint'],
  all: endpointsOf,
  idOf: ({ name }) => name,
  tagsOf: ({ tags }) => tags,
  filters: {
    'ip-address-type': () => ['ipv4'],
    'service-name': ({ serviceName }) => [serviceName],
    'service-region': ({ region }) => [region],
    'vpc-id': ({ vpcId }) => [vpcId],
    'vpc-endpoint-id': ({ name }) => [name],
    'vpc-endpoint-state': ({ status }) => [status],
    'vpc-endpoint-type': ({ type }) => [type],
  },
  show: endpointOutput,
});

/** Of the network interface that an interface endpoint has in a subnet. */
export function endpointInterfaceId({ name }: EndpointRecord, subnet: string): string {
  return idOf('eni', name, subnet);
}

export function endpointOutput(endpoint: EndpointRecord): Output {
  const isInterface = endpoint.type === 'Interface';
  return {
    VpcEndpointId: endpoint.name,
    VpcEndpointType: endpoint.type,
    VpcId: endpoint.vpcId,
    ServiceName: endpoint.serviceName,
    State: endpoint.status,
    PolicyDocument: endpoint.policy,
    RouteTableIds: endpoint.routeTableIds,
    SubnetIds: endpoint.subnetIds,
    Groups: endpoint.groupIds.map((GroupId) => ({ GroupId, GroupName: GroupId })),
    IpAddressType: isInterface ? 'ipv4' : undefined,
    PrivateDnsEnabled: endpoint.privateDns,
    RequesterManaged: endpoint.requesterManaged,
    NetworkInterfaceIds: isInterface ? endpoint.subnetIds.map((subnet) => endpointInterfaceId(endpoint, subnet)) : [],
    DnsEntries: isInterface
      ? [{ DnsName: `${endpoint.name}.${endpoint.serviceName.split('.').at(-1)}.vpce.amazonaws.com` }]
      : [],
    CreationTimestamp: new Date(endpoint.createdAt).toISOString(),
    OwnerId: endpoint.ownerId,
    ServiceRegion: endpoint.region,
    Tags: tagSet(endpoint.tags),
  };
}
