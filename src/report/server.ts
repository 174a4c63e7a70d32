/**
 * Who is let in, and to what? Two small HTTP servers that only ever read: metrics and health on one port, the status on
 * another. A fixed set of paths, GET and HEAD, and a bound on everything that a stranger can send or leave open.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Clock } from '../model/world.ts';
import type { Exposition } from './metrics.ts';
import type { StatusReport } from './status.ts';
import { PAGE_SECURITY_POLICY, statusPage } from './status-page.ts';

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

export interface Readiness {
  readonly ready: boolean;
  /** For people: what has been done, and what is missing. */
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
}

export interface ServerSurroundings {
  readonly listen: ListenAddress;
  readonly clock: Clock;
  /** Something of ours threw while answering; the asker learns no more than 500. */
  readonly failed: (path: string, error: unknown) => void;
}

export interface MetricsServerSources {
  readonly exposition: () => Promise<Exposition>;
  /** Does the loop still turn? */
  readonly alive: () => boolean;
  /** A desired state is in force and the organization has been read once; stays so from then on. */
  readonly readiness: () => Readiness;
}

/** The address is taken, or not ours to listen on: a person has to choose another. */
export class CannotListen extends Error {}

export interface RunningServer {
  /** As bound: the port is the real one where 0 was asked for. */
  readonly address: ListenAddress;
  /** Resolves within CLOSE_GRACE_MS, and a little: answers under way may end, the rest is cut off. */
  readonly close: () => Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Routes = Readonly<Record<string, (query: URLSearchParams) => Answer | Promise<Answer>>>;

const MAX_HEADER_BYTES = 8 * 1_024;
const MAX_HEADERS = 64;
/** A scraper, probes and some browsers use a few; a thousand slow ones must not keep the probes out. */
const MAX_CONNECTIONS = 2_048;
const MAX_REQUESTS_PER_SOCKET = 1_000;
const HEADERS_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_TIMEOUT_MS = 75_000;
/** Nobody needs longer to take 5 MB. */
const SOCKET_TIMEOUT_MS = 90_000;
const CHECK_CONNECTIONS_EVERY_MS = 1_000;
export const CLOSE_GRACE_MS = 500;

/** GET /metrics, /healthz, /readyz. Rejects with a sentence for people when the address cannot be had. */
export function startMetricsServer(around: ServerSurroundings, sources: MetricsServerSources): Promise<RunningServer> {
  return start(around, {
    '/metrics': async () => {
      const { contentType, body } = await sources.exposition();
      return { status: 200, contentType, body };
    },
    '/healthz': () => {
      const alive = sources.alive();
      return json(alive ? 200 : 503, { status: alive ? 'ok' : 'stuck' });
    },
    '/readyz': () => {
      const { ready, details } = sources.readiness();
      return json(ready ? 200 : 503, { ready, details });
    },
  });
}

/** What explains a resource or a policy: a value for JSON, or why the question cannot be answered (400). */
export type Explain = (query: URLSearchParams) => { readonly answer: unknown } | { readonly error: string } | undefined;

/**
 * GET /api/v1/status, /api/v1/explain and /. `status` and `explain` are undefined until there is a desired state and an
 * organization; then the API answers 503.
 */
export function startStatusServer(
  around: ServerSurroundings,
  status: () => StatusReport | undefined,
  explain: Explain = () => undefined,
): Promise<RunningServer> {
  return start(around, {
    '/api/v1/explain': (query) => {
      const told = explain(query);
      if (told === undefined) return json(503, { error: 'the organization has not been read yet' });
      return 'error' in told ? json(400, { error: told.error }) : json(200, told.answer);
    },
    '/api/v1/status': () => {
      const report = status();
      return report === undefined ? json(503, { error: 'no desired state has been loaded yet' }) : json(200, report);
    },
    '/': () => ({
      status: 200,
      contentType: 'text/html; charset=utf-8',
      body: statusPage(status()),
      headers: { 'content-security-policy': PAGE_SECURITY_POLICY },
    }),
  });
}

async function start(around: ServerSurroundings, routes: Routes): Promise<RunningServer> {
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      connectionsCheckingInterval: CHECK_CONNECTIONS_EVERY_MS,
    },
    (request, response) => {
      void answer(request, routes, around).then((given) => send(request, response, given));
    },
  );
  server.maxHeadersCount = MAX_HEADERS;
  server.maxConnections = MAX_CONNECTIONS;
  server.maxRequestsPerSocket = MAX_REQUESTS_PER_SOCKET;
  server.timeout = SOCKET_TIMEOUT_MS;
  const address = await bind(server, around.listen);
  // Too many open files, for example: worth telling, and no reason to end the process.
  server.on('error', (error) => around.failed('the listening socket', error));
  return { address, close: () => close(server, around.clock) };
}

async function answer(request: IncomingMessage, routes: Routes, around: ServerSurroundings): Promise<Answer> {
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (route === undefined) return json(404, { error: 'not found' });
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { ...json(405, { error: 'only GET and HEAD' }), headers: { allow: 'GET, HEAD' } };
  }
  if (hasBody(request)) return json(413, { error: 'no body is taken' });
  try {
    return await route(new URLSearchParams(query));
  } catch (error) {
    around.failed(path, error);
    return json(500, { error: 'internal error' });
  }
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, contentType, body, headers }: Answer,
): void {
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    ...headers,
    // A body that nobody reads must not become the next request.
    ...(hasBody(request) ? { connection: 'close' } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function hasBody(request: IncomingMessage): boolean {
  const length = request.headers['content-length'];
  return request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

function json(status: number, value: unknown): Answer {
  return { status, contentType: 'application/json; charset=utf-8', body: `${JSON.stringify(value)}\n` };
}

function bind(server: Server, { host, port }: ListenAddress): Promise<ListenAddress> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new CannotListen(`cannot listen on ${host}:${port}: ${explain(error)}`, { cause: error }));
    });
    server.listen({ host, port }, () => {
      const bound = server.address();
      resolve({ host, port: typeof bound === 'object' && bound !== null ? bound.port : port });
    });
  });
}

function explain(error: NodeJS.ErrnoException): string {
  if (error.code === 'EADDRINUSE') return 'the address is already in use, perhaps by another sagekeeper';
  if (error.code === 'EACCES') return 'this user may not listen there';
  if (error.code === 'EADDRNOTAVAIL') return 'this machine does not have that address';
  return error.message;
}

async function close(server: Server, clock: Clock): Promise<void> {
  const ended = new AbortController();
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      ended.abort();
      resolve();
    });
  });
  server.closeIdleConnections();
  await clock.sleep(CLOSE_GRACE_MS, ended.signal);
  server.closeAllConnections();
  await closed;
}
