/**
 * Which roles does a desired state get, with which documents, and who may assume them?
 */
import { describe, expect, it } from '@jest/globals';
import { OPERATIONS, operationRow } from '../../src/aws/operations.ts';
import type { OperationName } from '../../src/aws/operations.ts';
import { filledIn, parametersOf } from '../../src/permissions/parameters.ts';
import { STACK_PLACES, stackFor } from '../../src/permissions/stacks.ts';
import type { Platform } from '../../src/permissions/trust.ts';
import { GIVEN, PREFIXES, actionsOf, rolesAt, stateWith } from './documents.ts';
import { doc, stateOf } from '../desired-state/writing.ts';
import { verdict } from './evaluator.ts';
import type { AskedRequest, JsonDocument } from './evaluator.ts';

const BOTH = stateWith('readRole: Read, writeRole: Write, externalId: secret-id');
const NOTEBOOK = 'arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/Some-Name';
const [read, write] = rolesAt('members', BOTH);

function ask(document: object | undefined, action: string, resource = '*', keys: AskedRequest['keys'] = {}) {
  return verdict([document as JsonDocument], { action, resource, keys });
}

describe('which roles', () => {
  const names = (state: typeof BOTH) =>
    STACK_PLACES.map((place) => rolesAt(place, state).map(({ name, uses }) => `${name}: ${uses.join(' ')}`));

  it.each([
    ['readRole: R', '', [['SagekeeperHub: hub'], ['R: read'], []]],
    ['readRole: R, writeRole: W', '', [['SagekeeperHub: hub'], ['R: read', 'W: write'], []]],
    ['readRole: R, writeRole: R', '', [['SagekeeperHub: hub'], ['R: read write'], []]],
    ['readRole: R, managementRole: M', '', [['SagekeeperHub: hub'], ['R: read'], ['M: management']]],
    [
      'readRole: R, writeRole: W, managementRole: R',
      '\nincludeManagementAccount: true',
      [['SagekeeperHub: hub'], ['R: read', 'W: write'], ['R: management read', 'W: write']],
    ],
  ])('with %s%s', (access, more, expected) => {
    expect(names(stateWith(access, more))).toEqual(expected);
  });

  it('none that writes where no policy looks at anything', () => {
    const state = { ...BOTH, policies: [] };
    expect(rolesAt('members', state).map(({ name }) => name)).toEqual(['Read']);
    expect(actionsOf(rolesAt('members', state)[0])).toEqual(['account:ListRegions']);
  });

  it('with their paths apart', () => {
    const [role] = rolesAt('members', stateWith('readRole: team/ops/Read'));
    expect(role).toMatchObject({ path: '/team/ops/', name: 'Read', maxSessionSeconds: 3_600 });
    expect(JSON.stringify(rolesAt('hub', stateWith('readRole: team/ops/Read')))).toContain('role/team/ops/Read');
  });
});

describe('what they may', () => {
  it('each operation of the table in some role, and what AWS asks for behind it', () => {
    const state = stateWith('readRole: R, writeRole: W, managementRole: M');
    const all = STACK_PLACES.flatMap((place) => rolesAt(place, state).flatMap(actionsOf));
    const needed = (Object.keys(OPERATIONS) as OperationName[]).flatMap((name) => {
      const { iamAction, permittedAlways, behind = [] } = operationRow(name);
      return [...(permittedAlways === true ? [] : [iamAction]), ...behind.flatMap(({ actions }) => actions)];
    });
    expect(needed.length).toBeGreaterThan(20);
    expect(all).toEqual(expect.arrayContaining(needed));
  });

  it('the reading role nothing that writes', () => {
    const writes = Object.values(OPERATIONS)
      .filter(({ access }) => access === 'write')
      .map(({ iamAction }) => iamAction);
    expect(actionsOf(read).filter((action) => (writes as readonly string[]).includes(action))).toEqual([]);
    expect(writes.length).toBeGreaterThan(4);
  });

  const update = 'sagemaker:UpdateNotebookInstance';
  const imds = 'sagemaker:MinimumInstanceMetadataServiceVersion';
  it.each([
    ['an update of something else', update, NOTEBOOK, {}, 'allow'],
    ['version 2', update, NOTEBOOK, { [imds]: '2' }, 'allow'],
    ['version 1', update, NOTEBOOK, { [imds]: '1' }, 'none'],
    ['no root access', update, NOTEBOOK, { 'sagemaker:RootAccess': 'Disabled' }, 'allow'],
    ['root access', update, NOTEBOOK, { 'sagemaker:RootAccess': 'Enabled' }, 'none'],
    ['a lower-case name', update, NOTEBOOK.toLowerCase(), {}, 'allow'],
    ['something else', update, NOTEBOOK.replace('notebook-instance', 'notebook-instance-lifecycle-config'), {}, 'none'],
    ['our tag', 'sagemaker:AddTags', NOTEBOOK, { 'aws:TagKeys': ['sagekeeper:intent'] }, 'allow'],
    ['their tag with ours', 'sagemaker:AddTags', NOTEBOOK, { 'aws:TagKeys': ['sagekeeper:intent', 'team'] }, 'none'],
    ['their tag', 'sagemaker:DeleteTags', NOTEBOOK, { 'aws:TagKeys': ['team'] }, 'none'],
    [
      'its role',
      'iam:PassRole',
      'arn:aws:iam::111122223333:role/x',
      { 'iam:PassedToService': 'sagemaker.amazonaws.com' },
      'allow',
    ],
    [
      'its role to others',
      'iam:PassRole',
      'arn:aws:iam::111122223333:role/x',
      { 'iam:PassedToService': 'ec2.amazonaws.com' },
      'none',
    ],
    ['deleting', 'sagemaker:DeleteNotebookInstance', NOTEBOOK, {}, 'none'],
    ['creating', 'sagemaker:CreateNotebookInstance', NOTEBOOK, {}, 'none'],
  ])('the writing role: %s', (_what, action, resource, keys, expected) => {
    expect(ask(write?.permissions, action, resource, keys)).toBe(expected);
  });

  it('a start only with the roles that were named', () => {
    const passableRoles = ['arn:aws:iam::*:role/Notebook*'];
    const [, narrow] = rolesAt('members', BOTH, { ...GIVEN, passableRoles });
    const passed = { 'iam:PassedToService': 'sagemaker.amazonaws.com' };
    expect(ask(narrow?.permissions, 'iam:PassRole', 'arn:aws:iam::111122223333:role/NotebookX', passed)).toBe('allow');
    expect(ask(narrow?.permissions, 'iam:PassRole', 'arn:aws:iam::111122223333:role/Admin', passed)).toBe('none');
  });

  it('the hub: to assume our roles in any account, and to read the organization unless a role does', () => {
    const [alone] = rolesAt('hub', BOTH);
    expect(ask(alone?.permissions, 'sts:AssumeRole', 'arn:aws:iam::111122223333:role/Write')).toBe('allow');
    expect(ask(alone?.permissions, 'sts:AssumeRole', 'arn:aws:iam::111122223333:role/Other')).toBe('none');
    expect(ask(alone?.permissions, 'organizations:ListAccounts')).toBe('allow');
    const [helped] = rolesAt('hub', stateWith('readRole: R, managementRole: M'));
    expect(actionsOf(helped)).toEqual(['organizations:DescribeOrganization', 'sts:AssumeRole', 'sts:TagSession']);
  });

  const PIPELINE = NOTEBOOK.replace('notebook-instance', 'pipeline');
  const NOTEBOOKS_ONLY = doc('NotebookImds', 'imds', 'want: {minimumInstanceMetadataServiceVersion: "2"}');
  it.each([
    ['notebooks', NOTEBOOKS_ONLY, NOTEBOOK, PIPELINE, 'UpdateNotebookInstance', 'UpdatePipeline'],
    ['pipelines', PREFIXES, PIPELINE, NOTEBOOK, 'UpdatePipeline', 'UpdateNotebookInstance'],
  ])('nothing about others where the state is about %s', (_kind, policies, own, other, may, mayNot) => {
    const [reading, writing] = rolesAt('members', stateWith('readRole: R, writeRole: W', '', policies));
    expect(ask(reading?.permissions, 'sagemaker:ListTags', own)).toBe('allow');
    expect(ask(reading?.permissions, 'sagemaker:ListTags', other)).toBe('none');
    expect(ask(writing?.permissions, `sagemaker:${may}`, own)).toBe('allow');
    expect(ask(writing?.permissions, `sagemaker:${mayNot}`, other)).toBe('none');
    const kind = other.split(':').at(-1)?.split('/')[0] ?? '';
    expect(JSON.stringify([reading, writing])).not.toContain(`:${kind}/`);
  });

  it('of pipelines: the definition and no role of theirs, and IAM only what it would decide', () => {
    const [reading, writing] = rolesAt('members', stateWith('readRole: R, writeRole: W', '', PREFIXES));
    expect(actionsOf(writing)).toEqual(['sagemaker:UpdatePipeline']);
    expect(actionsOf(reading).filter((action) => action.startsWith('iam:'))).toEqual(['iam:SimulatePrincipalPolicy']);
    const role = 'arn:aws:iam::111122223333:role/x';
    expect(ask(reading?.permissions, 'iam:SimulatePrincipalPolicy', role)).toBe('allow');
    expect(ask(reading?.permissions, 'iam:SimulatePrincipalPolicy', role.replace('role', 'user'))).toBe('none');
  });

  it('follow the partition', () => {
    const state = stateOf(
      doc('NotebookImds', 'imds', 'want: {minimumInstanceMetadataServiceVersion: "2"}'),
      doc('Organization', 'o', 'partition: aws-us-gov\naccess: {readRole: R, writeRole: W}\nregions: [us-gov-west-1]'),
    );
    const text = JSON.stringify(STACK_PLACES.map((place) => rolesAt(place, state)));
    expect(text).toContain('arn:aws-us-gov:sagemaker');
    expect(text).not.toContain('arn:aws:');
  });
});

describe('who may assume them', () => {
  const HUB = 'arn:aws:iam::222233334444:role/SagekeeperHub';
  const values = parametersOf({ hubRoleArn: HUB, organizationId: 'o-abcdefghij' }, 'secret-id');
  const trust = (state: typeof BOTH, given = GIVEN): readonly Readonly<Record<string, unknown>>[] =>
    (filledIn(rolesAt('members', state, given)[0]?.trust, values) as JsonDocument).Statement as never;
  const asked = { 'aws:PrincipalOrgID': 'o-abcdefghij', 'sts:ExternalId': 'secret-id' };
  /** The principal is checked apart: the evaluator knows identities' documents only. */
  const decide = (
    statements: readonly Readonly<Record<string, unknown>>[],
    action: string,
    keys: AskedRequest['keys'],
  ) => {
    const documents = statements.map(({ Principal, ...rest }) => {
      expect(Principal).toEqual({ AWS: HUB });
      return { ...rest, Resource: '*' };
    });
    return ask({ Version: '2012-10-17', Statement: documents }, action, '*', keys);
  };

  it.each([
    ['the hub', asked, 'allow'],
    ['another organization', { ...asked, 'aws:PrincipalOrgID': 'o-zzzzzzzzzz' }, 'none'],
    ['without the external id', { 'aws:PrincipalOrgID': 'o-abcdefghij' }, 'none'],
    ['another external id', { ...asked, 'sts:ExternalId': 'other' }, 'none'],
  ])('%s', (_who, keys, expected) => {
    expect(decide(trust(BOTH), 'sts:AssumeRole', keys)).toBe(expected);
  });

  it('with the source identity that is configured, and only with it', () => {
    const state = stateWith('readRole: R, sourceIdentity: sagekeeper');
    const keys = { 'aws:PrincipalOrgID': 'o-abcdefghij', 'sts:SourceIdentity': 'sagekeeper' };
    expect(decide(trust(state), 'sts:SetSourceIdentity', keys)).toBe('allow');
    expect(decide(trust(state), 'sts:AssumeRole', keys)).toBe('allow');
    expect(decide(trust(state), 'sts:AssumeRole', { 'aws:PrincipalOrgID': 'o-abcdefghij' })).toBe('none');
    expect(decide(trust(BOTH), 'sts:SetSourceIdentity', { ...asked, ...keys })).toBe('none');
    expect(actionsOf(rolesAt('hub', state)[0])).toContain('sts:SetSourceIdentity');
  });

  it('with session tags only where a pod identity brings them along', () => {
    const onEc2 = { ...GIVEN, hub: { runsOn: 'ec2', oidcProviderArn: undefined } } as const;
    expect(decide(trust(BOTH), 'sts:TagSession', asked)).toBe('allow');
    expect(decide(trust(BOTH, onEc2), 'sts:TagSession', asked)).toBe('none');
  });

  const provider = 'arn:aws:iam::222233334444:oidc-provider/oidc.example/id/A';
  const on = (runsOn: Platform) => {
    const { roles, parameters } = stackFor('hub', BOTH, { ...GIVEN, hub: { runsOn, oidcProviderArn: provider } });
    return filledIn(roles[0]?.trust.Statement[0], parameters);
  };

  it.each([
    ['pod-identity', { Service: 'pods.eks.amazonaws.com' }],
    ['irsa', { Federated: provider }],
    ['ecs', { Service: 'ecs-tasks.amazonaws.com' }],
    ['ec2', { Service: 'ec2.amazonaws.com' }],
  ] as const)('the hub on %s', (runsOn, principal) => {
    expect(on(runsOn)).toMatchObject({ Effect: 'Allow', Principal: principal });
  });

  it('the hub only as the service account of the controller', () => {
    expect(on('irsa')).toMatchObject({
      Condition: {
        StringEquals: {
          'oidc.example/id/A:aud': 'sts.amazonaws.com',
          'oidc.example/id/A:sub': 'system:serviceaccount:sagekeeper:sagekeeper',
        },
      },
    });
    expect(on('pod-identity')).toMatchObject({
      Condition: { StringEquals: { 'aws:RequestTag/kubernetes-service-account': 'sagekeeper' } },
    });
  });
});
