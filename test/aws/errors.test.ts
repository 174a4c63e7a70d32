/** Which of the six reasons is it? */
import { describe, expect, it } from '@jest/globals';
import type { AwsErrorFacts } from '../../src/model/aws-error.ts';
import { noSession, toAwsError } from '../../src/aws/errors.ts';
import type { OperationName } from '../../src/aws/operations.ts';
import { TransportFailure, type TransportFailureFacts } from '../../src/aws/transport.ts';

const target = { account: '111122223333', region: 'eu-central-1' };

function classify(facts: Partial<TransportFailureFacts>, operation: OperationName = 'StopNotebookInstance') {
  const failure = new TransportFailure({ code: 'X', message: '', delivery: 'answered', status: 400, ...facts });
  return toAwsError(failure, { operation, target }).facts;
}

const WRONG_STATUS =
  'Status (Stopping) not in ([InService]). Unable to transition to (Stopping) for Notebook Instance (arn:aws:sagemaker:x)';
const BY_SCP =
  'User: arn:aws:sts::111122223333:assumed-role/SagekeeperWrite/x is not authorized to perform: sagemaker:StopNotebookInstance with an explicit deny in a service control policy';

const CASES: Record<string, [Partial<TransportFailureFacts>, Partial<AwsErrorFacts>]> = {
  'SageMaker throttles': [{ code: 'ThrottlingException', message: 'Rate exceeded' }, { reason: 'throttled' }],
  'Organizations throttles': [{ code: 'TooManyRequestsException' }, { reason: 'throttled', delivery: 'answered' }],
  'a throttle with a server status was turned away all the same': [
    { code: 'RequestLimitExceeded', status: 503, delivery: 'ambiguous' },
    { reason: 'throttled', delivery: 'answered' },
  ],
  'any 429': [{ code: 'Http429', status: 429, delivery: 'ambiguous' }, { reason: 'throttled' }],
  'a quota is no throttle': [{ code: 'ResourceLimitExceeded' }, { reason: 'unavailable', delivery: 'answered' }],
  'nor is this one': [{ code: 'LimitExceededException' }, { reason: 'unavailable' }],
  'wrong state': [
    { code: 'ValidationException', message: WRONG_STATUS },
    { reason: 'conflict', conflictStatus: 'Stopping', delivery: 'answered' },
  ],
  'somebody else writes': [{ code: 'ConcurrentModificationException' }, { reason: 'conflict' }],
  'an endpoint that is busy': [{ code: 'IncorrectState' }, { reason: 'conflict' }],
  'a notebook that is gone': [{ code: 'ValidationException', message: 'RecordNotFound' }, { reason: 'not-found' }],
  gone: [{ code: 'ResourceNotFound' }, { reason: 'not-found' }],
  'a parameter': [{ code: 'ValidationException', message: '1 validation error' }, { reason: 'invalid' }],
  denied: [{ code: 'AccessDeniedException', message: 'no identity-based policy' }, { reason: 'denied' }],
  'denied by a control policy': [
    { code: 'AccessDeniedException', message: BY_SCP },
    { reason: 'denied', obstacle: 'control-policy' },
  ],
  'a bad signature': [{ code: 'InvalidSignatureException', message: 'does not match' }, { reason: 'denied' }],
  'a clock that is off': [
    { code: 'InvalidSignatureException', message: 'Signature expired: 20261121T000000Z' },
    { reason: 'unavailable' },
  ],
  'a request that is too old': [{ code: 'RequestExpired' }, { reason: 'unavailable', delivery: 'answered' }],
  'an expired session': [{ code: 'ExpiredTokenException' }, { reason: 'unavailable', obstacle: 'expired-session' }],
  'a region that is not enabled': [
    { code: 'UnrecognizedClientException' },
    { reason: 'denied', obstacle: 'region-disabled' },
  ],
  'opting in is required': [{ code: 'OptInRequired' }, { reason: 'denied', obstacle: 'region-disabled' }],
  'no connection': [
    { code: 'ECONNREFUSED', delivery: 'not-sent', status: undefined },
    { reason: 'unavailable', delivery: 'not-sent' },
  ],
  'a lost answer': [
    { code: 'ECONNRESET', delivery: 'ambiguous', status: undefined },
    { reason: 'unavailable', delivery: 'ambiguous' },
  ],
  'a server error': [
    { code: 'InternalFailure', status: 500, delivery: 'ambiguous' },
    { reason: 'unavailable', delivery: 'ambiguous' },
  ],
  'a code of AWS in a lost answer decides nothing': [
    { code: 'ValidationException', status: 500, delivery: 'ambiguous' },
    { reason: 'unavailable' },
  ],
};

describe('toAwsError', () => {
  it.each(Object.entries(CASES))('%s', (_name, [facts, expected]) => {
    expect(classify(facts)).toMatchObject(expected);
  });

  it('names no obstacle that the answer does not name', () => {
    expect(classify({ code: 'AccessDeniedException', message: 'no identity-based policy' }).obstacle).toBeUndefined();
  });

  it("takes the hub's own bad credentials for denied, not for a region", () => {
    const facts = classify({ code: 'InvalidClientTokenId' }, 'AssumeRole');
    expect(facts).toMatchObject({ reason: 'denied' });
    expect(facts.obstacle).toBeUndefined();
    expect(classify({ code: 'RegionDisabledException' }, 'AssumeRole').obstacle).toBe('region-disabled');
  });

  it('names operation, account, region and request', () => {
    const failure = new TransportFailure({
      code: 'AccessDenied',
      message: 'no',
      delivery: 'answered',
      requestId: 'r-1',
    });
    const error = toAwsError(failure, { operation: 'ListTags', target });
    expect(error.message).toBe('ListTags in 111122223333/eu-central-1: AccessDenied: no (request r-1)');
    expect(error.cause).toBe(failure);
  });

  it('knows nothing about what it does not know', () => {
    const error = toAwsError(new TypeError('odd'), { operation: 'ListTags', target });
    expect(error.facts).toMatchObject({ reason: 'unavailable', code: 'TypeError', delivery: 'ambiguous' });
    expect(toAwsError(error, { operation: 'AddTags', target })).toBe(error);
  });

  it('leaves out what nobody can read', () => {
    const message = `You are not authorized. Encoded authorization failure message: ${'Ab-_9'.repeat(150)} `;
    expect(classify({ code: 'UnauthorizedOperation', message }).message).toBe('You are not authorized.');
  });

  it('cuts a page that somebody sent as a message', () => {
    expect(classify({ message: 'x'.repeat(100_000) }).message.length).toBeLessThanOrEqual(2_000);
  });
});

describe('noSession', () => {
  const denied = (message: string) =>
    noSession(
      toAwsError(new TransportFailure({ code: 'AccessDenied', message, delivery: 'answered' }), {
        operation: 'AssumeRole',
        target,
      }),
      '222233334444',
    );

  it('says that it was the role, unless a control policy stood in the way', () => {
    expect(denied('is not authorized to perform: sts:AssumeRole').facts.obstacle).toBe('role-not-assumable');
    expect(denied(BY_SCP).facts.obstacle).toBe('control-policy');
  });

  it('names the account that it is about', () => {
    expect(denied('no').facts.target).toEqual({ account: '222233334444', region: 'eu-central-1' });
  });
});
