/**
 * Which resource an ARN in a tagging request stands for, whatever its kind, and how its tags are read and written.
 */
import type { Call } from '../call.ts';
import { Refusal } from '../refusal.ts';
import { authorizedArn, nameInArn, RECORD_NOT_FOUND } from './notebook-lookup.ts';
import { namedBy } from './pipeline-lookup.ts';

export type Tags = ReadonlyMap<string, string>;

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
  return /^[^/]*:pipeline\/[^/]*$/.test(arn) ? pipelineAt(call, arn) : notebookAt(call, arn);
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
