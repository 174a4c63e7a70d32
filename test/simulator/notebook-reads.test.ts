// Lists and pages: what a summary carries, where pages end, and what tokens are bound to.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { ask, assume, type Credentials, type Reply, simulatorOf, type Watched, worldOf } from './ask.ts';

let simulator: Watched;
let read: Credentials;

const names = Array.from({ length: 23 }, (_, index) => `n-${String(index).padStart(2, '0')}`);

beforeEach(async () => {
  simulator = await simulatorOf(
    worldOf(
      names.map((name, index) => ({
        name,
        status: index % 2 === 0 ? 'InService' : 'Stopped',
        createdAt: new Date(Date.UTC(2024, 0, 28 - index)).toISOString(),
      })),
    ),
  );
  read = await assume(simulator, 'SagekeeperRead');
});
afterEach(() => simulator.close());

const list = (input = {}) => ask(simulator, read, 'sagemaker.ListNotebookInstances', input);
const told = (reply: Reply) =>
  (reply.body['NotebookInstances'] as { NotebookInstanceName: string }[]).map((item) => item.NotebookInstanceName);

it('tells summaries only', async () => {
  const reply = await list({ MaxResults: 1 });
  const [summary] = reply.body['NotebookInstances'] as object[];
  expect(Object.keys(summary ?? {}).toSorted()).toEqual([
    'CreationTime',
    'InstanceType',
    'LastModifiedTime',
    'NotebookInstanceArn',
    'NotebookInstanceName',
    'NotebookInstanceStatus',
    'Url',
  ]);
});

it('pages by ten unless asked, and ends without a token', async () => {
  const first = await list();
  expect(told(first)).toEqual(names.slice(0, 10));
  const second = await list({ NextToken: first.body['NextToken'] });
  const third = await list({ NextToken: second.body['NextToken'] });
  expect([...told(second), ...told(third)]).toEqual(names.slice(10));
  expect(third.body['NextToken']).toBeUndefined();
  const whole = await list({ MaxResults: 23 });
  expect([told(whole).length, whole.body['NextToken']]).toEqual([23, undefined]);
});

it('binds tokens to filters, order and place', async () => {
  const first = await list({ StatusEquals: 'Stopped', MaxResults: 5 });
  const NextToken = first.body['NextToken'];
  expect(told(await list({ StatusEquals: 'Stopped', NextToken })).length).toBe(6);
  for (const other of [{}, { StatusEquals: 'InService' }, { StatusEquals: 'Stopped', SortOrder: 'Descending' }]) {
    expect(await list({ ...other, NextToken })).toMatchObject({ status: 400, code: 'ValidationException' });
  }
  expect((await list({ NextToken: 'bm9uc2Vuc2U' })).code).toBe('ValidationException');
  const elsewhere = await ask(
    simulator,
    read,
    'sagemaker.ListNotebookInstances',
    { StatusEquals: 'Stopped', NextToken },
    'us-east-1',
  );
  expect(elsewhere.code).toBe('ValidationException');
});

it('skips nothing when items vanish between pages', async () => {
  const first = await list({ MaxResults: 4 });
  for (const name of ['n-01', 'n-03']) {
    simulator.cloud.person('012345678901', 'eu-central-1', name, 'delete');
  }
  simulator.pass(30_000);
  const second = await list({ MaxResults: 4, NextToken: first.body['NextToken'] });
  expect(told(second)).toEqual(['n-04', 'n-05', 'n-06', 'n-07']);
});

it.each([
  [{ SortBy: 'Name', SortOrder: 'Descending', MaxResults: 2 }, ['n-22', 'n-21']],
  [{ SortBy: 'CreationTime', MaxResults: 2 }, ['n-22', 'n-21']],
  [{ SortBy: 'Status', SortOrder: 'Descending', MaxResults: 2 }, ['n-21', 'n-19']],
  [{ NameContains: '-2' }, ['n-20', 'n-21', 'n-22']],
  [{ CreationTimeAfter: Date.UTC(2024, 0, 27) / 1000 }, ['n-00']],
  [{ CreationTimeBefore: Date.UTC(2024, 0, 7) / 1000 }, ['n-22']],
])('lists by %j', async (input, wanted) => {
  expect(told(await list(input))).toEqual(wanted);
});

it('pages backwards to the end', async () => {
  const seen: string[] = [];
  let NextToken: unknown;
  for (let page = 0; page < 6; page += 1) {
    const reply = await list({
      SortOrder: 'Descending',
      MaxResults: 5,
      ...(NextToken === undefined ? {} : { NextToken }),
    });
    seen.push(...told(reply));
    NextToken = reply.body['NextToken'];
    if (NextToken === undefined) {
      break;
    }
  }
  expect(seen).toEqual(names.toReversed());
});

it.each([
  [
    { MaxResults: 101 },
    "Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100",
  ],
  [{ MaxResults: 0 }, 'greater than or equal to 1'],
  [{ MaxResults: 'many' }, 'be a number'],
  [{ StatusEquals: 'Running' }, 'enum value set'],
  [{ NameContains: 'a_b' }, 'regular expression pattern'],
])('refuses %j', async (input, text) => {
  const reply = await list(input);
  expect([reply.status, reply.code]).toEqual([400, 'ValidationException']);
  expect(reply.message).toContain('1 validation error detected');
  expect(reply.message).toContain(text);
});
