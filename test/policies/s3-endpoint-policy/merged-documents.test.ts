/**
 * What merged documents do, asked of an evaluator that knows nothing of the merger: each repository bucket is denied, and
 * everything else is answered as before.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { WrittenDocument, WrittenStatement } from '../../../src/model/iam-document.ts';
import { documentAfter } from '../../../src/resources/vpc/endpoint-document.ts';
import { endpointVerdict } from './evaluator.ts';
import type { EndpointRequest } from './evaluator.ts';
import { endpointOf, judged, of, vpcOf, wantOf } from './vpcs.ts';

const RUNS = 500;

/** A bucket of each pattern that AWS's pages name, in two regions where the name says one. */
const REPOSITORIES = [
  'packages.eu-central-1.amazonaws.com',
  'packages.us-east-1.amazonaws.com',
  'repo.eu-central-1.amazonaws.com',
  'repo.us-east-1.amazonaws.com',
  'amazonlinux.eu-central-1.amazonaws.com',
  'amazonlinux-2-repos-eu-central-1',
  'amazonlinux-2-repos-us-east-1',
  'al2023-repos-eu-central-1-de612dc2',
  'al2023-repos-us-east-1-de612dc2',
  'al2023-anything',
];
const OTHERS = [
  'sagemaker-eu-central-1-111122223333',
  'prod-eu-central-1-starport-layer-bucket',
  'team',
  'al2022',
  'repo',
];
const WHO = [undefined, 'arn:aws:iam::111122223333:role/Job', 'arn:aws:iam::444455556666:user/Eve'];

const principal = fc.constantFrom<NonNullable<WrittenStatement['Principal']>>(
  '*',
  { AWS: '*' },
  { AWS: ['111122223333', 'arn:aws:iam::444455556666:user/Eve'] },
  { AWS: 'arn:aws:iam::111122223333:root' },
);
const actions = fc.constantFrom('*', 's3:*', 's3:GetObject', ['s3:getobject', 's3:PutObject'], ['s3:List*']);
const resources = fc.constantFrom(
  '*',
  'arn:aws:s3:::*',
  'arn:aws:s3:::team/*',
  ['arn:aws:s3:::team', 'arn:aws:s3:::al2023-*/*'],
  ['arn:aws:s3:::sagemaker-*/*', 'arn:aws:s3:::amazonlinux*'],
);
const condition = fc.constantFrom(
  {},
  { Bool: { 'aws:SecureTransport': true } },
  { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorg1' } },
  { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-exampleorg1' }, Null: { 'aws:PrincipalArn': 'false' } },
);
const statement: fc.Arbitrary<WrittenStatement> = fc
  .record({
    effect: fc.constantFrom<'Allow' | 'Deny'>('Allow', 'Allow', 'Deny'),
    principal,
    actions,
    resources,
    condition,
  })
  .chain((drawn) =>
    fc.tuple(fc.constant(drawn), fc.boolean(), fc.boolean()).map(([one, notAction, notResource]) => ({
      Effect: one.effect,
      Principal: one.principal,
      ...(notAction ? { NotAction: one.actions } : { Action: one.actions }),
      ...(notResource ? { NotResource: one.resources } : { Resource: one.resources }),
      Condition: one.condition,
    })),
  );
const foreign = fc
  .array(statement, { minLength: 0, maxLength: 4 })
  .map((statements) =>
    of({ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::shared/*' }, ...statements),
  );

const request = fc
  .record({
    bucket: fc.constantFrom(...REPOSITORIES, ...OTHERS),
    key: fc.constantFrom('', '/a', '/repodata/b.xml'),
    action: fc.constantFrom('s3:GetObject', 's3:PutObject', 's3:ListBucket', 's3:GetObjectVersion'),
    who: fc.constantFrom(...WHO),
    inOrganization: fc.boolean(),
  })
  .map(({ bucket, key, action, who, inOrganization }): EndpointRequest => {
    const keys = {
      'aws:SecureTransport': 'true',
      ...(who === undefined ? {} : { 'aws:PrincipalArn': who }),
      ...(who === undefined || !inOrganization ? {} : { 'aws:PrincipalOrgID': 'o-exampleorg1' }),
    };
    return { action, resource: `arn:aws:s3:::${bucket}${key}`, principal: who, keys };
  });

const isFetch = ({ action, resource }: EndpointRequest): boolean =>
  action === 's3:GetObject' && REPOSITORIES.some((bucket) => resource.startsWith(`arn:aws:s3:::${bucket}/`));

function after(present: WrittenDocument, want = wantOf()): string {
  const endpoint = endpointOf(present);
  const result = documentAfter(endpoint, judged(want, vpcOf([endpoint])).differences);
  if (result.is !== 'document') throw new Error(JSON.stringify(result));
  return result.text;
}

describe('a merged document', () => {
  it('denies packages and answers every other request as before', () => {
    const property = fc.property(foreign, fc.array(request, { minLength: 20, maxLength: 20 }), (present, requests) => {
      const [before, now] = [JSON.stringify(present), after(present)];
      for (const asked of requests) {
        const [was, is] = [endpointVerdict(before, asked), endpointVerdict(now, asked)];
        expect([asked, is]).toEqual([asked, isFetch(asked) ? 'deny' : was]);
      }
    });
    const { seed, failed } = fc.check(property, { numRuns: RUNS });
    process.stdout.write(`${RUNS} merged documents, seed ${seed}\n`);
    if (failed) fc.assert(property, { seed, numRuns: RUNS });
  });

  it.each(REPOSITORIES)('denies packages from %s, whoever asks', (bucket) => {
    const now = after(of({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }));
    for (const who of WHO) {
      const asked = { action: 's3:GetObject', resource: `arn:aws:s3:::${bucket}/p.rpm`, principal: who, keys: {} };
      expect(endpointVerdict(now, asked)).toBe('deny');
    }
  });

  it.each(['keep', 'exact'])('leaves everything else open where nobody had written a document (%s)', (existing) => {
    const endpoint = endpointOf();
    const result = documentAfter(endpoint, judged(wantOf({ existing }), vpcOf([endpoint])).differences);
    if (result.is !== 'document') throw new Error(JSON.stringify(result));
    for (const bucket of OTHERS) {
      const asked = { action: 's3:GetObject', resource: `arn:aws:s3:::${bucket}/x`, principal: undefined, keys: {} };
      expect(endpointVerdict(result.text, asked)).toBe('allow');
    }
    // What it leads to is what is wanted: nothing is left to do.
    expect(judged(wantOf({ existing }), vpcOf([endpointOf(result.document)])).differences).toEqual([]);
  });

  it("holds where the documentation's own statements leave repositories open", () => {
    const documented: WrittenStatement = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: [
        'arn:aws:s3:::packages.*.amazonaws.com/*',
        'arn:aws:s3:::repo.*.amazonaws.com/*',
        'arn:aws:s3:::amazonlinux.*.amazonaws.com/*',
      ],
    };
    const present = of({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }, documented);
    const resource = 'arn:aws:s3:::al2023-repos-eu-central-1-de612dc2/core/p.rpm';
    const asked = { action: 's3:GetObject', resource, principal: undefined, keys: {} };
    expect(endpointVerdict(JSON.stringify(present), asked)).toBe('allow');
    expect(endpointVerdict(after(present), asked)).toBe('deny');
  });
});
