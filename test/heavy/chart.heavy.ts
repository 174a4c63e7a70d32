// The chart as Helm renders it, without a cluster: lint and schemas leave nothing to say, every value does something, and what
// would be dangerous is refused. Skips aloud where helm or kubeconform are not here.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { chartValues } from '../../scripts/chart/values.ts';
import { ROOT, missingTools, runTool } from '../kubernetes/tools.ts';
import { CHART, SETTINGS, merged, render, renderText } from './support/chart.ts';
import type { Values } from './support/chart.ts';

const SCHEMAS = join(ROOT, 'test/kubernetes/schemas/{{.ResourceKind}}{{.KindSuffix}}.json');
const missing = missingTools(['helm', 'kubeconform']);

const GIT: Values = { desiredState: { source: 'gitSync', gitSync: { repository: 'https://git.example.org/x.git' } } };
const VOLUME: Values = { desiredState: { source: 'volume', volume: { claimName: 'a' } } };
const MONITOR: Values = { metrics: { serviceMonitor: { enabled: true } } };
const RULE: Values = { metrics: { prometheusRule: { enabled: true } } };
const BOARDS: Values = { metrics: { dashboards: { enabled: true } } };

/** For each value one that differs from its default, and what has to be set besides for it to matter. */
const OTHERWISE: Readonly<Record<string, readonly [value: unknown, besides?: Values]>> = {
  'image.repository': ['registry.example.org/x'],
  'image.tag': ['other'],
  'image.digest': [`sha256:${'a'.repeat(64)}`],
  'image.pullPolicy': ['Always'],
  'image.pullSecrets': [[{ name: 'x' }]],
  nameOverride: ['x'],
  fullnameOverride: ['x'],
  replicas: [3],
  'leaderElection.enabled': [false, { replicas: 1 }],
  'leaderElection.leaseName': ['x'],
  events: [false],
  'aws.region': ['eu-central-1'],
  'serviceAccount.create': [false, { serviceAccount: { name: 'x' } }],
  'serviceAccount.name': ['x'],
  'serviceAccount.annotations': [{ x: 'y' }],
  'desiredState.source': ['volume', { desiredState: { volume: { claimName: 'a' } } }],
  'desiredState.path': ['x'],
  'desiredState.configMap.name': ['x'],
  'desiredState.configMap.files': [{ 'x.yaml': 'kind: X' }],
  'desiredState.volume.claimName': ['b', VOLUME],
  'desiredState.gitSync.image': ['x:1', GIT],
  'desiredState.gitSync.repository': ['https://git.example.org/y.git', GIT],
  'desiredState.gitSync.ref': ['v1', GIT],
  'desiredState.gitSync.period': ['5s', GIT],
  'desiredState.gitSync.sshSecret': ['x', GIT],
  'desiredState.gitSync.tokenSecret': ['x', GIT],
  'desiredState.gitSync.username': ['x', merged(GIT, { desiredState: { gitSync: { tokenSecret: 'x' } } })],
  'desiredState.gitSync.resources': [{ limits: { memory: '1Gi' } }, GIT],
  'state.enabled': [false],
  'state.existingClaim': ['x'],
  'status.exposed': [true],
  'service.port': [80],
  'service.annotations': [{ x: 'y' }],
  'metrics.serviceMonitor.enabled': [true],
  'metrics.serviceMonitor.interval': ['7s', MONITOR],
  'metrics.serviceMonitor.scrapeTimeout': ['3s', MONITOR],
  'metrics.serviceMonitor.labels': [{ x: 'y' }, MONITOR],
  'metrics.prometheusRule.enabled': [true],
  'metrics.prometheusRule.labels': [{ x: 'y' }, RULE],
  'metrics.prometheusRule.runbookBaseUrl': ['https://example.org', RULE],
  'metrics.dashboards.enabled': [true],
  'metrics.dashboards.labels': [{ x: 'y' }, BOARDS],
  'metrics.dashboards.annotations': [{ x: 'y' }, BOARDS],
  'networkPolicy.enabled': [false],
  'networkPolicy.metricsFrom': [[{ podSelector: {} }]],
  'networkPolicy.httpsPorts': [[8443]],
  'networkPolicy.extraEgress': [[{}]],
  'podDisruptionBudget.enabled': [false],
  resources: [{ limits: { memory: '1Gi' } }],
  'probes.startup': [{ periodSeconds: 9 }],
  'probes.liveness': [{ periodSeconds: 9 }],
  'probes.readiness': [{ periodSeconds: 9 }],
  terminationGracePeriodSeconds: [60],
  topologySpreadConstraints: [[{ topologyKey: 'x', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' }]],
  priorityClassName: ['x'],
  nodeSelector: [{ x: 'y' }],
  tolerations: [[{ operator: 'Exists' }]],
  affinity: [{ podAntiAffinity: {} }],
  commonLabels: [{ x: 'y' }],
  podLabels: [{ x: 'y' }],
  podAnnotations: [{ x: 'y' }],
  extraEnv: [[{ name: 'X', value: 'y' }]],
  extraVolumes: [[{ name: 'x', emptyDir: {} }]],
  extraVolumeMounts: [[{ name: 'x', mountPath: '/x' }]],
  extraArgs: [['--account', '111122223333']],
};

const at = (path: string, value: unknown): Values =>
  path
    .split('.')
    .reverse()
    .reduce<unknown>((inner, key) => ({ [key]: inner }), value) as Values;

if (missing.length > 0) {
  console.warn(`skipped: ${missing.join(' and ')} not here; tools/kubernetes/install.sh brings them`);
  describe('the chart', () => {
    it('skipped: helm or kubeconform are not here', () => {
      expect(missing).not.toEqual([]);
    });
  });
} else {
  describe.each(SETTINGS)('with %s, the chart', (_name, options) => {
    it('leaves helm lint nothing to say', async () => {
      const { code, stdout } = await runTool('helm', ['lint', '--strict', CHART, ...options]);
      expect({ code, complaints: stdout.match(/\[(WARNING|ERROR)\].*/g) }).toEqual({ code: 0, complaints: null });
    });

    it('renders objects that Kubernetes knows, to the last field', async () => {
      const args = ['-strict', '-output', 'json', '-summary', '-schema-location', SCHEMAS];
      const { code, stdout } = await runTool('kubeconform', args, { input: await renderText(options) });
      const told = JSON.parse(stdout) as { readonly summary: Readonly<Record<string, number>> };
      expect({ code, ...told.summary }).toMatchObject({ code: 0, invalid: 0, errors: 0, skipped: 0 });
      expect(told.summary['valid']).toBeGreaterThan(4);
    });

    it('puts everything into the namespace of the release, under its label', async () => {
      for (const { metadata } of await render(options)) {
        expect(metadata).toMatchObject({
          namespace: 'default',
          labels: { 'app.kubernetes.io/instance': 'keeper' },
        });
      }
    });
  });

  describe('the values', () => {
    const values = chartValues(readFileSync(join(CHART, 'values.yaml'), 'utf8'));

    it('each have a line here', () => {
      expect(Object.keys(OTHERWISE).sort()).toEqual(values.map(({ path }) => path).sort());
    });

    it.each(Object.entries(OTHERWISE))('%s does something', async (path, [value, besides = {}]) => {
      const changed = merged(besides, at(path, value));
      expect(await renderText([], changed)).not.toBe(await renderText([], besides));
    });
  });

  describe('what would be dangerous', () => {
    it.each<[string, Values, RegExp]>([
      ['two writers', { leaderElection: { enabled: false } }, /each of them would write/],
      ['a repository that is missing', { desiredState: { source: 'gitSync' } }, /repository has to say which/],
      ['a claim that is missing', { desiredState: { source: 'volume' } }, /claimName has to name the claim/],
      ['an account that is missing', { serviceAccount: { create: false } }, /serviceAccount.name has to say/],
      [
        'two ways into one repository',
        merged(GIT, { desiredState: { gitSync: { sshSecret: 'a', tokenSecret: 'b' } } }),
        /either sshSecret or tokenSecret/,
      ],
      ['a value that is spelt wrongly', { replica: 3 }, /'replica' not allowed/],
    ])('%s: is refused', async (_what, wrong, why) => {
      await expect(renderText([], wrong)).rejects.toThrow(why);
    });

    it('nothing of it is a secret or reaches beyond the namespace', async () => {
      const kinds = (await Promise.all(SETTINGS.map(async ([, options]) => render(options)))).flat();
      const forbidden = ['Secret', 'ClusterRole', 'ClusterRoleBinding', 'CustomResourceDefinition'];
      expect(kinds.filter(({ kind }) => forbidden.includes(kind))).toEqual([]);
    });
  });

  describe('what people see', () => {
    it('the alerts of rules/ with links that lead somewhere', async () => {
      const base = 'https://git.example.org/blob/main';
      const all = await render([], merged(RULE, { metrics: { prometheusRule: { runbookBaseUrl: `${base}/` } } }));
      const text = JSON.stringify(all.find(({ kind }) => kind === 'PrometheusRule'));
      const links = text.match(/"runbook_url":"[^"]*"/g) ?? [];
      expect(links.length).toBeGreaterThan(5);
      expect(links.filter((link) => !link.startsWith(`"runbook_url":"${base}/docs/runbooks/`))).toEqual([]);
      // What Prometheus fills in is none of Helm's business.
      expect(text).toContain('{{ $labels.policy }}');
    });

    it('the dashboards, byte for byte', async () => {
      const boards = (await render([], BOARDS)).filter(
        ({ metadata }) => metadata.labels?.['grafana_dashboard'] === '1',
      );
      const files = boards.flatMap(({ data = {} }) => Object.entries(data));
      expect(files.length).toBeGreaterThan(1);
      for (const [name, text] of files) {
        expect(JSON.parse(text)).toEqual(JSON.parse(readFileSync(join(CHART, 'dashboards', name), 'utf8')));
      }
    });

    it('the next three commands', async () => {
      const { stdout } = await runTool('helm', ['install', 'x', CHART, '--dry-run=client', '-f', '-'], { input: '{}' });
      const notes = stdout.slice(stdout.indexOf('NOTES:'));
      expect(notes).toMatch(
        /create configmap x-sagekeeper-desired-state[\s\S]* doctor\n[\s\S]* plan\n[\s\S]*port-forward/,
      );
    });
  });
}
