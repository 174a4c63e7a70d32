// Faults on demand: which requests they strike, what the wire looks like, and whether the request was carried out.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FaultRule } from '../../src/simulator/faults.ts';
import {
  ask,
  assume,
  authorization,
  type Credentials,
  MEMBER,
  REGION,
  simulatorOf,
  type Watched,
  worldOf,
} from './ask.ts';

let simulator: Watched;
let write: Credentials;
beforeEach(async () => {
  simulator = await simulatorOf(
    worldOf([
      { name: 'one', status: 'InService', imds: '1', tags: { a: 'b' } },
      { name: 'two', status: 'Stopped', imds: '1' },
    ]),
  );
  write = await assume(simulator, 'SagekeeperWrite');
});
afterEach(() => simulator.close());

const meet = (fault: FaultRule['fault'], match: FaultRule['match'] = {}, more: Partial<FaultRule> = {}) =>
  simulator.cloud.setFaults([{ match, fault, ...more }]);
const call = (verb: string, name = 'one') =>
  ask(simulator, write, `sagemaker.${verb}NotebookInstance`, { NotebookInstanceName: name });
const truth = (name = 'one') => simulator.cloud.notebook(MEMBER, REGION, name)?.status;

/** The raw answer, for those that no parser likes. */
async function raw(operation: string, input: object, signal?: AbortSignal): Promise<{ status: number; body: string }> {
  const response = await fetch(simulator.url, {
    method: 'POST',
    headers: {
      authorization: authorization(write, 'sagemaker'),
      'x-amz-security-token': write.token ?? '',
      'x-amz-target': `SageMaker.${operation}`,
    },
    body: JSON.stringify(input),
    ...(signal === undefined ? {} : { signal }),
  });
  return { status: response.status, body: await response.text() };
}
const STOP = ['StopNotebookInstance', { NotebookInstanceName: 'one' }] as const;
const DESCRIBE = ['DescribeNotebookInstance', { NotebookInstanceName: 'one' }] as const;

describe('on the wire', () => {
  it.each([
    ['reset-before', 'InService'],
    ['reset-after', 'Stopping'],
  ] as const)('%s cuts the connection; the notebook is %s', async (fault, status) => {
    meet(fault, { operation: 'StopNotebookInstance' });
    await expect(raw(...STOP)).rejects.toThrow('fetch failed');
    expect(truth()).toBe(status);
  });

  it('hangs until the caller gives up, carried out only when asked', async () => {
    for (const [applied, status] of [
      [false, 'InService'],
      [true, 'Stopping'],
    ] as const) {
      meet('hang', {}, { applied });
      const { last } = simulator.journal;
      const patience = new AbortController();
      const hanging = raw(...STOP, patience.signal);
      while (simulator.journal.last === last) await new Promise((resolve) => setImmediate(resolve));
      patience.abort(new Error('enough'));
      await expect(hanging).rejects.toThrow('enough');
      expect(truth()).toBe(status);
    }
  });

  it.each([
    ['http-500', 500, /InternalFailure/],
    ['http-503', 503, /ServiceUnavailable/],
    ['html-200', 200, /^<html>/],
    ['empty-200', 200, /^$/],
    ['truncated-json', 200, /^\{"NotebookInstanceName":[^}]*$/],
  ] as const)('%s', async (fault, status, body) => {
    meet(fault);
    const answer = await raw(...DESCRIBE);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatch(body);
  });

  it('delays', async () => {
    meet('delay', {}, { delayMs: 150 });
    const begun = performance.now();
    expect((await call('Describe')).status).toBe(200);
    expect(performance.now() - begun).toBeGreaterThan(140);
  });
});

describe('in AWS', () => {
  it.each([
    ['throttle', 'ThrottlingException', 'Rate exceeded'],
    [
      'access-denied',
      'AccessDeniedException',
      'because no identity-based policy allows the sagemaker:StopNotebookInstance action',
    ],
    ['control-policy-denied', 'AccessDeniedException', 'with an explicit deny in a service control policy'],
    ['expired-token', 'ExpiredTokenException', 'expired'],
    ['region-disabled', 'UnrecognizedClientException', 'invalid'],
    ['resource-limit', 'ResourceLimitExceeded', 'account-level service limit'],
    ['vanish', 'ValidationException', 'RecordNotFound'],
  ] as const)('%s changes nothing', async (fault, code, text) => {
    meet(fault);
    const reply = await call('Stop');
    expect([reply.status, reply.code]).toEqual([400, code]);
    expect(reply.message).toContain(text);
    expect(truth()).toBe('InService');
  });

  it('vanish leaves it in the list', async () => {
    meet('vanish', { operation: 'DescribeNotebookInstance' });
    expect((await call('Describe')).message).toBe('RecordNotFound');
    const listed = await ask(simulator, write, 'sagemaker.ListNotebookInstances');
    expect(listed.body['NotebookInstances']).toHaveLength(2);
  });

  it('a start that does not take says nothing', async () => {
    meet('start-noop');
    expect(await call('Start', 'two')).toMatchObject({ status: 200, body: {} });
    simulator.pass(90_000);
    expect(truth('two')).toBe('Stopped');
  });

  it('a start that fails says why later', async () => {
    meet('start-fails');
    await call('Start', 'two');
    expect(truth('two')).toBe('Pending');
    simulator.pass(90_000);
    const { body } = await call('Describe', 'two');
    expect(body['NotebookInstanceStatus']).toBe('Failed');
    expect(body['FailureReason']).toContain('InsufficientCapacity');
  });

  it('a stop can be stuck until somebody helps', async () => {
    meet('stuck-stopping');
    await call('Stop');
    simulator.pass(86_400_000);
    expect(truth()).toBe('Stopping');
    expect(simulator.cloud.person(MEMBER, REGION, 'one', 'finish')).toBe('ok');
    expect(truth()).toBe('Stopped');
  });

  it('reads can be stale by versions or by time', async () => {
    await call('Stop');
    simulator.pass(60_000);
    expect((await call('Describe')).body['NotebookInstanceStatus']).toBe('Stopped');
    meet('stale-read', {}, { versions: 1 });
    expect((await call('Describe')).body['NotebookInstanceStatus']).toBe('Stopping');
    const listed = await ask(simulator, write, 'sagemaker.ListNotebookInstances', { StatusEquals: 'Stopping' });
    expect(listed.body['NotebookInstances']).toHaveLength(1);
    meet('stale-read', {}, { agoMs: 61_000 });
    expect((await call('Describe')).body['NotebookInstanceStatus']).toBe('InService');
    expect((await call('Stop')).message).toContain('Status (Stopped)');
  });

  it('lists can repeat a token for ever, or come empty', async () => {
    const list = (NextToken?: unknown) =>
      ask(simulator, write, 'sagemaker.ListNotebookInstances', {
        MaxResults: 1,
        ...(NextToken === undefined ? {} : { NextToken }),
      });
    meet('repeated-token');
    const first = await list();
    const second = await list(first.body['NextToken']);
    expect(second.body['NextToken']).toBe(first.body['NextToken']);
    meet('empty-page', { nth: 2 });
    const one = await list();
    const empty = await list(one.body['NextToken']);
    const two = await list(empty.body['NextToken']);
    expect([one, empty, two].map((reply) => (reply.body['NotebookInstances'] as object[]).length)).toEqual([1, 0, 1]);
    expect(two.body['NextToken']).toBeUndefined();
  });
});

describe('a rule', () => {
  const outcomes = async (times: number, name = 'one') => {
    const codes: (string | undefined)[] = [];
    for (let index = 0; index < times; index += 1) {
      codes.push((await call('Describe', name)).code);
    }
    return codes.map((code) => code !== undefined);
  };

  it.each<[FaultRule['match'], number | undefined, readonly boolean[]]>([
    [{ nth: 2 }, undefined, [false, true, false, false]],
    [{ every: 2 }, undefined, [false, true, false, true]],
    [{}, 2, [true, true, false, false]],
    [{ resource: 'ON*' }, undefined, [true, true, true, true]],
    [{ resource: 'two' }, undefined, [false, false, false, false]],
    [{ account: MEMBER, region: REGION, operation: 'DescribeNotebookInstance' }, 1, [true, false, false, false]],
    [{ account: '999999999999' }, undefined, [false, false, false, false]],
    [{ region: 'us-east-1' }, undefined, [false, false, false, false]],
    [{ operation: 'StopNotebookInstance' }, undefined, [false, false, false, false]],
  ])('%j, at most %s times, strikes %j', async (match, times, struck) => {
    meet('throttle', match, times === undefined ? {} : { times });
    expect(await outcomes(4)).toEqual(struck);
  });

  it('is found by ARN too', async () => {
    meet('throttle', { resource: `arn:aws:sagemaker:*:${MEMBER}:notebook-instance/one` });
    const ResourceArn = `arn:aws:sagemaker:${REGION}:${MEMBER}:notebook-instance/one`;
    expect((await ask(simulator, write, 'sagemaker.ListTags', { ResourceArn })).code).toBe('ThrottlingException');
  });
});
