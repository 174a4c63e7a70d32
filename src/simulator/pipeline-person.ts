/**
 * What people do to pipelines while somebody else looks after them. Nobody asks them for permissions, nor whether what they
 * store is a definition at all: so that hostile ones can be played.
 */
import type { PipelineTimes } from './latencies.ts';
import { deletedPipeline, checkUpdatable, updatedPipeline } from './pipeline-changes.ts';
import { definitionText } from './pipeline-definition.ts';
import { stopping } from './pipeline-execution.ts';
import { newestOf, personIn, pipelineOf, type PipelineRecord } from './pipeline-record.ts';
import { executionsOf, type Starter, startOf } from './pipeline-start.ts';
import type { RecordStore } from './record-store.ts';
import { Refusal } from './refusal.ts';
import type { PipelineSeed } from './world-shape.ts';

/** `finish`: a deletion or an update in flight, and every execution, ends now. `stop`: every execution in progress. */
export const PIPELINE_ACTIONS = ['create', 'update', 'delete', 'start', 'stop', 'finish', 'tag', 'untag'] as const;
export type PipelineAction = (typeof PIPELINE_ACTIONS)[number];

export interface PipelineDeed {
  readonly kind: 'pipeline';
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly action: PipelineAction;
  /** Session name of who does it; default `owner`. */
  readonly by?: string | undefined;
  /** For `create` and `update`. */
  readonly definition?: PipelineSeed['definition'] | undefined;
  readonly description?: string | undefined;
  /** Name of a role of the account. */
  readonly role?: string | undefined;
  /** For `update`: for how long it is in flight, so that other updates meet a conflict. Default 0. */
  readonly inFlightMs?: number | undefined;
  /** For `start`; left out: the newest. */
  readonly version?: number | undefined;
  /** For `create` and `tag`. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** For `untag`. */
  readonly keys?: readonly string[] | undefined;
}

export interface PipelineSurroundings extends Starter {
  readonly pipelines: RecordStore<PipelineRecord>;
  readonly times: PipelineTimes;
}

/** @returns `ok`, or why it cannot be done. */
export function actOnPipeline(around: PipelineSurroundings, deed: PipelineDeed): string {
  const { pipelines, now } = around;
  const record = pipelines.find(deed.account, deed.region, deed.name, now);
  if (deed.action === 'create') {
    return record === undefined ? create(around, deed) : 'exists';
  }
  if (record === undefined) {
    return 'ResourceNotFound';
  }
  try {
    act(around, deed, record);
    return 'ok';
  } catch (error) {
    if (error instanceof Refusal) {
      return error.message;
    }
    throw error;
  }
}

function create(around: PipelineSurroundings, deed: PipelineDeed): string {
  if (deed.definition === undefined) {
    return 'a definition is needed';
  }
  const seed = {
    name: deed.name,
    region: deed.region,
    definition: deed.definition,
    description: deed.description,
    role: deed.role,
    tags: deed.tags,
    createdAt: new Date(around.now).toISOString(),
  };
  around.pipelines.put(pipelineOf(deed.account, seed), around.now, 'person');
  return 'ok';
}

function act(around: PipelineSurroundings, deed: PipelineDeed, record: PipelineRecord): void {
  const { pipelines, executions, times, now } = around;
  const by = personIn(deed.account, deed.by);
  const put = (after: PipelineRecord): void => pipelines.put(after, now, 'person');
  switch (deed.action) {
    case 'update':
      checkUpdatable(record, now);
      return put(updatedPipeline(record, changesOf(deed), by, now, deed.inFlightMs ?? 0));
    case 'delete':
      checkUpdatable(record, now);
      return put(deletedPipeline(record, by, now, times.deleteMs));
    case 'tag':
      return put({ ...record, tags: new Map([...record.tags, ...Object.entries(deed.tags ?? {})]) });
    case 'untag':
      return put({ ...record, tags: new Map([...record.tags].filter(([key]) => !(deed.keys ?? []).includes(key))) });
    case 'start': {
      const version =
        deed.version === undefined ? newestOf(record) : record.versions.find(({ id }) => id === deed.version);
      if (version === undefined) {
        throw new Refusal('ResourceNotFound', `version ${deed.version} does not exist`);
      }
      return executions.put(startOf(around, record, { version, by, lengthMs: times.executionMs }), now, 'person');
    }
    case 'stop':
      for (const execution of executionsOf(executions, record, now)) {
        if (execution.status === 'Executing') {
          executions.put(stopping(execution, by, now, now + times.stopMs), now, 'person');
        }
      }
      return undefined;
    case 'finish':
    case 'create':
      return finish(around, record);
  }
}

function finish(around: PipelineSurroundings, record: PipelineRecord): void {
  const { pipelines, executions, now } = around;
  if (record.due !== undefined || record.busyUntil > now) {
    const due = record.due === undefined ? undefined : { ...record.due, at: now };
    pipelines.put({ ...record, busyUntil: 0, due }, now, 'person');
  }
  for (const execution of executionsOf(executions, record, now)) {
    if (execution.status === 'Executing' || execution.status === 'Stopping') {
      const changes = execution.due?.changes ?? { status: 'Succeeded' as const };
      executions.put({ ...execution, due: { at: now, changes } }, now, 'person');
      executions.find(execution.account, execution.region, execution.name, now);
    }
  }
}

function changesOf(deed: PipelineDeed): Parameters<typeof updatedPipeline>[1] {
  return {
    definition: deed.definition === undefined ? undefined : definitionText(deed.definition),
    description: deed.description,
    roleArn: deed.role === undefined ? undefined : `arn:aws:iam::${deed.account}:role/${deed.role}`,
  };
}
