/**
 * What people do to notebook instances while somebody else looks after them. They obey the same state machine, and nobody asks
 * them for permissions.
 */
import {
  checkPlatform,
  checkStatus,
  deleted,
  type Latencies,
  type Move,
  started,
  stopped,
  updated,
} from './notebook-moves.ts';
import { type NotebookRecord, recordOf } from './notebook-record.ts';
import type { RecordStore } from './record-store.ts';
import { Refusal } from './refusal.ts';
import type { NotebookSeed } from './world-shape.ts';

/** `finish`: whatever the notebook is in the middle of ends now, also when it was stuck. */
export const PERSON_ACTIONS = ['stop', 'start', 'update', 'delete', 'create', 'tag', 'untag', 'finish'] as const;
export type PersonAction = (typeof PERSON_ACTIONS)[number];

export interface PersonDetail {
  /** For `update`, and for `create`. */
  readonly settings?: Partial<Omit<NotebookSeed, 'name' | 'region'>>;
  /** For `tag`. */
  readonly tags?: Readonly<Record<string, string>>;
  /** For `untag`. */
  readonly keys?: readonly string[];
}

export interface Surroundings {
  readonly notebooks: RecordStore<NotebookRecord>;
  readonly latencies: Latencies;
  readonly now: number;
}

export interface NotebookDeed {
  readonly kind?: 'notebook-instance' | undefined;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly action: PersonAction;
  readonly detail: PersonDetail;
}

/** @returns `ok`, or why it cannot be done. */
export function actAsPerson(around: Surroundings, deed: NotebookDeed): string {
  const { notebooks, now } = around;
  const record = notebooks.find(deed.account, deed.region, deed.name, now);
  if (deed.action === 'create') {
    return record === undefined ? create(around, deed) : 'exists';
  }
  if (record === undefined) {
    return 'RecordNotFound';
  }
  try {
    notebooks.put(after(record, around, deed), now, 'person');
    return 'ok';
  } catch (error) {
    if (error instanceof Refusal) {
      return error.message;
    }
    throw error;
  }
}

function create(around: Surroundings, deed: NotebookDeed): string {
  const { notebooks, latencies, now } = around;
  const createdAt = new Date(now).toISOString();
  const seed = recordOf(deed.account, { ...deed.detail.settings, name: deed.name, region: deed.region, createdAt });
  const begun = deed.detail.settings?.status === undefined ? started(seed, now, latencies, undefined) : seed;
  notebooks.put(begun, now, 'person');
  return 'ok';
}

function after(record: NotebookRecord, around: Surroundings, deed: NotebookDeed): NotebookRecord {
  const { latencies, now } = around;
  switch (deed.action) {
    case 'stop':
      return stopped(legal(record, 'stop'), now, latencies, false);
    case 'start':
      checkPlatform(legal(record, 'start').platform, record.instanceType);
      return started(record, now, latencies, undefined);
    case 'update':
      return updated(legal(record, 'update'), changesOf(record, deed.detail), now, latencies);
    case 'delete':
      return deleted(legal(record, 'delete'), now, latencies);
    case 'tag':
      return { ...record, tags: new Map([...record.tags, ...Object.entries(deed.detail.tags ?? {})]) };
    case 'untag':
      return { ...record, tags: new Map([...record.tags].filter(([key]) => !(deed.detail.keys ?? []).includes(key))) };
    case 'finish':
    case 'create':
      return finished(record, now);
  }
}

function legal(record: NotebookRecord, move: Move): NotebookRecord {
  checkStatus(record, move);
  return record;
}

function finished(record: NotebookRecord, now: number): NotebookRecord {
  if (record.due !== undefined) {
    return { ...record, due: { ...record.due, at: now } };
  }
  return record.status === 'Stopping' ? { ...record, status: 'Stopped', modifiedAt: now } : record;
}

/** Settings as a world spells them, as changes of the record. */
function changesOf(record: NotebookRecord, detail: PersonDetail): Partial<NotebookRecord> {
  const { imds, rootAccess, platform, instanceType } = detail.settings ?? {};
  return {
    imds: imds ?? record.imds,
    rootAccess: rootAccess ?? record.rootAccess,
    platform: platform ?? record.platform,
    instanceType: instanceType ?? record.instanceType,
  };
}
