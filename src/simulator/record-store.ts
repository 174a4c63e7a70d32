/**
 * Every resource of one kind in the cloud, by account, region and lower-cased name, with the versions it had. Time is applied
 * when somebody looks: a record that was due to change is changed as of the moment it was due.
 */
import type { ChangeCause, Journal } from './journal.ts';

/** What the store must know of a record. Records never change: every change is a new one. */
export interface Stored<R> {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly arn: string;
  readonly status: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** What time brings: at `at`, these members change; `gone` ends the resource. Undefined: nothing until somebody acts. */
  readonly due: { readonly at: number; readonly changes: Partial<R> | 'gone' } | undefined;
}

interface Version<R> {
  readonly since: number;
  /** Undefined: there is no such resource. */
  readonly record: R | undefined;
}

interface Cell<R> {
  current: Version<R>;
  /** Oldest first; undefined until the first change, because most resources never change. */
  older: Version<R>[] | undefined;
}

type Region<R> = Map<string, Cell<R>>;

/** How old a read is served: so many versions, or as of so many milliseconds ago. */
export interface Staleness {
  readonly versions?: number | undefined;
  readonly agoMs?: number | undefined;
}

const MAX_OLDER_VERSIONS = 32;
const ABSENT = { since: -Infinity, record: undefined } as const;

export class RecordStore<R extends Stored<R>> {
  private readonly regions = new Map<string, Region<R>>();
  private readonly journal: Journal;

  constructor(journal: Journal) {
    this.journal = journal;
  }

  /** Puts a resource there without a trace: how a world begins. */
  plant(record: R): void {
    this.regionOf(record.account, record.region).set(record.name.toLowerCase(), {
      current: { since: record.createdAt, record },
      older: undefined,
    });
  }

  /** The resource as it is; names match in any case. */
  find(account: string, region: string, name: string, now: number): R | undefined {
    const cell = this.regions.get(`${account}/${region}`)?.get(name.toLowerCase());
    return cell === undefined ? undefined : this.settled(cell, now);
  }

  /** The resource as a reader sees it. */
  seen(account: string, region: string, name: string, now: number, stale: Staleness): R | undefined {
    const cell = this.regions.get(`${account}/${region}`)?.get(name.toLowerCase());
    return cell === undefined ? undefined : this.view(cell, now, stale);
  }

  /** Every resource of a region as a reader sees them, in no particular order. */
  *seenIn(account: string, region: string, now: number, stale: Staleness): Iterable<R> {
    for (const cell of this.regions.get(`${account}/${region}`)?.values() ?? []) {
      const record = this.view(cell, now, stale);
      if (record !== undefined) {
        yield record;
      }
    }
  }

  /** The truth about all of them. */
  *all(now: number): Iterable<R> {
    for (const region of this.regions.values()) {
      for (const cell of region.values()) {
        const record = this.settled(cell, now);
        if (record !== undefined) {
          yield record;
        }
      }
    }
  }

  /** A new version of a resource, or its first. */
  put(record: R, at: number, by: ChangeCause): void {
    const region = this.regionOf(record.account, record.region);
    const key = record.name.toLowerCase();
    const cell: Cell<R> = region.get(key) ?? { current: ABSENT, older: undefined };
    region.set(key, cell);
    this.replace(cell, record, at, by);
  }

  copy(journal: Journal): RecordStore<R> {
    const copy = new RecordStore<R>(journal);
    for (const [place, region] of this.regions) {
      copy.regions.set(
        place,
        new Map([...region].map(([key, cell]) => [key, { current: cell.current, older: cell.older?.slice() }])),
      );
    }
    return copy;
  }

  private regionOf(account: string, region: string): Region<R> {
    const place = `${account}/${region}`;
    let found = this.regions.get(place);
    if (found === undefined) {
      found = new Map();
      this.regions.set(place, found);
    }
    return found;
  }

  private settled(cell: Cell<R>, now: number): R | undefined {
    let record = cell.current.record;
    // A change that brings another one due (Failed after Pending, say) is rare, but each ends: `due` is replaced every time.
    while (record?.due !== undefined && record.due.at <= now) {
      const { at, changes } = record.due;
      const next: R | undefined =
        changes === 'gone' ? undefined : { ...record, due: undefined, modifiedAt: at, ...changes };
      this.replace(cell, next, at, 'time');
      record = next;
    }
    return record;
  }

  private view(cell: Cell<R>, now: number, stale: Staleness): R | undefined {
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

  private replace(cell: Cell<R>, record: R | undefined, at: number, by: ChangeCause): void {
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

function differing<R extends Stored<R>>(before: R, after: R): readonly string[] {
  return Object.entries(after).flatMap(([member, value]) =>
    member !== 'due' && before[member as keyof R] !== value ? [member] : [],
  );
}
