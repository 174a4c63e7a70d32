/**
 * What a notebook instance is to us: the part of DescribeNotebookInstance that policies judge or steps need, and the facts
 * about its platforms. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeNotebookInstance.html
 */
import type { Resource } from '../../model/resource.ts';

/** Undefined members were absent from AWS's answer. Shared between notebooks that are configured alike. */
export interface NotebookConfiguration {
  /** `1` or `2`. Absent means 1: the service's default when the notebook was made, as far as anyone can prove. */
  readonly minimumInstanceMetadataServiceVersion: string | undefined;
  /** `Enabled` or `Disabled`; absent means Enabled. */
  readonly rootAccess: string | undefined;
  readonly platformIdentifier: string | undefined;
  readonly directInternetAccess: string | undefined;
  readonly subnetId: string | undefined;
  readonly securityGroups: readonly string[];
  readonly kmsKeyId: string | undefined;
  readonly lifecycleConfigName: string | undefined;
  readonly instanceType: string | undefined;
}

export interface NotebookInstance extends Resource {
  readonly kind: 'notebook-instance';
  readonly configuration: NotebookConfiguration;
  readonly failureReason: string | undefined;
}

/** Paths at which policies and steps speak of a notebook. */
export const PATHS = {
  imds: '/minimumInstanceMetadataServiceVersion',
  rootAccess: '/rootAccess',
  platform: '/platformIdentifier',
  directInternetAccess: '/directInternetAccess',
  subnets: '/subnets',
  securityGroups: '/securityGroups',
  kmsKeys: '/kmsKeys',
  lifecycleConfigs: '/lifecycleConfigs',
} as const;

/** Where a retired platform moves to: it can be set in place since December 2025 and is the default since May 2026. */
export const CURRENT_PLATFORM = 'notebook-al2023-v1';

/**
 * retired: a stopped instance cannot be started again (AL1 since March 2024, AL2 v1 and v2 since June 2025, AL2 v3 since
 * July 2026), so that stopping it is one-way. unknown: not in the documentation, such as a newer one than this release.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-al2023.html
 */
export type PlatformStanding = 'current' | 'retired' | 'unknown';

const PLATFORMS: Readonly<Record<string, PlatformStanding>> = {
  'notebook-al1-v1': 'retired',
  'notebook-al2-v1': 'retired',
  'notebook-al2-v2': 'retired',
  'notebook-al2-v3': 'retired',
  [CURRENT_PLATFORM]: 'current',
};

export function platformStanding(platform: string | undefined): PlatformStanding {
  return platform === undefined ? 'unknown' : (PLATFORMS[platform] ?? 'unknown');
}

/** AL1 has no way in place: such a notebook must be created anew. */
export function canMigrate(platform: string | undefined): boolean {
  return platform !== undefined && /^notebook-al2-v\d+$/.test(platform);
}

/** Instance families that Amazon Linux 2023 does not run on. https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-al2023.html */
const NOT_ON_AL2023 = new Set(['p2', 'p3', 'p3dn', 'inf1', 'g3']);

export function runsOnCurrentPlatform(instanceType: string | undefined): boolean {
  const family = instanceType?.split('.')[1];
  return family !== undefined && !NOT_ON_AL2023.has(family);
}
