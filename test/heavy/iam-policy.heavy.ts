/**
 * Are the documents that we print what a real run needs, and no more? The real daemon, over HTTP, in a world whose roles have
 * exactly these documents; its journal says what was called.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { IamDocument } from '../../src/model/iam-document.ts';
import { guardrails } from '../../src/permissions/guardrail.ts';
import { resourceKindsOf } from '../../src/permissions/access.ts';
import { STACK_PLACES, stackFor } from '../../src/permissions/stacks.ts';
import { permitsFor } from '../../src/permissions/statements.ts';
import { startSimulator } from '../../src/simulator/server.ts';
import type { Json, NotebookSeed, World } from '../../src/simulator/world-shape.ts';
import type { RequestEntry } from '../../src/simulator/journal.ts';
import { read } from '../../src/desired-state/read.ts';
import type { DesiredState } from '../../src/model/desired-state.ts';
import { doc } from '../desired-state/writing.ts';

/** A run ends by itself after some seconds; the deadline is for a machine that has no time. */
const DEADLINE_S = 180;
const TIMEOUT_MS = (DEADLINE_S + 60) * 1_000;
const HUB = '222233334444';
const MEMBER = '111122223333';
const directories: string[] = [];
afterAll(() => directories.forEach((directory) => rmSync(directory, { recursive: true, force: true })));

interface Case {
  readonly access: string;
  readonly roles: readonly string[];
  readonly behaviour: World['behaviour'];
}

/** Tags of accounts, units by name: everything that may be asked of the organization is asked. */
function stateFiles(access: string) {
  const scope = 'scope: {include: [ou/Workloads, tag/team=fraud]}';
  const enforced = `mode: enforce\n${scope}\ndisruption: {windows: anyTime}`;
  return [
    {
      path: 'organization.yaml',
      text: doc('Organization', 'o', `access: {${access}}\nregions: [eu-central-1]\nsettle: 1s\nrates: {"*": off}`),
    },
    {
      path: 'imds.yaml',
      text: doc('NotebookImds', 'imds', `${enforced}\nwant: {minimumInstanceMetadataServiceVersion: "2"}`),
    },
    { path: 'hard.yaml', text: doc('NotebookHardening', 'hard', `${enforced}\nwant: {rootAccess: Disabled}`) },
  ];
}

const OLD: NotebookSeed = {
  name: 'Team-Book',
  region: 'eu-central-1',
  status: 'InService',
  imds: '1',
  platform: 'notebook-al2023-v1',
  rootAccess: 'Enabled',
  subnet: 'subnet-aaaaaaaa',
  kmsKey: `arn:aws:kms:eu-central-1:${MEMBER}:key/0123`,
  role: `arn:aws:iam::${MEMBER}:role/Notebooks`,
};

/** A world whose roles, and whose hub, may do what the documents say and nothing else, with our own guardrails attached. */
function worldOf(state: DesiredState, { behaviour }: Case, without: string | undefined): World {
  const documents = STACK_PLACES.flatMap(
    (place) =>
      stackFor(place, state, {
        hub: { runsOn: 'ec2', oidcProviderArn: undefined },
        hubRoleName: 'Hub',
        passableRoles: [],
      }).roles,
  );
  const lessened = (document: IamDocument): IamDocument => ({
    ...document,
    Statement: document.Statement.filter(({ Action }) => ![Action].flat().includes(without ?? '')),
  });
  const { documents: guarding } = guardrails(state, { includeAudit: false, policies: [], maxCharacters: 10_240 });
  const barriers = guarding.map(({ document }) => JSON.parse(JSON.stringify(document)) as Json);
  const hub = documents.find(({ uses }) => uses.includes('hub'));
  const allow = (hub?.permissions.Statement ?? []).flatMap(({ Action }) => Action);
  return {
    managementAccount: '999900001111',
    hubAccount: HUB,
    externalId: 'some-id',
    regions: ['eu-central-1'],
    keys: [{ accessKeyId: 'AKIASIMULATORHUB', account: HUB, user: 'hub', allow }],
    roles: documents
      .filter(({ uses }) => !uses.includes('hub'))
      .map(({ name, permissions }) => ({ name, document: JSON.parse(JSON.stringify(lessened(permissions))) as Json })),
    behaviour: { ...behaviour, stopMs: 200, updateMs: 100, startMs: 300 },
    accounts: [
      { id: '999900001111', name: 'management' },
      { id: HUB, name: 'hub' },
      {
        id: MEMBER,
        name: 'member',
        unit: 'Workloads/Sandbox',
        tags: { team: 'fraud' },
        controlPolicies: barriers,
        notebooks: [OLD, { ...OLD, name: 'off', status: 'Stopped' }],
      },
    ],
  };
}

interface Ran {
  readonly state: DesiredState;
  readonly requests: readonly RequestEntry[];
  readonly exitCode: number | null;
  readonly said: string;
}

async function runOnce(which: Case, without?: string): Promise<Ran> {
  const files = stateFiles(which.access);
  const loaded = read(files, Date.now());
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
  const directory = mkdtempSync(join(tmpdir(), 'sagekeeper-iam-'));
  directories.push(directory);
  for (const { path, text } of files) writeFileSync(join(directory, path), text);
  const simulator = await startSimulator({ world: worldOf(loaded.state, which, without), rates: 'off' });
  const environment = {
    PATH: process.env['PATH'],
    AWS_ACCESS_KEY_ID: 'AKIASIMULATORHUB',
    AWS_SECRET_ACCESS_KEY: 'any',
    AWS_REGION: 'eu-central-1',
  };
  const argv = [
    'src/main.ts',
    'run',
    '--once',
    '--deadline',
    `${DEADLINE_S}s`,
    '--endpoint-url',
    simulator.url,
    '--desired-state',
    directory,
  ];
  const { exitCode, said } = await new Promise<Pick<Ran, 'exitCode' | 'said'>>((resolve) => {
    const child = execFile(
      process.execPath,
      argv,
      { cwd: join(import.meta.dirname, '../..'), env: environment, timeout: TIMEOUT_MS },
      (_error, out, err) => resolve({ exitCode: child.exitCode, said: `${out}\n${err}` }),
    );
  });
  const requests = simulator.journal.after(0).filter((entry): entry is RequestEntry => entry.kind === 'request');
  await simulator.close();
  return { state: loaded.state, requests, exitCode, said };
}

/** What each role called, as IAM names it; the hub calls with no role. */
function called(requests: readonly RequestEntry[]): Readonly<Record<string, readonly string[]>> {
  const byRole = new Map<string, Set<string>>();
  for (const { role = 'hub', service, operation } of requests) {
    byRole.set(role, (byRole.get(role) ?? new Set()).add(`${service === 'tagging' ? 'tag' : service}:${operation}`));
  }
  return Object.fromEntries([...byRole].map(([role, actions]) => [role, [...actions].toSorted()]));
}

/** What each role may, without what AWS asks for behind another action, which no journal shows. */
function permitted(state: DesiredState): Readonly<Record<string, readonly string[]>> {
  const behind = new Set(
    permitsFor(resourceKindsOf(state).flatMap(({ writes }) => writes)).flatMap((permit) =>
      permit.behind === undefined ? [] : [permit.action],
    ),
  );
  const given = { hub: { runsOn: 'ec2', oidcProviderArn: undefined }, hubRoleName: 'hub', passableRoles: [] } as const;
  const roles = STACK_PLACES.flatMap((place) => stackFor(place, state, given).roles);
  return Object.fromEntries(
    roles.map(({ name, permissions }) => [
      name,
      permissions.Statement.flatMap(({ Action }) => Action)
        .filter((action) => !behind.has(action))
        .toSorted(),
    ]),
  );
}

const ROLES = 'readRole: SagekeeperRead, writeRole: SagekeeperWrite, externalId: some-id';
const CASES: readonly (readonly [string, Case])[] = [
  [
    'the hub reads the organization',
    { access: ROLES, roles: ['SagekeeperRead', 'SagekeeperWrite'], behaviour: { accountPaths: false } },
  ],
  [
    'a role reads the organization, and requests are authorized as they are spelled',
    {
      access: `${ROLES}, managementRole: SagekeeperManagement, sourceIdentity: sagekeeper`,
      roles: ['SagekeeperManagement', 'SagekeeperRead', 'SagekeeperWrite'],
      behaviour: { accountPaths: false, authorizedArn: 'requested' },
    },
  ],
];

describe('what a run calls', () => {
  it.each(CASES)(
    'where %s, is what the documents permit: none missing, none too many',
    async (_what, which) => {
      const { state, requests, exitCode, said } = await runOnce(which);
      expect(`${exitCode} ${said}`).toMatch(/^0 /);
      expect(requests.filter(({ outcome }) => /Denied|Unauthorized/.test(outcome))).toEqual([]);
      const { hub = [], ...rest } = called(requests);
      const { hub: hubMay = [], ...mayRest } = permitted(state);
      // Whoever signs may ask who they are, and the source identity has no call of its own.
      expect(hub.filter((action) => action !== 'sts:GetCallerIdentity')).toEqual(
        hubMay.filter((action) => action !== 'sts:SetSourceIdentity'),
      );
      expect(rest).toEqual(mayRest);
      expect(Object.keys(rest).toSorted()).toEqual(which.roles);
    },
    TIMEOUT_MS,
  );

  it(
    'stops no notebook where the writing role lacks what AWS asks for behind a start',
    async () => {
      const [, which] = CASES[0] as (typeof CASES)[number];
      const { requests } = await runOnce(which, 'iam:PassRole');
      const operations = requests.map(({ operation }) => operation);
      expect(operations).toContain('StartNotebookInstance');
      expect(operations).not.toContain('StopNotebookInstance');
    },
    TIMEOUT_MS,
  );
});
