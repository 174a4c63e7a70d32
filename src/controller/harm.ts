/**
 * Harm that a change of ours did and that only shows later: told once to a person, and counted towards halting the policies that
 * wanted the change.
 */
import type { Resource } from '../model/resource.ts';
import { enforcesAt } from '../plan/admit.ts';
import type { Controller } from './controller.ts';
import type { Place } from './memory.ts';

/** Harms that are remembered as told; the oldest is forgotten first, and would be told again. */
const TOLD_HARMS = 10_000;

/** What has been told already, by its id. */
export class Harms {
  readonly #told = new Set<string>();

  /** False where it was told before. */
  isNew(id: string): boolean {
    if (this.#told.has(id)) return false;
    this.#told.add(id);
    const [oldest] = this.#told;
    if (this.#told.size > TOLD_HARMS && oldest !== undefined) this.#told.delete(oldest);
    return true;
  }
}

/** Nothing where the reading shows no harm, or one that was told before. */
export function tellHarm(controller: Controller, { kind, selection }: Place, resource: Resource): void {
  const harm = kind.harmTo?.(resource);
  if (harm === undefined || !controller.harms.isNew(harm.id)) return;
  const { arn, account, region } = resource;
  controller.world.tell({ event: 'Notice', arn, account, region, reason: harm.reason, why: harm.why });
  const { regions } = controller.state.organization;
  const wanting = selection.policies.filter((policy) => enforcesAt(policy, selection.account, region, regions));
  controller.recordOutcome(
    resource,
    true,
    wanting.map(({ name }) => name),
  );
}
