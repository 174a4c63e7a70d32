/**
 * The door to AWS under a desired state that may change: other roles, another external id or other rates need another door.
 * What is under way through the one before may end there.
 */
import type { Gateway } from '../aws/gateway.ts';
import type { OrganizationSettings } from '../model/desired-state.ts';
import type { Clock } from '../model/world.ts';

export type GatewaySettings = Pick<OrganizationSettings, 'access' | 'partition' | 'rates'>;

export interface ReplaceableGateway extends Gateway {
  /** Whoever asks from now on goes through a door for these settings. */
  readonly use: (settings: GatewaySettings) => void;
}

/** A pass that has begun may need so long; longer ones are cut off, and begin again. */
const RETIRE_AFTER_MS = 60_000;
const CLOSE_GRACE_MS = 6_000;
/** Doors that still let somebody out; where settings change faster than they close, the oldest is closed at once. */
const MAX_RETIRED = 4;

export function createReplaceableGateway(
  settings: GatewaySettings,
  clock: Clock,
  open: (settings: GatewaySettings) => Gateway,
): ReplaceableGateway {
  let current = open(settings);
  let used = meaning(settings);
  const retired = new Map<Gateway, AbortController>();

  const retire = async (old: Gateway): Promise<void> => {
    const hurry = new AbortController();
    retired.set(old, hurry);
    const [oldest] = retired.values();
    if (retired.size > MAX_RETIRED) oldest?.abort();
    await clock.sleep(RETIRE_AFTER_MS, hurry.signal);
    await old.close(CLOSE_GRACE_MS);
    retired.delete(old);
  };

  return {
    reader: (target) => current.reader(target),
    organizationReader: () => current.organizationReader(),
    write: async (...change) => current.write(...change),
    hubIdentity: async () => current.hubIdentity(),
    waiting: () => current.waiting(),
    close: async (graceMs) => {
      for (const hurry of retired.values()) hurry.abort();
      await Promise.all([current, ...retired.keys()].map(async (gateway) => gateway.close(graceMs)));
    },
    use: (next) => {
      const wanted = meaning(next);
      if (wanted === used) return;
      used = wanted;
      const old = current;
      current = open(next);
      void retire(old);
    },
  };
}

function meaning({ access, partition, rates }: GatewaySettings): string {
  return JSON.stringify([access, partition, Object.entries(rates).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}
