/**
 * Where a VPC endpoint can stand: in whose VPC, for which service, with which of its parts, and what is taken there already.
 */
import { type Call, denied } from '../call.ts';
import type { EndpointRecord, VpcRecord } from '../ec2-records.ts';
import { Refusal } from '../refusal.ts';
import { vpcsOf } from './ec2-vpcs.ts';

type Parts = Pick<EndpointRecord, 'type' | 'serviceName' | 'routeTableIds' | 'subnetIds' | 'groupIds' | 'privateDns'>;

/** @throws Refusal when there is no such VPC or service, or the VPC is somebody else's. */
export function vpcFor(call: Call, vpcId: string, serviceName: string): VpcRecord {
  const vpc = vpcsOf({ ...call, stale: {} }).find(({ name }) => name === vpcId);
  if (vpc === undefined) {
    throw new Refusal('InvalidVpcId.NotFound', `The Vpc Id ${vpcId} does not exist`);
  }
  if (vpc.ownerId !== call.principal.account) {
    throw denied(call, 'ec2:CreateVpcEndpoint', vpc.arn, 'because the VPC belongs to another account');
  }
  if (!new RegExp(`^(?:com\\.amazonaws|aws\\.sagemaker)\\.${call.region}\\.[a-z0-9.-]+$`).test(serviceName)) {
    throw new Refusal('InvalidServiceName', `The Vpc Endpoint Service '${serviceName}' does not exist`);
  }
  return vpc;
}

/**
 * A gateway endpoint has route tables, of which each leads to a service by one at most; an interface endpoint has subnets and groups.
 * @param self the endpoint that is changed; undefined for a new one.
 * @throws Refusal for parts that are not there, do not fit, or are taken.
 */
export function checkParts(call: Call, vpc: VpcRecord, parts: Parts, self?: string): void {
  const isGateway = parts.type === 'Gateway';
  if (isGateway ? parts.subnetIds.length + parts.groupIds.length > 0 : parts.routeTableIds.length > 0) {
    const what = isGateway ? 'Subnets and security groups' : 'Route table IDs';
    throw new Refusal('InvalidParameter', `${what} are not supported for ${parts.type} endpoints`);
  }
  const { routeTables = [], subnets = [], securityGroups = [] } = vpc.seed;
  refuseMissing(parts.routeTableIds, routeTables, 'InvalidRouteTableId.NotFound', 'route table');
  refuseMissing(parts.subnetIds, subnets, 'InvalidSubnetID.NotFound', 'subnet');
  refuseMissing(parts.groupIds, securityGroups, 'InvalidGroup.NotFound', 'security group');
  for (const other of call.networks.endpoints.all(call.now)) {
    if (other.name === self || other.vpcId !== vpc.name || other.serviceName !== parts.serviceName) {
      continue;
    }
    const twice = parts.routeTableIds.find((id) => other.routeTableIds.includes(id));
    if (other.type === 'Gateway' && twice !== undefined) {
      throw new Refusal(
        'RouteAlreadyExists',
        `route table ${twice} already has a route with destination-prefix-list-id`,
      );
    }
    if (parts.privateDns && other.privateDns) {
      const text = `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${parts.serviceName} in the VPC ${vpc.name}`;
      throw new Refusal('InvalidParameter', text);
    }
  }
}

function refuseMissing(
  asked: readonly string[],
  there: readonly { readonly id: string }[],
  code: string,
  what: string,
): void {
  const known = new Set(there.map(({ id }) => id));
  const missing = asked.find((id) => !known.has(id));
  if (missing !== undefined) {
    throw new Refusal(code, `The ${what} ID '${missing}' does not exist`);
  }
}
