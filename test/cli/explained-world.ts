/**
 * A small organization in which nothing moves while it is explained, and what looking at it says.
 */
import { afterAll, beforeAll } from '@jest/globals';
import type { Explanation } from '../../src/controller/explanation-form.ts';
import type { ExplainAnswer } from '../../src/daemon/explain.ts';
import { startSimulator } from '../../src/simulator/server.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { killLeftovers } from '../heavy/support/daemon-process.ts';
import { happenings, sagekeeper, worldOf, writeDesiredState } from './simulated.ts';
import type { Said } from './simulated.ts';

export const FRAUD = '111122223333';
export const SEARCH = '222233334444';
export const HIDDEN = '333344445555';
export const CLOSED = '555566667777';

export function arn(account: string, name: string): string {
  return `arn:aws:sagemaker:eu-central-1:${account}:notebook-instance/${name}`;
}

const DAY_BEFORE = new Date(Date.now() - 86_400_000).toISOString().replace(/\.\d+/, '');

export const running = { region: 'eu-central-1', status: 'InService', imds: '1' } as const;
const WORLD = worldOf(
  [
    {
      id: FRAUD,
      name: 'fraud',
      notebooks: [
        { name: 'Runs', ...running },
        { name: 'twin', ...running },
        { name: 'is-off', ...running, status: 'Stopped' },
        { name: 'fine', ...running, imds: '2' },
        { name: 'legacy-vendor', ...running },
        { name: 'broken', ...running, status: 'Failed', failureReason: 'no room \u001b[2J\u202e' },
        {
          name: 'mended',
          ...running,
          tags: {
            'sagekeeper:changed': `policy=imds-v2 at=${DAY_BEFORE} change=abc times=2 since=2026-01-01T00:00:00Z`,
          },
        },
        { name: 'forged', ...running, tags: { 'sagekeeper:intent': 'restore=InService phase=dance' } },
      ],
    },
    { id: SEARCH, name: 'search', notebooks: [{ name: 'twin', ...running }] },
    { id: HIDDEN, name: 'hidden', withoutRoles: ['SagekeeperRead'], notebooks: [{ name: 'unseen', ...running }] },
    { id: CLOSED, name: 'closed', state: 'SUSPENDED' },
  ],
  { regions: ['eu-central-1'] },
);

/** So that nothing moves while it is explained: the window opens for an hour once a year, in what is not this month. */
const WINDOW_MONTH = ((new Date().getUTCMonth() + 6) % 12) + 1;
const MORE = `---
apiVersion: sagekeeper.dev/v1alpha1
kind: MaintenanceWindow
metadata: {name: once-a-year}
spec: {effect: allow, schedule: "0 3 1 ${WINDOW_MONTH} *", duration: 1h, timeZone: UTC}
---
apiVersion: sagekeeper.dev/v1alpha1
kind: Exemption
metadata: {name: vendor}
spec:
  policies: [imds-v2]
  resources: ["arn:aws:sagemaker:*:${FRAUD}:notebook-instance/legacy-*"]
  createdBefore: ${DAY_BEFORE}
  owner: fraud@example.org
  reason: vendor image
  expiresAt: ${new Date(Date.now() + 90 * 86_400_000).toISOString()}
`;

export let simulator: Simulator;
export let desired: ReturnType<typeof writeDesiredState>;
export let before: Awaited<ReturnType<typeof happenings>>;

beforeAll(async () => {
  simulator = await startSimulator({ world: WORLD, rates: 'off' });
  desired = writeDesiredState({
    policy: 'mode: enforce\n  scope: {include: [ou/Workloads]}\n  disruption: {windows: [once-a-year]}',
    regions: ['eu-central-1'],
    more: MORE,
  });
  before = await happenings(simulator);
});

afterAll(async () => {
  killLeftovers();
  await simulator.close();
  desired.remove();
});

export async function look(subject: string, ...more: readonly string[]): Promise<Said> {
  return sagekeeper([
    'explain',
    subject,
    '--endpoint-url',
    simulator.url,
    '--desired-state',
    desired.directory,
    ...more,
  ]);
}

export async function lookJson(
  subject: string,
  ...more: readonly string[]
): Promise<{ exitCode: number; answer: ExplainAnswer }> {
  const { exitCode, out, err } = await look(subject, '--output', 'json', ...more);
  if (!out.startsWith('{')) throw new Error(`${exitCode}: ${err}`);
  return { exitCode, answer: JSON.parse(out) as ExplainAnswer };
}

export function resourceOf(answer: ExplainAnswer): Explanation {
  if (answer.found !== 'resource') throw new Error(JSON.stringify(answer));
  return answer.explanation;
}

export function holding({ policies }: Explanation): readonly (string | undefined)[] {
  return policies.map(({ gates }) => gates.find(({ holds }) => holds)?.gate);
}
