// IAM's simulation: what a role may do, as far as it can be told without asking the service itself.
import { describe, expect, it } from '@jest/globals';
import { createCloud } from '../../src/simulator/cloud.ts';
import type { Behaviour, Json, RoleSeed } from '../../src/simulator/world-shape.ts';
import { authorization, MEMBER, sessionIn, simulatorOf, worldOf } from './ask.ts';
import { caller } from './pipelines-world.ts';

const SOURCE = `arn:aws:iam::${MEMBER}:role/Runs`;
const JOB = 'arn:aws:sagemaker:eu-central-1:012345678901:training-job/mlp-x';
const OTHER = JOB.replace('mlp', 'pipelines');
const allow = (Resource: string, more = {}): Json => ({
  Statement: { Effect: 'Allow', Action: 'sagemaker:Create*', Resource, ...more },
});

function asker(role: Partial<RoleSeed>, controlPolicies: readonly Json[] = [], behaviour: Behaviour = {}) {
  const world = worldOf([], { behaviour });
  const cloud = createCloud({
    world: {
      ...world,
      accounts: world.accounts.map((account) =>
        account.id === MEMBER ? { ...account, controlPolicies, roles: [{ name: 'Runs', ...role }] } : account,
      ),
    },
    now: () => 0,
  });
  const as = caller(cloud, sessionIn(cloud, 'SagekeeperRead'));
  return (input: object) => as('SimulatePrincipalPolicy', { PolicySourceArn: SOURCE, ...input }, 'iam');
}
const question = { ActionNames: ['sagemaker:CreateTrainingJob'], ResourceArns: [JOB] };

describe('a simulation', () => {
  it('tells allowed from denied, for each action and resource', () => {
    const ask = asker({ document: allow('*:training-job/pipelines-*') });
    expect(
      ask({ ActionNames: ['sagemaker:CreateTrainingJob', 'iam:PassRole'], ResourceArns: [JOB, OTHER] }),
    ).toMatchObject({
      IsTruncated: false,
      EvaluationResults: [
        { EvalActionName: 'sagemaker:CreateTrainingJob', EvalResourceName: JOB, EvalDecision: 'implicitDeny' },
        { EvalActionName: 'sagemaker:CreateTrainingJob', EvalResourceName: OTHER, EvalDecision: 'allowed' },
        { EvalActionName: 'iam:PassRole', EvalResourceName: JOB, EvalDecision: 'implicitDeny' },
        { EvalActionName: 'iam:PassRole', EvalResourceName: OTHER, EvalDecision: 'implicitDeny' },
      ],
    });
    expect(asker({ allow: ['*'], deny: ['sagemaker:*'] })(question)).toMatchObject({
      EvaluationResults: [{ EvalDecision: 'explicitDeny' }],
    });
  });

  it('is about everything when no resource is named', () => {
    expect(asker({ allow: ['*'] })({ ActionNames: ['s3:GetObject'] })).toMatchObject({
      EvaluationResults: [{ EvalResourceName: '*', EvalDecision: 'allowed' }],
    });
  });

  const region = { StringNotEquals: { 'aws:RequestedRegion': 'eu-north-1' } };
  const here = { ContextKeyName: 'aws:RequestedRegion', ContextKeyType: 'string', ContextKeyValues: ['eu-central-1'] };

  it.each([
    ['a control policy', {}, [], {}, 'explicitDeny', []],
    ['the condition of one, when it is told the key', { Condition: region }, [here], {}, 'explicitDeny', []],
    ['a key that it misses', { Condition: region }, [], {}, 'allowed', ['aws:RequestedRegion']],
    ['no condition, as it once was', { Condition: region }, [here], { simulatesConditions: false }, 'allowed', []],
  ])('knows of %s', (_what, more, ContextEntries, behaviour, EvalDecision, MissingContextValues) => {
    const Statement = { Effect: 'Deny', Action: 'sagemaker:*', Resource: '*', ...more };
    const AllowedByOrganizations = EvalDecision === 'allowed';
    expect(asker({ allow: ['*'] }, [{ Statement }], behaviour)({ ...question, ContextEntries })).toMatchObject({
      EvaluationResults: [
        { EvalDecision, MissingContextValues, OrganizationsDecisionDetail: { AllowedByOrganizations } },
      ],
    });
  });

  it('knows the boundary', () => {
    expect(asker({ allow: ['*'], boundary: allow('*:training-job/pipelines-*') })(question)).toMatchObject({
      EvaluationResults: [
        { EvalDecision: 'implicitDeny', PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false } },
      ],
    });
  });

  it('knows of the request what it is told, and says what it misses', () => {
    const Condition = { StringEquals: { 'aws:RequestTag/team': 'fraud' } };
    const ask = asker({ document: allow('*', { Condition }) });
    expect(ask(question)).toMatchObject({
      EvaluationResults: [{ EvalDecision: 'implicitDeny', MissingContextValues: ['aws:RequestTag/team'] }],
    });
    const ContextEntries = [
      { ContextKeyName: 'aws:RequestTag/team', ContextKeyType: 'string', ContextKeyValues: ['fraud'] },
    ];
    expect(ask({ ...question, ContextEntries })).toMatchObject({ EvaluationResults: [{ EvalDecision: 'allowed' }] });
  });

  it('comes in pages', () => {
    const ask = asker({ allow: ['*'] });
    const asked = { ActionNames: ['a:b', 'a:c', 'a:d'], MaxItems: 2 };
    const first = ask(asked);
    expect(first).toMatchObject({ IsTruncated: true, EvaluationResults: [{}, {}] });
    expect(ask({ ...asked, Marker: first['Marker'] })).toMatchObject({
      IsTruncated: false,
      EvaluationResults: [{ EvalActionName: 'a:d' }],
    });
    expect(() => ask({ ...asked, Marker: 'nonsense' })).toThrow(expect.objectContaining({ code: 'ValidationError' }));
  });

  it.each([
    [SOURCE.replace('Runs', 'Nobody'), 'NoSuchEntity', 404],
    [SOURCE.replace(MEMBER, '999999999999'), 'NoSuchEntity', 404],
    ['arn:aws:iam::012345678901:nonsense', 'InvalidInput', 400],
  ])('of %s is refused', (PolicySourceArn, code, status) => {
    expect(() => asker({})({ ...question, PolicySourceArn })).toThrow(expect.objectContaining({ code, status }));
  });
});

it('is asked over the Query protocol, and answers XML', async () => {
  const simulator = await simulatorOf(worldOf());
  try {
    const key = sessionIn(simulator.cloud, 'SagekeeperRead');
    const send = async (form: Readonly<Record<string, string>>, credentials = { accessKeyId: key }) => {
      const token = `simulated-session-token-${key.slice('ASIASIM'.length)}`;
      const response = await fetch(simulator.url, {
        method: 'POST',
        headers: {
          authorization: authorization(credentials, 'iam', 'us-east-1'),
          'x-amz-security-token': token,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams({ Version: '2010-05-08', ...form }),
      });
      return { status: response.status, xml: await response.text() };
    };
    const form = {
      Action: 'SimulatePrincipalPolicy',
      PolicySourceArn: `arn:aws:iam::${MEMBER}:role/SagekeeperRead`,
      'ActionNames.member.1': 'sagemaker:ListPipelines',
      'ActionNames.member.2': 'sagemaker:DeletePipeline',
      'ResourceArns.member.1': '*',
    };
    const answer = await send(form);
    expect(answer.status).toBe(200);
    expect([...answer.xml.matchAll(/<EvalDecision>(\w+)</g)].map(([, decision]) => decision)).toEqual([
      'allowed',
      'implicitDeny',
    ]);
    const refused = await send({ ...form, PolicySourceArn: `arn:aws:iam::${MEMBER}:role/Nobody` });
    expect(refused).toMatchObject({ status: 404, xml: expect.stringContaining('<Code>NoSuchEntity</Code>') });
    const forbidden = await send({ Action: 'GetRole', RoleName: 'SagekeeperRead' });
    expect(forbidden).toMatchObject({ status: 403, xml: expect.stringContaining('iam:GetRole') });
  } finally {
    await simulator.close();
  }
});

it('tells what a role is, and its tags', () => {
  const world = worldOf([], {
    roles: [
      { name: 'Runs', tags: { b: '2', a: '1' } },
      { name: 'All', allow: ['*'] },
    ],
  });
  const cloud = createCloud({ world, now: () => 0 });
  const as = caller(cloud, sessionIn(cloud, 'All'));
  expect(as('GetRole', { RoleName: 'Runs' }, 'iam')).toMatchObject({
    Role: {
      Arn: SOURCE,
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
    },
  });
  expect(as('ListRoleTags', { RoleName: 'Runs', MaxItems: 1 }, 'iam')).toMatchObject({
    Tags: [{ Key: 'a', Value: '1' }],
    IsTruncated: true,
  });
  expect(() => as('GetRole', { RoleName: 'Nobody' }, 'iam')).toThrow(expect.objectContaining({ code: 'NoSuchEntity' }));
});
