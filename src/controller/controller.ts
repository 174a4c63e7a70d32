/**
 * What the loop, the passes and the looks share: the desired state in force, the memory, the world. All state of the
 * controller is here, and all of it may be lost without harm.
 */
import type { AwsError } from '../model/aws-error.ts';
import type { DesiredState } from '../model/desired-state.ts';
import type { Organization } from '../model/organization.ts';
import type { Resource, ResourceKind } from '../model/resource.ts';
import { DECLARED_FREEZE, NO_STOPS } from '../model/stops.ts';
import type { Restraint, Stops } from '../model/stops.ts';
import type { AccountId } from '../model/target.ts';
import type { World } from '../model/world.ts';
import type { Selection } from '../organization/select.ts';
import { NO_OUTCOMES, haltOf, recordOutcome } from '../plan/halt.ts';
import type { OutcomeHistory } from '../plan/halt.ts';
import { exemptionFor } from '../plan/exemptions.ts';
import { windowsAt } from '../plan/windows.ts';
import type { WindowTable } from '../plan/windows.ts';
import { RESOURCE_KINDS } from '../resources/index.ts';
import { INTENT_TAG, isIntentOf } from '../resources/intent.ts';
import { consider, handOver } from './consider.ts';
import type { Consideration, Remembered, Site } from './consider.ts';
import { Memory } from './memory.ts';
import type { Entry, Place } from './memory.ts';
import { Harms, tellHarm } from './harm.ts';
import { differs, judgesOf } from './judges.ts';
import type { Judge } from './judges.ts';
import { Permissions } from './permissions.ts';
import { Recollections } from './recollections.ts';
import { stateChanges } from './state-changes.ts';
import { outdated } from './outdated.ts';
import { keepsTurn, takesTurn } from './turns.ts';

/** The tag index lags behind the tags; after a start it is asked with every pass for so long, later with complete reads. */
const NOMINATE_ALWAYS_MS = 3_600_000;
/** A reading of tags may be older than our own by so many settles. */
const DOUBTED_SETTLES = 5;
/** Windows are worked out once for this long: they open and close by the minute. */
const WINDOWS_KEPT_MS = 1_000;

export class Controller {
  readonly world: World;
  readonly memory: Memory;
  readonly recollections: Recollections;
  readonly permissions = new Permissions();
  readonly harms = new Harms();
  readonly startedAt: number;
  readonly #stops: Stops;
  readonly #keepsWhole: boolean;
  state: DesiredState;
  organization: Organization | undefined;
  outcomes: OutcomeHistory = NO_OUTCOMES;
  #windows: { readonly at: number; readonly table: WindowTable } | undefined;
  /** Exemptions that have excused something since this desired state was adopted. */
  readonly usedExemptions = new Set<string>();
  readonly #nominatedAt = new WeakMap<Place, number>();
  readonly #unwritableUntil = new Map<AccountId, { readonly until: number; readonly why: string }>();

  constructor(
    world: World,
    state: DesiredState,
    freed: (account: AccountId) => void = () => undefined,
    stops: Stops = NO_STOPS,
    keepsWhole = false,
  ) {
    this.#keepsWhole = keepsWhole;
    this.world = world;
    this.#stops = stops;
    this.memory = new Memory(freed);
    this.state = state;
    this.startedAt = world.clock.now();
    this.recollections = new Recollections(world);
  }

  /** Puts a desired state and the targets that it selects in force. */
  adopt(state: DesiredState, organization: Organization, selections: readonly Selection[]): void {
    if (state.revision !== this.state.revision) {
      this.recollections.forgetRefusals();
      this.usedExemptions.clear();
    }
    this.state = state;
    this.organization = organization;
    this.#windows = undefined;
    this.memory.select(selections, Object.values(RESOURCE_KINDS));
  }

  site(place: Place): Site {
    const { selection, listed, kind } = place;
    // A place that was let go of while it was being looked at: the policies that it knows are those of an earlier state.
    const policies = this.memory.places.get(place.key) === place ? selection.policies : [];
    return {
      selection,
      listed,
      state: this.state,
      kind,
      unwritable: this.#unwritable(selection.account.id),
      policies: this.#judgesOf(place, { ...selection, policies }),
      windows: this.#windowTable(),
      census: this.memory.census,
      halted: (name) => this.halted(name),
      permissions: this.permissions,
      restraint: this.restraint(),
    };
  }

  /** Why nothing new begins; undefined: it may. Asked anew for each look, and so right before each write. */
  restraint(): Restraint | undefined {
    return this.#stops.restraint() ?? (this.state.organization.freeze ? DECLARED_FREEZE : undefined);
  }

  halted(name: string): string | undefined {
    const policy = this.state.policies.find((it) => it.name === name);
    return this.#stops.halted(name) ?? (policy === undefined ? undefined : haltOf(policy, this.outcomes));
  }

  /** A person says that a halted policy may go on: what its changes did so far no longer counts. */
  resume(policy: string): void {
    const outcomes = new Map(this.outcomes);
    outcomes.delete(policy);
    this.outcomes = outcomes;
    this.world.tell({ event: 'PolicyResumed', policy });
  }

  remembered(arn: string): Remembered {
    return {
      recollection: this.recollections.of(arn),
      refusals: this.recollections.refusals(arn, this.world.clock.now()),
      changeId: () => this.recollections.changeId(arn),
    };
  }

  /**
   * Keeps a reading before anything is made of it. `tagsRead`: its tags are as old as the rest of it. Throws an AwsError where it
   * is so old that it shows another resource, which had that name before.
   */
  hold(place: Place, resource: Resource, tagsRead = resource.tags !== undefined): void {
    const entry = place.entries.get(resource.arn);
    const compared = this.recollections.comparedTo(resource.arn, resource.createdAt);
    if (compared === 'predecessor') throw outdated(place, resource);
    const isOther = entry?.resource !== undefined && entry.resource.createdAt !== resource.createdAt;
    if ((compared === 'successor' || isOther) && !this.#wroteOn(resource)) {
      // Another resource of that name: what was done to the first says nothing about it.
      this.recollections.forget(resource.arn);
      this.memory.release(resource.arn);
    }
    const { settleMs } = this.state.organization;
    if (tagsRead && place.kind.isIntentOver?.(resource, this.recollections.of(resource.arn), settleMs) === true)
      this.recollections.wrote(resource.arn, undefined);
    const kept = this.#kept(place, resource);
    this.memory.network.note(place, resource);
    const nothingYet = { marks: [], driftSince: undefined, handedOver: false, tagsAt: undefined };
    const tagsAt = tagsRead ? resource.observedAt : entry?.tagsAt;
    place.entries.set(resource.arn, { ...nothingYet, ...entry, resource: kept, tagsAt, notRead: undefined });
  }

  /** A plan tells the very call, and so keeps all that it is made of where one is due. */
  #kept(place: Place, resource: Resource): Resource {
    const { kind, selection } = place;
    if (kind.slim === undefined) return resource;
    const isDue = this.#keepsWhole && differs(resource, this.#judgesOf(place, selection));
    return isDue ? resource : kind.slim(resource);
  }

  #judgesOf(place: Place, selection: Selection): readonly Judge[] {
    return judgesOf(selection, place.kind, (policy) => this.memory.network.factsFor(place, [policy]));
  }

  /** What would be made of a reading, without keeping or telling anything. */
  consider(place: Place, resource: Resource, site: Site = this.site(place)): Consideration {
    return consider(resource, site, this.remembered(resource.arn), this.world.clock.now());
  }

  /**
   * What is to be made of a reading, kept and told. What would disturb somebody takes its place in the budgets at once, so
   * that the next one is not promised the same; what does not, or not any more, gives it back. Where no intent tells, it is kept
   * until the call shows.
   */
  think(place: Place, resource: Resource, site: Site = this.site(place)): Consideration {
    const now = this.world.clock.now();
    const considered = consider(resource, site, this.remembered(resource.arn), now);
    const { decision } = considered;
    this.#note(place, resource, considered, now);
    const mayDisturb = decision.decision === 'act' && takesTurn(place.kind, decision.step);
    const policies = decision.decision === 'act' ? decision.policies : undefined;
    if (mayDisturb || this.#wroteLately(resource, now)) this.memory.reserve(place, resource.arn, policies);
    else if (!keepsTurn(place.kind, decision.step)) this.memory.release(resource.arn);
    return considered;
  }

  /** Our own tag is on it, or may be: a reading of the one before it has misled us. */
  #wroteOn({ arn, tags, observedAt }: Resource): boolean {
    const { wrote } = this.recollections.of(arn);
    if (wrote === undefined) return false;
    if (tags === undefined || isIntentOf(tags[INTENT_TAG], wrote.change)) return true;
    return observedAt - wrote.at < DOUBTED_SETTLES * this.state.organization.settleMs;
  }

  /** The intent was written a moment ago, and a reading may not show it yet: it is in flight all the same. */
  #wroteLately({ arn }: Resource, now: number): boolean {
    const { wrote } = this.recollections.of(arn);
    return wrote !== undefined && wrote.phase !== 'up' && now - wrote.at < this.state.organization.settleMs;
  }

  #note(place: Place, resource: Resource, considered: Consideration, now: number): void {
    const before = place.entries.get(resource.arn);
    const marks = before?.marks ?? [];
    const wasHandedOver = before?.handedOver ?? false;
    const handedOver = handOver(considered, resource, now);
    const kept = this.#kept(place, resource);
    const entry = this.memory.note(place, kept, considered.standings, handedOver !== undefined, now);
    const { arn, account, region } = resource;
    this.#noteExemptions(place, resource, considered, now);
    if (marks !== entry.marks) for (const event of stateChanges(resource, marks, considered)) this.world.tell(event);
    if (handedOver !== undefined && !wasHandedOver) {
      this.recordOutcome(resource, true);
      const change = resource.intent.is === 'ours' ? resource.intent.intent.change : undefined;
      this.world.tell({ event: 'HandedOver', arn, account, region, change, ...handedOver });
    }
    tellHarm(this, place, resource);
    this.#tellFinished(place.kind, resource, entry, now);
  }

  /** Whether a change left its resource worse off than it was counts towards halting its policies. */
  recordOutcome({ arn }: Resource, worse: boolean, policies = this.recollections.of(arn).policies): void {
    const at = this.world.clock.now();
    for (const policy of policies) {
      const before = this.halted(policy);
      this.outcomes = recordOutcome(this.outcomes, { policy, arn, worse, at });
      const why = this.halted(policy);
      if (before === undefined && why !== undefined) this.world.tell({ event: 'PolicyHalted', policy, why });
    }
  }

  /** Nothing can be sent in this account: nothing begins there for so many milliseconds. */
  notWritable(account: AccountId, why: string, forMs: number): void {
    this.#unwritableUntil.set(account, { until: this.world.clock.now() + forMs, why });
  }

  notRead(place: Place, arn: string, error: AwsError): void {
    this.memory.noteUnread(place, arn, error.message);
    const { account, region } = place.selection.target;
    this.world.tell({ event: 'Notice', arn, account, region, reason: 'NotRead', why: error.message });
  }

  forget(place: Place, arn: string): void {
    this.memory.forget(place, arn);
  }

  nominationIsDue(place: Place): boolean {
    const now = this.world.clock.now();
    const last = this.#nominatedAt.get(place);
    const { completeReadEveryMs } = this.state.organization;
    const due = last === undefined || now - this.startedAt < NOMINATE_ALWAYS_MS || now - last >= completeReadEveryMs;
    if (due) this.#nominatedAt.set(place, now);
    return due;
  }

  tagIndexFailed(place: Place, error: AwsError): void {
    this.#nominatedAt.delete(place);
    const { account, region } = place.selection.target;
    const why = `${error.message}; the tags of every resource are read instead`;
    this.world.tell({ event: 'Notice', arn: '', account, region, reason: 'TagIndexNotRead', why });
  }

  #noteExemptions(place: Place, resource: Resource, { standings }: Consideration, now: number): void {
    const { exemptions, organization } = this.state;
    const { account, policies } = place.selection;
    for (const { policy, state } of standings) {
      if (state !== 'exempt') continue;
      const regions = policies.find(({ name }) => name === policy)?.scope.regions ?? organization.regions;
      const used = exemptionFor(policy, resource, account, exemptions, now, regions);
      if (used !== undefined) this.usedExemptions.add(used.name);
    }
  }

  #unwritable(account: AccountId): Site['unwritable'] {
    const denied = this.#unwritableUntil.get(account);
    return denied !== undefined && denied.until > this.world.clock.now() ? denied : undefined;
  }

  #windowTable(): WindowTable {
    const now = this.world.clock.now();
    if (this.#windows === undefined || Math.abs(now - this.#windows.at) >= WINDOWS_KEPT_MS) {
      this.#windows = { at: now, table: windowsAt(this.state.windows, now) };
    }
    return this.#windows.table;
  }

  /** The first reading on which a change of this process shows, on a resource that is as it was before. */
  #tellFinished(kind: ResourceKind, resource: Resource, entry: Entry, now: number): void {
    const mending = this.recollections.mending(resource.arn);
    if (mending === undefined || !kind.isBack(resource)) return;
    const { policies, change, detectedAt } = mending;
    if (policies.some((policy) => entry.driftSince?.has(policy) === true)) return;
    this.recollections.mended(resource.arn);
    const { arn, account, region } = resource;
    const detectionToComplianceMs = now - detectedAt;
    this.world.tell({ event: 'ChangeFinished', arn, account, region, policies, change, detectionToComplianceMs });
  }
}
