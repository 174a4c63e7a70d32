/**
 * What the doctor finds in accounts that lack something, with the way out of each, through the real SDK over HTTP; and that
 * nothing was changed by looking.
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Diagnosis, Finding } from '../../src/daemon/diagnosis.ts';
import type { FaultRule } from '../../src/simulator/faults.ts';
import { startSimulator } from '../../src/simulator/server.ts';
import type { Simulator, SimulatorOptions } from '../../src/simulator/server.ts';
import type { AccountSeed, NotebookSeed, World } from '../../src/simulator/world-shape.ts';
import { happenings, REGIONS, sagekeeper, worldOf, writeDesiredState } from './simulated.ts';
import type { Said, Wishes } from './simulated.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

const NOTEBOOKS: readonly NotebookSeed[] = [
  { name: 'runs', region: 'eu-central-1', status: 'InService', imds: '1' },
  { name: 'is-off', region: 'eu-central-1', status: 'Stopped', imds: '1' },
];

interface Consulted extends Said {
  readonly simulator: Simulator;
  readonly diagnosis: Diagnosis;
}

/** Always also checks that nothing was changed. */
async function consult(
  accounts: readonly AccountSeed[],
  options: {
    readonly wishes?: Wishes;
    readonly world?: Partial<World>;
    readonly argv?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
    readonly simulator?: Partial<SimulatorOptions>;
    readonly faults?: readonly FaultRule[];
  } = {},
): Promise<Consulted> {
  const world = worldOf(
    accounts.map((account) => ({ notebooks: NOTEBOOKS, ...account })),
    options.world,
  );
  const simulator = await startSimulator({ world, rates: 'off', ...options.simulator });
  cleanups.push(() => simulator.close());
  const { directory, remove } = writeDesiredState(options.wishes);
  cleanups.push(remove);
  if (options.faults !== undefined) {
    const body = JSON.stringify({ rules: options.faults });
    await fetch(`${simulator.url}/_simulator/faults`, { method: 'POST', body });
  }
  const before = await happenings(simulator);
  const argv = ['doctor', '--endpoint-url', simulator.url, '--desired-state', directory, '--output', 'json'];
  const said = await sagekeeper([...argv, ...(options.argv ?? [])], options.environment);
  expect(await happenings(simulator)).toEqual(before);
  const diagnosis = said.out.startsWith('{') ? (JSON.parse(said.out) as Diagnosis) : NO_DIAGNOSIS;
  return { ...said, simulator, diagnosis };
}

const NO_DIAGNOSIS: Diagnosis = { ran: false, revision: '', accounts: [], findings: [] };

function bad({ diagnosis }: Consulted): readonly Finding[] {
  return diagnosis.findings.filter(({ state }) => state === 'missing' || state === 'unclear');
}

const ID = '111122223333';

describe('an organization in which nothing is missing', () => {
  it('is told so, with every action that was tried, and exit code 0', async () => {
    const consulted = await consult([{ id: ID, name: 'fine' }]);
    expect([consulted.exitCode, bad(consulted), consulted.err]).toEqual([0, [], '']);
    const permitted = consulted.diagnosis.findings.filter(({ account, state }) => account === ID && state === 'ok');
    const actions = permitted.filter(({ region }) => region === 'eu-central-1').map(({ what }) => what);
    expect(actions.toSorted()).toEqual([
      'sagemaker:AddTags',
      'sagemaker:DeleteTags',
      'sagemaker:DescribeNotebookInstance',
      'sagemaker:ListNotebookInstances',
      'sagemaker:ListTags',
      'sagemaker:StartNotebookInstance',
      'sagemaker:StopNotebookInstance',
      'sagemaker:UpdateNotebookInstance',
      'tag:GetResources',
    ]);
    const roles = permitted.filter(({ check }) => check.endsWith('Role')).map(({ what }) => what);
    expect(roles).toEqual(['SagekeeperRead', 'SagekeeperWrite']);
    expect(consulted.diagnosis.findings).toContainEqual(
      expect.objectContaining({ check: 'hub', state: 'ok', found: 'arn:aws:iam::444455556666:user/hub' }),
    );
  });

  it('is asked about notebooks that are not there, in sessions that name nothing else', async () => {
    const { simulator } = await consult([{ id: ID, name: 'fine' }]);
    const requests = simulator.journal.after(0).flatMap((entry) => (entry.kind === 'request' ? [entry] : []));
    const writes = requests.filter(({ operation }) => /^(Stop|Start|Update|Add|Delete)/.test(operation));
    expect(writes).toHaveLength(2 * 5);
    for (const { input, outcome, session } of writes) {
      expect(JSON.stringify(input)).toMatch(/sagekeeper-doctor-[0-9a-f]{20}"/);
      expect(outcome).toBe('ValidationException');
      expect(session).toMatch(/^sagekeeper-doctor-/);
    }
    const sessions = requests.filter(
      ({ operation, input }) => operation === 'AssumeRole' && String(input['RoleArn']).endsWith('Write'),
    );
    for (const { input } of sessions)
      expect(String(input['Policy'])).not.toMatch(/notebook-instance\/(\*|runs|is-off)/);
    // What roles may ask of an Update is in it.
    const update = writes.find(({ operation }) => operation === 'UpdateNotebookInstance');
    expect(update?.input['InstanceMetadataServiceConfiguration']).toEqual({
      MinimumInstanceMetadataServiceVersion: '2',
    });
  });

  it('is told for people in a table', async () => {
    const { simulator } = await consult([{ id: ID, name: 'fine' }]);
    const { directory, remove } = writeDesiredState();
    cleanups.push(remove);
    const { out, exitCode } = await sagekeeper([
      'doctor',
      '--endpoint-url',
      simulator.url,
      '--desired-state',
      directory,
    ]);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^111122223333 {2}fine +ok +ok +19 of 19 +ok$/m);
    expect(out).toContain('Nothing is missing in 2 accounts.');
  });
});

interface Case {
  readonly account: Partial<AccountSeed>;
  readonly world?: Partial<World>;
  readonly wishes?: Wishes;
  readonly exitCode: number;
  /** What is found in the account besides what is fine: check, place, what, state, and the way out. */
  readonly finds: readonly (readonly [Finding['check'], string | null, string, Finding['state'], RegExp])[];
}

const OPT_IN = 'eu-south-2';
const NOT_ASSUMED =
  /role\/SagekeeperRead must exist, trust arn:aws:iam::444455556666:user\/hub, and take the external id example-external-id; .*--role read/;

const lacking: Readonly<Record<string, Case>> = {
  'the read role is missing': {
    account: { withoutRoles: ['SagekeeperRead'] },
    exitCode: 3,
    finds: [
      ['readRole', null, 'SagekeeperRead', 'missing', NOT_ASSUMED],
      ['writeRole', null, 'SagekeeperWrite', 'unclear', /mend the read role first/],
    ],
  },
  'the role wants another external id': {
    account: { roles: [{ name: 'SagekeeperRead', externalId: 'somebody-elses' }] },
    exitCode: 3,
    finds: [
      ['readRole', null, 'SagekeeperRead', 'missing', NOT_ASSUMED],
      ['writeRole', null, 'SagekeeperWrite', 'unclear', /mend the read role first/],
    ],
  },
  'the role trusts somebody else': {
    account: { roles: [{ name: 'SagekeeperRead', trusts: ['999999999999'] }] },
    exitCode: 3,
    finds: [
      ['readRole', null, 'SagekeeperRead', 'missing', NOT_ASSUMED],
      ['writeRole', null, 'SagekeeperWrite', 'unclear', /mend the read role first/],
    ],
  },
  'the write role is missing': {
    account: { withoutRoles: ['SagekeeperWrite'] },
    exitCode: 3,
    finds: [['writeRole', null, 'SagekeeperWrite', 'missing', /role\/SagekeeperWrite must exist.*--role write/]],
  },
  'a read is denied': {
    account: { roles: [{ name: 'SagekeeperRead', deny: ['tag:GetResources'] }] },
    exitCode: 3,
    finds: REGIONS.map((region) => [
      'action',
      region,
      'tag:GetResources',
      'missing',
      /allow tag:GetResources to the role SagekeeperRead in account 111122223333/,
    ]),
  },
  'a write is denied': {
    account: { roles: [{ name: 'SagekeeperWrite', deny: ['sagemaker:StartNotebookInstance'] }] },
    exitCode: 3,
    finds: REGIONS.map((region) => [
      'action',
      region,
      'sagemaker:StartNotebookInstance',
      'missing',
      /allow sagemaker:StartNotebookInstance to the role SagekeeperWrite in account 111122223333/,
    ]),
  },
  'nobody may ask for regions': {
    account: { roles: [{ name: 'SagekeeperRead', deny: ['account:ListRegions'] }] },
    exitCode: 3,
    finds: [['action', null, 'account:ListRegions', 'missing', /allow account:ListRegions to the role SagekeeperRead/]],
  },
  'a region is not enabled, which is no fault': {
    account: {},
    world: { optInRegions: [OPT_IN] },
    wishes: { regions: ['eu-central-1', OPT_IN] },
    exitCode: 0,
    finds: [
      ['region', OPT_IN, OPT_IN, 'told', /enable eu-south-2 in account 111122223333, or leave it out of regions/],
    ],
  },
  'a control policy denies a write': {
    account: {
      controlPolicies: [{ Statement: { Effect: 'Deny', Action: 'sagemaker:StopNotebookInstance', Resource: '*' } }],
    },
    exitCode: 3,
    finds: REGIONS.map((region) => [
      'action',
      region,
      'sagemaker:StopNotebookInstance',
      'missing',
      /control policy denies sagemaker:StopNotebookInstance in 111122223333, .*: let SagekeeperWrite pass it/,
    ]),
  },
  'a control policy denies a region': {
    account: {
      controlPolicies: [
        {
          Statement: {
            Effect: 'Deny',
            NotAction: ['sts:*', 'account:*'],
            Resource: '*',
            Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } },
          },
        },
      ],
    },
    exitCode: 3,
    finds: [
      'sagemaker:ListNotebookInstances',
      'sagemaker:DescribeNotebookInstance',
      'sagemaker:ListTags',
      'tag:GetResources',
    ].map((what) => [
      'action',
      'us-east-1',
      what,
      'missing',
      /let SagekeeperRead pass it .*or leave the place out of the scope/,
    ]),
  },
  'no policy enforces there': {
    account: {},
    wishes: { policy: 'mode: audit' },
    exitCode: 0,
    finds: [['writeRole', null, 'SagekeeperWrite', 'told', /^$/]],
  },
  'the account is suspended': {
    account: { state: 'SUSPENDED' },
    exitCode: 0,
    finds: [['account', null, 'a visit', 'told', /^$/]],
  },
};

describe('an account in which', () => {
  it.each(Object.entries(lacking))('%s', async (_name, { account, world, wishes, exitCode, finds }) => {
    const consulted = await consult(
      [
        { id: ID, name: 'lacking', ...account },
        { id: '222233334444', name: 'other' },
      ],
      {
        ...(world === undefined ? {} : { world }),
        ...(wishes === undefined ? {} : { wishes }),
      },
    );
    const findings = consulted.diagnosis.findings.filter((one) => one.account === ID && one.state !== 'ok');
    const shape = findings.map(({ check, region, what, state }) => [check, region, what, state]);
    expect(shape).toEqual(finds.map((row) => row.slice(0, 4)));
    for (const [index, row] of finds.entries()) expect(findings[index]?.wayOut ?? '').toMatch(row[4]);
    expect(consulted.exitCode).toBe(exitCode);
    // What one account lacks is not laid at another's door.
    expect(bad(consulted).filter(({ account: of }) => of === '222233334444')).toEqual([]);
  });
});

describe('what is looked at', () => {
  it('is narrowed by account and region', async () => {
    const { diagnosis, exitCode } = await consult(
      [
        { id: ID, name: 'fine' },
        { id: '222233334444', name: 'lacking', withoutRoles: ['SagekeeperRead'] },
      ],
      { argv: ['--account', 'fine', '--region', 'us-east-1'] },
    );
    expect(exitCode).toBe(0);
    expect(diagnosis.accounts).toEqual([{ id: ID, name: 'fine' }]);
    expect(new Set(diagnosis.findings.map(({ region }) => region))).toEqual(new Set([null, 'us-east-1']));
  });

  it('must exist', async () => {
    const { exitCode, err } = await consult([{ id: ID, name: 'fine' }], { argv: ['--account', 'fnie'] });
    expect([exitCode, err]).toEqual([2, expect.stringContaining('fnie')]);
  });

  it('an account that does not answer is given up after its deadline, and the others are told', async () => {
    const consulted = await consult(
      [
        { id: ID, name: 'silent' },
        { id: '222233334444', name: 'fine' },
      ],
      {
        argv: ['--deadline-per-account', '2s'],
        faults: [{ match: { account: ID }, fault: 'hang' }],
      },
    );
    expect(consulted.exitCode).toBe(3);
    expect(bad(consulted)).toEqual([
      expect.objectContaining({ check: 'account', account: ID, state: 'unclear', found: 'not within 2s' }),
    ]);
    expect(
      consulted.diagnosis.findings.filter(({ account, state }) => account === '222233334444' && state === 'ok'),
    ).not.toEqual([]);
  }, 20_000);
});

describe('the hub', () => {
  it('with a clock that is off is told so', async () => {
    const consulted = await consult([{ id: ID, name: 'fine' }], { simulator: { now: () => Date.now() + 600_000 } });
    expect(consulted.exitCode).toBe(3);
    expect(bad(consulted)).toEqual([
      expect.objectContaining({
        check: 'clock',
        state: 'missing',
        found: expect.stringMatching(/^ours is (10m|9m 59s) behind$/),
      }),
    ]);
  });

  it('with credentials that nobody knows cannot ask anybody', async () => {
    const consulted = await consult([{ id: ID, name: 'fine' }], { environment: { AWS_ACCESS_KEY_ID: 'AKIANOBODY' } });
    expect(consulted.exitCode).toBe(2);
    expect(bad(consulted)).toEqual([
      expect.objectContaining({
        check: 'hub',
        state: 'missing',
        wayOut: expect.stringContaining('give it credentials'),
      }),
    ]);
  });

  it('that may not read the organization is told how it may', async () => {
    const consulted = await consult([{ id: ID, name: 'fine' }], { world: { delegatedAdministrators: [ID] } });
    expect(consulted.exitCode).toBe(2);
    expect(bad(consulted)).toEqual([
      expect.objectContaining({
        check: 'organization',
        state: 'missing',
        wayOut: expect.stringMatching(/delegated administrator account .* Organization\.spec\.access\.managementRole/),
      }),
    ]);
  });

  it('is told of variables that are not obeyed, and of policies that apply nowhere', async () => {
    const consulted = await consult([{ id: ID, name: 'fine' }], {
      environment: { AWS_ENDPOINT_URL_SAGEMAKER: 'http://127.0.0.1:1' },
      wishes: { policy: 'mode: audit\n  scope: {include: [ou/Nowhere]}' },
    });
    expect(consulted.diagnosis.findings).toContainEqual(
      expect.objectContaining({ check: 'environment', state: 'told', what: 'AWS_ENDPOINT_URL_SAGEMAKER' }),
    );
    expect(bad(consulted)).toEqual([
      expect.objectContaining({
        check: 'organization',
        what: 'policy imds-v2',
        found: expect.stringContaining('ou/Nowhere'),
      }),
    ]);
    expect(consulted.exitCode).toBe(3);
  });

  it('without a write role is told that nothing is ever changed', async () => {
    const { diagnosis, exitCode } = await consult([{ id: ID, name: 'fine' }], {
      wishes: { access: '{readRole: SagekeeperRead, externalId: example-external-id}', policy: 'mode: audit' },
    });
    expect(exitCode).toBe(0);
    expect(diagnosis.findings).toContainEqual(
      expect.objectContaining({ check: 'writeRole', account: null, state: 'told' }),
    );
  });

  it('with a desired state that does not load gets its problems, and exit code 2', async () => {
    const { exitCode, out } = await consult([{ id: ID, name: 'fine' }], { wishes: { policy: 'mode: enforced' } });
    const { problems } = JSON.parse(out) as { readonly problems: readonly object[] };
    expect([exitCode, problems.length > 0]).toEqual([2, true]);
  });
});
