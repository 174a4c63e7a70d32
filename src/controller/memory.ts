/**
 * What is remembered of what was seen, target by target: a projection, never a source of truth. From it come the numbers
 * that budgets need, the marks that metrics count, and the answer to "has this changed since?".
 */
import type { Gate, ResourceState, Standing } from '../model/decision.ts';
import type { Resource, ResourceKind } from '../model/resource.ts';
import { targetKey } from '../model/target.ts';
import type { AccountId, TargetKey } from '../model/target.ts';
import type { TargetStatus } from '../model/snapshot.ts';
import type { Selection } from '../organization/select.ts';
import type { Census } from '../plan/budgets.ts';
import { InFlight } from './in-flight.ts';
import { informantsOf, narrowed } from './judges.ts';
import { NetworkIndex } from './network-index.ts';

/** A resource's state under one policy, without the words. */
export interface Mark {
  readonly policy: string;
  readonly state: ResourceState;
  readonly gate: Gate | undefined;
  readonly differs: boolean;
}

export type PlaceKey = `${TargetKey} ${string}`;

export interface Entry {
  /** Undefined: it was listed and could not be described. */
  resource: Resource | undefined;
  /** When the tags were asked for that it carries: they may be those of an earlier reading. */
  tagsAt: number | undefined;
  marks: readonly Mark[];
  /** Since when it has been known to differ, by policy. */
  driftSince: Map<string, number> | undefined;
  handedOver: boolean;
  /** Why the last description of it could not be read. What is remembered is older then, and it counts as unknown. */
  notRead: string | undefined;
}

/** One kind of resource in one target: what a pass walks. */
export interface Place {
  readonly key: PlaceKey;
  readonly kind: ResourceKind;
  selection: Selection;
  status: TargetStatus;
  /** The list was read to its end in the last pass. */
  listed: boolean;
  /** A pass has ended since the start with an answer that will not change by itself: nothing unseen of ours can be there. */
  accountedFor: boolean;
  readonly entries: Map<string, Entry>;
  /** What its resources say of networks is needed to judge others. */
  informs: boolean;
  /** Its kind's own, from list to list. */
  readonly notes: Map<string, unknown>;
  /** Resources that could not be described in the last pass. */
  unread: number;
}

export class Memory {
  readonly places = new Map<PlaceKey, Place>();
  readonly network = new NetworkIndex(this.places);
  readonly #freed: (account: AccountId) => void;
  readonly #inFlight = new InFlight((key) => this.places.get(key)?.selection.policies ?? []);
  readonly #marks = new Map<string, readonly Mark[]>();
  #running: Map<string, number> | undefined;
  #unread: Map<string, readonly AccountId[]> | undefined;

  /** `freed` is told the account whenever something is no longer in flight, and a budget may let somebody else go on. */
  constructor(freed: (account: AccountId) => void) {
    this.#freed = freed;
  }

  /** Takes up the targets that are now selected, and lets go of the others. */
  select(selections: readonly Selection[], kinds: readonly ResourceKind[]): void {
    const wanted = new Set(selections.flatMap((selection) => this.#place(selection, kinds)));
    for (const [key, place] of this.places) {
      if (wanted.has(key)) continue;
      this.places.delete(key);
      this.network.forgetPlace(place);
    }
    this.recount();
    this.#inFlight.recount();
  }

  /** Takes up one more target. Returns its places, one for each kind. */
  take(selection: Selection, kinds: readonly ResourceKind[]): readonly PlaceKey[] {
    const keys = this.#place(selection, kinds);
    this.#inFlight.recount();
    return keys;
  }

  #place(selection: Selection, kinds: readonly ResourceKind[]): readonly PlaceKey[] {
    return kinds.flatMap((kind): readonly PlaceKey[] => {
      const key: PlaceKey = `${targetKey(selection.target)} ${kind.name}`;
      const place = this.places.get(key);
      const narrow = narrowed(selection, kind) ?? this.#leaving(key, selection);
      if (narrow === undefined) return [];
      const there = place ?? newPlace(key, kind, narrow);
      there.selection = narrow;
      this.places.set(key, there);
      this.network.listen(there, informantsOf(selection.policies).has(kind.name));
      return [key];
    });
  }

  /** No policy looks at that kind there any more, and something of it is still on its way home. */
  #leaving(key: PlaceKey, selection: Selection): Selection | undefined {
    return this.#inFlight.countIn(key) > 0 ? { ...selection, policies: [] } : undefined;
  }

  /** Forgets the numbers that were counted; they are counted anew when next asked for. */
  recount(): void {
    this.#running = undefined;
    this.#unread = undefined;
  }

  /** Takes note of a reading, and of what was made of it. */
  note(place: Place, resource: Resource, standings: readonly Standing[], handedOver: boolean, now: number): Entry {
    const entry = place.entries.get(resource.arn);
    const before = entry?.marks ?? [];
    const marks = standsAs(standings, before) ? before : this.#shared(standings.map(markOf));
    const next: Entry = entry ?? {
      resource,
      tagsAt: undefined,
      marks,
      driftSince: undefined,
      handedOver,
      notRead: undefined,
    };
    if (next.resource?.running !== resource.running || entry === undefined) this.#running = undefined;
    next.resource = resource;
    next.marks = marks;
    next.handedOver = handedOver;
    next.driftSince = driftSince(next.driftSince, marks, now);
    place.entries.set(resource.arn, next);
    const { intent } = resource;
    if (intent.is === 'ours' && intent.intent.phase !== 'up') {
      this.#inFlight.begin(resource.arn, place.key, resource.account, intent.intent.at);
    } else if (this.#inFlight.end(resource.arn)) this.#freed(resource.account);
    return next;
  }

  /** What was made of an earlier reading stays, so that what is on its way goes on; until the next one it is told as unknown. */
  noteUnread(place: Place, arn: string, why: string): void {
    const known = place.entries.get(arn);
    if (known !== undefined) known.notRead = why;
    else {
      const marks = this.#shared(unknownMarks(place));
      const nothing = { resource: undefined, tagsAt: undefined, driftSince: undefined, handedOver: false };
      place.entries.set(arn, { ...nothing, marks, notRead: why });
    }
  }

  forget(place: Place, arn: string): void {
    place.entries.delete(arn);
    this.network.forget(place, arn);
    const wasInFlight = this.#inFlight.end(arn);
    if (this.#inFlight.release(arn) !== undefined || wasInFlight) this.#freed(place.selection.account.id);
    this.#running = undefined;
  }

  /** Counts as in flight from the decision on, before anybody can see the intent. */
  reserve(place: Place, arn: string, policies?: readonly string[]): void {
    // Who is stopped and started is so for everybody; one quiet change is its policies' alone.
    const counted = place.kind.nominate === undefined ? policies : undefined;
    this.#inFlight.reserve(arn, place.key, place.selection.account.id, counted);
  }

  release(arn: string): void {
    const freed = this.#inFlight.release(arn);
    if (freed !== undefined) this.#freed(freed);
  }

  /** For a look that acts on nothing: what it reserved on the way was only thought of. */
  releaseAll(): void {
    this.#inFlight.releaseAll();
  }

  /** Whether anything is on its way. */
  get isBusy(): boolean {
    return this.#inFlight.size > 0;
  }

  inFlightIn({ key }: Place): number {
    return this.#inFlight.countIn(key);
  }

  get inFlight(): ReadonlyMap<string, { readonly key: PlaceKey; readonly since: number }> {
    return this.#inFlight.begun;
  }

  readonly census: Census = {
    running: (policy, account) => (this.#running ??= this.#countRunning()).get(`${policy.name} ${account ?? ''}`) ?? 0,
    inFlight: (policy, account, exceptArn) => this.#inFlight.count(policy, account, exceptArn),
    unread: (policy) => (this.#unread ??= this.#findUnread()).get(policy.name) ?? [],
  };

  #countRunning(): Map<string, number> {
    const running = new Map<string, number>();
    for (const { selection, entries } of this.places.values()) {
      let here = 0;
      for (const { resource } of entries.values()) if (resource?.running === true) here += 1;
      for (const { name } of selection.policies) {
        for (const key of [`${name} `, `${name} ${selection.account.id}`])
          running.set(key, (running.get(key) ?? 0) + here);
      }
    }
    return running;
  }

  #findUnread(): Map<string, readonly AccountId[]> {
    const unread = new Map<string, Set<AccountId>>();
    for (const { selection, accountedFor } of this.places.values()) {
      if (accountedFor) continue;
      for (const { name } of selection.policies) {
        const accounts = unread.get(name) ?? new Set();
        unread.set(name, accounts.add(selection.account.id));
      }
    }
    return new Map([...unread].map(([policy, accounts]) => [policy, [...accounts]]));
  }

  /** One array for all resources that stand alike. */
  #shared(marks: readonly Mark[]): readonly Mark[] {
    const key = marks
      .map(({ policy, state, gate, differs }) => `${policy} ${state} ${gate ?? ''} ${differs}`)
      .join('|');
    const known = this.#marks.get(key);
    if (known !== undefined) return known;
    this.#marks.set(key, marks);
    return marks;
  }
}

function newPlace(key: PlaceKey, kind: ResourceKind, selection: Selection): Place {
  const { account, region } = selection.target;
  const status = {
    account,
    region,
    state: 'skipped',
    reason: 'NotYetRead',
    message: undefined,
    lastCompleteAt: undefined,
  } as const;
  return {
    key,
    kind,
    selection,
    status,
    listed: false,
    accountedFor: false,
    entries: new Map(),
    informs: false,
    notes: new Map(),
    unread: 0,
  };
}

function markOf(standing: Standing): Mark {
  const { policy, state, hold } = standing;
  return { policy, state, gate: hold?.gate, differs: differs(standing) };
}

function differs({ differences, state }: Standing): boolean {
  return differences.length > 0 && state !== 'exempt' && state !== 'not-applicable';
}

/** Nothing has changed since these marks were made, as with nearly every resource on nearly every pass. */
function standsAs(standings: readonly Standing[], marks: readonly Mark[]): boolean {
  if (standings.length !== marks.length) return false;
  return standings.every((standing, index) => {
    const mark = marks[index];
    return (
      mark?.policy === standing.policy &&
      mark.state === standing.state &&
      mark.gate === standing.hold?.gate &&
      mark.differs === differs(standing)
    );
  });
}

function driftSince(
  before: Map<string, number> | undefined,
  marks: readonly Mark[],
  now: number,
): Map<string, number> | undefined {
  if (!marks.some((mark) => mark.differs)) return undefined;
  return new Map(marks.filter((mark) => mark.differs).map(({ policy }) => [policy, before?.get(policy) ?? now]));
}

/** What is known of a resource that could not be read: nothing, under every policy. */
function unknownMarks(place: Place): readonly Mark[] {
  return place.selection.policies.map(({ name }) => ({
    policy: name,
    state: 'unknown',
    gate: undefined,
    differs: false,
  }));
}
