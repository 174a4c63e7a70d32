/**
 * One notebook instance as it is at one moment, and how the service tells it. Records never change: every change is a new
 * version, so that older ones can be served to stale reads and a cloud can be forked at no cost.
 */
import type { Stored } from './record-store.ts';
import type { NotebookSeed, NotebookStatus } from './world-shape.ts';

export interface NotebookRecord extends Stored<NotebookRecord> {
  readonly status: NotebookStatus;
  readonly failureReason: string | undefined;
  /** Undefined: the service does not tell it (it is version 1). */
  readonly imds: string | undefined;
  readonly rootAccess: string;
  readonly platform: string;
  readonly directInternetAccess: string;
  readonly instanceType: string;
  readonly subnet: string | undefined;
  readonly securityGroups: readonly string[];
  readonly kmsKey: string | undefined;
  readonly roleArn: string;
  readonly lifecycleConfig: string | undefined;
  readonly codeRepository: string | undefined;
  readonly additionalRepositories: readonly string[];
  readonly ipAddressType: string;
  readonly volumeSizeInGB: number;
  readonly tags: ReadonlyMap<string, string>;
}

const NO_TAGS: ReadonlyMap<string, string> = new Map();
const NONE: readonly string[] = [];
const SEEDED_AT = '2022-09-14T08:00:00Z';

/** ARNs carry the name lower-cased, while the name keeps its case (the service's EventBridge sample). */
export function notebookArn(account: string, region: string, name: string): string {
  return `arn:aws:sagemaker:${region}:${account}:notebook-instance/${name.toLowerCase()}`;
}

export function recordOf(account: string, seed: NotebookSeed): NotebookRecord {
  const createdAt = Date.parse(seed.createdAt ?? SEEDED_AT);
  return {
    name: seed.name,
    account,
    region: seed.region,
    arn: notebookArn(account, seed.region, seed.name),
    status: seed.status ?? 'InService',
    failureReason: seed.failureReason,
    imds: seed.imds,
    rootAccess: seed.rootAccess ?? 'Enabled',
    platform: seed.platform ?? 'notebook-al2023-v1',
    directInternetAccess: seed.directInternetAccess ?? 'Enabled',
    instanceType: seed.instanceType ?? 'ml.t3.medium',
    subnet: seed.subnet,
    securityGroups: seed.securityGroups ?? NONE,
    kmsKey: seed.kmsKey,
    roleArn: `arn:aws:iam::${account}:role/${seed.role ?? 'NotebookExecution'}`,
    lifecycleConfig: seed.lifecycleConfig,
    codeRepository: undefined,
    additionalRepositories: NONE,
    ipAddressType: 'ipv4',
    volumeSizeInGB: seed.volumeSizeInGB ?? 5,
    tags: seed.tags === undefined ? NO_TAGS : new Map(Object.entries(seed.tags)),
    createdAt,
    modifiedAt: createdAt,
    due: undefined,
  };
}

/** A member of ListNotebookInstances: it carries neither the metadata version nor root access, platform, network or tags. */
export function summaryOf(record: NotebookRecord): Record<string, unknown> {
  return {
    NotebookInstanceName: record.name,
    NotebookInstanceArn: record.arn,
    NotebookInstanceStatus: record.status,
    Url: `${record.name.toLowerCase()}.notebook.${record.region}.sagemaker.aws`,
    InstanceType: record.instanceType,
    CreationTime: record.createdAt / 1000,
    LastModifiedTime: record.modifiedAt / 1000,
    NotebookInstanceLifecycleConfigName: record.lifecycleConfig,
    DefaultCodeRepository: record.codeRepository,
    AdditionalCodeRepositories: record.additionalRepositories.length > 0 ? record.additionalRepositories : undefined,
  };
}

/** The answer of DescribeNotebookInstance. Members that are undefined are left out of the answer. */
export function descriptionOf(record: NotebookRecord): Record<string, unknown> {
  return {
    ...summaryOf(record),
    FailureReason: record.failureReason,
    SubnetId: record.subnet,
    SecurityGroups: record.securityGroups.length > 0 ? record.securityGroups : undefined,
    RoleArn: record.roleArn,
    KmsKeyId: record.kmsKey,
    NetworkInterfaceId: record.subnet === undefined ? undefined : `eni-0${record.account}`,
    DirectInternetAccess: record.directInternetAccess,
    VolumeSizeInGB: record.volumeSizeInGB,
    RootAccess: record.rootAccess,
    PlatformIdentifier: record.platform,
    IpAddressType: record.ipAddressType,
    InstanceMetadataServiceConfiguration:
      record.imds === undefined ? undefined : { MinimumInstanceMetadataServiceVersion: record.imds },
  };
}

export function tagList(tags: ReadonlyMap<string, string>): { Key: string; Value: string }[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}
