/** The document of an endpoint that is replaced stands nowhere else: is it in the log to the last character, and harmless there? */
import { describe, expect, it } from '@jest/globals';
import type { Event } from '../../src/model/event.ts';
import { createLog } from '../../src/report/log.ts';
import { NOW } from './world.ts';

/** As long as AWS lets one be, with what would be cut, redacted or forged anywhere else. */
const KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const BEFORE = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: '*', Action: '*', Resource: [`arn:aws:s3:::${KEY}`, 'arn:aws:s3:::ä\u202e\u2028/*'] },
    { Sid: 'x'.repeat(20_000), Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' },
  ],
});

const SENT: Event = {
  event: 'CallSent',
  arn: 'arn:aws:ec2:eu-central-1:111122223333:vpc/vpc-1',
  account: '111122223333',
  region: 'eu-central-1',
  policies: ['endpoints'],
  change: 'c-1',
  call: { operation: 'ModifyVpcEndpoint', input: { VpcEndpointId: 'vpce-1', PolicyDocument: '{"Ours":"hunter2"}' } },
  before: { endpoint: 'vpce-1', document: BEFORE, documentSha256: 'a'.repeat(64), statements: ['added SagekeeperX'] },
  effect: 'change',
  outcome: 'accepted',
  message: undefined,
  why: 'a statement of vpce-1 differs',
};

function told(event: Event): { readonly text: string; readonly line: Readonly<Record<string, unknown>> } {
  const written: string[] = [];
  createLog({ destination: { write: (line) => written.push(line) }, now: () => NOW }).tell(event);
  expect(written).toHaveLength(1);
  const text = written[0] ?? '';
  return { text, line: JSON.parse(text) as Readonly<Record<string, unknown>> };
}

describe('the line of a change of an endpoint', () => {
  it('tells the whole document that was there before, so that it can be put back, in characters that do nothing', () => {
    const { text, line } = told(SENT);
    expect(JSON.parse(String(line['document']))).toEqual(JSON.parse(BEFORE));
    expect(text).toMatch(/^[\x20-\x7e]*\n$/);
    expect(line).toMatchObject({
      operation: 'ModifyVpcEndpoint',
      endpoint: 'vpce-1',
      documentSha256: 'a'.repeat(64),
      statements: ['added SagekeeperX'],
      msg: 'changing the document of vpce-1 of vpc-1 in 111122223333/eu-central-1: a statement of vpce-1 differs',
    });
    expect(text).not.toContain('hunter2');
  });

  it('tells it also where nobody knows whether it was replaced, and not where it was not', () => {
    const unsure = told({ ...SENT, outcome: 'ambiguous', message: 'no answer' }).line;
    expect(JSON.parse(String(unsure['document']))).toEqual(JSON.parse(BEFORE));
    expect(told({ ...SENT, outcome: 'denied', message: 'no' }).line).toMatchObject({
      msg: 'could not change the document of vpce-1 of vpc-1 in 111122223333/eu-central-1: denied: no',
    });
    expect(told({ ...SENT, outcome: 'denied' }).line).not.toHaveProperty('document');
  });

  it('has a bound, whatever AWS answers', () => {
    const { text } = told({ ...SENT, before: { document: 'y'.repeat(1_000_000) } });
    expect(text.length).toBeLessThan(2_000);
  });

  it.each([
    ['CreateVpcEndpoint', { VpcId: 'vpc-1' }, 'making an endpoint for S3 in vpc-1 in'],
    ['StopTrainingJob', { TrainingJobName: 'x' }, 'stopping vpc-1 in'],
  ] as const)('says in words what %s does', (operation, input, words) => {
    expect(told({ ...SENT, before: undefined, call: { operation, input } }).line['msg']).toContain(words);
  });
});
