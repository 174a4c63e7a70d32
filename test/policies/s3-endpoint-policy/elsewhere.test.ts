/**
 * Endpoints that lead to S3 of another region, or to access points of several: their documents are judged as any other, and they
 * are no way to the buckets of this region.
 */
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_ENDPOINT_DOCUMENT } from '../../../src/model/iam-document-endpoint.ts';
import { presetStatement } from '../../../src/policies/s3-endpoint-policy/presets.ts';
import { merged } from '../../model/merged.ts';
import { REGION, endpointOf, judged, of, useOf, networkOf, vpcOf, wantOf } from './vpcs.ts';

const DONE = merged(DEFAULT_ENDPOINT_DOCUMENT, [presetStatement('DenyAmazonLinuxRepositories', 'aws')], 'keep');
const FAR = { id: 'vpce-9', type: 'Interface', routeTableIds: [], subnetIds: ['subnet-1'], elsewhere: true } as const;
const gateway = endpointOf(DONE);
const nameless = endpointOf(DONE, { id: 'vpce-2', type: 'Interface', routeTableIds: [], subnetIds: ['subnet-1'] });

describe('an endpoint that leads elsewhere', () => {
  it('is to have the statements that all have', () => {
    const [here, far] = [
      judged(wantOf(), vpcOf([endpointOf()])).differences,
      judged(wantOf(), vpcOf([gateway, endpointOf(undefined, FAR)])).differences,
    ];
    expect(far).toHaveLength(1);
    expect(far).toEqual(here.map((one) => ({ ...one, path: one.path.replace('vpce-1', 'vpce-9') })));
  });

  it('is fine once it has them', () => {
    const verdict = judged(wantOf(), vpcOf([gateway, endpointOf(DONE, FAR)]));
    expect(verdict).toMatchObject({ differences: [], unknown: [], notes: [] });
  });

  it.each([false, true])('is no endpoint of this region, with private names or without: %s', (privateDnsEnabled) => {
    const vpc = vpcOf([endpointOf(DONE, { ...FAR, privateDnsEnabled })]);
    const verdict = judged(wantOf({ missingEndpoint: 'create' }), vpc);
    const { differences } = judged(wantOf({ missingEndpoint: 'create' }), vpcOf([]));
    expect(verdict.differences).toEqual(differences);
    expect(verdict.notes[0]).toEqual({
      reason: 'EndpointMissing',
      message: `vpc-1 has no endpoint for S3 of ${REGION}: no document says what leaves through its way to S3`,
    });
  });

  it.each(['deleted', 'failed'])('that is %s is not told of where one is missing', (state) => {
    const { notes } = judged(wantOf(), vpcOf([endpointOf(DONE, { ...FAR, state })]));
    expect(notes[0]?.message).toMatch(/^vpc-1 has no endpoint for S3: /);
  });

  it('does not answer for names to which an interface endpoint of the region has none', () => {
    const far = endpointOf(DONE, { ...FAR, privateDnsEnabled: true });
    const { differences } = judged(wantOf(), vpcOf([far, nameless]));
    expect(differences.map(({ path }) => path)).toEqual(['/endpoints/vpce-2/privateDnsEnabled']);
  });

  it('does not answer for route tables of which the gateway endpoint knows nothing', () => {
    const far = endpointOf(DONE, { ...FAR, privateDnsEnabled: true });
    const network = networkOf([useOf({ subnets: ['subnet-2'] })]);
    const { differences } = judged(wantOf(), vpcOf([gateway, far]), network);
    expect(differences.map(({ path }) => path)).toEqual(['/endpoints/vpce-1/routeTables']);
  });

  it('needs to let through nothing of what SageMaker fetches in this region', () => {
    const narrow = of({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::own/*' });
    const want = wantOf({
      presets: [],
      statements: [{ Sid: 'No', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::own/*' }],
    });
    const network = networkOf([useOf({ buckets: ['own'] })]);
    const reasons = (far: Partial<typeof FAR>) =>
      judged(want, vpcOf([endpointOf(narrow, { ...FAR, ...far })]), network).noteReasons;
    expect(reasons({})).toEqual(['ForeignAllowVoid', 'EndpointMissing']);
  });
});
