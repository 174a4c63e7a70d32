/**
 * Everything that runs or stands beside notebooks and pipelines: jobs of five types, models, Studio domains and buckets.
 */
import { type BucketRecord, bucketOf } from './bucket-record.ts';
import type { Journal } from './journal.ts';
import { type JobRecord, jobOf } from './job-record.ts';
import type { JobType } from './job-seed.ts';
import { type DomainRecord, domainOf, type ModelRecord, modelOf } from './model-record.ts';
import type { OrganizationTree } from './organization-tree.ts';
import { RecordStore } from './record-store.ts';

export interface Workloads {
  /** A name may be that of a job of each type. */
  readonly jobs: Readonly<Record<JobType, RecordStore<JobRecord>>>;
  readonly models: RecordStore<ModelRecord>;
  /** By id. */
  readonly domains: RecordStore<DomainRecord>;
  readonly buckets: RecordStore<BucketRecord>;
}

/**
 * @param now when the cloud begins, in milliseconds since the epoch.
 * @throws RangeError when two accounts have a bucket of one name.
 */
export function workloadsOf(tree: OrganizationTree, journal: Journal, now: number): Workloads {
  const workloads: Workloads = {
    jobs: storesOf(() => new RecordStore<JobRecord>(journal)),
    models: new RecordStore<ModelRecord>(journal),
    domains: new RecordStore<DomainRecord>(journal),
    buckets: new RecordStore<BucketRecord>(journal),
  };
  const owners = new Map<string, string>();
  for (const { id, jobs = [], models = [], domains = [], buckets = [] } of tree.world.accounts) {
    for (const seed of jobs) {
      workloads.jobs[seed.type].plant(jobOf(id, seed, now));
    }
    for (const seed of models) {
      workloads.models.plant(modelOf(id, seed));
    }
    for (const seed of domains) {
      workloads.domains.plant(domainOf(id, seed));
    }
    for (const seed of buckets) {
      const owner = owners.get(seed.name);
      if (owner !== undefined) {
        throw new RangeError(`bucket ${seed.name} stands in ${owner} and in ${id}`);
      }
      owners.set(seed.name, id);
      workloads.buckets.plant(bucketOf(id, seed));
    }
  }
  return workloads;
}

export function copyOfWorkloads({ jobs, models, domains, buckets }: Workloads, journal: Journal): Workloads {
  return {
    jobs: storesOf((type) => jobs[type].copy(journal)),
    models: models.copy(journal),
    domains: domains.copy(journal),
    buckets: buckets.copy(journal),
  };
}

function storesOf(make: (type: JobType) => RecordStore<JobRecord>): Readonly<Record<JobType, RecordStore<JobRecord>>> {
  return {
    processing: make('processing'),
    training: make('training'),
    transform: make('transform'),
    tuning: make('tuning'),
    automl: make('automl'),
  };
}
