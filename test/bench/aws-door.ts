/**
 * What does a call through the door to AWS cost, next to a raw signed one and to the SDK's other ways?
 * `node test/bench/aws-door.ts [calls per round]` prints CPU of this process; the server is another. Variants are interleaved,
 * as machines change speed; ratios are what to compare.
 */
import { fork } from 'node:child_process';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  DescribeNotebookInstanceCommand,
  ListNotebookInstancesCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { createDeadlines } from '../../src/aws/deadlines.ts';
import { createGateway } from '../../src/aws/gateway.ts';
import { createExchanger } from '../../src/aws/http-exchange.ts';
import { createSdkTransport } from '../../src/aws/sdk-transport.ts';
import { sign } from '../../src/aws/signer.ts';
import type { Transport } from '../../src/aws/transport.ts';

const ROUNDS = 9;
const IN_FLIGHT = 16;
const REGION = 'eu-central-1';
const TARGET = { account: '111122223333', region: REGION };
const CREDENTIALS = { accessKeyId: 'ASIABENCH', secretAccessKey: 's'.repeat(40), sessionToken: 't'.repeat(350) };
const SCOPE = { region: REGION, service: 'sagemaker' };

const clock = {
  now: () => Date.now(),
  sleep: async (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms)),
};

type Operation = 'DescribeNotebookInstance' | 'ListNotebookInstances';
type Send = (operation: Operation, input: object) => Promise<unknown>;

if (process.argv[2] === 'serve') serve();
else await measure(Number(process.argv[2] ?? 2_000));

function serve(): void {
  const notebook = (index: number) => ({
    NotebookInstanceName: `nb-${index}`,
    NotebookInstanceArn: `arn:aws:sagemaker:${REGION}:111122223333:notebook-instance/nb-${index}`,
    NotebookInstanceStatus: 'InService',
    Url: `nb-${index}.notebook.${REGION}.sagemaker.aws`,
    InstanceType: 'ml.t3.medium',
    CreationTime: 1_750_000_000.456,
    LastModifiedTime: 1_760_000_000.123,
  });
  const described = JSON.stringify({
    ...notebook(1),
    SubnetId: 'subnet-0123456789abcdef0',
    SecurityGroups: ['sg-0123456789abcdef0'],
    RoleArn: 'arn:aws:iam::111122223333:role/notebook',
    DirectInternetAccess: 'Enabled',
    VolumeSizeInGB: 5,
    RootAccess: 'Enabled',
    PlatformIdentifier: 'notebook-al2-v3',
    InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: '1' },
  });
  const listed = JSON.stringify({ NotebookInstances: Array.from({ length: 20 }, (_, index) => notebook(index)) });
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => {
      const body = String(request.headers['x-amz-target']).endsWith('DescribeNotebookInstance') ? described : listed;
      response.writeHead(200, {
        'content-type': 'application/x-amz-json-1.1',
        'content-length': Buffer.byteLength(body),
        'x-amzn-requestid': '0',
      });
      response.end(body);
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
  process.on('disconnect', () => process.exit(0));
}

async function measure(calls: number): Promise<void> {
  const server = fork(import.meta.filename, ['serve']);
  const port = await new Promise<number>((resolve) => void server.once('message', (sent) => resolve(Number(sent))));
  const variants = waysTo(port);
  const figures = new Map<string, { readonly describe: number[]; readonly list: number[] }>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, send] of Object.entries(variants)) {
      const figure = figures.get(name) ?? { describe: [], list: [] };
      figures.set(name, figure);
      const described = await cpuMs(calls, async () =>
        send('DescribeNotebookInstance', { NotebookInstanceName: 'nb-1' }),
      );
      const listed = await cpuMs(Math.ceil(calls / 4), async () => send('ListNotebookInstances', { MaxResults: 100 }));
      // The first round warms up.
      if (round === 0) continue;
      figure.describe.push(described);
      figure.list.push(listed);
    }
  }
  const floor = figures.get('raw signed call') ?? { describe: [], list: [] };
  console.log('CPU ms a call                        Describe   x raw   List of 20   x raw');
  for (const [name, { describe, list }] of figures) {
    const d = median(describe);
    const l = median(list);
    const ratios = [d / median(floor.describe), l / median(floor.list)].map((ratio) => ratio.toFixed(2));
    console.log(
      `${name.padEnd(36)} ${d.toFixed(3).padStart(8)} ${String(ratios[0]).padStart(7)} ${l.toFixed(3).padStart(12)} ${String(ratios[1]).padStart(7)}`,
    );
  }
  server.disconnect();
  process.exit(0);
}

function waysTo(port: number): Readonly<Record<string, Send>> {
  const endpointUrl = `http://127.0.0.1:${port}`;
  const transport = createSdkTransport({ endpointUrl, clock, userAgent: 'bench' });
  const unlimited = reader(transport, { '*': 'off' });
  const limited = reader(transport, { '*': { perSecond: 1_000_000, burst: 1_000_000 } });
  const stock = new SageMakerClient({
    region: REGION,
    endpoint: endpointUrl,
    maxAttempts: 1,
    credentials: CREDENTIALS,
  });
  const own = clientWithOwnExchange(port);
  return {
    'raw signed call': rawCall(port),
    'our transport': async (operation, input) =>
      transport.send({
        service: 'sagemaker',
        region: REGION,
        operation,
        input: { ...input },
        credentials: CREDENTIALS,
        timeoutMs: 10_000,
        signal: undefined,
      }),
    'our reader, rates off': async (operation, input) => unlimited.read(operation, { ...input }),
    'our reader, with a rate': async (operation, input) => limited.read(operation, { ...input }),
    "SDK's protocol, our exchange": viaSdk(own),
    'SDK as it comes': viaSdk(stock),
  };
}

function rawCall(port: number): Send {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
  return async (operation, input) =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify(input);
      const headers = sign({ path: '/', headers: headersOf(operation, port), body }, CREDENTIALS, SCOPE, Date.now());
      const request = http.request(
        { agent, host: '127.0.0.1', port, method: 'POST', path: '/', headers },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => (text += chunk));
          response.on('end', () => resolve(JSON.parse(text)));
        },
      );
      request.on('error', reject);
      request.end(body);
    });
}

function headersOf(operation: string, port: number) {
  return {
    host: `127.0.0.1:${port}`,
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': `SageMaker.${operation}`,
  };
}

function reader(transport: Transport, rates: Parameters<typeof createGateway>[0]['settings']['rates']) {
  const fake: Transport = {
    send: async (request) => {
      if (request.operation === 'GetCallerIdentity')
        return { Account: '000000000001', Arn: 'arn:aws:iam::000000000001:root' };
      if (request.operation !== 'AssumeRole') return transport.send(request);
      const { accessKeyId, secretAccessKey, sessionToken } = CREDENTIALS;
      return {
        Credentials: {
          AccessKeyId: accessKeyId,
          SecretAccessKey: secretAccessKey,
          SessionToken: sessionToken,
          Expiration: Date.now() / 1_000 + 3_600,
        },
        AssumedRoleUser: { Arn: 'arn:aws:sts::111122223333:assumed-role/R/s' },
      };
    },
    close: () => transport.close(),
  };
  const access = {
    readRole: 'R',
    writeRole: undefined,
    externalId: undefined,
    managementRole: undefined,
    sourceIdentity: undefined,
  };
  const gateway = createGateway({
    settings: { access, partition: 'aws', rates },
    hubRegion: REGION,
    hubCredentials: async () => CREDENTIALS,
    transport: fake,
    clock,
    random: Math.random,
    onRequest: () => undefined,
    onThrottle: () => undefined,
  });
  return gateway.reader(TARGET);
}

/** The SDK with its own serialisation, and everything else that costs replaced or removed. */
function clientWithOwnExchange(port: number): SageMakerClient {
  const exchanger = createExchanger(createDeadlines(clock));
  const client = new SageMakerClient({
    region: REGION,
    endpoint: `http://127.0.0.1:${port}`,
    credentials: CREDENTIALS,
    cacheMiddleware: true,
    requestHandler: {
      handle: async (request: { readonly headers: Record<string, string>; readonly body: unknown }) => {
        const body = new TextDecoder().decode(request.body as Uint8Array);
        const operation = String(request.headers['x-amz-target']).slice('SageMaker.'.length);
        const headers = sign({ path: '/', headers: headersOf(operation, port), body }, CREDENTIALS, SCOPE, Date.now());
        const origin = { protocol: 'http:', hostname: '127.0.0.1', port } as const;
        const call = {
          origin,
          path: '/',
          headers,
          body,
          timeoutMs: 10_000,
          signal: undefined,
          keepConnection: true,
          mayLeave: undefined,
        };
        const answer = await exchanger.exchange(call);
        return { response: { statusCode: answer.status, headers: answer.headers, body: answer.body } as never };
      },
    },
  });
  for (const name of [
    'retryMiddleware',
    'httpAuthSchemeMiddleware',
    'httpSigningMiddleware',
    'getUserAgentMiddleware',
    'contentLengthMiddleware',
    'hostHeaderMiddleware',
    'loggerMiddleware',
    'recursionDetectionMiddleware',
  ]) {
    client.middlewareStack.remove(name);
  }
  return client;
}

function viaSdk(client: SageMakerClient): Send {
  return async (operation, input) =>
    operation === 'ListNotebookInstances'
      ? client.send(new ListNotebookInstancesCommand(input))
      : client.send(new DescribeNotebookInstanceCommand({ NotebookInstanceName: 'nb-1', ...input }));
}

async function cpuMs(calls: number, call: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  let left = calls;
  const work = async () => {
    while (left > 0) {
      left -= 1;
      await call();
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / calls;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
