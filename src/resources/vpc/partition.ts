/**
 * In which partition is a region? EC2 tells no ARNs, so that ours are made of what their regions are called.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
import type { Region } from '../../model/target.ts';

const BY_BEGINNING: readonly (readonly [string, string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['eusc-', 'aws-eusc'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
];

export function partitionOf(region: Region): string {
  return BY_BEGINNING.find(([beginning]) => region.startsWith(beginning))?.[1] ?? 'aws';
}
