/**
 * Which resource an ARN in a tagging request stands for, whatever its kind, and how its tags are read and written.
 */
import type { Call } from '../call.ts';
import { JOB_KINDS } from '../job-kinds.ts';
import { jobNamed } from '../job-lookup.ts';
import { JOB_TYPES, type JobType } from '../job-seed.ts';
import type { RecordStore, Staleness, Stored } from '../record-store.ts';
import { Refusal } from '../refusal.ts';

import { authorizedArn, nameInArn, RECORD_NOT_FOUND } from './notebook-lookup.ts';
import { namedBy } from './pipeline-lookup.ts';

export type Tags = ReadonlyMap<string, string>;

type Taggable<R> = Stored<R> & { readonly tags: Tags };

const FRESH: Staleness = {};

export interface Tagged {
  /** That documents are matched against. */
  readonly arn: string;
  readonly notFound: () => Refusal;
  readonly found:
    | {
        readonly tags: Tags;
        /** As a reader sees them. */
        readonly seen: Tags;
        readonly put: (tags: Tags) => void;
      }
    | undefined;
}

/** A resource of the caller's account and region; `found` is undefined when the ARN stands for none. */
export function taggedAt(call: Call, arn: string): Tagged {
  if (/^[^/]*:pipeline\/[^/]*$/.test(arn)) {
    return pipelineAt(call, arn);
  }
  const [, type = '', name = ''] = /^[^/]*:([a-z-]+)\/([^/]+)$/.exec(arn) ?? [];
  switch (type) {
    case 'model':
      return storedAt(call, call.workloads.models, arn, name);
    case 'domain':
      return storedAt(call, call.workloads.domains, arn, name);
    default: {
      const job = JOB_TYPES.find((one) => JOB_KINDS[one].resource === type);
      return job === undefined ? notebookAt(call, arn) : jobAt(call, job, arn, name);
    }
  }
}

function notebookAt(call: Call, arn: string): Tagged {
  const { notebooks, principal, region, now, stale } = call;
  const name = nameInArn(call, arn);
  const record = name === undefined ? undefined : notebooks.find(principal.account, region, name, now);
  return {
    arn: name === undefined ? arn : authorizedArn(call, name),
    notFound: RECORD_NOT_FOUND,
    found: record && {
      tags: record.tags,
      seen: (notebooks.seen(record.account, region, record.name, now, stale) ?? record).tags,
      put: (tags) => notebooks.put({ ...record, tags }, now, 'request'),
    },
  };
}

function pipelineAt(call: Call, arn: string): Tagged {
  const { pipelines, principal, region, now, stale } = call;
  const named = namedBy(call, arn);
  const candidate = pipelines.find(principal.account, region, named.name, now);
  const record = candidate?.arn === named.arn.toLowerCase() ? candidate : undefined;
  return {
    arn: named.arn,
    notFound: () => new Refusal('ResourceNotFound', `Pipeline '${arn}' does not exist.`),
    found: record && {
      tags: record.tags,
      seen: (pipelines.seen(record.account, region, record.name, now, stale) ?? record).tags,
      put: (tags) => pipelines.put({ ...record, tags }, now, 'request'),
    },
  };
}

function jobAt(call: Call, type: JobType, arn: string, name: string): Tagged {
  const place = { account: call.principal.account, region: call.region, name };
  return workloadAt(call, call.workloads.jobs[type], arn, (stale) => jobNamed(call, type, place, call.now, stale));
}

function storedAt<R extends Taggable<R>>(call: Call, store: RecordStore<R>, arn: string, name: string): Tagged {
  const { account } = call.principal;
  return workloadAt(call, store, arn, (stale) => store.seen(account, call.region, name, call.now, stale));
}

function workloadAt<R extends Taggable<R>>(
  call: Call,
  store: RecordStore<R>,
  arn: string,
  find: (stale: Staleness) => R | undefined,
): Tagged {
  const candidate = find(FRESH);
  const record = candidate?.arn === arn.toLowerCase() ? candidate : undefined;
  return {
    arn: call.behaviour.authorizedArn === 'requested' ? arn : arn.toLowerCase(),
    notFound: () => new Refusal('ResourceNotFound', `Resource '${arn}' does not exist.`),
    found: record && {
      tags: record.tags,
      seen: (find(call.stale) ?? record).tags,
      put: (tags) => store.put({ ...record, tags }, call.now, 'request'),
    },
  };
}
