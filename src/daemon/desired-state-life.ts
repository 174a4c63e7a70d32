/**
 * The desired state in the life of the process: what it begins with, what becomes of edits, and what is kept of the last good
 * one for the next process.
 */
import { directorySource } from '../desired-state/directory-source.ts';
import { read } from '../desired-state/read.ts';
import type { FileText } from '../desired-state/read.ts';
import { QUIET_MS, readSettled, watchDesiredState } from '../desired-state/watch.ts';
import type { Reading, Source } from '../desired-state/watch.ts';
import type { DesiredState, Problem } from '../model/desired-state.ts';
import type { Event } from '../model/event.ts';
import type { Clock } from '../model/world.ts';
import { beginning } from './beginning.ts';
import type { Beginning } from './beginning.ts';
import { readLastGood, writeLastGood } from './last-good.ts';
import type { LastGood } from './last-good.ts';
import { statePaths } from './state-dir.ts';
import type { DaemonStops } from './stops.ts';

export interface Surroundings {
  readonly directory: string;
  readonly stateDir: string | undefined;
  readonly stops: Pick<DaemonStops, 'restoreOnly'>;
  readonly clock: Clock;
  readonly log: (event: Event) => void;
  /** Doubts about a state that is good, besides those of the loader. */
  readonly doubts: (state: DesiredState) => readonly string[];
}

/** As much of the loop as an edit concerns. */
export interface Taker {
  readonly propose: (state: DesiredState) => void;
  readonly refuse: (problems: readonly Problem[]) => void;
}

/** Whoever writes the files while the process starts is waited for so often, QUIET_MS each time. */
const START_TRIES = 25;
const WAITS_FOR_ACCEPTANCE = 'the desired state on disk has not come into force yet: what was begun is brought back';

export class DesiredStateLife {
  readonly #around: Surroundings;
  readonly #source: Source;
  /** What belongs to a state besides what it means. */
  readonly #loaded = new WeakMap<
    DesiredState,
    { readonly files: readonly FileText[]; readonly warnings: readonly string[] }
  >();
  /** What was read last. */
  #known: Pick<Reading, 'digest' | 'loaded'> | undefined;
  #restoresOnly = false;
  #saving: Promise<void> = Promise.resolve();

  constructor(around: Surroundings, source: Source = directorySource(around.directory)) {
    this.#around = around;
    this.#source = source;
  }

  /** Reads what is on disk, and what is kept. Tells what is wrong with either. */
  async begin(): Promise<Beginning> {
    const { log, stateDir, stops } = this.#around;
    const reading = await this.#first();
    this.#take(reading);
    const kept: LastGood = stateDir === undefined ? { is: 'absent' } : readLastGood(statePaths(stateDir).lastGood);
    if (kept.is === 'refused') log({ event: 'Lifecycle', reason: 'LastGoodRefused', message: `${kept.why}: not used` });
    const begun = beginning(reading.loaded, kept);
    if (begun.with !== 'state') {
      log({ event: 'DesiredStateRefused', problems: begun.problems, commit: reading.commit });
    }
    if (begun.with === 'restoreOnly') {
      stops.restoreOnly(begun.why);
      this.#restoresOnly = true;
    }
    if (begun.with === 'state' && begun.proposed === undefined) this.adopted(begun.inForce);
    // What is brought home until another one is adopted is brought home under this one.
    else if (begun.with !== 'nothing') this.#tellLoaded(begun.inForce);
    return begun;
  }

  /** A state has come into force. */
  adopted(state: DesiredState): void {
    const { stops } = this.#around;
    const files = this.#loaded.get(state)?.files;
    if (this.#restoresOnly) stops.restoreOnly(undefined);
    this.#restoresOnly = false;
    this.#tellLoaded(state);
    if (files !== undefined) this.#save(files, state);
  }

  /** Hands on every edit until the signal aborts, and ends when the last good state is kept. Never rejects. */
  async watch(taker: Taker, signal: AbortSignal): Promise<void> {
    const { clock, log, stops } = this.#around;
    await watchDesiredState({
      source: this.#source,
      clock,
      signal,
      known: this.#known,
      told: (reading) => {
        this.#take(reading);
        if ('problems' in reading.loaded) {
          log({ event: 'DesiredStateRefused', problems: reading.loaded.problems, commit: reading.commit });
          taker.refuse(reading.loaded.problems);
          return;
        }
        if (this.#restoresOnly) stops.restoreOnly(WAITS_FOR_ACCEPTANCE);
        taker.propose(reading.loaded.state);
      },
    });
    await this.#saving;
  }

  async #first(): Promise<Reading> {
    const { directory, clock } = this.#around;
    // Nothing else happens yet that a thread would be needed for, and starting one takes longer than reading.
    const source: Source = {
      ...this.#source,
      load: async (tree, now) => read(tree.files, now, { directory, unread: tree.problems, commit: tree.commit }),
    };
    for (let tries = 0; tries < START_TRIES; tries += 1) {
      const reading = await readSettled(source, clock, undefined);
      if (typeof reading !== 'string') return reading;
      await clock.sleep(QUIET_MS);
    }
    const problem = { file: directory, line: 1, column: 1, message: 'the files change while they are read' };
    return { digest: '', loaded: { problems: [problem] }, files: [] };
  }

  #take({ digest, loaded, files }: Reading): void {
    this.#known = { digest, loaded };
    if ('state' in loaded) this.#loaded.set(loaded.state, { files, warnings: loaded.warnings });
  }

  #tellLoaded(state: DesiredState): void {
    const { log, doubts } = this.#around;
    log({
      event: 'DesiredStateLoaded',
      revision: state.revision,
      commit: state.commit,
      policies: state.policies.length,
      warnings: [...(this.#loaded.get(state)?.warnings ?? []), ...doubts(state)],
    });
  }

  #save(files: readonly FileText[], { loadedAt, commit }: DesiredState): void {
    const { stateDir, log } = this.#around;
    if (stateDir === undefined) return;
    const path = statePaths(stateDir).lastGood;
    // One after the other: the last one that came into force is the last one kept.
    this.#saving = this.#saving
      .then(async () => writeLastGood(path, files, loadedAt, commit))
      .catch((error: unknown) => {
        const message = `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`;
        log({ event: 'Lifecycle', reason: 'StateDirUnwritable', message });
      });
  }
}
