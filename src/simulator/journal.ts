/**
 * The record of every request and every change of state, in the order in which the simulator noticed them: the oracle of tests.
 * Bounded; what was dropped is counted.
 */

export interface RequestEntry {
  readonly kind: 'request';
  readonly seq: number;
  /** Milliseconds since the epoch, as for every `at`. */
  readonly at: number;
  /** Of the caller, not of the resource. */
  readonly account: string;
  readonly region: string;
  readonly principal: string;
  readonly role: string | undefined;
  readonly session: string | undefined;
  readonly sourceIdentity: string | undefined;
  readonly service: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** `ok`, AWS's error code, or for a lost answer the transport's. */
  readonly outcome: string;
  /** The fault on demand that this request met. */
  readonly fault: string | undefined;
}

export interface ChangeEntry {
  readonly kind: 'change';
  readonly seq: number;
  /** When it happened; what time brings is noticed later than it happened. */
  readonly at: number;
  readonly account: string;
  readonly region: string;
  readonly resource: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** `request`, `time`, or `person`. */
  readonly by: ChangeCause;
  /** Members of the record that changed. */
  readonly changed: readonly string[];
}

export type ChangeCause = 'request' | 'time' | 'person';
export type JournalEntry = RequestEntry | ChangeEntry;
type WithoutSeq<E> = E extends JournalEntry ? Omit<E, 'seq'> : never;

export const MAX_JOURNAL_ENTRIES = 100_000;
const MAX_COUNTERS = 5_000;

/** Members of a request that are longer than this are told by their length and beginning. */
const MAX_TEXT = 100_000;

/** The input as the journal keeps it: a hundred thousand definitions of 1 MiB would not fit. */
export function journalled(input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const long = Object.entries(input).filter(([, value]) => typeof value === 'string' && value.length > MAX_TEXT);
  if (long.length === 0) {
    return input;
  }
  const cut = long.map(([member, value]) => {
    const text = String(value);
    return [member, `${text.slice(0, 1_000)}... (${text.length} characters)`] as const;
  });
  return { ...input, ...Object.fromEntries(cut) };
}

export class Journal {
  /** `counters` keeps no entries: for benchmarks with hundreds of thousands of requests. */
  readonly keeps: 'entries' | 'counters';
  private kept: JournalEntry[] = [];
  private sequence = 0;
  private readonly counts = new Map<string, number>();

  constructor(keeps: 'entries' | 'counters' = 'entries') {
    this.keeps = keeps;
  }

  add(entry: WithoutSeq<JournalEntry>): void {
    this.sequence += 1;
    const counter =
      entry.kind === 'request'
        ? `${entry.service}.${entry.operation} ${entry.outcome}`
        : `change ${entry.to ?? 'gone'}`;
    if (this.counts.has(counter) || this.counts.size < MAX_COUNTERS) {
      this.counts.set(counter, (this.counts.get(counter) ?? 0) + 1);
    }
    if (this.keeps === 'counters') {
      return;
    }
    this.kept.push({ ...entry, seq: this.sequence });
    // Twice the bound, so that the cost of dropping is spread over as many requests.
    if (this.kept.length >= 2 * MAX_JOURNAL_ENTRIES) {
      this.kept = this.kept.slice(-MAX_JOURNAL_ENTRIES);
    }
  }

  /** The sequence number of the newest entry; 0 before the first. */
  get last(): number {
    return this.sequence;
  }

  /** Entries that are no longer kept. */
  get dropped(): number {
    return this.sequence - this.kept.length;
  }

  /** Entries with a greater sequence number, oldest first, at most `limit`. */
  after(seq: number, limit = MAX_JOURNAL_ENTRIES): readonly JournalEntry[] {
    const from = Math.max(0, seq - this.dropped);
    return this.kept.slice(from, from + limit);
  }

  /** How often each `service.operation outcome`, and each change, occurred. */
  counters(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.counts);
  }
}
