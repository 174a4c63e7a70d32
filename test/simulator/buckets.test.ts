// Policies of buckets as AWS's own client reads them, and the requests around it made by hand.
import { GetBucketPolicyCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { request } from 'node:http';
import { createCloud } from '../../src/simulator/cloud.ts';
import { parseWorld } from '../../src/simulator/world.ts';
import type { World } from '../../src/simulator/world-shape.ts';
import { assume, authorization, type Credentials, MEMBER, REGION, simulatorOf, TOOLING, type Watched } from './ask.ts';
import { jobWorld } from './jobs-world.ts';

const ONLY_HERE = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'OnlyHere',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::only-here/*',
      Condition: { StringNotEquals: { 'aws:sourceVpce': 'vpce-1' } },
    },
  ],
};
const LOCKED = { Statement: { ...ONLY_HERE.Statement[0], Action: 's3:*', Resource: '*' } };
const BUCKETS = [
  { name: 'only-here', policy: ONLY_HERE },
  { name: 'policy.with.dots', policy: '{"as": "written" ' },
  { name: 'plain' },
  { name: 'locked', policy: LOCKED },
  { name: 'elsewhere', region: 'us-east-1', policy: ONLY_HERE },
];

function world(): World {
  const { accounts, ...rest } = jobWorld([], { buckets: BUCKETS });
  return {
    ...rest,
    accounts: accounts.map((one) => (one.id === TOOLING ? { ...one, buckets: [{ name: 'theirs', policy: {} }] } : one)),
  };
}

let simulator: Watched;
let credentials: Credentials;
let client: S3Client;
async function signIn(role: string, policy?: object): Promise<void> {
  client?.destroy();
  credentials = await assume(simulator, role, policy === undefined ? {} : { Policy: JSON.stringify(policy) });
  const { accessKeyId, token = '' } = credentials;
  client = new S3Client({
    endpoint: simulator.url,
    region: REGION,
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey: 'any', sessionToken: token },
  });
}
beforeEach(async () => {
  simulator = await simulatorOf(world());
  await signIn('SagekeeperRead');
});
afterEach(async () => {
  client.destroy();
  await simulator.close();
});

const policyOf = async (Bucket: string) => (await client.send(new GetBucketPolicyCommand({ Bucket }))).Policy;

describe('GetBucketPolicy', () => {
  it('tells the document as it was put', async () => {
    expect(JSON.parse((await policyOf('only-here')) ?? '')).toEqual(ONLY_HERE);
    expect(await policyOf('policy.with.dots')).toBe('{"as": "written" ');
  });

  it.each([
    ['plain', 'NoSuchBucketPolicy', 404],
    ['nobodys', 'NoSuchBucket', 404],
    ['theirs', 'AccessDenied', 403],
    ['locked', 'AccessDenied', 403],
    ['elsewhere', 'PermanentRedirect', 301],
  ])('of %s: %s', async (bucket, name, httpStatusCode) => {
    await expect(policyOf(bucket)).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
  });

  it('is for those who may', async () => {
    const Statement = { Effect: 'Allow', Action: 's3:GetBucketPolicy', Resource: 'arn:aws:s3:::plain' };
    await signIn('SagekeeperRead', { Version: '2012-10-17', Statement });
    await expect(policyOf('only-here')).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('s3:GetBucketPolicy on resource: "arn:aws:s3:::only-here"'),
    });
    await expect(policyOf('plain')).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' });
  });

  it('and nothing else is offered', async () => {
    await expect(client.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'NotImplemented' });
  });

  it('changes when a person changes it, and meets faults as anything does', async () => {
    const deed = { kind: 'bucket', account: MEMBER, region: REGION, name: 'plain' } as const;
    expect(simulator.cloud.personDoes({ ...deed, action: 'policy', policy: ONLY_HERE })).toBe('ok');
    expect(JSON.parse((await policyOf('plain')) ?? '')).toEqual(ONLY_HERE);
    expect(simulator.cloud.personDoes({ ...deed, action: 'unset' })).toBe('ok');
    await expect(policyOf('plain')).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' });
    expect(simulator.cloud.personDoes({ ...deed, name: 'nobodys', action: 'unset' })).toBe('NoSuchBucket');
    const match = { operation: 'GetBucketPolicy', resource: 'only-here' };
    simulator.cloud.setFaults([{ match, fault: 'throttle', times: 1 }]);
    await expect(policyOf('only-here')).rejects.toMatchObject({ name: 'SlowDown', $metadata: { httpStatusCode: 503 } });
    expect(await policyOf('only-here')).toBeDefined();
  });
});

describe('on the wire', () => {
  const get = (path: string, host?: string): Promise<readonly [number | undefined, string, string | undefined]> =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization: authorization(credentials, 's3'),
        'x-amz-security-token': credentials.token ?? '',
        ...(host === undefined ? {} : { host }),
      };
      request(`${simulator.url}${path}`, { headers }, (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () =>
          resolve([response.statusCode, body, response.headers['x-amz-bucket-region']?.toString()]),
        );
      })
        .on('error', reject)
        .end();
    });

  it('takes the bucket from the host as well', async () => {
    for (const host of ['only-here.s3.eu-central-1.amazonaws.com', 'only-here.localhost:4566']) {
      expect(await get('/?policy', host)).toEqual([200, JSON.stringify(ONLY_HERE), undefined]);
    }
    const [status, body] = await get('/?policy', 'policy.with.dots.s3.amazonaws.com');
    expect([status, body]).toEqual([200, '{"as": "written" ']);
  });

  it('says no in XML', async () => {
    const [status, body] = await get('/plain?policy');
    expect(status).toBe(404);
    expect(body).toContain('<Error><Code>NoSuchBucketPolicy</Code>');
    expect(body).toContain('<BucketName>plain</BucketName>');
    expect(await get('/elsewhere?policy')).toEqual([301, expect.stringContaining('us-east-1'), 'us-east-1']);
    expect((await get('/%3Cb%3E?policy'))[1]).toContain('<BucketName>&lt;b&gt;</BucketName>');
  });

  it('knows no objects', async () => {
    expect((await get('/only-here/key?policy'))[0]).toBe(501);
    expect((await get('/only-here'))[0]).toBe(501);
    expect((await get('//?policy'))[0]).toBe(400);
    expect((await get('/?policy'))[0]).toBe(400);
    expect((await get('/%E0%A4%A?policy'))[0]).toBe(404);
  });
});

it('a name has one owner', () => {
  const member = { id: '900000000000', name: 'other', buckets: [{ name: 'plain' }] };
  const { accounts, ...rest } = world();
  expect(() => createCloud({ world: { ...rest, accounts: [...accounts, member] }, now: () => 0 })).toThrow(
    'bucket plain stands in 012345678901 and in 900000000000',
  );
});

it('worlds are strict about what they say of jobs and buckets', () => {
  const text = (account: string) => `
managementAccount: "000000000001"
hubAccount: "000000000001"
regions: [eu-central-1]
accounts:
  - { id: "000000000001", name: one, ${account} }
`;
  const job = 'type: processing, name: a, region: eu-central-1';
  expect(parseWorld(text(`jobs: [{ ${job}, network: { subnets: [subnet-a] } }]`)).accounts[0]?.jobs).toEqual([
    { type: 'processing', name: 'a', region: 'eu-central-1', network: { subnets: ['subnet-a'] } },
  ]);
  for (const wrong of [
    `jobs: [{ ${job}, colour: red }]`,
    'jobs: [{ type: labeling, name: a, region: eu-central-1 }]',
    'jobs: [{ type: training, name: a_b, region: eu-central-1 }]',
    'models: [{ name: a }]',
    'domains: [{ id: x, name: a, region: eu-central-1 }]',
    'buckets: [{ name: A }]',
  ]) {
    expect(() => parseWorld(text(wrong))).toThrow(/^6:/);
  }
});
