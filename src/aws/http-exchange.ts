/**
 * One HTTP exchange on node's own client: a body out, a bounded body back, deadlines that hold, and for every failure
 * whether the request can have reached the other side. Reads share kept connections; a write gets one of its own, because
 * a kept one that the server is just closing leaves nobody knowing whether the write arrived.
 */
import http from 'node:http';
import https from 'node:https';
import type { Deadlines } from './deadlines.ts';
import { TransportFailure, type TransportFailureFacts } from './transport.ts';

export interface Origin {
  readonly protocol: 'http:' | 'https:';
  readonly hostname: string;
  readonly port: number | undefined;
}

export interface Exchange {
  readonly origin: Origin;
  /** Left out: POST. */
  readonly method?: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** False: a connection for this request alone. */
  readonly keepConnection: boolean;
  /** Asked when there is a connection, in the turn in which the first byte leaves; false: none does. */
  readonly mayLeave: (() => boolean) | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Per origin. Regions are separate origins, and AWS's rates bind long before. */
const MAX_SOCKETS = 256;
const MAX_FREE_SOCKETS = 64;
/** Shorter than the idle time after which AWS's front ends close: they do so unannounced, and lose what is on its way. */
const MAX_IDLE_MS = 10_000;
const CONNECT_TIMEOUT_MS = 3_000;
/** The largest answers that we ask for are pages of 100; 16 MiB is some hundred times that. */
export const MAX_ANSWER_BYTES = 16 * 1_024 * 1_024;

export interface Exchanger {
  /** Rejects with a TransportFailure. */
  exchange(exchange: Exchange): Promise<Answer>;
  close(): void;
}

export function createExchanger(deadlines: Deadlines): Exchanger {
  const kept = { keepAlive: true, maxSockets: MAX_SOCKETS, maxFreeSockets: MAX_FREE_SOCKETS, timeout: MAX_IDLE_MS };
  const alone = { keepAlive: false, maxSockets: MAX_SOCKETS };
  const agents = {
    'http:': { kept: new http.Agent(kept), alone: new http.Agent(alone) },
    'https:': { kept: new https.Agent(kept), alone: new https.Agent(alone) },
  };
  return {
    exchange: async (exchange) => {
      const pair = agents[exchange.origin.protocol];
      return run(exchange, exchange.keepConnection ? pair.kept : pair.alone, deadlines);
    },
    close: () => {
      for (const pair of Object.values(agents)) {
        pair.kept.destroy();
        pair.alone.destroy();
      }
    },
  };
}

async function run(exchange: Exchange, agent: http.Agent, deadlines: Deadlines): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { origin, signal, mayLeave } = exchange;
    let delivery: TransportFailureFacts['delivery'] = 'not-sent';
    let status: number | undefined;
    let settled = false;
    const stops: (() => void)[] = [];

    const settle = (): boolean => {
      if (settled) return false;
      settled = true;
      for (const stop of stops) stop();
      return true;
    };
    const fail = (code: string, message: string, cause?: unknown): void => {
      if (!settle()) return;
      reject(new TransportFailure({ code, message, delivery, status }, cause));
      request.destroy();
    };

    const request = (origin.protocol === 'https:' ? https : http).request(
      {
        agent,
        host: origin.hostname,
        ...(origin.port === undefined ? {} : { port: origin.port }),
        method: exchange.method ?? 'POST',
        path: exchange.path,
        headers: exchange.keepConnection ? exchange.headers : { ...exchange.headers, connection: 'close' },
      },
      (response) => {
        status = response.statusCode ?? 0;
        collect(response, fail, (body) => {
          if (settle()) resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
        });
      },
    );
    request.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.name, error.message, error));
    const connect = (): void => {
      // Making a connection takes a moment, and a process that is stopped in it may have been followed by another.
      if (mayLeave?.() === false) return fail('ShuttingDown', 'another process may be the one that writes');
      delivery = 'ambiguous';
      if (mayLeave !== undefined) request.end(exchange.body);
    };
    request.on('socket', (socket) => {
      if (!socket.connecting) return connect();
      const connected = deadlines.watch(CONNECT_TIMEOUT_MS, () =>
        fail('ConnectTimeout', `no connection within ${CONNECT_TIMEOUT_MS} ms`),
      );
      stops.push(connected);
      socket.once(origin.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
        connected();
        connect();
      });
    });
    stops.push(
      deadlines.watch(exchange.timeoutMs, () => fail('TimeoutError', `no answer within ${exchange.timeoutMs} ms`)),
    );
    if (signal !== undefined) {
      const abort = (): void => fail('AbortError', 'given up', signal.reason);
      if (signal.aborted) return abort();
      signal.addEventListener('abort', abort, { once: true });
      stops.push(() => signal.removeEventListener('abort', abort));
    }
    if (mayLeave === undefined) request.end(exchange.body);
  });
}

function collect(
  response: http.IncomingMessage,
  fail: (code: string, message: string, cause?: unknown) => void,
  done: (body: Buffer) => void,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) fail('AnswerTooLarge', `more than ${MAX_ANSWER_BYTES} bytes`);
    else chunks.push(chunk);
  });
  response.on('end', () => done(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)));
  response.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.name, error.message, error));
}
