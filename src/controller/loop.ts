/**
 * When is what looked at? Passes come round by schedule and find what nobody told us; what is on its way, or held until a
 * known time, gets its own entry and is looked at alone. Both are entries of one queue, each target in its own lane.
 */
import type { DesiredState, Problem } from '../model/desired-state.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { targetKey } from '../model/target.ts';
import { NO_STOPS } from '../model/stops.ts';
import type { Restraint } from '../model/stops.ts';
import type { AccountId } from '../model/target.ts';
import type { World } from '../model/world.ts';
import { look } from './act.ts';
import type { Look } from './act.ts';
import { Adoption } from './adoption.ts';
import { Controller } from './controller.ts';
import type { Place, PlaceKey } from './memory.ts';
import { countsOf, snapshot } from './picture.ts';
import type { LoopOptions, Territory } from './loop-options.ts';
import { FAILURES_AT_MOST_ONCE, leftUnread, mayPass, tellFailure } from './giving-up.ts';
import { LEFTOVERS, LOOKS_PER_TARGET, ORGANIZATION, PASSES, RECONSIDERATION, SUSPECTS } from './lanes.ts';
import { isOurEnd, reconcile, settle } from './reconcile.ts';
import type { Due, PassReport } from './reconcile.ts';
import { nextPassAt } from './schedule.ts';
import { completeSince, countTargets, isComplete } from './target-status.ts';
import { WaitingLine } from './waiting-line.ts';
import { Walk } from './walk.ts';
import { WorkQueue } from './work-queue.ts';

/** Judging everything anew lets others have a turn this often. */
const SLICE_MS = 20;

export class Loop {
  readonly controller: Controller;
  readonly #world: World;
  readonly #options: LoopOptions;
  readonly #queue: WorkQueue;
  readonly #adoption: Adoption;
  readonly #waitingForBudget = new WaitingLine();
  /** Looks that something is on its way for; in contrast to those that are only held until a time. */
  readonly #onItsWay = new Set<string>();
  readonly #sweep = new Set<PlaceKey>();
  /** Accounts that are still to be searched for what an earlier run began elsewhere. */
  readonly #searching = new Set<string>();
  readonly #walk: Walk;
  #searchedAt = -Infinity;
  #sweepStartedAt = 0;
  #lastCompletePassAt: number | undefined;
  #idle: () => void = () => undefined;

  constructor(world: World, state: DesiredState, options: LoopOptions) {
    this.#world = world;
    this.#options = options;
    this.#adoption = new Adoption(state);
    const { stops = NO_STOPS, readOnly } = options;
    const restraint = (): Restraint | undefined => stops.restraint() ?? this.#adoption.freeze;
    const all = { restraint, halted: stops.halted };
    this.controller = new Controller(world, state, (account) => this.#wake(account), all, readOnly);
    this.#walk = new Walk(this.controller, this.#adoption, options);
    this.#queue = new WorkQueue(
      world.clock,
      async (key) => this.#work(key),
      (key, error, failures) => this.#failed(key, error, failures),
    );
  }

  /** Resolves when a run with `once` has nothing left to do; otherwise only after stop(). */
  async run(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#idle = resolve;
    this.#queue.add('organization', ORGANIZATION, this.#world.clock.now());
    await promise;
  }

  /**
   * Puts a desired state in force as soon as it is known where it applies, and unless it has to be accepted first. Whatever
   * is decided about a resource is decided under one state. Its `freeze` holds from now on.
   */
  propose(state: DesiredState): void {
    this.#adoption.propose(state);
    if (this.#walk.territory !== undefined) this.#queue.add('organization', ORGANIZATION, this.#world.clock.now());
  }

  /** What is on disk is no desired state: the one in force stays. */
  refuse(mistakes: readonly Problem[]): void {
    this.#adoption.refuse(mistakes);
  }

  /** A person has let go what was held: everything that is remembered is judged anew. */
  lookAgain(): void {
    this.#queue.add('reconsider', RECONSIDERATION, this.#world.clock.now());
  }

  /** Mistakes on disk, and why a state that is good waits. */
  get problems(): readonly Problem[] {
    return this.#adoption.problems;
  }

  async stop(): Promise<void> {
    this.#idle();
    await this.#queue.stop();
  }

  get isReady(): boolean {
    return this.#walk.territory !== undefined;
  }

  get territory(): Territory | undefined {
    return this.#walk.territory;
  }

  snapshot(): Snapshot {
    return snapshot(this.controller, {
      queueDepth: this.#queue.depth,
      lastCompletePassAt: this.#lastCompletePassAt,
      skipped: this.#walk.territory?.skipped ?? [],
      problems: this.problems,
    });
  }

  async #work(key: string): Promise<void> {
    const [what, ...rest] = key.split(' ');
    if (what === 'organization') await this.#walkOrganization();
    else if (what === 'reconsider') await this.#reconsider();
    else if (what === 'pass') await this.#pass(rest.join(' ') as PlaceKey);
    else if (what === 'leftovers') await this.#search(key, rest[0] ?? '');
    else await this.#look(key, rest.slice(1).join(' ') as PlaceKey, rest[0] ?? '');
    this.#endIfDone();
  }

  /** Reads the organization when that is due, and sees to it that every selected place has a pass coming. */
  async #walkOrganization(): Promise<void> {
    const now = this.#world.clock.now();
    if (await this.#walk.walk()) {
      // What another state began where this one does not look has to be found again.
      this.#searchedAt = -Infinity;
      this.lookAgain();
    }
    if (this.#sweep.size === 0) this.#sweepStartedAt = now;
    for (const [key, { status }] of this.controller.memory.places) {
      if (status.reason !== 'NotYetRead') continue;
      this.#sweep.add(key);
      this.#queue.add(`pass ${key}`, PASSES, now);
    }
    if (!this.#options.once) this.#queue.add('organization', ORGANIZATION, now + this.#walk.againAfterMs);
  }

  /** Judges everything that is remembered under what holds now, without a call; in slices, as there may be much of it. */
  async #reconsider(): Promise<void> {
    const { clock } = this.#world;
    let since = clock.now();
    for (const place of this.controller.memory.places.values()) {
      if (place.status.reason === 'NotYetRead') continue;
      this.#take(place, settle(this.controller, place));
      if (!this.#options.once) this.#queue.add(`pass ${place.key}`, PASSES, this.#nextPassAt(place, clock.now()));
      if (clock.now() - since < SLICE_MS) continue;
      await clock.sleep(0);
      since = clock.now();
    }
  }

  async #pass(key: PlaceKey): Promise<void> {
    const place = this.controller.memory.places.get(key);
    if (place === undefined) {
      this.#sweep.delete(key);
      return;
    }
    if (this.controller.memory.network.postpones(place)) return;
    const found = (due: Due): void => this.#take(place, { due: [due], waiting: [] });
    const report = await reconcile(this.controller, place, found);
    const now = this.#world.clock.now();
    this.#take(place, report);
    this.#isThrough(place, now);
    const lane = report.status.state === 'unreachable' ? SUSPECTS : PASSES;
    if (!this.#options.once) this.#queue.add(`pass ${key}`, lane, this.#nextPassAt(place, now));
  }

  /** What the place says may be news to others: they are judged anew, or read if they have waited for it. */
  #isThrough(place: Place, now: number): void {
    for (const other of this.controller.memory.network.informedBy(place)) {
      if (this.controller.memory.network.resumes(other)) this.#queue.add(`pass ${other.key}`, PASSES, now);
      else if (other.listed) this.#take(other, settle(this.controller, other));
    }
    this.#sweep.delete(place.key);
    if (this.#sweep.size === 0) this.#swept(now);
  }

  #take(place: Place, { due, waiting }: Pick<PassReport, 'due' | 'waiting'>): void {
    for (const arn of waiting) this.#waitingForBudget.add(arn, place.key);
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
    if (result.again === 'budget') this.#waitingForBudget.add(arn, placeKey);
  }

  #addLook(place: Place, arn: string, at: number, onItsWay: boolean): void {
    const key = `look ${arn} ${place.key}`;
    if (onItsWay) this.#onItsWay.add(key);
    this.#queue.add(key, { name: targetKey(place.selection.target), workers: LOOKS_PER_TARGET }, at);
  }

  /** Something is no longer in flight: those that a budget holds are looked at, the account's own first. */
  #wake(account: AccountId): void {
    if (this.#options.readOnly) return;
    for (const [arn, key] of this.#waitingForBudget.take(account)) {
      const place = this.controller.memory.places.get(key);
      if (place !== undefined) this.#addLook(place, arn, this.#world.clock.now(), true);
    }
  }

  /** Whoever was read before others told of it is judged anew; where no other pass follows it is read anew, for what that asks for. */
  #swept(now: number): void {
    const outdated = this.controller.memory.network.takeOutdated();
    if (!this.#options.once) this.#settleAll(outdated);
    else for (const key of outdated) if (this.controller.memory.places.get(key)?.listed === true) this.#sweep.add(key);
    for (const key of this.#sweep) this.#queue.add(`pass ${key}`, PASSES, now);
    if (this.#sweep.size === 0) this.#sweepFinished(now);
  }

  #settleAll(keys: Iterable<PlaceKey>): void {
    const places = [...keys].toSorted().map((key) => this.controller.memory.places.get(key));
    for (const place of places) if (place?.listed === true) this.#take(place, settle(this.controller, place));
  }

  #sweepFinished(now: number): void {
    const places = [...this.controller.memory.places.values()];
    const complete = places.every(isComplete);
    if (complete) this.#lastCompletePassAt = completeSince(places) ?? this.#lastCompletePassAt;
    const durationMs = now - this.#sweepStartedAt;
    this.#sweepStartedAt = now;
    for (const key of this.controller.memory.places.keys()) if (!this.#options.once) this.#sweep.add(key);
    // How much room a budget has, and what others tell, may be known only now that every account has been read.
    if (this.#options.readOnly) this.controller.memory.releaseAll();
    this.#settleAll(this.#options.once ? this.controller.memory.places.keys() : this.#waitingForBudget.places);
    this.#searchIfDue(now);
    const policies = countsOf(this.snapshot());
    this.#world.tell({ event: 'SweepFinished', complete, targets: countTargets(places), durationMs, policies });
  }

  /** Every account is searched once after the start, and again with every complete read. */
  #searchIfDue(now: number): void {
    const { completeReadEveryMs } = this.controller.state.organization;
    const { enabledRegions, readOnly } = this.#options;
    if (enabledRegions === undefined || readOnly || now - this.#searchedAt < completeReadEveryMs) return;
    this.#searchedAt = now;
    for (const { account } of this.#walk.territory?.selections ?? []) {
      const key = `leftovers ${account.id}`;
      this.#searching.add(key);
      this.#queue.add(key, LEFTOVERS, now);
    }
  }

  /** Looks for our intent in regions of the account that no target is in any more, and takes up those that have any. */
  async #search(key: string, account: AccountId): Promise<void> {
    const found = await this.#walk.takeUpLeftovers(account);
    this.#searching.delete(key);
    for (const place of found) {
      this.#sweep.add(place);
      this.#queue.add(`pass ${place}`, PASSES, this.#world.clock.now());
    }
  }

  #nextPassAt({ selection }: Place, now: number): number {
    return nextPassAt(selection.policies, this.controller.state.organization, now, this.#world.random);
  }

  #failed(key: string, error: unknown, failures: number): void {
    if (isOurEnd(error)) return;
    const message = error instanceof Error ? error.message : String(error);
    tellFailure(this.#world, key, message, failures);
    const isGivenUp = this.#options.once && failures >= FAILURES_AT_MOST_ONCE;
    if (this.#options.once && failures === FAILURES_AT_MOST_ONCE) this.#giveUp(key, message);
    if (!isGivenUp && key.startsWith('look ')) this.#onItsWay.add(key);
    if (key === 'organization' && this.#options.once && (isGivenUp || !mayPass(error))) this.#idle();
    else this.#endIfDone();
  }

  /** Whoever looks once waits for nothing that is broken in us. */
  #giveUp(key: string, message: string): void {
    this.#searching.delete(key);
    const place = leftUnread(this.controller.memory.places, key, message);
    if (place !== undefined) this.#isThrough(place, this.#world.clock.now());
  }

  #endIfDone(): void {
    if (!this.#options.once || this.#walk.territory === undefined || this.#sweep.size + this.#searching.size > 0)
      return;
    const isOnItsWay = this.#onItsWay.size > 0 || this.controller.memory.isBusy;
    if (!isOnItsWay || this.#options.readOnly) this.#idle();
  }
}
