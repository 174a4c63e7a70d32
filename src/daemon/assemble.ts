/**
 * The only wiring: from a configuration and a desired state to a loop with the real AWS behind it.
 */
import { randomBytes } from 'node:crypto';
import { createGateway } from '../aws/gateway.ts';
import type { Gateway, GatewayOptions } from '../aws/gateway.ts';
import { sdkHubCredentials } from '../aws/hub-credentials.ts';
import { createSdkTransport } from '../aws/sdk-transport.ts';
import { Loop } from '../controller/loop.ts';
import type { Territory } from '../controller/loop-options.ts';
import type { DesiredState } from '../model/desired-state.ts';
import type { Event } from '../model/event.ts';
import { discover } from '../organization/discover.ts';
import { needs } from '../organization/needs.ts';
import { enabledRegions } from '../organization/regions.ts';
import { heldPolicies, selectTargets, skippedTargets, unmatchedFilters } from '../organization/select.ts';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';

export interface Assembly {
  readonly gateway: Gateway;
  readonly loop: Loop;
}

export interface Surroundings {
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
  const gateway = createGateway({
    settings: state.organization,
    hubRegion,
    hubCredentials: sdkHubCredentials(hubRegion),
    transport: createSdkTransport({ endpointUrl: config.endpointUrl, clock: systemClock, userAgent: around.userAgent }),
    clock: systemClock,
    random: Math.random,
    onRequest: around.onRequest,
    onThrottle: around.onThrottle,
  });
  const world = {
    clock: systemClock,
    random: Math.random,
    newChangeId,
    reader: gateway.reader,
    write: gateway.write,
    tell: around.tell,
  };
  const loop = new Loop(world, state, {
    once: around.once,
    readOnly: around.readOnly,
    enabledRegions: isNarrowed(config) ? undefined : async (target) => enabledRegions(gateway.reader(target), target),
    survey: async (current) => survey(gateway, current, config),
  });
  return { gateway, loop };
}

/** Who asks for a part of the organization does not want the rest to be searched. */
function isNarrowed({ accounts, regions, policies }: Config): boolean {
  return accounts.length + regions.length + policies.length > 0;
}

async function survey(gateway: Gateway, state: DesiredState, config: Config): Promise<Territory> {
  const organization = await discover(gateway.organizationReader(), needs(state), systemClock.now());
  const { accounts, regions, policies } = config;
  const filters = { accounts, regions, policies };
  const unmatched = unmatchedFilters(organization, state, filters);
  for (const [name, values] of Object.entries(unmatched)) {
    if (values.length > 0) throw new UnmatchedFilter(`no such ${name} in this organization: ${values.join(', ')}`);
  }
  return {
    organization,
    selections: selectTargets(organization, state, filters),
    skipped: skippedTargets(organization, state, filters),
    held: heldPolicies(organization, state),
  };
}

/** Twelve characters of a tag value's and a session name's alphabet: 60 bits, enough for a name that is never reused. */
function newChangeId(): string {
  const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';
  return Array.from(randomBytes(12), (byte) => alphabet[byte % alphabet.length]).join('');
}
