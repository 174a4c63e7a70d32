/**
 * The freeze that waits for no git: a file in the state directory. What it says is decided here, purely; a file that is there
 * and cannot be understood freezes, as somebody meant something by it.
 */
import { rm } from 'node:fs/promises';
import type { Restraint } from '../model/stops.ts';
import { readStateFile, writeStateFile } from './state-file.ts';
import type { StateFile } from './state-file.ts';

export interface Freeze {
  /** Milliseconds since the epoch, both. */
  readonly at: number;
  /** Undefined: until it is taken back. */
  readonly until: number | undefined;
  readonly reason: string | undefined;
}

const MAX_BYTES = 16_384;
export const MAX_REASON_LENGTH = 512;
/** The last millisecond that a Date can tell. */
const LAST_INSTANT = 8.64e15;

export async function writeFreeze(path: string, freeze: Freeze): Promise<void> {
  await writeStateFile(path, { ...freeze, until: freeze.until ?? null, reason: freeze.reason ?? null });
}

export async function removeFreeze(path: string): Promise<void> {
  await rm(path, { force: true });
}

export function readFreeze(path: string): StateFile {
  return readStateFile(path, MAX_BYTES);
}

/** What the file means at `now` (milliseconds since the epoch). Pure. */
export function freezeRestraint(file: StateFile, now: number): Restraint | undefined {
  if (file.is === 'absent') return undefined;
  if (file.is === 'unreadable') return doubt(file.why);
  const freeze = parseFreeze(file.content);
  if (freeze === undefined) return doubt('what the freeze file says cannot be understood');
  if (freeze.until !== undefined && freeze.until <= now) return undefined;
  const because = freeze.reason === undefined ? '' : `: ${freeze.reason}`;
  const why = `frozen by hand since ${new Date(freeze.at).toISOString()}${because}`;
  return { reason: 'FrozenByHand', why, ...(freeze.until === undefined ? {} : { until: freeze.until }) };
}

function doubt(why: string): Restraint {
  return { reason: 'FreezeUnreadable', why: `${why}: taken for a freeze, until sagekeeper unfreeze removes it` };
}

function parseFreeze(content: unknown): Freeze | undefined {
  if (typeof content !== 'object' || content === null) return undefined;
  const { at, until, reason } = content as Readonly<Record<string, unknown>>;
  if (!isInstant(at) || (until !== null && !isInstant(until))) return undefined;
  if (reason !== null && (typeof reason !== 'string' || reason.length > MAX_REASON_LENGTH)) return undefined;
  return { at, until: until ?? undefined, reason: reason ?? undefined };
}

function isInstant(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= LAST_INSTANT;
}
