/**
 * What the doctor finds in accounts that lack something, with the way out of each, through the real SDK over HTTP; and that
 * nothing was changed by looking.
 */
import { describe, expect, it } from '@jest/globals';
import { sagekeeper, writeDesiredState } from './simulated.ts';
import { cleanups, consult, bad, ID } from './consultation.ts';

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
        // Enough for the others, on any machine.
        argv: ['--deadline-per-account', '5s'],
        faults: [{ match: { account: ID }, fault: 'hang' }],
      },
    );
    expect(consulted.exitCode).toBe(3);
    expect(bad(consulted)).toEqual([
      expect.objectContaining({ check: 'account', account: ID, state: 'unclear', found: 'not within 5s' }),
    ]);
    expect(
      consulted.diagnosis.findings.filter(({ account, state }) => account === '222233334444' && state === 'ok'),
    ).not.toEqual([]);
  }, 60_000);
});

describe('the hub', () => {
  it('with a clock that is off is told so', async () => {
    const consulted = await consult([{ id: ID, name: 'fine' }], { simulator: { now: () => Date.now() + 600_000 } });
    expect(consulted.exitCode).toBe(3);
    expect(bad(consulted)).toEqual([
      expect.objectContaining({
        check: 'clock',
        state: 'missing',
        // Measured to half of what opening a session took.
        found: expect.stringMatching(/^ours is (9m 5\ds|10m( \ds)?) behind$/),
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

  it('that reach nothing which answers as AWS are not what is missing', async () => {
    const faults = [{ match: { operation: 'GetCallerIdentity' }, fault: 'html-200' }] as const;
    const consulted = await consult([{ id: ID, name: 'fine' }], { faults: [...faults] });
    expect(consulted.exitCode).toBe(2);
    expect(bad(consulted)).toEqual([
      expect.objectContaining({
        check: 'hub',
        state: 'missing',
        found: expect.stringContaining('UnreadableAnswer'),
        wayOut: expect.stringContaining('between here and AWS'),
      }),
    ]);
  }, 60_000);

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
