/** What may a session do at most? */
import { describe, expect, it } from '@jest/globals';
import { OPERATIONS, type OperationName } from '../../src/aws/operations.ts';
import { MAX_SESSION_POLICY_CHARACTERS, readSessionPolicy, writeSessionPolicy } from '../../src/aws/session-policy.ts';

const ARN = 'arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/Fraud-NB';
const writes = (Object.keys(OPERATIONS) as OperationName[]).filter((name) => OPERATIONS[name].access === 'write');

interface Document {
  readonly Version: string;
  readonly Statement: readonly { Effect: string; Action: readonly string[]; Resource: unknown; Condition?: unknown }[];
}
const parse = (text: string): Document => JSON.parse(text) as Document;

describe('writeSessionPolicy', () => {
  it('names the operations on the resource in both casings, and what AWS asks for behind them', () => {
    const text = writeSessionPolicy({
      change: 'c1',
      resourceArns: [ARN],
      operations: ['AddTags', 'StopNotebookInstance', 'StartNotebookInstance'],
    });
    const [own, passRole, behind, ...rest] = parse(text).Statement;
    expect(own).toEqual({
      Effect: 'Allow',
      Action: ['sagemaker:AddTags', 'sagemaker:StopNotebookInstance', 'sagemaker:StartNotebookInstance'],
      Resource: [ARN, 'arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/fraud-nb'],
    });
    expect(passRole).toEqual({
      Effect: 'Allow',
      Action: ['iam:PassRole'],
      Resource: '*',
      Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
    });
    expect(behind).toMatchObject({ Action: expect.arrayContaining(['ec2:CreateNetworkInterface']), Resource: '*' });
    expect(rest).toEqual([]);
    expect(text).not.toMatch(/\s/);
  });

  it('asks for nothing behind operations that need nothing', () => {
    expect(
      parse(writeSessionPolicy({ change: 'c1', resourceArns: [ARN], operations: ['AddTags'] })).Statement,
    ).toHaveLength(1);
  });

  it('may name what has no id yet, an endpoint that is to be made, and only in one place', () => {
    const made = 'arn:aws:ec2:eu-central-1:111122223333:vpc-endpoint/*';
    const vpc = 'arn:aws:ec2:eu-central-1:111122223333:vpc/vpc-1';
    const [own, behind] = parse(
      writeSessionPolicy({ change: 'c1', resourceArns: [vpc, made], operations: ['CreateVpcEndpoint'] }),
    ).Statement;
    expect(own).toMatchObject({ Action: ['ec2:CreateVpcEndpoint'], Resource: [vpc, made] });
    expect(behind).toMatchObject({
      Action: ['ec2:CreateTags'],
      Condition: { StringEquals: { 'ec2:CreateAction': 'CreateVpcEndpoint' } },
    });
    for (const wider of ['arn:aws:ec2:*:111122223333:vpc-endpoint/*', 'arn:aws:ec2:eu-central-1:*:vpc-endpoint/*']) {
      const scope = { change: 'c1', resourceArns: [wider], operations: ['CreateVpcEndpoint' as const] };
      expect(() => writeSessionPolicy(scope)).toThrow('invariant');
    }
  });

  it('fits STS with every write of the table and the longest names', () => {
    const name = `arn:aws-us-gov:sagemaker:ap-southeast-1:111122223333:notebook-instance/${'N'.repeat(63)}`;
    const text = writeSessionPolicy({ change: 'c1', resourceArns: [name, name.toLowerCase()], operations: writes });
    expect(text.length).toBeLessThanOrEqual(MAX_SESSION_POLICY_CHARACTERS);
  });

  it.each<[string, readonly string[], readonly OperationName[]]>([
    ['nothing to do', [ARN], []],
    ['nothing to do it to', [], ['AddTags']],
    ['a read', [ARN], ['ListTags']],
    ['everything', ['*'], ['AddTags']],
    ['a pattern', ['arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/*'], ['AddTags']],
    ['more than fits', Array.from({ length: 40 }, (_, i) => `${ARN}-${i}`), ['AddTags']],
  ])('refuses a scope that names %s', (_what, resourceArns, operations) => {
    expect(() => writeSessionPolicy({ change: 'c1', resourceArns, operations })).toThrow('invariant');
  });
});

describe('readSessionPolicy', () => {
  it('holds no write, whatever the table holds', () => {
    const text = readSessionPolicy(['account', 'ec2', 'iam', 'organizations', 's3', 'sagemaker', 'sts', 'tagging']);
    const actions = parse(text).Statement.flatMap((statement) => statement.Action);
    for (const operation of writes) expect(actions).not.toContain(OPERATIONS[operation].iamAction);
    expect(actions).toContain('sagemaker:DescribeNotebookInstance');
    expect(actions.join(' ')).not.toMatch(/\*/);
    expect(text.length).toBeLessThanOrEqual(MAX_SESSION_POLICY_CHARACTERS);
  });

  it('holds the services it was asked for', () => {
    const actions = parse(readSessionPolicy(['tagging'])).Statement.flatMap((statement) => statement.Action);
    expect(actions).toEqual(['tag:GetResources']);
  });
});
