/**
 * One execution of a pipeline: the definition that it took with it, and what has become of its steps by now. Which jobs it
 * starts, and whether its role may start them, is settled when it begins.
 */
import type { PlannedStep } from './execution-plan.ts';
import { type Identity, type PipelineRecord, type PipelineVersion, userContext } from './pipeline-record.ts';
import type { Stored } from './record-store.ts';
import type { ExecutionStatus } from './world-shape.ts';

export interface ExecutionRecord extends Stored<ExecutionRecord> {
  /** `<pipeline>/<id>`: executions of a pipeline stand side by side. */
  readonly name: string;
  readonly id: string;
  readonly pipeline: string;
  readonly pipelineArn: string;
  readonly status: ExecutionStatus;
  readonly version: PipelineVersion;
  readonly displayName: string | undefined;
  readonly description: string | undefined;
  readonly failureReason: string | undefined;
  readonly maxParallelExecutionSteps: number | undefined;
  readonly createdBy: Identity;
  readonly modifiedBy: Identity;
  readonly steps: readonly PlannedStep[];
  /** When somebody asked it to stop; no step begins afterwards. */
  readonly cutAt: number | undefined;
  /** Milliseconds that all its steps take. */
  readonly lengthMs: number;
  /** The client's token of the request that started it. */
  readonly requestToken: string | undefined;
}

export interface Beginning {
  readonly id: string;
  readonly version: PipelineVersion;
  readonly steps: readonly PlannedStep[];
  /** Why it fails before its first step, if it does. */
  readonly failure: string | undefined;
  readonly lengthMs: number;
  readonly by: Identity;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly displayName?: string | undefined;
  readonly description?: string | undefined;
  readonly requestToken?: string | undefined;
}

/** An execution that has just begun. It ends by itself: as Succeeded, or as Failed at the first step that fails. */
export function begun(pipeline: PipelineRecord, beginning: Beginning): ExecutionRecord {
  const { id, version, steps, at, by, lengthMs } = beginning;
  const failing = steps.findIndex((step) => step.failure !== undefined);
  const failure = beginning.failure ?? steps[failing]?.failure;
  const stepMs = lengthMs / Math.max(1, steps.length);
  const endsAt = failure === undefined ? at + lengthMs : at + (failing < 0 ? 0 : failing * stepMs);
  return {
    name: `${pipeline.name}/${id}`,
    id,
    account: pipeline.account,
    region: pipeline.region,
    arn: `${pipeline.arn}/execution/${id}`,
    pipeline: pipeline.name,
    pipelineArn: pipeline.arn,
    status: 'Executing',
    version,
    displayName: beginning.displayName ?? `execution-${at}`,
    description: beginning.description,
    failureReason: undefined,
    maxParallelExecutionSteps: pipeline.maxParallelExecutionSteps,
    createdAt: at,
    modifiedAt: at,
    createdBy: by,
    modifiedBy: by,
    steps,
    cutAt: undefined,
    lengthMs,
    requestToken: beginning.requestToken,
    due: {
      at: endsAt,
      changes: failure === undefined ? { status: 'Succeeded' } : { status: 'Failed', failureReason: failure },
    },
  };
}

/** The execution once somebody has asked it to stop; `ends` is when its last step has. */
export function stopping(record: ExecutionRecord, by: Identity, now: number, ends: number): ExecutionRecord {
  return {
    ...record,
    status: 'Stopping',
    cutAt: now,
    modifiedAt: now,
    modifiedBy: by,
    due: { at: ends, changes: { status: 'Stopped' } },
  };
}

/** A member of ListPipelineExecutions. */
export function executionSummary(record: ExecutionRecord): Record<string, unknown> {
  return {
    PipelineExecutionArn: record.arn,
    StartTime: record.createdAt / 1000,
    PipelineExecutionStatus: record.status,
    PipelineExecutionDescription: record.description,
    PipelineExecutionDisplayName: record.displayName,
    PipelineExecutionFailureReason: record.failureReason,
  };
}

export function executionDescription(record: ExecutionRecord): Record<string, unknown> {
  return {
    PipelineArn: record.pipelineArn,
    PipelineExecutionArn: record.arn,
    PipelineExecutionDisplayName: record.displayName,
    PipelineExecutionStatus: record.status,
    PipelineExecutionDescription: record.description,
    FailureReason: record.failureReason,
    CreationTime: record.createdAt / 1000,
    LastModifiedTime: record.modifiedAt / 1000,
    CreatedBy: userContext(record.createdBy),
    LastModifiedBy: userContext(record.modifiedBy),
    ParallelismConfiguration:
      record.maxParallelExecutionSteps === undefined
        ? undefined
        : { MaxParallelExecutionSteps: record.maxParallelExecutionSteps },
    PipelineVersionId: record.version.id,
  };
}

/** The steps that have begun by `now`, in the order in which they do: members of ListPipelineExecutionSteps. */
export function stepsBegun(record: ExecutionRecord, now: number): readonly Record<string, unknown>[] {
  const stepMs = record.lengthMs / Math.max(1, record.steps.length);
  const over = record.cutAt ?? (record.status === 'Executing' ? now : Infinity);
  const told: Record<string, unknown>[] = [];
  for (const [index, step] of record.steps.entries()) {
    const from = record.createdAt + index * stepMs;
    if (from > over) {
      break;
    }
    const to = from + stepMs;
    const failed = record.status === 'Failed' && step.failure !== undefined;
    const isLast = index === record.steps.length - 1;
    const done = to <= over && !(isLast && record.status === 'Executing');
    const status = failed ? 'Failed' : done ? 'Succeeded' : record.status;
    told.push({
      StepName: step.name,
      StepDisplayName: step.displayName,
      StepDescription: step.description,
      StartTime: from / 1000,
      EndTime: failed || done || record.status === 'Stopped' ? Math.min(to, over) / 1000 : undefined,
      StepStatus: status,
      AttemptCount: 1,
      FailureReason: failed ? step.failure : undefined,
      Metadata: step.metadata,
    });
    if (failed) {
      break;
    }
  }
  return told;
}
