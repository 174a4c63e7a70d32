/**
 * The bundle is what people run: the same bytes from the same sources, complete without node_modules, and made of nothing that may
 * not be shipped.
 */
import { execFile, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Metafile } from 'esbuild';
import { buildBundle } from '../../scripts/bundle/build.ts';
import type { Bundle } from '../../scripts/bundle/build.ts';
import { bundledPackages, licenceReport, notPermitted } from '../../scripts/bundle/licences.ts';
import { PLACED_VERSION, writeBundle } from './place.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Of code and maps: what the image adds to its base is held to 15 MB, and this is most of it. */
const MAX_BYTES = 14_000_000;

const text = (bundle: Bundle, name: string): string =>
  Buffer.from(bundle.files.find((file) => file.name === name)?.contents ?? []).toString('utf8');

describe('the bundle', () => {
  let bundle: Bundle;
  let place: string;
  let main: string;

  beforeAll(async () => {
    place = mkdtempSync(join(tmpdir(), 'sagekeeper-bundle-'));
    bundle = await buildBundle(ROOT);
    ({ main } = writeBundle(bundle, place));
  }, 60_000);

  afterAll(() => rmSync(place, { recursive: true, force: true }));

  const run = async (...verb: readonly string[]): Promise<{ readonly code: number; readonly output: string }> => {
    const running = promisify(execFile)(process.execPath, [main, ...verb], {
      timeout: 60_000,
    });
    return running.then(
      ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
      (failed: { code?: number; stdout: string; stderr: string }) => ({
        code: failed.code ?? -1,
        output: failed.stdout + failed.stderr,
      }),
    );
  };

  it('is the same, byte for byte, when it is made again', async () => {
    const again = await buildBundle(ROOT);
    const seen = ({ files }: Bundle): readonly string[] =>
      files.map(({ name, contents }) => `${name} ${Buffer.from(contents).toString('base64')}`);
    expect(seen(again)).toEqual(seen(bundle));
  }, 60_000);

  it('does not tell where it was made', () => {
    const telling = bundle.files.filter(({ contents }) => Buffer.from(contents).includes(ROOT));
    expect(telling.map(({ name }) => name)).toEqual([]);
  });

  it('has a map for each module, and keeps within its size', () => {
    const names = new Set(bundle.files.map(({ name }) => name));
    expect([...names].filter((name) => name.endsWith('.js') && !names.has(`${name}.map`))).toEqual([]);
    expect(bundle.files.reduce((sum, { contents }) => sum + contents.length, 0)).toBeLessThan(MAX_BYTES);
    expect(text(bundle, 'main.js')).not.toBe('');
  });

  it('keeps of what AWS clients know only what is called', () => {
    const schemas = Object.values(bundle.metafile.outputs)
      .flatMap(({ inputs }) => Object.entries(inputs))
      .filter(([name]) => name.includes('/client-ec2/dist-es/schemas/'));
    // All of them are 1,300,000.
    expect(schemas.length).toBeGreaterThan(0);
    expect(schemas.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0)).toBeLessThan(150_000);
  });

  it('runs with no node_modules anywhere above it', async () => {
    expect((await run('--version')).output).toBe(`${PLACED_VERSION}\n`);
    const good = await run('validate', '--desired-state', join(ROOT, 'desired-state'));
    expect(good).toMatchObject({ code: 0, output: expect.stringMatching(/ is good: \d+ policies/) });
  }, 60_000);

  it('finds the thread that reads what is edited while the daemon runs', async () => {
    const written = join(place, 'written');
    cpSync(join(ROOT, 'desired-state'), written, { recursive: true });
    const address = ['--listen', '127.0.0.1:0', '--status-listen', '127.0.0.1:0'];
    // Nobody listens there; the organization cannot be read, and the desired state is watched all the same.
    const nowhere = ['--endpoint-url', 'http://127.0.0.1:1'];
    const verb = ['run', '--desired-state', written, '--output', 'json', ...nowhere, ...address];
    const child = spawn(process.execPath, [main, ...verb], {
      // A cluster or a state directory of whoever runs the tests is none of ours.
      env: { PATH: process.env['PATH'], HOME: place, AWS_EC2_METADATA_DISABLED: 'true' },
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: 60_000,
    });
    let log = '';
    for await (const line of createInterface({ input: child.stdout })) {
      log += line;
      if (line.includes('metrics and health on')) writeFileSync(join(written, 'added.yaml'), 'kind: Nonsense\n');
      if (line.includes('added.yaml')) child.kill('SIGTERM');
    }
    expect(log).toContain('there is no kind');
    expect(log).not.toContain('the thread that reads it');
  }, 60_000);

  it('has only packages that may be shipped, each with its text', () => {
    const packages = bundledPackages(ROOT, bundle.metafile);
    expect(packages.length).toBeGreaterThan(10);
    expect(notPermitted(packages)).toEqual([]);
    expect(packages.find(({ name }) => name === 'zod')?.texts.join()).toContain('Permission is hereby granted');
    expect(licenceReport(packages)).toMatch(/^zod \d+\.\d+\.\d+: MIT$/m);
  });
});

describe('the licence report', () => {
  const metafile = (inputs: Readonly<Record<string, number>>): Metafile => ({
    inputs: {},
    outputs: {
      'dist/bundle/main.js': {
        bytes: 1,
        imports: [],
        exports: [],
        inputs: Object.fromEntries(Object.entries(inputs).map(([path, bytesInOutput]) => [path, { bytesInOutput }])),
      },
    },
  });

  it('counts what came from where, also from packages inside of packages, and leaves our own sources out', () => {
    const packages = bundledPackages(
      ROOT,
      metafile({
        'src/main.ts': 5,
        'node_modules/zod/a.js': 3,
        'node_modules/zod/b.js': 4,
        'node_modules/@smithy/core/c.js': 9,
      }),
    );
    expect(packages.map(({ name, bytes }) => [name, bytes])).toEqual([
      ['@smithy/core', 9],
      ['zod', 7],
    ]);
  });

  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0)', true],
    ['AGPL-3.0-or-later', false],
    ['MIT AND LGPL-2.1', false],
    ['unknown', false],
    ['SEE LICENSE IN LICENSE.md', false],
  ])('%s may be shipped: %s', (licence, permitted) => {
    const shipped = { name: 'x', version: '1.0.0', licence, bytes: 1, texts: [] };
    expect(notPermitted([shipped])).toEqual(permitted ? [] : [shipped]);
  });
});
