/**
 * When is what looked at? Passes come round by schedule and find what nobody told us; what is on its way, or held until a
 * known time, gets its own entry and is looked at alone. Both are entries of one queue, each target in its own lane.
 */
import { parse } from 'node-cron';
import type { DesiredState } from '../model/desired-state.ts';
import type { Organization } from '../model/organization.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { targetKey } from '../model/target.ts';
import type { AccountId } from '../model/target.ts';
import type { World } from '../model/world.ts';
import type { HeldPolicy, Selection, SkippedTarget } from '../organization/select.ts';
import { DAY_MS, nextScheduledDay, startsOfDay } from '../plan/calendar.ts';
import { look } from './act.ts';
import type { Look } from './act.ts';
import { Controller } from './controller.ts';
import type { Place, PlaceKey } from './memory.ts';
import { snapshot } from './picture.ts';
import { reconcile, settle } from './reconcile.ts';
import type { PassReport } from './reconcile.ts';
import { WorkQueue } from './work-queue.ts';
import type { Lane } from './work-queue.ts';

/** Passes under way at once; those of targets that did not answer last time have fewer workers, and cannot take these. */
const PASSES: Lane = { name: 'passes', workers: 64 };
const SUSPECTS: Lane = { name: 'suspects', workers: 16 };
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

/** What the organization room makes of a walk: where the desired state applies now. */
export interface Territory {
  readonly organization: Organization;
  readonly selections: readonly Selection[];
  readonly skipped: readonly SkippedTarget[];
  readonly held: readonly HeldPolicy[];
}

export interface LoopOptions {
  /** Walks the organization; throws where it cannot be read, and the last one stays in force. */
  readonly survey: (state: DesiredState) => Promise<Territory>;
  /** Looks at everything once, and ends when nothing that is on its way is left. */
  readonly once: boolean;
  /** Reads only: nothing is ever acted upon. */
  readonly readOnly: boolean;
}

export class Loop {
  readonly controller: Controller;
  readonly #world: World;
  readonly #options: LoopOptions;
  readonly #queue: WorkQueue;
  readonly #waitingForBudget = new Map<string, PlaceKey>();
  /** Looks that something is on its way for; in contrast to those that are only held until a time. */
  readonly #onItsWay = new Set<string>();
  readonly #sweep = new Set<PlaceKey>();
  #sweepStartedAt = 0;
  #territory: Territory | undefined;
  #organizationReadAt = -Infinity;
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
      this.#organizationReadAt = now;
      this.#territory = territory;
      this.controller.adopt(state, territory.organization, territory.selections);
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
    const complete = places.every(({ status, unread }) => status.state === 'reached' && unread === 0);
    const fromAll = places.map(({ status }) => status.lastCompleteAt ?? 0);
    if (complete && fromAll.length > 0) this.#lastCompletePassAt = Math.min(...fromAll);
    const durationMs = now - this.#sweepStartedAt;
    this.#sweepStartedAt = now;
    for (const key of this.controller.memory.places.keys()) if (!this.#options.once) this.#sweep.add(key);
    // How much room a budget has may be known only now that every account has been read.
    for (const key of new Set(this.#waitingForBudget.values())) {
      const place = this.controller.memory.places.get(key);
      if (place !== undefined) this.#take(place, settle(this.controller, place));
    }
    const policies = this.snapshot().policies.map(({ policy, states }) => ({
      policy,
      states: Object.fromEntries(Object.entries(states).filter(([, count]) => count > 0)),
    }));
    this.#world.tell({ event: 'SweepFinished', complete, targets: places.length, durationMs, policies });
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
    if (!this.#options.once || this.#territory === undefined || this.#sweep.size > 0) return;
    const isOnItsWay = this.#onItsWay.size > 0 || this.controller.memory.isBusy;
    if (isOnItsWay && !this.#options.readOnly) return;
    this.#idle();
  }

  get organizationReadAt(): number {
    return this.#organizationReadAt;
  }
}

/** A schedule that fires never within this is a mistake, and was refused when it was loaded. */
const SCHEDULE_AHEAD_DAYS = 5 * 366;
const startsBySchedule = new Map<string, readonly number[]>();

/** The next instant after `now` at which a schedule fires, in UTC; milliseconds since the epoch. */
export function nextRun(schedule: string, now: number): number {
  const fields = parse(schedule);
  const starts = startsBySchedule.get(schedule) ?? startsOfDay(fields);
  startsBySchedule.set(schedule, starts);
  const today = Math.floor(now / DAY_MS);
  let day = nextScheduledDay(fields, today, today + SCHEDULE_AHEAD_DAYS);
  while (day !== undefined) {
    const midnight = day * DAY_MS;
    const start = starts.find((it) => midnight + it > now);
    if (start !== undefined) return midnight + start;
    day = nextScheduledDay(fields, day + 1, today + SCHEDULE_AHEAD_DAYS);
  }
  return Infinity;
}
