/**
 * Which statements are wanted where foreign ones go: the Allow that everybody had comes back as ours, but never beside an Allow that
 * people wrote themselves, which it would make as wide as the world.
 */
import { describe, expect, it } from '@jest/globals';
import { FULL_ACCESS } from '../../../src/model/iam-document-endpoint.ts';
import type { WrittenDocument } from '../../../src/model/iam-document.ts';
import { acceptsEndpointDifference } from '../../../src/policies/s3-endpoint-policy/accepts.ts';
import { S3_ENDPOINT_POLICY } from '../../../src/policies/s3-endpoint-policy/policy.ts';
import { ALLOW_ALL_SID, wantedStatements } from '../../../src/policies/s3-endpoint-policy/statements.ts';
import { of, wantOf } from './vpcs.ts';

const OWN = { Sid: 'Own', Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::team/*' } as const;
const DENY = { ...OWN, Sid: 'No', Effect: 'Deny' } as const;
const DEFAULT: WrittenDocument = of(FULL_ACCESS);
const NARROW: WrittenDocument = of({ ...OWN, Sid: 'Theirs' });

function sids(want: Readonly<Record<string, unknown>>, present: WrittenDocument): readonly (string | undefined)[] {
  return wantedStatements(wantOf({ presets: [], ...want }), present, 'aws').map(({ Sid }) => Sid);
}

describe('what is wanted', () => {
  it.each<[string, Readonly<Record<string, unknown>>, WrittenDocument, readonly string[]]>([
    ['only denies, in the default document', { statements: [DENY] }, DEFAULT, [ALLOW_ALL_SID, 'SagekeeperNo']],
    [
      'only denies, in one that has ours',
      { statements: [DENY] },
      of({ ...FULL_ACCESS, Sid: ALLOW_ALL_SID }),
      [ALLOW_ALL_SID, 'SagekeeperNo'],
    ],
    ['only denies, in a narrower one', { statements: [DENY] }, NARROW, ['SagekeeperNo']],
    ['allows, in the default document', { statements: [OWN] }, DEFAULT, ['SagekeeperOwn']],
    [
      'allows and denies, in the default document',
      { statements: [DENY, OWN] },
      DEFAULT,
      ['SagekeeperNo', 'SagekeeperOwn'],
    ],
  ])('%s', (_what, want, present, expected) => {
    expect(sids({ existing: 'exact', ...want }, present)).toEqual(expected);
  });

  it('is nobody else’s Allow where foreign statements stay', () => {
    expect(sids({ existing: 'keep', statements: [DENY] }, DEFAULT)).toEqual(['SagekeeperNo']);
  });
});

describe('two documents that let foreign statements go', () => {
  it('cannot both be had where one names a preset that the other does not', () => {
    const [preset, own] = [
      wantOf({ existing: 'exact' }),
      wantOf({ existing: 'exact', presets: [], statements: [DENY] }),
    ];
    const both = wantOf({ existing: 'exact', statements: [DENY] });
    for (const [one, other] of [
      [preset, own],
      [both, own],
      [both, preset],
    ] as const) {
      expect(S3_ENDPOINT_POLICY.contradicts?.(one, other)).toBe('existing');
      expect(S3_ENDPOINT_POLICY.contradicts?.(other, one)).toBe('existing');
    }
  });
});

describe('a policy that lets foreign statements go', () => {
  const at = (path: string, want: unknown) => ({ path: `/endpoints/vpce-1${path}`, have: undefined, want });

  it('is content with what another wants of route tables, and not with a change of its own statements', () => {
    expect(acceptsEndpointDifference(wantOf({ existing: 'exact' }), at('/routeTables', ['rtb-1']))).toBe(true);
    for (const existing of ['keep', 'exact']) {
      const want = wantOf({ existing, statements: [OWN] });
      for (const other of [DENY, undefined])
        expect(acceptsEndpointDifference(want, at('/statements/SagekeeperOwn', other))).toBe(false);
    }
  });
});
