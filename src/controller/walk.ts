/**
 * Where does the desired state apply now? Walks the organization, and puts a proposed state in force where it applies, unless
 * it has to be accepted first. What is on its way where nobody looks any more is kept, to be brought home.
 */
import type { DesiredState } from '../model/desired-state.ts';
import { targetKey } from '../model/target.ts';
import type { AccountId, TargetKey } from '../model/target.ts';
import type { Selection } from '../organization/select.ts';
import { RESOURCE_KINDS } from '../resources/index.ts';
import type { Adoption } from './adoption.ts';
import type { Controller } from './controller.ts';
import { editStory } from './edit-story.ts';
import { findLeftovers, leftBehind } from './leftovers.ts';
import type { LoopOptions, Territory } from './loop-options.ts';
import type { PlaceKey } from './memory.ts';

/** The organization is read again this often. */
export const ORGANIZATION_EVERY_MS = 3_600_000;
/** A desired state that could not be placed, as the organization could not be read, is tried again so soon. */
const PENDING_AGAIN_MS = 30_000;

export class Walk {
  /** Targets that no policy selects and in which something of ours was found. */
  readonly #leftovers = new Map<TargetKey, Selection>();
  readonly #controller: Controller;
  readonly #adoption: Adoption;
  readonly #options: LoopOptions;
  #territory: Territory | undefined;
  #readAt = -Infinity;

  constructor(controller: Controller, adoption: Adoption, options: LoopOptions) {
    this.#controller = controller;
    this.#adoption = adoption;
    this.#options = options;
  }

  /** Undefined: the organization has not been read yet. */
  get territory(): Territory | undefined {
    return this.#territory;
  }

  /** How long the next walk may wait. */
  get againAfterMs(): number {
    return this.#adoption.isPending ? PENDING_AGAIN_MS : ORGANIZATION_EVERY_MS;
  }

  /**
   * Whether a desired state that means something else has come into force. Where the organization cannot be read the last
   * reading stays in use; rejects where there is none.
   */
  async walk(): Promise<boolean> {
    const { clock, tell } = this.#controller.world;
    const { wanted, inForce } = this.#adoption;
    const now = clock.now();
    const fresh = now - this.#readAt >= ORGANIZATION_EVERY_MS;
    try {
      const territory = await this.#options.survey(wanted, { also: inForce, fresh });
      if (fresh) this.#readAt = now;
      const held = this.#adoption.judge(wanted, territory.organization);
      if (held === undefined) return this.#enter(wanted, territory);
      tell({ event: 'DesiredStateHeld', held: wanted.revision, why: `${held.message}; ${held.hint ?? ''}` });
      return this.#enter(inForce, await this.#options.survey(inForce, { also: wanted, fresh: false }));
    } catch (error) {
      tell({ event: 'OrganizationUnreadable', message: error instanceof Error ? error.message : String(error) });
      if (this.#territory === undefined) throw error;
      return false;
    }
  }

  /** Searches the account for what an earlier run began where nobody looks; the places that are visited from now on for it. */
  async takeUpLeftovers(account: AccountId): Promise<readonly PlaceKey[]> {
    const found = await findLeftovers(this.#controller, account, this.#options.enabledRegions);
    for (const selection of found) this.#leftovers.set(targetKey(selection.target), selection);
    return found.flatMap((selection) => this.#controller.memory.take(selection, Object.values(RESOURCE_KINDS)));
  }

  /** Everything from here on, without a pause: no decision sees half of it. */
  #enter(state: DesiredState, territory: Territory): boolean {
    const { memory, world, state: before } = this.#controller;
    const seen = [...memory.places.values()].map(({ selection, kind, entries }) => ({
      selection,
      kind: kind.name,
      resources: [...entries.values()].flatMap(({ resource }) => resource ?? []),
    }));
    const selected = new Set(territory.selections.map(({ target }) => targetKey(target)));
    for (const left of leftBehind(memory, selected)) this.#leftovers.set(targetKey(left.target), left);
    for (const key of this.#leftovers.keys()) if (selected.has(key)) this.#leftovers.delete(key);
    this.#territory = territory;
    const { organization, selections, held } = territory;
    this.#controller.adopt(state, organization, [...selections, ...this.#leftovers.values()]);
    this.#adoption.adopted(state);
    const { accounts } = organization;
    const active = accounts.filter(({ state: it }) => it === 'ACTIVE').length;
    world.tell({ event: 'OrganizationRead', accounts: accounts.length, active, targets: selections.length });
    for (const { policy, reason, why } of held) world.tell({ event: 'PolicyHeld', policy, reason, why });
    if (state === before) return false;
    this.#options.adopted?.(state);
    for (const edit of editStory(before, state, seen, world.clock.now()))
      world.tell({ event: 'DesiredStateEdited', edit });
    // Another commit of the same content is told, and is no reason to search and judge everything anew.
    return state.revision !== before.revision;
  }
}
