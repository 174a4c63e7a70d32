/**
 * S3EndpointPolicy as a kind: whom it asks, when it disturbs, and which two documents of it cannot both be had.
 */
import { describe, expect, it } from '@jest/globals';
import { S3_ENDPOINT_POLICY } from '../../../src/policies/s3-endpoint-policy/policy.ts';
import { wantOf } from './vpcs.ts';

const TELLING = ['notebook-instance', 'domain', 'job', 'pipeline'];
const OWN = { Sid: 'DenyX', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::x/*' };

describe('the kind', () => {
  it('asks who uses which network only where the answer is needed', () => {
    const informants = (want: Parameters<typeof wantOf>[0]) => S3_ENDPOINT_POLICY.informants?.(wantOf(want));
    expect(informants({})).toEqual(TELLING);
    expect(informants({ vpcs: 'all' })).toEqual([]);
    expect(informants({ vpcs: 'tag/a=b' })).toEqual([]);
    expect(informants({ vpcs: 'all', missingEndpoint: 'create' })).toEqual(TELLING);
    expect(S3_ENDPOINT_POLICY.needs?.(wantOf({ sharedVpc: 'accept' }))).toEqual(['neighbours']);
  });

  it('disturbs only where it creates', () => {
    expect(S3_ENDPOINT_POLICY.disturbs?.(wantOf())).toBe(false);
    expect(S3_ENDPOINT_POLICY.disturbs?.(wantOf({ missingEndpoint: 'create' }))).toBe(true);
  });

  it('gives up after three times a day, and says who may be undoing it', () => {
    expect(S3_ENDPOINT_POLICY.contested?.(wantOf())).toEqual({
      timesADay: 3,
      because: expect.stringContaining('Terraform or CloudFormation'),
    });
  });
});

describe('a statement of your own', () => {
  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['everybody', { Principal: { AWS: '*' } }],
    ['one kind of principal', { Principal: { AWS: ['arn:aws:iam::111122223333:root'] } }],
    ['two kinds', { Principal: { AWS: '*', Service: 'sagemaker.amazonaws.com' } }],
    ['a condition with a list', { Condition: { StringLike: { 'aws:PrincipalOrgID': ['o-a', 'o-b'] } } }],
  ])('may be about %s', (_what, more) => {
    expect(wantOf({ statements: [{ ...OWN, ...more }] }).statements[0]).toMatchObject(more);
  });

  it.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
    ['a principal that is none', { Principal: 'somebody' }, /or \{AWS: /],
    ['an action that is none', { Action: 3 }, /a text, or a list of texts/],
  ])('with %s is told what it has to be', (_what, more, why) => {
    expect(() => wantOf({ statements: [{ ...OWN, ...more }] })).toThrow(why);
  });
});

describe('two documents of it', () => {
  it.each([
    ['the same', {}, {}, undefined],
    ['statements of their own', { statements: [OWN] }, {}, undefined],
    ['foreign statements that stay, and that go', { existing: 'exact' }, {}, 'existing'],
    ['only their own statements', { existing: 'exact', statements: [OWN] }, { existing: 'exact' }, 'existing'],
    ['only the same statements', { existing: 'exact' }, { existing: 'exact' }, undefined],
    [
      'one Sid and two meanings',
      { statements: [OWN] },
      { statements: [{ ...OWN, Action: 's3:GetObject' }] },
      'statements',
    ],
    [
      'one Sid and one meaning',
      { statements: [OWN] },
      { statements: [{ ...OWN, Sid: 'SagekeeperDenyX', Action: ['S3:*'] }] },
      undefined,
    ],
    ['neighbours that hold, and that do not', { sharedVpc: 'accept' }, {}, 'sharedVpc'],
    ['other VPCs', { vpcs: 'tag/a=b', existing: 'exact' }, { vpcs: 'tag/a=c' }, undefined],
    ['the same VPCs', { vpcs: 'tag/a=b', existing: 'exact' }, { vpcs: 'tag/a=b' }, 'existing'],
    ['VPCs that may be the same', { vpcs: 'tag/a=b', existing: 'exact' }, { vpcs: 'tag/b=c' }, 'existing'],
    ['a missing endpoint that is made, and that is told', { missingEndpoint: 'create' }, {}, undefined],
  ])('that want %s: %#', (_what, later, earlier, key) => {
    expect(S3_ENDPOINT_POLICY.contradicts?.(wantOf(later), wantOf(earlier))).toBe(key);
    expect(S3_ENDPOINT_POLICY.contradicts?.(wantOf(earlier), wantOf(later))).toBe(key);
  });
});
