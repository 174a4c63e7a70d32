// Explaining and diagnosing as processes, as people start them: what asking a running controller loads and takes, and a doctor's
// round through sixty accounts at AWS's own rates, which changes nothing.
import { afterAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Diagnosis } from '../../src/daemon/diagnosis.ts';
import { generateWorld } from '../../src/simulator/seed.ts';
import { startSimulator } from '../../src/simulator/server.ts';
import { happenings, worldOf, writeDesiredState } from '../cli/simulated.ts';
import { eventually, killLeftovers, startDaemon } from './support/daemon-process.ts';

const ROOT = join(import.meta.dirname, '../..');
const EXPLANATIONS = 9;
/** Of the figure, on a machine that does nothing else; here others run at the same time. */
const BUSY_FACTOR = 6;
const EXPLAIN_MS = 500;

/** Told on standard error when the process ends: every module that is not Node's own. */
const LISTING = `import { registerHooks } from 'node:module';
const seen = [];
registerHooks({ load: (url, context, next) => { seen.push(url); return next(url, context); } });
process.on('exit', () => process.stderr.write(seen.filter((url) => !url.startsWith('node:')).join('\\n')));`;

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly tookMs: number;
}

function run(
  argv: readonly string[],
  more: { readonly node?: readonly string[]; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Ran> {
  const beganAt = Date.now();
  return new Promise((resolve) => {
    const env = { PATH: process.env['PATH'], AWS_EC2_METADATA_DISABLED: 'true', ...more.env };
    const child = spawn(process.execPath, [...(more.node ?? []), join(ROOT, 'src/main.ts'), ...argv], { env });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('close', (code) => resolve({ code, out, err, tookMs: Date.now() - beganAt }));
  });
}

const HUB = {
  AWS_ACCESS_KEY_ID: 'AKIASIMULATORHUB',
  AWS_SECRET_ACCESS_KEY: 'any',
  AWS_REGION: 'eu-central-1',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
};

afterAll(killLeftovers);

describe('explain, from a running controller', () => {
  it('loads nothing of the AWS SDK and no YAML, and answers fast', async () => {
    const notebooks = [{ name: 'fine', region: 'eu-central-1', status: 'InService', imds: '2' } as const];
    const simulator = await startSimulator({ world: worldOf([{ id: '111122223333', name: 'fine', notebooks }]) });
    const { directory, remove } = writeDesiredState();
    try {
      const daemon = startDaemon({ endpointUrl: simulator.url, desiredState: directory });
      const { status } = await daemon.addresses();
      const argv = ['explain', 'fine', '--status-url', status];
      await eventually('the notebook is known', async () => ((await run(argv)).code === 0 ? true : undefined));
      const preload = `data:text/javascript,${encodeURIComponent(LISTING)}`;
      const { err, code } = await run(argv, { node: ['--import', preload] });
      expect(code).toBe(0);
      expect(err).toContain('src/cli/explain.ts');
      expect(
        err.split('\n').filter((url) => /@aws-sdk|@smithy|\/yaml\/|\/zod\/|\/pino\/|prom-client/.test(url)),
      ).toEqual([]);
      const tookMs: number[] = [];
      for (let round = 0; round < EXPLANATIONS; round += 1) tookMs.push((await run(argv)).tookMs);
      tookMs.sort((a, b) => a - b);
      console.info(`explain from a running controller, process start to end: ${tookMs.join(', ')} ms`);
      expect(tookMs[0]).toBeLessThan(EXPLAIN_MS * BUSY_FACTOR);
      await daemon.kill();
    } finally {
      await simulator.close();
      remove();
    }
  });
});

describe('doctor', () => {
  it('asks sixty accounts at the rates of AWS, finds the one that lacks something, and changes nothing', async () => {
    const world = generateWorld({ seed: 7, accounts: 60, regions: ['eu-central-1', 'us-east-1'], notebooks: 3 });
    const lame = world.accounts[5]?.id ?? '';
    const accounts = world.accounts.map((account) =>
      account.id === lame ? { ...account, withoutRoles: ['SagekeeperWrite'] } : account,
    );
    const simulator = await startSimulator({ world: { ...world, accounts } });
    const { directory, remove } = writeDesiredState({ rates: '{}' });
    try {
      const before = await happenings(simulator);
      const argv = ['doctor', '--endpoint-url', simulator.url, '--desired-state', directory, '--output', 'json'];
      const { code, out, tookMs } = await run(argv, { env: HUB });
      const { findings } = JSON.parse(out) as Diagnosis;
      console.info(
        `doctor, 60 accounts in two regions at AWS's rates: ${(tookMs / 1_000).toFixed(1)} s, ${findings.length} findings`,
      );
      const bad = findings.filter(({ state }) => state === 'missing' || state === 'unclear');
      expect(bad.map(({ account, check }) => [account, check])).toEqual([[lame, 'writeRole']]);
      expect(code).toBe(3);
      expect(await happenings(simulator)).toEqual(before);
    } finally {
      await simulator.close();
      remove();
    }
  });
});
