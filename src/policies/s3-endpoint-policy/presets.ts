/**
 * Statements that people want by name instead of writing them: those of AWS's documentation, completed. An endpoint serves its
 * whole VPC, so they also stop whoever else lives there; what they do not stop is said with them.
 */
import { OUR_SID } from '../../model/iam-document-merge.ts';
import type { NamedStatement } from '../../model/iam-document-merge.ts';

export const PRESETS = ['DenyAmazonLinuxRepositories'] as const;
export type Preset = (typeof PRESETS)[number];

/**
 * The domain that is a part of the names of the older buckets: the yum variable `awsdomain`.
 * https://github.com/boto/botocore/blob/develop/botocore/data/partitions.json
 */
const DOMAINS: Readonly<Record<string, string>> = {
  'aws-cn': 'amazonaws.com.cn',
  'aws-eusc': 'amazonaws.eu',
  'aws-iso': 'c2s.ic.gov',
  'aws-iso-b': 'sc2s.sgov.gov',
  'aws-iso-e': 'cloud.adc-e.uk',
  'aws-iso-f': 'csp.hci.ic.gov',
};

/**
 * The buckets of Amazon Linux 1 and 2 as SageMaker's page on processing jobs in a VPC names them, those that Amazon Linux 2 moved
 * to in 2021, and those of Amazon Linux 2023, which that page leaves open.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/process-vpc.html
 * https://github.com/aws-samples/data-perimeter-policy-examples/blob/main/service_owned_resources.md
 */
function repositoryBuckets(partition: string): readonly string[] {
  const domain = DOMAINS[partition] ?? 'amazonaws.com';
  return [
    `packages.*.${domain}`,
    `repo.*.${domain}`,
    `amazonlinux.*.${domain}`,
    'amazonlinux-2-repos-*',
    'al2023-repos-*-de612dc2',
    'al2023-*',
  ];
}

const NOT_STOPPED: Readonly<Record<Preset, string>> = {
  DenyAmazonLinuxRepositories:
    'denying the repositories in S3 stops neither PyPI and conda over the internet nor dnf in container images of Amazon ' +
    'Linux 2023, which use a CDN (cdn.amazonlinux.com): network isolation or no way to the internet does',
};

export function presetSid(preset: Preset): string {
  return `${OUR_SID}${preset}`;
}

/** Requests for packages are not signed: no condition on who asks would ever meet them. */
export function presetStatement(preset: Preset, partition: string): NamedStatement {
  return {
    Sid: presetSid(preset),
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: repositoryBuckets(partition).map((bucket) => `arn:${partition}:s3:::${bucket}/*`),
  };
}

/** What it does not stop, though people might believe that it does. */
export function notStoppedBy(preset: Preset): string {
  return NOT_STOPPED[preset];
}
