/**
 * The state machine of a notebook instance: which move is legal from which status, what it turns the notebook into, and AWS's
 * words where it is not. None of the moves is idempotent.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-update.html and the texts that operators of the service report.
 */
import type { NotebookRecord } from './notebook-record.ts';
import { Refusal } from './refusal.ts';
import type { NotebookStatus } from './world-shape.ts';

export type Move = 'stop' | 'start' | 'update' | 'delete';

/** Milliseconds that the intermediate statuses last, already scaled. */
export interface Latencies {
  readonly stopMs: number;
  readonly updateMs: number;
  readonly startMs: number;
  readonly deleteMs: number;
}

const LEGAL: Readonly<Record<Move, { readonly from: readonly NotebookStatus[]; readonly to: NotebookStatus }>> = {
  stop: { from: ['InService'], to: 'Stopping' },
  start: { from: ['Stopped', 'Failed'], to: 'Pending' },
  update: { from: ['Stopped'], to: 'Updating' },
  delete: { from: ['Stopped', 'Failed'], to: 'Deleting' },
};

/** Instance families on which the AL2023 platform does not run. https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-al2023.html */
const NOT_ON_AL2023 = new Set(['p2', 'p3', 'p3dn', 'inf1', 'g3']);
/** Platforms on which nothing is created or started any more, since 1 July 2026 at the latest. dg:nbi-al2 */
export const RETIRED = /^notebook-al(1|2)-/;

/** @throws Refusal ValidationException in AWS's words when the notebook is in the wrong status. */
export function checkStatus(record: NotebookRecord, move: Move): void {
  const { from, to } = LEGAL[move];
  if (!from.includes(record.status)) {
    throw new Refusal(
      'ValidationException',
      `Status (${record.status}) not in ([${from.join(', ')}]). Unable to transition to (${to}) for Notebook Instance (${record.arn})`,
    );
  }
}

/** @throws Refusal when the platform is retired, or does not run on the instance type. */
export function checkPlatform(platform: string, instanceType: string): void {
  if (RETIRED.test(platform)) {
    throw new Refusal(
      'ValidationException',
      `Notebook instances with platform identifier ${platform} can no longer be started. Update the platform identifier to notebook-al2023-v1.`,
    );
  }
  checkInstanceType(platform, instanceType);
}

/** @throws Refusal when the AL2023 platform does not run on the instance type. */
export function checkInstanceType(platform: string, instanceType: string): void {
  const family = instanceType.split('.')[1] ?? '';
  if (platform.startsWith('notebook-al2023-') && NOT_ON_AL2023.has(family)) {
    throw new Refusal(
      'ValidationException',
      `Instance type ${instanceType} is not supported for platform identifier ${platform}.`,
    );
  }
}

export function stopped(record: NotebookRecord, now: number, latencies: Latencies, stuck: boolean): NotebookRecord {
  return {
    ...record,
    status: 'Stopping',
    modifiedAt: now,
    due: stuck ? undefined : { at: now + latencies.stopMs, changes: { status: 'Stopped' } },
  };
}

/** @param failure why it ends in Failed instead of InService. */
export function started(
  record: NotebookRecord,
  now: number,
  latencies: Latencies,
  failure: string | undefined,
): NotebookRecord {
  const changes: Partial<NotebookRecord> =
    failure === undefined ? { status: 'InService' } : { status: 'Failed', failureReason: failure };
  return {
    ...record,
    status: 'Pending',
    failureReason: undefined,
    modifiedAt: now,
    due: { at: now + latencies.startMs, changes },
  };
}

/** The new values are told once the update is done, not before. */
export function updated(
  record: NotebookRecord,
  changes: Partial<NotebookRecord>,
  now: number,
  latencies: Latencies,
): NotebookRecord {
  return {
    ...record,
    status: 'Updating',
    modifiedAt: now,
    due: { at: now + latencies.updateMs, changes: { ...changes, status: 'Stopped' } },
  };
}

export function deleted(record: NotebookRecord, now: number, latencies: Latencies): NotebookRecord {
  return { ...record, status: 'Deleting', modifiedAt: now, due: { at: now + latencies.deleteMs, changes: 'gone' } };
}
