/**
 * Endpoints that are there, and that nothing which SageMaker sends to S3 passes: their documents hold nobody.
 */
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_ENDPOINT_DOCUMENT } from '../../../src/model/iam-document-endpoint.ts';
import { presetStatement } from '../../../src/policies/s3-endpoint-policy/presets.ts';
import { merged } from '../../model/merged.ts';
import { judged, endpointOf, networkOf, vpcOf, wantOf } from './vpcs.ts';

const DONE = merged(DEFAULT_ENDPOINT_DOCUMENT, [presetStatement('DenyAmazonLinuxRepositories', 'aws')], 'keep');
const nameless = endpointOf(DONE, { id: 'vpce-2', type: 'Interface', routeTableIds: [], subnetIds: ['subnet-1'] });
const named = { ...nameless, id: 'vpce-3', privateDnsEnabled: true };
const gateway = endpointOf(DONE);

describe('interface endpoints to which no name leads', () => {
  it('are told as passed by where there is no gateway endpoint', () => {
    const { differences, noteReasons, notes } = judged(wantOf(), vpcOf([nameless]));
    const path = '/endpoints/vpce-2/privateDnsEnabled';
    expect(differences).toEqual([{ path, have: false, want: true, reportOnly: true }]);
    expect([noteReasons, notes[0]?.path]).toEqual([['EndpointPassedBy'], path]);
    const subnets = [{ id: 'subnet-1', routeTableId: '', freeAddresses: 9 }];
    expect(judged(wantOf(), vpcOf([nameless], { subnets })).noteReasons).toEqual(['EndpointPassedBy']);
  });

  it.each([
    ['beside a gateway endpoint', [nameless, gateway]],
    ['beside one that has names', [nameless, named]],
    ['that is not there any more', [{ ...nameless, state: 'deleted' }, gateway]],
  ])('are fine %s', (_what, endpoints) => {
    expect(judged(wantOf(), vpcOf(endpoints))).toMatchObject({ differences: [], notes: [] });
  });

  it('are passed by from subnets of SageMaker, or nobody knows', () => {
    const verdict = judged(wantOf({ vpcs: 'all' }), vpcOf([nameless]), networkOf([]));
    expect(verdict).toMatchObject({ differences: [], notes: [] });
  });
});
