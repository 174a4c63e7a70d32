/**
 * The desired states that are measured: the two policies of this release over the simulated organization, with the windows
 * and the exemption that a real one would have.
 */
import { load } from '../../src/desired-state/load.ts';
import type { DesiredState } from '../../src/model/desired-state.ts';
import { REGIONS } from '../../src/simulator/seed.ts';
import { directoryWith } from './processes.ts';

export interface Wanted {
  readonly regions: number;
  readonly mode: 'audit' | 'enforce';
  /** Default 60s, as for people. */
  readonly settle?: string;
  /** Default: no rates at all. */
  readonly rates?: 'off' | 'default';
  /** Default: those that everybody has. */
  readonly budgets?: string;
}

/** As YAML. Complete reads come once in 31 days, the longest there is: they are counted apart. */
export function documents({ regions, mode, settle = '60s', rates = 'off', budgets }: Wanted): string {
  const scope = 'include: [ou/Workloads]';
  return `${head('Organization', 'bench')}
  access: {readRole: SagekeeperRead, writeRole: SagekeeperWrite, externalId: example-external-id}
  regions: [${REGIONS.slice(0, regions).join(', ')}]
  completeReadEvery: 31d
  settle: ${settle}
  ${rates === 'off' ? "rates: {'*': off}" : 'rates: {}'}
---
${head('MaintenanceWindow', 'always')}
  {effect: allow, schedule: "0 0 * * *", duration: 24h, timeZone: Europe/Berlin}
---
${head('MaintenanceWindow', 'freeze')}
  {effect: deny, schedule: "0 0 15 12 *", duration: 1d, timeZone: UTC, scope: {include: [ou/Workloads/Production]}}
---
${head('NotebookImds', 'imds-v2')}
  mode: ${mode}
  scope: {${scope}}
  disruption: {windows: [always]${budgets === undefined ? '' : `, budgets: ${budgets}`}}
  want: {minimumInstanceMetadataServiceVersion: "2"}
---
${head('NotebookHardening', 'platform')}
  scope: {${scope}}
  want: {platformIdentifier: notebook-al2023-v1}
---
${head('Exemption', 'vendor')}
  policies: [imds-v2]
  resources: ["arn:aws:sagemaker:*:*:notebook-instance/vendor-*"]
  createdBefore: 2026-01-01T00:00:00Z
  owner: vendor-team@example.org
  reason: until their next release
  expiresAt: ${new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)}T00:00:00Z
`;
}

function head(kind: string, name: string): string {
  return `apiVersion: sagekeeper.dev/v1alpha1\nkind: ${kind}\nmetadata: {name: ${name}}\nspec:`;
}

export function stateDirectory(wanted: Wanted): string {
  return directoryWith(documents(wanted));
}

/** Throws with the first problem where it does not load: then the benchmark is wrong. */
export async function loadState(directory: string): Promise<DesiredState> {
  const loaded = await load(directory, Date.now());
  if ('state' in loaded) return loaded.state;
  throw new Error(`the desired state of the benchmark does not load: ${loaded.problems[0]?.message}`);
}
