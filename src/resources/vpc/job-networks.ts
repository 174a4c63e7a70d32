/**
 * What do jobs in a VPC find: names that are answered, flow logs, and groups whose members reach each other?
 * https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html
 */
import type { AccountId } from '../../model/target.ts';
import { Answer } from '../answer.ts';
import { GROUP_ID, described, unlessDenied } from './asking.ts';
import type { Asking } from './asking.ts';
import type { Network } from './networks.ts';
import type { JobNetworks, Told, Unread } from './shape.ts';

/** What answers for every VPC of an account and region together. */
export interface JobNetworkLists {
  readonly selfReferenced: Told<readonly string[]>;
  /** What has a flow log: ids of VPCs, subnets and network interfaces. */
  readonly logged: ReadonlySet<string> | Unread;
}

export async function readJobNetworkLists(asking: Asking): Promise<JobNetworkLists> {
  const [selfReferenced, logged] = await Promise.all([readSelfReferenced(asking), unlessDenied(readLogged(asking))]);
  return { selfReferenced, logged };
}

async function readLogged(asking: Asking): Promise<ReadonlySet<string>> {
  const flowLogs = await described(asking, 'DescribeFlowLogs');
  return new Set(flowLogs.filter(isLogging).map((log) => log.text('ResourceId')));
}

/** Security groups of the account that let everything in from themselves, sorted. Rules tell of no VPC, so that all are read. */
export async function readSelfReferenced(asking: Asking): Promise<Told<readonly string[]>> {
  const rules = await unlessDenied(described(asking, 'DescribeSecurityGroupRules'));
  if ('unread' in rules) return rules;
  const groups = rules.flatMap((rule) => {
    const group = rule.matching('GroupId', GROUP_ID);
    const owner = rule.optional('GroupOwnerId') ?? asking.target.account;
    return letsIn(rule, group, owner) ? [group] : [];
  });
  return [...new Set(groups)].toSorted();
}

/** With one call for each of the two attributes: EC2 tells one at a time. */
export async function readJobNetworks(
  { aws, target }: Asking,
  network: Network,
  { selfReferenced, logged }: JobNetworkLists,
): Promise<JobNetworks> {
  const { vpcId, ownerId } = network;
  if (ownerId !== target.account) return { dnsSupport: true, dnsHostnames: true, flowLogs: true, selfReferenced };
  const attribute = async (name: 'DnsSupport' | 'DnsHostnames'): Promise<boolean> => {
    const raw = await aws.read('DescribeVpcAttribute', { VpcId: vpcId, Attribute: `enable${name}` });
    const answer = new Answer('DescribeVpcAttribute', target, raw);
    const member = answer.member(`Enable${name}`);
    if (member === undefined || answer.text('VpcId') !== vpcId) throw answer.unexpected(`Enable${name}`);
    return member.flag('Value');
  };
  const [dnsSupport, dnsHostnames] = await Promise.all([
    unlessDenied(attribute('DnsSupport')),
    unlessDenied(attribute('DnsHostnames')),
  ]);
  return { dnsSupport, dnsHostnames, flowLogs: flowLogsOf(network, logged), selfReferenced };
}

function flowLogsOf({ vpcId, subnets }: Network, logged: JobNetworkLists['logged']): Told<boolean> {
  if ('unread' in logged) return logged;
  return logged.has(vpcId) || (subnets.length > 0 && subnets.every(({ id }) => logged.has(id)));
}

/** Everything that comes from the group whose rule it is. */
function letsIn(rule: Answer, group: string, owner: AccountId): boolean {
  if (rule.flag('IsEgress') || rule.optional('IpProtocol') !== '-1') return false;
  const other = rule.member('ReferencedGroupInfo');
  if (other?.optional('GroupId') !== group) return false;
  // Ids of groups are told together with whose they are.
  return (other.optional('UserId') ?? owner) === owner;
}

/** One that cannot deliver writes nothing down. */
function isLogging(log: Answer): boolean {
  return (
    log.optional('FlowLogStatus')?.toUpperCase() === 'ACTIVE' &&
    log.optional('DeliverLogsStatus')?.toUpperCase() !== 'FAILED'
  );
}
