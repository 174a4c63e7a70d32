/**
 * A small EC2 that answers as the wire does, and whatever else a test has it answer.
 */
import { AwsError } from '../../../src/model/aws-error.ts';
import type { AwsErrorFacts } from '../../../src/model/aws-error.ts';
import { NO_NETWORK_FACTS } from '../../../src/model/network.ts';
import type { NetworkFacts, NetworkUse } from '../../../src/model/network.ts';
import { NO_RECOLLECTION } from '../../../src/model/resource.ts';
import type { DescribeOptions, ListContext, Listed, Need, SentCall, StepContext } from '../../../src/model/resource.ts';
import type { Reader } from '../../../src/model/world.ts';
import { listVpcs } from '../../../src/resources/vpc/observe.ts';
import type { Vpc } from '../../../src/resources/vpc/shape.ts';
import { acceptedCall } from '../accepted-call.ts';
import { ACCOUNT, networkOf, NOW, REGION } from './readings.ts';

export { ACCOUNT, NOW, REGION } from './readings.ts';

export const OTHER = '444455556666';
export const TARGET = { account: ACCOUNT, region: REGION };
export const DEFAULT_TEXT =
  '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}';

type Members = Readonly<Record<string, unknown>>;

export const S3_ENDPOINT: Members = {
  VpcEndpointId: 'vpce-s3',
  VpcEndpointType: 'Gateway',
  VpcId: 'vpc-1',
  ServiceName: `com.amazonaws.${REGION}.s3`,
  State: 'Available',
  PolicyDocument: DEFAULT_TEXT,
  RouteTableIds: ['rtb-b', 'rtb-a'],
  OwnerId: ACCOUNT,
  RequesterManaged: false,
  PrivateDnsEnabled: false,
  Tags: [{ Key: 'team', Value: 'ml' }],
};
export const API_ENDPOINT: Members = {
  ...S3_ENDPOINT,
  VpcEndpointId: 'vpce-api',
  VpcEndpointType: 'Interface',
  ServiceName: `com.amazonaws.${REGION}.sagemaker.api`,
  RouteTableIds: undefined,
  SubnetIds: ['subnet-a'],
  PrivateDnsEnabled: true,
};
const table = (id: string, more: Members = {}): Members => ({
  RouteTableId: id,
  VpcId: 'vpc-1',
  Routes: [{ DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', State: 'active' }],
  ...more,
});

/** Somebody's network interface in `vpc-1`, which says nothing of itself. */
export function networkInterface(more: Members, index: number): Members {
  return {
    NetworkInterfaceId: `eni-${index}`,
    VpcId: 'vpc-1',
    OwnerId: ACCOUNT,
    InterfaceType: 'interface',
    Description: '',
    RequesterManaged: false,
    ...more,
  };
}

/** What each operation answers: items of a list, or what `read` gives, by the operation; an Error is thrown. */
export type Answers = Readonly<Record<string, readonly unknown[] | ((input: Members) => unknown) | Error>>;

export const ANSWERS: Answers = {
  DescribeVpcEndpoints: [S3_ENDPOINT, API_ENDPOINT],
  DescribeVpcs: [
    { VpcId: 'vpc-1', OwnerId: ACCOUNT, State: 'available', Tags: [{ Key: 'Name', Value: 'ml' }] },
    { VpcId: 'vpc-2', OwnerId: OTHER, State: 'available' },
  ],
  DescribeSubnets: [
    { SubnetId: 'subnet-b', VpcId: 'vpc-1', AvailableIpAddressCount: 0 },
    { SubnetId: 'subnet-a', VpcId: 'vpc-1', AvailableIpAddressCount: 250 },
    { SubnetId: 'subnet-c', VpcId: 'vpc-2', AvailableIpAddressCount: 7 },
  ],
  DescribeRouteTables: [
    table('rtb-main', { Associations: [{ Main: true, RouteTableAssociationId: 'x' }] }),
    table('rtb-a', {
      Associations: [{ Main: false, SubnetId: 'subnet-a', AssociationState: { State: 'associated' } }],
      Routes: [
        { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1', State: 'blackhole' },
        { DestinationPrefixListId: 'pl-1', GatewayId: 'vpce-s3', State: 'active' },
      ],
    }),
  ],
  DescribeNetworkInterfaces: [],
  DescribeSecurityGroupRules: [
    rule('sg-self', { ReferencedGroupInfo: { GroupId: 'sg-self', UserId: ACCOUNT } }),
    rule('sg-out', { IsEgress: true, ReferencedGroupInfo: { GroupId: 'sg-out' } }),
    rule('sg-tcp', { IpProtocol: 'tcp', ReferencedGroupInfo: { GroupId: 'sg-tcp' } }),
    rule('sg-peer', { ReferencedGroupInfo: { GroupId: 'sg-self' } }),
    rule('sg-far', { ReferencedGroupInfo: { GroupId: 'sg-far', UserId: OTHER } }),
    rule('sg-open', { CidrIpv4: '0.0.0.0/0' }),
  ],
  DescribeFlowLogs: [{ FlowLogId: 'fl-1', ResourceId: 'vpc-1', FlowLogStatus: 'ACTIVE', DeliverLogsStatus: 'SUCCESS' }],
  DescribeVpcAttribute: ({ VpcId, Attribute }) =>
    Attribute === 'enableDnsSupport'
      ? { VpcId, EnableDnsSupport: { Value: true } }
      : { VpcId, EnableDnsHostnames: { Value: false } },
  GetBucketPolicy: () => ({ Policy: DEFAULT_TEXT }),
};

export function rule(GroupId: string, more: Members): Members {
  return {
    SecurityGroupRuleId: `sgr-${GroupId}`,
    GroupId,
    GroupOwnerId: ACCOUNT,
    IsEgress: false,
    IpProtocol: '-1',
    ...more,
  };
}

export interface Asked {
  readonly operation: string;
  readonly input: Members;
}

/** Two items a page, so that whoever reads one page only is seen. */
export function readerOf(answers: Answers = ANSWERS): Reader & { readonly asked: Asked[] } {
  const asked: Asked[] = [];
  const answerTo = (operation: string, input: Members): readonly unknown[] | ((input: Members) => unknown) => {
    asked.push({ operation, input });
    const answer = answers[operation];
    if (answer === undefined) throw new Error(`nobody expects ${operation}`);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return {
    asked,
    read: async (operation, input) => {
      const answer = answerTo(operation, input);
      return Promise.resolve(typeof answer === 'function' ? answer(input) : answer);
    },
    async *pages(operation, input) {
      const answer = answerTo(operation, input);
      const items = typeof answer === 'function' ? [] : answer.filter((item) => isAskedFor(item, input));
      for (let at = 0; at < items.length; at += 2) yield items.slice(at, at + 2);
    },
  };
}

/** By the filters that we send: the id of a VPC and the name of a service, in which `*` is anything. */
function isAskedFor(item: unknown, input: Members): boolean {
  const filters = (input['Filters'] ?? []) as readonly { readonly Name: string; readonly Values: readonly string[] }[];
  const members = (typeof item === 'object' && item !== null ? item : {}) as Members;
  return filters.every(({ Name, Values }) => {
    const value = members[Name === 'vpc-id' ? 'VpcId' : 'ServiceName'];
    return typeof value !== 'string' || value === '' || Values.some((wanted) => fits(value, wanted));
  });
}

function fits(value: string, wanted: string): boolean {
  return new RegExp(`^${wanted.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(value);
}

export function awsError(operation: string, facts: Partial<AwsErrorFacts>): AwsError {
  const said = { reason: 'denied', code: 'UnauthorizedOperation', message: 'no', delivery: 'answered' } as const;
  return new AwsError({ ...said, operation, target: TARGET, ...facts });
}

export interface Remembered {
  readonly known: Map<string, Vpc>;
  readonly notes: Map<string, unknown>;
}

export function contextOf(
  more: Partial<Pick<ListContext<Vpc>, 'now' | 'network'>> & {
    readonly needs?: readonly Need[];
    readonly remembered?: Remembered;
  } = {},
): ListContext<Vpc> {
  const { now = NOW, needs = [], network = NO_NETWORK_FACTS, remembered } = more;
  const { known, notes } = remembered ?? { known: new Map<string, Vpc>(), notes: new Map<string, unknown>() };
  return { now, needs: new Set(needs), known, notes, network };
}

/** Facts about uses of these networks. */
export function usedBy(...uses: readonly Partial<NetworkUse>[]): NetworkFacts {
  const whole = uses.map((use) => ({
    by: 'training job a',
    vpcId: undefined,
    subnets: [],
    securityGroups: [],
    instances: undefined,
    ...use,
  }));
  return networkOf(whole);
}

/** One pass, kept as the controller would. */
export async function pass(reader: Reader, context: ListContext<Vpc>): Promise<readonly Listed<Vpc>[]> {
  const listed: Listed<Vpc>[] = [];
  for await (const one of listVpcs(reader, TARGET, context)) listed.push(one);
  const known = context.known as Map<string, Vpc>;
  for (const arn of known.keys()) if (!listed.some((one) => one.arn === arn)) known.delete(arn);
  for (const { arn, reading } of listed) if (reading !== undefined) known.set(arn, reading);
  return listed;
}

export function sentCall(operation: SentCall['operation'], about: string, more: Partial<SentCall> = {}): SentCall {
  return acceptedCall({
    operation,
    about,
    effect: 'change',
    reason: 'Modify',
    change: 'c-1',
    at: NOW,
    ...more,
  });
}

export function stepContext(now: number, sent: readonly SentCall[] = [], settleMs = 60_000): StepContext {
  return { now, settleMs, changeId: 'c-1', recollection: { ...NO_RECOLLECTION, sent }, satisfied: [] };
}

export const ALL_NEEDS: readonly Need[] = ['neighbours', 'jobNetworks', 'bucketPolicies'];

/** What was asked, by operation. */
export function operations({ asked }: { readonly asked: readonly Asked[] }): readonly string[] {
  return asked.map(({ operation }) => operation).toSorted();
}

export function nothing(): Remembered {
  return { known: new Map(), notes: new Map() };
}

/** Of the first pass of a process. */
export async function readings(
  answers: Answers,
  needs: readonly Need[] = [],
  more: Parameters<typeof contextOf>[0] = {},
): Promise<readonly Vpc[]> {
  const listed = await pass(readerOf(answers), contextOf({ needs, ...more }));
  return listed.flatMap(({ reading }) => reading ?? []);
}

/** As right before a write. */
export function closely(needs: readonly Need[] = [], more: Partial<DescribeOptions> = {}): DescribeOptions {
  return { tags: true, close: true, needs: new Set(needs), now: NOW + 1, ...more };
}

export function fail(): never {
  throw new Error('there is no such reading');
}
