/**
 * One complete look at everything, with sessions that cannot write: what `plan` prints, and what a run that ends sums up.
 */
import type { Loop } from '../controller/loop.ts';
import { load } from '../desired-state/load.ts';
import type { DesiredState, Problem } from '../model/desired-state.ts';
import type { Organization } from '../model/organization.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Target } from '../model/target.ts';
import type { HeldPolicy } from '../organization/select.ts';
import { assemble } from './assemble.ts';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { readTagsOfWhatIsDue } from './exact-tags.ts';
import { createStops } from './stops.ts';
import { userAgent } from './version.ts';

export interface Survey {
  readonly snapshot: Snapshot;
  readonly state: DesiredState;
  readonly organization: Organization;
  readonly selections: readonly { readonly target: Target; readonly policies: readonly string[] }[];
  /** Calls that the look has cost, by operation. */
  readonly callsMade: Readonly<Record<string, number>>;
  readonly policiesHeld: readonly HeldPolicy[];
}

/** How long calls in flight may take to end when a look is given up. */
const CLOSE_GRACE_MS = 1_000;

export async function survey(
  config: Config,
  options: { readonly signal: AbortSignal; readonly progress: (done: number, total: number) => void },
): Promise<Survey | { readonly problems: readonly Problem[] } | { readonly error: string }> {
  const loaded = await load(config.desiredState, systemClock.now());
  if ('problems' in loaded) return loaded;
  const calls = new Map<string, number>();
  let error = 'the organization could not be read';
  let done = 0;
  const { gateway, loop } = assemble(config, loaded.state, {
    userAgent,
    once: true,
    readOnly: true,
    stops: createStops(config.stateDir, systemClock.now),
    tell: (event) => {
      if (event.event === 'OrganizationUnreadable') error = event.message;
      if (event.event !== 'PassFinished') return;
      const total = loop.controller.memory.places.size;
      // Some are read once more, when others have told of them.
      done = Math.min(done + 1, total);
      options.progress(done, total);
    },
    onRequest: ({ operation }) => calls.set(operation, (calls.get(operation) ?? 0) + 1),
    onThrottle: () => undefined,
  });
  const stop = (): void => void loop.stop();
  options.signal.addEventListener('abort', stop, { once: true });
  await loop.run();
  if (!options.signal.aborted) await readTagsOfWhatIsDue(loop, options.signal);
  options.signal.removeEventListener('abort', stop);
  await gateway.close(CLOSE_GRACE_MS);
  if (options.signal.aborted) return { error: 'interrupted before everything was read' };
  return summarise(loop, calls) ?? { error };
}

/** Undefined as long as the organization has not been read. */
export function summarise(loop: Loop, calls: ReadonlyMap<string, number>): Survey | undefined {
  const { territory, controller } = loop;
  if (territory === undefined) return undefined;
  return {
    snapshot: loop.snapshot(),
    state: controller.state,
    organization: territory.organization,
    selections: territory.selections.map(({ target, policies }) => ({
      target,
      policies: policies.map(({ name }) => name),
    })),
    callsMade: Object.fromEntries(calls),
    policiesHeld: territory.held,
  };
}
