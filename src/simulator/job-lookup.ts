/**
 * Where jobs are found: those that somebody created, and those that executions of pipelines have begun by now. The latter are read
 * off their execution until somebody does something to one of them; from then on it goes its own way, and the execution does not notice.
 */
import { isRecord } from './iam-grammar.ts';
import { type JobRecord, startedJob } from './job-record.ts';
import { JOB_TYPES, type JobStatus, type JobType } from './job-seed.ts';
import { pipelineTags } from './job-settings.ts';
import { type ExecutionRecord, stepsBegun } from './pipeline-execution.ts';
import type { RecordStore, Staleness } from './record-store.ts';
import type { Workloads } from './workloads.ts';

export interface JobPlaces {
  readonly workloads: Workloads;
  readonly executions: RecordStore<ExecutionRecord>;
}

const FRESH: Staleness = {};
const STATUS: Readonly<Record<string, JobStatus>> = {
  Executing: 'InProgress',
  Succeeded: 'Completed',
  Failed: 'Failed',
  Stopping: 'Stopping',
  Stopped: 'Stopped',
};

/** The job of that name in any case; undefined when there is none. */
export function jobNamed(
  { workloads, executions }: JobPlaces,
  type: JobType,
  place: Pick<JobRecord, 'account' | 'region' | 'name'>,
  now: number,
  stale = FRESH,
): JobRecord | undefined {
  const { account, region, name } = place;
  const known = workloads.jobs[type].seen(account, region, name, now, stale);
  if (known !== undefined) {
    return known;
  }
  const wanted = name.toLowerCase();
  for (const execution of executions.seenIn(account, region, now, stale)) {
    if (execution.steps.some(({ job }) => job?.type === type && job.name === wanted)) {
      return jobsOf(execution, type, now).find((job) => job.name === wanted);
    }
  }
  return undefined;
}

/** Every job of the type in an account and region, as a reader sees them. */
export function jobsIn(
  { workloads, executions }: JobPlaces,
  type: JobType,
  { account, region }: Pick<JobRecord, 'account' | 'region'>,
  now: number,
  stale = FRESH,
): readonly JobRecord[] {
  const created = [...workloads.jobs[type].seenIn(account, region, now, stale)];
  const begun = [...executions.seenIn(account, region, now, stale)].flatMap((one) => jobsOf(one, type, now));
  return begun.length === 0 ? created : together(created, begun);
}

/** The truth about all jobs of all types. */
export function allJobs({ workloads, executions }: JobPlaces, now: number): readonly JobRecord[] {
  const begun = [...executions.all(now)];
  return JOB_TYPES.flatMap((type) =>
    together(
      [...workloads.jobs[type].all(now)],
      begun.flatMap((one) => jobsOf(one, type, now)),
    ),
  );
}

function together(created: readonly JobRecord[], begun: readonly JobRecord[]): readonly JobRecord[] {
  const known = new Set(created.map(({ arn }) => arn));
  return [...created, ...begun.filter(({ arn }) => !known.has(arn))];
}

function jobsOf(execution: ExecutionRecord, type: JobType, now: number): readonly JobRecord[] {
  if (!execution.steps.some(({ job }) => job?.type === type)) {
    return [];
  }
  const { account, region, arn, lengthMs, steps } = execution;
  // Steps begin in the order in which they are planned, so that those which have begun are the first ones.
  return stepsBegun(execution, now).flatMap((told, index): readonly JobRecord[] => {
    const step = steps[index];
    if (step?.job === undefined || step.job.type !== type) {
      return [];
    }
    const { Tags: written, ...settings } = step.job.settings;
    const tags = new Map([...tagsIn(written), ...Object.entries(pipelineTags(arn, step.name))]);
    const at = milliseconds(told['StartTime']) ?? execution.createdAt;
    const endsAt = at + lengthMs / steps.length;
    const job = { type, name: step.job.name, account, region, settings, tags, version: 1 as const };
    // The last step of an execution that a world leaves Executing has no end.
    const started = startedJob(job, at, endsAt > now ? endsAt : undefined);
    const status = STATUS[String(told['StepStatus'])] ?? 'InProgress';
    if (status === 'InProgress') {
      return [started];
    }
    const endedAt = milliseconds(told['EndTime']);
    return [{ ...started, status, endedAt, modifiedAt: endedAt ?? execution.modifiedAt, due: undefined }];
  });
}

function tagsIn(written: unknown): readonly (readonly [string, string])[] {
  const tags: readonly unknown[] = Array.isArray(written) ? written : [];
  return tags
    .filter(isRecord)
    .flatMap(({ Key: key, Value: value }) =>
      typeof key === 'string' && typeof value === 'string' ? [[key, value] as const] : [],
    );
}

function milliseconds(seconds: unknown): number | undefined {
  return typeof seconds === 'number' ? seconds * 1000 : undefined;
}
