/**
 * Which buckets do the arguments of a step name?
 */
import { describe, expect, it } from '@jest/globals';
import { definition, networks, one } from './step-networks.ts';

const settingsOf = (type: string, args: string) => networks(definition(one(type, args)))[0]?.settings;

describe('the buckets of a step', () => {
  it.each<readonly [what: string, args: string, buckets: readonly string[]]>([
    [
      'wherever they are named',
      '"A": {"S3Uri": "s3://one-bucket/a"}, "B": [{"C": "s3://two.bucket"}]',
      ['one-bucket', 'two.bucket'],
    ],
    ['each once', '"A": "s3://one-bucket/a", "B": "s3://one-bucket/b"', ['one-bucket']],
    ['whole in a join', '"A": {"Std:Join": {"On": "", "Values": ["s3://one-bucket/", "x"]}}', ['one-bucket']],
    ['not where a join may go on', '"A": {"Std:Join": {"On": "", "Values": ["s3://one-buck", "et"]}}', []],
    ['escaped', '"A": "s3:\\/\\/one-bucket\\/a"', ['one-bucket']],
    ['not as a key', '"s3://one-bucket": 1', []],
    ['not what is none', '"A": "s3://ONE/a", "B": "s3://", "C": "http://one-bucket/"', []],
  ])('%s', (_what, args, buckets) => {
    expect(settingsOf('Training', args)?.buckets).toEqual(buckets);
  });

  it('are twenty at most', () => {
    const many = Array.from({ length: 100 }, (_, index) => `"A${index}": "s3://bucket-${index}/x"`).join();
    expect(settingsOf('Training', many)?.buckets).toHaveLength(20);
  });
});
