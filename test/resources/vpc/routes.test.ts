/**
 * Where a route leads and what it is for, under every name that EC2 has for either; and whose rules and logs count.
 */
import { describe, expect, it } from '@jest/globals';
import { ACCOUNT, ANSWERS, OTHER, operations, pass, contextOf, readerOf, readings, rule, usedBy } from './ec2.ts';

type Members = Readonly<Record<string, unknown>>;

async function routesOf(...Routes: readonly Members[]) {
  const table = { RouteTableId: 'rtb-1', VpcId: 'vpc-1', Routes };
  const [vpc] = await readings({ ...ANSWERS, DescribeRouteTables: [table] });
  return vpc?.routeTables[0]?.routes;
}

describe('a route', () => {
  it.each([
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
  ])('leads to what %s names', async (member) => {
    expect(await routesOf({ DestinationCidrBlock: '0.0.0.0/0', [member]: 'x-1', State: 'active' })).toEqual([
      { destination: '0.0.0.0/0', target: 'x-1', active: true },
    ]);
  });

  it.each(['DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'DestinationPrefixListId'])(
    'is for what %s names',
    async (member) => {
      expect(await routesOf({ [member]: 'd', NatGatewayId: 'nat-1', State: 'blackhole' })).toEqual([
        { destination: 'd', target: 'nat-1', active: false },
      ]);
    },
  );

  it('that names nothing leads nowhere', async () => {
    expect(await routesOf({ GatewayId: '', State: 'ACTIVE' }, {})).toEqual([
      { destination: '', target: '', active: true },
      { destination: '', target: '', active: false },
    ]);
  });
});

describe('what jobs find', () => {
  const network = usedBy({ vpcId: 'vpc-1' });
  const found = async (answers: object) =>
    (await readings({ ...ANSWERS, ...answers }, ['jobNetworks'], { network }))[0]?.jobNetworks;

  it('are rules of a group of its own account', async () => {
    const told = async (GroupOwnerId: string, UserId: string) => {
      const one = rule('sg-1', { GroupOwnerId, ReferencedGroupInfo: { GroupId: 'sg-1', UserId } });
      return (await found({ DescribeSecurityGroupRules: [one] }))?.selfReferenced;
    };
    expect(await told(OTHER, OTHER)).toEqual(['sg-1']);
    expect(await told(OTHER, ACCOUNT)).toEqual([]);
  });

  it.each([
    ['Active', 'Success', true],
    ['active', 'failed', false],
    ['ACTIVE', 'FAILED', false],
  ])('is a flow log that is %s and delivers with %s: %s', async (FlowLogStatus, DeliverLogsStatus, flowLogs) => {
    const log = { ResourceId: 'vpc-1', FlowLogStatus, DeliverLogsStatus };
    expect(await found({ DescribeFlowLogs: [log] })).toMatchObject({ flowLogs });
  });

  it('is asked of each VPC in use, two attributes', async () => {
    const reader = readerOf();
    await pass(reader, contextOf({ needs: ['jobNetworks'], network }));
    expect(operations(reader).filter((operation) => operation === 'DescribeVpcAttribute')).toHaveLength(2);
  });
});

describe('buckets that definitions name', () => {
  it('are asked about as soon as one more is named, where a policy asks for nothing else', async () => {
    const remembered = { known: new Map(), notes: new Map() };
    const naming = (...buckets: readonly string[]) => usedBy({ vpcId: 'vpc-1', buckets });
    const asked = async (network: ReturnType<typeof usedBy>) => {
      const reader = readerOf();
      await pass(reader, contextOf({ needs: ['bucketPolicies'], network, remembered }));
      return reader.asked.flatMap(({ operation, input }) => (operation === 'GetBucketPolicy' ? [input['Bucket']] : []));
    };
    expect(await asked(naming('one-x'))).toEqual(['one-x']);
    expect(await asked(naming('one-x'))).toEqual([]);
    expect(await asked(naming('one-x', 'two-x'))).toEqual(['one-x', 'two-x']);
  });
});

describe('a VPC', () => {
  it('is somebody’s, who would notice', async () => {
    expect((await readings(ANSWERS)).map(({ running }) => running)).toEqual([true, true]);
  });
});
