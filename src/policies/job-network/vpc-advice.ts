/**
 * What would keep jobs in this VPC from starting or from reaching what they need, though nobody asked for it in so many words?
 * Advice: told, never a difference.
 */
import { few } from '../../model/few.ts';
import type { NetworkUse } from '../../model/network.ts';
import type { Note } from '../../model/verdict.ts';
import { JOB_SERVICES, isForBucketsHere, isUnread } from '../../resources/vpc/shape.ts';
import type { JobNetworks, RouteTable, Subnet, Vpc } from '../../resources/vpc/shape.ts';
import { NOTHING_FOUND } from '../findings.ts';
import type { Advice } from '../findings.ts';
import { hasWayOut, isPublic, isServing, reachesS3, tablesOf } from './vpc-routes.ts';
import { unreadNote } from './vpc-unread.ts';
import type { UsedSubnet } from './vpc-uses.ts';

/** https://docs.aws.amazon.com/sagemaker/latest/dg/process-vpc.html */
const ADDRESSES_PER_INSTANCE = 2;

/**
 * Subnets in which the largest job that is known to use them would not find addresses. Not the sum of all: the addresses of those
 * that run are taken already, and steps of pipelines rarely run together.
 */
export function shortOfAddresses(used: readonly UsedSubnet[]): readonly Note[] {
  return used.flatMap(({ subnet: { id, freeAddresses }, uses }) => {
    const largest = uses.reduce((most, use) => (instancesOf(use) > instancesOf(most) ? use : most));
    const instances = instancesOf(largest);
    const needed = ADDRESSES_PER_INSTANCE * instances;
    if (freeAddresses >= needed) return [];
    const all = ADDRESSES_PER_INSTANCE * uses.reduce((sum, use) => sum + instancesOf(use), 0);
    const together = uses.length === 1 ? '' : `; all ${uses.length} that are known to use it would need ${all} at once`;
    const message = `${id} has ${freeAddresses} addresses left, and ${largest.by} needs ${needed}, ${ADDRESSES_PER_INSTANCE} for each of its ${instances} instances${together}. Give jobs a larger subnet, or several`;
    return [{ reason: 'AddressesShort', message, path: `/subnets/${id}/freeAddresses` }];
  });
}

/** Where nobody knows how many, at least one. */
function instancesOf({ instances }: NetworkUse): number {
  return instances ?? 1;
}

/**
 * What only the owner of a VPC sees of it: its endpoints, and so whether a subnet has a way to S3.
 * https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html
 */
export function adviceForOwner(vpc: Vpc, networks: JobNetworks, subnets: readonly Subnet[]): Advice {
  const tables = tablesOf(vpc);
  const closed = subnets.filter((subnet) => hasWayOut(subnet, tables) === false);
  const names = namesOff(vpc, networks, closed.length > 0);
  const logs = noFlowLogs(vpc, networks);
  return {
    unknown: [...names.unknown, ...logs.unknown],
    notes: [
      ...endpointsMissing(vpc, closed, tables),
      ...names.notes,
      ...noRouteToS3(vpc, subnets, tables),
      ...logs.notes,
    ],
  };
}

function endpointsMissing(
  { vpcId, region, services }: Vpc,
  closed: readonly Subnet[],
  tables: ReadonlyMap<string, RouteTable>,
): readonly Note[] {
  if (closed.length === 0) return [];
  const answering = services.filter((endpoint) => isServing(endpoint) && endpoint.privateDnsEnabled);
  const missing = JOB_SERVICES.filter(
    (service) => !answering.some(({ serviceName }) => serviceName.endsWith(`.${region}.${service}`)),
  );
  if (missing.length === 0) return [];
  const gateways = closed.some((subnet) => isPublic(subnet, tables))
    ? ' (jobs get no public address, so that an internet gateway leads them nowhere)'
    : '';
  const message = `${few(closed.map(({ id }) => id))} of ${vpcId} have no way to the internet${gateways}, and nothing in the VPC answers for ${missing.join(', ')}. Make interface endpoints with private DNS for those that your jobs call`;
  return [{ reason: 'EndpointsMissing', message }];
}

/**
 * Private names of endpoints are answered only with both; a gateway endpoint asks for the first.
 * https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html
 * https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
 */
function namesOff(
  { vpcId, endpoints, services }: Vpc,
  { dnsSupport, dnsHostnames }: JobNetworks,
  needed: boolean,
): Advice {
  if (dnsSupport === true && dnsHostnames === true) return NOTHING_FOUND;
  const gateways = dnsSupport === true ? [] : endpoints.filter(({ type }) => type === 'Gateway');
  const named = [...endpoints.filter(isForBucketsHere), ...services].filter((one) => one.privateDnsEnabled);
  const answering = [...gateways, ...named].filter(isServing);
  if (answering.length === 0 && !needed) return NOTHING_FOUND;
  const whose =
    answering.length === 0
      ? 'the endpoints that jobs without a way to the internet need'
      : few(answering.map(({ id }) => id));
  const unread = [dnsSupport, dnsHostnames].find(isUnread);
  if (unread !== undefined) {
    const what = `the names that lead to ${whose} are answered in ${vpcId}`;
    return { unknown: [unreadNote('NamesUnread', what, unread, 'ec2:DescribeVpcAttribute')], notes: [] };
  }
  const off = [...(dnsSupport ? [] : ['enableDnsSupport']), ...(dnsHostnames ? [] : ['enableDnsHostnames'])];
  const message = `${off.join(' and ')} of ${vpcId} ${off.length === 1 ? 'is' : 'are'} off: the names that lead to ${whose} are not answered. Turn on both`;
  return { unknown: [], notes: [{ reason: 'DnsOff', message }] };
}

function noRouteToS3(vpc: Vpc, subnets: readonly Subnet[], tables: ReadonlyMap<string, RouteTable>): readonly Note[] {
  const serving = vpc.endpoints.filter((endpoint) => isServing(endpoint) && isForBucketsHere(endpoint));
  const cut = subnets.filter((subnet) => !reachesS3(subnet, tables, serving));
  if (cut.length === 0) return [];
  const routeTables = [...new Set(cut.map(({ routeTableId }) => routeTableId))];
  const message = `${few(cut.map(({ id }) => id))} of ${vpc.vpcId} have no way to S3, from which jobs fetch their data. Associate a gateway endpoint with ${few(routeTables)}`;
  return [{ reason: 'NoRouteToS3', message }];
}

function noFlowLogs({ vpcId }: Vpc, { flowLogs }: JobNetworks): Advice {
  if (isUnread(flowLogs)) {
    const what = `anything records what jobs in ${vpcId} talk to`;
    return { unknown: [unreadNote('FlowLogsUnread', what, flowLogs, 'ec2:DescribeFlowLogs')], notes: [] };
  }
  if (flowLogs) return NOTHING_FOUND;
  const message = `nothing records what jobs in ${vpcId} talk to: it has no flow log, nor has each of its subnets. Make one for the VPC`;
  return { unknown: [], notes: [{ reason: 'NoFlowLogs', message }] };
}
