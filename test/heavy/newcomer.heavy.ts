// The path of somebody who has never seen this: clone, the README's two commands, and watching from outside with nothing but
// HTTP until the demo has done what it promises; then Ctrl-C.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoWorld } from '../../src/simulator/demo-world.ts';
import { eventually } from './support/daemon-process.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Longer than this, and the modules that are here are used: it is not npm that is tested. */
const INSTALL_MS = 120_000;
/** On a machine with little time, as are the others. */
const STARTED_MS = 180_000;
const SETTLED_MS = 420_000;
/** So long nothing is left to do before that is believed. */
const QUIET_MS = 2_500;
const ENDED_MS = 60_000;
const POLICY = 'imds-v2';
/** Gates that nothing but a person opens; and where the example lets nothing begin in production, the end of the year. */
const FOR_GOOD = ['prerequisite', 'exempt', ...(isYearEnd(new Date()) ? ['window'] : [])];

interface Told {
  readonly Account: string;
  readonly NotebookInstanceName: string;
  readonly NotebookInstanceStatus: string;
  readonly InstanceMetadataServiceConfiguration?: { readonly MinimumInstanceMetadataServiceVersion: string };
  readonly Tags: readonly { readonly Key: string }[];
}

describe("the newcomer's path", () => {
  let checkout: string;
  let child: ChildProcess | undefined;
  let output = '';

  beforeAll(async () => {
    checkout = await mkdtemp(join(tmpdir(), 'sagekeeper-newcomer-'));
    const cloned = await run('git', ['clone', '--quiet', '--depth', '1', `file://${ROOT}`, checkout], ROOT, INSTALL_MS);
    if (cloned.code !== 0) throw new Error(`git clone: ${cloned.output}`);
  }, INSTALL_MS);

  afterAll(async () => {
    endGroup(child, 'SIGKILL');
    await rm(checkout, { recursive: true, force: true });
  });

  it(
    'begins with the command that the README says',
    async () => {
      const readme = await readFile(join(checkout, 'README.md'), 'utf8');
      expect(readme).toContain('\nnpm ci && npm start\n');
      const began = Date.now();
      const installed = await run('npm', ['ci', '--no-audit', '--no-fund'], checkout, INSTALL_MS);
      if (installed.code === 0) console.info(`npm ci took ${Math.round((Date.now() - began) / 1_000)} s`);
      else {
        console.warn(`npm ci did not end well within ${INSTALL_MS} ms; the modules of this checkout are used`);
        await rm(join(checkout, 'node_modules'), { recursive: true, force: true });
        await symlink(join(ROOT, 'node_modules'), join(checkout, 'node_modules'));
      }
      expect(existsSync(join(checkout, 'node_modules/.bin/node'))).toBe(true);
    },
    2 * INSTALL_MS,
  );

  it(
    'sees drift fall on the metrics until only what a person has to see to is left',
    async () => {
      child = spawn('npm', ['start'], { cwd: checkout, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
      for (const stream of [child.stdout, child.stderr])
        stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
      const metrics = await eventually(
        'the demo says where the metrics are',
        () => addressOf(output, /(http:\S+)\/metrics/),
        STARTED_MS,
      );
      const began = Date.now();
      // What was read last may bring more of it: the fall is from the most that there ever was.
      let most = 0;
      let quietSince: number | undefined;
      const left = await eventually(
        'nothing is left to do',
        async () => {
          if (child?.exitCode !== null || child.signalCode !== null)
            throw new Error(`the demo has ended by itself: ${output}`);
          const answer = await fetch(`${metrics}/metrics`).catch(() => undefined);
          if (answer === undefined) return undefined;
          const page = await answer.text();
          const complete = page.includes('sagekeeper_targets{');
          const states = countsOf(page, 'sagekeeper_resources', 'state');
          const gates = countsOf(page, 'sagekeeper_held_resources', 'gate');
          const drift = ['drifted', 'converging', 'held', 'failed'].reduce(
            (sum, state) => sum + (states[state] ?? 0),
            0,
          );
          if (complete) most = Math.max(most, drift);
          const busy = (states['drifted'] ?? 0) + (states['converging'] ?? 0);
          const waiting = Object.entries(gates).some(([gate, count]) => count > 0 && !FOR_GOOD.includes(gate));
          const isQuiet = drift < most && busy === 0 && !waiting;
          quietSince = isQuiet ? (quietSince ?? Date.now()) : undefined;
          return quietSince !== undefined && Date.now() - quietSince >= QUIET_MS ? drift : undefined;
        },
        SETTLED_MS,
        500,
      );
      console.info(
        `drift fell from ${most} to ${left} (all held for good, or failed before) in ${Date.now() - began} ms`,
      );
      expect(left).toBeLessThan(most);
    },
    SETTLED_MS + STARTED_MS + 60_000,
  );

  it('finds every notebook as it was, and those that could be mended on version 2', async () => {
    const aws = addressOf(output, /simulated AWS (http:\S+)/) ?? '';
    // What is back counts as mended; its tags are tidied a moment later.
    const notebooks = await eventually(
      'no notebook carries our intent',
      async () => {
        const told = (await (await fetch(`${aws}/_simulator/notebooks`)).json()) as { notebooks: readonly Told[] };
        const begun = told.notebooks.filter(({ Tags }) => Tags.some(({ Key }) => Key === 'sagekeeper:intent'));
        return begun.length === 0 ? told.notebooks : undefined;
      },
      SETTLED_MS,
      500,
    );
    const before = new Map(
      demoWorld().accounts.flatMap(({ id, notebooks: seeds = [] }) =>
        seeds.map((seed) => [`${id} ${seed.name}`, seed.status ?? 'InService']),
      ),
    );
    const now = new Map(
      notebooks.map((it) => [`${it.Account} ${it.NotebookInstanceName}`, it.NotebookInstanceStatus] as const),
    );
    expect(now).toEqual(before);
    const mended = notebooks.filter(({ Tags }) => Tags.some(({ Key }) => Key === 'sagekeeper:changed'));
    const versions = mended.map((it) => it.InstanceMetadataServiceConfiguration?.MinimumInstanceMetadataServiceVersion);
    expect(new Set(versions)).toEqual(new Set(['2']));
    console.info(`${mended.length} of ${notebooks.length} notebooks were mended`);
  });

  it(
    'ends both processes with Ctrl-C',
    async () => {
      const addresses = [...output.matchAll(/http:\/\/127\.0\.0\.1:\d+/g)].map(([address]) => address);
      expect(new Set(addresses).size).toBe(3);
      const ended = new Promise<number | null>((resolve) => child?.once('exit', (code) => resolve(code)));
      const began = Date.now();
      endGroup(child, 'SIGINT');
      const code = await Promise.race([
        ended,
        new Promise((resolve) => setTimeout(() => resolve('still there'), ENDED_MS)),
      ]);
      console.info(`Ctrl-C: code ${String(code)} after ${Date.now() - began} ms`);
      expect(code).not.toBe('still there');
      await eventually(
        'nobody answers any more',
        async () => {
          const answers = await Promise.allSettled([...new Set(addresses)].map(async (address) => fetch(address)));
          return answers.every(({ status }) => status === 'rejected') ? true : undefined;
        },
        ENDED_MS,
      );
      expect(output).not.toMatch(/Error|undefined|\bNaN\b/);
    },
    3 * ENDED_MS,
  );
});

/** Of the window `year-end-freeze` in desired-state: from 15 December for 24 days. */
function isYearEnd(now: Date): boolean {
  const [month, day] = [now.getUTCMonth() + 1, now.getUTCDate()];
  return (month === 12 && day >= 15) || (month === 1 && day < 8);
}

interface Ran {
  readonly code: number | null;
  readonly output: string;
}

async function run(command: string, args: readonly string[], cwd: string, withinMs: number): Promise<Ran> {
  return new Promise((resolve) => {
    const started = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let said = '';
    for (const stream of [started.stdout, started.stderr])
      stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const tooLong = setTimeout(() => endGroup(started, 'SIGKILL'), withinMs);
    started.once('exit', (code) => {
      clearTimeout(tooLong);
      resolve({ code, output: said });
    });
  });
}

/** As a terminal does: the signal reaches everybody in the foreground. */
function endGroup(leader: ChildProcess | undefined, signal: NodeJS.Signals): void {
  if (leader?.pid === undefined || leader.exitCode !== null || leader.signalCode !== null) return;
  process.kill(-leader.pid, signal);
}

function addressOf(text: string, pattern: RegExp): string | undefined {
  return pattern.exec(text)?.[1];
}

/** The values of one metric for the policy, by one label. */
function countsOf(page: string, metric: string, label: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const line of page.split('\n')) {
    if (!line.startsWith(`${metric}{`) || !line.includes(`policy="${POLICY}"`)) continue;
    const value = new RegExp(`[{,]${label}="([^"]*)"`).exec(line)?.[1];
    if (value !== undefined) counts[value] = Number(line.slice(line.lastIndexOf(' ') + 1));
  }
  return counts;
}
