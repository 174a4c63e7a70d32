// The cloud without a wire: time from outside, people, forks, the journal, and how cheap a tiny world is.
import { describe, expect, it } from '@jest/globals';
import { type Cloud, createCloud } from '../../src/simulator/cloud.ts';
import { Journal, journalled, MAX_JOURNAL_ENTRIES } from '../../src/simulator/journal.ts';
import { MEMBER, REGION, sessionIn, START, worldOf } from './ask.ts';

const WORLD = worldOf([{ name: 'one', status: 'InService', imds: '1' }]);

function clocked(): { cloud: Cloud; pass: (ms: number) => void; key: string } {
  let now = START;
  const cloud = createCloud({ world: WORLD, now: () => now });
  return { cloud, pass: (ms) => (now += ms), key: sessionIn(cloud, 'SagekeeperWrite') };
}

function moved(cloud: Cloud, accessKeyId: string, operation: string, more = {}): unknown {
  return cloud.call({
    service: 'sagemaker',
    region: REGION,
    accessKeyId,
    operation,
    input: { NotebookInstanceName: 'one', ...more },
  });
}

const statusIn = (cloud: Cloud) => cloud.notebook(MEMBER, REGION, 'one')?.status;

it('answers, and throws what AWS refuses', () => {
  const { cloud, key } = clocked();
  expect(moved(cloud, key, 'StopNotebookInstance')).toEqual({});
  expect(() => moved(cloud, key, 'StopNotebookInstance')).toThrow(
    expect.objectContaining({
      code: 'ValidationException',
      status: 400,
      message: expect.stringContaining('Status (Stopping)'),
    }),
  );
});

describe('faults without a wire', () => {
  it.each([
    ['reset-after', 'ECONNRESET', 'Stopping'],
    ['reset-before', 'ECONNRESET', 'InService'],
    ['hang', 'TimeoutError', 'InService'],
    ['http-500', 'InternalFailure', 'InService'],
    ['truncated-json', 'SyntaxError', 'Stopping'],
  ] as const)('%s throws %s; the notebook is %s', (fault, code, status) => {
    const { cloud, key } = clocked();
    cloud.setFaults([{ match: {}, fault }]);
    expect(() => moved(cloud, key, 'StopNotebookInstance')).toThrow(expect.objectContaining({ code }));
    expect(statusIn(cloud)).toBe(status);
  });

  it('an empty answer is empty', () => {
    const { cloud, key } = clocked();
    cloud.setFaults([{ match: {}, fault: 'empty-200' }]);
    expect(moved(cloud, key, 'DescribeNotebookInstance')).toEqual({});
  });
});

describe('people', () => {
  it('obey the state machine', () => {
    const { cloud, pass } = clocked();
    const person = (action: Parameters<Cloud['person']>[3], detail = {}) =>
      cloud.person(MEMBER, REGION, 'one', action, detail);
    expect(person('start')).toContain('Status (InService) not in');
    expect([person('stop'), statusIn(cloud)]).toEqual(['ok', 'Stopping']);
    pass(40_000);
    expect(person('update', { settings: { imds: '2' } })).toBe('ok');
    pass(20_000);
    expect(cloud.notebook(MEMBER, REGION, 'one')).toMatchObject({ status: 'Stopped', imds: '2' });
    expect(person('tag', { tags: { a: 'b', c: 'd' } })).toBe('ok');
    expect(person('untag', { keys: ['a'] })).toBe('ok');
    expect([...(cloud.notebook(MEMBER, REGION, 'one')?.tags ?? [])]).toEqual([['c', 'd']]);
    expect(person('delete')).toBe('ok');
    pass(30_000);
    expect([person('start'), cloud.notebook(MEMBER, REGION, 'one')]).toEqual(['RecordNotFound', undefined]);
  });

  it('create it again by the same name, as another notebook', () => {
    const { cloud, pass } = clocked();
    const before = cloud.notebook(MEMBER, REGION, 'one')?.createdAt;
    expect(cloud.person(MEMBER, REGION, 'one', 'create')).toBe('exists');
    cloud.person(MEMBER, REGION, 'one', 'stop');
    pass(40_000);
    cloud.person(MEMBER, REGION, 'one', 'delete');
    pass(30_000);
    expect(cloud.person(MEMBER, REGION, 'one', 'create', { settings: { imds: '1' } })).toBe('ok');
    pass(90_000);
    const after = cloud.notebook(MEMBER, REGION, 'one');
    expect([after?.status, after?.createdAt === before, after?.createdAt]).toEqual([
      'InService',
      false,
      START + 70_000,
    ]);
  });
});

it('forks into worlds that go their own ways, with the same sessions', () => {
  const { cloud, pass, key } = clocked();
  moved(cloud, key, 'StopNotebookInstance');
  const fork = cloud.fork();
  pass(40_000);
  moved(fork, key, 'StartNotebookInstance');
  expect([statusIn(cloud), statusIn(fork)]).toEqual(['Stopped', 'Pending']);
  expect(fork.journal.after(0).map(({ kind }) => kind)).toEqual(['change', 'change', 'request']);
});

describe('the journal', () => {
  it('tells who asked what, and what changed by whom and when', () => {
    const { cloud, pass, key } = clocked();
    moved(cloud, key, 'StopNotebookInstance');
    pass(50_000);
    cloud.person(MEMBER, REGION, 'one', 'update', { settings: { imds: '2' } });
    const [assumed, stopping, request, stopped, updating] = cloud.journal.after(0);
    expect(assumed).toMatchObject({
      operation: 'AssumeRole',
      principal: 'arn:aws:iam::000000000002:user/hub',
      outcome: 'ok',
    });
    expect(stopping).toMatchObject({ kind: 'change', from: 'InService', to: 'Stopping', by: 'request', at: START });
    expect(request).toMatchObject({
      kind: 'request',
      account: MEMBER,
      region: REGION,
      role: 'SagekeeperWrite',
      session: 'sagekeeper-test',
      operation: 'StopNotebookInstance',
      input: { NotebookInstanceName: 'one' },
    });
    expect(stopped).toMatchObject({ from: 'Stopping', to: 'Stopped', by: 'time', at: START + 40_000 });
    expect(updating).toMatchObject({ from: 'Stopped', to: 'Updating', by: 'person', at: START + 50_000 });
  });

  it('is bounded, and says what it dropped', () => {
    const journal = new Journal();
    const entry = {
      kind: 'change',
      at: 0,
      account: '',
      region: '',
      resource: '',
      from: undefined,
      to: 'Stopped',
      by: 'time',
      changed: [],
    } as const;
    for (let index = 0; index < 2 * MAX_JOURNAL_ENTRIES; index += 1) {
      journal.add(entry);
    }
    expect([journal.last, journal.dropped]).toEqual([2 * MAX_JOURNAL_ENTRIES, MAX_JOURNAL_ENTRIES]);
    const [first] = journal.after(0, 1);
    expect(first?.seq).toBe(MAX_JOURNAL_ENTRIES + 1);
    expect(journal.after(journal.last - 3).map(({ seq }) => seq - journal.last)).toEqual([-2, -1, 0]);
  });

  it('keeps of a long text its length and beginning', () => {
    expect(journalled({ PipelineName: 'x', PipelineDefinition: 'a'.repeat(100_001) })).toEqual({
      PipelineName: 'x',
      PipelineDefinition: `${'a'.repeat(1_000)}... (100001 characters)`,
    });
    const short = { PipelineDefinition: 'a'.repeat(100_000) };
    expect(journalled(short)).toBe(short);
  });

  it('can be counters only', () => {
    const cloud = createCloud({ world: WORLD, now: () => START, journal: 'counters' });
    sessionIn(cloud, 'SagekeeperRead');
    expect([cloud.journal.after(0), cloud.journal.counters()]).toEqual([[], { 'sts.AssumeRole ok': 1 }]);
  });
});

it('scales the time that transitions take, never the time stamps', () => {
  let now = START;
  const cloud = createCloud({ world: WORLD, now: () => now, latencyScale: 0.01 });
  moved(cloud, sessionIn(cloud, 'SagekeeperWrite'), 'StopNotebookInstance');
  now += 400;
  expect(cloud.notebook(MEMBER, REGION, 'one')).toMatchObject({ status: 'Stopped', modifiedAt: START + 400 });
});
