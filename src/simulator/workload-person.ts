/**
 * What people do to jobs and to policies of buckets while somebody else looks after them. Nobody asks them for permissions, nor
 * whether what they store is a document at all.
 */
import { bucketNamed, policyText } from './bucket-record.ts';
import { type JobPlaces, jobNamed } from './job-lookup.ts';
import type { JobTimes } from './latencies.ts';
import { endOf, jobOf, type JobRecord, stoppingJob } from './job-record.ts';
import type { JobSeed, JobType } from './job-seed.ts';
import type { OrganizationTree } from './organization-tree.ts';
import type { Json } from './world-shape.ts';

/** `finish`: it completes, or has stopped, now; also one that is stuck. */
export const JOB_ACTIONS = ['create', 'stop', 'finish', 'fail', 'tag', 'untag', 'delete'] as const;
export type JobAction = (typeof JOB_ACTIONS)[number];

export interface JobDeed {
  readonly kind: 'job';
  readonly type: JobType;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly action: JobAction;
  /** For `create`: as a world says it. It begins now unless this says otherwise. */
  readonly job?: Partial<Omit<JobSeed, 'type' | 'name' | 'region'>> | undefined;
  /** For `fail`. */
  readonly reason?: string | undefined;
  /** For `tag`: added to those that are there. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** For `untag`. */
  readonly keys?: readonly string[] | undefined;
}

export const BUCKET_ACTIONS = ['policy', 'unset'] as const;

export interface BucketDeed {
  readonly kind: 'bucket';
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly action: (typeof BUCKET_ACTIONS)[number];
  /** For `policy`: as text, or as an object. */
  readonly policy?: Json | undefined;
}

export interface WorkloadSurroundings extends JobPlaces {
  readonly tree: OrganizationTree;
  readonly times: JobTimes;
  readonly now: number;
}

/** @returns `ok`, or why it cannot be done. */
export function actOnJob(around: WorkloadSurroundings, deed: JobDeed): string {
  const { workloads, times, now } = around;
  const jobs = workloads.jobs[deed.type];
  const { account, region, name, type } = deed;
  const record = jobNamed(around, type, deed, now);
  if (deed.action === 'create') {
    if (record !== undefined) {
      return 'exists';
    }
    jobs.put(jobOf(account, { startedAgoMs: 0, ...deed.job, type, name, region }, now), now, 'person');
    return 'ok';
  }
  if (record === undefined) {
    return 'ResourceNotFound';
  }
  const isOver = record.status !== 'InProgress' && record.status !== 'Stopping';
  if (isOver && ['stop', 'finish', 'fail'].includes(deed.action)) {
    return `status ${record.status}`;
  }
  jobs.put(after(record, deed, times, now), now, 'person');
  return 'ok';
}

function after(record: JobRecord, deed: JobDeed, times: JobTimes, now: number): JobRecord {
  switch (deed.action) {
    case 'stop':
      return record.status === 'Stopping' ? record : stoppingJob(record, now, times.stopMs);
    case 'fail':
      return { ...record, ...endOf(now, deed.reason ?? 'AlgorithmError'), modifiedAt: now, due: undefined };
    case 'tag':
      return { ...record, tags: new Map([...record.tags, ...Object.entries(deed.tags ?? {})]) };
    case 'untag':
      return { ...record, tags: new Map([...record.tags].filter(([key]) => !(deed.keys ?? []).includes(key))) };
    case 'delete':
      return { ...record, due: { at: now, changes: 'gone' } };
    case 'finish':
    case 'create': {
      const end = record.status === 'Stopping' ? ({ status: 'Stopped', endedAt: now } as const) : endOf(now);
      return { ...record, ...end, modifiedAt: now, due: undefined };
    }
  }
}

/** @returns `ok`, or why it cannot be done. */
export function actOnBucket({ workloads, tree, now }: WorkloadSurroundings, deed: BucketDeed): string {
  const record = bucketNamed(workloads.buckets, tree, deed.name, now);
  if (record === undefined || record.account !== deed.account) {
    return 'NoSuchBucket';
  }
  const policy = deed.action === 'unset' ? undefined : policyText(deed.policy ?? '');
  workloads.buckets.put({ ...record, policy, modifiedAt: now }, now, 'person');
  return 'ok';
}
