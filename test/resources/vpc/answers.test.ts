/**
 * What EC2 and S3 answer is believed only in the form that they document; anything else is "could not be read".
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AwsError } from '../../../src/model/aws-error.ts';
import {
  ACCOUNT,
  ANSWERS,
  API_ENDPOINT,
  OTHER,
  S3_ENDPOINT,
  contextOf,
  networkInterface,
  nothing,
  operations,
  pass,
  readerOf,
  readings,
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
