/**
 * Which bucket policies turn away what jobs of a VPC ask for?
 */
import { describe, expect, it } from '@jest/globals';
import { iamDocumentOf } from '../../../src/model/iam-document-read.ts';
import type { S3Endpoint } from '../../../src/resources/vpc/shape.ts';
import { gateway, judged, NETWORKS } from './vpc-fixtures.ts';

const ARNS = ['arn:aws:s3:::data', 'arn:aws:s3:::data/*'];
const here = gateway();
const interfaceEndpoint = gateway({ id: 'vpce-2', type: 'Interface', privateDnsEnabled: true, routeTableIds: [] });

function deny(Condition: unknown, more: Readonly<Record<string, unknown>> = {}) {
  return { Sid: 'OnlyVpc', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: ARNS, Condition, ...more };
}

function allow(Condition?: unknown) {
  const plain = { Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 's3:GetObject', Resource: ARNS };
  return Condition === undefined ? plain : { ...plain, Condition };
}

function of(statements: readonly unknown[], endpoints: readonly S3Endpoint[] = [here]) {
  const document = iamDocumentOf({ Version: '2012-10-17', Statement: statements });
  if (document.is !== 'document') throw new Error(document.why);
  const bucketPolicies = [{ bucket: 'data', document }];
  return judged({ want: { bucketPolicies: 'report' }, vpc: { endpoints, bucketPolicies } });
}

const CONTRADICTS = ['BucketPolicyContradicts'];
/** Without an endpoint there is no route either. */
const CUT = ['NoRouteToS3', ...CONTRADICTS];

describe('a deny', () => {
  const others = ['vpce-8', 'vpce-9'];
  it.each<[string, unknown, readonly string[]]>([
    ['of all but other endpoints', { StringNotEquals: { 'aws:SourceVpce': others } }, CONTRADICTS],
    ['of all but ours', { StringNotEquals: { 'aws:SourceVpce': [...others, 'vpce-s3'] } }, []],
    ['of all but ours, however spelled', { 'ForAnyValue:stringnotequals': { 'AWS:sourceVPCE': 'vpce-s3' } }, []],
    ['of all but another VPC', { StringNotEquals: { 'aws:sourceVpc': 'vpc-9' } }, CONTRADICTS],
    ['of all but ours by VPC', { StringNotEqualsIfExists: { 'aws:SourceVpc': ['vpc-9', 'vpc-1'] } }, []],
    ['of our own', { StringEquals: { 'aws:SourceVpce': 'vpce-s3' } }, CONTRADICTS],
    ['of others', { StringEquals: { 'aws:SourceVpce': others } }, []],
    ['of all but those like another', { StringNotLike: { 'aws:SourceVpce': 'vpce-9*' } }, CONTRADICTS],
    ['of all but those like ours', { StringNotLike: { 'aws:SourceVpce': 'vpce-s*' } }, []],
    ['of all but ours in capitals', { StringNotEqualsIgnoreCase: { 'aws:SourceVpce': 'VPCE-S3' } }, []],
    [
      'of all but ours in capitals, which is another',
      { StringNotEquals: { 'aws:SourceVpce': 'VPCE-S3' } },
      CONTRADICTS,
    ],
    [
      'that holds only of neither endpoint nor VPC',
      { StringNotEquals: { 'aws:SourceVpce': 'vpce-9', 'aws:SourceVpc': 'vpc-1' } },
      [],
    ],
    [
      'of people alone',
      { StringNotEquals: { 'aws:SourceVpc': 'vpc-9' }, Bool: { 'aws:ViaAWSService': 'false' } },
      CONTRADICTS,
    ],
    ['of services', { StringNotEquals: { 'aws:SourceVpc': 'vpc-9' }, Bool: { 'aws:PrincipalIsAWSService': true } }, []],
    ['by a variable', { StringNotEquals: { 'aws:SourceVpc': '${aws:PrincipalTag/vpc}' } }, []],
    ['by an operator that is not known', { ArnNotLike: { 'aws:SourceVpc': 'x' } }, []],
    ['of what passes no endpoint', { Null: { 'aws:SourceVpce': 'true' } }, []],
    ['of something else', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } }, []],
  ])('%s', (_what, condition, reasons) => {
    expect(of([deny(condition)])).toMatchObject({ differences: [], unknown: [], reasons });
  });

  it('is one where no endpoint is named, and none where one of several is', () => {
    const condition = { StringNotEquals: { 'aws:SourceVpce': 'vpce-2' } };
    expect(of([deny(condition)], [here, interfaceEndpoint]).reasons).toEqual([]);
    expect(of([deny(condition)], [here, { ...interfaceEndpoint, state: 'deleted' }]).reasons).toEqual(CONTRADICTS);
  });

  it.each<[string, unknown, readonly string[]]>([
    ['of all but ours', { StringNotEquals: { 'aws:SourceVpc': 'vpc-1' } }, CUT],
    ['of all but ours, for any', { 'ForAnyValue:StringNotEquals': { 'aws:SourceVpc': 'vpc-1' } }, ['NoRouteToS3']],
    ['of all but ours where told', { StringNotEqualsIfExists: { 'aws:SourceVpc': 'vpc-1' } }, CUT],
    ['of one', { StringEquals: { 'aws:SourceVpc': 'vpc-1' } }, ['NoRouteToS3']],
    ['of one where told', { StringEqualsIfExists: { 'aws:SourceVpc': 'vpc-1' } }, CUT],
    ['of what passes no endpoint', { Null: { 'aws:SourceVpce': 'true' } }, CUT],
  ])('%s, without an endpoint', (_what, condition, reasons) => {
    expect(of([deny(condition)], []).reasons).toEqual(reasons);
  });

  it('says what else must be true', () => {
    const conditions = { StringNotEquals: { 'aws:SourceVpce': 'vpce-9' }, ArnNotLike: { 'aws:PrincipalArn': 'x' } };
    const { saying } = of([deny(conditions, { Principal: { AWS: '444455556666' } })]);
    expect(saying('BucketPolicyContradicts')).toBe(
      'statement OnlyVpc of bucket data denies jobs what they ask for through vpce-s3 of vpc-1, for some principals, under conditions on aws:PrincipalArn. Name one of them there',
    );
  });

  it('counts only where it is about what jobs do, with this bucket', () => {
    const condition = { StringNotEquals: { 'aws:SourceVpce': 'vpce-9' } };
    const reasonsOf = (more: Readonly<Record<string, unknown>>) => of([deny(condition, more)]).reasons;
    expect(reasonsOf({ Action: 's3:DeleteBucket' })).toEqual([]);
    expect(reasonsOf({ Action: ['S3:Get*'] })).toEqual(CONTRADICTS);
    expect(reasonsOf({ Action: 's3:ListBucket' })).toEqual(CONTRADICTS);
    expect(reasonsOf({ Action: 's3:ListBucket', Resource: 'arn:aws:s3:::data/*' })).toEqual([]);
    expect(reasonsOf({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::data/secret/*' })).toEqual(CONTRADICTS);
    expect(reasonsOf({ Resource: 'arn:aws:s3:::other/*' })).toEqual([]);
    expect(reasonsOf({ Action: undefined, NotAction: 's3:GetBucketPolicy' })).toEqual(CONTRADICTS);
    expect(reasonsOf({ Resource: undefined, NotResource: 'arn:aws:s3:::data/*' })).toEqual(CONTRADICTS);
    expect(reasonsOf({ Resource: undefined, NotResource: 'arn:aws:s3:::*' })).toEqual([]);
  });
});

describe('allows', () => {
  const elsewhere = { StringEquals: { 'aws:SourceVpce': 'vpce-9' } };
  it('of other endpoints only leave jobs of other accounts with nothing', () => {
    const shut = of([allow(elsewhere)]);
    expect(shut.reasons).toEqual(CONTRADICTS);
    expect(shut.saying('BucketPolicyContradicts')).toContain('of another account');
    expect(of([allow(elsewhere), allow()]).reasons).toEqual([]);
    expect(of([allow(elsewhere), allow({ StringEquals: { 'aws:sourcevpc': 'vpc-1' } })]).reasons).toEqual([]);
    expect(of([allow({ StringEquals: { 'aws:SourceVpc': '${x}' } })]).reasons).toEqual([]);
    expect(of([allow()]).reasons).toEqual([]);
  });
});

describe('policies', () => {
  it('that could not be read, or are of no known shape, are told; buckets without one are not', () => {
    const bucketPolicies = [
      { bucket: 'a', unread: 'AccessDenied' },
      { bucket: 'b', document: { is: 'unknown', why: 'it is not JSON' } as const },
      { bucket: 'c', document: undefined },
    ];
    const { notes, unknown } = judged({ want: { bucketPolicies: 'report' }, vpc: { bucketPolicies } });
    expect(notes.map(({ reason, message }) => `${reason} ${message}`)).toEqual([
      'BucketPolicyUnread the policy of bucket a could not be read: AccessDenied',
      'BucketPolicyUnread the policy of bucket b could not be read: it is not JSON',
    ]);
    expect(unknown).toEqual([]);
  });

  it('are unknown until they have been read, where that is wanted', () => {
    const vpc = { jobNetworks: NETWORKS, bucketPolicies: undefined };
    expect(judged({ vpc }).unknown).toEqual([]);
    expect(judged({ vpc, want: { bucketPolicies: 'report' } }).unknownReasons).toEqual(['BucketPoliciesUnread']);
  });

  it('that another policy asked for are not told where this one does not ask', () => {
    const bucketPolicies = [{ bucket: 'a', unread: 'AccessDenied' }];
    expect(judged({ vpc: { bucketPolicies } }).notes).toEqual([]);
  });
});

describe('an endpoint that leads to S3 elsewhere', () => {
  const far = { ...interfaceEndpoint, elsewhere: true } as const;
  const allButFar = deny({ StringNotEquals: { 'aws:SourceVpce': 'vpce-2' } });
  it('may be the way to the bucket, whose region nobody told', () => {
    expect(of([allButFar], [here, far]).reasons).toEqual([]);
    expect(of([allButFar], [here]).reasons).toEqual(CONTRADICTS);
  });

  it('is not the only one where there is none of this region', () => {
    expect(of([deny({ Null: { 'aws:SourceVpce': 'false' } })], [far]).reasons).toEqual(['NoRouteToS3']);
    expect(of([deny({ StringNotEquals: { 'aws:SourceVpce': 'vpce-9' } })], [far]).reasons).toEqual(CUT);
  });
});
