/**
 * What EC2 and S3 answer is believed only in the form that they document; anything else is "could not be read".
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AwsError } from '../../../src/model/aws-error.ts';
import { describeVpc } from '../../../src/resources/vpc/observe.ts';
import {
  ACCOUNT,
  ANSWERS,
  API_ENDPOINT,
  OTHER,
  S3_ENDPOINT,
  awsError,
  closely,
  contextOf,
  fail,
  networkInterface,
  nothing,
  operations,
  pass,
  readerOf,
  readings,
  rule,
  usedBy,
} from './ec2.ts';
import type { Answers } from './ec2.ts';

describe('documents of endpoints', () => {
  it.each<[string, unknown]>([
    ['no JSON', '{"Statement":'],
    ['another grammar', '{"Statement":[{"Effect":"Perhaps"}]}'],
    ['not there', undefined],
  ])('that are %s are unknown, and nothing else is', async (_what, PolicyDocument) => {
    const [vpc] = await readings({ ...ANSWERS, DescribeVpcEndpoints: [{ ...S3_ENDPOINT, PolicyDocument }] });
    expect(vpc?.endpoints[0]).toMatchObject({ id: 'vpce-s3', document: { is: 'unknown' } });
  });
});

describe('answers of another form', () => {
  type Broken = readonly [operation: keyof typeof ANSWERS, members: readonly string[]];
  /** Whose VPC cannot be told without it. */
  const ofAll: readonly Broken[] = [
    ['DescribeVpcEndpoints', ['VpcId']],
    ['DescribeVpcs', ['VpcId']],
    ['DescribeSubnets', ['VpcId']],
    ['DescribeRouteTables', ['VpcId']],
    ['DescribeNetworkInterfaces', ['VpcId']],
    ['DescribeSecurityGroupRules', ['GroupId']],
    ['DescribeFlowLogs', ['ResourceId']],
  ];
  const ofEndpoints: Broken = [
    'DescribeVpcEndpoints',
    ['VpcEndpointId', 'ServiceName', 'State', 'VpcEndpointType', 'OwnerId'],
  ];
  const ofNetworks: readonly Broken[] = [
    ['DescribeVpcs', ['OwnerId', 'State']],
    ['DescribeSubnets', ['SubnetId', 'AvailableIpAddressCount']],
    ['DescribeRouteTables', ['RouteTableId']],
  ];
  const garbage = fc.oneof(
    fc.constantFrom(undefined, null, '', 7, -1, 1.5, true, 'vpc-*', 'arn:aws:x', 'a/b'),
    fc.array(fc.string(), { maxLength: 2 }),
    fc.dictionary(fc.string(), fc.string(), { maxKeys: 2 }),
  );

  const whole: Answers = { ...ANSWERS, DescribeNetworkInterfaces: [networkInterface({}, 1)] };
  const network = usedBy({ vpcId: 'vpc-1' }, { vpcId: 'vpc-2' });
  const read = async (answers: Answers) => readings(answers, ['jobNetworks', 'neighbours'], { network });
  /** With the first item broken, which is of `vpc-1`. */
  const broken = (operation: keyof typeof ANSWERS, member: string, value: unknown): Answers => {
    const items = whole[operation];
    const [first = {}, ...rest] = Array.isArray(items) ? (items as readonly object[]) : [];
    return { ...whole, [operation]: [{ ...first, [member]: value }, ...rest] };
  };
  const draws = (cases: readonly Broken[]) =>
    fc
      .tuple(fc.constantFrom(...cases), fc.nat(), garbage)
      .map(([[operation, members], at, value]) => [operation, members[at % members.length] ?? '', value] as const)
      .filter(([, member, value]) =>
        ['State', 'ResourceId', 'ServiceName'].includes(member)
          ? typeof value !== 'string' || value === ''
          : value !== 7,
      );

  it('are never half believed where nobody can tell of which VPC they are', async () => {
    await fc.assert(
      fc.asyncProperty(draws(ofAll), async ([operation, member, value]) => {
        const reading = read(broken(operation, member, value));
        await expect(reading).rejects.toMatchObject({ facts: { code: 'UnexpectedAnswer', reason: 'unavailable' } });
      }),
      { verbose: true },
    );
  });

  it('cost their own VPC, and no other', async () => {
    const [, theirs] = await read(whole);
    await fc.assert(
      fc.asyncProperty(draws([ofEndpoints, ...ofNetworks]), async ([operation, member, value]) => {
        const [own, other] = await read(broken(operation, member, value));
        const isEndpoint = operation === 'DescribeVpcEndpoints';
        expect(own?.vpcId).toBe('vpc-1');
        expect([own?.oddEndpoints?.length, own?.oddNetwork?.length]).toEqual(
          isEndpoint ? [1, undefined] : [undefined, 1],
        );
        expect(other).toEqual(theirs);
      }),
      { verbose: true },
    );
  });

  it.each<[string, Answers, object]>([
    [
      'ids that are no list',
      { ...ANSWERS, DescribeVpcEndpoints: [{ ...S3_ENDPOINT, RouteTableIds: 'rtb-1' }] },
      {
        oddEndpoints: ['endpoint vpce-s3: RouteTableIds is missing or has another form than documented'],
        endpoints: [],
      },
    ],
    [
      'ids with wildcards',
      { ...ANSWERS, DescribeVpcEndpoints: [{ ...S3_ENDPOINT, RouteTableIds: ['rtb-*'] }] },
      { oddEndpoints: [expect.stringContaining('RouteTableIds')] },
    ],
    [
      'an id with more than an id',
      { ...ANSWERS, DescribeVpcEndpoints: [{ ...S3_ENDPOINT, VpcEndpointId: 'vpce-*' }] },
      { oddEndpoints: ['endpoint (without an id): VpcEndpointId is missing or has another form than documented'] },
    ],
    [
      'tags without keys',
      { ...ANSWERS, DescribeVpcs: [{ VpcId: 'vpc-1', OwnerId: ACCOUNT, State: 'x', Tags: [{}] }] },
      { oddNetwork: ['VPC vpc-1: Key is missing or has another form than documented'], tags: {} },
    ],
    [
      'a subnet without a count',
      { ...ANSWERS, DescribeSubnets: [{ SubnetId: 'subnet-b', VpcId: 'vpc-1' }] },
      {
        oddNetwork: ['subnet subnet-b: AvailableIpAddressCount is missing or has another form than documented'],
        subnets: [],
      },
    ],
    [
      'associations that are no list',
      { ...ANSWERS, DescribeRouteTables: [{ RouteTableId: 'rtb-a', VpcId: 'vpc-1', Associations: 'x' }] },
      {
        oddNetwork: ['route table rtb-a: Associations is missing or has another form than documented'],
        routeTables: [],
      },
    ],
  ])('are told of their VPC: %s', async (_what, answers, told) => {
    expect((await read({ ...answers, DescribeNetworkInterfaces: [] }))[0]).toMatchObject(told);
  });

  it('are refused where an item is none', async () => {
    await expect(read({ ...ANSWERS, DescribeVpcs: [['x']] })).rejects.toThrow(AwsError);
  });

  it.each<[string, (input: Readonly<Record<string, unknown>>) => unknown]>([
    ['an attribute of another VPC', () => ({ VpcId: 'vpc-2', EnableDnsSupport: { Value: true } })],
    ['an attribute without a value', ({ VpcId }) => ({ VpcId })],
  ])('leave unread what is asked of one VPC alone: %s', async (_what, DescribeVpcAttribute) => {
    const unread = (name: string) => ({ unread: expect.stringContaining(name), odd: true });
    const [vpc] = await read({ ...ANSWERS, DescribeVpcAttribute });
    expect(vpc?.jobNetworks).toMatchObject({
      dnsSupport: unread('EnableDnsSupport'),
      dnsHostnames: unread('EnableDnsHostnames'),
      flowLogs: true,
    });
  });

  it.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
    ['a description that is none', { Description: 7 }, /^network interface eni-1: Description is missing/],
    ['an owner that is none', { OwnerId: 7, Description: 8 }, /^network interface eni-1: Description is missing/],
    ['no id, nor anything else', { NetworkInterfaceId: undefined }, /^network interface \(without an id\): NetworkInt/],
  ])('count as somebody else who lives there: %s', async (_what, more, owner) => {
    const DescribeNetworkInterfaces = [networkInterface({ OwnerId: OTHER, ...more }, 1), networkInterface({}, 2)];
    const [vpc] = await read({ ...ANSWERS, DescribeNetworkInterfaces });
    expect(vpc?.neighbours).toMatchObject({
      is: 'counted',
      count: 2,
      owners: ['eni-2', expect.stringMatching(owner)],
      sharers: 'OwnerId' in more ? [] : [OTHER],
    });
  });

  it('are asked for again with the next pass, but for endpoints, which are read with each', async () => {
    const second = async (operation: keyof typeof ANSWERS, member: string) => {
      const context = contextOf({ remembered: nothing() });
      await pass(readerOf(broken(operation, member, null)), context);
      const reader = readerOf(broken(operation, member, null));
      await pass(reader, context);
      return operations(reader);
    };
    expect(await second('DescribeSubnets', 'SubnetId')).toContain('DescribeSubnets');
    expect(await second('DescribeVpcEndpoints', 'VpcEndpointType')).toEqual(['DescribeVpcEndpoints']);
  });

  it('are seen by the next pass where nothing else is new', async () => {
    const context = contextOf({ remembered: nothing() });
    await pass(readerOf(whole), context);
    const odd = { ...S3_ENDPOINT, VpcEndpointId: 'vpce-odd', VpcEndpointType: 'Quantum' };
    const [come] = await pass(readerOf({ ...whole, DescribeVpcEndpoints: [S3_ENDPOINT, API_ENDPOINT, odd] }), context);
    expect(come?.reading?.oddEndpoints).toEqual([expect.stringContaining('vpce-odd')]);
    const [gone] = await pass(readerOf(whole), context);
    expect(gone?.reading).not.toHaveProperty('oddEndpoints');
  });

  it('that are mended are seen by the next pass', async () => {
    const context = contextOf({ remembered: nothing() });
    await pass(readerOf(broken('DescribeVpcEndpoints', 'VpcEndpointType', 'gateway')), context);
    const [listed] = await pass(readerOf(whole), context);
    expect(listed?.reading?.endpoints).toMatchObject([{ id: 'vpce-s3' }]);
    expect(listed?.reading).not.toHaveProperty('oddEndpoints');
  });
});

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
