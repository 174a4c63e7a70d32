/**
 * The edges of what is said of a VPC: which routes and endpoints count, how conditions on jobs are read, and in which order and words
 * things are told.
 */
import { describe, expect, it } from '@jest/globals';
import { iamDocumentOf } from '../../../src/model/iam-document-read.ts';
import type { WrittenConditions, WrittenStatement } from '../../../src/model/iam-document.ts';
import { fitsWay, otherKeys } from '../../../src/policies/job-network/vpc-ways.ts';
import { hasWayOut, isServing, openWays, tablesOf } from '../../../src/policies/job-network/vpc-routes.ts';
import { NETWORKS, WANT, gateway, job, judged, routeTable, vpcOf } from './vpc-fixtures.ts';

const HERE = { vpc: 'vpc-1', endpoint: 'vpce-1' };

function denying(Condition: WrittenConditions): WrittenStatement {
  return { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*', Condition };
}

describe('conditions on who asks', () => {
  it.each<[string, WrittenConditions, boolean | undefined, readonly string[]]>([
    ['jobs come over TLS', { Bool: { 'aws:SecureTransport': 'true' } }, true, []],
    ['and not without', { Bool: { 'aws:SecureTransport': 'false' } }, false, []],
    ['written as a boolean', { Bool: { 'aws:SecureTransport': true } }, true, []],
    ['in capitals', { BoolIfExists: { 'AWS:SECURETRANSPORT': 'TRUE' } }, true, []],
    ['either way', { Bool: { 'aws:SecureTransport': ['false', 'true'] } }, true, []],
    ['jobs are no service', { Bool: { 'aws:PrincipalIsAWSService': 'true' } }, false, []],
    ['nor asked for by one', { Bool: { 'aws:ViaAWSService': 'false' } }, true, []],
    ['of sets nobody knows', { 'ForAnyValue:Bool': { 'aws:ViaAWSService': 'true' } }, true, ['aws:ViaAWSService']],
    ['compared as text', { StringEquals: { 'aws:ViaAWSService': 'true' } }, true, ['aws:ViaAWSService']],
    ['of something else', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, true, ['aws:MultiFactorAuthPresent']],
    ['each named once', { StringEquals: { 'aws:x': '1' }, StringLike: { 'aws:x': '1' } }, true, ['aws:x']],
  ])('%s', (_what, condition, fits, others) => {
    expect(fitsWay(denying(condition), HERE)).toBe(fits);
    expect(otherKeys(denying(condition))).toEqual(others);
  });

  it.each<[string, WrittenConditions, boolean]>([
    ['no endpoint', { Null: { 'aws:SourceVpce': 'true' } }, false],
    ['no endpoint, in capitals', { Null: { 'aws:SourceVpce': 'FALSE' } }, true],
    ['an endpoint or none', { Null: { 'aws:SourceVpce': ['true', 'false'] } }, true],
  ])('of a request through an endpoint: %s', (_what, condition, fits) => {
    expect(fitsWay(denying(condition), HERE)).toBe(fits);
  });
});

describe('a value with a variable in it', () => {
  it('may be anything, whatever stands beside it', () => {
    for (const values of ['${aws:PrincipalTag/vpc}', ['vpc-9', '${aws:PrincipalTag/vpc}']])
      expect(fitsWay(denying({ StringEquals: { 'aws:SourceVpc': values } }), HERE)).toBeUndefined();
    expect(fitsWay(denying({ StringEquals: { 'aws:SourceVpc': ['vpc-9', 'vpc-1'] } }), HERE)).toBe(true);
  });
});

describe('endpoints and routes that count', () => {
  it.each([
    ['available', true],
    ['pending', true],
    ['partial', true],
    ['pendingacceptance', false],
    ['deleting', false],
    ['failed', false],
  ])('an endpoint that is %s serves: %s', (state, serves) => {
    expect(isServing({ state })).toBe(serves);
  });

  const subnet = { id: 'subnet-1', routeTableId: 'rtb-1', freeAddresses: 250 };
  const isolated = { ...WANT, networkIsolation: 'required' } as const;

  it.each(['0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1', '::/0', '::/1', '8000::/1', '2000::/3'])(
    'a route for %s leads out',
    (destination) => {
      const vpc = vpcOf({ routeTables: [routeTable('rtb-1', `${destination} nat-1`)] });
      expect(hasWayOut(subnet, tablesOf(vpc))).toBe(true);
      expect(openWays(isolated, vpc, [subnet])).toEqual({
        differences: [
          {
            path: '/routeTables/rtb-1/defaultRoute',
            have: [`${destination} to nat-1`],
            want: [],
            reportOnly: true,
          },
        ],
        unknown: [],
        notes: [
          {
            reason: 'NatRoute',
            message: `jobs in subnet-1 are to be isolated, and rtb-1 leads to the internet: ${destination} to nat-1. Take the route away, or give jobs subnets without one`,
            path: '/routeTables/rtb-1/defaultRoute',
          },
        ],
      });
    },
  );

  it.each([
    ['nat-1', 'NatRoute'],
    ['eigw-1', 'NatRoute'],
    ['tgw-1', 'DefaultRoute'],
    ['vpce-nat-1', 'DefaultRoute'],
    ['', 'DefaultRoute'],
  ])('a route to %j is a %s', (target, reason) => {
    const vpc = vpcOf({ routeTables: [routeTable('rtb-1', `0.0.0.0/0 ${target}`)] });
    const { notes } = openWays(isolated, vpc, [subnet]);
    expect(notes).toMatchObject([{ reason, path: '/routeTables/rtb-1/defaultRoute' }]);
    expect(notes[0]?.message).toContain(`0.0.0.0/0 to ${target === '' ? 'an unnamed target' : target}`);
  });

  it('are told by route table, in one order', () => {
    const ids = ['rtb-3', 'rtb-1', 'rtb-2'];
    const vpc = vpcOf({ routeTables: ids.map((id) => routeTable(id, '0.0.0.0/0 nat-1')) });
    const subnets = ids.map((routeTableId, index) => ({ ...subnet, id: `subnet-${index}`, routeTableId }));
    const { differences } = openWays(isolated, vpc, subnets);
    expect(differences.map(({ path }) => path.split('/')[2])).toEqual(['rtb-1', 'rtb-2', 'rtb-3']);
  });
});

describe('groups whose members do not reach each other', () => {
  const uses = ['sg-4', 'sg-2', 'sg-3'].map((group) => job({ by: `training job ${group}`, securityGroups: [group] }));
  const vpc = { jobNetworks: { ...NETWORKS, selfReferenced: [] } };

  it('are told in one order, each with what people can do', () => {
    const { differences, notes } = judged({ uses, vpc });
    const told = notes.filter(({ reason }) => reason === 'SelfReferenceMissing');
    expect(differences.map(({ path }) => path)).toEqual(['sg-2', 'sg-3', 'sg-4'].map((id) => `/selfReference/${id}`));
    expect(told.map(({ path }) => path)).toEqual(differences.map(({ path }) => path));
    expect(told[0]?.message).toBe(
      'sg-2 does not let in what comes from itself, which instances of one job need to reach each other: training job sg-2. Add an inbound rule for all traffic from sg-2, or want selfReference: ensure',
    );
  });

  it('are not told to want what is wanted', () => {
    const { saying } = judged({ want: { selfReference: 'ensure' }, uses, vpc });
    expect(saying('SelfReferenceMissing')).toMatch(/Add an inbound rule for all traffic from sg-2$/);
  });

  it('are not those that let in every address of the VPC: EFA alone needs more', () => {
    const open = { jobNetworks: { ...vpc.jobNetworks, openToVpc: ['sg-2', 'sg-4'] } };
    const { differences, notes } = judged({ want: { selfReference: 'ensure' }, uses, vpc: open });
    expect(differences.map(({ path }) => path)).toEqual(['/selfReference/sg-3']);
    const told = notes.filter(({ reason }) => reason.startsWith('SelfReference'));
    expect(told.map(({ reason, path }) => [reason, path])).toEqual([
      ['SelfReferenceMissing', '/selfReference/sg-3'],
      ['SelfReferenceByRange', '/selfReference/sg-2'],
      ['SelfReferenceByRange', '/selfReference/sg-4'],
    ]);
    expect(told[1]?.message).toBe(
      'sg-2 lets in everything from the addresses of vpc-1, and so what comes from itself: enough for all but jobs on instances with EFA, which need an inbound rule for all traffic from sg-2',
    );
    const second = [job({ securityGroups: ['sg-9', 'sg-4'] }), job({ securityGroups: ['sg-4', 'sg-1'], instances: 1 })];
    expect(judged({ uses: second, vpc: open })).toMatchObject({ differences: [], reasons: ['SelfReferenceByRange'] });
    const named = { jobNetworks: { ...NETWORKS, openToVpc: ['sg-4'] } };
    expect(judged({ uses: [job({ securityGroups: ['sg-4', 'sg-1'] })], vpc: named })).toMatchObject({ notes: [] });
  });

  it('of other accounts are told by account, in one order', () => {
    const others = ['999988887777', '444455556666'].map((account) => job({ account, securityGroups: ['sg-9'] }));
    const told = judged({ uses: [job(), ...others], vpc }).notes.filter(
      ({ reason }) => reason === 'SecurityGroupElsewhere',
    );
    expect(told.map(({ message }) => message.split(' ').slice(0, 5).join(' '))).toEqual([
      'distributed jobs of account 444455556666',
      'distributed jobs of account 999988887777',
    ]);
  });
});

describe('a statement of a bucket’s policy', () => {
  const said = (Sid: string, more: Partial<WrittenStatement> = {}): string | undefined => {
    const Condition = { StringNotEquals: { 'aws:SourceVpce': 'vpce-9' } };
    const Statement = [{ ...denying(Condition), Resource: 'arn:aws:s3:::data/*', Sid, ...more }];
    const bucketPolicies = [{ bucket: 'data', document: iamDocumentOf({ Statement }) }];
    return judged({ want: { bucketPolicies: 'report' }, vpc: { endpoints: [gateway()], bucketPolicies } }).saying(
      'BucketPolicyContradicts',
    );
  };

  it('is named as far as people read', () => {
    expect(said('x'.repeat(120))).toContain(`statement ${'x'.repeat(120)} of bucket`);
    expect(said('x'.repeat(121))).toContain(`statement ${'x'.repeat(119)}… of bucket`);
    expect(said('')).toContain('statement (without a Sid) of bucket');
  });

  it('is told with whom it is about', () => {
    expect(said('A')).toContain('of vpc-1. Name one of them there');
    expect(said('A', { Principal: { AWS: ['*', '444455556666'] } })).toContain('of vpc-1. Name');
    expect(said('A', { Principal: { AWS: '444455556666' } })).toContain('of vpc-1, for some principals. Name');
  });
});
