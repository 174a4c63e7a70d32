// A real kube-apiserver, with its etcd, on loopback: started empty, asked until it is ready, ended with everything that it had.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findTool, missingTools, mustRun, runTool } from './tools.ts';
import type { Ran } from './tools.ts';

export const NEEDED = ['kube-apiserver', 'etcd', 'kubectl', 'openssl'];
const READY_MS = 120_000;
const GRACE_MS = 15_000;

export interface ApiServer {
  readonly url: string;
  /** Of somebody who may do everything. */
  readonly kubeconfig: string;
  /** kubectl as that somebody. */
  readonly kubectl: (args: readonly string[], input?: string) => Promise<Ran>;
  /** The path of a kubeconfig for a service account that exists, with a token as its pods would get it. */
  readonly kubeconfigOf: (namespace: string, serviceAccount: string) => Promise<string>;
  /** What was asked of the server so far, as far as `audited` says. */
  readonly audit: () => readonly AuditEntry[];
  /** For faults: the process itself. Undefined while it is stopped. */
  readonly process: () => ChildProcess | undefined;
  /** Started again, it goes on where it was. */
  readonly restart: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface AuditEntry {
  readonly verb: string;
  readonly user: { readonly username: string };
  readonly objectRef?: { readonly resource?: string; readonly apiGroup?: string; readonly namespace?: string };
  readonly responseStatus?: { readonly code?: number };
}

/** What cannot be had here; empty: a server can be started. */
export function missingForApiServer(): readonly string[] {
  return missingTools(NEEDED);
}

/** Of a log that may be written right now: what comes after the last end of a line is not whole, whatever it looks like. */
export function auditEntries(log: string): readonly AuditEntry[] {
  const lines = log.split('\n').slice(0, -1);
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as AuditEntry);
}

export async function startApiServer(): Promise<ApiServer> {
  const folder = mkdtempSync(join(tmpdir(), 'sagekeeper-cluster-'));
  const token = randomBytes(16).toString('hex');
  makeSecrets(folder, token);
  // Last, as making keys takes a while: the shorter they lie free, the less they are somebody else's.
  const [port, client, peer] = await freePorts(3);
  const place = { folder, port: port ?? 0, url: `https://127.0.0.1:${port}`, token };
  const kubeconfig = writeKubeconfig(place, 'admin', place.token);
  const etcd = begin(place, 'etcd', [
    '--name=test',
    `--data-dir=${folder}/etcd`,
    '--unsafe-no-fsync',
    '--log-level=warn',
    `--listen-client-urls=http://127.0.0.1:${client}`,
    `--advertise-client-urls=http://127.0.0.1:${client}`,
    `--listen-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-cluster=test=http://127.0.0.1:${peer}`,
  ]);
  const flags = serverFlags(place, client ?? 0);
  let server: ChildProcess | undefined = begin(place, 'kube-apiserver', flags);
  const close = async (): Promise<void> => {
    await end(server);
    await end(etcd);
    rmSync(folder, { recursive: true, force: true });
  };
  const kubectl = async (args: readonly string[], input = ''): Promise<Ran> =>
    runTool('kubectl', args, { input, environment: { KUBECONFIG: kubeconfig } });
  try {
    await ready(place, server);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    url: place.url,
    kubeconfig,
    kubectl,
    kubeconfigOf: async (namespace, serviceAccount) => {
      const { code, stdout, stderr } = await kubectl(['create', 'token', serviceAccount, '--namespace', namespace]);
      if (code !== 0) throw new Error(stderr);
      return writeKubeconfig(place, `${namespace}-${serviceAccount}`, stdout.trim(), namespace);
    },
    audit: () => auditEntries(readFileSync(join(folder, 'audit.log'), 'utf8')),
    process: () => server,
    restart: async () => {
      await end(server);
      server = begin(place, 'kube-apiserver', flags);
      await ready(place, server);
    },
    close,
  };
}

interface Place {
  readonly folder: string;
  readonly port: number;
  readonly url: string;
  /** Of the administrator. */
  readonly token: string;
}

/** One authority, a certificate to serve with, a key that signs the tokens of service accounts, and one user. */
function makeSecrets(folder: string, token: string): void {
  const openssl = (...args: readonly string[]): string => mustRun('openssl', args, folder);
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const usage = ['-addext', 'keyUsage=critical,keyCertSign,digitalSignature'];
  openssl('req', '-x509', ...curve, '-days', '2', '-subj', '/CN=test', ...usage, '-keyout', 'ca.key', '-out', 'ca.crt');
  openssl('req', ...curve, '-subj', '/CN=kube-apiserver', '-keyout', 'server.key', '-out', 'server.csr');
  writeFileSync(join(folder, 'names'), 'subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:kubernetes.default.svc\n');
  const signer = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names'];
  openssl('x509', '-req', '-in', 'server.csr', ...signer, '-out', 'server.crt');
  openssl('genrsa', '-out', 'accounts.key', '2048');
  writeFileSync(join(folder, 'tokens.csv'), `${token},admin,admin,system:masters\n`, { mode: 0o600 });
  const rule = { level: 'Metadata', omitStages: ['RequestReceived'] };
  const policy = { apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules: [rule] };
  writeFileSync(join(folder, 'audit.json'), JSON.stringify(policy));
}

function serverFlags({ folder, port }: Place, etcdPort: number): readonly string[] {
  const file = (name: string): string => join(folder, name);
  return [
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    '--endpoint-reconciler-type=none',
    `--secure-port=${port}`,
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    '--service-cluster-ip-range=10.0.0.0/24',
    `--tls-cert-file=${file('server.crt')}`,
    `--tls-private-key-file=${file('server.key')}`,
    '--authorization-mode=RBAC',
    `--token-auth-file=${file('tokens.csv')}`,
    `--client-ca-file=${file('ca.crt')}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${file('accounts.key')}`,
    `--service-account-signing-key-file=${file('accounts.key')}`,
    // It asks for the account `default`, which a controller makes that is not here.
    '--disable-admission-plugins=ServiceAccount',
    `--audit-policy-file=${file('audit.json')}`,
    `--audit-log-path=${file('audit.log')}`,
    '--profiling=false',
  ];
}

function writeKubeconfig({ folder, url }: Place, user: string, token: string, namespace = 'default'): string {
  const authority = readFileSync(join(folder, 'ca.crt')).toString('base64');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    clusters: [{ name: 'test', cluster: { server: url, 'certificate-authority-data': authority } }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user, namespace } }],
  };
  const path = join(folder, `kubeconfig-${user}`);
  writeFileSync(path, JSON.stringify(config), { mode: 0o600 });
  return path;
}

function begin({ folder }: Place, name: string, flags: readonly string[]): ChildProcess {
  const log = openSync(join(folder, `${name}.log`), 'a');
  const child = spawn(findTool(name) ?? name, flags, { cwd: folder, stdio: ['ignore', log, log] });
  closeSync(log);
  return child;
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  // One that a test has stopped hears nothing else.
  child.kill('SIGCONT');
  child.kill('SIGTERM');
  const given = new AbortController();
  const late = pause(GRACE_MS, undefined, { signal: given.signal }).then(
    () => child.kill('SIGKILL'),
    () => undefined,
  );
  await ended;
  given.abort();
  await late;
}

async function ready(place: Place, server: ChildProcess): Promise<void> {
  const until = Date.now() + READY_MS;
  while ((await readyz(place)) !== 'ok') {
    if (server.exitCode !== null || Date.now() > until) {
      const log = readFileSync(join(place.folder, 'kube-apiserver.log'), 'utf8').slice(-3_000);
      throw new Error(`kube-apiserver did not become ready: ${log}`);
    }
    await pause(100);
  }
}

async function readyz({ folder, url, token }: Place): Promise<string | undefined> {
  return new Promise((resolve) => {
    const ca = readFileSync(join(folder, 'ca.crt'));
    const asked = request(`${url}/readyz`, { ca, headers: { authorization: `Bearer ${token}` }, timeout: 2_000 });
    asked.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.once('end', () => resolve(text));
    });
    asked.once('timeout', () => asked.destroy());
    asked.once('error', () => resolve(undefined));
    asked.end();
  });
}

/** Free a moment ago, all at once, so that they differ. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      async (server) =>
        new Promise<number>((resolve) => {
          server.listen(0, '127.0.0.1', () => {
            const address = server.address();
            resolve(typeof address === 'object' && address !== null ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map(async (server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
