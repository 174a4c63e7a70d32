/**
 * Who hears that something was frozen, let go, halted or resumed? Compares what holds the controller back with what it was a
 * moment ago; tells the difference, keeps halts for the next process, and has everything looked at again.
 */
import type { Event } from '../model/event.ts';
import type { Restraint } from '../model/stops.ts';
import type { Clock } from '../model/world.ts';
import { writeHalt } from './halt-files.ts';
import { statePaths } from './state-dir.ts';
import type { DaemonStops } from './stops.ts';

/** Half of what may pass until a freeze is told. Writes do not wait for it: they look themselves. */
const EVERY_MS = 500;

/** As much of the loop as this concerns. */
export interface Held {
  readonly controller: { restraint(): Restraint | undefined; resume(policy: string): void };
  lookAgain(): void;
}

export class StopsTold {
  readonly #stops: Pick<DaemonStops, 'halts'>;
  readonly #loop: Held;
  readonly #tell: (event: Event) => void;
  #restraint: Restraint | undefined;
  #halts: ReadonlyMap<string, string> = new Map();

  constructor(stops: Pick<DaemonStops, 'halts'>, loop: Held, tell: (event: Event) => void) {
    this.#stops = stops;
    this.#loop = loop;
    this.#tell = tell;
  }

  /** Looks once. */
  look(): void {
    const restraint = this.#loop.controller.restraint();
    const halts = this.#stops.halts();
    const lifted = [...this.#halts.keys()].filter((policy) => !halts.has(policy));
    const isOther = !same(restraint, this.#restraint);
    this.#restraint = restraint;
    this.#halts = halts;
    if (isOther) this.#tell({ event: 'FreezeChanged', restraint });
    for (const policy of lifted) this.#loop.controller.resume(policy);
    if (isOther || lifted.length > 0) this.#loop.lookAgain();
  }

  async watch(clock: Clock, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.look();
      await clock.sleep(EVERY_MS, signal);
    }
  }
}

/** Keeps a halt, so that a restart does not lift it. Never rejects: what cannot be kept is told. */
export async function keepHalt(
  stateDir: string | undefined,
  { policy, why }: Extract<Event, { event: 'PolicyHalted' }>,
  at: number,
  tell: (event: Event) => void,
): Promise<void> {
  if (stateDir === undefined) return;
  try {
    await writeHalt(statePaths(stateDir).halts, policy, why, at);
  } catch (error) {
    const message = `the halt of ${policy} is not kept: ${error instanceof Error ? error.message : String(error)}`;
    tell({ event: 'Lifecycle', reason: 'StateDirUnwritable', message });
  }
}

function same(a: Restraint | undefined, b: Restraint | undefined): boolean {
  return a?.reason === b?.reason && a?.why === b?.why && a?.until === b?.until;
}
