/**
 * A plan says what goes wrong, and what people do, at which requests of a story. Written as one line, such as
 * `running:stop@12+crash@15`, it can be replayed: `node test/crash/replay.ts running:stop@12+crash@15`.
 */
import type { GateName } from './situations.ts';

/**
 * crash: the process dies before the request leaves · crash-after: it is carried out, and the process dies · lost: it is
 * carried out, and its answer is lost · dropped: it is lost on the way, and nobody knows · not-sent: it never leaves · outage: this and the next four never leave · stale: this
 * reading is almost a settle old · lagging: so are all for a settle · start-noop: the Start is accepted and does not take ·
 * denied, start-denied: from here on Update, or Start, is denied.
 */
export const FAULTS = [
  'crash',
  'crash-after',
  'lost',
  'dropped',
  'not-sent',
  'outage',
  'stale',
  'lagging',
  'start-noop',
  'denied',
  'start-denied',
] as const;
export type FaultEvent = (typeof FAULTS)[number];
/** A gate closes (open: all are open again), or a person acts. */
export const CIRCUMSTANCES = [
  'freeze',
  'audit',
  'exemption',
  'window',
  'deny',
  'open',
  'stop',
  'start',
  'recreate',
  'untag',
] as const;
export type Circumstance = (typeof CIRCUMSTANCES)[number];
export type EventName = FaultEvent | Circumstance;
export const GATES: ReadonlySet<string> = new Set([
  'freeze',
  'audit',
  'exemption',
  'window',
  'deny',
] satisfies GateName[]);

export interface PlannedEvent {
  readonly event: EventName;
  /** The request, counted from 1 over the whole story, that meets it or before which it happens. */
  readonly at: number;
}

export interface Plan {
  readonly situation: string;
  readonly events: readonly PlannedEvent[];
}

export function formatPlan({ situation, events }: Plan): string {
  return `${situation}:${events.map(({ event, at }) => `${event}@${at}`).join('+')}`;
}

export function parsePlan(text: string): Plan {
  const [situation = '', rest = ''] = text.split(':');
  const events = rest.split('+').flatMap((part): readonly PlannedEvent[] => {
    if (part === '') return [];
    const [event = '', at = ''] = part.split('@');
    if (!isEvent(event) || !/^\d+$/.test(at)) throw new RangeError(`${part} is no event of a plan`);
    return [{ event, at: Number(at) }];
  });
  return { situation, events };
}

function isEvent(text: string): text is EventName {
  return [...FAULTS, ...CIRCUMSTANCES].some((name) => name === text);
}

/** One request of a story, as far as it matters for what may happen there. */
export interface Boundary {
  readonly at: number;
  readonly operation: string;
  readonly writes: boolean;
  /** The truth just before it. */
  readonly status: string;
  readonly phase: string;
}

const READING = ['crash', 'outage', 'stale', 'lagging'] as const;
const WRITING = ['crash', 'crash-after', 'lost', 'dropped', 'not-sent'] as const;

/** What may go wrong at a request, and what may happen before it, as far as that makes a difference there. */
export function eventsAt(boundary: Boundary): readonly EventName[] {
  const { operation, writes, status } = boundary;
  const isRead = operation === 'DescribeNotebookInstance' || operation === 'ListTags';
  const faults: EventName[] = writes ? [...WRITING] : READING.slice(0, isRead ? READING.length : 2);
  if (operation === 'StartNotebookInstance') faults.push('start-noop', 'start-denied');
  if (operation === 'UpdateNotebookInstance') faults.push('denied');
  faults.push('freeze', 'audit', 'exemption', 'window', 'deny', 'recreate');
  if (status === 'InService') faults.push('stop');
  if (status === 'Stopped' || status === 'Failed') faults.push('start');
  if (boundary.phase !== 'none') faults.push('untag');
  return faults;
}

/**
 * The requests at which it matters what happens: in a row of looks that all see the same, the first and the last.
 */
export function telling(boundaries: readonly Boundary[]): readonly Boundary[] {
  const signature = (it: Boundary | undefined): string => `${it?.operation} ${it?.status} ${it?.phase}`;
  const byOperation = Map.groupBy(boundaries, ({ operation }) => operation);
  const kept = [...byOperation.values()].flatMap((row) =>
    row.filter(
      (it, i) => it.writes || signature(row[i - 1]) !== signature(it) || signature(row[i + 1]) !== signature(it),
    ),
  );
  return kept.toSorted((a, b) => a.at - b.at);
}
