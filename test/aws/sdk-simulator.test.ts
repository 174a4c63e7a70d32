/**
 * Networks and buckets of the simulator through our own transport: the requests that we sign, read by a server that knows nothing of
 * us, and what is judged of the answers.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ListContext } from '../../src/model/resource.ts';
import type { Reader } from '../../src/model/world.ts';
import { toAwsError } from '../../src/aws/errors.ts';
import { operationRow } from '../../src/aws/operations.ts';
import type { OperationName } from '../../src/aws/operations.ts';
import { readPages } from '../../src/aws/pages.ts';
import { createSdkTransport } from '../../src/aws/sdk-transport.ts';
import type { Transport } from '../../src/aws/transport.ts';
import { judgeJobNetworkOfVpc } from '../../src/policies/job-network/vpc-judge.ts';
import { JOB_NETWORK_WANT } from '../../src/policies/job-network/want.ts';
import { vpcs } from '../../src/resources/vpc/kind.ts';
import type { Vpc } from '../../src/resources/vpc/shape.ts';
import { assume, MEMBER, REGION, simulatorOf, type Credentials, type Watched } from '../simulator/ask.ts';
import { networked } from '../simulator/ec2-world.ts';
import { clock } from './stub.ts';

const VPC = {
  id: 'vpc-11111111',
  region: REGION,
  dnsHostnames: false,
  subnets: [{ id: 'subnet-11111111', routeTable: 'rtb-11111111', freeAddresses: 3 }],
  routeTables: [
    { id: 'rtb-00000000', main: true },
    { id: 'rtb-11111111', routes: { '0.0.0.0/0': 'nat-1' } },
  ],
  securityGroups: [
    { id: 'sg-11111111', rules: [{ egress: true, cidr: '0.0.0.0/0' }] },
    { id: 'sg-22222222', rules: [{ group: 'self' }] },
  ],
  endpoints: [{ id: 'vpce-11111111', routeTables: ['rtb-11111111'] }],
} as const;

const ELSEWHERE = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::data/*',
  Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-99999999' } },
};

const target = { account: MEMBER, region: REGION };
let simulator: Watched;
let transport: Transport;
let read: Credentials;
let write: Credentials;

beforeAll(async () => {
  const world = networked([VPC]);
  const buckets = [{ name: 'data', policy: { Version: '2012-10-17', Statement: [ELSEWHERE] } }, { name: 'plain' }];
  simulator = await simulatorOf({
    ...world,
    accounts: world.accounts.map((one) => (one.id === MEMBER ? { ...one, buckets } : one)),
  });
  transport = createSdkTransport({ endpointUrl: simulator.url, clock, userAgent: 'sagekeeper/test' });
  [read, write] = await Promise.all([assume(simulator, 'SagekeeperRead'), assume(simulator, 'SagekeeperWrite')]);
});
afterAll(async () => {
  transport.close();
  await simulator.close();
});

async function send(operation: OperationName, input: Readonly<Record<string, unknown>>, by = read): Promise<unknown> {
  const credentials = { accessKeyId: by.accessKeyId, secretAccessKey: 'any', sessionToken: by.token };
  const { service } = operationRow(operation);
  const request = { service, operation, input, region: REGION, credentials, timeoutMs: 20_000, signal: undefined };
  return transport.send(request).catch((error: unknown) => {
    throw toAwsError(error, { operation, target });
  });
}

const reader: Reader = {
  read: async (operation, input) => send(operation, input),
  pages: (operation, input) => {
    const { paging } = operationRow(operation);
    if (paging === undefined) throw new Error(`${operation} has no pages`);
    return readPages({ operation, paging, target, input }, async (page) => send(operation, page));
  },
};

const uses = [
  {
    by: 'training job train',
    account: MEMBER,
    vpcId: undefined,
    subnets: ['subnet-11111111'],
    securityGroups: ['sg-11111111'],
    instances: 2,
    buckets: ['data', 'plain', 'nobody-has-this'],
    ofJobs: true as const,
  },
];
const network = { usesOf: () => uses, idsHere: () => [], untold: () => [] };

async function vpcAsRead(): Promise<Vpc> {
  const context: ListContext<Vpc> = {
    now: 0,
    needs: new Set(['jobNetworks', 'bucketPolicies']),
    known: new Map(),
    notes: new Map(),
    network,
  };
  for await (const { reading } of vpcs.list(reader, target, context)) if (reading !== undefined) return reading;
  throw new Error('no VPC was read');
}

describe('a VPC of the simulator', () => {
  const want = JOB_NETWORK_WANT.parse({
    networkIsolation: 'required',
    selfReference: 'ensure',
    bucketPolicies: 'report',
  });
  const place = { account: { id: MEMBER }, region: REGION, network } as unknown as Parameters<
    typeof judgeJobNetworkOfVpc
  >[2];

  it('is read and judged, mended by one call, and judged again', async () => {
    const verdict = judgeJobNetworkOfVpc(want, await vpcAsRead(), place);
    expect(verdict).toMatchObject({
      differences: [{ path: '/selfReference/sg-11111111' }, { path: '/routeTables/rtb-11111111/defaultRoute' }],
      unknown: [],
    });
    const notes = verdict.applicable ? verdict.notes : [];
    expect(notes.map(({ reason }) => reason).toSorted()).toEqual([
      'AddressesShort',
      'BucketPolicyContradicts',
      'BucketPolicyUnread',
      'NatRoute',
      'NoFlowLogs',
      'SelfReferenceMissing',
    ]);
    const rule = { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-11111111' }] };
    const authorize = { GroupId: 'sg-11111111', IpPermissions: [rule] };
    await expect(send('AuthorizeSecurityGroupIngress', authorize, write)).resolves.toMatchObject({ Return: true });
    await expect(send('AuthorizeSecurityGroupIngress', authorize, write)).rejects.toMatchObject({
      facts: { code: 'InvalidPermission.Duplicate' },
    });
    expect(judgeJobNetworkOfVpc(want, await vpcAsRead(), place)).toMatchObject({
      differences: [{ path: '/routeTables/rtb-11111111/defaultRoute' }],
    });
  });

  it('answers for buckets as S3 does', async () => {
    await expect(send('GetBucketPolicy', { Bucket: 'data' })).resolves.toEqual({
      Policy: expect.stringContaining('vpce-99999999'),
    });
    await expect(send('GetBucketPolicy', { Bucket: 'plain' })).rejects.toMatchObject({
      facts: { reason: 'not-found', code: 'NoSuchBucketPolicy' },
    });
    await expect(send('GetBucketPolicy', { Bucket: 'nobody-has-this' })).rejects.toMatchObject({
      facts: { reason: 'not-found', code: 'NoSuchBucket' },
    });
  });
});
