// Tags on notebooks, and the index of the tagging API that lags behind them.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ask,
  assume,
  type Credentials,
  MEMBER,
  REGION,
  type Reply,
  simulatorOf,
  type Watched,
  worldOf,
} from './ask.ts';

let simulator: Watched;
let write: Credentials;
const arnOf = (name: string) => `arn:aws:sagemaker:${REGION}:${MEMBER}:notebook-instance/${name}`;

beforeEach(async () => {
  simulator = await simulatorOf(
    worldOf(
      [
        { name: 'Mixed', tags: { owner: 'ada', team: 'fraud' } },
        { name: 'plain' },
        { name: 'other', tags: { owner: 'bob' } },
      ],
      {
        behaviour: { tagIndexLagMs: 60_000 },
      },
    ),
  );
  write = await assume(simulator, 'SagekeeperWrite');
});
afterEach(() => simulator.close());

const add = (name: string, tags: Readonly<Record<string, string>>) =>
  ask(simulator, write, 'sagemaker.AddTags', {
    ResourceArn: arnOf(name),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  });
const list = (name: string, more = {}) =>
  ask(simulator, write, 'sagemaker.ListTags', { ResourceArn: arnOf(name), ...more });
const find = (input = {}) =>
  ask(simulator, write, 'tagging.GetResources', { ResourceTypeFilters: ['sagemaker:notebook-instance'], ...input });
const found = (reply: Reply) =>
  (reply.body['ResourceTagMappingList'] as { ResourceARN: string }[]).map(
    ({ ResourceARN }) => ResourceARN.split('/')[1],
  );

describe('tags of a notebook', () => {
  it('are changed while it runs, by either spelling of its ARN', async () => {
    expect((await add('Mixed', { 'sagekeeper:intent': 'restore=InService phase=stop' })).status).toBe(200);
    expect((await add('mixed', { owner: 'eve' })).status).toBe(200);
    expect((await list('mixed')).body['Tags']).toEqual([
      { Key: 'owner', Value: 'eve' },
      { Key: 'sagekeeper:intent', Value: 'restore=InService phase=stop' },
      { Key: 'team', Value: 'fraud' },
    ]);
    await ask(simulator, write, 'sagemaker.DeleteTags', { ResourceArn: arnOf('mixed'), TagKeys: ['owner', 'nothing'] });
    expect((await list('Mixed')).body['Tags']).toHaveLength(2);
  });

  it('are at most fifty', async () => {
    const many = (from: number, to: number) =>
      Object.fromEntries(Array.from({ length: to - from }, (_, index) => [`k${from + index}`, 'v']));
    expect((await add('plain', many(0, 50))).status).toBe(200);
    expect((await add('plain', { one: 'more' })).message).toContain('at most 50 tags');
    expect((await add('plain', { k7: 'replaced' })).status).toBe(200);
    const first = await list('plain', { MaxResults: 50 });
    expect([(first.body['Tags'] as unknown[]).length, first.body['NextToken']]).toEqual([50, undefined]);
    expect((await list('plain', { MaxResults: 49 })).code).toBe('ValidationException');
  });

  it.each([
    [{ 'aws:mine': 'x' }, 'aws: prefixed'],
    [{ 'a;b': 'x' }, "Value 'a;b'"],
    [{ a: 'x'.repeat(257) }, 'tags.1.member.value'],
    [{ a: 'semi;colon' }, "Value 'semi;colon'"],
  ])('refuse %j', async (tags, text) => {
    expect((await add('plain', tags)).message).toContain(text);
  });

  it('belong to nobody when the ARN does', async () => {
    expect((await list('nobody')).message).toBe('RecordNotFound');
    const foreign = arnOf('mixed').replace(MEMBER, '999999999999');
    expect((await ask(simulator, write, 'sagemaker.ListTags', { ResourceArn: foreign })).code).toBe(
      'ValidationException',
    );
  });
});

describe('GetResources', () => {
  it('finds by key and value, and ends with an empty token', async () => {
    expect(found(await find())).toEqual(['mixed', 'other']);
    expect(found(await find({ TagFilters: [{ Key: 'owner', Values: ['ada', 'eve'] }] }))).toEqual(['mixed']);
    const reply = await find({ TagFilters: [{ Key: 'owner' }, { Key: 'team' }] });
    expect([found(reply), reply.body['PaginationToken']]).toEqual([['mixed'], '']);
    expect(found(await find({ ResourceTypeFilters: ['sagemaker:pipeline'] }))).toEqual([]);
  });

  it('pages', async () => {
    const first = await find({ ResourcesPerPage: 1 });
    const second = await find({ ResourcesPerPage: 1, PaginationToken: first.body['PaginationToken'] });
    expect([found(first), found(second), second.body['PaginationToken']]).toEqual([['mixed'], ['other'], '']);
    expect((await find({ ResourcesPerPage: 101 })).code).toBe('InvalidParameterException');
    expect((await find({ PaginationToken: 'nonsense' })).code).toBe('InvalidParameterException');
  });

  it('lags behind', async () => {
    await add('plain', { owner: 'new' });
    simulator.pass(59_999);
    expect(found(await find())).toEqual(['mixed', 'other']);
    simulator.pass(1);
    expect(found(await find())).toEqual(['mixed', 'other', 'plain']);
  });
});
