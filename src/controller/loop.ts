/**
 * When is what looked at? Passes come round by schedule and find what nobody told us; what is on its way, or held until a
 * known time, gets its own entry and is looked at alone. Both are entries of one queue, each target in its own lane.
 */
import type { DesiredState } from '../model/desired-state.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { targetKey } from '../model/target.ts';
import type { TargetKey } from '../model/target.ts';
import type { AccountId } from '../model/target.ts';
import type { World } from '../model/world.ts';
import type { Selection } from '../organization/select.ts';
import { RESOURCE_KINDS } from '../resources/index.ts';
import { look } from './act.ts';
import type { Look } from './act.ts';
import { Controller } from './controller.ts';
import { findLeftovers } from './leftovers.ts';
import type { Place, PlaceKey } from './memory.ts';
import { snapshot } from './picture.ts';
import type { LoopOptions, Territory } from './loop-options.ts';
import { reconcile, settle } from './reconcile.ts';
import type { PassReport } from './reconcile.ts';
import { nextRun } from './schedule.ts';
import { WorkQueue } from './work-queue.ts';
import type { Lane } from './work-queue.ts';

/** Passes under way at once; those of targets that did not answer last time have fewer workers, and cannot take these. */
const PASSES: Lane = { name: 'passes', workers: 64 };
const SUSPECTS: Lane = { name: 'suspects', workers: 16 };
const LEFTOVERS: Lane = { name: 'leftovers', workers: 4 };
const LOOKS_PER_TARGET = 4;
/** A pass begins up to this share of its period late, and no more than the maximum, so that not all begin at once. */
const JITTER_SHARE = 0.1;
const JITTER_MAX_MS = 30_000;
/** The organization is walked again this often. */
const ORGANIZATION_EVERY_MS = 3_600_000;
/** Resources that are woken when a budget frees up: of the account, and of the others. */
const WOKEN_IN_ACCOUNT = 4;
const WOKEN_ELSEWHERE = 16;
/** In a run that ends by itself, a look that fails so often is left to the next run. */
const FAILURES_AT_MOST_ONCE = 6;

export class Loop {
  readonly controller: Controller;
  readonly #world: World;
  readonly #options: LoopOptions;
  readonly #queue: WorkQueue;
  readonly #waitingForBudget = new Map<string, PlaceKey>();
  /** Looks that something is on its way for; in contrast to those that are only held until a time. */
  readonly #onItsWay = new Set<string>();
  readonly #sweep = new Set<PlaceKey>();
  /** Accounts that are still to be searched for what an earlier run began elsewhere, and what was found. */
  readonly #searching = new Set<string>();
  readonly #leftovers = new Map<TargetKey, Selection>();
  #searchedAt = -Infinity;
  #sweepStartedAt = 0;
  #territory: Territory | undefined;
  #lastCompletePassAt: number | undefined;
  #idle: () => void = () => undefined;
  problems = 0;

  constructor(world: World, state: DesiredState, options: LoopOptions) {
    this.#world = world;
    this.#options = options;
    this.controller = new Controller(world, state, (account) => this.#wake(account));
    this.#queue = new WorkQueue(
      world.clock,
      async (key) => this.#work(key),
      (key, error, failures) => this.#failed(key, error, failures),
    );
  }

  /** Resolves when a run with `once` has nothing left to do; otherwise only after stop(). */
  async run(): Promise<void> {
    const idle = new Promise<void>((resolve) => {
      this.#idle = resolve;
    });
    this.#queue.add('organization', { name: 'organization', workers: 1 }, this.#world.clock.now());
    await idle;
  }

  async stop(): Promise<void> {
    this.#idle();
    await this.#queue.stop();
  }

  get isReady(): boolean {
    return this.#territory !== undefined;
  }

  get territory(): Territory | undefined {
    return this.#territory;
  }

  snapshot(): Snapshot {
    return snapshot(this.controller, {
      queueDepth: this.#queue.depth,
      lastCompletePassAt: this.#lastCompletePassAt,
      skipped: this.#territory?.skipped ?? [],
      problems: this.problems,
    });
  }

  async #work(key: string): Promise<void> {
    const [what, ...rest] = key.split(' ');
    if (what === 'organization') await this.#walk();
    else if (what === 'pass') await this.#pass(rest.join(' ') as PlaceKey);
    else if (what === 'leftovers') await this.#search(key, rest[0] ?? '');
    else await this.#look(key, rest.slice(1).join(' ') as PlaceKey, rest[0] ?? '');
    this.#endIfDone();
  }

  /** Reads the organization when that is due, and sees to it that every selected place has a pass coming. */
  async #walk(): Promise<void> {
    const { clock } = this.#world;
    const now = clock.now();
    const { state } = this.controller;
    try {
      const territory = await this.#options.survey(state);
      this.#territory = territory;
      const selected = new Set(territory.selections.map(({ target }) => targetKey(target)));
      for (const key of this.#leftovers.keys()) if (selected.has(key)) this.#leftovers.delete(key);
      const selections = [...territory.selections, ...this.#leftovers.values()];
      this.controller.adopt(state, territory.organization, selections);
      const { accounts } = territory.organization;
      const active = accounts.filter(({ state: it }) => it === 'ACTIVE').length;
      const targets = territory.selections.length;
      this.#world.tell({ event: 'OrganizationRead', accounts: accounts.length, active, targets });
      for (const { policy, reason, why } of territory.held)
        this.#world.tell({ event: 'PolicyHeld', policy, reason, why });
    } catch (error) {
      this.#world.tell({
        event: 'OrganizationUnreadable',
        message: error instanceof Error ? error.message : String(error),
      });
      if (this.#territory === undefined) throw error;
    }
    if (this.#sweep.size === 0) this.#sweepStartedAt = now;
    for (const [key, { status }] of this.controller.memory.places) {
      if (status.reason !== 'NotYetRead') continue;
      this.#sweep.add(key);
      this.#queue.add(`pass ${key}`, PASSES, now);
    }
    if (!this.#options.once)
      this.#queue.add('organization', { name: 'organization', workers: 1 }, now + ORGANIZATION_EVERY_MS);
  }

  async #pass(key: PlaceKey): Promise<void> {
    const place = this.controller.memory.places.get(key);
    if (place === undefined) return;
    const report = await reconcile(this.controller, place);
    const now = this.#world.clock.now();
    this.#take(place, report);
    this.#sweep.delete(key);
    if (this.#sweep.size === 0) this.#sweepFinished(now);
    if (!this.#options.once)
      this.#queue.add(
        `pass ${key}`,
        report.status.state === 'unreachable' ? SUSPECTS : PASSES,
        this.#nextPassAt(place, now),
      );
  }

  #take(place: Place, { due, waiting }: Pick<PassReport, 'due' | 'waiting'>): void {
    for (const arn of waiting) this.#waitingForBudget.set(arn, place.key);
    if (this.#options.readOnly) return;
    for (const { arn, at, onItsWay } of due) this.#addLook(place, arn, at, onItsWay);
  }

  async #look(key: string, placeKey: PlaceKey, arn: string): Promise<void> {
    const place = this.controller.memory.places.get(placeKey);
    const result: Look = place === undefined ? { again: 'pass' } : await look(this.controller, place, arn);
    const now = this.#world.clock.now();
    this.#onItsWay.delete(key);
    if (place === undefined) return;
    this.#waitingForBudget.delete(arn);
    if (result.again === 'in') this.#addLook(place, arn, now + result.ms, true);
    if (result.again === 'at') this.#addLook(place, arn, result.at, false);
    if (result.again === 'budget') this.#waitingForBudget.set(arn, placeKey);
  }

  #addLook(place: Place, arn: string, at: number, onItsWay: boolean): void {
    const key = `look ${arn} ${place.key}`;
    if (onItsWay) this.#onItsWay.add(key);
    this.#queue.add(key, { name: targetKey(place.selection.target), workers: LOOKS_PER_TARGET }, at);
  }

  /** Something is no longer in flight: those that a budget holds are looked at, the account's own first. */
  #wake(account: AccountId): void {
    if (this.#options.readOnly) return;
    const now = this.#world.clock.now();
    let inAccount = 0;
    let elsewhere = 0;
    for (const [arn, key] of this.#waitingForBudget) {
      const place = this.controller.memory.places.get(key);
      const isHere = key.startsWith(`${account}/`);
      if (place === undefined || (isHere ? inAccount >= WOKEN_IN_ACCOUNT : elsewhere >= WOKEN_ELSEWHERE)) continue;
      if (isHere) inAccount += 1;
      else elsewhere += 1;
      this.#waitingForBudget.delete(arn);
      this.#addLook(place, arn, now, true);
      if (inAccount >= WOKEN_IN_ACCOUNT && elsewhere >= WOKEN_ELSEWHERE) return;
    }
  }

  #sweepFinished(now: number): void {
    const places = [...this.controller.memory.places.values()];
    const complete = places.every(
      ({ status, unread }) => status.state === 'disabled' || (status.state === 'reached' && unread === 0),
    );
    const fromAll = places.flatMap(({ status }) => (status.state === 'disabled' ? [] : [status.lastCompleteAt ?? 0]));
    if (complete && fromAll.length > 0) this.#lastCompletePassAt = Math.min(...fromAll);
    const durationMs = now - this.#sweepStartedAt;
    this.#sweepStartedAt = now;
    for (const key of this.controller.memory.places.keys()) if (!this.#options.once) this.#sweep.add(key);
    // How much room a budget has may be known only now that every account has been read.
    if (this.#options.readOnly) this.controller.memory.releaseAll();
    const unsettled = this.#options.readOnly ? this.controller.memory.places.keys() : this.#waitingForBudget.values();
    for (const key of [...new Set(unsettled)].toSorted()) {
      const place = this.controller.memory.places.get(key);
      if (place?.listed === true) this.#take(place, settle(this.controller, place));
    }
    this.#searchIfDue(now);
    const policies = this.snapshot().policies.map(({ policy, states }) => ({
      policy,
      states: Object.fromEntries(Object.entries(states).filter(([, count]) => count > 0)),
    }));
    this.#world.tell({ event: 'SweepFinished', complete, targets: places.length, durationMs, policies });
  }

  /** Every account is searched once after the start, and again with every complete read. */
  #searchIfDue(now: number): void {
    const { completeReadEveryMs } = this.controller.state.organization;
    const { enabledRegions, readOnly } = this.#options;
    if (enabledRegions === undefined || readOnly || now - this.#searchedAt < completeReadEveryMs) return;
    this.#searchedAt = now;
    for (const { account } of this.#territory?.selections ?? []) {
      const key = `leftovers ${account.id}`;
      this.#searching.add(key);
      this.#queue.add(key, LEFTOVERS, now);
    }
  }

  /** Looks for our intent in regions of the account that no target is in any more, and takes up those that have any. */
  async #search(key: string, account: AccountId): Promise<void> {
    const found = await findLeftovers(this.controller, account, this.#options.enabledRegions);
    this.#searching.delete(key);
    for (const selection of found) {
      this.#leftovers.set(targetKey(selection.target), selection);
      for (const place of this.controller.memory.take(selection, Object.values(RESOURCE_KINDS))) {
        this.#sweep.add(place);
        this.#queue.add(`pass ${place}`, PASSES, this.#world.clock.now());
      }
    }
  }

  #nextPassAt(place: Place, now: number): number {
    const { schedule, schedules } = this.controller.state.organization;
    const kinds = place.selection.policies.map(({ kind }) => schedules[kind] ?? schedule);
    const due = Math.min(...[...new Set(kinds.length === 0 ? [schedule] : kinds)].map((it) => nextRun(it, now)));
    return due + this.#world.random() * Math.min((due - now) * JITTER_SHARE, JITTER_MAX_MS);
  }

  #failed(key: string, error: unknown, failures: number): void {
    const message = error instanceof Error ? error.message : String(error);
    const onItsWay = key.startsWith('look ');
    if (onItsWay && !(this.#options.once && failures >= FAILURES_AT_MOST_ONCE)) this.#onItsWay.add(key);
    if (failures === 1 || failures % 10 === 0) {
      this.#world.tell({
        event: 'Lifecycle',
        reason: 'WorkFailed',
        message: `${key}: ${message} (${failures} in a row)`,
      });
    }
    if (key === 'organization' && this.#options.once && failures >= FAILURES_AT_MOST_ONCE) this.#idle();
    else this.#endIfDone();
  }

  #endIfDone(): void {
    if (!this.#options.once || this.#territory === undefined || this.#sweep.size > 0 || this.#searching.size > 0)
      return;
    const isOnItsWay = this.#onItsWay.size > 0 || this.controller.memory.isBusy;
    if (isOnItsWay && !this.#options.readOnly) return;
    this.#idle();
  }
}
