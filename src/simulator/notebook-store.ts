/**
 * Every notebook instance of the cloud, by account, region and lower-cased name, with the versions it had. Time is applied when
 * somebody looks: a record that was due to change is changed as of the moment it was due.
 */
import type { ChangeCause, Journal } from './journal.ts';
import type { NotebookRecord } from './notebook-record.ts';

interface Version {
  readonly since: number;
  /** Undefined: there is no such notebook. */
  readonly record: NotebookRecord | undefined;
}

interface Cell {
  current: Version;
  /** Oldest first; undefined until the first change, because most notebooks never change. */
  older: Version[] | undefined;
}

type Region = Map<string, Cell>;

/** How old a read is served: so many versions, or as of so many milliseconds ago. */
export interface Staleness {
  readonly versions?: number | undefined;
  readonly agoMs?: number | undefined;
}

const MAX_OLDER_VERSIONS = 32;
const ABSENT: Version = { since: -Infinity, record: undefined };
const NOTHING: Region = new Map();

export class NotebookStore {
  private readonly regions = new Map<string, Region>();
  private readonly journal: Journal;

  constructor(journal: Journal) {
    this.journal = journal;
  }

  /** Puts a notebook there without a trace: how a world begins. */
  plant(record: NotebookRecord): void {
    this.regionOf(record.account, record.region).set(record.name.toLowerCase(), {
      current: { since: record.createdAt, record },
      older: undefined,
    });
  }

  /** The notebook as it is; names match in any case. */
  find(account: string, region: string, name: string, now: number): NotebookRecord | undefined {
    const cell = this.regions.get(`${account}/${region}`)?.get(name.toLowerCase());
    return cell === undefined ? undefined : this.settled(cell, now);
  }

  /** The notebook as a reader sees it. */
  seen(account: string, region: string, name: string, now: number, stale: Staleness): NotebookRecord | undefined {
    const cell = this.regions.get(`${account}/${region}`)?.get(name.toLowerCase());
    return cell === undefined ? undefined : this.view(cell, now, stale);
  }

  /** Every notebook of a region as a reader sees them, in no particular order. */
  *seenIn(account: string, region: string, now: number, stale: Staleness): Iterable<NotebookRecord> {
    for (const cell of (this.regions.get(`${account}/${region}`) ?? NOTHING).values()) {
      const record = this.view(cell, now, stale);
      if (record !== undefined) {
        yield record;
      }
    }
  }

  /** The truth about all of them. */
  *all(now: number): Iterable<NotebookRecord> {
    for (const region of this.regions.values()) {
      for (const cell of region.values()) {
        const record = this.settled(cell, now);
        if (record !== undefined) {
          yield record;
        }
      }
    }
  }

  /** A new version of a notebook, or its first. */
  put(record: NotebookRecord, at: number, by: ChangeCause): void {
    const region = this.regionOf(record.account, record.region);
    const key = record.name.toLowerCase();
    const cell = region.get(key) ?? { current: ABSENT, older: undefined };
    region.set(key, cell);
    this.replace(cell, record, at, by);
  }

  copy(journal: Journal): NotebookStore {
    const copy = new NotebookStore(journal);
    for (const [place, region] of this.regions) {
      copy.regions.set(
        place,
        new Map([...region].map(([key, cell]) => [key, { current: cell.current, older: cell.older?.slice() }])),
      );
    }
    return copy;
  }

  private regionOf(account: string, region: string): Region {
    const place = `${account}/${region}`;
    let found = this.regions.get(place);
    if (found === undefined) {
      found = new Map();
      this.regions.set(place, found);
    }
    return found;
  }

  private settled(cell: Cell, now: number): NotebookRecord | undefined {
    let record = cell.current.record;
    // A change that brings another one due (Failed after Pending, say) is rare, but each ends: `due` is replaced every time.
    while (record?.due !== undefined && record.due.at <= now) {
      const { at, changes } = record.due;
      const next = changes === 'gone' ? undefined : { ...record, due: undefined, modifiedAt: at, ...changes };
      this.replace(cell, next, at, 'time');
      record = next;
    }
    return record;
  }

  private view(cell: Cell, now: number, stale: Staleness): NotebookRecord | undefined {
    const truth = this.settled(cell, now);
    if (cell.older === undefined || (stale.versions === undefined && stale.agoMs === undefined)) {
      return truth;
    }
    const versions = [...cell.older, cell.current];
    if (stale.versions !== undefined) {
      return versions[Math.max(0, versions.length - 1 - stale.versions)]?.record;
    }
    const asOf = now - (stale.agoMs ?? 0);
    return (versions.findLast((version) => version.since <= asOf) ?? versions[0])?.record;
  }

  private replace(cell: Cell, record: NotebookRecord | undefined, at: number, by: ChangeCause): void {
    const before = cell.current.record;
    cell.older ??= [];
    cell.older.push(cell.current);
    if (cell.older.length > MAX_OLDER_VERSIONS) {
      cell.older.shift();
    }
    cell.current = { since: at, record };
    const known = record ?? before;
    if (known === undefined) {
      return;
    }
    this.journal.add({
      kind: 'change',
      at,
      account: known.account,
      region: known.region,
      resource: known.arn,
      from: before?.status,
      to: record?.status,
      by,
      changed: before === undefined || record === undefined ? [] : differing(before, record),
    });
  }
}

function differing(before: NotebookRecord, after: NotebookRecord): readonly string[] {
  const members = Object.keys(after) as readonly (keyof NotebookRecord)[];
  return members.filter((member) => member !== 'due' && before[member] !== after[member]);
}
