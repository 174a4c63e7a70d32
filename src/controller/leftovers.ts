/**
 * Is anything of ours left where nobody looks any more? A region that was taken out of the desired state may hold a notebook
 * that an earlier process stopped: its tag is looked for in every region that an account has enabled.
 */
import { AwsError } from '../model/aws-error.ts';
import { targetKey } from '../model/target.ts';
import type { AccountId, Region, Target, TargetKey } from '../model/target.ts';
import type { Selection } from '../organization/select.ts';
import { RESOURCE_KINDS } from '../resources/index.ts';
import type { Controller } from './controller.ts';
import type { Memory } from './memory.ts';

/** Targets of the account, outside those that are walked anyway, in which some resource carries our intent. */
export async function findLeftovers(
  controller: Controller,
  account: AccountId,
  enabledRegions: ((target: Target) => Promise<readonly Region[]>) | undefined,
): Promise<readonly Selection[]> {
  const places = [...controller.memory.places.values()].filter(({ selection }) => selection.account.id === account);
  const reached = places.find(({ status }) => status.state === 'reached');
  if (reached === undefined || enabledRegions === undefined) return [];
  // A region in which only another kind is walked has not been searched.
  const searched = places.filter(({ kind }) => kind.nominate !== undefined);
  const walked = new Set(searched.map(({ selection }) => selection.target.region));
  const found: Selection[] = [];
  try {
    for (const region of await enabledRegions(reached.selection.target)) {
      if (walked.has(region)) continue;
      const target = { account, region };
      if (await carriesIntent(controller, target)) {
        found.push({ target, account: reached.selection.account, policies: [] });
      }
    }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const why = `other regions of ${account} were not searched for what an earlier run began: ${error.message}`;
    controller.world.tell({ event: 'Lifecycle', reason: 'LeftoversNotSearched', message: why });
  }
  return found;
}

/** Targets in which something is on its way, and which nobody selects any more: visited without any policy, to bring it home. */
export function leftBehind(memory: Memory, selected: ReadonlySet<TargetKey>): readonly Selection[] {
  const left = new Map<TargetKey, Selection>();
  for (const { key } of memory.inFlight.values()) {
    const place = memory.places.get(key);
    if (place === undefined) continue;
    const { target, account } = place.selection;
    if (!selected.has(targetKey(target))) left.set(targetKey(target), { target, account, policies: [] });
  }
  return [...left.values()];
}

async function carriesIntent(controller: Controller, target: Target): Promise<boolean> {
  for (const kind of Object.values(RESOURCE_KINDS)) {
    const nominated = await kind.nominate?.(controller.world.reader(target), target);
    if (nominated !== undefined && nominated.size > 0) return true;
  }
  return false;
}
