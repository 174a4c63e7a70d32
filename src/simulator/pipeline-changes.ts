/**
 * What an update makes of a pipeline, whoever sends it: a definition that differs is a new version, one that does not is none,
 * and the last writer wins. https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines-versions.html
 */
import { type Identity, newestOf, type PipelineRecord } from './pipeline-record.ts';
import { Refusal } from './refusal.ts';

export interface PipelineChanges {
  readonly definition?: string | undefined;
  readonly displayName?: string | undefined;
  readonly description?: string | undefined;
  readonly roleArn?: string | undefined;
  readonly maxParallelExecutionSteps?: number | undefined;
}

const MAX_VERSIONS = 1_000;

/** @throws Refusal ConflictException while it is being deleted, or another update is in flight. */
export function checkUpdatable(record: PipelineRecord, now: number): void {
  if (record.status === 'Deleting') {
    throw new Refusal('ConflictException', `Pipeline '${record.arn}' is being deleted.`);
  }
  if (record.busyUntil > now) {
    throw new Refusal('ConflictException', `Pipeline '${record.arn}' is being updated by another request.`);
  }
}

/** @throws Refusal when the pipeline has too many versions. */
export function updatedPipeline(
  record: PipelineRecord,
  changes: PipelineChanges,
  by: Identity,
  now: number,
  busyMs: number,
): PipelineRecord {
  const newest = newestOf(record);
  const isNew = changes.definition !== undefined && changes.definition !== newest.definition;
  if (isNew && record.versions.length >= MAX_VERSIONS) {
    throw new Refusal('ResourceLimitExceeded', `A pipeline can have at most ${MAX_VERSIONS} versions here.`);
  }
  const version = { id: newest.id + 1, displayName: undefined, description: undefined, createdAt: now, by };
  return {
    ...record,
    versions: isNew ? [...record.versions, { ...version, definition: changes.definition ?? '' }] : record.versions,
    displayName: changes.displayName ?? record.displayName,
    description: changes.description ?? record.description,
    roleArn: changes.roleArn ?? record.roleArn,
    maxParallelExecutionSteps: changes.maxParallelExecutionSteps ?? record.maxParallelExecutionSteps,
    modifiedAt: now,
    modifiedBy: by,
    busyUntil: busyMs > 0 ? now + busyMs : record.busyUntil,
  };
}

export function deletedPipeline(record: PipelineRecord, by: Identity, now: number, deleteMs: number): PipelineRecord {
  return {
    ...record,
    status: 'Deleting',
    modifiedAt: now,
    modifiedBy: by,
    due: { at: now + deleteMs, changes: 'gone' },
  };
}
