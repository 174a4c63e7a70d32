/**
 * EC2's network interfaces: those that a world has, and those of interface endpoints. The owner of a VPC sees all, who shares it
 * what is its own. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html
 */
import type { Call, Operation } from '../call.ts';
import { idOf } from '../ec2-records.ts';
import type { NetworkInterfaceSeed } from '../ec2-seed.ts';
import { describing } from './ec2-describe.ts';
import { endpointInterfaceId, endpointsOf } from './ec2-endpoints.ts';
import { type In, inVpcs, vpcsOf } from './ec2-vpcs.ts';

const NO_TAGS: ReadonlyMap<string, string> = new Map();

/** One in each subnet of an interface endpoint, managed by AWS. */
function ofEndpoints(call: Call): readonly In<NetworkInterfaceSeed>[] {
  const vpcs = new Map(vpcsOf(call).map((vpc) => [vpc.name, vpc]));
  return endpointsOf(call).flatMap((endpoint) => {
    const vpc = vpcs.get(endpoint.vpcId);
    if (endpoint.type !== 'Interface' || vpc === undefined) {
      return [];
    }
    return endpoint.subnetIds.map((subnet) => {
      const seed = {
        id: endpointInterfaceId(endpoint, subnet),
        subnet,
        type: 'vpc_endpoint',
        description: `VPC Endpoint Interface ${endpoint.name}`,
        requesterManaged: true,
        groups: endpoint.groupIds,
      };
      return { vpc, seed };
    });
  });
}

function interfaceOwner({ vpc, seed }: In<NetworkInterfaceSeed>): string {
  return seed.owner ?? vpc.ownerId;
}

export const describeNetworkInterfaces: Operation = describing<In<NetworkInterfaceSeed>>({
  name: 'DescribeNetworkInterfaces',
  ids: 'NetworkInterfaceIds',
  items: 'NetworkInterfaces',
  notFound: ['InvalidNetworkInterfaceID.NotFound', 'networkInterface'],
  all: (call) =>
    [...inVpcs(({ seed }) => seed.networkInterfaces)(call), ...ofEndpoints(call)].filter(
      (one) => one.vpc.ownerId === call.principal.account || interfaceOwner(one) === call.principal.account,
    ),
  idOf: ({ seed }) => seed.id,
  tagsOf: () => NO_TAGS,
  filters: {
    'network-interface-id': ({ seed }) => [seed.id],
    'vpc-id': ({ vpc }) => [vpc.name],
    'subnet-id': ({ seed }) => [seed.subnet],
    'group-id': ({ seed }) => seed.groups ?? [],
    'interface-type': ({ seed }) => [seed.type ?? 'interface'],
    'owner-id': (one) => [interfaceOwner(one)],
    'requester-id': ({ seed }) => [seed.requester ?? []].flat(),
    'requester-managed': ({ seed }) => [String(seed.requesterManaged ?? false)],
    description: ({ seed }) => [seed.description ?? ''],
    status: ({ seed }) => [seed.instance === undefined ? 'available' : 'in-use'],
    'attachment.instance-owner-id': ({ seed }) => [seed.instanceOwner ?? []].flat(),
  },
  show: (one) => {
    const { vpc, seed } = one;
    const isAttached = seed.instance !== undefined || seed.instanceOwner !== undefined;
    return {
      NetworkInterfaceId: seed.id,
      VpcId: vpc.name,
      SubnetId: seed.subnet,
      OwnerId: interfaceOwner(one),
      InterfaceType: seed.type ?? 'interface',
      Description: seed.description ?? '',
      RequesterId: seed.requester,
      RequesterManaged: seed.requesterManaged ?? false,
      Status: isAttached ? 'in-use' : 'available',
      Groups: (seed.groups ?? []).map((GroupId) => ({ GroupId, GroupName: GroupId })),
      Attachment: isAttached
        ? {
            AttachmentId: idOf('eni-attach', seed.id),
            InstanceId: seed.instance,
            InstanceOwnerId: seed.instanceOwner ?? interfaceOwner(one),
            Status: 'attached',
          }
        : undefined,
    };
  },
});
