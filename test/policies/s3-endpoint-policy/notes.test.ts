/**
 * What S3EndpointPolicy tells of a VPC, to the word where a word decides what people do; and what it does not tell, as nobody reads
 * on where everything is said.
 */
import { describe, expect, it } from '@jest/globals';
import { FULL_ACCESS } from '../../../src/model/iam-document-endpoint.ts';
import type { WrittenStatement } from '../../../src/model/iam-document.ts';
import { needNotes, voidAllowNotes } from '../../../src/policies/s3-endpoint-policy/effects.ts';
import { presetStatement } from '../../../src/policies/s3-endpoint-policy/presets.ts';
import { judgeS3EndpointPolicy } from '../../../src/policies/s3-endpoint-policy/judge.ts';
import type { S3Endpoint, Vpc } from '../../../src/resources/vpc/shape.ts';
import { ACCOUNT, REGION, endpointOf, judged, networkOf, of, useOf, vpcOf, wantOf } from './vpcs.ts';

const PRESET = presetStatement('DenyAmazonLinuxRepositories', 'aws');
const HERE = { partition: 'aws', region: REGION, account: ACCOUNT };
const CREATE = wantOf({ missingEndpoint: 'create' });
const done = of(FULL_ACCESS, PRESET);
const allow = (Sid: string, more: Partial<WrittenStatement> = {}): WrittenStatement => ({
  Sid,
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::team/*',
  ...more,
});
const deny = (Sid: string, more: Partial<WrittenStatement> = {}) => allow(Sid, { ...more, Effect: 'Deny' });
const messageOf = (verdict: ReturnType<typeof judged>, reason: string): string | undefined =>
  verdict.notes.find((note) => note.reason === reason)?.message;
const foreign = { ownerId: '999988887777' };

describe('of an endpoint', () => {
  it('nothing is told where it is as it is wanted, whoever owns it', () => {
    expect(judged(wantOf(), vpcOf([endpointOf(done, foreign)])).notes).toEqual([]);
    expect(judged(wantOf(), vpcOf([endpointOf(done, { requesterManaged: true })])).notes).toEqual([]);
  });

  it('nothing is told of a document that AWS has taken and that stays, however long it is', () => {
    const long = allow('Theirs', { Resource: `arn:aws:s3:::${'x'.repeat(20_480)}/*` });
    expect(judged(wantOf(), vpcOf([endpointOf(of(FULL_ACCESS, PRESET, long))])).noteReasons).toEqual([]);
    expect(judged(wantOf(), vpcOf([endpointOf(of(FULL_ACCESS, long))])).noteReasons).toContain('DocumentTooLong');
  });

  it('what AWS would refuse of ours is told in advance, where its type refuses it', () => {
    const own = { ...deny('Own'), Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/x` } };
    const reasons = (more: Partial<S3Endpoint>) =>
      judged(wantOf({ statements: [own] }), vpcOf([endpointOf(undefined, more)])).noteReasons;
    expect(reasons({})).toContain('StatementRefused');
    expect(reasons({ type: 'Interface', privateDnsEnabled: true })).not.toContain('StatementRefused');
  });

  it('what would break is named, of many statements five', () => {
    const allows = Array.from({ length: 7 }, (_, index) => allow(`Theirs${index}`));
    const broken = (count: number) =>
      messageOf(
        judged(wantOf({ existing: 'exact' }), vpcOf([endpointOf(of(...allows.slice(0, count)))])),
        'NothingAllowed',
      );
    expect(broken(7)).toContain('what Theirs0, Theirs1, Theirs2, Theirs3, Theirs4 allow would break');
    expect(broken(1)).toContain('what Theirs0 allows would break');
  });

  it('a document that cannot be read is named with why, at its path', () => {
    const [unknown] = judged(wantOf(), vpcOf([endpointOf({ Statement: [{ Effect: 'Perhaps' }] })])).unknown;
    expect(unknown).toMatchObject({
      path: '/endpoints/vpce-1',
      message: expect.stringMatching(
        /^the document of vpce-1 cannot be read, and is left alone: statement 1: its Effect/,
      ),
    });
  });

  it('what is there is told beside what is wanted', () => {
    const { differences } = judged(
      wantOf(),
      vpcOf([endpointOf(of(FULL_ACCESS, { ...PRESET, Action: 's3:PutObject' }))]),
    );
    expect(differences).toMatchObject([{ have: { Action: 's3:PutObject' }, want: { Action: 's3:GetObject' } }]);
  });

  it('what it is wanted to become is told where variables of ours need it', () => {
    const own = deny('Own', { Resource: 'arn:aws:s3:::x/${aws:PrincipalAccount}/*' });
    const verdict = judged(wantOf({ statements: [own] }), vpcOf([endpointOf()]));
    expect(messageOf(verdict, 'VersionChanges')).toContain('it becomes one of 2012-10-17');
  });
});

describe('of a VPC that is not meant', () => {
  it.each([
    ['unused', wantOf(), 'nothing of SageMaker is known to use vpc-1'],
    ['without the tag', wantOf({ vpcs: 'tag/team=ml' }), 'the VPC has no tag team=ml'],
  ])('why is told: %s', (_what, want, why) => {
    expect(judgeS3EndpointPolicy(want, vpcOf([]), { network: networkOf([]) })).toEqual({ applicable: false, why });
  });
});

describe('of an endpoint that is not there', () => {
  it('what making one would do is told only where one is to be made', () => {
    expect(judged(wantOf(), vpcOf([])).noteReasons).toEqual(['EndpointMissing']);
    expect(judged(CREATE, vpcOf([])).noteReasons).toEqual(['EndpointMissing', 'CutsConnections', 'NotStopped']);
  });

  it('route tables are told in one order, each once, whatever the subnets are called', () => {
    const subnets = ['rtb-3', 'rtb-1', 'rtb-3', 'rtb-2'].map((routeTableId, index) => ({
      id: `subnet-${index}`,
      routeTableId,
      freeAddresses: 100,
    }));
    const network = networkOf([useOf({ subnets: subnets.map(({ id }) => id) })]);
    expect(judged(CREATE, vpcOf([], { subnets }), network).differences[0]).toMatchObject({
      want: { routeTableIds: ['rtb-1', 'rtb-2', 'rtb-3'] },
    });
  });

  it('subnets whose route table is not told are told in one order', () => {
    const subnets = ['subnet-2', 'subnet-1'].map((id) => ({ id, routeTableId: '', freeAddresses: 100 }));
    const network = networkOf([useOf({ subnets: ['subnet-1', 'subnet-2'] })]);
    const message = messageOf(judged(CREATE, vpcOf([], { subnets }), network), 'RouteTablesUntold');
    expect(message).toMatch(/^which route tables subnet-1, subnet-2 of vpc-1 have is not told/);
  });

  it('subnets that may be used are told with why', () => {
    const network = networkOf([useOf()], ['pipeline/p: an expression', 'pipeline/q: an expression']);
    expect(messageOf(judged(CREATE, vpcOf([]), network), 'SubnetsUntold')).toBe(
      'route tables of subnets that are not known to be used are left out: pipeline/p: an expression; pipeline/q: an expression',
    );
  });
});

describe('of route tables that lead past an endpoint', () => {
  const network = networkOf([useOf(), useOf({ by: 'job/b', subnets: ['subnet-2'] })]);
  const told = (more: Partial<S3Endpoint>, vpc: Partial<Vpc> = {}) => {
    const { differences, notes, unknown } = judged(wantOf(), vpcOf([endpointOf(done, more)], vpc), network);
    return { differences, notes, unknown };
  };
  const path = '/endpoints/vpce-1/routeTables';

  it('one and several are named, at the path of the endpoint, in one order', () => {
    const passes = 'not associated with vpce-1: their way to S3 passes by it';
    expect(told({ routeTableIds: ['rtb-2'] })).toEqual({
      differences: [{ path, have: ['rtb-2'], want: ['rtb-1', 'rtb-2'], reportOnly: true }],
      notes: [
        { reason: 'RouteTableNotAssociated', message: `rtb-1 of subnets that SageMaker uses is ${passes}`, path },
      ],
      unknown: [],
    });
    expect(told({ routeTableIds: [] }).notes).toEqual([
      { reason: 'RouteTableNotAssociated', message: `rtb-1, rtb-2 of subnets that SageMaker uses are ${passes}`, path },
    ]);
  });

  it('what is not told is named by its subnet', () => {
    const subnets = [{ id: 'subnet-1', routeTableId: '', freeAddresses: 100 }];
    expect(told({}, { subnets }).unknown).toEqual([
      {
        reason: 'RouteTablesUntold',
        message: 'whether the way of subnet-1 to S3 passes by vpce-1 is not known: its route table is not told',
      },
    ]);
  });
});

describe('of what SageMaker needs', () => {
  const own = `sagemaker-${REGION}-${ACCOUNT}`;
  const told = (...statements: WrittenStatement[]) => needNotes(of(...statements), HERE);

  it('each need is told by what it is for, what is asked, and of what', () => {
    expect(told(allow('Theirs')).map(({ message }) => message)).toEqual(
      [
        'the layers of container images (s3:GetObject on arn:aws:s3:::prod-eu-central-1-starport-layer-bucket/*)',
        'models of JumpStart (s3:GetObject on arn:aws:s3:::jumpstart-cache-prod-eu-central-1/*)',
        `SageMaker's default bucket (s3:GetObject on arn:aws:s3:::${own}/*)`,
        `SageMaker's default bucket (s3:PutObject on arn:aws:s3:::${own}/*)`,
        `SageMaker's default bucket (s3:ListBucket on arn:aws:s3:::${own})`,
      ].map((need) => `nothing allows all of ${need}`),
    );
  });

  it('a Deny that surely holds is named before one that may hold, and of several the first', () => {
    const layers = { Resource: 'arn:aws:s3:::prod-*' };
    const maybe = deny('Maybe', { ...layers, Condition: { Bool: { 'aws:x': 'true', 'aws:y': 'true' } } });
    const messages = told(FULL_ACCESS, maybe, deny('First', layers), deny('Second', layers)).map(
      ({ message }) => message,
    );
    const asked =
      'the layers of container images (s3:GetObject on arn:aws:s3:::prod-eu-central-1-starport-layer-bucket/*)';
    expect(messages).toEqual([`statement First denies ${asked}`]);
    expect(told(FULL_ACCESS, maybe)).toEqual([
      {
        reason: 'SageMakerNeedMayBeDenied',
        message: `statement Maybe denies ${asked}, under conditions on aws:x, aws:y`,
      },
    ]);
  });

  it('a statement whose Sid is empty has none', () => {
    expect(told(FULL_ACCESS, deny('', { Resource: '*' }))[0]?.message).toMatch(/^statement \(without a Sid\) denies /);
  });

  it('long names are cut, and those that just fit are not', () => {
    const named = (Sid: string) => told(FULL_ACCESS, deny(Sid, { Resource: '*' }))[0]?.message;
    expect(named('x'.repeat(120))).toContain(`statement ${'x'.repeat(120)} denies`);
    expect(named('x'.repeat(121))).toContain(`statement ${'x'.repeat(119)}… denies`);
  });
});

describe('of a foreign Allow', () => {
  const repository = (name: string): string => `arn:aws:s3:::al2023-${name}/*`;

  it('an Allow of ours takes nothing', () => {
    const ours = allow('SagekeeperAllowRepositories', { Resource: PRESET.Resource ?? '' });
    expect(voidAllowNotes(of(allow('Theirs', { Resource: repository('x') }), ours))).toEqual([]);
  });

  it('what is lost is told of all Denies of ours together', () => {
    const theirs = allow('Theirs', { Resource: [repository('x'), 'arn:aws:s3:::team/*'] });
    const [note] = voidAllowNotes(of(theirs, PRESET, deny('SagekeeperTeam')));
    expect(note?.reason).toBe('ForeignAllowVoid');
    expect(note?.message).toMatch(
      /^SagekeeperDenyAmazonLinuxRepositories, SagekeeperTeam makes? void statement Theirs: /,
    );
    const lost = [repository('x'), 'arn:aws:s3:::team/*'].map((resource) => `s3:GetObject on ${resource}`);
    expect(note?.message.split('Theirs: ')[1]).toBe(lost.join(', '));
  });

  it('of many that is lost five are named, by five Denies at the most', () => {
    const names = Array.from({ length: 8 }, (_, index) => `n${index}`);
    const theirs = allow('Theirs', { Resource: names.map(repository) });
    const denies = names.map((name) => deny(`Sagekeeper${name}`, { Resource: repository(name) }));
    const [by = '', lost = ''] = (voidAllowNotes(of(theirs, ...denies))[0]?.message ?? '').split(/ makes? void /);
    expect(by.split(', ')).toEqual(names.slice(0, 5).map((name) => `Sagekeeper${name}`));
    expect(lost.split(', ').map((one) => one.slice(-'n0/*'.length))).toEqual(
      names.slice(0, 5).map((name) => `${name}/*`),
    );
    const [note] = voidAllowNotes(of(theirs, PRESET));
    expect(note?.message.split(' on ').slice(1)).toHaveLength(5);
  });
});
