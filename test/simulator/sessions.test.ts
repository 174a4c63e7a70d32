// Who may do what: roles across accounts, session policies, control policies, expiry, and disabled regions.
import { afterEach, describe, expect, it } from '@jest/globals';
import type { AccountSeed, World } from '../../src/simulator/world-shape.ts';
import {
  ADMIN,
  ask,
  askSts,
  assume,
  HUB,
  MANAGEMENT,
  MEMBER,
  REGION,
  simulatorOf,
  type Watched,
  worldOf,
} from './ask.ts';

let simulator: Watched;
afterEach(() => simulator.close());

const ARN = `arn:aws:sagemaker:${REGION}:${MEMBER}:notebook-instance/`;
const NOTEBOOKS = [
  { name: 'one', status: 'InService', imds: '1' },
  { name: 'Two', status: 'InService', subnet: 'subnet-1' },
  { name: 'off', status: 'Stopped', subnet: 'subnet-1' },
] as const;

function memberWith(member: Partial<AccountSeed>, more: Partial<World> = {}): World {
  const world = worldOf(NOTEBOOKS, more);
  return {
    ...world,
    accounts: world.accounts.map((account) => (account.id === MEMBER ? { ...account, ...member } : account)),
  };
}

const stop = (credentials: { accessKeyId: string }, name: string) =>
  ask(simulator, credentials, 'sagemaker.StopNotebookInstance', { NotebookInstanceName: name });
const start = (credentials: { accessKeyId: string }, name: string) =>
  ask(simulator, credentials, 'sagemaker.StartNotebookInstance', { NotebookInstanceName: name });
const policy = (...statements: object[]) => ({
  Policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
});

describe('AssumeRole', () => {
  const form = {
    Action: 'AssumeRole',
    RoleArn: `arn:aws:iam::${MEMBER}:role/SagekeeperRead`,
    RoleSessionName: 'sagekeeper-read',
  };

  it('opens a session that says who it is', async () => {
    simulator = await simulatorOf(worldOf());
    const answer = await askSts(simulator, HUB, { ...form, ExternalId: 'secret-word', SourceIdentity: 'sagekeeper' });
    expect([answer.status, answer.tag('Arn'), answer.tag('Expiration'), answer.tag('SourceIdentity')]).toEqual([
      200,
      `arn:aws:sts::${MEMBER}:assumed-role/SagekeeperRead/sagekeeper-read`,
      '2026-11-21T13:00:00.000Z',
      'sagekeeper',
    ]);
    const session = { accessKeyId: answer.tag('AccessKeyId') ?? '', token: answer.tag('SessionToken') ?? '' };
    const me = await askSts(simulator, session, { Action: 'GetCallerIdentity' });
    expect([me.tag('Account'), me.tag('Arn')]).toEqual([MEMBER, answer.tag('Arn')]);
  });

  it.each([
    ['without the external id', {}, 403, 'AccessDenied'],
    ['with a wrong one', { ExternalId: 'guess' }, 403, 'AccessDenied'],
    [
      'of a role that is not there',
      { RoleArn: `arn:aws:iam::${MEMBER}:role/Nobody`, ExternalId: 'secret-word' },
      403,
      'AccessDenied',
    ],
    [
      'in an account that is not there',
      { RoleArn: 'arn:aws:iam::999999999999:role/SagekeeperRead' },
      403,
      'AccessDenied',
    ],
    ['for too short', { ExternalId: 'secret-word', DurationSeconds: '899' }, 400, 'ValidationError'],
    ['for longer than the role allows', { ExternalId: 'secret-word', DurationSeconds: '7200' }, 400, 'ValidationError'],
    ['with a name of one letter', { ExternalId: 'secret-word', RoleSessionName: 'x' }, 400, 'ValidationError'],
    ['with a policy that is no JSON', { ExternalId: 'secret-word', Policy: '{' }, 400, 'MalformedPolicyDocument'],
    [
      'with an unknown operator',
      {
        ExternalId: 'secret-word',
        ...policy({ Effect: 'Allow', Action: '*', Resource: '*', Condition: { Sometimes: { a: 'b' } } }),
      },
      400,
      'MalformedPolicyDocument',
    ],
    [
      'with a policy that is too long',
      { ExternalId: 'secret-word', Policy: ' '.repeat(2_049) },
      400,
      'PackedPolicyTooLarge',
    ],
  ])('%s', async (_what, more, status, code) => {
    simulator = await simulatorOf(worldOf());
    const answer = await askSts(simulator, HUB, { ...form, ...more });
    expect([answer.status, answer.tag('Code')]).toEqual([status, code]);
  });

  it('asks whom the role trusts', async () => {
    simulator = await simulatorOf(memberWith({ roles: [{ name: 'SagekeeperRead', trusts: [MANAGEMENT] }] }));
    const asked = { ...form, ExternalId: 'secret-word' };
    expect([(await askSts(simulator, HUB, asked)).status, (await askSts(simulator, ADMIN, asked)).status]).toEqual([
      403, 200,
    ]);
  });

  it('from within a session lasts an hour at most', async () => {
    const roles = [{ name: 'SagekeeperRead', trusts: [MEMBER], maxSessionSeconds: 43_200 }];
    simulator = await simulatorOf(memberWith({ roles }));
    const all = await assume(simulator, 'OrganizationAccountAccessRole');
    const asked = { ...form, ExternalId: 'secret-word' };
    expect((await askSts(simulator, all, { ...asked, DurationSeconds: '3601' })).tag('Message')).toContain(
      'role chaining',
    );
    expect((await askSts(simulator, all, asked)).status).toBe(200);
  });

  it('does not reach suspended accounts', async () => {
    simulator = await simulatorOf(memberWith({ state: 'SUSPENDED' }));
    const answer = await askSts(simulator, HUB, { ...form, ExternalId: 'secret-word' });
    expect(answer.tag('Message')).toBe(
      `User: arn:aws:iam::000000000002:user/hub is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::${MEMBER}:role/SagekeeperRead`,
    );
  });
});

describe('a session', () => {
  it('ends when its time is over', async () => {
    simulator = await simulatorOf(worldOf());
    const session = await assume(simulator, 'SagekeeperRead', { DurationSeconds: '900' });
    simulator.pass(899_999);
    expect((await ask(simulator, session, 'sagemaker.ListNotebookInstances')).status).toBe(200);
    simulator.pass(1);
    expect(await ask(simulator, session, 'sagemaker.ListNotebookInstances')).toMatchObject({
      status: 400,
      code: 'ExpiredTokenException',
      message: 'The security token included in the request is expired',
    });
  });

  it('is nothing without its token', async () => {
    simulator = await simulatorOf(worldOf());
    const { accessKeyId } = await assume(simulator, 'SagekeeperRead');
    expect((await ask(simulator, { accessKeyId }, 'sagemaker.ListNotebookInstances')).code).toBe(
      'UnrecognizedClientException',
    );
  });

  it('of the reading role cannot write', async () => {
    simulator = await simulatorOf(worldOf(NOTEBOOKS));
    const reply = await stop(await assume(simulator, 'SagekeeperRead'), 'one');
    expect(reply).toMatchObject({
      status: 400,
      code: 'AccessDeniedException',
      message: `User: arn:aws:sts::${MEMBER}:assumed-role/SagekeeperRead/sagekeeper-test is not authorized to perform: sagemaker:StopNotebookInstance on resource: ${ARN}one because no identity-based policy allows the sagemaker:StopNotebookInstance action`,
    });
  });

  it('does what its policy allows, on what it names, and nothing else', async () => {
    simulator = await simulatorOf(worldOf(NOTEBOOKS));
    const session = await assume(
      simulator,
      'SagekeeperWrite',
      policy({ Effect: 'Allow', Action: 'sagemaker:Stop*', Resource: `${ARN}one` }),
    );
    expect((await stop(session, 'Two')).message).toContain(
      'because no session policy allows the sagemaker:StopNotebookInstance action',
    );
    expect((await ask(simulator, session, 'sagemaker.ListNotebookInstances')).code).toBe('AccessDeniedException');
    expect((await stop(session, 'one')).status).toBe(200);
  });

  it('matches the ARN in lower case, and case matters', async () => {
    simulator = await simulatorOf(worldOf(NOTEBOOKS));
    const mixed = await assume(
      simulator,
      'SagekeeperWrite',
      policy({ Effect: 'Allow', Action: '*', Resource: `${ARN}Two` }),
    );
    expect((await stop(mixed, 'Two')).code).toBe('AccessDeniedException');
    const lower = await assume(
      simulator,
      'SagekeeperWrite',
      policy({ Effect: 'Allow', Action: '*', Resource: `${ARN}two` }),
    );
    expect((await stop(lower, 'Two')).status).toBe(200);
  });

  it('needs what stands behind a start, from the role and from its policy', async () => {
    simulator = await simulatorOf(worldOf(NOTEBOOKS));
    const alone = { Effect: 'Allow', Action: 'sagemaker:StartNotebookInstance', Resource: `${ARN}off` };
    const passing = {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: '*',
      Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
    };
    const network = { Effect: 'Allow', Action: 'ec2:CreateNetworkInterface', Resource: '*' };
    const with1 = await assume(simulator, 'SagekeeperWrite', policy(alone));
    expect((await start(with1, 'off')).message).toContain('iam:PassRole');
    const with2 = await assume(simulator, 'SagekeeperWrite', policy(alone, passing));
    expect((await start(with2, 'off')).message).toContain('ec2:CreateNetworkInterface');
    const with3 = await assume(simulator, 'SagekeeperWrite', policy(alone, passing, network));
    expect((await start(with3, 'off')).status).toBe(200);
  });
});

describe('documents', () => {
  it('deny before the state is looked at, or after, as the world says', async () => {
    const roles = [{ name: 'SagekeeperWrite', deny: ['sagemaker:StartNotebookInstance'] }];
    simulator = await simulatorOf(memberWith({ roles }));
    const before = await start(await assume(simulator, 'SagekeeperWrite'), 'one');
    expect(before.message).toContain('with an explicit deny in an identity-based policy');
    await simulator.close();
    simulator = await simulatorOf(memberWith({ roles }, { behaviour: { authorizeAfterState: true } }));
    const after = await start(await assume(simulator, 'SagekeeperWrite'), 'one');
    expect(after.message).toContain('Status (InService) not in ([Stopped, Failed])');
  });

  it('of the organization bar an account from a region', async () => {
    const controlPolicies = [
      {
        Statement: {
          Effect: 'Deny',
          NotAction: 'sts:*',
          Resource: '*',
          Condition: { StringNotEquals: { 'aws:RequestedRegion': REGION } },
        },
      },
    ];
    simulator = await simulatorOf(memberWith({ controlPolicies }));
    const read = await assume(simulator, 'SagekeeperRead');
    const elsewhere = await ask(simulator, read, 'sagemaker.ListNotebookInstances', {}, 'us-east-1');
    expect(elsewhere.message).toMatch(/ with an explicit deny in a service control policy$/);
    expect((await ask(simulator, read, 'sagemaker.ListNotebookInstances')).status).toBe(200);
  });

  it('of the organization do not bind the management account', async () => {
    const controlPolicies = [{ Statement: { Effect: 'Deny', Action: '*', Resource: '*' } }];
    const world = worldOf();
    simulator = await simulatorOf({
      ...world,
      accounts: world.accounts.map((account) => ({ ...account, controlPolicies })),
    });
    expect((await ask(simulator, ADMIN, 'sagemaker.ListNotebookInstances')).status).toBe(200);
    expect((await ask(simulator, HUB, 'organizations.ListAccounts')).message).toContain('service control policy');
  });

  it('say nothing in a region that is not enabled', async () => {
    simulator = await simulatorOf(worldOf());
    const read = await assume(simulator, 'SagekeeperRead');
    expect(await ask(simulator, read, 'sagemaker.ListNotebookInstances', {}, 'eu-south-2')).toMatchObject({
      status: 400,
      code: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    });
    const regions = await ask(simulator, read, 'account.ListRegions', { RegionOptStatusContains: ['DISABLED'] });
    expect(regions.body['Regions']).toEqual([{ RegionName: 'eu-south-2', RegionOptStatus: 'DISABLED' }]);
  });

  it('keep the hub from doing more than assuming roles and reading the organization', async () => {
    simulator = await simulatorOf(worldOf());
    expect((await ask(simulator, HUB, 'sagemaker.ListNotebookInstances')).code).toBe('AccessDeniedException');
    expect((await ask(simulator, ADMIN, 'sagemaker.ListNotebookInstances')).status).toBe(200);
  });
});
