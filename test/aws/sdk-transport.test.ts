/** The SDK's own protocols over real HTTP, and where requests go, or surely do not. */
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { commandFor } from '../../src/aws/commands.ts';
import { OPERATIONS } from '../../src/aws/operations.ts';
import type { OperationName } from '../../src/aws/operations.ts';
import { createSdkTransport } from '../../src/aws/sdk-transport.ts';
import type { TransportRequest } from '../../src/aws/transport.ts';
import { withoutNames } from './no-names.ts';
import {
  answering,
  clock,
  credentials,
  failure,
  send as sendOver,
  startStub,
  type Respond,
  type Stub,
} from './stub.ts';

let stub: Stub;
beforeAll(async () => {
  stub = await startStub();
});
afterEach(() => {
  stub.forget();
  jest.restoreAllMocks();
});
afterAll(() => stub.close());
const send = async (
  operation: OperationName,
  input: Record<string, unknown>,
  changes: Partial<TransportRequest> = {},
) => sendOver(stub.transport, operation, input, changes);

describe('the other protocols', () => {
  const ASSUMED = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
    <AssumedRoleUser><Arn>arn:aws:sts::111122223333:assumed-role/R/s</Arn><AssumedRoleId>AROA:s</AssumedRoleId></AssumedRoleUser>
    <Credentials><AccessKeyId>ASIATWO</AccessKeyId><SecretAccessKey>k</SecretAccessKey><SessionToken>t</SessionToken>
    <Expiration>2026-11-21T10:15:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

  it('ask STS, and turn its dates into numbers', async () => {
    stub.respond = answering(ASSUMED);
    const answer = await send('AssumeRole', { RoleArn: 'arn:aws:iam::111122223333:role/R', RoleSessionName: 's' });
    expect(answer).toMatchObject({
      Credentials: { AccessKeyId: 'ASIATWO', Expiration: Date.UTC(2026, 10, 21, 10, 15) / 1_000 },
      AssumedRoleUser: { Arn: 'arn:aws:sts::111122223333:assumed-role/R/s' },
    });
    expect(answer).not.toHaveProperty('$metadata');
    expect(stub.seen[0]?.body).toContain('Action=AssumeRole');
    expect(stub.seen[0]?.request.headers.authorization).toContain(
      'Credential=ASIAONE/20261121/eu-central-1/sts/aws4_request',
    );
  });

  it('keep calls with one and the same input apart', async () => {
    stub.respond = answering(ASSUMED);
    const shared = { RoleArn: 'arn:aws:iam::111122223333:role/R', RoleSessionName: 's' };
    const keys = ['ASIAONE', 'ASIATWO', 'ASIATHREE'];
    await Promise.all(
      keys.map(async (accessKeyId) => send('AssumeRole', shared, { credentials: { ...credentials, accessKeyId } })),
    );
    const used = stub.seen.map(({ request }) => /Credential=(\w+)\//.exec(request.headers.authorization ?? '')?.[1]);
    expect(new Set(used)).toEqual(new Set(keys));
  });

  it('ask for regions', async () => {
    stub.respond = answering('{"Regions":[{"RegionName":"eu-central-1","RegionOptStatus":"ENABLED_BY_DEFAULT"}]}');
    const answer = await send('ListRegions', { MaxResults: 50 }, { region: 'us-east-1' });
    expect(answer).toEqual({ Regions: [{ RegionName: 'eu-central-1', RegionOptStatus: 'ENABLED_BY_DEFAULT' }] });
    expect(stub.seen[0]).toMatchObject({ request: { url: '/listRegions' }, body: '{"MaxResults":50}' });
    expect(stub.seen[0]?.request.headers.authorization).toContain('/us-east-1/account/aws4_request');
  });

  const DENIED =
    '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error><RequestId>r</RequestId></ErrorResponse>';
  const EC2_GONE =
    '<Response><Errors><Error><Code>InvalidVpcID.NotFound</Code><Message>gone</Message></Error></Errors><RequestID>r</RequestID></Response>';
  it.each<[string, OperationName, Respond, object]>([
    [
      'a denial of STS',
      'AssumeRole',
      answering(DENIED, 403),
      { code: 'AccessDenied', message: 'no', delivery: 'answered', status: 403 },
    ],
    [
      'an error of Account',
      'ListRegions',
      answering('{"message":"slow"}', 429, { 'x-amzn-errortype': 'TooManyRequestsException' }),
      { code: 'TooManyRequestsException', delivery: 'answered' },
    ],
    [
      'a code of EC2, which has a dot',
      'DescribeVpcs',
      answering(EC2_GONE, 400),
      { code: 'InvalidVpcID.NotFound', message: 'gone', delivery: 'answered', status: 400 },
    ],
    ['a page of a proxy', 'ListRegions', answering('<html>', 403), { code: 'Http403', delivery: 'ambiguous' }],
    [
      'a page of a proxy to STS',
      'AssumeRole',
      answering('<html><body>no</body></html>', 502),
      { delivery: 'ambiguous', status: 502 },
    ],
    ['half an answer', 'ListRegions', answering('{"Regions":['), { code: 'UnreadableAnswer', delivery: 'ambiguous' }],
    [
      'half an answer of STS',
      'AssumeRole',
      answering('<AssumeRoleResponse><Assu'),
      { code: 'UnreadableAnswer', delivery: 'ambiguous' },
    ],
    [
      'a cut connection',
      'AssumeRole',
      (response) => void response.socket?.destroy(),
      { code: 'ECONNRESET', delivery: 'ambiguous' },
    ],
  ])('read %s', async (_what, operation, how, facts) => {
    stub.respond = how;
    await expect(failure(send(operation, { RoleArn: 'x', RoleSessionName: 'y' }))).resolves.toMatchObject(facts);
    expect(stub.seen).toHaveLength(1);
  });
});

describe('the way out', () => {
  it('says not-sent where nobody listens', async () => {
    // Below the ports that are given to whoever asks for any: no server of another test can have it.
    const nowhere = createSdkTransport({ endpointUrl: 'http://127.0.0.1:1', clock, userAgent: 'x' });
    const facts = await failure(sendOver(nowhere, 'StopNotebookInstance', {}));
    expect(facts).toMatchObject({ code: 'ECONNREFUSED', delivery: 'not-sent' });
    nowhere.close();
  });

  it('says ambiguous once it was connected', async () => {
    const silent = createTcpServer((socket) => socket.on('error', () => undefined).on('data', () => socket.destroy()));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const there = createSdkTransport({ endpointUrl: `http://127.0.0.1:${port}`, clock, userAgent: 'x' });
    const facts = await failure(sendOver(there, 'StopNotebookInstance', {}));
    expect(facts).toMatchObject({ delivery: 'ambiguous' });
    there.close();
    silent.close();
  });

  it('ignores endpoints of the environment, and follows the path of one that it is given', async () => {
    const asked = withoutNames();
    const before = process.env['AWS_ENDPOINT_URL'];
    process.env['AWS_ENDPOINT_URL'] = 'http://127.0.0.1:9';
    process.env['AWS_ENDPOINT_URL_STS'] = 'http://127.0.0.1:9';
    try {
      const there = createSdkTransport({ endpointUrl: `${stub.url}/base/`, clock, userAgent: 'x' });
      stub.respond = answering('{"Account":"1"}');
      await sendOver(there, 'DescribeNotebookInstance', {});
      await sendOver(there, 'ListRegions', {});
      stub.respond = answering(
        '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
      );
      await expect(sendOver(there, 'GetCallerIdentity', {})).resolves.toEqual({ Account: '1' });
      expect(stub.seen.map(({ request }) => request.url)).toEqual(['/base/', '/base/listRegions', '/base/']);
      there.close();
      // Without an endpoint of ours it is AWS's own host that is asked for, not the variable's.
      const real = createSdkTransport({ endpointUrl: undefined, clock, userAgent: 'x' });
      for (const operation of [
        'ListNotebookInstances',
        'GetCallerIdentity',
        'DescribeVpcs',
        'GetBucketPolicy',
      ] as const) {
        const facts = await failure(sendOver(real, operation, { Bucket: 'b' }, { region: 'xx-nowhere-1' }));
        expect(facts).toMatchObject({ code: 'ENOTFOUND', delivery: 'not-sent' });
      }
      const services = ['api.sagemaker', 'sts', 'ec2', 's3'];
      expect(asked).toEqual(services.map((service) => `${service}.xx-nowhere-1.amazonaws.com`));
      real.close();
    } finally {
      delete process.env['AWS_ENDPOINT_URL_STS'];
      if (before === undefined) delete process.env['AWS_ENDPOINT_URL'];
      else process.env['AWS_ENDPOINT_URL'] = before;
    }
  });

  it('fails what is in flight when it is closed', async () => {
    stub.respond = () => undefined;
    const there = createSdkTransport({ endpointUrl: stub.url, clock, userAgent: 'x' });
    const sending = failure(sendOver(there, 'ListNotebookInstances', {}));
    while (stub.seen.length === 0) await clock.sleep(5);
    there.close();
    await expect(sending).resolves.toMatchObject({ delivery: 'ambiguous' });
  });

  it('has a command for each operation, named like it', async () => {
    const operations = Object.keys(OPERATIONS) as readonly OperationName[];
    for (const operation of operations) expect((await commandFor(operation)).name).toBe(`${operation}Command`);
  });
});
