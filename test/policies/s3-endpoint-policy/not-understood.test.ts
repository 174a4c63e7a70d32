/**
 * What is said of a VPC of which AWS tells something in a form that nobody here knows: no endpoint is missed there, and whatever is
 * understood is judged as ever.
 */
import { describe, expect, it } from '@jest/globals';
import { FULL_ACCESS } from '../../../src/model/iam-document-endpoint.ts';
import { presetStatement } from '../../../src/policies/s3-endpoint-policy/presets.ts';
import { judgeS3EndpointPolicy } from '../../../src/policies/s3-endpoint-policy/judge.ts';
import { endpointOf, judged, networkOf, of, vpcOf, wantOf } from './vpcs.ts';

const CREATE = wantOf({ missingEndpoint: 'create' });
const TYPE = 'endpoint vpce-9 for S3: its type "Quantum" is not known';
const oddEndpoints = [TYPE];
const inOrder = endpointOf(of(FULL_ACCESS, presetStatement('DenyAmazonLinuxRepositories', 'aws')));

describe('an endpoint that nobody understands', () => {
  it('makes its VPC unknown, and none is made beside it', () => {
    const verdict = judged(CREATE, vpcOf([], { oddEndpoints }));
    expect(verdict).toMatchObject({ differences: [], notes: [] });
    expect(verdict.unknown).toEqual([
      {
        reason: 'VpcNotUnderstood',
        message: `AWS describes a part of vpc-1 in a form that is not known here, and it is left alone: ${TYPE}`,
      },
    ]);
  });

  it('may be the way of subnets that another endpoint does not serve', () => {
    expect(judged(wantOf(), vpcOf([inOrder], { oddEndpoints }), networkOf()).unknownReasons).toEqual([
      'VpcNotUnderstood',
    ]);
    const passedBy = { ...inOrder, routeTableIds: [] };
    expect(judged(wantOf(), vpcOf([passedBy])).noteReasons).toContain('RouteTableNotAssociated');
    expect(judged(wantOf(), vpcOf([passedBy], { oddEndpoints }))).toMatchObject({ differences: [], notes: [] });
  });

  it('is no reason to leave another one alone', () => {
    const { differences, unknownReasons } = judged(CREATE, vpcOf([endpointOf()], { oddEndpoints }));
    expect(differences.map(({ path }) => path.split('/')[2])).toEqual(['vpce-1']);
    expect(unknownReasons).toEqual(['VpcNotUnderstood']);
  });

  it('says nothing where nobody wants anything', () => {
    const verdict = judgeS3EndpointPolicy(wantOf(), vpcOf([], { oddEndpoints }), { network: networkOf([]) });
    expect(verdict).toMatchObject({ applicable: false });
  });
});

describe('a subnet, a route table or a VPC that nobody understands', () => {
  const oddNetwork = ['subnet subnet-9: AvailableIpAddressCount is missing or has another form than documented'];

  it.each([
    ['used', vpcOf([endpointOf()], { oddNetwork }), networkOf()],
    ['not known to be used', vpcOf([endpointOf()], { oddNetwork }), networkOf([])],
    ['nobody knows whose', vpcOf([endpointOf()], { oddNetwork, ownerId: '' }), networkOf()],
  ])('leaves all of the VPC unknown: %s', (_what, vpc, network) => {
    const verdict = judged(CREATE, vpc, network);
    expect(verdict).toMatchObject({ differences: [], notes: [], unknownReasons: ['VpcNotUnderstood'] });
    expect(verdict.unknown[0]?.message).toContain('subnet subnet-9');
  });
});
