/**
 * One pipeline as it is at one moment, with every version of its definition, and how the service tells it. Records never
 * change: every change is a new one.
 */
import { definitionText } from './pipeline-definition.ts';
import type { Principal } from './principals.ts';
import type { Stored } from './record-store.ts';
import type { PipelineSeed, PipelineVersionSeed } from './world-shape.ts';

/** Who did something, as far as the service tells it (IamIdentity of a UserContext). */
export interface Identity {
  readonly arn: string;
  readonly principalId: string;
  readonly sourceIdentity: string | undefined;
}

export interface PipelineVersion {
  /** Counted from 1. */
  readonly id: number;
  readonly definition: string;
  readonly displayName: string | undefined;
  readonly description: string | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly by: Identity;
}

export interface PipelineRecord extends Stored<PipelineRecord> {
  /** One of AWS's own: its ARN has `aws` for an account, and nobody changes it. */
  readonly managed: boolean;
  readonly status: 'Active' | 'Deleting';
  readonly displayName: string | undefined;
  readonly description: string | undefined;
  readonly roleArn: string;
  readonly maxParallelExecutionSteps: number | undefined;
  readonly tags: ReadonlyMap<string, string>;
  /** Oldest first, never empty; the last one is in force. */
  readonly versions: readonly PipelineVersion[];
  readonly createdBy: Identity;
  readonly modifiedBy: Identity;
  /** Until then an update is in flight. */
  readonly busyUntil: number;
  /** The client's token of the request that created it. */
  readonly requestToken: string | undefined;
}

const SEEDED_AT = '2024-05-14T08:00:00Z';

/** ARNs carry the name lower-cased. `account` is `aws` for pipelines that AWS manages. */
export function pipelineArn(account: string, region: string, name: string): string {
  return `arn:aws:sagemaker:${region}:${account}:pipeline/${name.toLowerCase()}`;
}

export function identityOf(principal: Principal): Identity {
  return { arn: principal.arn, principalId: principal.userId, sourceIdentity: principal.sourceIdentity };
}

/** A person of that account who works by other means than this simulator's API. */
export function personIn(account: string, who = 'owner'): Identity {
  const arn = `arn:aws:sts::${account}:assumed-role/DataScience/${who}`;
  return { arn, principalId: `AROADATASCIENCE${account.slice(-6)}:${who}`, sourceIdentity: undefined };
}

export function pipelineOf(account: string, seed: PipelineSeed): PipelineRecord {
  const createdAt = Date.parse(seed.createdAt ?? SEEDED_AT);
  const by = personIn(account);
  const version = (at: PipelineVersionSeed, index: number): PipelineVersion => ({
    id: index + 1,
    definition: definitionText(at.definition),
    displayName: at.displayName,
    description: at.description,
    createdAt: at.createdAt === undefined ? createdAt : Date.parse(at.createdAt),
    by,
  });
  const managed = seed.managed ?? false;
  return {
    name: seed.name,
    account,
    region: seed.region,
    arn: pipelineArn(managed ? 'aws' : account, seed.region, seed.name),
    managed,
    status: 'Active',
    displayName: seed.displayName,
    description: seed.description,
    roleArn: `arn:aws:iam::${account}:role/${seed.role ?? 'PipelineExecution'}`,
    maxParallelExecutionSteps: seed.maxParallelExecutionSteps,
    tags: new Map(Object.entries(seed.tags ?? {})),
    versions: [...(seed.versions ?? []), seed].map(version),
    createdAt,
    modifiedAt: seed.modifiedAt === undefined ? createdAt : Date.parse(seed.modifiedAt),
    createdBy: by,
    modifiedBy: by,
    busyUntil: 0,
    requestToken: undefined,
    due: undefined,
  };
}

/** The version in force. */
export function newestOf(record: PipelineRecord): PipelineVersion {
  const newest = record.versions.at(-1);
  if (newest === undefined) {
    throw new RangeError(`pipeline ${record.name} has no version`);
  }
  return newest;
}

export function userContext(identity: Identity): Record<string, unknown> {
  return {
    IamIdentity: {
      Arn: identity.arn,
      PrincipalId: identity.principalId,
      SourceIdentity: identity.sourceIdentity,
    },
  };
}

/** A member of ListPipelines. @param ranAt when an execution last began, in milliseconds. */
export function pipelineSummary(record: PipelineRecord, ranAt: number | undefined): Record<string, unknown> {
  return {
    PipelineArn: record.arn,
    PipelineName: record.name,
    PipelineDisplayName: record.displayName,
    PipelineDescription: record.description,
    RoleArn: record.roleArn,
    CreationTime: record.createdAt / 1000,
    LastModifiedTime: record.modifiedAt / 1000,
    LastExecutionTime: ranAt === undefined ? undefined : ranAt / 1000,
  };
}

/** The answer of DescribePipeline about one version. The number of the version is not in it. */
export function pipelineDescription(
  record: PipelineRecord,
  version: PipelineVersion,
  ranAt: number | undefined,
): Record<string, unknown> {
  return {
    PipelineArn: record.arn,
    PipelineName: record.name,
    PipelineDisplayName: record.displayName,
    PipelineDefinition: version.definition,
    PipelineDescription: record.description,
    RoleArn: record.roleArn,
    PipelineStatus: record.status,
    CreationTime: record.createdAt / 1000,
    LastModifiedTime: record.modifiedAt / 1000,
    LastRunTime: ranAt === undefined ? undefined : ranAt / 1000,
    CreatedBy: userContext(record.createdBy),
    LastModifiedBy: userContext(record.modifiedBy),
    ParallelismConfiguration:
      record.maxParallelExecutionSteps === undefined
        ? undefined
        : { MaxParallelExecutionSteps: record.maxParallelExecutionSteps },
    PipelineVersionDisplayName: version.displayName,
    PipelineVersionDescription: version.description,
  };
}
