// The chart against a real API server: everything is admitted where Pod Security is "restricted", the release can be installed,
// upgraded from the chart of an earlier commit and removed, and its account may do what the daemon does, and nothing else. Skips
// aloud where the programs are not here.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildBundle } from '../../scripts/bundle/build.ts';
import { copyForDemo } from '../../src/cli/demo-state.ts';
import { demoWorld } from '../../src/simulator/demo-world.ts';
import { startSimulator } from '../../src/simulator/server.ts';
import { writeBundle } from '../bundle/place.ts';
import { NEEDED, startApiServer } from '../kubernetes/api-server.ts';
import type { ApiServer } from '../kubernetes/api-server.ts';
import { ROOT, missingTools, mustRun, runTool } from '../kubernetes/tools.ts';
import type { Ran } from '../kubernetes/tools.ts';
import { CHART, RELEASE, SETTINGS, render, renderText } from './support/chart.ts';
import type { Rendered } from './support/chart.ts';
import { eventually, readyAt } from './support/daemon-process.ts';

const ADMITTED = /created \(server dry run\)|serverside-applied \(server dry run\)/;
const ACCOUNT = 'keeper-sagekeeper';
const missing = missingTools([...NEEDED, 'helm', 'git', 'tar']);

/** Verb, resource, name: everything that the account may do in its namespace. */
const ALLOWED = [
  ['get', 'leases.coordination.k8s.io', ACCOUNT],
  ['update', 'leases.coordination.k8s.io', ACCOUNT],
  ['create', 'leases.coordination.k8s.io', ''],
  ['create', 'events.events.k8s.io', ''],
  ['patch', 'events.events.k8s.io', ''],
] as const;
const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];
const RESOURCES = [
  'leases.coordination.k8s.io',
  'events.events.k8s.io',
  'events',
  'pods',
  'pods/exec',
  'secrets',
  'configmaps',
  'serviceaccounts/token',
  'deployments.apps',
  'roles.rbac.authorization.k8s.io',
];

interface Workload extends Rendered {
  readonly spec: { readonly template: { readonly metadata: object; readonly spec: object } };
}

if (missing.length > 0) {
  console.warn(`skipped: ${missing.join(', ')} not here; tools/kubernetes/install.sh brings what is not of the system`);
  describe('the chart in a cluster', () => {
    it('skipped: no API server can be had here', () => {
      expect(missing).not.toEqual([]);
    });
  });
} else {
  describe('the chart in a cluster', () => {
    let cluster: ApiServer;

    beforeAll(async () => {
      cluster = await startApiServer();
      await succeed(cluster.kubectl(['apply', '--server-side', '-f', join(ROOT, 'test/kubernetes/crds')]));
      await succeed(cluster.kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s']));
      for (const name of ['strict', 'lived-in']) await succeed(cluster.kubectl(['create', 'namespace', name]));
      // One that a setting of ci/ names.
      await succeed(cluster.kubectl(['create', 'priorityclass', 'platform', '--value=1000']));
      const label = 'pod-security.kubernetes.io/enforce=restricted';
      await succeed(cluster.kubectl(['label', 'namespace', 'strict', 'lived-in', label]));
    }, 240_000);

    afterAll(async () => cluster.close(), 60_000);

    const helm = async (...args: readonly string[]): Promise<Ran> =>
      succeed(runTool('helm', args, { environment: { KUBECONFIG: cluster.kubeconfig } }));

    /** For each, in order: `true`, or nothing. */
    const mayAccount = async (
      asked: readonly (readonly [verb: string, resource: string, name: string])[],
      namespace: string,
    ): Promise<readonly string[]> => {
      const items = asked.map(([verb, resource, name]) => {
        const [type = '', subresource = ''] = resource.split('/');
        const [plural = '', ...group] = type.split('.');
        const attributes = { namespace, verb, name, group: group.join('.'), resource: plural, subresource };
        const user = `system:serviceaccount:strict:${ACCOUNT}`;
        const groups = ['system:serviceaccounts', 'system:authenticated'];
        return {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SubjectAccessReview',
          spec: { user, groups, resourceAttributes: attributes },
        };
      });
      const args = ['create', '--output', 'jsonpath={.status.allowed}{"\\n"}', '-f', '-'];
      const { stdout } = await succeed(
        cluster.kubectl(args, JSON.stringify({ apiVersion: 'v1', kind: 'List', items })),
      );
      const answers = stdout.split('\n').slice(0, -1);
      expect(answers).toHaveLength(asked.length);
      return answers.map((answer) => (answer === 'true' ? 'true' : ''));
    };

    describe.each(SETTINGS)('with %s', (_name, options) => {
      it('is admitted by the server, field by field', async () => {
        const args = ['apply', '--dry-run=server', '--validate=strict', '--namespace', 'strict', '-f', '-'];
        const { code, stdout, stderr } = await cluster.kubectl(args, await renderText(options, {}, 'strict'));
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        for (const line of stdout.trim().split('\n')) expect(line).toMatch(ADMITTED);
      });

      it('makes pods that "restricted" lets in', async () => {
        for (const pod of podsOf(await render(options, {}, 'strict'))) {
          const { code, stderr } = await cluster.kubectl(podArguments('strict'), JSON.stringify(pod));
          expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        }
      });
    });

    it.each<[string, object]>([
      ['a pod that may become root', { runAsNonRoot: false }],
      ['a pod without a seccomp profile', { seccompProfile: undefined }],
    ])('would not let %s in', async (_what, change) => {
      const [pod] = podsOf(await render([], {}, 'strict'));
      const spec = pod?.spec as { readonly securityContext: object };
      const wrong = { ...pod, spec: { ...spec, securityContext: { ...spec.securityContext, ...change } } };
      const { code, stderr } = await cluster.kubectl(podArguments('strict'), JSON.stringify(wrong));
      expect(code).not.toBe(0);
      expect(stderr).toContain('violates PodSecurity "restricted');
    });

    it('is installed, upgraded from the chart of the commit before, and removed without a trace', async () => {
      const before = chartBefore();
      try {
        const first = before === undefined ? CHART : join(before, 'charts/sagekeeper');
        if (before === undefined) console.warn('no earlier chart in this clone: upgraded from itself');
        await helm('install', RELEASE, first, '--namespace', 'lived-in');
        for (const [, options] of SETTINGS) {
          const { stdout } = await helm('upgrade', RELEASE, CHART, '--namespace', 'lived-in', ...options);
          expect(stdout).toContain('STATUS: deployed');
        }
        await helm('rollback', RELEASE, '1', '--namespace', 'lived-in');
        await helm('uninstall', RELEASE, '--namespace', 'lived-in');
        const kinds = 'deployments,services,serviceaccounts,roles,rolebindings,networkpolicies,poddisruptionbudgets';
        const left = await succeed(cluster.kubectl(['get', kinds, '--namespace', 'lived-in', '--output', 'name']));
        expect(left.stdout).toBe('');
      } finally {
        if (before !== undefined) rmSync(before, { recursive: true, force: true });
      }
    }, 240_000);

    it('is installed by the very commands of docs/deploy.md', async () => {
      const page = readFileSync(join(ROOT, 'docs/deploy.md'), 'utf8');
      const commands = page
        .split('\n')
        .filter((line) => /^(helm install |kubectl (--namespace \S+ )?(create|label) )/.test(line))
        // The copy that the page begins with.
        .map((line) => line.replace('my-desired-state/', 'desired-state/').split(/\s+/));
      expect(commands.map(([program]) => program)).toEqual(['kubectl', 'kubectl', 'kubectl', 'helm']);
      for (const [program = '', ...args] of commands) {
        await succeed(runTool(program, args, { environment: { KUBECONFIG: cluster.kubeconfig } }));
      }
      // What iam-policy trusts unless it is told otherwise.
      const account = await cluster.kubectl(['get', 'serviceaccount', 'sagekeeper', '-n', 'sagekeeper', '-o', 'name']);
      expect(account.stdout).toBe('serviceaccount/sagekeeper\n');
      const pods = await cluster.kubectl(['get', 'deployment', 'sagekeeper', '-n', 'sagekeeper', '-o', 'yaml']);
      expect(pods.stdout).toContain('name: sagekeeper-desired-state');
    }, 120_000);

    it('gives its account these rights, and none besides', async () => {
      await helm('install', RELEASE, CHART, '--namespace', 'strict');
      const here = VERBS.flatMap((verb) =>
        RESOURCES.flatMap((resource) => [ACCOUNT, 'another', ''].map((name) => [verb, resource, name] as const)),
      );
      // The server learns of roles from a watch of its own, some time after they were written.
      const isKnown = async (): Promise<true | undefined> =>
        (await mayAccount(ALLOWED, 'strict')).every((answer) => answer === 'true') ? true : undefined;
      await eventually('the roles are in force', isKnown, 30_000, 200).catch(() => undefined);
      const answers = await mayAccount(here, 'strict');
      const allowed = here.filter((_row, index) => answers[index] === 'true');
      const covered = (row: readonly string[]): boolean =>
        ALLOWED.some(
          ([verb, resource, name]) => verb === row[0] && resource === row[1] && (name === '' || name === row[2]),
        );
      expect(allowed.filter((row) => !covered(row))).toEqual([]);
      expect(ALLOWED.filter((row) => !allowed.some((may) => may.join() === row.join()))).toEqual([]);
      expect(new Set(await mayAccount(ALLOWED, 'default'))).toEqual(new Set(['']));
    }, 240_000);

    it('lets the bundle lead and tell events, and is asked for nothing that it forbids', async () => {
      const simulator = await startSimulator({ world: demoWorld(), latencyScale: 0.01 });
      const state = copyForDemo(join(ROOT, 'desired-state'));
      const place = mkdtempSync(join(tmpdir(), 'sagekeeper-bundle-'));
      const { main } = writeBundle(await buildBundle(ROOT), place);
      const listen = ['--listen', '127.0.0.1:0', '--status-listen', '127.0.0.1:0', '--output', 'json'];
      const where = ['--endpoint-url', simulator.url, '--desired-state', state];
      const daemon = spawn(process.execPath, [main, 'run', ...where, ...listen], {
        env: {
          ...environment(),
          KUBECONFIG: await cluster.kubeconfigOf('strict', ACCOUNT),
          SAGEKEEPER_LEASE: `strict/${ACCOUNT}`,
          // Whoever cannot renew in time, as the machine stands still, ends; and so long it waits before it leads.
          SAGEKEEPER_LEASE_SECONDS: '20/15/2',
          SAGEKEEPER_POD_NAME: 'keeper-0',
          SAGEKEEPER_POD_NAMESPACE: 'strict',
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let log = '';
      daemon.stdout.setEncoding('utf8').on('data', (text: string) => (log += text));
      try {
        await eventually(
          'an event says that it leads',
          async () => {
            const { stdout } = await cluster.kubectl(['get', 'events.events.k8s.io', '-n', 'strict', '-o', 'json']);
            return stdout.includes('"reason": "Leading"') ? true : undefined;
          },
          180_000,
          500,
        );
        const address = await eventually('ready', async () => readyAt(log), 120_000, 200);
        expect(await helmTest(address)).toMatchObject({ code: 0, stdout: 'ready, with metrics\n' });
        expect(await helmTest(`${address}/nowhere`)).not.toMatchObject({ code: 0 });
        const ended = new Promise((resolve) => daemon.once('exit', resolve));
        daemon.kill('SIGTERM');
        expect(await ended).toBe(0);
        const lease = await succeed(cluster.kubectl(['get', 'lease', ACCOUNT, '-n', 'strict', '-o', 'json']));
        expect(JSON.parse(lease.stdout)).not.toHaveProperty('spec.holderIdentity', expect.stringContaining('keeper-0'));
        const asked = cluster.audit().filter(({ user }) => user.username === `system:serviceaccount:strict:${ACCOUNT}`);
        expect(asked.length).toBeGreaterThan(3);
        expect(asked.filter(({ responseStatus }) => [401, 403].includes(responseStatus?.code ?? 0))).toEqual([]);
      } finally {
        daemon.kill('SIGKILL');
        await simulator.close();
        for (const folder of [state, place]) rmSync(folder, { recursive: true, force: true });
      }
    }, 240_000);
  });
}

/** What the pod of `helm test` does, done here. */
async function helmTest(service: string): Promise<Ran> {
  const pod = (await render([])).find(({ kind }) => kind === 'Pod') as Rendered & {
    readonly spec: { readonly containers: readonly { readonly command: readonly string[] }[] };
  };
  const [program, ...args] = pod.spec.containers[0]?.command ?? [];
  expect(program).toBe('node');
  return runTool(process.execPath, args, { environment: { SERVICE: service } });
}

/** Credentials that mean something only to the simulator. */
function environment(): Readonly<Record<string, string>> {
  return {
    AWS_ACCESS_KEY_ID: 'AKIASIMULATORHUB',
    AWS_SECRET_ACCESS_KEY: 'simulator',
    AWS_REGION: 'eu-central-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    HOME: '/nonexistent',
  };
}

/** What the controllers would make of it: the pods themselves, since Pod Security judges those. */
function podsOf(objects: readonly Rendered[]): readonly (Rendered & { readonly spec?: unknown })[] {
  return objects.flatMap((object) => {
    if (object.kind === 'Pod') return [object];
    if (object.kind !== 'Deployment') return [];
    const { metadata, spec } = (object as Workload).spec.template;
    return [{ apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name: object.metadata.name }, spec }];
  });
}

function podArguments(namespace: string): readonly string[] {
  // In that namespace, whatever the object says.
  return ['create', '--dry-run=server', '--validate=strict', '--namespace', namespace, '-f', '-'];
}

/** A folder with the chart as it was before its last change; undefined where the clone does not go back so far. */
function chartBefore(): string | undefined {
  if (!existsSync(join(ROOT, '.git'))) return undefined;
  const log = mustRun(
    'git',
    ['log', '--format=%H', '-2', '--', 'charts/sagekeeper/templates', 'charts/sagekeeper/values.yaml'],
    ROOT,
  );
  const commit = log.trim().split('\n')[1];
  if (commit === undefined || commit === '') return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'sagekeeper-chart-'));
  const archive = join(folder, 'chart.tar');
  mustRun('git', ['archive', '--output', archive, commit, 'charts/sagekeeper'], ROOT);
  mustRun('tar', ['-xf', archive, '-C', folder], ROOT);
  return folder;
}

async function succeed(running: Promise<Ran>): Promise<Ran> {
  const ran = await running;
  if (ran.code !== 0) throw new Error(`${ran.stderr}${ran.stdout}`);
  return ran;
}
