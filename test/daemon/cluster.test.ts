/** What the environment makes of a process: alone, one of several, or a mistake that is told. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { monotonicMs, systemClock } from '../../src/daemon/clock.ts';
import { joinCluster } from '../../src/daemon/cluster.ts';
import { readConfig } from '../../src/daemon/config.ts';
import { recordOf } from '../../src/daemon/kubernetes-lease.ts';
import type { Event } from '../../src/model/event.ts';

// Jest's five seconds are enough on a quiet machine only.
jest.setTimeout(60_000);

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: { readonly metadata?: object; readonly spec?: object; readonly reason?: string };
}

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sagekeeper-cluster-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function joinWith(environment: Readonly<Record<string, string>>) {
  const told: Event[] = [];
  let followed: (standing: string) => void = () => undefined;
  const leading = new Promise<void>((resolve) => (followed = (standing) => standing === 'leading' && resolve()));
  const nowhere = { HOME: directory, ...environment };
  const joined = await joinCluster(readConfig({}, nowhere).cluster, {
    clock: systemClock,
    monotonicMs,
    random: () => 0,
    tell: (event) => told.push(event),
    changed: (standing) => followed(standing),
  });
  return { told, joined, leading };
}

describe('a process', () => {
  it('is alone where no lease is set, and says so', async () => {
    const { told, joined } = await joinWith({ KUBERNETES_SERVICE_HOST: '10.0.0.1' });
    expect(told).toMatchObject([{ event: 'Lifecycle', reason: 'NoLease' }]);
    expect('leadership' in joined && joined.leadership.standing()).toBe('leading');
    expect('leadership' in joined && joined.leadership.fence.enter()?.timeoutMs).toBe(4_000);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['a lease without a namespace', { SAGEKEEPER_LEASE: 'sagekeeper', KUBECONFIG: 'x' }, /<namespace>\/<name>/],
    ['a lease with too many parts', { SAGEKEEPER_LEASE: 'a/b/c', KUBECONFIG: 'x' }, /<namespace>\/<name>/],
    ['no cluster', { SAGEKEEPER_LEASE: 'a/b' }, /neither KUBECONFIG nor KUBERNETES_SERVICE_HOST/],
    ['a file that is not there', { SAGEKEEPER_LEASE: 'a/b', KUBECONFIG: '/no/such/file' }, /cannot be joined/],
    ['times of words', { SAGEKEEPER_LEASE: 'a/b', SAGEKEEPER_LEASE_SECONDS: 'soon' }, /15\/10\/2/],
    ['unsafe times', { SAGEKEEPER_LEASE: 'a/b', SAGEKEEPER_LEASE_SECONDS: '15/14/2' }, /quarter/],
  ])('refuses %s', async (_what, environment, why) => {
    const { joined } = await joinWith(environment);
    expect('mistake' in joined && joined.mistake).toMatch(why);
  });
});

describe('the lease of an API', () => {
  let server: Server | undefined;
  afterEach(() => server?.closeAllConnections());
  afterEach(() => void server?.close());

  it('is taken, keeps what others wrote on it, tells events, and is given back', async () => {
    const asked: Asked[] = [];
    let version = 7;
    let lease: object = {
      metadata: { name: 'b', namespace: 'a', labels: { team: 'ml' } },
      spec: { leaseTransitions: 4 },
    };
    const listening = createServer((request, response) => {
      void bodyOf(request).then((text) => {
        const body = (text === '' ? {} : JSON.parse(text)) as Asked['body'];
        asked.push({ method: request.method ?? '', path: request.url ?? '', body });
        if (request.method === 'PUT') [lease, version] = [body, version + 1];
        const { metadata } = lease as { readonly metadata: object };
        const answer =
          request.method === 'POST' ? body : { ...lease, metadata: { ...metadata, resourceVersion: `${version}` } };
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      });
    });
    server = listening;
    await new Promise<void>((resolve) => void listening.listen(0, '127.0.0.1', resolve));
    const kubeconfig = join(directory, 'kubeconfig');
    writeFileSync(kubeconfig, kubeconfigFor((listening.address() as AddressInfo).port));
    const pod = { SAGEKEEPER_POD_NAME: 'pod-1', SAGEKEEPER_POD_NAMESPACE: 'a', SAGEKEEPER_POD_UID: 'u-1' };
    const { joined, leading } = await joinWith({ SAGEKEEPER_LEASE: 'a/b', KUBECONFIG: kubeconfig, ...pod });
    if ('mistake' in joined) throw new Error(joined.mistake);
    await leading;
    joined.events.tell({ event: 'Lifecycle', reason: 'Leading', message: 'x' });
    await joined.leadership.end();
    await joined.events.end(5_000);

    const path = '/apis/coordination.k8s.io/v1/namespaces/a/leases/b';
    const [read, taken] = asked;
    const given = asked.findLast(({ method }) => method === 'PUT');
    expect(read).toMatchObject({ method: 'GET', path });
    expect(taken).toMatchObject({
      method: 'PUT',
      path,
      body: {
        metadata: { labels: { team: 'ml' }, resourceVersion: '7' },
        spec: {
          holderIdentity: expect.stringMatching(/^pod-1_[0-9a-f]{12}$/),
          leaseDurationSeconds: 15,
          leaseTransitions: 5,
        },
      },
    });
    expect(given?.body.spec).toMatchObject({ holderIdentity: '', leaseTransitions: 5 });
    const event = asked.find(({ method }) => method === 'POST');
    expect(event).toMatchObject({
      path: '/apis/events.k8s.io/v1/namespaces/a/events',
      body: { reason: 'Leading', regarding: { kind: 'Pod', name: 'pod-1', uid: 'u-1' } },
    });
  });

  it('is read with distrust', () => {
    const metadata = { resourceVersion: '1' };
    const hostile = { holderIdentity: 3, leaseDurationSeconds: -5, leaseTransitions: 1.5 } as unknown as object;
    expect(recordOf({ metadata, spec: hostile })).toEqual({ holder: '', durationMs: 0, transitions: 0, version: '1' });
    expect(recordOf({ metadata })).toMatchObject({ holder: '' });
    const huge = { holderIdentity: 'x'.repeat(1e6), leaseTransitions: 2 ** 31 - 1 };
    expect(recordOf({ metadata, spec: huge })).toMatchObject({ holder: 'x'.repeat(256), transitions: 2 ** 31 - 2 });
    expect(() => recordOf({})).toThrow(/resourceVersion/);
  });
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** Without TLS the client wants to be told that this is meant. */
function kubeconfigFor(port: number): string {
  const cluster = { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true };
  return JSON.stringify({
    'current-context': 'test',
    clusters: [{ name: 'test', cluster }],
    users: [{ name: 'test', user: { token: 'x' } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
  });
}
