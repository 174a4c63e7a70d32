// An organization in which everything happens that a dashboard can show, within four minutes: drift falls, some of it is held by
// each gate, an account cannot be reached for a while, AWS throttles, a desired state does not load, and somebody undoes.
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { copyForDemo } from '../../../src/cli/demo-state.ts';
import type { FaultRule } from '../../../src/simulator/faults.ts';
import { generateWorld } from '../../../src/simulator/seed.ts';
import { startSimulator } from '../../../src/simulator/server.ts';
import type { NotebookSeed, World } from '../../../src/simulator/world-shape.ts';
import { startDaemon } from './daemon-process.ts';
import type { Daemon } from './daemon-process.ts';

const EXAMPLE = join(import.meta.dirname, '../../../desired-state');
const SIZE = { seed: 7, accounts: 8, regions: 2, notebooks: 7, imdsV1Share: 0.6, oldPlatformShare: 0.1 } as const;
/** Stopping, updating and starting take about fifteen seconds in all. */
const LATENCY_SCALE = 0.1;
/** Of the accounts of the world, the management account and the hub's included. */
const SILENT_ACCOUNT = 5;
const RETIRED_ACCOUNT = 2;
const CONTESTED_ACCOUNT = 3;
const EXEMPT_ACCOUNT = 4;
const FAILED_ACCOUNT = 6;
const COPIED_ACCOUNT = 7;

export interface WatchedWorld {
  readonly daemon: Daemon;
  /** Lives through the story, which ends after about `seconds`. */
  readonly live: (seconds: number) => Promise<void>;
  readonly end: () => Promise<void>;
}

export async function startWatchedWorld(): Promise<WatchedWorld> {
  const world = eventful(generateWorld(SIZE), Date.now());
  const simulator = await startSimulator({ world, rates: 'aws', latencyScale: LATENCY_SCALE });
  const accounts = world.accounts.map(({ id }) => id);
  const silent: FaultRule = {
    match: { operation: 'AssumeRole', resource: `*${accounts[SILENT_ACCOUNT] ?? ''}*` },
    fault: 'access-denied',
  };
  const throttled: FaultRule = { match: { service: 'sagemaker', every: 40 }, fault: 'throttle' };
  simulator.cloud.setFaults([silent, throttled]);
  const desiredState = desiredStateFor(accounts[EXEMPT_ACCOUNT] ?? '');
  const daemon = startDaemon({ endpointUrl: simulator.url, desiredState });
  const organization = join(desiredState, 'organization.yaml');
  const policy = join(desiredState, 'notebook-imds.yaml');
  return {
    daemon,
    live: async (seconds) => {
      const part = (seconds * 1_000) / 6;
      await pause(2 * part);
      simulator.cloud.setFaults([throttled]);
      await pause(part);
      appendFileSync(policy, '\nkind: [');
      await pause(part / 2);
      writeFileSync(policy, readFileSync(policy, 'utf8').replace('\nkind: [', '\n# Mended.\n'));
      await pause(part);
      writeFileSync(organization, readFileSync(organization, 'utf8').replace('freeze: false', 'freeze: true'));
      await pause(part / 2);
      writeFileSync(organization, readFileSync(organization, 'utf8').replace('freeze: true', 'freeze: false'));
      await pause(part);
    },
    end: async () => {
      await daemon.kill();
      await simulator.close();
      rmSync(desiredState, { recursive: true, force: true });
    },
  };
}

/** The example of this repository in the demo's rhythm, with an exemption that is used, one that ends soon, and one that has no effect. */
function desiredStateFor(exemptAccount: string): string {
  const directory = copyForDemo(EXAMPLE);
  // The freeze of the example is always half a year away: in it half of the story would not happen.
  const windows = join(directory, 'maintenance-windows.yaml');
  const month = ((new Date().getUTCMonth() + 6) % 12) + 1;
  writeFileSync(windows, readFileSync(windows, 'utf8').replace("'0 0 15 12 *'", `'0 0 15 ${month} *'`));
  const soon = new Date(Date.now() + 7 * 86_400_000).toISOString();
  const later = new Date(Date.now() + 90 * 86_400_000).toISOString();
  writeFileSync(
    join(directory, 'exemptions.yaml'),
    [
      exemption('vendor-image', `account/${exemptAccount}`, '*/notebook-0001', soon),
      exemption('typing-error', `account/${exemptAccount}`, '*/notbook-*', later),
    ].join('---\n'),
  );
  return directory;
}

function exemption(name: string, scope: string, pattern: string, expiresAt: string): string {
  return `apiVersion: sagekeeper.dev/v1alpha1
kind: Exemption
metadata: {name: ${name}}
spec:
  policies: [imds-v2]
  scope: {include: [${scope}]}
  resources: ['arn:aws:sagemaker:*:*:notebook-instance${pattern.slice(1)}']
  createdBefore: ${new Date(Date.now() + 86_400_000).toISOString()}
  owner: fraud-team@example.org
  reason: The vendor image needs IMDSv1.
  expiresAt: ${expiresAt}
`;
}

/** Notebooks that could not start again, that have failed, that were changed back after they had been mended, whose tag was copied. */
function eventful(world: World, now: number): World {
  const changed = `policy=imds-v2 at=${new Date(now - 86_400_000).toISOString()} change=earlier times=1 since=${new Date(now - 86_400_000).toISOString()}`;
  const copied = `restore=InService phase=stop at=${new Date(now).toISOString()} of=2020-01-01T00:00:00.000Z change=another`;
  const at: Readonly<Record<number, Partial<NotebookSeed>>> = {
    [RETIRED_ACCOUNT]: { status: 'InService', imds: '1', platform: 'notebook-al1-v1' },
    [CONTESTED_ACCOUNT]: {
      status: 'InService',
      imds: '1',
      platform: 'notebook-al2023-v1',
      tags: { 'sagekeeper:changed': changed },
    },
    [EXEMPT_ACCOUNT]: { imds: '1' },
    [COPIED_ACCOUNT]: { imds: '1', tags: { 'sagekeeper:intent': copied } },
    [FAILED_ACCOUNT]: { status: 'Failed', imds: '1', failureReason: 'InsufficientCapacity' },
  };
  return {
    ...world,
    accounts: world.accounts.map((account, index) => ({
      ...account,
      notebooks: (account.notebooks ?? []).map((notebook) =>
        notebook.name === 'notebook-0001' ? { ...notebook, ...at[index] } : notebook,
      ),
    })),
  };
}
