/**
 * Is the region not enabled, or does AWS not accept the session? It may say the same to both. In a region that is not enabled
 * there can be nothing, so that it counts as read; it is believed only where nothing of that account and region says otherwise.
 */
import { AwsError } from '../model/aws-error.ts';
import type { TargetStatus } from '../model/snapshot.ts';
import { targetKey } from '../model/target.ts';
import type { AccountId, Region, Target } from '../model/target.ts';
import type { Reader } from '../model/world.ts';
import { enabledRegions } from '../organization/regions.ts';
import { RESOURCE_KINDS } from '../resources/index.ts';
import type { Controller } from './controller.ts';
import type { Place } from './memory.ts';

/** What an account has said of its regions, or that it does not say, is believed for so long. */
const KEPT_MS = 3_600_000;
/** Accounts whose answer is remembered at once. The oldest is forgotten first. */
const KEPT_ACCOUNTS = 20_000;

interface Answer {
  readonly at: number;
  /** Undefined: it could not be asked. */
  readonly regions: Promise<ReadonlySet<Region> | undefined>;
}

const answers = new WeakMap<Controller, Map<AccountId, Answer>>();

/**
 * Called after each pass, with the error that ended it: what was read shows that others of the same target are not in a region
 * that is off, and the other way round. EC2's AuthFailure alone, which it also answers to a clock that is off or a session that
 * is too young, is believed only where another kind heard of such a region, or account:ListRegions tells: one call an hour and
 * account at most. https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html
 */
export async function doubtDisabled(controller: Controller, place: Place, error: AwsError | undefined): Promise<void> {
  const { target } = place.selection;
  const others = Object.keys(RESOURCE_KINDS).flatMap((name) => {
    const other = controller.memory.places.get(`${targetKey(target)} ${name}`);
    return other === undefined || other === place ? [] : [other];
  });
  if (place.status.state === 'reached') for (const other of others) doubt(other, wasRead(place));
  if (place.status.state !== 'disabled') return;
  const reached = others.find(({ status }) => status.state === 'reached');
  if (reached !== undefined) return doubt(place, wasRead(reached));
  if (error?.facts.code !== 'AuthFailure' || others.some(({ status }) => status.state === 'disabled')) return;
  const regions = await enabledIn(controller, target);
  if (regions === undefined) doubt(place, 'account:ListRegions could not be read');
  else if (regions.has(target.region)) doubt(place, 'account:ListRegions says that it is enabled');
}

function wasRead({ kind }: Place): string {
  return `the ${kind.name}s there were read`;
}

/** It may hold anything then, as a place that does not answer. */
function doubt(place: Place, because: string): void {
  if (place.status.state !== 'disabled') return;
  place.accountedFor = false;
  place.status = { ...place.status, ...doubted(place.status, because) };
}

/** AWS's own words come last: where there is no room for all of it they are cut off. */
function doubted(
  { account, message }: TargetStatus,
  because: string,
): Pick<TargetStatus, 'state' | 'reason' | 'message'> {
  const either =
    'the region is not enabled, or does not accept the session ' +
    `(check the clock and the role: sagekeeper doctor --account ${account})`;
  return { state: 'unreachable', reason: 'SessionNotAccepted', message: `${either}; ${because}; ${message}` };
}

async function enabledIn(controller: Controller, target: Target): Promise<ReadonlySet<Region> | undefined> {
  const { clock, reader } = controller.world;
  const known = answers.get(controller) ?? new Map<AccountId, Answer>();
  answers.set(controller, known);
  const before = known.get(target.account);
  if (before !== undefined && clock.now() - before.at < KEPT_MS) return before.regions;
  const regions = listEnabled(reader(target), target);
  known.delete(target.account);
  known.set(target.account, { at: clock.now(), regions });
  const oldest = known.keys().next().value;
  if (known.size > KEPT_ACCOUNTS && oldest !== undefined) known.delete(oldest);
  return regions;
}

async function listEnabled(reader: Reader, target: Target): Promise<ReadonlySet<Region> | undefined> {
  try {
    return new Set(await enabledRegions(reader, target));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return undefined;
  }
}
