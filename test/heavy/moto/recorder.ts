// What did moto really get to see? A plain HTTP server in front of it that passes every byte on and notes, from the wire alone,
// whose signature was on the request, which operation it asked for, and how it was answered.
import { type IncomingMessage, type ServerResponse, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Recorded {
  readonly operation: string;
  readonly service: string;
  readonly region: string;
  readonly accessKeyId: string;
  /** The request as it was sent: JSON, or the form of a Query request. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly status: number;
}

export interface Recorder {
  readonly url: string;
  readonly requests: Recorded[];
  close(): Promise<void>;
}

/** Answers in moto's stead; undefined lets the request through. */
export type Intercept = (
  asked: Omit<Recorded, 'status'>,
) => { readonly status: number; readonly body: string } | undefined;

/** Their requests are forms. */
const QUERY_SERVICES: ReadonlySet<string> = new Set(['sts', 'iam', 'ec2']);
const CREDENTIAL = /Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/;

export async function startRecorder(upstreamPort: number, intercept: () => Intercept | undefined): Promise<Recorder> {
  const requests: Recorded[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks);
      const asked = understand(incoming, body.toString());
      const instead = intercept()?.(asked);
      if (instead !== undefined) {
        requests.push({ ...asked, status: instead.status });
        outgoing.writeHead(instead.status, { 'content-type': 'application/x-amz-json-1.1' }).end(instead.body);
        return;
      }
      pass(upstreamPort, incoming, body, outgoing, (status) => requests.push({ ...asked, status }));
    });
  });
  // A connection that is closed while a request is on its way costs a call that nobody counted here.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function pass(
  port: number,
  incoming: IncomingMessage,
  body: Buffer,
  outgoing: ServerResponse,
  note: (status: number) => void,
): void {
  const { method, url: path, headers } = incoming;
  const forward = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
    note(answer.statusCode ?? 0);
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  forward.on('error', () => outgoing.destroy());
  forward.end(body);
}

function understand(incoming: IncomingMessage, body: string): Omit<Recorded, 'status'> {
  const [, accessKeyId = '', region = '', service = ''] = CREDENTIAL.exec(incoming.headers.authorization ?? '') ?? [];
  const target = incoming.headers['x-amz-target'];
  const form = QUERY_SERVICES.has(service) ? Object.fromEntries(new URLSearchParams(body)) : undefined;
  // A REST operation has its name in the path: POST /listRegions.
  const ofPath = (incoming.url ?? '').replace(/^\/(\w)/, (_slash, first: string) => first.toUpperCase());
  const operation = form?.['Action'] ?? (typeof target === 'string' ? target.split('.').at(-1) : ofPath);
  const input = form ?? (body === '' ? {} : (JSON.parse(body) as Record<string, unknown>));
  return { operation: operation ?? '', service, region, accessKeyId, input };
}
