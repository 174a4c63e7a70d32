/** A server that answers as it is told, and one transport to it: the ground of the tests over real HTTP. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import { OPERATIONS, type OperationName } from '../../src/aws/operations.ts';
import { createSdkTransport } from '../../src/aws/sdk-transport.ts';
import { TransportFailure, type Transport, type TransportRequest } from '../../src/aws/transport.ts';

// Jest's five seconds are enough on a quiet machine only.
jest.setTimeout(60_000);

export interface Seen {
  readonly request: IncomingMessage;
  readonly body: string;
}
export type Respond = (response: ServerResponse, seen: Seen) => void;

export interface Stub {
  readonly url: string;
  readonly transport: Transport;
  respond: Respond;
  /** Since `forget`. */
  readonly seen: Seen[];
  readonly sockets: Set<unknown>;
  forget(): void;
  close(): void;
}

export const clock = {
  now: () => Date.UTC(2026, 10, 21, 9, 15),
  sleep: async (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms)),
};
export const credentials = { accessKeyId: 'ASIAONE', secretAccessKey: 'secret', sessionToken: 'token' };

export async function startStub(): Promise<Stub> {
  const seen: Seen[] = [];
  const sockets = new Set<unknown>();
  const server: Server = createServer((request, response) => {
    sockets.add(request.socket);
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      seen.push({ request, body });
      stub.respond(response, { request, body });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const transport = createSdkTransport({ endpointUrl: url, clock, userAgent: 'sagekeeper/test' });
  const stub: Stub = {
    url,
    transport,
    respond: answering('{}'),
    seen,
    sockets,
    forget: () => {
      seen.length = 0;
      sockets.clear();
    },
    close: () => {
      transport.close();
      server.closeAllConnections();
      server.close();
    },
  };
  return stub;
}

export function answering(body: string, status = 200, headers: Record<string, string> = {}): Respond {
  return (response) => response.writeHead(status, { 'x-amzn-requestid': 'r-1', ...headers }).end(body);
}

export async function send(
  transport: Transport,
  operation: OperationName,
  input: Readonly<Record<string, unknown>>,
  changes: Partial<TransportRequest> = {},
): Promise<unknown> {
  const { service } = OPERATIONS[operation];
  const call = { service, operation, input, region: 'eu-central-1', credentials };
  return transport.send({ ...call, timeoutMs: 20_000, signal: undefined, ...changes });
}

/** The facts of the TransportFailure that this must end in. */
export async function failure(sending: Promise<unknown>) {
  try {
    await sending;
  } catch (error) {
    if (error instanceof TransportFailure) return error.facts;
    throw error;
  }
  throw new Error('it did not fail');
}
