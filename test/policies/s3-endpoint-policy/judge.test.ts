/**
 * What S3EndpointPolicy says of a VPC: which are meant, what differs, what is only told, and what must wait.
 */
import { describe, expect, it } from '@jest/globals';
import { FULL_ACCESS } from '../../../src/model/iam-document-endpoint.ts';
import { listOf } from '../../../src/model/iam-document-meaning.ts';
import { presetStatement } from '../../../src/policies/s3-endpoint-policy/presets.ts';
import { judgeS3EndpointPolicy } from '../../../src/policies/s3-endpoint-policy/judge.ts';
import { documentOfNew } from '../../../src/resources/vpc/endpoint-document.ts';
import type { EndpointDifference } from '../../../src/resources/vpc/shape.ts';
import { endpointOf, judged, networkOf, of, useOf, vpcOf, wantOf } from './vpcs.ts';

const PRESET = presetStatement('DenyAmazonLinuxRepositories', 'aws');
const SID = '/endpoints/vpce-1/statements/SagekeeperDenyAmazonLinuxRepositories';
const DENY = { Sid: 'Team', Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: 'arn:aws:s3:::team/*' };
const done = of(FULL_ACCESS, PRESET);

describe('which VPCs', () => {
  it('leaves out those that SageMaker does not use, and does not take "not known" for "not used"', () => {
    const vpc = vpcOf([endpointOf()]);
    expect(judgeS3EndpointPolicy(wantOf(), vpc, { network: networkOf([]) })).toMatchObject({ applicable: false });
    const untold = networkOf([], ['domains could not be listed']);
    expect(judged(wantOf(), vpc, untold)).toMatchObject({
      unknownReasons: ['VpcUseUnknown'],
      unknown: [{ message: 'whether SageMaker uses vpc-1 is not known: domains could not be listed' }],
      differences: [],
    });
    expect(judged(wantOf({ vpcs: 'all' }), vpc, untold).differences).toHaveLength(1);
  });

  it('knows a VPC by its id or one of its subnets, and what is known beats what is not', () => {
    const elsewhere = networkOf([useOf({ vpcId: 'vpc-2', subnets: ['subnet-9'] })]);
    expect(judgeS3EndpointPolicy(wantOf(), vpcOf([endpointOf()]), { network: elsewhere }).applicable).toBe(false);
    for (const use of [useOf({ subnets: ['subnet-2'] }), useOf({ vpcId: 'vpc-1', subnets: [] })]) {
      const verdict = judged(wantOf(), vpcOf([endpointOf()]), networkOf([use], ['a definition is an expression']));
      expect(verdict.unknown).toEqual([]);
      expect(verdict.differences[0]?.path).toBe(SID);
    }
  });

  it('leaves a shared one to its owner', () => {
    const shared = vpcOf([endpointOf()], { ownerId: '999988887777' });
    for (const vpcs of ['usedBySageMaker', 'all']) {
      expect(judgeS3EndpointPolicy(wantOf({ vpcs }), shared, { network: networkOf() })).toEqual({
        applicable: false,
        why: 'vpc-1 is shared by account 999988887777, which alone can change its endpoints: it is judged there',
      });
    }
  });

  it('chooses by tag', () => {
    const place = { network: networkOf([]) };
    const tagged = vpcOf([endpointOf()], { tags: { team: 'ml=a' } });
    expect(judgeS3EndpointPolicy(wantOf({ vpcs: 'tag/team=ml=a' }), tagged, place).applicable).toBe(true);
    expect(judgeS3EndpointPolicy(wantOf({ vpcs: 'tag/team=ml' }), tagged, place)).toMatchObject({ applicable: false });
  });
});

describe('documents', () => {
  it('differ by statement, and are told with what a deny does not stop', () => {
    const { differences, noteReasons } = judged(wantOf(), vpcOf([endpointOf()]));
    expect(differences).toEqual([{ path: SID, have: undefined, want: PRESET }]);
    expect(noteReasons).toEqual(['NotStopped']);
  });

  it('that have it in whatever spelling are compliant, silently', () => {
    const spelled = {
      ...PRESET,
      Principal: { AWS: ['*'] },
      Action: ['S3:GetObject'],
      Resource: listOf(PRESET.Resource ?? '').toReversed(),
    };
    const verdict = judged(wantOf(), vpcOf([endpointOf(of(spelled as typeof PRESET, FULL_ACCESS))]));
    expect(verdict).toMatchObject({ differences: [], unknown: [], notes: [] });
  });

  it('of each endpoint count, gateway and interface; those that do not serve do not', () => {
    const endpoints = [
      endpointOf(),
      endpointOf(undefined, { id: 'vpce-2', type: 'Interface' }),
      endpointOf(undefined, { id: 'vpce-3', state: 'deleting' }),
    ];
    expect(judged(wantOf(), vpcOf(endpoints)).differences.map(({ path }) => path.split('/')[2])).toEqual([
      'vpce-1',
      'vpce-2',
    ]);
  });

  it('that allow nothing are told, also where nothing is to be changed', () => {
    const verdict = judged(wantOf(), vpcOf([endpointOf(of(PRESET))]));
    expect(verdict.differences).toEqual([]);
    expect(verdict.notes[0]).toMatchObject({ reason: 'NothingAllowed', message: expect.stringContaining('vpce-1') });
  });

  it('count in a state that nobody has heard of: no endpoint is made beside one', () => {
    const verdict = judged(wantOf({ missingEndpoint: 'create' }), vpcOf([endpointOf(undefined, { state: 'resting' })]));
    expect(verdict.differences.map(({ path }) => path.split('/')[2])).toEqual(['vpce-1']);
  });

  it('that cannot be read are unknown, and never a difference', () => {
    const verdict = judged(wantOf(), vpcOf([endpointOf({ Statement: [{ Effect: 'Perhaps' }] })]));
    expect(verdict).toMatchObject({ unknownReasons: ['EndpointDocumentUnknown'], differences: [] });
  });

  it('lose foreign statements only where the policy says exact', () => {
    const present = of(FULL_ACCESS, DENY as typeof PRESET, PRESET);
    expect(judged(wantOf(), vpcOf([endpointOf(present)])).differences).toEqual([]);
    const exact = judged(wantOf({ existing: 'exact' }), vpcOf([endpointOf(present)]));
    expect(exact.differences.map(({ path, want }) => [path, want])).toEqual([
      ['/endpoints/vpce-1/statements/#1', undefined],
      ['/endpoints/vpce-1/statements/Team', undefined],
    ]);
    const told = exact.notes.find(({ reason }) => reason === 'NothingAllowed');
    expect(told?.message).toContain('what (without a Sid) allows would break');
  });

  it('that already allow nothing are told apart', () => {
    const told = judged(wantOf(), vpcOf([endpointOf(of(DENY as typeof PRESET))])).notes;
    expect(told.find(({ reason }) => reason === 'NothingAllowed')?.message).toContain('it allows nothing now');
  });

  it('keep statements under our name that this policy does not know, and say so', () => {
    const other = { ...PRESET, Sid: 'SagekeeperElse', Resource: 'arn:aws:s3:::x/*' };
    expect(judged(wantOf(), vpcOf([endpointOf(of(FULL_ACCESS, PRESET, other))]))).toMatchObject({
      differences: [],
      noteReasons: ['UnknownStatementOfOurs'],
    });
  });

  it('keep what else stands under a Sid of ours, and say which, and the way out', () => {
    const [second, third] = ['a', 'b'].map((bucket) => ({ ...PRESET, Resource: `arn:aws:s3:::${bucket}/*` }));
    const twice = of(FULL_ACCESS, PRESET, second as typeof PRESET);
    const { differences, notes } = judged(wantOf(), vpcOf([endpointOf(twice)]));
    expect(differences).toEqual([]);
    expect(notes).toEqual([
      {
        reason: 'SidTwice',
        message: `vpce-1: ${PRESET.Sid} is the Sid of 2 statements: the first is ours, and what else is under it counts as somebody else's and stays. Take it out by hand, or give it another Sid`,
        path: '/endpoints/vpce-1',
      },
    ]);
    const thrice = of(second as typeof PRESET, FULL_ACCESS, third as typeof PRESET, PRESET);
    const mended = judged(wantOf(), vpcOf([endpointOf(thrice)]));
    expect(mended.differences).toMatchObject([{ path: SID, have: second, want: PRESET }]);
    expect(mended.notes.map(({ message }) => message)).toContainEqual(expect.stringContaining('of 3 statements'));
    // These go by their position.
    expect(judged(wantOf({ existing: 'exact' }), vpcOf([endpointOf(thrice)])).noteReasons).not.toContain('SidTwice');
  });

  it.each([
    ['another account', { ownerId: '999988887777' }, 'OwnedByAnotherAccount'],
    ['the service that made it', { requesterManaged: true }, 'RequesterManaged'],
  ])('of an endpoint that belongs to %s are only reported', (_who, more, reason) => {
    const { differences, noteReasons } = judged(wantOf(), vpcOf([endpointOf(undefined, more)]));
    expect(differences).toMatchObject([{ path: SID, reportOnly: true }]);
    expect(noteReasons).toEqual([reason]);
  });
});

describe('who else lives there', () => {
  const neighbours = { is: 'counted', count: 3, owners: ['amazon-eks', '111122223333'], sharers: [] } as const;

  it('holds the change, with their number and owners', () => {
    const { differences } = judged(wantOf(), vpcOf([endpointOf()], { neighbours }));
    expect(differences).toMatchObject([{ unmet: { reason: 'VpcShared', why: expect.stringContaining('3 network') } }]);
    const unknown = vpcOf([endpointOf()], { neighbours: { is: 'unknown', why: 'denied' } });
    const why = expect.stringContaining('Allow ec2:DescribeNetworkInterfaces');
    expect(judged(wantOf(), unknown).differences).toMatchObject([{ unmet: { reason: 'NeighboursUnknown', why } }]);
    const unread = vpcOf([endpointOf()], { neighbours: undefined });
    expect(judged(wantOf(), unread).differences).toMatchObject([{ unmet: { reason: 'NeighboursUnknown' } }]);
  });

  it('does not where the policy accepts it, which is told', () => {
    const { differences, noteReasons } = judged(wantOf({ sharedVpc: 'accept' }), vpcOf([endpointOf()], { neighbours }));
    expect(differences.map((one) => 'unmet' in one)).toEqual([false]);
    expect(noteReasons).toEqual(['NotStopped', 'VpcShared']);
  });

  it('is nobody’s concern where nothing is to be changed', () => {
    expect(judged(wantOf(), vpcOf([endpointOf(done)], { neighbours })).notes).toEqual([]);
  });
});

describe('absence', () => {
  it('is a difference of the VPC, reported or to be mended', () => {
    const [reported] = judged(wantOf(), vpcOf([])).differences;
    expect(reported).toMatchObject({ path: '/gatewayEndpoint', have: undefined, reportOnly: true });
    const { differences } = judged(wantOf({ missingEndpoint: 'create' }), vpcOf([]));
    expect(differences).toEqual([
      {
        path: '/gatewayEndpoint',
        have: undefined,
        want: { serviceName: 'com.amazonaws.eu-central-1.s3', routeTableIds: ['rtb-1'] },
      },
      { path: '/gatewayEndpoint/statements/SagekeeperDenyAmazonLinuxRepositories', have: undefined, want: PRESET },
    ]);
    expect(documentOfNew(differences)).toMatchObject({
      document: { Version: '2008-10-17', Statement: [FULL_ACCESS, PRESET] },
    });
  });

  it('is mended with the route tables of the subnets in use, and not where none is', () => {
    const create = wantOf({ missingEndpoint: 'create', vpcs: 'all' });
    const both = networkOf([useOf({ subnets: ['subnet-2', 'subnet-9'] }), useOf()], ['pipeline/p: an expression']);
    const verdict = judged(create, vpcOf([]), both);
    expect(verdict.differences[0]).toMatchObject({ want: { routeTableIds: ['rtb-1', 'rtb-2'] } });
    expect(verdict.noteReasons).toEqual(['EndpointMissing', 'CutsConnections', 'SubnetsUntold', 'NotStopped']);
    const unused = judged(create, vpcOf([]), networkOf([]));
    expect(unused).toMatchObject({
      differences: [{ reportOnly: true }],
      noteReasons: ['EndpointMissing', 'NoSubnetUsed'],
    });
  });

  it('waits for others who live there, and for an endpoint that is still going', () => {
    const create = wantOf({ missingEndpoint: 'create' });
    const unmet = (vpc: ReturnType<typeof vpcOf>) =>
      judged(create, vpc).differences.map((one: EndpointDifference) => one.unmet?.reason);
    const neighbours = { is: 'counted', count: 1, owners: ['EC2'], sharers: [] } as const;
    expect(unmet(vpcOf([], { neighbours }))).toEqual(['VpcShared', 'VpcShared']);
    expect(unmet(vpcOf([endpointOf(undefined, { state: 'deleting' })]))).toEqual([
      'EndpointLeaving',
      'EndpointLeaving',
    ]);
    expect(unmet(vpcOf([endpointOf(undefined, { state: 'failed' })]))).toEqual([undefined, undefined]);
  });

  it('of a route table is reported, unless the name of the service leads to an interface endpoint', () => {
    const network = networkOf([useOf(), useOf({ by: 'job/b', subnets: ['subnet-2'] })]);
    const verdict = judged(wantOf(), vpcOf([endpointOf(done)]), network);
    expect(verdict.differences).toMatchObject([{ have: ['rtb-1'], want: ['rtb-1', 'rtb-2'], reportOnly: true }]);
    expect(verdict.noteReasons).toEqual(['RouteTableNotAssociated']);
    const answered = endpointOf(done, { id: 'vpce-2', type: 'Interface', privateDnsEnabled: true, routeTableIds: [] });
    expect(judged(wantOf(), vpcOf([endpointOf(done), answered]), network).differences).toEqual([]);
  });

  it('is not said of subnets whose route table AWS does not tell', () => {
    const subnets = [{ id: 'subnet-1', routeTableId: '', freeAddresses: 100 }];
    const verdict = judged(wantOf(), vpcOf([endpointOf(done)], { subnets }));
    expect(verdict).toMatchObject({ differences: [], unknownReasons: ['RouteTablesUntold'], notes: [] });
    const create = judged(wantOf({ missingEndpoint: 'create' }), vpcOf([], { subnets }));
    expect(create).toMatchObject({
      differences: [{ want: { routeTableIds: [] }, reportOnly: true }],
      noteReasons: ['EndpointMissing', 'RouteTablesUntold'],
    });
  });
});
