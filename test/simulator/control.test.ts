// The simulator's own interface over HTTP: journal, truth, faults, people.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { assume, ask, MEMBER, REGION, simulatorOf, type Watched, worldOf } from './ask.ts';

let simulator: Watched;
beforeEach(async () => {
  simulator = await simulatorOf(worldOf([{ name: 'one', status: 'InService', imds: '1', tags: { owner: 'ada' } }]));
});
afterEach(() => simulator.close());

async function control(route: string, body?: unknown): Promise<{ status: number; said: Record<string, unknown> }> {
  const response = await fetch(`${simulator.url}/_simulator/${route}`, {
    method: body === undefined ? 'GET' : 'POST',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, said: (await response.json()) as Record<string, unknown> };
}

it('is healthy, and knows its routes', async () => {
  expect(await control('health')).toEqual({ status: 200, said: { status: 'ok', accounts: 3 } });
  expect((await control('elsewhere')).status).toBe(404);
  expect((await control('journal', {})).status).toBe(404);
});

it('tells the truth about notebooks', async () => {
  const { said } = await control('notebooks');
  expect(said['notebooks']).toMatchObject([
    {
      Account: MEMBER,
      Region: REGION,
      NotebookInstanceName: 'one',
      NotebookInstanceStatus: 'InService',
      Tags: [{ Key: 'owner', Value: 'ada' }],
    },
  ]);
});

it('reads the journal from where one left off, with what time has brought', async () => {
  await control('person', { account: MEMBER, region: REGION, name: 'one', action: 'stop' });
  const first = await control('journal?after=0');
  expect(first.said).toMatchObject({
    last: 1,
    dropped: 0,
    entries: [{ seq: 1, kind: 'change', to: 'Stopping', by: 'person' }],
  });
  simulator.pass(40_000);
  const next = await control(`journal?after=${String(first.said['last'])}`);
  expect(next.said['entries']).toMatchObject([{ seq: 2, to: 'Stopped', by: 'time' }]);
});

it('takes faults, and refuses what is none', async () => {
  const read = await assume(simulator, 'SagekeeperRead');
  expect(
    (
      await control('faults', {
        rules: [{ match: { operation: 'ListNotebookInstances' }, fault: 'throttle', times: 1 }],
      })
    ).said,
  ).toEqual({ rules: 1 });
  expect((await ask(simulator, read, 'sagemaker.ListNotebookInstances')).code).toBe('ThrottlingException');
  expect((await ask(simulator, read, 'sagemaker.ListNotebookInstances')).status).toBe(200);
  const wrong = await control('faults', { rules: [{ match: { operations: 'x' }, fault: 'meteor' }] });
  expect(wrong.status).toBe(400);
  expect(wrong.said['error']).toMatch(/operations[\s\S]*rules\[0\]/);
});

it('takes what people do, with the reason when it is impossible', async () => {
  const deed = { account: MEMBER, region: REGION, name: 'one' };
  expect((await control('person', { ...deed, action: 'start' })).said['outcome']).toContain(
    'Status (InService) not in',
  );
  expect((await control('person', { ...deed, action: 'tag', tags: { x: 'y' } })).said).toEqual({ outcome: 'ok' });
  expect((await control('person', { ...deed, action: 'explode' })).status).toBe(400);
  expect((await control('account', { account: MEMBER, state: 'SUSPENDED' })).status).toBe(200);
  await expect(assume(simulator, 'SagekeeperRead')).rejects.toThrow('AccessDenied');
});

it('lets people edit pipelines, also between two requests, and tells the truth about them', async () => {
  const place = { kind: 'pipeline', account: MEMBER, region: REGION, name: 'daily' };
  const made = { ...place, action: 'create', definition: { Steps: [] }, tags: { a: 'b' } };
  expect((await control('person', made)).said).toEqual({ outcome: 'ok' });
  const edit = { ...place, action: 'update', definition: 'theirs' };
  const rules = [{ match: { operation: 'DescribePipeline', resource: 'daily', nth: 2 }, deed: edit }];
  expect((await control('interventions', { rules })).said).toEqual({ rules: 1 });
  const read = await assume(simulator, 'SagekeeperRead');
  const describe = async () =>
    (await ask(simulator, read, 'sagemaker.DescribePipeline', { PipelineName: 'daily' })).body['PipelineDefinition'];
  expect([await describe(), await describe()]).toEqual(['{"Steps": []}', 'theirs']);
  expect((await control('interventions')).said).toEqual({ outcomes: ['ok'] });
  expect((await control('person', { ...place, action: 'start' })).said).toEqual({ outcome: 'ok' });
  expect((await control('pipelines')).said['pipelines']).toMatchObject([
    { Account: MEMBER, PipelineName: 'daily', PipelineVersionId: 2, Versions: [{}, {}], Tags: [{ Key: 'a' }] },
  ]);
  expect((await control('executions')).said['executions']).toMatchObject([{ PipelineVersionId: 2 }]);
  expect((await control('interventions', { rules: [{ ...rules[0], when: 'never' }] })).status).toBe(400);
  expect((await control('person', { ...place, action: 'explode' })).status).toBe(400);
});
