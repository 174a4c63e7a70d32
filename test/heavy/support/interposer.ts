// Stands between the daemon and the simulator, sees every request before it arrives and every answer before it is handed
// on, and can do anything at those two moments: kill, wait, change the world, or lose the message.
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Passing {
  /** Counts from 1, over all requests that ever passed. */
  readonly index: number;
  readonly operation: string;
  /** Of the notebook that the request names, lower-cased as in its ARN; undefined where it names none. */
  readonly notebook: string | undefined;
  readonly body: string;
  readonly at: number;
}

export type Moment = 'before' | 'after';
/** `lose`: the message goes no further, and the connection with it. */
export type Watcher = (passing: Passing, moment: Moment) => Promise<'lose' | 'pass'>;

export interface Interposer {
  readonly url: string;
  readonly port: number;
  watch(watcher: Watcher): void;
  /** Requests whose answer the daemon did not wait for. */
  readonly abandoned: readonly Passing[];
  close(): Promise<void>;
}

export const PASS: Watcher = async () => 'pass';

/** `port`: 0, any free one. Once closed, nobody listens there until another takes its place. */
export async function interpose(target: string, port = 0): Promise<Interposer> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
  const abandoned: Passing[] = [];
  let watcher = PASS;
  let index = 0;
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => response.destroy());
    request.on('end', () => {
      index += 1;
      void handOn({ request, response, body: Buffer.concat(chunks), index });
    });
  });
  const handOn = async (one: Exchange): Promise<void> => {
    const passing = describe(one);
    let answered = false;
    one.response.on('close', () => {
      if (!answered) abandoned.push(passing);
    });
    // One watcher sees both moments of a request, so that a change of watchers cannot tear them apart.
    const seenBy = watcher;
    if ((await seenBy(passing, 'before')) === 'lose') return void one.response.socket?.resetAndDestroy();
    const answer = await ask(agent, target, one).catch(() => undefined);
    if (answer === undefined || (await seenBy(passing, 'after')) === 'lose') {
      one.response.socket?.resetAndDestroy();
      return;
    }
    answered = !one.response.destroyed;
    one.response.writeHead(answer.status, answer.headers);
    one.response.end(answer.body);
  };
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  const listening = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${listening}`,
    port: listening,
    watch: (next) => {
      watcher = next;
    },
    abandoned,
    close: async () =>
      new Promise((resolve) => {
        agent.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Exchange {
  readonly request: http.IncomingMessage;
  readonly response: http.ServerResponse;
  readonly body: Buffer;
  readonly index: number;
}

function describe({ request, body, index }: Exchange): Passing {
  const target = request.headers['x-amz-target'];
  const text = body.toString();
  const form = /(?:^|&)Action=(\w+)/.exec(text)?.[1];
  const operation = typeof target === 'string' ? (target.split('.').at(-1) ?? '') : (form ?? request.url ?? '');
  const named = /"NotebookInstanceName":"([^"]+)"/.exec(text) ?? /notebook-instance\/([\w-]+)/.exec(text);
  return { index, operation, notebook: named?.[1]?.toLowerCase(), body: text, at: Date.now() };
}

interface Answered {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

async function ask(agent: http.Agent, target: string, { request, body }: Exchange): Promise<Answered> {
  const { host: _host, connection: _connection, ...headers } = request.headers;
  return new Promise((resolve, reject) => {
    const onward = http.request(
      `${target}${request.url ?? '/'}`,
      { method: request.method ?? 'POST', headers, agent },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: Buffer.concat(chunks) }),
        );
      },
    );
    onward.on('error', reject);
    onward.end(body);
  });
}
