// Pipelines: creation, permissions, tags, and the people who edit them meanwhile.
import { beforeEach, describe, expect, it } from '@jest/globals';
import { MEMBER, REGION, sessionIn } from './ask.ts';
import { arnOf, caller, ROLE, TOKEN, training } from './pipelines-world.ts';
import { ADMIN, begun, WORLD } from './three-pipelines.ts';

let { cloud, as, described, update } = begun();
function begin(world = WORLD): void {
  ({ cloud, as, described, update } = begun(world));
}
beforeEach(() => begin());

const refusal = (code: string, message: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(message) });

describe('creating', () => {
  const created = {
    PipelineName: 'New-One',
    PipelineDefinition: training(),
    RoleArn: ROLE,
    ClientRequestToken: TOKEN,
    Tags: [{ Key: 'team', Value: 'x' }],
  };

  it('is done once for one token, and refused for another', () => {
    expect(as('CreatePipeline', created)).toEqual({ PipelineArn: arnOf('new-one') });
    expect(as('CreatePipeline', created)).toEqual({ PipelineArn: arnOf('new-one') });
    expect(() => as('CreatePipeline', { ...created, ClientRequestToken: `${TOKEN}2` })).toThrow(
      refusal('ValidationException', 'Pipeline with name (New-One) already exists'),
    );
    expect(cloud.pipeline(MEMBER, REGION, 'new-one')).toMatchObject({ versions: [{ id: 1 }], roleArn: ROLE });
  });

  it('needs a definition, and the right to pass the role', () => {
    const { PipelineDefinition: _definition, ...without } = created;
    expect(() => as('CreatePipeline', without)).toThrow(refusal('ValidationException', 'required'));
    const policy = { Statement: { Effect: 'Allow', Action: 'sagemaker:*', Resource: '*' } };
    const narrow = caller(cloud, sessionIn(cloud, ADMIN, policy));
    expect(() => narrow('CreatePipeline', created)).toThrow(refusal('AccessDeniedException', 'iam:PassRole'));
    expect(narrow('UpdatePipeline', { PipelineName: 'search', PipelineDescription: 'x' })).toMatchObject({});
    expect(() => narrow('UpdatePipeline', { PipelineName: 'search', RoleArn: ROLE })).toThrow(
      refusal('AccessDeniedException', 'iam:PassRole'),
    );
  });
});

describe('permissions', () => {
  const session = (policy: unknown) => caller(cloud, sessionIn(cloud, 'SagekeeperWrite', policy));

  it('are those of the role, narrowed by the session to one pipeline', () => {
    const one = session({ Statement: { Effect: 'Allow', Action: '*', Resource: arnOf('search') } });
    expect(one('UpdatePipeline', { PipelineName: 'search', PipelineDefinition: training('x') })).toMatchObject({
      PipelineVersionId: 2,
    });
    expect(() => one('UpdatePipeline', { PipelineName: 'Fraud-Daily', PipelineDefinition: training('x') })).toThrow(
      refusal('AccessDeniedException', 'no session policy allows the sagemaker:UpdatePipeline action'),
    );
    expect(() => one('DeletePipeline', { PipelineName: 'search', ClientRequestToken: TOKEN })).toThrow(
      refusal('AccessDeniedException', 'no identity-based policy'),
    );
    const read = caller(cloud, sessionIn(cloud, 'SagekeeperRead'));
    expect(() => read('UpdatePipeline', { PipelineName: 'search' })).toThrow(
      refusal('AccessDeniedException', 'sagemaker:UpdatePipeline'),
    );
  });

  it('end at the boundary of the role', () => {
    const boundary = { Statement: { Effect: 'Allow', Action: 'sagemaker:*', Resource: arnOf('search') } };
    begin({ ...WORLD, roles: [{ name: ADMIN, externalId: null, allow: ['*'], boundary }] });
    expect(described('search')).toMatchObject({ PipelineName: 'search' });
    expect(() => described('Fraud-Daily')).toThrow(
      refusal('AccessDeniedException', 'no permissions boundary allows the sagemaker:DescribePipeline action'),
    );
  });

  it('know the version that is asked for', () => {
    const first = session({
      Statement: {
        Effect: 'Allow',
        Action: 'sagemaker:DescribePipeline',
        Resource: '*',
        Condition: { StringEquals: { 'sagemaker:PipelineVersionId': '1' } },
      },
    });
    expect(first('DescribePipeline', { PipelineName: 'Fraud-Daily', PipelineVersionId: 1 })).toMatchObject({});
    expect(() => first('DescribePipeline', { PipelineName: 'Fraud-Daily' })).toThrow(
      refusal('AccessDeniedException', 'session policy'),
    );
  });

  it('can ask for the role on each update', () => {
    begin({ ...WORLD, behaviour: { passRoleOnUpdate: true } });
    const one = session({ Statement: { Effect: 'Allow', Action: 'sagemaker:*', Resource: '*' } });
    expect(() => one('UpdatePipeline', { PipelineName: 'search', PipelineDescription: 'x' })).toThrow(
      refusal('AccessDeniedException', `iam:PassRole on resource: ${ROLE}`),
    );
  });
});

describe('tags', () => {
  const arn = arnOf('Fraud-Daily');
  it('are read, written and found', () => {
    as('AddTags', { ResourceArn: arn, Tags: [{ Key: 'owner', Value: 'ada' }] });
    as('DeleteTags', { ResourceArn: arn, TagKeys: ['team'] });
    expect(as('ListTags', { ResourceArn: arn })['Tags']).toEqual([{ Key: 'owner', Value: 'ada' }]);
    const found = (types: readonly string[]) =>
      as('GetResources', { ResourceTypeFilters: types }, 'tagging')['ResourceTagMappingList'];
    expect(found(['sagemaker:pipeline'])).toEqual([{ ResourceARN: arn, Tags: [{ Key: 'owner', Value: 'ada' }] }]);
    expect(found(['sagemaker'])).toHaveLength(1);
    expect(found(['sagemaker:notebook-instance'])).toEqual([]);
    expect(described('Fraud-Daily')).toMatchObject({ LastModifiedTime: Date.parse('2025-01-02') / 1000 });
  });

  it('of nothing are refused', () => {
    expect(() => as('ListTags', { ResourceArn: arnOf('nobody') })).toThrow(refusal('ResourceNotFound', 'nobody'));
  });
});

describe('people', () => {
  const person = (action: 'update' | 'create' | 'delete' | 'tag' | 'start', more = {}, name = 'search') =>
    cloud.personDoes({ kind: 'pipeline', account: MEMBER, region: REGION, name, action, ...more });

  it('store what they like, and are told apart', () => {
    expect(person('update', { definition: '[[[', by: 'ada' })).toBe('ok');
    expect(described('search')).toMatchObject({
      PipelineDefinition: '[[[',
      LastModifiedBy: { IamIdentity: { Arn: `arn:aws:sts::${MEMBER}:assumed-role/DataScience/ada` } },
    });
    expect(person('create', { definition: { Steps: [{ Name: 'ä' }] }, tags: { a: 'b' } }, 'made')).toBe('ok');
    expect(described('made')).toMatchObject({ PipelineDefinition: '{"Steps": [{"Name": "\\u00e4"}]}' });
    expect([person('create', { definition: '{}' }, 'made'), person('start', { version: 7 })]).toEqual([
      'exists',
      'version 7 does not exist',
    ]);
    expect([person('delete'), person('update', { definition: '{}' }), person('tag', {}, 'nobody')]).toEqual([
      'ok',
      expect.stringContaining('being deleted'),
      'ResourceNotFound',
    ]);
    expect(cloud.journal.after(0).filter(({ kind }) => kind === 'change')).toMatchObject([
      {
        by: 'person',
        changed: ['versions', 'modifiedAt', 'modifiedBy'],
      },
      { from: undefined, to: 'Active' },
      { to: 'Deleting' },
    ]);
  });

  it('come between two requests exactly when told to, before or after one', () => {
    const deed = { kind: 'pipeline', account: MEMBER, region: REGION, name: 'search', action: 'update' } as const;
    cloud.setInterventions([
      {
        match: { operation: 'UpdatePipeline', resource: 'search', nth: 2 },
        deed: { ...deed, definition: training('owner') },
      },
      {
        match: { operation: 'UpdatePipeline' },
        when: 'after',
        times: 1,
        deed: { ...deed, definition: training('late') },
      },
    ]);
    expect(update('search', { PipelineDefinition: training('one') })).toMatchObject({ PipelineVersionId: 2 });
    expect(described('search')).toMatchObject({ PipelineDefinition: training('late') });
    expect(update('search', { PipelineDefinition: training('two') })).toMatchObject({ PipelineVersionId: 5 });
    expect(described('search')).toMatchObject({ PipelineDefinition: training('two') });
    expect(described('search', { PipelineVersionId: 4 })).toMatchObject({ PipelineDefinition: training('owner') });
    expect(cloud.interventionOutcomes).toEqual(['ok', 'ok']);
  });

  it('act in a fork without touching what it came from', () => {
    const fork = cloud.fork();
    fork.personDoes({
      kind: 'pipeline',
      account: MEMBER,
      region: REGION,
      name: 'search',
      action: 'update',
      definition: '{}',
    });
    expect([cloud, fork].map((one) => one.pipeline(MEMBER, REGION, 'search')?.versions.length)).toEqual([1, 2]);
  });
});
