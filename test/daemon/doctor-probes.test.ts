/**
 * The doctor's questions: there is one for every operation of every kind, about nothing that exists, and what an answer says of a
 * permission.
 */
import { describe, expect, it } from '@jest/globals';
import { operationRow } from '../../src/aws/operations.ts';
import { writeSessionPolicy } from '../../src/aws/session-policy.ts';
import { isPermitted, readProbes, strangerAt, writeProbe } from '../../src/daemon/doctor-probes.ts';
import { AwsError } from '../../src/model/aws-error.ts';
import type { AwsErrorReason } from '../../src/model/aws-error.ts';
import { RESOURCE_KINDS } from '../../src/resources/index.ts';

const TARGET = { account: '111122223333', region: 'eu-central-1' };
const TOKEN = '0123456789abcdef0123';
const KINDS = Object.values(RESOURCE_KINDS);
const stranger = (kind: (typeof KINDS)[number]) => strangerAt(TARGET, kind, 'aws', TOKEN);

describe('questions', () => {
  it.each(KINDS)('to read every operation of $name say what they are about', (kind) => {
    for (const [operation, input] of readProbes(kind.reads, stranger(kind))) {
      expect([operation, Object.keys(input).length > 0]).toEqual([operation, true]);
    }
  });

  it.each(KINDS)('to write every operation of $name are about a stranger, in a session for nothing else', (kind) => {
    for (const operation of kind.writes) {
      const probe = writeProbe(operation, stranger(kind), []);
      if (probe === undefined) throw new Error(`no probe for ${operation}`);
      const { service, resourceMember = '' } = operationRow(operation);
      expect([operation, String(probe.input[resourceMember])]).toEqual([
        operation,
        expect.stringContaining(TOKEN.slice(0, 17)),
      ]);
      expect([operation, probe.input['DryRun']]).toEqual([operation, service === 'ec2' ? true : undefined]);
      const scope = { change: 'c', resourceArns: probe.resourceArns, operations: [operation] };
      expect(writeSessionPolicy(scope)).toContain(TOKEN.slice(0, 17));
    }
  });

  it('of tuning and AutoML jobs have names that AWS takes', () => {
    const { job } = RESOURCE_KINDS;
    const inputs = readProbes(job.reads, stranger(job)).map(([, input]) => input);
    const names = inputs.flatMap((input) => [input['HyperParameterTuningJobName'], input['AutoMLJobName']]);
    for (const name of names.filter((one) => one !== undefined)) {
      expect(name).toMatch(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,31}$/);
    }
  });
});

describe('an answer', () => {
  it.each<[string, AwsErrorReason, string, boolean]>([
    ['DryRunOperation', 'invalid', 'Request would have succeeded, but DryRun flag is set.', true],
    ['UnauthorizedOperation', 'denied', 'You are not authorized to perform this operation.', false],
    ['InvalidVpcEndpointId.NotFound', 'not-found', 'The vpc endpoint id does not exist', true],
    ['NoSuchBucket', 'invalid', 'The specified bucket does not exist', true],
    ['NoSuchBucketPolicy', 'invalid', 'The bucket policy does not exist', true],
    ['AccessDenied', 'denied', 'Access Denied', false],
    ['ValidationException', 'invalid', 'Could not find model "arn:aws:sagemaker:..."', true],
    ['ValidationException', 'invalid', 'Requested resource not found.', true],
    ['ValidationException', 'invalid', '1 validation error detected', false],
    ['ThrottlingException', 'throttled', 'Rate exceeded', false],
  ])('%s (%s): %s', (code, reason, message, is) => {
    const error = new AwsError({
      reason,
      code,
      message,
      operation: 'DescribeVpcs',
      target: TARGET,
      delivery: 'answered',
    });
    expect(isPermitted(error)).toBe(is);
  });
});
