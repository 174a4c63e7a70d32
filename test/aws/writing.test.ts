/** What goes out when something is written, and what surely does not? */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { AwsCall } from '../../src/model/resource.ts';
import type { ChangeScope } from '../../src/model/world.ts';
import type { OperationName } from '../../src/aws/operations.ts';
import { createWorld, lost, refusal, TARGET, type Answers, type TestWorld } from './world.ts';

const ARN = 'arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/fraud-nb';
const SCOPE: ChangeScope = { change: 'c-1', resourceArns: [ARN], operations: ['StopNotebookInstance', 'AddTags'] };
const STOP: AwsCall = { operation: 'StopNotebookInstance', input: { NotebookInstanceName: 'Fraud-NB' } };
const FINE: Answers = (request) => (request.service === 'sts' ? undefined : {});

const write = async (
  world: TestWorld,
  call: AwsCall | undefined = STOP,
  operation: OperationName = 'StopNotebookInstance',
) => world.gateway.write(TARGET, SCOPE, operation, async () => call);
const written = (world: TestWorld) => world.requests.filter((request) => request.service === 'sagemaker');

describe('a write', () => {
  it('is sent once, in a session that is limited to the change', async () => {
    const world = createWorld((request) => (request.service === 'sts' ? undefined : { Told: 1 }));
    await expect(write(world)).resolves.toEqual({ sent: true, call: STOP, answer: { Told: 1 }, error: undefined });
    expect(written(world)).toHaveLength(1);
    expect(written(world)[0]?.credentials.accessKeyId).toContain('111122223333 Write');
    const assume = world.requests.find((request) => request.operation === 'AssumeRole');
    expect(assume?.input).toMatchObject({ RoleSessionName: 'sagekeeper-c-1', DurationSeconds: 900 });
    expect(JSON.parse(String(assume?.input['Policy']))).toMatchObject({
      Statement: [{ Action: ['sagemaker:StopNotebookInstance', 'sagemaker:AddTags'], Resource: [ARN] }],
    });
  });

  it('shares its session with the other writes of the change, and with no other change', async () => {
    const world = createWorld(FINE);
    await write(world);
    await write(world, { operation: 'AddTags', input: { ResourceArn: ARN, Tags: [] } }, 'AddTags');
    expect(new Set(written(world).map((request) => request.credentials.accessKeyId)).size).toBe(1);
    await world.gateway.write(TARGET, { ...SCOPE, change: 'c-2' }, 'StopNotebookInstance', async () => STOP);
    await world.gateway.write(
      TARGET,
      { ...SCOPE, operations: ['StopNotebookInstance'] },
      'StopNotebookInstance',
      async () => STOP,
    );
    expect(new Set(written(world).map((request) => request.credentials.accessKeyId)).size).toBe(3);
  });

  it.each<[string, Error, object]>([
    ['refused', refusal('AccessDeniedException'), { reason: 'denied', delivery: 'answered' }],
    [
      'in conflict',
      refusal('ValidationException', 'Status (Stopping) not in ([InService]).'),
      { reason: 'conflict', conflictStatus: 'Stopping' },
    ],
    ['throttled', refusal('ThrottlingException'), { reason: 'throttled', delivery: 'answered' }],
    ['lost', lost(), { reason: 'unavailable', delivery: 'ambiguous' }],
    [
      'answered with a server error',
      refusal('InternalFailure', '', 500),
      { reason: 'unavailable', delivery: 'ambiguous' },
    ],
    [
      'too late for its session',
      refusal('ExpiredTokenException'),
      { obstacle: 'expired-session', delivery: 'answered' },
    ],
  ])('that is %s is told, and never sent again', async (_what, failure, facts) => {
    const world = createWorld((request) => {
      if (request.service === 'sagemaker') throw failure;
      return undefined;
    });
    await expect(write(world)).resolves.toMatchObject({ sent: true, call: STOP, error: { facts } });
    expect(written(world)).toHaveLength(1);
  });

  it('that is refused because it is so already is as good as done', async () => {
    const scope: ChangeScope = {
      change: 'c-1',
      resourceArns: ['arn:aws:ec2:eu-central-1:111122223333:security-group/sg-1'],
      operations: ['AuthorizeSecurityGroupIngress'],
    };
    const call: AwsCall = { operation: 'AuthorizeSecurityGroupIngress', input: { GroupId: 'sg-1' } };
    const answering = (code: string): TestWorld =>
      createWorld((request) => {
        if (request.service === 'ec2') throw refusal(code);
        return undefined;
      });
    const done = answering('InvalidPermission.Duplicate').gateway;
    await expect(done.write(TARGET, scope, call.operation, async () => call)).resolves.toMatchObject({
      sent: true,
      error: undefined,
    });
    const refused = answering('InvalidGroup.NotFound').gateway;
    await expect(refused.write(TARGET, scope, call.operation, async () => call)).resolves.toMatchObject({
      error: { facts: { reason: 'not-found' } },
    });
  });

  it('that never left throws', async () => {
    const world = createWorld((request) => {
      if (request.service === 'sagemaker') throw lost('ECONNREFUSED', 'not-sent');
      return undefined;
    });
    await expect(write(world)).rejects.toMatchObject({ facts: { delivery: 'not-sent' } });
  });

  it('is not sent without a session', async () => {
    const world = createWorld((request) => {
      if (request.operation === 'AssumeRole') throw refusal('AccessDenied');
      return FINE(request);
    });
    let chose = false;
    const writing = world.gateway.write(TARGET, SCOPE, 'StopNotebookInstance', async () => {
      chose = true;
      return STOP;
    });
    await expect(writing).rejects.toMatchObject({ facts: { obstacle: 'role-not-assumable' } });
    expect(chose).toBe(false);
  });

  it('is not sent without a write role', async () => {
    const access = {
      readRole: 'Read',
      writeRole: undefined,
      externalId: undefined,
      managementRole: undefined,
      sourceIdentity: undefined,
    };
    const world = createWorld(FINE, { settings: { access, partition: 'aws', rates: {} } });
    await expect(write(world)).rejects.toMatchObject({
      facts: { reason: 'denied', code: 'NoWriteRole', delivery: 'not-sent' },
    });
    expect(written(world)).toEqual([]);
  });

  it('is not sent when it is no longer right, and frees its slot', async () => {
    const world = createWorld(FINE);
    const none = world.gateway.write(TARGET, SCOPE, 'StopNotebookInstance', async () => undefined);
    await expect(none).resolves.toEqual({ sent: false });
    for (let i = 0; i < 40; i += 1) await write(world);
    expect(written(world)).toHaveLength(40);
  });

  it.each<[string, AwsCall]>([
    [
      'an operation outside the scope',
      { operation: 'StartNotebookInstance', input: { NotebookInstanceName: 'fraud-nb' } },
    ],
    ['a read', { operation: 'DescribeNotebookInstance', input: { NotebookInstanceName: 'fraud-nb' } }],
    ['another resource', { operation: 'StopNotebookInstance', input: { NotebookInstanceName: 'other' } }],
    ['another resource by ARN', { operation: 'AddTags', input: { ResourceArn: `${ARN}-2`, Tags: [] } }],
    ['no resource', { operation: 'StopNotebookInstance', input: {} }],
  ])('is never %s', async (_what, call) => {
    const world = createWorld(FINE);
    await expect(write(world, call)).rejects.toThrow('invariant');
    expect(written(world)).toEqual([]);
  });

  it('is chosen only once its turn has come', async () => {
    const world = createWorld(FINE, {
      settings: {
        access: {
          readRole: 'Read',
          writeRole: 'Write',
          externalId: undefined,
          managementRole: undefined,
          sourceIdentity: undefined,
        },
        partition: 'aws',
        rates: { '*': 'off', 'sagemaker:write': { perSecond: 0.01, burst: 1 } },
      },
    });
    await write(world);
    let chose = false;
    const second = world.gateway.write(TARGET, SCOPE, 'StopNotebookInstance', async () => {
      chose = true;
      return STOP;
    });
    const ends = Promise.allSettled([second]);
    for (let i = 0; i < 20; i += 1) await Promise.resolve();
    expect(chose).toBe(false);
    expect(world.gateway.waiting()).toMatchObject({ sagemaker: 1 });
    await world.gateway.close(1_000);
    const facts = { code: 'ShuttingDown', delivery: 'not-sent' };
    await expect(ends).resolves.toMatchObject([{ status: 'rejected', reason: { facts } }]);
    expect(chose).toBe(false);
  });
});

describe('a write that waits between being chosen and being sent', () => {
  afterEach(() => void jest.useRealTimers());

  it.each([
    { slots: 'in a lane whose slots come often gives it back', perSecond: 2, sent: false, chosenTimes: 1 },
    { slots: 'in a slow lane is chosen anew in its slot', perSecond: 0.3, sent: true, chosenTimes: 2 },
  ])('$slots', async ({ perSecond, sent, chosenTimes }) => {
    jest.useFakeTimers();
    const access = { readRole: 'Read', writeRole: 'Write', externalId: undefined };
    const world = createWorld(FINE, {
      settings: {
        access: { ...access, managementRole: undefined, sourceIdentity: undefined },
        partition: 'aws',
        rates: { '*': 'off', 'sagemaker:write': { perSecond, burst: 1 } },
      },
    });
    const intervalMs = 1_000 / perSecond;
    const lateMs = 0.9 * intervalMs;
    const first = world.gateway.write(TARGET, SCOPE, 'StopNotebookInstance', async () => {
      await new Promise((resolve) => setTimeout(resolve, lateMs));
      return STOP;
    });
    await jest.advanceTimersByTimeAsync(1);
    let chosen = 0;
    const second = world.gateway.write(TARGET, SCOPE, 'StopNotebookInstance', async () => {
      chosen += 1;
      setTimeout(() => world.clock.advance(2 * lateMs), 1);
      return Promise.resolve(STOP);
    });
    await jest.advanceTimersByTimeAsync(3 * intervalMs);
    expect((await first).sent).toBe(true);
    expect([(await second).sent, chosen]).toEqual([sent, chosenTimes]);
    expect(written(world)).toHaveLength(sent ? 2 : 1);
  });
});

describe('closing', () => {
  it('waits for what is in flight, up to the grace, and then cuts it off', async () => {
    let answer = (): void => undefined;
    const hanging = new Promise<object>((resolve) => {
      answer = () => resolve({});
    });
    const world = createWorld((request) => (request.service === 'sagemaker' ? hanging : undefined));
    const writing = write(world);
    while (written(world).length === 0) await Promise.resolve();
    const before = world.clock.now();
    const closing = world.gateway.close(5_000);
    await Promise.resolve();
    expect(world.closed).toBe(false);
    answer();
    await closing;
    expect(world.closed).toBe(true);
    expect(world.clock.now() - before).toBeLessThan(5_000);
    await expect(writing).resolves.toMatchObject({ sent: true, error: undefined });
    await expect(world.gateway.reader(TARGET).read('ListTags', {})).rejects.toMatchObject({
      facts: { code: 'ShuttingDown' },
    });
  });

  it('does not wait longer than the grace', async () => {
    const world = createWorld((request) =>
      request.service === 'sagemaker' ? new Promise(() => undefined) : undefined,
    );
    void write(world);
    while (written(world).length === 0) await Promise.resolve();
    const before = world.clock.now();
    await world.gateway.close(500);
    expect(world.closed).toBe(true);
    expect(world.clock.now() - before).toBe(500);
  });
});
