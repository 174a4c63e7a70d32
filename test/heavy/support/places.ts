// Small organizations for processes to work in, and the desired state that is written for them: a management account, the
// hub, and as many accounts below Workloads as a test wants.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccountSeed, Behaviour, NotebookSeed, World } from '../../../src/simulator/world-shape.ts';

export const REGION = 'eu-central-1';

export function accountId(index: number): string {
  return String(200_000_000_000 + index);
}

export function worldOf(
  accounts: readonly (Omit<AccountSeed, 'id' | 'name' | 'unit'> & { readonly name?: string })[],
  behaviour: Behaviour = {},
): World {
  return {
    organizationId: 'o-exampleorg1',
    managementAccount: '000011112222',
    hubAccount: '444455556666',
    externalId: 'example-external-id',
    regions: [REGION],
    behaviour,
    accounts: [
      { id: '000011112222', name: 'management' },
      { id: '444455556666', name: 'security-tooling', unit: 'Security' },
      ...accounts.map((account, index) => ({
        name: `account-${index}`,
        ...account,
        id: accountId(index),
        unit: 'Workloads',
      })),
    ],
  };
}

export function notebook(name: string, seed: Partial<NotebookSeed> = {}): NotebookSeed {
  return { name, region: REGION, status: 'InService', imds: '1', ...seed };
}

export interface OrganizationWishes {
  /** Default 1s. */
  readonly settle?: string;
  /** By class, as YAML; default: all of them off. */
  readonly rates?: string;
  /** Default every two seconds. */
  readonly schedule?: string;
  readonly readRole?: string;
}

export interface Wishes extends OrganizationWishes {
  readonly mode?: 'audit' | 'enforce';
  /** Default: nothing holds anything back. */
  readonly budgets?: string;
}

const dirs: string[] = [];

/** A directory with an Organization and one enforcing NotebookImds for everything below Workloads. */
export async function writeDesiredState(wishes: Wishes = {}): Promise<string> {
  const budgets = wishes.budgets ?? '[{per: account, max: 3}, {per: organization, max: 100%}]';
  const policy = `apiVersion: sagekeeper.dev/v1alpha1
kind: NotebookImds
metadata: {name: imds-v2}
spec:
  mode: ${wishes.mode ?? 'enforce'}
  scope: {include: [ou/Workloads]}
  disruption: {windows: anyTime, budgets: ${budgets}}
  want: {minimumInstanceMetadataServiceVersion: "2"}
`;
  return writeDocuments(organizationOf(wishes), policy);
}

/** An Organization with the roles and the region of `worldOf`, as YAML. */
export function organizationOf({ settle, rates, schedule, readRole }: OrganizationWishes): string {
  return `apiVersion: sagekeeper.dev/v1alpha1
kind: Organization
metadata: {name: example}
spec:
  access: {readRole: ${readRole ?? 'SagekeeperRead'}, writeRole: SagekeeperWrite, externalId: example-external-id}
  regions: [${REGION}]
  schedule: "${schedule ?? '*/2 * * * * *'}"
  settle: ${settle ?? '1s'}
  rates: ${rates ?? '{"*": "off"}'}
`;
}

/** A directory with these documents as its desired state; `removeDesiredStates` removes it. */
export async function writeDocuments(...documents: readonly string[]): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'sagekeeper-heavy-'));
  dirs.push(directory);
  await writeFile(join(directory, 'all.yaml'), documents.join('---\n'));
  return directory;
}

export async function removeDesiredStates(): Promise<void> {
  await Promise.all(dirs.splice(0).map((directory) => rm(directory, { recursive: true, force: true })));
}
