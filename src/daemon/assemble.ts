/**
 * The only wiring: from a configuration and a desired state to a loop with the real AWS behind it.
 */
import { randomBytes } from 'node:crypto';
import { createGateway } from '../aws/gateway.ts';
import type { Fence } from '../aws/fence.ts';
import type { Gateway, GatewayOptions } from '../aws/gateway.ts';
import { sdkHubCredentials } from '../aws/hub-credentials.ts';
import { createSdkTransport } from '../aws/sdk-transport.ts';
import { Loop } from '../controller/loop.ts';
import type { Territory } from '../controller/loop-options.ts';
import type { DesiredState } from '../model/desired-state.ts';
import type { Event } from '../model/event.ts';
import type { Organization } from '../model/organization.ts';
import type { Stops } from '../model/stops.ts';
import { discover } from '../organization/discover.ts';
import { enabledRegions } from '../organization/regions.ts';
import { heldPolicies, selectTargets, skippedTargets, unmatchedFilters } from '../organization/select.ts';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { createDiscovery } from './discovery.ts';
import type { EarlierWrites } from './earlier-writes.ts';
import { createReplaceableGateway } from './replaceable-gateway.ts';

export interface Assembly {
  readonly gateway: Gateway;
  readonly loop: Loop;
}

export interface Surroundings {
  readonly stops?: Stops;
  readonly adopted?: (state: DesiredState) => void;
  /** Lets writes through while this process is the one that writes; undefined: it always is. */
  readonly fence?: Fence;
  /** What other processes may have written; undefined: this one has always been the only one, or writes nothing. */
  readonly earlier?: EarlierWrites;
  readonly userAgent: string;
  readonly once: boolean;
  readonly readOnly: boolean;
  readonly tell: (event: Event) => void;
  readonly onRequest: GatewayOptions['onRequest'];
  readonly onThrottle: GatewayOptions['onThrottle'];
}

/** A filter that matches nothing: a slip of the pen, and no reason to look at everything or at nothing. */
export class UnmatchedFilter extends Error {}

export function assemble(config: Config, state: DesiredState, around: Surroundings): Assembly {
  const hubRegion = config.hubRegion ?? state.organization.regions[0] ?? 'us-east-1';
  const gateway = createReplaceableGateway(state.organization, systemClock, (settings) =>
    createGateway({
      settings,
      hubRegion,
      hubCredentials: sdkHubCredentials(hubRegion),
      transport: createSdkTransport({
        endpointUrl: config.endpointUrl,
        clock: systemClock,
        userAgent: around.userAgent,
      }),
      clock: systemClock,
      random: Math.random,
      onRequest: around.onRequest,
      onThrottle: around.onThrottle,
      ...(around.fence === undefined ? {} : { fence: around.fence }),
    }),
  );
  const world = {
    clock: systemClock,
    random: Math.random,
    newChangeId,
    reader: gateway.reader,
    write: around.earlier?.noted(gateway.write) ?? gateway.write,
    tell: around.tell,
    ...(around.earlier === undefined ? {} : { othersSentUntil: around.earlier.until }),
  };
  const { stops, adopted, once, readOnly } = around;
  const discovery = createDiscovery(async (wanted) =>
    discover(gateway.organizationReader(), wanted, systemClock.now()),
  );
  const loop = new Loop(world, state, {
    once,
    readOnly,
    ...(stops === undefined ? {} : { stops }),
    adopted: (entered) => {
      gateway.use(entered.organization);
      adopted?.(entered);
    },
    enabledRegions: isNarrowed(config) ? undefined : async (target) => enabledRegions(gateway.reader(target), target),
    survey: async (current, { also, fresh }) =>
      territoryOf(await discovery.read([current, also], fresh), current, config),
  });
  return { gateway, loop };
}

/** Who asks for a part of the organization does not want the rest to be searched. */
function isNarrowed({ accounts, regions, policies }: Config): boolean {
  return accounts.length + regions.length + policies.length > 0;
}

function territoryOf(organization: Organization, state: DesiredState, config: Config): Territory {
  const { accounts, regions, policies } = config;
  const filters = { accounts, regions, policies };
  const unmatched = unmatchedFilters(organization, state, filters);
  refuse('account in this organization', unmatched.accounts);
  refuse('region in the desired state', unmatched.regions);
  refuse(
    'policy in the desired state',
    unmatched.policies,
    state.policies.map(({ name }) => name),
  );
  return {
    organization,
    selections: selectTargets(organization, state, filters),
    skipped: skippedTargets(organization, state, filters),
    held: heldPolicies(organization, state),
  };
}

function refuse(what: string, unmatched: readonly string[], known: readonly string[] = []): void {
  if (unmatched.length === 0) return;
  const rather = known.length === 0 ? '' : ` (there are: ${known.join(', ')})`;
  throw new UnmatchedFilter(`no such ${what}: ${unmatched.join(', ')}${rather}`);
}

/** Twelve characters of a tag value's and a session name's alphabet: 60 bits, enough for a name that is never reused. */
function newChangeId(): string {
  const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';
  return Array.from(randomBytes(12), (byte) => alphabet[byte % alphabet.length]).join('');
}
