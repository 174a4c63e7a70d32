/**
 * The simulator as a server: sockets, bodies, and answers that never arrive. Everything else is decided before or behind it.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Cloud, createCloud } from './cloud.ts';
import { CONTROL_PREFIX, controlAnswer } from './control.ts';
import type { FaultRule } from './faults.ts';
import type { Journal } from './journal.ts';
import type { WireAnswer } from './wire.ts';
import { answerOf } from './wire-answer.ts';
import type { World } from './world-shape.ts';

export interface SimulatorOptions {
  readonly world: World;
  /** 0 (default): any free port. */
  readonly port?: number;
  /** Default 127.0.0.1: there is no authentication. */
  readonly host?: string;
  /** Times the time that notebooks spend in transition; default 1. */
  readonly latencyScale?: number;
  /** AWS's token buckets, or none; default `aws`. */
  readonly rates?: 'aws' | 'off';
  /** Default `entries`. `counters` for benchmarks. */
  readonly journal?: 'entries' | 'counters';
  /** Milliseconds since the epoch; default the system's clock. */
  readonly now?: () => number;
}

export interface Simulator {
  /** Without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly cloud: Cloud;
  readonly journal: Journal;
  /** Also ends connections that hang on demand. */
  close(): Promise<void>;
}

/** A definition of 1 MiB whose every character needs six to be spelled in JSON, and what stands around it. */
const MAX_BODY_BYTES = 8 * 1_048_576;
const HTML = '<html><head><title>Welcome</title></head><body>Sign in to continue</body></html>';

/** Rejects when the port cannot be had. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const cloud = createCloud({
    world: options.world,
    now: options.now ?? Date.now,
    latencyScale: options.latencyScale ?? 1,
    rates: options.rates ?? 'aws',
    journal: options.journal ?? 'entries',
  });
  const host = options.host ?? '127.0.0.1';
  const server = createServer((request, response) => serve(cloud, request, response));
  // Longer than SDKs keep idle connections, so that a kept one is never closed under a request.
  server.keepAliveTimeout = 120_000;
  await listen(server, options.port ?? 0, host);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    cloud,
    journal: cloud.journal,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

let served = 0;

function serve(cloud: Cloud, request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) {
      chunks.push(chunk);
    }
  });
  request.on('error', () => response.destroy());
  request.on('end', () => {
    served += 1;
    const requestId = `00000000-0000-4000-8000-${served.toString(16).padStart(12, '0')}`;
    if (size > MAX_BODY_BYTES) {
      send(
        response,
        { status: 413, headers: { 'content-type': 'text/plain' }, body: 'the body is too large' },
        requestId,
      );
      return;
    }
    const [first] = chunks;
    const body = chunks.length === 1 && first !== undefined ? first.toString() : Buffer.concat(chunks).toString();
    const url = request.url ?? '/';
    if (url.startsWith(CONTROL_PREFIX)) {
      send(response, controlAnswer(cloud, request.method ?? 'GET', url, body), requestId);
      return;
    }
    const header = (name: string): string | undefined => {
      const value = request.headers[name];
      return typeof value === 'string' ? value : undefined;
    };
    const { answer, fault } = answerOf(cloud, {
      method: request.method ?? 'GET',
      path: url.split('?', 1)[0] ?? '/',
      url,
      body,
      header,
      requestId,
    });
    if (fault === undefined) {
      send(response, answer, requestId);
    } else if ((fault.delayMs ?? 0) > 0) {
      setTimeout(() => spoil(response, answer, fault, requestId), fault.delayMs).unref();
    } else {
      spoil(response, answer, fault, requestId);
    }
  });
}

/** Sends the answer as the fault leaves it. */
function spoil(response: ServerResponse, answer: WireAnswer, rule: FaultRule, requestId: string): void {
  const broken = (status: number, body: string, type = answer.headers['content-type'] ?? 'text/plain'): void =>
    send(response, { status, headers: { 'content-type': type }, body }, requestId);
  const { fault } = rule;
  if (fault === 'hang') {
    return;
  }
  if (fault === 'reset-before' || fault === 'reset-after') {
    response.socket?.resetAndDestroy();
  } else if (fault === 'http-500') {
    broken(500, '{"__type":"InternalFailure"}', 'application/x-amz-json-1.1');
  } else if (fault === 'http-503') {
    broken(503, '{"__type":"ServiceUnavailable"}', 'application/x-amz-json-1.1');
  } else if (fault === 'html-200') {
    broken(200, HTML, 'text/html');
  } else if (fault === 'truncated-json') {
    broken(200, answer.body.slice(0, Math.max(1, answer.body.length >> 1)));
  } else if (fault === 'empty-200') {
    broken(200, '');
  } else {
    send(response, answer, requestId);
  }
}

function send(response: ServerResponse, answer: WireAnswer, requestId: string): void {
  response.writeHead(answer.status, {
    ...answer.headers,
    'x-amzn-requestid': requestId,
    'content-length': Buffer.byteLength(answer.body),
  });
  response.end(answer.body);
}
