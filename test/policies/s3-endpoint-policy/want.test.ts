/**
 * What may be wanted of documents, by one policy and by two that speak of the same one.
 */
import { describe, expect, it } from '@jest/globals';
import { acceptsEndpointDifference } from '../../../src/policies/s3-endpoint-policy/accepts.ts';
import { presetStatement } from '../../../src/policies/s3-endpoint-policy/presets.ts';
import { S3_ENDPOINT_POLICY_EXAMPLE, S3_ENDPOINT_POLICY_WANT } from '../../../src/policies/s3-endpoint-policy/want.ts';
import { endpointOf, judged, vpcOf, wantOf } from './vpcs.ts';

const PRESET = presetStatement('DenyAmazonLinuxRepositories', 'aws');

describe('two policies on one document', () => {
  const at = (statement: string, want: unknown) => ({
    path: `/endpoints/vpce-1/statements/${statement}`,
    have: undefined,
    want,
  });
  const [add, gone] = [at('SagekeeperOther', PRESET), at('SagekeeperOther', undefined)];
  const [mine, foreign] = [at('SagekeeperDenyAmazonLinuxRepositories', undefined), at('#1', undefined)];

  it.each([
    ['keep', add, true],
    ['keep', gone, false],
    ['keep', mine, false],
    ['keep', foreign, false],
    ['exact', add, false],
    ['exact', gone, true],
    ['exact', mine, false],
    ['exact', foreign, true],
    ['exact', at('SagekeeperAllowAll', undefined), false],
    ['keep', { path: '/endpoints/vpce-1/routeTables', have: [], want: [] }, true],
    ['exact', { path: '/gatewayEndpoint/statements/SagekeeperOther', have: undefined, want: PRESET }, false],
  ])('the one that wants %s accepts %j: %s', (existing, difference, is) => {
    expect(acceptsEndpointDifference(wantOf({ existing }), difference)).toBe(is);
  });
});

describe('want', () => {
  const own = { Sid: 'DenyX', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::x/*' };

  it('takes its example', () => {
    expect(S3_ENDPOINT_POLICY_WANT.parse(S3_ENDPOINT_POLICY_EXAMPLE)).toEqual(S3_ENDPOINT_POLICY_EXAMPLE);
  });

  it('gives own statements the beginning of ours', () => {
    const { differences } = judged(wantOf({ presets: [], statements: [own] }), vpcOf([endpointOf()]));
    expect(differences).toEqual([
      {
        path: '/endpoints/vpce-1/statements/SagekeeperDenyX',
        have: undefined,
        want: { ...own, Sid: 'SagekeeperDenyX' },
      },
    ]);
  });

  it.each([
    ['no Principal', { ...own, Principal: undefined }, 'has no Principal'],
    ['no Resource', { ...own, Resource: undefined }, 'has no Resource'],
    ['no Action', { ...own, Action: undefined }, 'it has no Action'],
    ['a Sid that AWS refuses', { ...own, Sid: 'a b' }, 'a Sid is up to 64 letters and digits'],
    ['an action of no service', { ...own, Action: ['s3:*', 'GetObject'] }, 'has the action GetObject, which is none'],
    ['no action that is left out', { ...own, Action: undefined, NotAction: 's3' }, 'has the action s3, which is none'],
    ['a bucket in place of an ARN', { ...own, Resource: 'x/*' }, 'has the resource x/*, which is neither an ARN'],
    ['an operator that is none', { ...own, Condition: { StringEqual: { a: 'b' } } }, 'compares by StringEqual'],
    ['a strange member', { ...own, Recource: '*' }, 'Recource'],
    ['a wildcard too near', { ...own, Condition: { StringLike: { 's3:prefix': 'ab*' } } }, 'needs 6 characters'],
    ['the Sid of a preset', { ...own, Sid: 'DenyAmazonLinuxRepositories' }, 'two statements would have the Sid'],
  ])('refuses a statement with %s', (_what, statement, why) => {
    const text = JSON.parse(JSON.stringify({ presets: ['DenyAmazonLinuxRepositories'], statements: [statement] }));
    const { success, error } = S3_ENDPOINT_POLICY_WANT.safeParse(text);
    expect([success, error?.message]).toEqual([false, expect.stringContaining(why)]);
  });

  it('refuses to want nothing', () => {
    expect(S3_ENDPOINT_POLICY_WANT.safeParse({}).error?.message).toContain('wants nothing of any endpoint');
    expect(S3_ENDPOINT_POLICY_WANT.safeParse({ existing: 'exact' }).success).toBe(true);
  });
});
