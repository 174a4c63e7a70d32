/**
 * Which changes of how a resource stands are worth telling? Pure.
 */
import type { Event } from '../model/event.ts';
import type { Resource } from '../model/resource.ts';
import type { Consideration } from './consider.ts';
import type { Mark } from './memory.ts';

/** Under which policies a resource stands otherwise than it did, as events. */
export function stateChanges(
  { arn, account, region }: Resource,
  marks: readonly Mark[],
  { standings }: Consideration,
): readonly Event[] {
  return standings.flatMap(({ policy, state, hold }): readonly Event[] => {
    const from = marks.find((mark) => mark.policy === policy);
    if (from?.state === state && from.gate === hold?.gate) return [];
    const { gate, reason, why, until } = hold ?? NO_HOLD;
    const about = { arn, account, region, policy, from: from?.state, to: state };
    return [{ event: 'StateChanged', ...about, gate, reason, why, until }];
  });
}

const NO_HOLD = { gate: undefined, reason: undefined, why: undefined, until: undefined };
