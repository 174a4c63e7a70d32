/**
 * What is made of what EC2 tells, and of what it denies: the tables of subnets, what jobs find, names of endpoints.
 */
import { describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../src/model/aws-error.ts';
import { describeVpc } from '../../../src/resources/vpc/observe.ts';
import {
  ACCOUNT,
  ANSWERS,
  OTHER,
  S3_ENDPOINT,
  awsError,
  closely,
  contextOf,
  fail,
  nothing,
  operations,
  pass,
  readerOf,
  readings,
  rule,
  usedBy,
} from './ec2.ts';

describe('the route table of a subnet', () => {
  const associated = (state: string | undefined) => ({
    RouteTableId: 'rtb-own',
    VpcId: 'vpc-1',
    Associations: [{ Main: false, SubnetId: 'subnet-a', ...(state && { AssociationState: { State: state } }) }],
  });
  const main = { RouteTableId: 'rtb-main', VpcId: 'vpc-1', Associations: [{ Main: true }] };

  it.each([
    ['associated', 'rtb-own'],
    ['associating', 'rtb-own'],
    [undefined, 'rtb-own'],
    ['Disassociating', 'rtb-main'],
    ['disassociated', 'rtb-main'],
    ['failed', 'rtb-main'],
  ])('is its own, unless it is going: %s', async (state, expected) => {
    const [vpc] = await readings({ ...ANSWERS, DescribeRouteTables: [associated(state), main] });
    expect(vpc?.subnets.find(({ id }) => id === 'subnet-a')?.routeTableId).toBe(expected);
  });

  it('is the main one that stays, where another has just become that', async () => {
    const Associations = [{ Main: true, AssociationState: { State: 'disassociated' } }];
    const DescribeRouteTables = [main, { ...main, RouteTableId: 'rtb-was-main', Associations }];
    const [vpc] = await readings({ ...ANSWERS, DescribeRouteTables });
    expect(vpc?.subnets.map(({ routeTableId }) => routeTableId)).toEqual(['rtb-main', 'rtb-main']);
  });
});

describe('what jobs find', () => {
  const network = usedBy({ vpcId: 'vpc-1' }, { subnets: ['subnet-c'] });

  it('is read of the VPCs that SageMaker uses', async () => {
    const [first, second] = await readings(ANSWERS, ['jobNetworks'], { network });
    const selfReferenced = ['sg-self'];
    expect(first?.jobNetworks).toEqual({ dnsSupport: true, dnsHostnames: false, flowLogs: true, selfReferenced });
    expect(second?.jobNetworks).toEqual({ dnsSupport: true, dnsHostnames: true, flowLogs: true, selfReferenced });
    expect((await readings(ANSWERS, ['jobNetworks']))[0]?.jobNetworks).toBeUndefined();
  });

  it.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
    ['whose owner is not told', { GroupOwnerId: undefined }, ['sg-1']],
    ['whose other side has no owner', { ReferencedGroupInfo: { GroupId: 'sg-1' } }, ['sg-1']],
    [
      "of somebody else's group",
      { GroupOwnerId: undefined, ReferencedGroupInfo: { GroupId: 'sg-1', UserId: OTHER } },
      [],
    ],
    ['about nothing', { ReferencedGroupInfo: undefined }, []],
  ])('includes a rule %s', async (_what, more, expected) => {
    const itself = { ReferencedGroupInfo: { GroupId: 'sg-1', UserId: ACCOUNT } };
    const DescribeSecurityGroupRules = [rule('sg-1', { ...itself, ...more })];
    const [vpc] = await readings({ ...ANSWERS, DescribeSecurityGroupRules }, ['jobNetworks'], { network });
    expect(vpc?.jobNetworks?.selfReferenced).toEqual(expected);
  });

  it.each<[string, readonly object[], boolean]>([
    ['of the VPC', [{ ResourceId: 'vpc-1', FlowLogStatus: 'ACTIVE' }], true],
    ['of each subnet', ['subnet-a', 'subnet-b'].map((ResourceId) => ({ ResourceId, FlowLogStatus: 'ACTIVE' })), true],
    ['of one subnet', [{ ResourceId: 'subnet-a', FlowLogStatus: 'ACTIVE' }], false],
    ['that fails', [{ ResourceId: 'vpc-1', FlowLogStatus: 'ACTIVE', DeliverLogsStatus: 'FAILED' }], false],
    ['that is off', [{ ResourceId: 'vpc-1', FlowLogStatus: 'PENDING' }], false],
  ])('includes a flow log %s', async (_what, DescribeFlowLogs, expected) => {
    const [vpc] = await readings({ ...ANSWERS, DescribeFlowLogs }, ['jobNetworks'], { network });
    expect(vpc?.jobNetworks?.flowLogs).toBe(expected);
  });

  it('includes no flow log of a VPC that has no subnets, and none itself', async () => {
    const answers = { ...ANSWERS, DescribeFlowLogs: [], DescribeSubnets: [] };
    const [vpc] = await readings(answers, ['jobNetworks'], { network });
    expect(vpc?.jobNetworks?.flowLogs).toBe(false);
  });
});

describe('what AWS denies', () => {
  const network = usedBy({ vpcId: 'vpc-1' });
  const denied = (operation: string) => awsError(operation, { message: 'not yours' });
  const unread = { unread: 'UnauthorizedOperation: not yours' };
  const told = { dnsSupport: true, dnsHostnames: false, flowLogs: true, selfReferenced: ['sg-self'] };
  const cases: readonly (readonly [string, object])[] = [
    ['DescribeFlowLogs', { ...told, flowLogs: unread }],
    ['DescribeSecurityGroupRules', { ...told, selfReferenced: unread }],
    ['DescribeVpcAttribute', { ...told, dnsSupport: unread, dnsHostnames: unread }],
  ];

  it.each(cases)('is unread, and nothing else is: %s', async (operation, jobNetworks) => {
    const [vpc] = await readings({ ...ANSWERS, [operation]: denied(operation) }, ['jobNetworks'], { network });
    expect(vpc).toEqual({ ...(await readings(ANSWERS, ['jobNetworks'], { network }))[0], jobNetworks });
  });

  it.each(cases)('for another reason leaves the whole list unread: %s', async (operation) => {
    for (const reason of ['throttled', 'unavailable', 'invalid', 'not-found', 'conflict'] as const) {
      const answers = { ...ANSWERS, [operation]: awsError(operation, { reason }) };
      await expect(readings(answers, ['jobNetworks'], { network })).rejects.toThrow(AwsError);
    }
  });

  it.each([...cases.map(([operation]) => operation), 'DescribeNetworkInterfaces'])(
    'is asked again with the next pass: %s',
    async (operation) => {
      const remembered = nothing();
      const context = contextOf({ needs: ['jobNetworks', 'neighbours'], network, remembered });
      await pass(readerOf({ ...ANSWERS, [operation]: denied(operation) }), context);
      const allowed = readerOf();
      const [listed] = await pass(allowed, context);
      expect(operations(allowed)).toContain(operation);
      expect(listed?.reading).toMatchObject({ jobNetworks: told, neighbours: { is: 'counted' } });
      const after = readerOf();
      await pass(after, context);
      expect(operations(after)).toEqual(['DescribeVpcEndpoints']);
    },
  );

  it('right before a write is no rule that is missing', async () => {
    const [known] = await readings(ANSWERS, ['jobNetworks'], { network });
    const answers = { ...ANSWERS, DescribeSecurityGroupRules: denied('DescribeSecurityGroupRules') };
    const vpc = await describeVpc(readerOf(answers), known ?? fail(), closely(['jobNetworks']));
    expect(vpc?.jobNetworks).toEqual({ ...told, selfReferenced: unread });
  });
});

describe('private names of an endpoint', () => {
  it.each([
    [undefined, true],
    [{ DnsRecordIpType: 'ipv4' }, true],
    [{ PrivateDnsOnlyForInboundResolverEndpoint: false }, true],
    [{ PrivateDnsOnlyForInboundResolverEndpoint: true }, false],
  ])('lead nobody in the VPC to it where they are for those outside: %j', async (DnsOptions, expected) => {
    const named = { ...S3_ENDPOINT, VpcEndpointType: 'Interface', PrivateDnsEnabled: true, DnsOptions };
    const [vpc] = await readings({ ...ANSWERS, DescribeVpcEndpoints: [named] });
    expect(vpc?.endpoints).toMatchObject([{ id: 'vpce-s3', privateDnsEnabled: expected }]);
  });
});

describe('endpoints that nobody asked for', () => {
  it('are none of ours, where filters are not obeyed', async () => {
    const other = { ...S3_ENDPOINT, VpcEndpointId: 'vpce-other', ServiceName: 'com.amazonaws.eu-central-1.dynamodb' };
    const reader = readerOf();
    const unfiltered = {
      ...reader,
      async *pages(operation: Parameters<typeof reader.pages>[0], input: Readonly<Record<string, unknown>>) {
        if (operation === 'DescribeVpcEndpoints') yield [other, S3_ENDPOINT];
        else yield* reader.pages(operation, input);
      },
    };
    const [listed] = await pass(unfiltered, contextOf());
    expect(listed?.reading).toMatchObject({ endpoints: [{ id: 'vpce-s3' }], services: [] });
  });
});
