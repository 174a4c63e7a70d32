/** What does a reader do with what AWS answers? */
import { describe, expect, it } from '@jest/globals';
import { READ_ATTEMPTS, READ_DEADLINE_MS } from '../../src/aws/calls.ts';
import { MAX_PAGES } from '../../src/aws/pages.ts';
import { collect, createWorld, HUB, lost, refusal, TARGET, type Answers } from './world.ts';

const describeOne = async (answers: Answers, changes = {}) => {
  const world = createWorld(answers, changes);
  const reading = world.gateway.reader(TARGET).read('DescribeNotebookInstance', { NotebookInstanceName: 'a' });
  return { world, reading };
};
const sagemaker =
  (answers: Answers): Answers =>
  (request) =>
    request.service === 'sagemaker' ? answers(request) : undefined;
/** Each of these in turn, the last for ever; errors are thrown. */
const inTurn = (...outcomes: unknown[]): Answers => {
  let next = 0;
  return sagemaker(() => {
    const outcome = outcomes[Math.min(next, outcomes.length - 1)];
    next += 1;
    if (outcome instanceof Error) throw outcome;
    return outcome;
  });
};

describe('a read', () => {
  it('is sent with the session of the read role, in the region of the target', async () => {
    const { world, reading } = await describeOne(inTurn({ NotebookInstanceName: 'a' }));
    await expect(reading).resolves.toEqual({ NotebookInstanceName: 'a' });
    const sent = world.requests.at(-1);
    expect(sent).toMatchObject({ service: 'sagemaker', region: 'eu-central-1' });
    expect(sent?.credentials.accessKeyId).toContain('111122223333 Read');
    expect(world.told.at(-1)).toMatchObject({
      service: 'sagemaker',
      operation: 'DescribeNotebookInstance',
      outcome: 'ok',
    });
  });

  it.each<[string, unknown]>([
    ['a throttle', refusal('ThrottlingException', 'Rate exceeded')],
    ['a lost connection', lost()],
    ['a server error', refusal('InternalFailure', '', 500)],
    ['an empty answer', undefined],
    ['something that is no object', []],
  ])('is tried again after %s', async (_what, outcome) => {
    const { world, reading } = await describeOne(inTurn(outcome, outcome, { ok: true }));
    await expect(reading).resolves.toEqual({ ok: true });
    expect(world.requests.filter((request) => request.service === 'sagemaker')).toHaveLength(3);
  });

  it.each([
    ['AccessDeniedException', '', 'denied'],
    ['ValidationException', 'RecordNotFound', 'not-found'],
    ['ValidationException', 'bad', 'invalid'],
    ['UnrecognizedClientException', '', 'denied'],
  ])('is not tried again after %s %s', async (code, message, reason) => {
    const { world, reading } = await describeOne(inTurn(refusal(code, message)));
    await expect(reading).rejects.toMatchObject({ facts: { reason } });
    expect(world.requests.filter((request) => request.service === 'sagemaker')).toHaveLength(1);
  });

  it('ends after its attempts, with the last error, and tells every attempt', async () => {
    const { world, reading } = await describeOne(inTurn(refusal('ThrottlingException')));
    await expect(reading).rejects.toMatchObject({
      facts: { reason: 'throttled', operation: 'DescribeNotebookInstance' },
    });
    expect(world.throttles).toEqual(Array.from({ length: READ_ATTEMPTS }, () => 'sagemaker'));
    expect(world.told.filter((told) => told.outcome === 'throttled')).toHaveLength(READ_ATTEMPTS);
  });

  it('ends at its deadline', async () => {
    const { world, reading } = await describeOne((request) => {
      if (request.service !== 'sagemaker') return undefined;
      world.clock.advance(READ_DEADLINE_MS);
      throw lost('TimeoutError');
    });
    await expect(reading).rejects.toMatchObject({ facts: { code: 'TimeoutError' } });
    expect(world.requests.filter((request) => request.service === 'sagemaker')).toHaveLength(1);
  });

  it('gets one fresh session when AWS says that the session has expired', async () => {
    const { world, reading } = await describeOne(inTurn(refusal('ExpiredTokenException'), { ok: true }));
    await expect(reading).resolves.toEqual({ ok: true });
    const keys = world.requests.filter((r) => r.service === 'sagemaker').map((r) => r.credentials.accessKeyId);
    expect(new Set(keys).size).toBe(2);
    const second = await describeOne(inTurn(refusal('ExpiredTokenException')));
    await expect(second.reading).rejects.toMatchObject({ facts: { obstacle: 'expired-session' } });
    expect(second.world.requests.filter((r) => r.operation === 'AssumeRole')).toHaveLength(2);
  });

  it('that is tried again waits in front of those that have not been tried', async () => {
    let lostOnce = false;
    const order: unknown[] = [];
    const answers = sagemaker(({ input }) => {
      order.push(input['NotebookInstanceName']);
      if (lostOnce) return {};
      lostOnce = true;
      throw lost();
    });
    const access = { readRole: 'Read', writeRole: undefined, externalId: undefined, managementRole: undefined };
    const rates = { '*': 'off', 'sagemaker:describe': { perSecond: 100, burst: 1 } } as const;
    const settings = { access: { ...access, sourceIdentity: undefined }, partition: 'aws', rates };
    const reader = createWorld(answers, { settings }).gateway.reader(TARGET);
    const names = ['a', 'b', 'c'];
    await Promise.all(
      names.map(async (name) => reader.read('DescribeNotebookInstance', { NotebookInstanceName: name })),
    );
    expect(order).toHaveLength(4);
    expect(order[1]).toBe(order[0]);
  });

  it.each([1, READ_ATTEMPTS])('that we break off ourselves, at attempt %i, says nothing of AWS', async (last) => {
    let breakOff: (why: Error) => void = () => undefined;
    let attempts = 0;
    const { world, reading } = await describeOne(
      sagemaker(() => {
        attempts += 1;
        if (attempts < last) throw lost();
        return new Promise((_resolve, reject) => (breakOff = reject));
      }),
    );
    const ends = Promise.allSettled([reading]);
    while (attempts < last) await Promise.resolve();
    await world.gateway.close(0);
    breakOff(lost());
    expect(await ends).toMatchObject([{ reason: { facts: { code: 'ShuttingDown' } } }]);
    expect(attempts).toBe(last);
  });

  it('and what AWS refused before the end is told all the same', async () => {
    let answer: (why: Error) => void = () => undefined;
    let isAsked = false;
    const { world, reading } = await describeOne(
      sagemaker(() => {
        isAsked = true;
        return new Promise((_resolve, reject) => (answer = reject));
      }),
    );
    const ends = Promise.allSettled([reading]);
    while (!isAsked) await Promise.resolve();
    await world.gateway.close(0);
    answer(refusal('AccessDeniedException'));
    expect(await ends).toMatchObject([{ reason: { facts: { reason: 'denied' } } }]);
  });

  it('never writes', async () => {
    const world = createWorld(() => ({}));
    await expect(world.gateway.reader(TARGET).read('StopNotebookInstance', {})).rejects.toThrow('invariant');
    expect(world.requests).toEqual([]);
  });

  it('asks for account settings where the partition has them', async () => {
    const world = createWorld((request) => (request.service === 'account' ? { Regions: [] } : undefined));
    await collect(world.gateway.reader(TARGET).pages('ListRegions', {}));
    expect(world.requests.at(-1)).toMatchObject({ service: 'account', region: 'us-east-1' });
  });
});

describe('a list', () => {
  const list = async (...pages: unknown[]) => {
    const world = createWorld(inTurn(...pages));
    return { world, all: collect(world.gateway.reader(TARGET).pages('ListNotebookInstances', { MaxResults: 100 })) };
  };
  const page = (names: readonly string[], NextToken?: string) => ({
    NotebookInstances: names.map((NotebookInstanceName) => ({ NotebookInstanceName })),
    ...(NextToken === undefined ? {} : { NextToken }),
  });

  it('is read to its end, empty pages included', async () => {
    const { world, all } = await list(page(['a'], 't1'), page([], 't2'), page(['b']));
    await expect(all).resolves.toEqual([{ NotebookInstanceName: 'a' }, { NotebookInstanceName: 'b' }]);
    expect(world.requests.slice(-2).map((request) => request.input)).toEqual([
      { MaxResults: 100, NextToken: 't1' },
      { MaxResults: 100, NextToken: 't2' },
    ]);
  });

  it.each<[string, unknown[]]>([
    ['an answer without the array', [{}]],
    ['null instead of the array', [{ NotebookInstances: null }]],
    ['an item that is null', [{ NotebookInstances: [null] }]],
    ['an item that is a string', [{ NotebookInstances: ['a'] }]],
    ['a token that repeats', [page(['a'], 't1'), page(['b'], 't1')]],
    ['tokens in a circle', [page(['a'], 't1'), page(['b'], 't2'), page(['c'], 't1')]],
    ['an empty token', [page(['a'], '')]],
    ['a token that is no string', [{ NotebookInstances: [], NextToken: 7 }]],
    ['a second page without the array', [page(['a'], 't1'), {}]],
  ])('is nobody-knows after %s', async (_what, pages) => {
    const { world, all } = await list(...pages);
    await expect(all).rejects.toMatchObject({ facts: { reason: 'unavailable', code: 'IncompleteRead' } });
    expect(world.requests.filter((request) => request.service === 'sagemaker')).toHaveLength(pages.length);
  });

  it('is nobody-knows when it has no end', async () => {
    let token = 0;
    const world = createWorld(sagemaker(() => page([], `t${(token += 1)}`)));
    const all = collect(world.gateway.reader(TARGET).pages('ListNotebookInstances', {}));
    await expect(all).rejects.toMatchObject({ facts: { code: 'IncompleteRead' } });
    expect(token).toBe(MAX_PAGES);
  });

  it('ends with an empty token where the tagging API ends so', async () => {
    const world = createWorld((request) =>
      request.service === 'tagging'
        ? { ResourceTagMappingList: [{ ResourceARN: 'x' }], PaginationToken: '' }
        : undefined,
    );
    await expect(collect(world.gateway.reader(TARGET).pages('GetResources', {}))).resolves.toHaveLength(1);
  });

  it('may end with an empty token of EC2, and may have empty pages before', async () => {
    let page = 0;
    const world = createWorld((request) => {
      if (request.service !== 'ec2') return undefined;
      page += 1;
      return page === 1 ? { Vpcs: [], NextToken: 'more' } : { Vpcs: [{ VpcId: 'vpc-1' }], NextToken: '' };
    });
    await expect(collect(world.gateway.reader(TARGET).pages('DescribeVpcs', {}))).resolves.toEqual([
      { VpcId: 'vpc-1' },
    ]);
  });

  it('has pages only where the operation has', () => {
    const world = createWorld(() => ({}));
    expect(() => world.gateway.reader(TARGET).pages('DescribeNotebookInstance', {})).toThrow('invariant');
  });
});

describe('the organization', () => {
  it("is read with the hub's own credentials in the partition's region", async () => {
    const world = createWorld((request) => (request.service === 'organizations' ? { Accounts: [] } : undefined));
    await collect(world.gateway.organizationReader().pages('ListAccounts', {}));
    expect(world.requests.at(-1)).toMatchObject({
      service: 'organizations',
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIAHUB' },
    });
    await expect(world.gateway.hubIdentity()).resolves.toEqual({ account: HUB, arn: `arn:aws:iam::${HUB}:user/hub` });
    expect(world.requests.filter((request) => request.operation === 'GetCallerIdentity')).toHaveLength(1);
  });

  it('is read with the management role where one is configured', async () => {
    const access = {
      readRole: 'Read',
      writeRole: undefined,
      externalId: undefined,
      managementRole: 'Mgmt',
      sourceIdentity: undefined,
    };
    const world = createWorld(
      (request) => {
        if (request.operation === 'DescribeOrganization') return { Organization: { MasterAccountId: '222233334444' } };
        return request.service === 'organizations' ? { Accounts: [] } : undefined;
      },
      { settings: { access, partition: 'aws', rates: { '*': 'off' } } },
    );
    await collect(world.gateway.organizationReader().pages('ListAccounts', {}));
    expect(world.requests.at(-1)?.credentials.accessKeyId).toContain('222233334444 Mgmt');
  });
});
