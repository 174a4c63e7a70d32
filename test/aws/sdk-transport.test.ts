/** What do real HTTP and the real SDK make of good answers, bad answers, and none? */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { COMMANDS } from '../../src/aws/commands.ts';
import { OPERATIONS, type OperationName } from '../../src/aws/operations.ts';
import { createSdkTransport } from '../../src/aws/sdk-transport.ts';
import { TransportFailure, type Transport, type TransportRequest } from '../../src/aws/transport.ts';

interface Seen {
  readonly request: IncomingMessage;
  readonly body: string;
}
type Respond = (response: ServerResponse, seen: Seen) => void;

const clock = {
  now: () => Date.UTC(2026, 10, 21, 9, 15),
  sleep: async (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms)),
};
const credentials = { accessKeyId: 'ASIAONE', secretAccessKey: 'secret', sessionToken: 'token' };

let server: Server;
let url: string;
let respond: Respond;
let seen: Seen[] = [];
let sockets = new Set<unknown>();
let transport: Transport;

beforeAll(async () => {
  server = createServer((request, response) => {
    sockets.add(request.socket);
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      seen.push({ request, body });
      respond(response, { request, body });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  transport = createSdkTransport({ endpointUrl: url, clock, userAgent: 'sagekeeper/test' });
});
afterEach(() => {
  seen = [];
  sockets = new Set();
});
afterAll(() => {
  transport.close();
  server.closeAllConnections();
  server.close();
});

const answering =
  (body: string, status = 200, headers: Record<string, string> = {}): Respond =>
  (response) =>
    response.writeHead(status, { 'x-amzn-requestid': 'r-1', ...headers }).end(body);

async function send(
  operation: OperationName,
  input: object,
  changes: Partial<TransportRequest> = {},
  over = transport,
) {
  const { service } = OPERATIONS[operation];
  const request = {
    service,
    region: 'eu-central-1',
    operation,
    input,
    credentials,
    timeoutMs: 2_000,
    signal: undefined,
  };
  return over.send({ ...request, ...changes } as TransportRequest);
}
const failure = async (sending: Promise<unknown>) => {
  try {
    await sending;
  } catch (error) {
    if (error instanceof TransportFailure) return error.facts;
    throw error;
  }
  throw new Error('it did not fail');
};

describe('AwsJson', () => {
  it('is what the API reference says, signed for the account of the call', async () => {
    respond = answering('{"NotebookInstanceName":"a","CreationTime":1750000000.456}');
    const answer = await send('DescribeNotebookInstance', { NotebookInstanceName: 'a' });
    expect(answer).toEqual({ NotebookInstanceName: 'a', CreationTime: 1_750_000_000.456 });
    const { request, body } = seen[0] ?? { body: '' };
    expect(body).toBe('{"NotebookInstanceName":"a"}');
    expect(request).toMatchObject({ method: 'POST', url: '/' });
    expect(request?.headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.1',
      'content-length': '28',
      'x-amz-target': 'SageMaker.DescribeNotebookInstance',
      'x-amz-date': '20261121T091500Z',
      'x-amz-security-token': 'token',
      'user-agent': 'sagekeeper/test',
    });
    const authorization = request?.headers.authorization;
    expect(authorization).toContain('Credential=ASIAONE/20261121/eu-central-1/sagemaker/aws4_request,');
    expect(authorization).toContain('SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target,');
  });

  it('goes out with the credentials of each call, also when calls of two accounts are under way together', async () => {
    respond = (response, { request, body }) =>
      setTimeout(() => {
        const key = /Credential=(\w+)\//.exec(request.headers.authorization ?? '')?.[1];
        response.end(JSON.stringify({ key, ...(JSON.parse(body) as object) }));
      }, Math.random() * 5);
    const shared = { MaxResults: 100 };
    const accounts = Array.from({ length: 40 }, (_, i) => `ASIA${i}`);
    const answers = await Promise.all(
      accounts.map(async (accessKeyId) =>
        send('ListNotebookInstances', shared, { credentials: { ...credentials, accessKeyId } }),
      ),
    );
    expect(answers).toEqual(accounts.map((key) => ({ key, MaxResults: 100 })));
  });

  it.each<[OperationName, string]>([
    ['ListAccounts', 'AWSOrganizationsV20161128.ListAccounts'],
    ['GetResources', 'ResourceGroupsTaggingAPI_20170126.GetResources'],
  ])('names %s as its service does', async (operation, target) => {
    respond = answering('{}');
    await send(operation, {});
    expect(seen[0]?.request.headers['x-amz-target']).toBe(target);
  });

  it('keeps connections for reads, and gives a write its own', async () => {
    respond = answering('{}');
    for (let i = 0; i < 3; i += 1) await send('DescribeNotebookInstance', {});
    expect(sockets.size).toBe(1);
    for (let i = 0; i < 2; i += 1) await send('StopNotebookInstance', {});
    expect(sockets.size).toBe(3);
    expect(seen.at(-1)?.request.headers.connection).toBe('close');
  });

  it('has a body only where there is one', async () => {
    respond = answering('');
    await expect(send('StopNotebookInstance', {})).resolves.toBeUndefined();
  });

  const VALIDATION = '{"__type":"com.amazonaws.sagemaker#ValidationException","message":"RecordNotFound"}';
  it.each<[string, Respond, object]>([
    [
      'an error',
      answering(VALIDATION, 400),
      { code: 'ValidationException', message: 'RecordNotFound', delivery: 'answered', status: 400, requestId: 'r-1' },
    ],
    [
      'an error named in a header',
      answering('{"Message":"no"}', 400, { 'x-amzn-errortype': 'AccessDeniedException:http://x/' }),
      { code: 'AccessDeniedException', message: 'no', delivery: 'answered' },
    ],
    [
      'a server error',
      answering('{"__type":"InternalFailure"}', 500),
      { code: 'InternalFailure', delivery: 'ambiguous', status: 500 },
    ],
    ['a page of a proxy', answering('<html>Forbidden</html>', 403), { code: 'Http403', delivery: 'ambiguous' }],
    ['a 503 without a word', answering('', 503), { code: 'Http503', delivery: 'ambiguous' }],
    ['a 200 with HTML', answering('<html></html>'), { code: 'UnreadableAnswer', delivery: 'ambiguous', status: 200 }],
    ['half the JSON', answering('{"NotebookInstances":[{"Noteb'), { code: 'UnreadableAnswer', delivery: 'ambiguous' }],
    [
      'an answer cut off',
      (response) => void response.writeHead(200, { 'content-length': '500' }).write('{"a":', () => response.destroy()),
      { code: 'ECONNRESET', delivery: 'ambiguous' },
    ],
    [
      'a connection cut before an answer',
      (response) => void response.socket?.destroy(),
      { code: 'ECONNRESET', delivery: 'ambiguous' },
    ],
    [
      'more than anybody asked for',
      (response) => void response.writeHead(200).end(Buffer.alloc(17 * 1_024 * 1_024, 32)),
      { code: 'AnswerTooLarge', delivery: 'ambiguous' },
    ],
  ])('reads %s', async (_what, how, facts) => {
    respond = how;
    await expect(failure(send('ListNotebookInstances', {}))).resolves.toMatchObject(facts);
    expect(seen).toHaveLength(1);
  });

  it.each<[string, Respond]>([
    ['says nothing', () => undefined],
    ['begins and stops', (response) => void response.writeHead(200).write('{')],
    [
      'drips',
      (response) => {
        response.writeHead(200);
        const drip = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(drip));
      },
    ],
  ])('gives up in time on a server that %s', async (_what, how) => {
    respond = how;
    const began = performance.now();
    const facts = await failure(send('ListNotebookInstances', {}, { timeoutMs: 200 }));
    expect(facts).toMatchObject({ code: 'TimeoutError', delivery: 'ambiguous' });
    expect(performance.now() - began).toBeLessThan(600);
  });

  it('gives up when it is told to', async () => {
    respond = () => undefined;
    const controller = new AbortController();
    const sending = failure(send('ListNotebookInstances', {}, { signal: controller.signal }));
    setTimeout(() => controller.abort(), 30);
    await expect(sending).resolves.toMatchObject({ code: 'AbortError', delivery: 'ambiguous' });
    const late = failure(send('ListNotebookInstances', {}, { signal: AbortSignal.abort() }));
    await expect(late).resolves.toMatchObject({ code: 'AbortError', delivery: 'not-sent' });
  });
});

describe('the other protocols', () => {
  const ASSUMED = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
    <AssumedRoleUser><Arn>arn:aws:sts::111122223333:assumed-role/R/s</Arn><AssumedRoleId>AROA:s</AssumedRoleId></AssumedRoleUser>
    <Credentials><AccessKeyId>ASIATWO</AccessKeyId><SecretAccessKey>k</SecretAccessKey><SessionToken>t</SessionToken>
    <Expiration>2026-11-21T10:15:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

  it('ask STS, and turn its dates into numbers', async () => {
    respond = answering(ASSUMED);
    const answer = await send('AssumeRole', { RoleArn: 'arn:aws:iam::111122223333:role/R', RoleSessionName: 's' });
    expect(answer).toMatchObject({
      Credentials: { AccessKeyId: 'ASIATWO', Expiration: Date.UTC(2026, 10, 21, 10, 15) / 1_000 },
      AssumedRoleUser: { Arn: 'arn:aws:sts::111122223333:assumed-role/R/s' },
    });
    expect(answer).not.toHaveProperty('$metadata');
    expect(seen[0]?.body).toContain('Action=AssumeRole');
    expect(seen[0]?.request.headers.authorization).toContain(
      'Credential=ASIAONE/20261121/eu-central-1/sts/aws4_request',
    );
  });

  it('ask for regions', async () => {
    respond = answering('{"Regions":[{"RegionName":"eu-central-1","RegionOptStatus":"ENABLED_BY_DEFAULT"}]}');
    const answer = await send('ListRegions', { MaxResults: 50 }, { region: 'us-east-1' });
    expect(answer).toEqual({ Regions: [{ RegionName: 'eu-central-1', RegionOptStatus: 'ENABLED_BY_DEFAULT' }] });
    expect(seen[0]).toMatchObject({ request: { url: '/listRegions' }, body: '{"MaxResults":50}' });
    expect(seen[0]?.request.headers.authorization).toContain('/us-east-1/account/aws4_request');
  });

  const DENIED =
    '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error><RequestId>r</RequestId></ErrorResponse>';
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
    respond = how;
    await expect(failure(send(operation, { RoleArn: 'x', RoleSessionName: 'y' }))).resolves.toMatchObject(facts);
    expect(seen).toHaveLength(1);
  });
});

describe('the way out', () => {
  it('says not-sent where nobody listens', async () => {
    const taken = createTcpServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    await new Promise((resolve) => taken.close(resolve));
    const nowhere = createSdkTransport({ endpointUrl: `http://127.0.0.1:${port}`, clock, userAgent: 'x' });
    const facts = await failure(send('StopNotebookInstance', {}, {}, nowhere));
    expect(facts).toMatchObject({ code: 'ECONNREFUSED', delivery: 'not-sent' });
    nowhere.close();
  });

  it('says ambiguous once it was connected', async () => {
    const silent = createTcpServer((socket) => socket.on('error', () => undefined).on('data', () => socket.destroy()));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const there = createSdkTransport({ endpointUrl: `http://127.0.0.1:${port}`, clock, userAgent: 'x' });
    const facts = await failure(send('StopNotebookInstance', {}, {}, there));
    expect(facts).toMatchObject({ delivery: 'ambiguous' });
    there.close();
    silent.close();
  });

  it('ignores endpoints of the environment, and follows the path of one that it is given', async () => {
    const before = process.env['AWS_ENDPOINT_URL'];
    process.env['AWS_ENDPOINT_URL'] = 'http://127.0.0.1:9';
    process.env['AWS_ENDPOINT_URL_STS'] = 'http://127.0.0.1:9';
    try {
      const there = createSdkTransport({ endpointUrl: `${url}/base/`, clock, userAgent: 'x' });
      respond = answering('{"Account":"1"}');
      await send('DescribeNotebookInstance', {}, {}, there);
      await send('ListRegions', {}, {}, there);
      respond = answering(
        '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
      );
      await expect(send('GetCallerIdentity', {}, {}, there)).resolves.toEqual({ Account: '1' });
      expect(seen.map(({ request }) => request.url)).toEqual(['/base/', '/base/listRegions', '/base/']);
      there.close();
      // Without an endpoint of ours it is AWS's own host that is asked for, not the variable's: there is no such region.
      const real = createSdkTransport({ endpointUrl: undefined, clock, userAgent: 'x' });
      for (const operation of ['ListNotebookInstances', 'GetCallerIdentity'] as const) {
        const facts = await failure(send(operation, {}, { region: 'xx-nowhere-1', timeoutMs: 1_000 }, real));
        expect(facts.message).not.toContain('127.0.0.1:9');
        expect(facts).toMatchObject({ delivery: 'not-sent' });
      }
      real.close();
    } finally {
      delete process.env['AWS_ENDPOINT_URL_STS'];
      if (before === undefined) delete process.env['AWS_ENDPOINT_URL'];
      else process.env['AWS_ENDPOINT_URL'] = before;
    }
  });

  it('fails what is in flight when it is closed', async () => {
    respond = () => undefined;
    const there = createSdkTransport({ endpointUrl: url, clock, userAgent: 'x' });
    const sending = failure(send('ListNotebookInstances', {}, {}, there));
    while (seen.length === 0) await clock.sleep(5);
    there.close();
    await expect(sending).resolves.toMatchObject({ delivery: 'ambiguous' });
  });

  it('has a command for each operation, named like it', () => {
    for (const [operation, command] of Object.entries(COMMANDS)) expect(command.name).toBe(`${operation}Command`);
  });
});
