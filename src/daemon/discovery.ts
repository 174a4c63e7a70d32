/**
 * Must AWS be asked again where accounts and units are? An edit of the desired state takes effect without a call, unless its
 * scopes name something that the last reading was not about, or does not have.
 */
import type { DesiredState } from '../model/desired-state.ts';
import type { Organization } from '../model/organization.ts';
import { needs } from '../organization/needs.ts';
import type { Needs } from '../organization/needs.ts';
import { heldPolicies } from '../organization/select.ts';

export interface Discovery {
  /** The organization as these states together need it told. Rejects with what reading it threw. */
  readonly read: (states: readonly DesiredState[], fresh: boolean) => Promise<Organization>;
}

export function createDiscovery(discover: (wanted: Needs) => Promise<Organization>): Discovery {
  let last: Reading | undefined;
  return {
    read: async (states, fresh) => {
      const wanted = united(states.map(needs));
      if (fresh || last === undefined || !isEnough(last, wanted, states))
        last = { organization: await discover(wanted), wanted };
      return last.organization;
    },
  };
}

interface Reading {
  readonly organization: Organization;
  readonly wanted: Needs;
}

/** A unit that the last reading lacks may have been made since. */
function isEnough({ organization, wanted: had }: Reading, wanted: Needs, states: readonly DesiredState[]): boolean {
  return tells(had, wanted) && states.every((state) => heldPolicies(organization, state).length === 0);
}

function united(all: readonly Needs[]): Needs {
  const [first] = all;
  return {
    unitNames: all.some(({ unitNames }) => unitNames),
    accountTags: all.some(({ accountTags }) => accountTags),
    partition: first?.partition ?? 'aws',
    unitIds: [...new Set(all.flatMap(({ unitIds }) => unitIds ?? []))],
  };
}

function tells(had: Needs, wanted: Needs): boolean {
  return (
    had.partition === wanted.partition &&
    (had.unitNames || !wanted.unitNames) &&
    (had.accountTags || !wanted.accountTags) &&
    (wanted.unitIds ?? []).every((id) => had.unitIds?.includes(id) === true)
  );
}
