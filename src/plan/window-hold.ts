/**
 * Do maintenance windows let a policy begin something at a place now, and if not, when? A deny window whose scope holds the
 * place wins over everything; of the policy's allow windows that hold the place any open one suffices; `anyTime` is open
 * unless denied. A window whose scope names no regions means all those of the policy. The answer for one combination of
 * windows is worked out once a table.
 */
import type { Hold } from '../model/decision.ts';
import type { Policy } from '../model/desired-state.ts';
import type { Account } from '../model/organization.ts';
import { covers } from '../model/scope.ts';
import type { Region } from '../model/target.ts';
import { SEARCH_AHEAD_MS } from './openings.ts';
import { inZoneOf, nextAdmission, windowStatus } from './windows.ts';
import type { StandingWindow, WindowTable } from './windows.ts';

/** Then the holds remembered with a table are forgotten; they only save work. */
const REMEMBERED_HOLDS = 4_096;
/** Steps from one deny window to the next while the next admission is looked for. */
const MAX_SEARCH_STEPS = 500;

/**
 * Undefined: the windows let it begin. `until` of a hold is the next instant at which all of them would, undefined where
 * none is found in nine years or five hundred steps.
 */
export function windowHold(
  policy: Policy,
  account: Account,
  region: Region,
  table: WindowTable,
  defaultRegions: readonly Region[],
): Hold | undefined {
  const regions = policy.scope.regions ?? defaultRegions;
  const here = ({ window }: StandingWindow): boolean => covers(window.scope, account, region, regions);
  const { windows } = policy.disruption;
  const denies = table.denies.filter(here);
  const allows =
    windows === 'anyTime'
      ? windows
      : windows.flatMap((name) => table.allows.get(name) ?? []).filter((standing) => here(standing));

  const key = JSON.stringify([allows === 'anyTime' ? allows : namesOf(allows), namesOf(denies)]);
  if (table.holds.has(key)) return table.holds.get(key);
  const hold = denyHold(allows, denies, table.now) ?? allowHold(allows, denies, table.now);
  if (table.holds.size >= REMEMBERED_HOLDS) table.holds.clear();
  table.holds.set(key, hold);
  return hold;
}

type Allows = readonly StandingWindow[] | 'anyTime';

function denyHold(allows: Allows, denies: readonly StandingWindow[], now: number): Hold | undefined {
  for (const { window, status } of denies) {
    if (!status.open) continue;
    const why = `${window.name} lets nothing begin until ${inZoneOf(window, status.closesAt)}`;
    return { gate: 'window', reason: 'DenyWindow', why, until: nextInstant(allows, denies, now) };
  }
  return undefined;
}

function allowHold(allows: Allows, denies: readonly StandingWindow[], now: number): Hold | undefined {
  if (allows === 'anyTime') return undefined;
  if (allows.some(({ status }) => status.open && now < status.admitsUntil)) return undefined;
  const why = allows.length === 0 ? 'none of its windows is for this place' : allows.map(whyClosed).join('; ');
  return { gate: 'window', reason: 'OutsideWindow', why, until: nextInstant(allows, denies, now) };
}

function whyClosed({ window, status }: StandingWindow): string {
  if (status.open) {
    return `${window.name} closes ${inZoneOf(window, status.closesAt)}, and nothing begins so shortly before`;
  }
  if (status.nextOpenAt === undefined) return `${window.name} does not open again`;
  return `${window.name} opens ${inZoneOf(window, status.nextOpenAt)}`;
}

/** The next instant that some allow window admits and no deny window holds. */
function nextInstant(allows: Allows, denies: readonly StandingWindow[], now: number): number | undefined {
  let from = now;
  for (let step = 0; step < MAX_SEARCH_STEPS && from < now + SEARCH_AHEAD_MS; step += 1) {
    const admitted = allows === 'anyTime' ? from : earliestAdmission(allows, from);
    if (admitted === undefined) return undefined;
    const deniedUntil = latestEnd(denies, admitted);
    if (deniedUntil === undefined) return admitted;
    from = deniedUntil;
  }
  return undefined;
}

function earliestAdmission(allows: readonly StandingWindow[], from: number): number | undefined {
  const admissions = allows.flatMap(({ window }) => nextAdmission(window, from) ?? []);
  return admissions.length === 0 ? undefined : Math.min(...admissions);
}

/** When the last of the deny windows that are open at this instant closes; undefined: none is open. */
function latestEnd(denies: readonly StandingWindow[], instant: number): number | undefined {
  const ends = denies.flatMap(({ window }) => {
    const status = windowStatus(window, instant);
    return status.open ? [status.closesAt] : [];
  });
  return ends.length === 0 ? undefined : Math.max(...ends);
}

function namesOf(standing: readonly StandingWindow[]): readonly string[] {
  return standing.map(({ window }) => window.name);
}
