/**
 * Which statements are wanted where a document is to be exact, what their variables ask of it, and which buckets the repositories are in each partition.
 */
import { describe, expect, it } from '@jest/globals';
import { FULL_ACCESS } from '../../../src/model/iam-document-endpoint.ts';
import { speaksOfAll } from '../../../src/model/iam-document-patterns.ts';
import type { WrittenDocument, WrittenStatement } from '../../../src/model/iam-document.ts';
import { presetStatement } from '../../../src/policies/s3-endpoint-policy/presets.ts';
import { wantedStatements } from '../../../src/policies/s3-endpoint-policy/statements.ts';
import { merged } from '../../model/merged.ts';
import { endpointOf, judged, of, vpcOf, wantOf } from './vpcs.ts';

const PRESET = presetStatement('DenyAmazonLinuxRepositories', 'aws');
const OLD: WrittenStatement = { ...PRESET, Sid: 'SagekeeperOld' };
const ALL: WrittenStatement = { ...FULL_ACCESS, Sid: 'SagekeeperAllowAll' };
const NARROW: WrittenStatement = { ...FULL_ACCESS, Sid: 'Narrow', Resource: 'arn:aws:s3:::x/*' };

describe('a document that is to be exact', () => {
  const after = (...present: readonly WrittenStatement[]) => {
    const want = wantOf({ existing: 'exact' });
    return merged(of(...present), wantedStatements(want, of(...present), 'aws'), 'exact').Statement;
  };

  it.each<[string, readonly WrittenStatement[]]>([
    ['the one that every endpoint has', [FULL_ACCESS]],
    ['that one with ours in it, from before it was to be exact', [FULL_ACCESS, PRESET]],
    ['that one with what we wanted before', [OLD, FULL_ACCESS]],
    ['the exact one', [ALL, PRESET]],
  ])('goes on to allow all, as it was: %s', (_what, present) => {
    const result = after(...present);
    expect(new Set(result)).toEqual(new Set([ALL, PRESET]));
    expect(result).toHaveLength(2);
    expect(after(...result)).toEqual(result);
  });

  it.each<[string, readonly WrittenStatement[]]>([
    ['something narrower', [NARROW, PRESET]],
    ['something narrower beside', [FULL_ACCESS, NARROW]],
    ['nothing', [PRESET]],
    ['something narrower, under the name of ours', [{ ...ALL, Resource: 'arn:aws:s3:::x/*' }, PRESET]],
  ])('is not opened where it allowed %s', (_what, present) => {
    expect(after(...present)).toEqual([PRESET]);
  });
});

describe('variables of ours', () => {
  const Resource = 'arn:aws:s3:::x/${aws:PrincipalAccount}/*';
  const ours = { Sid: 'X', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource } as const;
  const want = wantOf({ presets: [], statements: [ours] });
  const there = { ...ours, Sid: 'SagekeeperX' };
  const told = (present: WrittenDocument) => {
    const { differences, noteReasons } = judged(want, vpcOf([endpointOf(present)]));
    return [differences.length, noteReasons];
  };

  it.each<[string, WrittenDocument, readonly [number, readonly string[]]]>([
    ['are there', of(FULL_ACCESS, there), [0, []]],
    ['come in', of(FULL_ACCESS), [1, []]],
    ['come into a document of the old version', { Statement: [FULL_ACCESS] }, [1, ['VersionChanges']]],
    ['became text', { Version: '2008-10-17', Statement: [FULL_ACCESS, there] }, [1, ['VersionChanges']]],
    [
      'would make variables of what others wrote',
      { Statement: [FULL_ACCESS, { ...FULL_ACCESS, Resource }] },
      [1, ['VersionKeepsText']],
    ],
  ])('%s', (_what, present, expected) => {
    expect(told(present)).toEqual(expected);
  });

  it('that another policy left there ask nothing where nothing is to be changed', () => {
    const { noteReasons } = judged(wantOf(), vpcOf([endpointOf({ Statement: [FULL_ACCESS, PRESET, there] })]));
    expect(noteReasons).toEqual(['UnknownStatementOfOurs']);
  });
});

describe('the buckets of the repositories', () => {
  it.each([
    ['aws', 'us-east-1.amazonaws.com'],
    ['aws-us-gov', 'us-gov-west-1.amazonaws.com'],
    ['aws-cn', 'cn-north-1.amazonaws.com.cn'],
    ['aws-iso-b', 'us-isob-east-1.sc2s.sgov.gov'],
  ])('of %s are named for its domain', (partition, host) => {
    const statement = presetStatement('DenyAmazonLinuxRepositories', partition);
    const denies = (bucket: string): boolean =>
      speaksOfAll(statement, { action: 's3:GetObject', resource: `arn:${partition}:s3:::${bucket}/x/y` });
    const region = host.split('.')[0];
    const buckets = [`packages.${host}`, `repo.${host}`, `amazonlinux.${host}`, `amazonlinux-2-repos-${region}`];
    expect(buckets.filter((bucket) => !denies(bucket))).toEqual([]);
    expect([`al2023-repos-${region}-de612dc2`, `prod-${region}-starport-layer-bucket`].map(denies)).toEqual([
      true,
      false,
    ]);
  });
});
