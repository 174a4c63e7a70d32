/**
 * What EC2 answers is told as it is, and a VPC that is read again is read no further than it has to be.
 */
import { describe, expect, it } from '@jest/globals';
import { MAX_ANSWER_BYTES } from '../../../src/aws/http-exchange.ts';
import { AwsError } from '../../../src/model/aws-error.ts';
import { MAX_ENDPOINT_POLICY_CHARACTERS } from '../../../src/model/iam-document.ts';
import type { Need } from '../../../src/model/resource.ts';
import type { Reader } from '../../../src/model/world.ts';
import { partitionOf } from '../../../src/resources/vpc/partition.ts';
import { describeVpc } from '../../../src/resources/vpc/observe.ts';
import {
  ACCOUNT,
  ALL_NEEDS,
  ANSWERS,
  NOW,
  OTHER,
  S3_ENDPOINT,
  awsError,
  closely,
  contextOf,
  fail,
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
