/**
 * What a document does beyond what was wanted: foreign Allows made void, and what SageMaker needs and does not get.
 */
import { describe, expect, it } from '@jest/globals';
import { FULL_ACCESS } from '../../../src/model/iam-document-endpoint.ts';
import type { WrittenStatement } from '../../../src/model/iam-document.ts';
import { elsewhereNotes, needNotes, voidAllowNotes } from '../../../src/policies/s3-endpoint-policy/effects.ts';
import { presetStatement } from '../../../src/policies/s3-endpoint-policy/presets.ts';
import { ACCOUNT, REGION, endpointOf, judged, of, vpcOf, wantOf } from './vpcs.ts';

const HERE = { partition: 'aws', region: REGION, account: ACCOUNT };
const PRESET = presetStatement('DenyAmazonLinuxRepositories', 'aws');
const LAYERS = 'arn:aws:s3:::prod-eu-central-1-starport-layer-bucket/*';
const allow = (Resource: WrittenStatement['Resource'], more: Partial<WrittenStatement> = {}): WrittenStatement => ({
  Sid: 'Theirs',
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: Resource ?? '*',
  ...more,
});
const deny = (Resource: string, more: Partial<WrittenStatement> = {}): WrittenStatement => ({
  ...allow(Resource),
  Effect: 'Deny',
  ...more,
});

describe('a foreign Allow', () => {
  const reasons = (...statements: WrittenStatement[]) =>
    voidAllowNotes(of(...statements, PRESET)).map(({ reason }) => reason);

  it('is void where a Deny of ours leaves nothing of it', () => {
    expect(reasons(allow('arn:aws:s3:::amazonlinux-2-repos-eu-central-1/*'))).toEqual(['ForeignAllowVoid']);
    expect(voidAllowNotes(of(allow('arn:aws:s3:::al2023-x/core/*'), PRESET))[0]?.message).toBe(
      'SagekeeperDenyAmazonLinuxRepositories makes void statement Theirs: s3:GetObject on arn:aws:s3:::al2023-x/core/*',
    );
  });

  it('is void in part where something of it is left', () => {
    expect(reasons(allow(['arn:aws:s3:::al2023-x/*', 'arn:aws:s3:::team/*']))).toEqual(['ForeignAllowPartlyVoid']);
    expect(reasons(allow('arn:aws:s3:::al2023-x/*', { Action: ['s3:GetObject', 's3:PutObject'] }))).toEqual([
      'ForeignAllowPartlyVoid',
    ]);
  });

  it('is not where it is wider, elsewhere, or ours', () => {
    expect(
      reasons(FULL_ACCESS, allow('arn:aws:s3:::team/*'), allow('arn:aws:s3:::al2023-x/*', { Action: 's3:*' })),
    ).toEqual([]);
    expect(reasons(allow('arn:aws:s3:::al2023-x/*', { Sid: 'SagekeeperMine' }))).toEqual([]);
    expect(
      voidAllowNotes(of(allow('arn:aws:s3:::al2023-x/*'), { ...PRESET, Condition: { Bool: { 'a:b': 'true' } } })),
    ).toEqual([]);
  });
});

describe('a hostile Allow', () => {
  it('with thousands of actions and resources costs no more than their sum, and fills no page', () => {
    const names = Array.from({ length: 5_000 }, (_, index) => `al2023-${index}`);
    const Sid = 'x'.repeat(20_000);
    const theirs = allow(
      names.map((name) => `arn:aws:s3:::${name}/*`),
      { Sid, Action: names.map((name) => `s3:${name}`).concat('s3:GetObject') },
    );
    const [note] = voidAllowNotes(of(theirs, PRESET));
    expect(note?.reason).toBe('ForeignAllowPartlyVoid');
    expect(note?.message.length).toBeLessThan(1_500);
  });
});

describe('what SageMaker needs', () => {
  const told = (...statements: WrittenStatement[]) => needNotes(of(...statements), HERE);
  const reasons = (...statements: WrittenStatement[]) => told(...statements).map(({ reason }) => reason);

  it('is there where everything is allowed, our preset or not', () => {
    expect(told(FULL_ACCESS)).toEqual([]);
    expect(told(FULL_ACCESS, PRESET)).toEqual([]);
  });

  it('is missed where a list of allowed buckets forgets it', () => {
    const own = allow('arn:aws:s3:::sagemaker-eu-central-1-111122223333*', { Action: 's3:*' });
    expect(told(own).map(({ message }) => message)).toEqual([
      `nothing allows all of the layers of container images (s3:GetObject on ${LAYERS})`,
      expect.stringContaining('models of JumpStart'),
    ]);
    expect(reasons(own, allow([LAYERS, 'arn:aws:s3:::jumpstart-cache-prod-*/*']))).toEqual([]);
  });

  it('is denied by a foreign Deny, also by one that spares only its own buckets', () => {
    expect(reasons(FULL_ACCESS, deny('arn:aws:s3:::prod-*/*'))).toEqual(['SageMakerNeedDenied']);
    const { Resource: _gone, ...spared } = deny('');
    const others = { ...spared, Action: 's3:*', NotResource: ['arn:aws:s3:::team/*', 'arn:aws:s3:::sagemaker-*'] };
    expect(told(FULL_ACCESS, others).map(({ message }) => message.split(' (')[0])).toEqual([
      'statement Theirs denies the layers of container images',
      'statement Theirs denies models of JumpStart',
    ]);
  });

  it('may be, under conditions', () => {
    const Condition = { StringNotEquals: { 'aws:ResourceOrgID': 'o-exampleorg1' } };
    expect(told(FULL_ACCESS, deny(LAYERS, { Condition }))).toEqual([
      { reason: 'SageMakerNeedMayBeDenied', message: expect.stringContaining('under conditions on aws:ResourceOrgID') },
    ]);
    expect(new Set(reasons({ ...FULL_ACCESS, Condition }))).toEqual(new Set(['SageMakerNeedMayNotBeAllowed']));
    expect(reasons(FULL_ACCESS, deny(LAYERS, { Principal: { AWS: '444455556666' } }))).toEqual([
      'SageMakerNeedMayBeDenied',
    ]);
  });

  it('is not touched by what speaks of something else', () => {
    expect(reasons(FULL_ACCESS, deny(LAYERS, { Action: 's3:PutObject' }))).toEqual([]);
    const { Action: _gone, ...rest } = deny('*');
    expect(reasons(FULL_ACCESS, { ...rest, NotAction: ['s3:Get*', 's3:Put*', 's3:List*'] })).toEqual([]);
  });
});

describe('a statement of ours about another partition', () => {
  const ours = (Resource: WrittenStatement['Resource']): WrittenStatement => ({ ...PRESET, Resource: Resource ?? '*' });
  const told = (statement: WrittenStatement) => elsewhereNotes(of(FULL_ACCESS, statement), 'aws-us-gov');

  it('is told, with what it names', () => {
    expect(told(ours(['arn:aws-us-gov:s3:::x/*', 'arn:aws:s3:::x/*']))).toEqual([
      {
        reason: 'OtherPartition',
        message: expect.stringMatching(/Repositories names arn:aws:s3:::x\/\*, .* aws-us-gov/),
      },
    ]);
    const { Resource: _gone, ...rest } = PRESET;
    expect(told({ ...rest, NotResource: 'arn:aws-cn:s3:::x' })).toHaveLength(1);
  });

  it('is told of the endpoint', () => {
    const own = { ...deny('arn:aws-cn:s3:::x/*'), Sid: 'X' };
    const { noteReasons } = judged(wantOf({ presets: [], statements: [own] }), vpcOf([endpointOf()]));
    expect(noteReasons).toEqual(['OtherPartition']);
  });

  it.each([
    ['of this one', ours('arn:aws-us-gov:s3:::x/*')],
    ['of any', ours(['*', 'arn:*:s3:::x/*', 'arn:aws*:s3:::x/*', 'arn:${aws:Partition}:s3:::x'])],
    ['of somebody else', { ...ours('arn:aws:s3:::x/*'), Sid: 'Theirs' }],
    ['in the preset', presetStatement('DenyAmazonLinuxRepositories', 'aws-us-gov')],
  ])('is not one %s', (_what, statement) => {
    expect(told(statement)).toEqual([]);
  });
});
