/**
 * No more is asked of EC2 than what may have changed, and what it answers is told as it is.
 */
import { describe, expect, it } from '@jest/globals';
import { MAX_ANSWER_BYTES } from '../../../src/aws/http-exchange.ts';
import { AwsError } from '../../../src/model/aws-error.ts';
import { MAX_ENDPOINT_POLICY_CHARACTERS } from '../../../src/model/iam-document.ts';
import type { NetworkFacts } from '../../../src/model/network.ts';
import type { Need } from '../../../src/model/resource.ts';
import type { Reader } from '../../../src/model/world.ts';
import { partitionOf } from '../../../src/resources/vpc/partition.ts';
import { describeVpc } from '../../../src/resources/vpc/observe.ts';
import { WHOLE_READ_EVERY_MS } from '../../../src/resources/vpc/whole-read.ts';
import {
  ACCOUNT,
  ALL_NEEDS,
  ANSWERS,
  API_ENDPOINT,
  DEFAULT_TEXT,
  NOW,
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
  usedBy,
} from './ec2.ts';

describe('a list of VPCs', () => {
  it('tells what stands in each of them', async () => {
    const [first, second] = await readings(ANSWERS);
    expect(first).toMatchObject({
      arn: `arn:aws:ec2:eu-central-1:${ACCOUNT}:vpc/vpc-1`,
      name: 'vpc-1',
      account: ACCOUNT,
      status: 'available',
      createdAt: 0,
      observedAt: NOW,
      ownerId: ACCOUNT,
      tags: { Name: 'ml' },
      endpoints: [
        {
          id: 'vpce-s3',
          type: 'Gateway',
          state: 'available',
          document: { is: 'document' },
          routeTableIds: ['rtb-a', 'rtb-b'],
          tags: { team: 'ml' },
        },
      ],
      services: [{ id: 'vpce-api', privateDnsEnabled: true, subnetIds: ['subnet-a'] }],
      subnets: [
        { id: 'subnet-a', routeTableId: 'rtb-a', freeAddresses: 250 },
        { id: 'subnet-b', routeTableId: 'rtb-main', freeAddresses: 0 },
      ],
      neighbours: undefined,
      jobNetworks: undefined,
      bucketPolicies: undefined,
    });
    expect(first?.routeTables.find(({ id }) => id === 'rtb-a')?.routes).toEqual([
      { destination: '0.0.0.0/0', target: 'nat-1', active: false },
      { destination: 'pl-1', target: 'vpce-s3', active: true },
    ]);
    expect(second).toMatchObject({
      arn: `arn:aws:ec2:eu-central-1:${ACCOUNT}:vpc/vpc-2`,
      account: ACCOUNT,
      ownerId: OTHER,
      endpoints: [],
      subnets: [{ id: 'subnet-c', routeTableId: '' }],
    });
  });

  it('asks with every pass for endpoints only, as long as they are the same', async () => {
    const remembered = nothing();
    await pass(readerOf(), contextOf({ remembered }));
    const again = readerOf();
    const listed = await pass(again, contextOf({ remembered, now: NOW + WHOLE_READ_EVERY_MS - 1 }));
    expect(operations(again)).toEqual(['DescribeVpcEndpoints']);
    expect(listed.map(({ name, reading }) => [name, reading])).toEqual([
      ['vpc-1', undefined],
      ['vpc-2', undefined],
    ]);
    const hourly = readerOf();
    await pass(hourly, contextOf({ remembered, now: NOW + WHOLE_READ_EVERY_MS }));
    expect(operations(hourly)).toEqual([
      'DescribeRouteTables',
      'DescribeSubnets',
      'DescribeVpcEndpoints',
      'DescribeVpcs',
    ]);
  });

  it.each<[string, readonly unknown[]]>([
    ['another document', [{ ...S3_ENDPOINT, PolicyDocument: DEFAULT_TEXT.replace('"*"}', '"x"}') }, API_ENDPOINT]],
    ['another state', [S3_ENDPOINT, { ...API_ENDPOINT, State: 'deleting' }]],
    ['another route table', [{ ...S3_ENDPOINT, RouteTableIds: ['rtb-a'] }, API_ENDPOINT]],
    ['one more', [S3_ENDPOINT, API_ENDPOINT, { ...S3_ENDPOINT, VpcEndpointId: 'vpce-new', VpcId: 'vpc-2' }]],
    ['one in a VPC that is not known', [S3_ENDPOINT, API_ENDPOINT, { ...S3_ENDPOINT, VpcId: 'vpc-new' }]],
    ['none', []],
  ])('asks for everything again where there is %s', async (_what, endpoints) => {
    const remembered = nothing();
    await pass(readerOf(), contextOf({ remembered }));
    const again = readerOf({ ...ANSWERS, DescribeVpcEndpoints: endpoints });
    await pass(again, contextOf({ remembered }));
    expect(again.asked.length).toBeGreaterThan(1);
  });

  it('asks for everything again once a network came into use that was not there, and not time and again for one that is not', async () => {
    const remembered = nothing();
    await pass(readerOf(), contextOf({ remembered, network: usedBy({ subnets: ['subnet-a'] }) }));
    const network = usedBy({ subnets: ['subnet-a'] }, { vpcId: 'vpc-gone', subnets: ['subnet-new'] });
    const asked = [];
    for (const _pass of [1, 2]) {
      const reader = readerOf();
      await pass(reader, contextOf({ remembered, network }));
      asked.push(reader.asked.length);
    }
    expect(asked).toEqual([4, 1]);
  });

  it('asks for everything again where a VPC came into use while it was reading', async () => {
    const remembered = nothing();
    const [before, after] = [usedBy({ subnets: ['subnet-a'] }), usedBy({ subnets: ['subnet-a'] }, { vpcId: 'vpc-2' })];
    let network = before;
    const live: NetworkFacts = {
      usesOf: (ids) => network.usesOf(ids),
      idsHere: () => network.idsHere(),
      untold: () => network.untold(),
    };
    const reader = readerOf();
    const late: Reader = {
      ...reader,
      read(operation, input) {
        network = after;
        return reader.read(operation, input);
      },
    };
    const areRead = async (from: Reader): Promise<readonly boolean[]> => {
      await pass(from, contextOf({ remembered, needs: ['jobNetworks'], network: live }));
      return [...remembered.known.values()].map(({ jobNetworks }) => jobNetworks !== undefined);
    };
    expect(await areRead(late)).toEqual([true, false]);
    expect(await areRead(readerOf())).toEqual([true, true]);
  });

  it('compares endpoints with what is remembered of each, not with the last list', async () => {
    const remembered = nothing();
    const [listed] = await pass(readerOf(), contextOf({ remembered }));
    const changed = { ...S3_ENDPOINT, PolicyDocument: DEFAULT_TEXT.replace('"*"}', '"x"}') };
    const seen = await describeVpc(
      readerOf({ ...ANSWERS, DescribeVpcEndpoints: [changed, API_ENDPOINT] }),
      listed?.reading ?? fail(),
      closely(),
    );
    if (seen !== undefined) remembered.known.set(seen.arn, seen);
    const undone = readerOf();
    expect((await pass(undone, contextOf({ remembered })))[0]?.reading?.endpoints).toEqual(listed?.reading?.endpoints);
  });

  it('does not take the order of an answer for a change', async () => {
    const remembered = nothing();
    await pass(readerOf(), contextOf({ remembered }));
    const again = readerOf({
      ...ANSWERS,
      DescribeVpcEndpoints: [API_ENDPOINT, { ...S3_ENDPOINT, RouteTableIds: ['rtb-a', 'rtb-b'] }],
    });
    await pass(again, contextOf({ remembered }));
    expect(again.asked).toHaveLength(1);
  });

  it('asks for everything again when more has to be known, and not when less', async () => {
    const remembered = nothing();
    const calls = async (needs: readonly Need[], network = usedBy()) => {
      const reader = readerOf();
      await pass(reader, contextOf({ remembered, needs, network }));
      return operations(reader).filter((operation) => operation !== 'DescribeVpcEndpoints');
    };
    await calls([]);
    expect(await calls(['neighbours'])).toContain('DescribeNetworkInterfaces');
    expect(await calls([])).toEqual([]);
    expect(await calls(['jobNetworks'])).not.toContain('DescribeVpcAttribute');
    expect(await calls(['jobNetworks'], usedBy({ subnets: ['subnet-b'] }))).toEqual([
      'DescribeFlowLogs',
      'DescribeRouteTables',
      'DescribeSecurityGroupRules',
      'DescribeSubnets',
      'DescribeVpcAttribute',
      'DescribeVpcAttribute',
      'DescribeVpcs',
    ]);
    expect(await calls(['jobNetworks'])).toEqual([]);
    expect(await calls(['jobNetworks'], usedBy({ subnets: ['subnet-b'] }))).toEqual([]);
    const named = usedBy({ vpcId: 'vpc-1', buckets: ['data'] });
    expect(await calls(['jobNetworks', 'bucketPolicies'], named)).toContain('GetBucketPolicy');
    expect(await calls(['jobNetworks', 'bucketPolicies'], named)).toEqual([]);
    const more = usedBy({ vpcId: 'vpc-1', buckets: ['data', 'more'] });
    expect(await calls(['jobNetworks', 'bucketPolicies'], more)).toContain('GetBucketPolicy');
  });

  it('asks again for what it had not read to its end', async () => {
    const remembered = nothing();
    const broken = { ...ANSWERS, DescribeSubnets: awsError('DescribeSubnets', { reason: 'unavailable' }) };
    await expect(pass(readerOf(broken), contextOf({ remembered }))).rejects.toThrow(AwsError);
    const again = readerOf();
    await pass(again, contextOf({ remembered }));
    expect(operations(again)).toContain('DescribeSubnets');
  });

  it('knows that a VPC has gone, and what has been forgotten', async () => {
    const remembered = nothing();
    await pass(readerOf(), contextOf({ remembered }));
    remembered.known.delete(`arn:aws:ec2:eu-central-1:${ACCOUNT}:vpc/vpc-2`);
    const again = readerOf();
    await pass(again, contextOf({ remembered }));
    expect(again.asked.length).toBeGreaterThan(1);
    expect(remembered.known.size).toBe(2);
  });

  it('is content with an account that has no VPC', async () => {
    const remembered = nothing();
    const none = { DescribeVpcEndpoints: [], DescribeVpcs: [], DescribeSubnets: [], DescribeRouteTables: [] };
    await pass(readerOf(none), contextOf({ remembered }));
    const again = readerOf(none);
    expect(await pass(again, contextOf({ remembered }))).toEqual([]);
    expect(again.asked).toHaveLength(1);
  });

  it('pages as EC2 allows', async () => {
    const reader = readerOf();
    await pass(reader, contextOf({ needs: ALL_NEEDS }));
    const sizes = Object.fromEntries(reader.asked.map(({ operation, input }) => [operation, input['MaxResults']]));
    expect(sizes).toMatchObject({ DescribeRouteTables: 100, DescribeVpcs: 1_000, DescribeNetworkInterfaces: 1_000 });
    // A page of documents as long as they may be has to be no longer than what is taken of one answer.
    expect(Number(sizes['DescribeVpcEndpoints']) * MAX_ENDPOINT_POLICY_CHARACTERS).toBeLessThan(MAX_ANSWER_BYTES / 2);
  });
});

describe('the partition of a region', () => {
  it.each([
    ['eu-central-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['eusc-de-east-1', 'aws-eusc'],
    ['us-iso-east-1', 'aws-iso'],
    ['us-isob-east-1', 'aws-iso-b'],
  ])('%s is in %s', (region, partition) => {
    expect(partitionOf(region)).toBe(partition);
  });
});

describe('one VPC again', () => {
  const known = async (needs: readonly Need[] = ALL_NEEDS) => {
    const network = usedBy({ vpcId: 'vpc-1', buckets: ['data'] });
    const [vpc] = await readings(ANSWERS, needs, { network });
    return vpc ?? fail();
  };

  it('is the same reading', async () => {
    const before = await known();
    const reader = readerOf();
    expect(await describeVpc(reader, before, closely(ALL_NEEDS))).toEqual({ ...before, observedAt: NOW + 1 });
    expect(operations(reader)).toEqual([
      'DescribeNetworkInterfaces',
      'DescribeRouteTables',
      'DescribeSecurityGroupRules',
      'DescribeSubnets',
      'DescribeVpcEndpoints',
      'DescribeVpcs',
    ]);
    for (const { operation, input } of reader.asked.filter(({ operation: it }) => it !== 'DescribeSecurityGroupRules'))
      expect([operation, input['Filters']]).toEqual([
        operation,
        expect.arrayContaining([{ Name: 'vpc-id', Values: ['vpc-1'] }]),
      ]);
  });

  it('asks for no more than what a pass needs', async () => {
    const reader = readerOf();
    await describeVpc(reader, await known(), closely(ALL_NEEDS, { close: false }));
    expect(operations(reader)).not.toContain('DescribeSecurityGroupRules');
  });

  it('is whole where only a sighting is known', async () => {
    const { arn, name, account, region, status, createdAt, lastModifiedAt } = await known();
    const sighting = { arn, name, account, region, status, createdAt, lastModifiedAt };
    const vpc = await describeVpc(readerOf(), sighting, closely(ALL_NEEDS));
    expect(vpc?.jobNetworks).toMatchObject({ dnsHostnames: false, flowLogs: true });
    expect(vpc?.bucketPolicies).toBeUndefined();
  });

  it('is undefined where it has gone', async () => {
    expect(await describeVpc(readerOf({ ...ANSWERS, DescribeVpcs: [] }), await known(), closely())).toBeUndefined();
  });

  it('rejects where a list breaks off', async () => {
    const reader: Reader = {
      ...readerOf(),
      async *pages() {
        yield [S3_ENDPOINT];
        throw awsError('DescribeVpcEndpoints', { reason: 'unavailable', code: 'IncompleteRead' });
      },
    };
    await expect(describeVpc(reader, await known(), closely())).rejects.toThrow(AwsError);
  });
});
