// Pipelines: what is listed and described, how versions come about, who wins, and what is refused.
import { beforeEach, describe, expect, it } from '@jest/globals';
import { MEMBER, REGION } from './ask.ts';
import { arnOf, ROLE, START, TOKEN, training } from './pipelines-world.ts';
import { ADMIN, begun, WORLD } from './three-pipelines.ts';

let { cloud, as, wait, described, update } = begun();
function begin(world = WORLD): void {
  ({ cloud, as, wait, described, update } = begun(world));
}
beforeEach(() => begin());

const summaries = (input = {}) => as('ListPipelines', input)['PipelineSummaries'] as { PipelineName: string }[];
const names = (input = {}) => summaries(input).map(({ PipelineName }) => PipelineName);
const versionsOf = (name: string, more = {}) =>
  as('ListPipelineVersions', { PipelineName: name, ...more })['PipelineVersionSummaries'] as object[];
const refusal = (code: string, message: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(message) });

describe('reading', () => {
  it('lists what changed when, newest first, without definitions', () => {
    expect(summaries()).toEqual([
      expect.objectContaining({ PipelineName: 'search', PipelineArn: arnOf('search') }),
      expect.objectContaining({ PipelineName: 'aws-quickstart', PipelineArn: arnOf('aws-quickstart', 'aws') }),
      {
        PipelineArn: arnOf('fraud-daily'),
        PipelineName: 'Fraud-Daily',
        RoleArn: ROLE,
        CreationTime: Date.parse('2024-01-02') / 1000,
        LastModifiedTime: Date.parse('2025-01-02') / 1000,
      },
    ]);
  });

  it('filters, sorts and pages; a token is good for its question only', () => {
    expect(names({ PipelineNamePrefix: 's' })).toEqual(['search']);
    expect(names({ CreatedAfter: Date.parse('2024-01-15') / 1000 })).toEqual(['search', 'aws-quickstart']);
    expect(names({ CreatedBefore: Date.parse('2024-01-15') / 1000 })).toEqual(['Fraud-Daily']);
    expect(names({ SortBy: 'Name', SortOrder: 'Ascending' })).toEqual(['Fraud-Daily', 'aws-quickstart', 'search']);
    const first = as('ListPipelines', { MaxResults: 2 });
    expect(names({ MaxResults: 2, NextToken: first['NextToken'] })).toEqual(['Fraud-Daily']);
    expect(() => names({ NextToken: first['NextToken'], SortOrder: 'Ascending' })).toThrow(
      refusal('ValidationException', 'NextToken'),
    );
    expect(() => names({ MaxResults: 101 })).toThrow(refusal('ValidationException', 'less than or equal to 100'));
  });

  it('describes by name, by ARN in any case, and as of a version', () => {
    const newest = described('Fraud-Daily');
    expect(newest).toMatchObject({ PipelineDefinition: training('mlp'), PipelineStatus: 'Active' });
    expect(newest).toMatchObject({ CreatedBy: { IamIdentity: { Arn: expect.stringContaining('DataScience/owner') } } });
    expect(described(arnOf('Fraud-Daily').replace('fraud-daily', 'FRAUD-daily'))).toEqual(newest);
    expect(described('Fraud-Daily', { PipelineVersionId: 1 })).toMatchObject({
      PipelineDefinition: training(),
      PipelineVersionDisplayName: 'first',
    });
    expect(described(arnOf('aws-quickstart', 'aws'))).toMatchObject({ PipelineName: 'aws-quickstart' });
  });

  it.each(['fraud-daily', 'nobody', arnOf('search', 'aws'), arnOf('search', '999999999999')])('finds no %s', (name) => {
    expect(() => described(name)).toThrow(refusal('ResourceNotFound', 'does not exist'));
  });

  it('tells versions, and what was last executed of each', () => {
    as('StartPipelineExecution', { PipelineName: 'Fraud-Daily', PipelineVersionId: 1, ClientRequestToken: TOKEN });
    expect(versionsOf('Fraud-Daily')).toEqual([
      expect.objectContaining({ PipelineVersionId: 2 }),
      expect.objectContaining({
        PipelineVersionId: 1,
        PipelineVersionDisplayName: 'first',
        LastExecutionPipelineExecutionArn: expect.stringContaining('/execution/'),
      }),
    ]);
    expect(versionsOf('Fraud-Daily', { SortOrder: 'Ascending', MaxResults: 1 })).toMatchObject([
      { PipelineVersionId: 1 },
    ]);
    expect(described('Fraud-Daily')).toMatchObject({ LastRunTime: START / 1000 });
  });

  it('can be stale: by versions or by time, in each of the reads', () => {
    wait(1_000);
    update('search', { PipelineDefinition: training('mlp') });
    const stale = (more: object) => cloud.setFaults([{ match: {}, fault: 'stale-read', ...more }]);
    for (const age of [{ versions: 1 }, { agoMs: 500 }]) {
      wait(100);
      stale(age);
      expect(described('search')).toMatchObject({ PipelineDefinition: training() });
      expect(versionsOf('search')).toHaveLength(1);
      expect(summaries({ PipelineNamePrefix: 'search' })).toMatchObject([
        { LastModifiedTime: Date.parse('2024-03-01') / 1000 },
      ]);
      cloud.setFaults([]);
    }
    expect(versionsOf('search')).toHaveLength(2);
  });
});

describe('updating', () => {
  it('makes a version of each new definition, none of the same, and moves LastModifiedTime', () => {
    wait(5_000);
    expect(update('search', { PipelineDefinition: training('mlp') })).toEqual({
      PipelineArn: arnOf('search'),
      PipelineVersionId: 2,
    });
    wait(5_000);
    expect(update('search', { PipelineDefinition: training('mlp') })).toMatchObject({ PipelineVersionId: 2 });
    expect(update('search', { PipelineDescription: 'words' })).toMatchObject({ PipelineVersionId: 2 });
    expect(described('search')).toMatchObject({
      PipelineDefinition: training('mlp'),
      PipelineDescription: 'words',
      LastModifiedTime: (START + 10_000) / 1000,
      LastModifiedBy: { IamIdentity: { Arn: `arn:aws:sts::${MEMBER}:assumed-role/${ADMIN}/sagekeeper-test` } },
    });
    expect(update('search', { PipelineDefinition: training() })).toMatchObject({ PipelineVersionId: 3 });
    expect(described('search', { PipelineVersionId: 1 })).toMatchObject({ PipelineDefinition: training() });
  });

  it.each([
    ['no JSON', { PipelineDefinition: 'steps: []' }, 'not valid JSON'],
    ['no object', { PipelineDefinition: '[1]' }, 'not valid JSON'],
    ['no steps', { PipelineDefinition: '{"Version":"2020-12-01"}' }, 'at least one step'],
    ['empty steps', { PipelineDefinition: '{"Steps":[]}' }, 'at least one step'],
    ['nothing', { PipelineDefinition: '' }, 'greater than or equal to 1'],
    ['too much', { PipelineDefinition: ' '.repeat(1_048_577) }, 'less than or equal to 1048576'],
    [
      'two of them',
      { PipelineDefinition: training(), PipelineDefinitionS3Location: { Bucket: 'b', ObjectKey: 'k' } },
      'Only one of',
    ],
    ['nothing in S3', { PipelineDefinitionS3Location: { Bucket: 'b', ObjectKey: 'k' } }, 's3://b/k'],
  ])('refuses a definition that is %s', (_what, input, message) => {
    expect(() => update('search', input)).toThrow(refusal('ValidationException', message));
    expect(described('search')).toMatchObject({ PipelineDefinition: training() });
  });

  it('takes 1,048,576 characters, and reads S3', () => {
    const padding = ' '.repeat(1_048_576 - training().length);
    expect(update('search', { PipelineDefinition: training() + padding })).toMatchObject({ PipelineVersionId: 2 });
    begin({ ...WORLD, objects: { 's3://b/k': training('mlp') } });
    update('search', { PipelineDefinitionS3Location: { Bucket: 'b', ObjectKey: 'k' } });
    expect(described('search')).toMatchObject({ PipelineDefinition: training('mlp') });
  });

  it('meets a conflict while another update is in flight, or the pipeline is being deleted', () => {
    cloud.setFaults([{ match: {}, fault: 'delay', delayMs: 2_000, times: 1 }]);
    update('search', { PipelineDefinition: training('a') });
    const again = () => update('search', { PipelineDefinition: training('b') });
    expect(again).toThrow(refusal('ConflictException', 'being updated'));
    wait(2_000);
    expect(again()).toMatchObject({ PipelineVersionId: 3 });
    as('DeletePipeline', { PipelineName: 'search', ClientRequestToken: TOKEN });
    expect(again).toThrow(refusal('ConflictException', 'being deleted'));
    expect(described('search')).toMatchObject({ PipelineStatus: 'Deleting' });
    wait(5_000);
    expect(again).toThrow(refusal('ResourceNotFound', arnOf('search')));
    expect(names()).not.toContain('search');
  });

  it('takes as long as its world says', () => {
    begin({ ...WORLD, behaviour: { pipelineUpdateMs: 1_000 } });
    update('search', { PipelineDefinition: training('a') });
    expect(() => update('search', { PipelineDescription: 'x' })).toThrow(refusal('ConflictException', 'being updated'));
    cloud.personDoes({ kind: 'pipeline', account: MEMBER, region: REGION, name: 'search', action: 'finish' });
    expect(update('search', { PipelineDescription: 'x' })).toMatchObject({ PipelineVersionId: 2 });
  });

  it('leaves alone what AWS manages', () => {
    expect(() => update('aws-quickstart', { PipelineDescription: 'mine' })).toThrow(
      refusal('ValidationException', 'managed by AWS'),
    );
  });

  it.each([
    ['reset-before', 'ECONNRESET', training()],
    ['reset-after', 'ECONNRESET', training('mlp')],
    ['conflict', 'ConflictException', training()],
    ['throttle', 'ThrottlingException', training()],
  ] as const)('%s says %s, and leaves the definition as it must be', (fault, code, definition) => {
    cloud.setFaults([{ match: { operation: 'UpdatePipeline', resource: 'search' }, fault }]);
    expect(() => update('search', { PipelineDefinition: training('mlp') })).toThrow(expect.objectContaining({ code }));
    expect(described('search')).toMatchObject({ PipelineDefinition: definition });
  });

  it('names a version and nothing else of it', () => {
    const named = { PipelineArn: arnOf('Fraud-Daily'), PipelineVersionId: 1, PipelineVersionDisplayName: 'old' };
    expect(as('UpdatePipelineVersion', named)).toEqual({ PipelineArn: arnOf('Fraud-Daily'), PipelineVersionId: 1 });
    expect(described('Fraud-Daily', { PipelineVersionId: 1 })).toMatchObject({
      PipelineVersionDisplayName: 'old',
      PipelineDefinition: training(),
    });
    expect(() => as('UpdatePipelineVersion', { ...named, PipelineVersionId: 9 })).toThrow(
      refusal('ResourceNotFound', "'9'"),
    );
  });
});
