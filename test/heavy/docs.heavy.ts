/**
 * Does every command that the README and the guides show do what it should? Each is run as it stands, against the
 * simulated organization of the demo, in a folder of its own.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { demoWorld } from '../../src/simulator/demo-world.ts';
import { startSimulator } from '../../src/simulator/server.ts';
import type { Simulator } from '../../src/simulator/server.ts';

const MAIN = resolve('src/main.ts');
const PAGES = ['README.md', ...readdirSync('docs').flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : []))];
/** Verbs that go on until they are told to end. */
const UNENDING = /^sagekeeper (run|simulator|demo)(?!.*--once)/;
/** After they have said where they listen: what is told earlier to end, ends as any process does. */
const TERMINATE_AFTER_MS = 5_000;
const LISTENS = /http:\/\/127\.0\.0\.1:\d+/;

interface Shown {
  readonly page: string;
  readonly command: string;
}

const shown: readonly Shown[] = PAGES.flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) =>
    block.split('\n').flatMap((line) => {
      const command = line.replace(/\s+#.*$/, '').trim();
      return /^(sagekeeper|cp) /.test(command) || command === 'sagekeeper' ? [{ page, command }] : [];
    }),
  ),
);

let simulator: Simulator;
let folder: string;

beforeAll(async () => {
  simulator = await startSimulator({ world: demoWorld(), latencyScale: 0.01, rates: 'off' });
  folder = mkdtempSync(join(tmpdir(), 'sagekeeper-docs-'));
  cpSync('desired-state', join(folder, 'desired-state'), { recursive: true });
  // As in the demo: real notebooks need a minute to be believed, these only a second. And nobody has to be spared: with the rates of
  // AWS each plan would take ten.
  const settings = join(folder, 'desired-state/organization.yaml');
  writeFileSync(settings, readFileSync(settings, 'utf8').replace('settle: 60s', 'settle: 1s\n  rates: {"*": off}'));
});

afterAll(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
});

async function execute(command: string): Promise<{ readonly code: number | null; readonly text: string }> {
  // Where the shell would put the output does not matter.
  const [program = '', ...args] = command.replace(/\s+>\s*\S+$/, '').split(/\s+/);
  const environment = {
    PATH: process.env['PATH'],
    AWS_ACCESS_KEY_ID: 'AKIASIMULATORHUB',
    AWS_SECRET_ACCESS_KEY: 'any',
    AWS_EC2_METADATA_DISABLED: 'true',
    SAGEKEEPER_ENDPOINT_URL: simulator.url,
    SAGEKEEPER_LISTEN: '127.0.0.1:0',
    SAGEKEEPER_STATUS_LISTEN: '127.0.0.1:0',
  };
  const own = args.map((arg) => arg.replace('http://127.0.0.1:4599', simulator.url));
  // Its usual port may be somebody else's here.
  if (args[0] === 'simulator' && !args.includes('--port')) own.push('--port', '0');
  const child =
    program === 'sagekeeper'
      ? spawn(process.execPath, [MAIN, ...own], { cwd: folder, env: environment })
      : spawn(program, own, { cwd: folder });
  let text = '';
  let stop: NodeJS.Timeout | undefined;
  const hear = (part: unknown): void => {
    text += String(part);
    if (UNENDING.test(command) && LISTENS.test(text))
      stop ??= setTimeout(() => child.kill('SIGTERM'), TERMINATE_AFTER_MS);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const code = await new Promise<number | null>((done) => child.once('close', done));
  clearTimeout(stop);
  return { code, text };
}

describe('what the pages show', () => {
  it('is found', () => {
    expect(shown.length).toBeGreaterThan(12);
  });

  it.each(shown)('$page: $command', async ({ command }) => {
    const { code, text } = await execute(command);
    // 2 means that it could not run; drift (1) and places that cannot be read (3) are what the demo world is made of.
    const fine = UNENDING.test(command) ? [0] : [0, 1, 3];
    expect({ fine: fine.includes(code ?? -1), code, text }).toEqual({ fine: true, code, text });
    expect(text).not.toMatch(/\n\s+at .*:\d+:\d+/);
  });
});
