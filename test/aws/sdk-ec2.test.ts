/**
 * EC2's protocol over real HTTP, with answers as its reference prints them: what is asked, and what observers get to see of lists of
 * one, of empty lists, of dates and booleans.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { toAwsError } from '../../src/aws/errors.ts';
import type { OperationName } from '../../src/aws/operations.ts';
import { TransportFailure } from '../../src/aws/transport.ts';
import { answering, failure, send as sendOver, startStub, type Stub } from './stub.ts';

let stub: Stub;
beforeAll(async () => {
  stub = await startStub();
});
afterEach(() => stub.forget());
afterAll(() => stub.close());
const send = async (operation: OperationName, input: Readonly<Record<string, unknown>> = {}): Promise<unknown> =>
  sendOver(stub.transport, operation, input, { timeoutMs: 20_000 });

/** The parameters that went out. */
const asked = (): Readonly<Record<string, string>> =>
  Object.fromEntries(new URLSearchParams(stub.seen.at(-1)?.body ?? ''));

function answer(operation: string, content: string): void {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<${operation}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
    <requestId>59dbff89-35bd-4eac-99ed-be587EXAMPLE</requestId>${content}</${operation}Response>`;
  stub.respond = answering(xml);
}

/** As https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_<operation>.html has it, shortened. */
const ANSWERS: readonly (readonly [OperationName, Readonly<Record<string, unknown>>, object, string, unknown])[] = [
  [
    'DescribeVpcs',
    { MaxResults: 1_000, Filters: [{ Name: 'vpc-id', Values: ['vpc-1', 'vpc-2'] }] },
    { MaxResults: '1000', 'Filter.1.Name': 'vpc-id', 'Filter.1.Value.1': 'vpc-1', 'Filter.1.Value.2': 'vpc-2' },
    `<vpcSet><item><vpcId>vpc-1a2b3c4d</vpcId><ownerId>111122223333</ownerId><state>available</state>
      <cidrBlock>10.0.0.0/23</cidrBlock><instanceTenancy>default</instanceTenancy><isDefault>false</isDefault>
      <tagSet><item><key>team</key><value>ml</value></item><item><key>empty</key><value/></item></tagSet></item></vpcSet>
      <nextToken>more</nextToken>`,
    {
      Vpcs: [
        {
          VpcId: 'vpc-1a2b3c4d',
          OwnerId: '111122223333',
          State: 'available',
          IsDefault: false,
          Tags: [
            { Key: 'team', Value: 'ml' },
            { Key: 'empty', Value: '' },
          ],
        },
      ],
      NextToken: 'more',
    },
  ],
  [
    'DescribeVpcAttribute',
    { VpcId: 'vpc-1', Attribute: 'enableDnsSupport' },
    { VpcId: 'vpc-1', Attribute: 'enableDnsSupport' },
    '<vpcId>vpc-1</vpcId><enableDnsSupport><value>true</value></enableDnsSupport>',
    { VpcId: 'vpc-1', EnableDnsSupport: { Value: true } },
  ],
  [
    'DescribeVpcEndpoints',
    { Filters: [{ Name: 'service-name', Values: ['com.amazonaws.eu-central-1.s3'] }], NextToken: 'more' },
    { 'Filter.1.Value.1': 'com.amazonaws.eu-central-1.s3', NextToken: 'more' },
    `<vpcEndpointSet><item><vpcEndpointId>vpce-032a826a</vpcEndpointId><vpcEndpointType>Gateway</vpcEndpointType>
      <vpcId>vpc-aabb1122</vpcId><serviceName>com.amazonaws.eu-central-1.s3</serviceName><state>available</state>
      <policyDocument>{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"a&amp;&lt;b&gt; \\u00fc"}]}</policyDocument>
      <routeTableIdSet><item>rtb-3d560345</item></routeTableIdSet><subnetIdSet/><groupSet/><networkInterfaceIdSet/><dnsEntrySet/>
      <privateDnsEnabled>false</privateDnsEnabled><requesterManaged>false</requesterManaged>
      <creationTimestamp>2017-09-05T20:41:28Z</creationTimestamp><ownerId>111122223333</ownerId></item></vpcEndpointSet>`,
    {
      VpcEndpoints: [
        {
          VpcEndpointId: 'vpce-032a826a',
          VpcEndpointType: 'Gateway',
          ServiceName: 'com.amazonaws.eu-central-1.s3',
          State: 'available',
          PolicyDocument:
            '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"a&<b> \\u00fc"}]}',
          RouteTableIds: ['rtb-3d560345'],
          PrivateDnsEnabled: false,
          RequesterManaged: false,
          CreationTimestamp: Date.UTC(2017, 8, 5, 20, 41, 28) / 1_000,
          OwnerId: '111122223333',
        },
      ],
    },
  ],
  [
    'DescribeSubnets',
    {},
    {},
    `<subnetSet><item><subnetId>subnet-9d4a7b6c</subnetId><state>available</state><vpcId>vpc-1a2b3c4d</vpcId>
      <availableIpAddressCount>251</availableIpAddressCount><mapPublicIpOnLaunch>false</mapPublicIpOnLaunch></item></subnetSet>`,
    { Subnets: [{ SubnetId: 'subnet-9d4a7b6c', VpcId: 'vpc-1a2b3c4d', AvailableIpAddressCount: 251 }] },
  ],
  [
    'DescribeRouteTables',
    {},
    {},
    `<routeTableSet><item><routeTableId>rtb-13ad487a</routeTableId><vpcId>vpc-11ad4878</vpcId>
      <routeSet><item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><natGatewayId>nat-1</natGatewayId><state>active</state></item>
      <item><destinationPrefixListId>pl-6ea54007</destinationPrefixListId><gatewayId>vpce-1</gatewayId><state>blackhole</state></item></routeSet>
      <associationSet><item><routeTableAssociationId>rtbassoc-12</routeTableAssociationId><main>true</main></item></associationSet>
      </item></routeTableSet>`,
    {
      RouteTables: [
        {
          RouteTableId: 'rtb-13ad487a',
          Routes: [
            { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1', State: 'active' },
            { DestinationPrefixListId: 'pl-6ea54007', GatewayId: 'vpce-1', State: 'blackhole' },
          ],
          Associations: [{ Main: true }],
        },
      ],
    },
  ],
  [
    'DescribeNetworkInterfaces',
    {},
    {},
    `<networkInterfaceSet><item><networkInterfaceId>eni-0f62d866</networkInterfaceId><description/>
      <requesterId>AROA:s</requesterId><requesterManaged>true</requesterManaged><interfaceType>interface</interfaceType>
      <attachment><instanceOwnerId>amazon-aws</instanceOwnerId><attachTime>2026-07-01T21:45:27.000Z</attachTime></attachment>
      <groupSet><item><groupId>sg-1</groupId><groupName>g</groupName></item></groupSet></item></networkInterfaceSet>`,
    {
      NetworkInterfaces: [
        {
          NetworkInterfaceId: 'eni-0f62d866',
          Description: '',
          RequesterId: 'AROA:s',
          RequesterManaged: true,
          Attachment: { InstanceOwnerId: 'amazon-aws', AttachTime: Date.UTC(2026, 6, 1, 21, 45, 27) / 1_000 },
          Groups: [{ GroupId: 'sg-1', GroupName: 'g' }],
        },
      ],
    },
  ],
  [
    'DescribeSecurityGroupRules',
    {},
    {},
    `<securityGroupRuleSet><item><securityGroupRuleId>sgr-abcdefghi01234561</securityGroupRuleId><groupId>sg-1</groupId>
      <groupOwnerId>111122223333</groupOwnerId><isEgress>false</isEgress><ipProtocol>-1</ipProtocol><fromPort>-1</fromPort><toPort>-1</toPort>
      <referencedGroupInfo><groupId>sg-1</groupId><userId>111122223333</userId></referencedGroupInfo></item></securityGroupRuleSet>`,
    {
      SecurityGroupRules: [
        {
          GroupId: 'sg-1',
          IsEgress: false,
          IpProtocol: '-1',
          FromPort: -1,
          ToPort: -1,
          ReferencedGroupInfo: { GroupId: 'sg-1', UserId: '111122223333' },
        },
      ],
    },
  ],
  [
    'DescribeFlowLogs',
    { Filter: [{ Name: 'resource-id', Values: ['vpc-1'] }] },
    { 'Filter.1.Name': 'resource-id', 'Filter.1.Value.1': 'vpc-1' },
    `<flowLogSet><item><flowLogId>fl-1</flowLogId><resourceId>vpc-1</resourceId><flowLogStatus>ACTIVE</flowLogStatus>
      <trafficType>ALL</trafficType><creationTime>2026-07-01T00:00:00.000Z</creationTime></item></flowLogSet>`,
    { FlowLogs: [{ FlowLogId: 'fl-1', ResourceId: 'vpc-1', FlowLogStatus: 'ACTIVE', TrafficType: 'ALL' }] },
  ],
  [
    'ModifyVpcEndpoint',
    { VpcEndpointId: 'vpce-1', PolicyDocument: '{"a":"ü & +"}', AddRouteTableIds: ['rtb-1'] },
    { VpcEndpointId: 'vpce-1', PolicyDocument: '{"a":"ü & +"}', 'AddRouteTableId.1': 'rtb-1' },
    '<return>true</return>',
    { Return: true },
  ],
  [
    'CreateVpcEndpoint',
    {
      VpcId: 'vpc-1',
      ServiceName: 'com.amazonaws.eu-central-1.s3',
      VpcEndpointType: 'Gateway',
      RouteTableIds: ['rtb-1', 'rtb-2'],
      ClientToken: 't',
      TagSpecifications: [{ ResourceType: 'vpc-endpoint', Tags: [{ Key: 'k', Value: 'v' }] }],
    },
    {
      ClientToken: 't',
      'RouteTableId.1': 'rtb-1',
      'RouteTableId.2': 'rtb-2',
      'TagSpecification.1.ResourceType': 'vpc-endpoint',
      'TagSpecification.1.Tag.1.Key': 'k',
      'TagSpecification.1.Tag.1.Value': 'v',
    },
    '<vpcEndpoint><vpcEndpointId>vpce-2</vpcEndpointId><state>available</state></vpcEndpoint><clientToken>t</clientToken>',
    { VpcEndpoint: { VpcEndpointId: 'vpce-2', State: 'available' }, ClientToken: 't' },
  ],
  [
    'AuthorizeSecurityGroupIngress',
    { GroupId: 'sg-1', IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-1' }] }] },
    { GroupId: 'sg-1', 'IpPermissions.1.IpProtocol': '-1', 'IpPermissions.1.Groups.1.GroupId': 'sg-1' },
    '<return>true</return><securityGroupRuleSet><item><groupId>sg-1</groupId></item></securityGroupRuleSet>',
    { Return: true, SecurityGroupRules: [{ GroupId: 'sg-1' }] },
  ],
];

describe('EC2', () => {
  it.each(ANSWERS)('%s', async (operation, input, parameters, content, expected) => {
    answer(operation, content);
    const told = await send(operation, input);
    expect(told).toMatchObject(expected as object);
    expect(told).not.toHaveProperty('$metadata');
    expect(asked()).toMatchObject({ Action: operation, Version: '2016-11-15', ...parameters });
    expect(stub.seen[0]?.request).toMatchObject({ method: 'POST', url: '/' });
    expect(stub.seen[0]?.request.headers.authorization).toContain('/eu-central-1/ec2/aws4_request');
    expect(stub.seen).toHaveLength(1);
  });

  it.each([
    ['DescribeVpcEndpoints', '<vpcEndpointSet/>', 'VpcEndpoints'],
    ['DescribeVpcs', '<vpcSet></vpcSet>', 'Vpcs'],
    ['DescribeSubnets', '', 'Subnets'],
  ] as const)('tells of an empty list of %s what observers take for one: %s', async (operation, content, member) => {
    answer(operation, content);
    const told = (await send(operation)) as Readonly<Record<string, unknown>>;
    expect(told[member] ?? []).toEqual([]);
  });

  it('leaves out members that are not there, and tells of empty ones none or nothing', async () => {
    answer(
      'DescribeVpcEndpoints',
      '<vpcEndpointSet><item><vpcEndpointId>vpce-1</vpcEndpointId><subnetIdSet/><tagSet/></item></vpcEndpointSet>',
    );
    const { VpcEndpoints: endpoints } = (await send('DescribeVpcEndpoints')) as {
      readonly VpcEndpoints: readonly Readonly<Record<string, unknown>>[];
    };
    const [endpoint = {}] = endpoints;
    expect(endpoint['SubnetIds'] ?? []).toEqual([]);
    expect(endpoint['Tags'] ?? []).toEqual([]);
    expect(endpoint['RouteTableIds']).toBeUndefined();
    expect(endpoint['PolicyDocument']).toBeUndefined();
  });
});

describe('what EC2 answers instead', () => {
  const about = {
    operation: 'ModifyVpcEndpoint',
    target: { account: '111122223333', region: 'eu-central-1' },
  } as const;
  const refusal = (code: string) =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${code}</Code><Message>why</Message></Error></Errors><RequestID>ea966190</RequestID></Response>`;

  it.each<[string, number, object]>([
    ['InvalidPermission.Duplicate', 400, { code: 'InvalidPermission.Duplicate', delivery: 'answered' }],
    ['InvalidVpcEndpointId.NotFound', 404, { reason: 'not-found' }],
    ['InvalidVpcEndpoint.NotFound', 400, { reason: 'not-found' }],
    ['InvalidPolicyDocument', 400, { reason: 'invalid' }],
    ['UnauthorizedOperation', 403, { reason: 'denied' }],
    ['RequestLimitExceeded', 503, { reason: 'throttled', delivery: 'answered' }],
    ['AuthFailure', 401, { reason: 'denied', obstacle: 'region-disabled' }],
    ['OptInRequired', 401, { reason: 'denied', obstacle: 'region-disabled' }],
    ['RequestExpired', 400, { reason: 'unavailable', obstacle: 'expired-session' }],
    ['InternalError', 500, { reason: 'unavailable', delivery: 'ambiguous' }],
    ['Unavailable', 503, { reason: 'unavailable', delivery: 'ambiguous' }],
  ])('%s', async (code, status, facts) => {
    stub.respond = answering(refusal(code), status);
    const failed = await failure(send('ModifyVpcEndpoint', { VpcEndpointId: 'vpce-1' }));
    expect(toAwsError(new TransportFailure(failed), about).facts).toMatchObject({ message: 'why', ...facts });
    expect(stub.seen).toHaveLength(1);
  });

  it.each<[string, string, number, object]>([
    ['a page of a proxy', '<html><body>no</body></html>', 403, { delivery: 'ambiguous' }],
    ['half an answer', '<DescribeVpcsResponse><vpcS', 200, { code: 'UnreadableAnswer', delivery: 'ambiguous' }],
  ])('%s', async (_what, body, status, facts) => {
    stub.respond = answering(body, status);
    await expect(failure(send('DescribeVpcs'))).resolves.toMatchObject(facts);
  });

  it.each([
    '<html><body>no</body></html>',
    '',
    'not XML',
    '<DescribeSubnetsResponse></DescribeSubnetsResponse>',
    '<DescribeVpcsResponse><vpcSet/></DescribeVpcsResponse><html></html>',
  ])('a success that is none, and no empty list: %p', async (body) => {
    stub.respond = answering(body);
    await expect(failure(send('DescribeVpcs'))).resolves.toMatchObject({
      code: 'UnreadableAnswer',
      delivery: 'ambiguous',
      status: 200,
    });
  });
});
