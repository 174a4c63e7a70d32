/**
 * What do jobs in a VPC find: names that are answered, flow logs, and groups whose members reach each other?
 * https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html
 */
import type { AccountId } from '../../model/target.ts';
import { Answer } from '../answer.ts';
import { GROUP_ID, described, unlessDenied, unlessOdd } from './asking.ts';
import type { Asking } from './asking.ts';
import type { Network } from './networks.ts';
import { holdsRange } from './ranges.ts';
import { isUnread } from './shape.ts';
import type { JobNetworks, Told } from './shape.ts';

/** Rules of security groups that let everything in, whatever its protocol. */
interface GroupRules {
  /** Groups with one for what comes from themselves, sorted. */
  readonly selfReferenced: readonly string[];
  /** By group, the ranges of addresses from which everything is let in. */
  readonly ranges: ReadonlyMap<string, readonly string[]>;
}

/** What EC2 tells of all VPCs of an account and region together. */
export interface JobNetworkLists {
  readonly rules: Told<GroupRules>;
  /** What has a flow log: ids of VPCs, subnets and network interfaces. */
  readonly logged: Told<ReadonlySet<string>>;
}

export async function readJobNetworkLists(asking: Asking): Promise<JobNetworkLists> {
  const [rules, logged] = await Promise.all([readRules(asking), unlessDenied(readLogged(asking))]);
  return { rules, logged };
}

async function readLogged(asking: Asking): Promise<ReadonlySet<string>> {
  const flowLogs = await described(asking, 'DescribeFlowLogs');
  return new Set(flowLogs.filter(isLogging).map((log) => log.text('ResourceId')));
}

/** Of all security groups of the account: rules tell of no VPC. */
async function readRules(asking: Asking): Promise<Told<GroupRules>> {
  const rules = await unlessDenied(described(asking, 'DescribeSecurityGroupRules'));
  if (isUnread(rules)) return rules;
  const groups = new Set<string>();
  const ranges = new Map<string, string[]>();
  for (const rule of rules) {
    const group = rule.matching('GroupId', GROUP_ID);
    const owner = rule.optional('GroupOwnerId') ?? asking.target.account;
    if (rule.flag('IsEgress') || rule.optional('IpProtocol') !== '-1') continue;
    const range = rule.optional('CidrIpv4');
    if (isFromItself(rule, group, owner)) groups.add(group);
    else if (range !== undefined) {
      const known = ranges.get(group);
      if (known === undefined) ranges.set(group, [range]);
      else known.push(range);
    }
  }
  return { selfReferenced: [...groups].toSorted(), ranges };
}

/** Which groups let their members reach each other in this VPC. */
export async function readSelfReferenced(
  asking: Asking,
  network: Network,
): Promise<Pick<JobNetworks, 'selfReferenced' | 'openToVpc'>> {
  return letIn(await readRules(asking), network);
}

function letIn(rules: Told<GroupRules>, { ranges }: Network): Pick<JobNetworks, 'selfReferenced' | 'openToVpc'> {
  if (isUnread(rules)) return { selfReferenced: rules };
  const known = new Set(rules.selfReferenced);
  const isOpen = (from: readonly string[]): boolean =>
    ranges.length > 0 && ranges.every((range) => from.some((outer) => holdsRange(outer, range)));
  const open = [...rules.ranges].filter(([group, from]) => !known.has(group) && isOpen(from)).map(([group]) => group);
  return { selfReferenced: rules.selfReferenced, ...(open.length === 0 ? {} : { openToVpc: open.toSorted() }) };
}

/** With one call for each of the two attributes: EC2 tells one at a time. */
export async function readJobNetworks(
  { aws, target }: Asking,
  network: Network,
  { rules, logged }: JobNetworkLists,
): Promise<JobNetworks> {
  const { vpcId, ownerId } = network;
  const groups = letIn(rules, network);
  if (ownerId !== target.account) return { dnsSupport: true, dnsHostnames: true, flowLogs: true, ...groups };
  const attribute = async (name: 'DnsSupport' | 'DnsHostnames'): Promise<boolean> => {
    const raw = await aws.read('DescribeVpcAttribute', { VpcId: vpcId, Attribute: `enable${name}` });
    const answer = new Answer('DescribeVpcAttribute', target, raw);
    const member = answer.member(`Enable${name}`);
    if (member === undefined || answer.text('VpcId') !== vpcId) throw answer.unexpected(`Enable${name}`);
    return member.flag('Value');
  };
  const [dnsSupport, dnsHostnames] = await Promise.all([
    unlessOdd(unlessDenied(attribute('DnsSupport'))),
    unlessOdd(unlessDenied(attribute('DnsHostnames'))),
  ]);
  return { dnsSupport, dnsHostnames, flowLogs: flowLogsOf(network, logged), ...groups };
}

function flowLogsOf({ vpcId, subnets }: Network, logged: JobNetworkLists['logged']): Told<boolean> {
  if (isUnread(logged)) return logged;
  return logged.has(vpcId) || (subnets.length > 0 && subnets.every(({ id }) => logged.has(id)));
}

/** The other side is the group whose rule it is. */
function isFromItself(rule: Answer, group: string, owner: AccountId): boolean {
  const other = rule.member('ReferencedGroupInfo');
  if (other?.optional('GroupId') !== group) return false;
  // Ids of groups are told together with whose they are.
  return (other.optional('UserId') ?? owner) === owner;
}

/** A flow log that cannot deliver records nothing. */
function isLogging(log: Answer): boolean {
  return (
    log.optional('FlowLogStatus')?.toUpperCase() === 'ACTIVE' &&
    log.optional('DeliverLogsStatus')?.toUpperCase() !== 'FAILED'
  );
}
