// Does an SDK that shares nothing with ours agree with what the simulator says? botocore validates inputs and parses answers by
// AWS's own service models; the checks themselves are in botocore/simulator.py.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { demoWorld } from '../../src/simulator/demo-world.ts';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { OPERATIONS } from '../../src/simulator/services/index.ts';
import { VPC } from '../simulator/ec2-world.ts';

const BOTOCORE = 'botocore==1.43.67';
const ROOT = join(import.meta.dirname, '../..');
const ENVIRONMENT = join(ROOT, 'node_modules/.cache/sagekeeper', BOTOCORE.replaceAll('=', '-'));
const SERVICES: Readonly<Record<string, string>> = { tagging: 'resourcegroupstaggingapi' };

interface Ran {
  readonly code: number | null;
  readonly output: string;
}

function run(command: string, args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: withoutAws() });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', (error) => resolve({ code: null, output: String(error) }));
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** Somebody's profile or endpoint must not change what is tested. */
function withoutAws(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')));
}

/** The interpreter, or why there is none. */
async function python(): Promise<{ readonly path: string } | { readonly missing: string }> {
  const path = join(ENVIRONMENT, 'bin/python');
  if (existsSync(path) && (await run(path, ['-c', 'import botocore'])).code === 0) {
    return { path };
  }
  await mkdir(ENVIRONMENT, { recursive: true });
  const made = await run('python3', ['-m', 'venv', '--clear', ENVIRONMENT]);
  if (made.code !== 0) {
    return { missing: `python3 -m venv: ${made.output.slice(-300)}` };
  }
  const installed = await run(path, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', BOTOCORE]);
  return installed.code === 0 ? { path } : { missing: `pip install ${BOTOCORE}: ${installed.output.slice(-300)}` };
}

const MORE = {
  vpcs: [VPC],
  domains: [{ id: 'd-1a2b3c', name: 'studio', region: 'eu-central-1', vpc: 'vpc-1', subnets: ['subnet-a'] }],
  buckets: [{ name: 'only-here', policy: { Statement: [] } }, { name: 'plain' }],
};

/** Executions and jobs last long enough to be stopped, on a machine that has other things to do as well. */
const WORLD = {
  ...demoWorld(),
  behaviour: { executionMs: 1_000_000, jobMs: 4_000_000, endpointPolicyMs: 0 },
  accounts: demoWorld().accounts.map((one) => (one.id === '111122223333' ? { ...one, ...MORE } : one)),
};

const found = await python();

describe('botocore as the client of the simulator', () => {
  if ('missing' in found) {
    console.warn(`skipped: botocore cannot be had here (${found.missing})`);
    it('skipped: botocore cannot be had here', () => {
      expect(found.missing).not.toBe('');
    });
    return;
  }

  let simulator: Simulator;
  let ran: Ran;
  beforeAll(async () => {
    simulator = await startSimulator({ world: WORLD, latencyScale: 0.005, rates: 'off' });
    ran = await run(found.path, [join(import.meta.dirname, 'botocore/simulator.py'), simulator.url]);
  });
  afterAll(() => simulator.close());

  it('understands every answer as it was meant', () => {
    expect(ran.output.replaceAll(/^same .*\n/gm, '')).toMatch(/^ok \d{3}$/m);
    expect(ran.code).toBe(0);
  });

  it('was asked for every operation that the simulator offers', () => {
    const called = (/^called (.*)$/m.exec(ran.output)?.[1] ?? '').split(' ');
    const offered = OPERATIONS.map(({ service, name }) => `${SERVICES[service] ?? service}.${name}`);
    expect(offered.filter((operation) => !called.includes(operation))).toEqual([]);
  });

  it('left its steps in the journal, the unknown operation too', () => {
    const counters = simulator.journal.counters();
    expect(counters['sagemaker.StartNotebookInstance ok']).toBe(1);
    expect(counters['sagemaker.ListEndpoints UnknownOperationException']).toBe(1);
  });
});
