/**
 * One job as it is at one moment. What was asked for when it was created never changes: only its status does. Records never
 * change: every change is a new one.
 */
import { jobArn } from './job-kinds.ts';
import type { JobSeed, JobStatus, JobType } from './job-seed.ts';
import { seededSettings } from './job-settings.ts';
import type { Stored } from './record-store.ts';

export interface JobRecord extends Stored<JobRecord> {
  readonly type: JobType;
  readonly status: JobStatus;
  /** Members of the Create request without its tags, as Describe tells them. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Members by which Describe tells who started it. */
  readonly origin: Readonly<Record<string, string>>;
  /** Which of the two operations created an AutoML job. */
  readonly version: 1 | 2;
  /** Milliseconds since the epoch. */
  readonly endedAt: number | undefined;
  readonly failureReason: string | undefined;
  readonly tags: ReadonlyMap<string, string>;
}

export type NewJob = Pick<JobRecord, 'type' | 'name' | 'account' | 'region' | 'settings' | 'tags'> &
  Partial<Pick<JobRecord, 'origin' | 'version'>>;

const STARTED_AGO_MS = 600_000;
const TOOK_MS = 60_000;
const STOPPING_MS = 120_000;

/**
 * A job that has just begun.
 * @param endsAt in milliseconds since the epoch; undefined: it lasts until somebody stops it.
 * @param failure why it will fail instead of completing.
 */
export function startedJob(job: NewJob, at: number, endsAt: number | undefined, failure?: string): JobRecord {
  return {
    origin: {},
    version: 2,
    ...job,
    arn: jobArn(job.type, job.account, job.region, job.name),
    status: 'InProgress',
    createdAt: at,
    modifiedAt: at,
    endedAt: undefined,
    failureReason: undefined,
    due: endsAt === undefined ? undefined : { at: endsAt, changes: endOf(endsAt, failure) },
  };
}

/** What becomes of a job that ends by itself. */
export function endOf(at: number, failure?: string): Partial<JobRecord> {
  return failure === undefined
    ? { status: 'Completed', endedAt: at }
    : { status: 'Failed', endedAt: at, failureReason: failure.slice(0, 1_024) };
}

/** A job that somebody asked to stop. @param stuck it never ends. */
export function stoppingJob(record: JobRecord, now: number, stopMs: number, stuck = false): JobRecord {
  const at = now + stopMs;
  return {
    ...record,
    status: 'Stopping',
    modifiedAt: now,
    due: stuck ? undefined : { at, changes: { status: 'Stopped', endedAt: at } },
  };
}

/** @param now when the cloud begins, in milliseconds since the epoch. */
export function jobOf(account: string, seed: JobSeed, now: number): JobRecord {
  const { type, name, region, durationMs, failureReason } = seed;
  const at = now - (seed.startedAgoMs ?? STARTED_AGO_MS);
  const { settings, origin, originTags } = seededSettings(account, seed);
  const tags = new Map([...Object.entries(originTags), ...Object.entries(seed.tags ?? {})]);
  const job = { type, name, account, region, settings, origin, tags, version: seed.version ?? 2 };
  const started = startedJob(job, at, durationMs === undefined ? undefined : at + durationMs, failureReason);
  if (seed.status === undefined || seed.status === 'InProgress') {
    return started;
  }
  if (seed.status === 'Stopping') {
    return stoppingJob(started, now, STOPPING_MS);
  }
  const endedAt = Math.min(now, at + (durationMs ?? TOOK_MS));
  return { ...started, status: seed.status, endedAt, modifiedAt: endedAt, failureReason, due: undefined };
}
