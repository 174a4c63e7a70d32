/**
 * What the chart and the image say about the daemon is true of the daemon: its version, flags, ports and variables.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { readConfig } from '../../src/daemon/config.ts';

const ROOT = join(import.meta.dirname, '../..');
const CHART = join(ROOT, 'charts/sagekeeper');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const templates = readdirSync(join(CHART, 'templates'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(yaml|tpl|txt)$/.test(name))
  .map((name) => ({ name, text: read(`charts/sagekeeper/templates/${name}`) }));

interface Manifest {
  readonly version: string;
  readonly scripts: { readonly sagekeeper: string };
}

const manifest = JSON.parse(read('package.json')) as Manifest;

describe('the chart', () => {
  it('has the version of the program', () => {
    const chart = parse(read('charts/sagekeeper/Chart.yaml')) as Record<string, unknown>;
    expect(chart).toMatchObject({ version: manifest.version, appVersion: manifest.version });
  });

  it('sets no variable that the daemon does not read', () => {
    const source = read('src/daemon/config.ts');
    const set = templates.flatMap(({ text }) => [...text.matchAll(/name: (SAGEKEEPER_\w+)/g)].map(([, name]) => name));
    expect(new Set(set).size).toBeGreaterThan(5);
    expect(set.filter((name) => name !== undefined && !source.includes(name))).toEqual([]);
  });

  it('uses the ports that the daemon listens on by itself', () => {
    const { listen, statusListen } = readConfig({}, {});
    const deployment = templates.find(({ name }) => name === 'deployment.yaml')?.text ?? '';
    expect(deployment).toContain(`value: ${listen}`);
    expect(deployment).toContain(statusListen);
    expect(read('Dockerfile')).toContain(`EXPOSE ${listen.split(':')[1] ?? ''}/tcp`);
  });

  it('reads every value that it describes, and none other', () => {
    const text = templates.map((template) => template.text).join('\n');
    const top = Object.keys(parse(read('charts/sagekeeper/values.yaml')) as object);
    const used = new Set([...text.matchAll(/\.Values\.(\w+)/g)].map(([, name]) => name ?? ''));
    expect([...used].sort()).toEqual([...top].sort());
  });

  it('has the two lines that a release fills in', () => {
    const workflow = read('.github/workflows/release.yml');
    const patterns = [...workflow.matchAll(/s\|(\^ {2}\w+: [^|]*\$)\|/g)].map(
      ([, pattern = '']) => new RegExp(pattern, 'gm'),
    );
    const found = patterns.map((pattern) => read('charts/sagekeeper/values.yaml').match(pattern)?.length);
    expect(found).toEqual([1, 1]);
  });

  it('ships dashboards and alerts in the folders that the templates read', () => {
    expect(readdirSync(join(CHART, 'dashboards')).filter((name) => name.endsWith('.json')).length).toBeGreaterThan(0);
    expect(readdirSync(join(CHART, 'rules')).filter((name) => name.endsWith('.yaml')).length).toBeGreaterThan(0);
    const text = templates.map((template) => template.text).join('\n');
    expect(text).toContain('.Files.Glob "dashboards/*.json"');
    expect(text).toContain('.Files.Glob "rules/*.yaml"');
  });
});

describe('the Dockerfile', () => {
  const dockerfile = read('Dockerfile');

  it('starts Node.js with the flags of `npm run sagekeeper`', () => {
    const entry = /^ENTRYPOINT (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]';
    const flags = manifest.scripts.sagekeeper.split(' ').filter((word) => word.startsWith('--'));
    expect(JSON.parse(entry)).toEqual([
      'node',
      ...flags,
      ...(flags.includes('--enable-source-maps') ? [] : ['--enable-source-maps']),
      '/opt/sagekeeper/dist/bundle/main.js',
    ]);
  });

  it('runs as the user that the chart names, by number', () => {
    const user = /^USER (\d+):\1$/m.exec(dockerfile)?.[1];
    expect(Number(user)).toBeGreaterThan(10_000);
    for (const { name, text } of templates.filter((template) => template.text.includes('runAsNonRoot'))) {
      expect({ name, runs: text.includes(`runAsUser: ${user}`) }).toEqual({ name, runs: true });
    }
  });

  it('copies what the ignore file lets through', () => {
    const passed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(?:--\S+ )?(.*) \S+$/gm)].flatMap(([, list = '']) =>
      list.split(' ').map((path) => path.replace(/\/$/, '')),
    );
    // What is within a folder that is let through needs no line of its own.
    const outermost = copied.filter((path) => !copied.some((other) => path.startsWith(`${other}/`)));
    expect([...passed].sort()).toEqual(outermost.toSorted());
  });
});
