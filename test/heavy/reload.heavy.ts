// The real daemon while its desired state is edited under it, frozen from beside it, and restarted over a broken directory.
// The world's own journal is the judge of what begins and of what comes home.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { writeHalt } from '../../src/daemon/halt-files.ts';
import { prepareStateDir, statePaths } from '../../src/daemon/state-dir.ts';
import { load } from '../../src/desired-state/load.ts';
import { startSimulator } from '../../src/simulator/server.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { eventually, killLeftovers, startDaemon } from './support/daemon-process.ts';
import type { Daemon } from './support/daemon-process.ts';
import { randomOf } from './support/kill-points.ts';
import { requests } from './support/oracle.ts';
import { notebook, removeDesiredStates, worldOf, writeDesiredState } from './support/places.ts';
import { emptyProcessMs, leastOf, slowness } from './support/slowness.ts';

const SEED = Number(process.env['SAGEKEEPER_SEED'] ?? 20_261_122);
const EDITS = 100;
/** So often an edit is waited for; the others follow one another as they come. */
const AWAITED_EVERY = 5;
const MAIN = join(import.meta.dirname, '../../src/main.ts');
/** What the freeze promises, where nobody else wants the processor. */
const WITHIN_MS = 1_000;
/** A slower machine than this is measured again, as late as it may be. */
const SLOWEST = 3;
/** On a machine with little time: what takes longer than this is not on its way. */
const PATIENCE_MS = 180_000;
const SLOW = { stopMs: 1_500, updateMs: 500, startMs: 700 } as const;
const NOTEBOOKS = 8;

const made: string[] = [];
afterAll(async () => {
  killLeftovers();
  await removeDesiredStates();
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'sagekeeper-reload-'));
  made.push(path);
  return path;
}

const world = () =>
  worldOf(
    Array.from({ length: NOTEBOOKS }, (_, index) => ({ notebooks: [notebook(`runs-${index}`)] })),
    SLOW,
  );

async function sagekeeper(...words: readonly string[]): Promise<string> {
  return (await promisify(execFile)(process.execPath, [MAIN, ...words])).stdout;
}

async function metric(daemon: Daemon, name: string): Promise<number> {
  const { metrics } = await daemon.addresses();
  const text = await (await fetch(`${metrics}/metrics`)).text();
  return Number(new RegExp(`^sagekeeper_${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1]);
}

interface Status {
  readonly revision: string;
  readonly problems: readonly { readonly file: string; readonly line: number; readonly message: string }[];
  readonly freeze: { readonly reason: string; readonly why: string } | null;
}

async function status(daemon: Daemon): Promise<Status> {
  const { status: at } = await daemon.addresses();
  return (await (await fetch(`${at}/api/v1/status`)).json()) as Status;
}

/** When something was begun, or taken further down: what a freeze must end. */
function beginnings(simulator: Simulator): readonly number[] {
  return requests(simulator)
    .filter(({ outcome }) => outcome === 'ok')
    .filter(
      ({ operation, input }) =>
        operation === 'StopNotebookInstance' ||
        operation === 'UpdateNotebookInstance' ||
        (operation === 'AddTags' && JSON.stringify(input).includes(' phase=stop ')),
    )
    .map(({ at }) => at);
}

function down(simulator: Simulator): number {
  return simulator.cloud.notebooks().filter(({ status: it }) => it !== 'InService').length;
}

/** Everything runs, and carries no tag of ours. */
async function home(simulator: Simulator): Promise<boolean> {
  return eventually(
    'every notebook runs again',
    () =>
      simulator.cloud
        .notebooks()
        .every(({ status: it, tags }) => it === 'InService' && !tags.has('sagekeeper:intent')) || undefined,
    PATIENCE_MS,
  );
}

/** What a process had sent before it was killed is taken in after a few turns of the event loop, however long each takes. */
async function arrived(): Promise<void> {
  for (let turns = 0; turns < 10; turns += 1) await pause(20);
}

const updated = (simulator: Simulator): number =>
  requests(simulator).filter(({ operation, outcome }) => operation === 'UpdateNotebookInstance' && outcome === 'ok')
    .length;

async function running(simulator: Simulator, desiredState: string, stateDir: string): Promise<Daemon> {
  const daemon = startDaemon({ endpointUrl: simulator.url, desiredState, arguments: ['--state-dir', stateDir] });
  await daemon.addresses();
  return daemon;
}

describe(`${EDITS} edits of a ConfigMap under the daemon (seed ${SEED})`, () => {
  it('each pass is under one whole version, and the last one is in force at the end', async () => {
    const random = randomOf(SEED);
    const simulator = await startSimulator({ world: world(), rates: 'off' });
    const [text] = [readFileSync(join(await writeDesiredState({ mode: 'audit' }), 'all.yaml'), 'utf8')];
    const [organization = '', policy = ''] = text.split('---\n');
    const mount = directory();
    const whole = new Map<string, number>();
    const put = async (version: number): Promise<void> => {
      const data = `..version-${version}`;
      mkdirSync(join(mount, data));
      writeFileSync(
        join(mount, data, 'organization.yaml'),
        organization.replace('name: example', `name: example-${version}`),
      );
      writeFileSync(
        join(mount, data, 'policy.yaml'),
        `${policy.trimEnd()}\n# ${version}\n`.replace('name: imds-v2', `name: imds-${version}`),
      );
      const loaded = await load(join(mount, data), Date.now());
      whole.set('state' in loaded ? loaded.state.revision : 'none', version);
      symlinkSync(data, join(mount, '..data_tmp'));
      renameSync(join(mount, '..data_tmp'), join(mount, '..data'));
      if (version > 1) rmSync(join(mount, `..version-${version - 1}`), { recursive: true });
    };
    await put(1);
    for (const name of ['organization.yaml', 'policy.yaml']) symlinkSync(join('..data', name), join(mount, name));
    const daemon = await running(simulator, mount, directory());
    const inForce = async (version: number): Promise<true | undefined> =>
      whole.get((await status(daemon)).revision) === version || undefined;
    for (let edit = 2; edit <= EDITS; edit += 1) {
      const kind = random();
      if (kind < 0.15) {
        writeFileSync(join(mount, 'half.yaml'), 'apiVersion: sagekeeper.dev/v1alpha1\nkind: Exem');
        await pause(random() * 500);
        rmSync(join(mount, 'half.yaml'));
      } else if (kind < 0.3) {
        renameSync(join(mount, 'policy.yaml'), join(mount, 'policy.away'));
        await pause(random() * 300);
        renameSync(join(mount, 'policy.away'), join(mount, 'policy.yaml'));
      }
      await put(edit);
      await pause(random() * 700);
      if (edit % AWAITED_EVERY === 0) await eventually(`version ${edit} is in force`, async () => inForce(edit));
    }
    const putAt = Date.now();
    await eventually('the last version is in force', async () => inForce(EDITS));
    const tookMs = Date.now() - putAt;
    const loaded = daemon.lines
      .filter(({ event }) => event === 'DesiredStateLoaded')
      .map(({ revision }) => whole.get(String(revision)));
    const refused = daemon.lines.filter(({ event }) => event === 'DesiredStateRefused').length;
    console.info(
      `${loaded.length} versions came into force, ${refused} readings were refused, the last took ${tookMs} ms`,
    );
    // Without the policy for a moment, the organization alone is whole as well.
    const mixed = daemon.lines.filter(
      ({ event, revision, policies }) =>
        event === 'DesiredStateLoaded' && policies === 1 && !whole.has(String(revision)),
    );
    expect(mixed).toEqual([]);
    expect(loaded.length).toBeGreaterThanOrEqual(EDITS / AWAITED_EVERY);
    expect([(await status(daemon)).problems, await metric(daemon, 'desired_state_problems')]).toEqual([[], 0]);
    expect(daemon.lines.filter(({ level, event }) => level === 'error' && event !== 'DesiredStateRefused')).toEqual([]);
    daemon.signal('SIGTERM');
    expect((await daemon.ended).code).toBe(0);
    await simulator.close();
  });
});

describe('sagekeeper freeze', () => {
  it('lets nothing begin after a second, brings home what was begun, and unfreeze lets the rest go on', async () => {
    const isInTime = (share: number): boolean => share <= 1;
    // A machine that stands still for a moment makes one attempt late, not all of them.
    const share = await leastOf(freezeInTheMiddle, (it) => it, isInTime);
    expect({ share, isInTime: isInTime(share) }).toEqual({ share, isInTime: true });
  });
});

/**
 * The last beginning after a freeze, as a share of the time that is promised on a machine as slow as this one; infinite where
 * the freeze came when nothing was left to begin.
 */
async function freezeInTheMiddle(): Promise<number> {
  const simulator = await startSimulator({ world: world(), rates: 'off' });
  const stateDir = directory();
  const budgets = '[{per: account, max: 1}, {per: organization, max: 2}]';
  const daemon = await running(simulator, await writeDesiredState({ budgets }), stateDir);
  await eventually('a notebook is down', () => down(simulator) > 0 || undefined);
  await sagekeeper('freeze', '--state-dir', stateDir, '--reason', 'incident 4711');
  const frozen = JSON.parse(readFileSync(statePaths(stateDir).freeze, 'utf8')) as { content: { at: number } };
  await home(simulator);
  await pause(3_000);
  const latest = Math.max(0, ...beginnings(simulator).map((at) => at - frozen.content.at));
  const before = updated(simulator);
  console.info(`the last beginning ${latest} ms after the freeze; ${before} of ${NOTEBOOKS} updated`);
  const slow = slowness([await emptyProcessMs(), await emptyProcessMs(), await emptyProcessMs()]);
  expect(await metric(daemon, 'frozen')).toBe(1);
  expect((await status(daemon)).freeze).toMatchObject({
    reason: 'FrozenByHand',
    why: expect.stringContaining('incident 4711'),
  });
  expect(daemon.lines.map(({ event }) => event)).toContain('FreezeChanged');
  await sagekeeper('unfreeze', '--state-dir', stateDir);
  await eventually('the rest is updated', () => updated(simulator) >= NOTEBOOKS || undefined, PATIENCE_MS);
  await home(simulator);
  await daemon.kill();
  await simulator.close();
  return before < NOTEBOOKS ? latest / (WITHIN_MS * Math.min(slow, SLOWEST)) : Infinity;
}

describe('a policy that an earlier process halted', () => {
  it('begins nothing until a person lets it go on', async () => {
    const simulator = await startSimulator({ world: world(), rates: 'off' });
    const stateDir = directory();
    await prepareStateDir(stateDir);
    await writeHalt(statePaths(stateDir).halts, 'imds-v2', '2 of 3 changes left a notebook worse', Date.now());
    const daemon = await running(simulator, await writeDesiredState(), stateDir);
    await eventually('it is told as halted', async () => (await metric(daemon, 'halted')) === 1 || undefined);
    await pause(5_000);
    expect(beginnings(simulator)).toEqual([]);
    await sagekeeper('resume', 'imds-v2', '--state-dir', stateDir);
    await eventually('it goes on', () => updated(simulator) >= NOTEBOOKS || undefined, PATIENCE_MS);
    await home(simulator);
    expect(daemon.lines.map(({ event }) => event)).toContain('PolicyResumed');
    await daemon.kill();
    await simulator.close();
  });
});

describe('a restart over a directory that does not load', () => {
  it.concurrent.each<readonly [string, (path: string) => void]>([
    ['is broken', (path) => writeFileSync(join(path, 'all.yaml'), 'kind: [')],
    ['is empty', (path) => rmSync(join(path, 'all.yaml'))],
  ])('%s: what was begun comes home, nothing begins, and a good one lets everything go on', async (_what, spoil) => {
    const simulator = await startSimulator({ world: world(), rates: 'off' });
    const stateDir = directory();
    const desiredState = await writeDesiredState({ budgets: '[{per: account, max: 1}, {per: organization, max: 3}]' });
    const good = readFileSync(join(desiredState, 'all.yaml'));
    const first = await running(simulator, desiredState, stateDir);
    await eventually('two notebooks are down', () => down(simulator) >= 2 || undefined);
    await first.kill();
    await arrived();
    spoil(desiredState);
    const restartedAt = Date.now();
    const second = await running(simulator, desiredState, stateDir);
    await home(simulator);
    await pause(3_000);
    expect(beginnings(simulator).filter((at) => at >= restartedAt)).toEqual([]);
    expect([await metric(second, 'frozen'), await metric(second, 'desired_state_problems')]).toEqual([1, 1]);
    expect((await status(second)).freeze?.reason).toBe('RestoreOnly');
    writeFileSync(join(desiredState, 'all.yaml'), good);
    await eventually('the rest is updated', () => updated(simulator) >= NOTEBOOKS || undefined, PATIENCE_MS);
    await home(simulator);
    await second.kill();
    await simulator.close();
  });

  it('without a last good state nothing is started, and the reason is told', async () => {
    const desiredState = await writeDesiredState();
    writeFileSync(join(desiredState, 'all.yaml'), 'kind: [');
    const daemon = startDaemon({
      endpointUrl: 'http://127.0.0.1:9',
      desiredState,
      arguments: ['--state-dir', directory()],
    });
    expect((await daemon.ended).code).toBe(2);
    expect(daemon.complaints()).toContain('all.yaml:1:');
  });
});
