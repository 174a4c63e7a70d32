/**
 * No more is asked of EC2 than what may have changed, and everything once something has.
 */
import { describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../src/model/aws-error.ts';
import type { NetworkFacts } from '../../../src/model/network.ts';
import type { Need } from '../../../src/model/resource.ts';
import type { Reader } from '../../../src/model/world.ts';
import { describeVpc } from '../../../src/resources/vpc/observe.ts';
import { WHOLE_READ_EVERY_MS } from '../../../src/resources/vpc/whole-read.ts';
import {
  ACCOUNT,
  ANSWERS,
  API_ENDPOINT,
  DEFAULT_TEXT,
  NOW,
  S3_ENDPOINT,
  awsError,
  closely,
  contextOf,
  fail,
  nothing,
  operations,
  pass,
  readerOf,
  usedBy,
} from './ec2.ts';

describe('a list of VPCs that are known', () => {
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
    // No bucket is named: known to be so only after a reading that asked.
    expect(await calls(['bucketPolicies'])).toContain('DescribeVpcs');
    expect([...remembered.known.values()].map(({ bucketPolicies }) => bucketPolicies)).toEqual([[], []]);
    expect(await calls(['bucketPolicies'])).toEqual([]);
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
});
