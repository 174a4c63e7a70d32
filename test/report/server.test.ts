/** Do the two servers answer what the contract names, nothing else, and whatever strangers send? Over real sockets. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { connect, type Socket } from 'node:net';
import {
  CLOSE_GRACE_MS,
  type MetricsServerSources,
  type RunningServer,
  startMetricsServer,
  startStatusServer,
} from '../../src/report/server.ts';
import { statusReport } from '../../src/report/status.ts';
import type { Clock } from '../../src/model/world.ts';
import { REAL_CLOCK, snapshot } from './world.ts';

const listen = { host: '127.0.0.1', port: 0 };
const running: RunningServer[] = [];
const sockets: Socket[] = [];
const failures: string[] = [];
const around = {
  listen,
  clock: REAL_CLOCK,
  failed: (path: string, error: unknown) => failures.push(`${path} ${String(error)}`),
};

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(running.splice(0).map((server) => server.close()));
  failures.length = 0;
});

async function metricsServer(over: Partial<MetricsServerSources> = {}, clock: Clock = REAL_CLOCK): Promise<string> {
  const server = await startMetricsServer(
    { ...around, clock },
    {
      exposition: async () => ({ contentType: 'text/plain; version=0.0.4', body: 'sagekeeper_leader 1\n' }),
      alive: () => true,
      readiness: () => ({ ready: true, details: { desiredState: true } }),
      ...over,
    },
  );
  running.push(server);
  return `http://127.0.0.1:${server.address.port}`;
}

async function statusServer(): Promise<string> {
  const server = await startStatusServer(around, () => statusReport(snapshot()));
  running.push(server);
  return `http://127.0.0.1:${server.address.port}`;
}

/** Sends these bytes and gives back all that comes until the other side closes. */
function raw(base: string, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(base).port), '127.0.0.1', () => socket.write(bytes));
    sockets.push(socket);
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (piece: string) => {
      answer += piece;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

describe('the metrics port', () => {
  it('answers metrics, health and readiness', async () => {
    const base = await metricsServer();
    const metrics = await fetch(`${base}/metrics?x=1`);
    expect(metrics.status).toBe(200);
    expect(metrics.headers.get('content-type')).toBe('text/plain; version=0.0.4');
    expect(await metrics.text()).toBe('sagekeeper_leader 1\n');
    expect(await (await fetch(`${base}/healthz`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${base}/readyz`)).json()).toEqual({ ready: true, details: { desiredState: true } });
  });

  it('says 503 when the loop stands still, or nothing has been read yet', async () => {
    const details = { desiredState: true, organization: false };
    const base = await metricsServer({ alive: () => false, readiness: () => ({ ready: false, details }) });
    expect((await fetch(`${base}/healthz`)).status).toBe(503);
    const ready = await fetch(`${base}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({ ready: false, details });
  });

  it('says nothing of the status, which is for another port', async () => {
    const base = await metricsServer();
    expect((await fetch(`${base}/`)).status).toBe(404);
    expect((await fetch(`${base}/api/v1/status`)).status).toBe(404);
  });

  it('keeps what went wrong to itself, and goes on', async () => {
    const base = await metricsServer({ exposition: () => Promise.reject(new Error('secret detail')) });
    const answer = await fetch(`${base}/metrics`);
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('secret');
    expect(failures).toEqual(['/metrics Error: secret detail']);
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
  });
});

describe('the status port', () => {
  it('answers the report and the page', async () => {
    const base = await statusServer();
    const status = await fetch(`${base}/api/v1/status`);
    expect(status.headers.get('content-type')).toContain('application/json');
    expect(await status.json()).toMatchObject({ revision: '0123456789ab', resources: [], resourcesTotal: 0 });
    const page = await fetch(`${base}/`);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await page.text()).toContain('<h1>sagekeeper</h1>');
  });

  it('has nothing else', async () => {
    const base = await statusServer();
    const paths = ['/metrics', '/api/v1/status/', '/api/v1', '/__proto__', '/constructor', '//', '/index.html'];
    for (const path of paths) expect((await fetch(base + path)).status).toBe(404);
    for (const path of ['/../../etc/passwd', '/%2e%2e/', 'http://other/', '*']) {
      const answer = await raw(base, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    }
  });

  it('is 503 while there is nothing to report', async () => {
    const server = await startStatusServer(around, () => undefined);
    running.push(server);
    const base = `http://127.0.0.1:${server.address.port}`;
    expect((await fetch(`${base}/api/v1/status`)).status).toBe(503);
    expect((await fetch(`${base}/`)).status).toBe(200);
  });
});

describe('methods', () => {
  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is refused with what is allowed', async (method) => {
    const answer = await fetch(`${await metricsServer()}/metrics`, { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, HEAD');
  });

  it('HEAD is GET without a body', async () => {
    const answer = await fetch(`${await metricsServer()}/metrics`, { method: 'HEAD' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-length')).toBe('20');
    expect(await answer.text()).toBe('');
  });
});

describe('strangers', () => {
  it('may not send a body, and it never becomes a request', async () => {
    const base = await metricsServer();
    const smuggled = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
    const answer = await raw(
      base,
      `GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  it('may not send a megabyte of headers', async () => {
    const base = await metricsServer();
    const answer = await raw(base, `GET /metrics HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('do not keep the probes out with a thousand slow connections', async () => {
    const base = await metricsServer();
    const port = Number(new URL(base).port);
    await Promise.all(
      Array.from(
        { length: 1_000 },
        () =>
          new Promise<void>((resolve, reject) => {
            const socket = connect(port, '127.0.0.1', () => socket.write('GET /metrics HTTP/1.1\r\n', () => resolve()));
            socket.on('error', reject);
            sockets.push(socket);
          }),
      ),
    );
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
  }, 60_000);
});

/** Its time passes only when it is told to, and nobody waits for it who gives up. */
function standingClock() {
  const slept: number[] = [];
  let wake = (): void => undefined;
  const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    slept.push(ms);
    await new Promise<void>((resolve) => {
      wake = resolve;
      signal?.addEventListener('abort', () => resolve(), { once: true });
    });
  };
  const clock: Clock = { now: () => 0, sleep };
  return { clock, slept, wake: () => wake() };
}

describe('beginning and end', () => {
  it('says in words that the address is taken', async () => {
    const port = Number(new URL(await metricsServer()).port);
    const second = startStatusServer({ ...around, listen: { host: '127.0.0.1', port } }, () => undefined);
    await expect(second).rejects.toThrow(
      `cannot listen on 127.0.0.1:${port}: the address is already in use, perhaps by another sagekeeper`,
    );
  });

  it('ends after its grace, whoever is still connected', async () => {
    const { clock, slept, wake } = standingClock();
    let arrived = (): void => undefined;
    const asked = new Promise<void>((resolve) => (arrived = resolve));
    const exposition = async () => {
      arrived();
      return new Promise<never>(() => undefined);
    };
    const hanging = fetch(`${await metricsServer({ exposition }, clock)}/metrics`).catch(() => 'cut off');
    await asked;
    let ended = false;
    const closing = Promise.all(running.splice(0).map((server) => server.close())).then(() => (ended = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect({ ended, slept }).toEqual({ ended: false, slept: [CLOSE_GRACE_MS] });
    wake();
    await closing;
    expect(await hanging).toBe('cut off');
  });

  it('ends at once where nobody is', async () => {
    const { clock } = standingClock();
    const base = await metricsServer({}, clock);
    await (await fetch(`${base}/healthz`)).text();
    await expect(running.pop()?.close()).resolves.toBeUndefined();
  });
});
