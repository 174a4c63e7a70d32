/**
 * Does a desired state suddenly cover much less, or much more, than the one in force? Then a slip of the pen (an empty include,
 * a folder that was not mounted) is likelier than an intention, and a person is asked. Pure.
 */
import type { DesiredState, Problem } from '../model/desired-state.ts';
import type { Organization } from '../model/organization.ts';
import { targetKey } from '../model/target.ts';
import { selectTargets } from '../organization/select.ts';

/**
 * How many policies of a kind look at each target, by kind and target. Without the policies' names: one that is called
 * something else covers what it covered.
 */
export type Coverage = ReadonlyMap<string, number>;

/** A fifth, which is what Kubernetes' disruption budgets and cluster autoscalers take for much. */
const MUCH_SHARE = 0.2;
/** Fewer than these are looked through faster than accepted. */
const MUCH_AT_LEAST = 10;

/** What the desired state covers in this organization, whatever the command line narrows it down to. */
export function coverageOf(organization: Organization, state: DesiredState): Coverage {
  const coverage = new Map<string, number>();
  for (const { target, policies } of selectTargets(organization, state)) {
    for (const { kind } of policies) {
      const key = `${kind} ${targetKey(target)}`;
      coverage.set(key, (coverage.get(key) ?? 0) + 1);
    }
  }
  return coverage;
}

/**
 * Why `next` must be accepted by a person first, as a problem that stands where its Organization document does; undefined:
 * it need not be, or has been.
 */
export function guard(
  before: Coverage,
  after: Coverage,
  next: Pick<DesiredState, 'revision' | 'organization'>,
): Problem | undefined {
  const { acceptRevision, source } = next.organization;
  if (acceptRevision === next.revision) return undefined;
  const total = sum(before.values());
  const lost = missing(before, after);
  const gained = missing(after, before);
  const much = Math.max(MUCH_AT_LEAST, total * MUCH_SHARE);
  if (lost < much && gained < much) return undefined;
  const changes = [
    ...(lost >= much ? [`no longer covers ${lost} of ${total} policies x places`] : []),
    ...(gained >= much ? [`covers ${gained} policies x places more than the ${total} before`] : []),
  ];
  const message = `revision ${next.revision} ${changes.join(' and ')}: it waits to be accepted, and the state before it stays in force`;
  const hint = `if it is meant, write acceptRevision: '${next.revision}' into the spec of the Organization document`;
  return { ...source, message, hint };
}

/** How many of `these` are not among `those`, counted as often as they occur. */
function missing(these: Coverage, those: Coverage): number {
  let count = 0;
  for (const [key, many] of these) count += Math.max(0, many - (those.get(key) ?? 0));
  return count;
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
