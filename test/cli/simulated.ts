/**
 * A simulated organization behind the real command line: a desired state in a directory, the hub's credentials in the
 * environment, and what is said in strings.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { main } from '../../src/cli/index.ts';
import { PLAIN } from '../../src/cli/terminal.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import type { AccountSeed, World } from '../../src/simulator/world-shape.ts';

export interface Said {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

export const REGIONS = ['eu-central-1', 'us-east-1'];

export function worldOf(accounts: readonly AccountSeed[], more: Partial<World> = {}): World {
  return {
    organizationId: 'o-exampleorg1',
    managementAccount: '000011112222',
    hubAccount: '444455556666',
    externalId: 'example-external-id',
    regions: REGIONS,
    accounts: [
      { id: '000011112222', name: 'management' },
      { id: '444455556666', name: 'security-tooling', unit: 'Security' },
      ...accounts.map((account) => ({ unit: 'Workloads', ...account })),
    ],
    ...more,
  };
}

export interface Wishes {
  readonly access?: string;
  readonly regions?: readonly string[];
  /** Default: all of them off. */
  readonly rates?: string;
  readonly policy?: string;
  readonly more?: string;
}

/** An Organization, and one enforcing NotebookImds for everything below Workloads. */
export function writeDesiredState(wishes: Wishes = {}): { readonly directory: string; readonly remove: () => void } {
  const directory = mkdtempSync(join(tmpdir(), 'sagekeeper-cli-'));
  const access = '{readRole: SagekeeperRead, writeRole: SagekeeperWrite, externalId: example-external-id}';
  const text = `apiVersion: sagekeeper.dev/v1alpha1
kind: Organization
metadata: {name: example}
spec:
  access: ${wishes.access ?? access}
  regions: [${(wishes.regions ?? REGIONS).join(', ')}]
  settle: 1s
  rates: ${wishes.rates ?? '{"*": "off"}'}
---
apiVersion: sagekeeper.dev/v1alpha1
kind: NotebookImds
metadata: {name: imds-v2}
spec:
  ${wishes.policy ?? 'mode: enforce\n  scope: {include: [ou/Workloads]}\n  disruption: {windows: anyTime}'}
  want: {minimumInstanceMetadataServiceVersion: "2"}
${wishes.more ?? ''}`;
  writeFileSync(join(directory, 'all.yaml'), text);
  return { directory, remove: () => rmSync(directory, { recursive: true }) };
}

const OURS = {
  AWS_ACCESS_KEY_ID: 'AKIASIMULATORHUB',
  AWS_SECRET_ACCESS_KEY: 'any',
  AWS_REGION: 'eu-central-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
};

// Jest's five seconds are enough on a quiet machine only.
jest.setTimeout(120_000);
// Each verb listens for signals until its process ends, and here many verbs share one.
process.setMaxListeners(0);
// Where jest has several workers they are processes with a channel. What tests see of it is a copy that throws when it is used.
Object.assign(process, { channel: undefined });

/** Runs the command line in this process, with the hub's credentials and whatever else is given in the environment. */
export async function sagekeeper(
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Said> {
  const before = { ...process.env };
  // A profile or a state directory of whoever runs the tests is none of ours.
  for (const name of Object.keys(before)) if (/^(AWS|SAGEKEEPER)_|^KUBE/.test(name)) delete process.env[name];
  Object.assign(process.env, OURS, environment);
  const said = { out: '', err: '' };
  try {
    const exitCode = await main(argv, {
      out: (text) => void (said.out += text),
      err: (text) => void (said.err += text),
      outIsTerminal: false,
      errIsTerminal: false,
      columns: 100,
      paint: PLAIN,
    });
    return { exitCode, ...said };
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

/** The truth about all notebooks, and every change of state and every write that was carried out so far. */
export async function happenings({
  url,
  journal,
}: Simulator): Promise<{ readonly truth: string; readonly changes: readonly object[] }> {
  const truth = await (await fetch(`${url}/_simulator/notebooks`)).text();
  const changes = journal
    .after(0)
    .filter((entry) =>
      entry.kind === 'change' ? entry.from !== undefined : WRITES.test(entry.operation) && entry.outcome === 'ok',
    );
  return { truth, changes };
}

const WRITES = /^(Stop|Start|Update|Create|Delete|Add)/;
