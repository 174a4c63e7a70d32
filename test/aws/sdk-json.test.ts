/** AwsJson over real HTTP and the real SDK's clients: good answers, bad answers, and none. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { OperationName } from '../../src/aws/operations.ts';
import type { TransportRequest } from '../../src/aws/transport.ts';
import { answering, credentials, failure, send as sendOver, startStub, type Respond, type Stub } from './stub.ts';

let stub: Stub;
beforeAll(async () => {
  stub = await startStub();
});
afterEach(() => stub.forget());
afterAll(() => stub.close());
const send = async (
  operation: OperationName,
  input: Record<string, unknown>,
  changes: Partial<TransportRequest> = {},
) => sendOver(stub.transport, operation, input, changes);

describe('AwsJson', () => {
  it('is what the API reference says, signed for the account of the call', async () => {
    stub.respond = answering('{"NotebookInstanceName":"a","CreationTime":1750000000.456}');
    const answer = await send('DescribeNotebookInstance', { NotebookInstanceName: 'a' });
    expect(answer).toEqual({ NotebookInstanceName: 'a', CreationTime: 1_750_000_000.456 });
    const { request, body } = stub.seen[0] ?? { body: '' };
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
    const shared = { MaxResults: 100 };
    const accounts = Array.from({ length: 40 }, (_, i) => `ASIA${i}`);
    // All are under way before the first is answered, and the last is answered first.
    const waiting: (() => void)[] = [];
    stub.respond = (response, { request, body }) => {
      const key = /Credential=(\w+)\//.exec(request.headers.authorization ?? '')?.[1];
      waiting.unshift(() => response.end(JSON.stringify({ key, ...(JSON.parse(body) as object) })));
      if (waiting.length === accounts.length) for (const answer of waiting) answer();
    };
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
    stub.respond = answering('{}');
    await send(operation, {});
    expect(stub.seen[0]?.request.headers['x-amz-target']).toBe(target);
  });

  it('keeps connections for reads, and gives a write its own', async () => {
    stub.respond = answering('{}');
    for (let i = 0; i < 3; i += 1) await send('DescribeNotebookInstance', {});
    expect(stub.sockets.size).toBe(1);
    for (let i = 0; i < 2; i += 1) await send('StopNotebookInstance', {});
    expect(stub.sockets.size).toBe(3);
    expect(stub.seen.at(-1)?.request.headers.connection).toBe('close');
  });

  it('has a body only where there is one', async () => {
    stub.respond = answering('');
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
    stub.respond = how;
    await expect(failure(send('ListNotebookInstances', {}))).resolves.toMatchObject(facts);
    expect(stub.seen).toHaveLength(1);
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
    stub.respond = how;
    const facts = await failure(send('ListNotebookInstances', {}, { timeoutMs: 200 }));
    expect(facts).toMatchObject({ code: 'TimeoutError', delivery: 'ambiguous' });
  });

  it('gives up when it is told to', async () => {
    const controller = new AbortController();
    stub.respond = () => controller.abort();
    const sending = failure(send('ListNotebookInstances', {}, { signal: controller.signal }));
    await expect(sending).resolves.toMatchObject({ code: 'AbortError', delivery: 'ambiguous' });
    const late = failure(send('ListNotebookInstances', {}, { signal: AbortSignal.abort() }));
    await expect(late).resolves.toMatchObject({ code: 'AbortError', delivery: 'not-sent' });
  });
});
