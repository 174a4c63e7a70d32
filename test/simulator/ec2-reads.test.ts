// Networks as AWS's own client reads them.
import {
  DescribeFlowLogsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  type EC2Client,
  paginateDescribeVpcEndpoints,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FULL_ACCESS } from '../../src/simulator/ec2-records.ts';
import { parseWorld, type World } from '../../src/simulator/world.ts';
import { MEMBER, REGION, simulatorOf, TOOLING, type Watched } from './ask.ts';
import { clientOf, many, networked, shared, VPC } from './ec2-world.ts';

let simulator: Watched;
let client: EC2Client;
beforeEach(async () => {
  simulator = await simulatorOf(networked());
  client = await clientOf(simulator, 'SagekeeperRead');
});
/** What a test opened beside, closed also where it fails. */
let opened: { readonly close: () => unknown }[] = [];
afterEach(async () => {
  client.destroy();
  for (const { close } of opened) await close();
  opened = [];
  await simulator.close();
});

async function reading(world: World, options = {}, account = MEMBER): Promise<EC2Client> {
  const another = await simulatorOf(world, options);
  const reader = await clientOf(another, 'SagekeeperRead', account);
  opened.push({ close: () => reader.destroy() }, another);
  return reader;
}

const filter = (Name: string, ...Values: string[]) => ({ Name, Values });

describe('what EC2 tells', () => {
  it('of endpoints', async () => {
    const { VpcEndpoints: endpoints = [] } = await client.send(new DescribeVpcEndpointsCommand({}));
    expect(endpoints).toMatchObject([
      {
        VpcEndpointId: 'vpce-api',
        VpcEndpointType: 'Interface',
        ServiceName: `com.amazonaws.${REGION}.sagemaker.api`,
        SubnetIds: ['subnet-a'],
        Groups: [{ GroupId: 'sg-jobs' }],
        PrivateDnsEnabled: true,
      },
      {
        VpcEndpointId: 'vpce-s3',
        VpcEndpointType: 'Gateway',
        VpcId: 'vpc-1',
        ServiceName: `com.amazonaws.${REGION}.s3`,
        State: 'available',
        PolicyDocument: FULL_ACCESS,
        RouteTableIds: ['rtb-private'],
        PrivateDnsEnabled: false,
        RequesterManaged: false,
        OwnerId: MEMBER,
        CreationTimestamp: new Date('2024-05-14T08:00:00Z'),
        Tags: [{ Key: 'owner', Value: 'network' }],
      },
    ]);
  });

  it.each([
    [[filter('service-name', `com.amazonaws.${REGION}.s3`)], ['vpce-s3']],
    [[filter('service-name', '*.s3', '*.sagemaker.api')], ['vpce-api', 'vpce-s3']],
    [[filter('vpc-endpoint-type', 'Gateway'), filter('vpc-id', 'vpc-2')], []],
    [[filter('tag:owner', 'network')], ['vpce-s3']],
    [[filter('tag-key', 'owner')], ['vpce-s3']],
    [[filter('vpc-endpoint-state', 'Available')], []],
  ])('of endpoints that fit filters', async (Filters, ids) => {
    const { VpcEndpoints: endpoints = [] } = await client.send(new DescribeVpcEndpointsCommand({ Filters }));
    expect(endpoints.map(({ VpcEndpointId: id }) => id)).toEqual(ids);
  });

  it('of VPCs and their names', async () => {
    const vpcs = await client.send(new DescribeVpcsCommand({ VpcIds: ['vpc-1'] }));
    expect(vpcs.Vpcs).toMatchObject([{ VpcId: 'vpc-1', OwnerId: MEMBER, IsDefault: false, Tags: [{ Key: 'team' }] }]);
    const attribute = (Attribute: 'enableDnsSupport' | 'enableDnsHostnames') =>
      client.send(new DescribeVpcAttributeCommand({ VpcId: 'vpc-1', Attribute }));
    expect((await attribute('enableDnsSupport')).EnableDnsSupport).toEqual({ Value: true });
    expect((await attribute('enableDnsHostnames')).EnableDnsHostnames).toEqual({ Value: false });
  });

  it('of subnets', async () => {
    const { Subnets: subnets } = await client.send(
      new DescribeSubnetsCommand({ Filters: [filter('vpc-id', 'vpc-1')] }),
    );
    expect(subnets).toMatchObject([
      { SubnetId: 'subnet-a', AvailableIpAddressCount: 11, AvailabilityZone: `${REGION}a` },
      { SubnetId: 'subnet-b', AvailableIpAddressCount: 250, AvailabilityZone: `${REGION}b` },
    ]);
  });

  it('of route tables, with the routes of gateway endpoints', async () => {
    const { RouteTables: tables } = await client.send(new DescribeRouteTablesCommand({}));
    expect(tables).toMatchObject([
      {
        RouteTableId: 'rtb-main',
        Associations: [{ Main: true }],
        Routes: [{ GatewayId: 'local' }, { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1' }],
      },
      {
        RouteTableId: 'rtb-private',
        Associations: [{ Main: false, SubnetId: 'subnet-a' }],
        Routes: [
          { GatewayId: 'local' },
          { GatewayId: 'vpce-s3', DestinationPrefixListId: expect.stringMatching(/^pl-/) },
        ],
      },
    ]);
    const bySubnet = new DescribeRouteTablesCommand({ Filters: [filter('association.subnet-id', 'subnet-a')] });
    expect((await client.send(bySubnet)).RouteTables).toMatchObject([{ RouteTableId: 'rtb-private' }]);
    const main = new DescribeRouteTablesCommand({ Filters: [filter('association.main', 'true')] });
    expect((await client.send(main)).RouteTables).toMatchObject([{ RouteTableId: 'rtb-main' }]);
  });

  it('of network interfaces, those of endpoints among them', async () => {
    const { NetworkInterfaces: all = [] } = await client.send(new DescribeNetworkInterfacesCommand({}));
    const by = (id: string) => all.find(({ NetworkInterfaceId: one }) => one === id);
    expect(all).toHaveLength(3);
    expect(by('eni-job')).toMatchObject({ RequesterManaged: true, RequesterId: '999900001111', Status: 'available' });
    expect(by('eni-node')).toMatchObject({
      OwnerId: MEMBER,
      Attachment: { InstanceId: 'i-1' },
      Groups: [{ GroupId: 'sg-jobs' }],
    });
    const api = new DescribeVpcEndpointsCommand({ VpcEndpointIds: ['vpce-api'] });
    const { VpcEndpoints: [endpoint] = [] } = await client.send(api);
    expect(by(endpoint?.NetworkInterfaceIds?.[0] ?? '')).toMatchObject({
      InterfaceType: 'vpc_endpoint',
      SubnetId: 'subnet-a',
      Description: 'VPC Endpoint Interface vpce-api',
      RequesterManaged: true,
    });
    const others = new DescribeNetworkInterfacesCommand({ Filters: [filter('requester-managed', 'false')] });
    expect((await client.send(others)).NetworkInterfaces).toMatchObject([{ NetworkInterfaceId: 'eni-node' }]);
  });

  it('of security groups and their rules', async () => {
    const { SecurityGroups: groups } = await client.send(new DescribeSecurityGroupsCommand({ GroupIds: ['sg-self'] }));
    expect(groups).toMatchObject([
      { GroupId: 'sg-self', IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-self' }] }] },
    ]);
    const { SecurityGroupRules: rules } = await client.send(
      new DescribeSecurityGroupRulesCommand({ Filters: [filter('group-id', 'sg-self', 'sg-jobs')] }),
    );
    expect(rules).toHaveLength(2);
    expect(rules).toContainEqual(
      expect.objectContaining({
        GroupId: 'sg-self',
        IsEgress: false,
        IpProtocol: '-1',
        ReferencedGroupInfo: { GroupId: 'sg-self', UserId: MEMBER },
      }),
    );
    expect(rules).toContainEqual(
      expect.objectContaining({ GroupId: 'sg-jobs', IsEgress: true, CidrIpv4: '0.0.0.0/0' }),
    );
  });

  it('of flow logs', async () => {
    const of = (id: string) => client.send(new DescribeFlowLogsCommand({ Filter: [filter('resource-id', id)] }));
    expect((await of('vpc-1')).FlowLogs).toMatchObject([{ FlowLogId: 'fl-1', FlowLogStatus: 'ACTIVE' }]);
    expect((await of('vpc-2')).FlowLogs).toEqual([]);
  });
});

describe('how EC2 answers', () => {
  it('in pages', async () => {
    const reader = await reading(networked([{ ...VPC, endpoints: many(2_500) }]));
    const pages: number[] = [];
    const ids = new Set<string>();
    for await (const page of paginateDescribeVpcEndpoints({ client: reader, pageSize: 999 }, {})) {
      pages.push(page.VpcEndpoints?.length ?? 0);
      for (const { VpcEndpointId: id = '' } of page.VpcEndpoints ?? []) ids.add(id);
    }
    expect([pages, ids.size]).toEqual([[999, 999, 502], 2_500]);
    const { VpcEndpoints: first, NextToken: token = '' } = await reader.send(new DescribeVpcEndpointsCommand({}));
    expect([first?.length, token === '']).toEqual([1_000, false]);
    const other = new DescribeVpcEndpointsCommand({ NextToken: token, Filters: [filter('vpc-id', 'vpc-1')] });
    await expect(reader.send(other)).rejects.toMatchObject({ name: 'InvalidNextToken' });
  });

  it.each([
    [{ MaxResults: 4 }, 'InvalidParameterValue'],
    [{ MaxResults: 10, VpcEndpointIds: ['vpce-s3'] }, 'InvalidParameterCombination'],
    [{ VpcEndpointIds: ['vpce-none'] }, 'InvalidVpcEndpointId.NotFound'],
    [{ Filters: [filter('colour', 'red')] }, 'InvalidParameterValue'],
    [{ DryRun: true }, 'DryRunOperation'],
  ])('refuses %j with %s', async (input, name) => {
    await expect(client.send(new DescribeVpcEndpointsCommand(input))).rejects.toMatchObject({ name });
  });

  it('throttles those who ask for everything at once sooner', async () => {
    const reader = await reading(networked(), { rates: 'aws' });
    const ask = async (input: object): Promise<string> => {
      try {
        await reader.send(new DescribeVpcsCommand(input));
        return 'ok';
      } catch (error) {
        return (error as Error).name;
      }
    };
    const all = [];
    for (let count = 0; count < 51; count += 1) all.push(await ask({}));
    expect([all.filter((one) => one === 'ok').length, all.at(-1)]).toEqual([50, 'RequestLimitExceeded']);
    expect(await ask({ MaxResults: 5 })).toBe('ok');
    expect(await ask({ Filters: [filter('vpc-id', 'vpc-1')] })).toBe('ok');
    expect(await ask({ VpcIds: ['vpc-1'] })).toBe('ok');
  });

  it('who shares a VPC sees it, and not its endpoints, groups, logs and the interfaces of others', async () => {
    const reader = await reading(shared(), {}, TOOLING);
    expect((await reader.send(new DescribeVpcsCommand({}))).Vpcs).toMatchObject([{ VpcId: 'vpc-1', OwnerId: MEMBER }]);
    expect((await reader.send(new DescribeSubnetsCommand({}))).Subnets).toHaveLength(2);
    expect((await reader.send(new DescribeVpcEndpointsCommand({}))).VpcEndpoints).toEqual([]);
    expect((await reader.send(new DescribeSecurityGroupsCommand({}))).SecurityGroups).toEqual([]);
    expect((await reader.send(new DescribeFlowLogsCommand({}))).FlowLogs).toEqual([]);
    expect((await reader.send(new DescribeNetworkInterfacesCommand({}))).NetworkInterfaces).toEqual([]);
  });
});

it('reads networks from a world’s YAML, and complains of what is none', () => {
  const yaml = (vpc: string) => `managementAccount: "000000000001"
hubAccount: "000000000001"
regions: [eu-central-1]
accounts: [{id: "000000000001", name: a, vpcs: [${vpc}]}]`;
  const { accounts } = parseWorld(yaml(JSON.stringify(VPC)));
  expect(accounts[0]?.vpcs).toEqual([VPC]);
  expect(() => parseWorld(yaml('{id: vpc-1, region: eu-central-1, endpoint: []}'))).toThrow(/4:.*accounts.0.vpcs.0/);
  expect(() => parseWorld(yaml('{id: x, region: eu-central-1}'))).toThrow(/an id looks like vpc-1a2b3c/);
});
