/**
 * Whoever leads has a loop that runs; whoever stands by has one that is ready to, with the desired state loaded, and calls AWS
 * for nothing. A leader that somebody else has followed leaves its loop, whose memory ages, and stands by with a new one.
 */
import type { Controller } from '../controller/controller.ts';
import type { Loop } from '../controller/loop.ts';
import type { DesiredState, Problem } from '../model/desired-state.ts';
import type { Assembly } from './assemble.ts';
import type { Taker } from './desired-state-life.ts';
import type { Standing } from './lease.ts';
import type { Held } from './stops-told.ts';

export class Seat implements Taker, Held {
  readonly #open: (state: DesiredState) => Assembly;
  readonly #graceMs: number;
  readonly #tookUp: () => void;
  #assembly: Assembly;
  #isRunning = false;
  #proposed: DesiredState | undefined;
  #mistakes: readonly Problem[] = [];
  #leaving: Promise<unknown> = Promise.resolve();
  #done: () => void = () => undefined;
  /** Resolves when a loop that ends by itself (`once`) has nothing left to do. */
  readonly done = new Promise<void>((resolve) => {
    this.#done = resolve;
  });

  /**
   * `open`: makes a loop and its door for a state in force. `graceMs`: for calls in flight, where a loop is left. `tookUp`: told
   * before a loop begins to run.
   */
  constructor(
    open: (state: DesiredState) => Assembly,
    inForce: DesiredState,
    graceMs: number,
    tookUp: () => void = () => undefined,
  ) {
    this.#open = open;
    this.#graceMs = graceMs;
    this.#tookUp = tookUp;
    this.#assembly = open(inForce);
  }

  get loop(): Loop {
    return this.#assembly.loop;
  }

  get gateway(): Assembly['gateway'] {
    return this.#assembly.gateway;
  }

  get controller(): Controller {
    return this.loop.controller;
  }

  /** What the lease says now. While it is unsure who leads, the loop goes on reading, and the fence refuses its writes. */
  follow(standing: Standing): void {
    if (standing === 'leading') this.#takeUp();
    if (standing === 'standby' && this.#isRunning) this.#leave();
  }

  propose(state: DesiredState): void {
    this.#proposed = state;
    this.#mistakes = [];
    this.loop.propose(state);
  }

  refuse(mistakes: readonly Problem[]): void {
    this.#mistakes = mistakes;
    this.loop.refuse(mistakes);
  }

  /** A proposed state has come into force. */
  adopted(state: DesiredState): void {
    if (this.#proposed === state) this.#proposed = undefined;
  }

  lookAgain(): void {
    this.loop.lookAgain();
  }

  /** Nothing new begins; resolves when what is in flight has ended, or has been cut off. */
  async stop(): Promise<void> {
    await Promise.all([this.#leaving, this.loop.stop(), this.gateway.close(this.#graceMs)]);
  }

  #takeUp(): void {
    const { loop } = this;
    if (this.#isRunning) {
      // What the fence refused meanwhile has backed off: now it may be sent.
      loop.lookAgain();
      return;
    }
    this.#isRunning = true;
    this.#tookUp();
    void loop.run().then(() => {
      if (this.loop === loop) this.#done();
    });
  }

  #leave(): void {
    const { loop, gateway } = this.#assembly;
    this.#isRunning = false;
    this.#assembly = this.#open(loop.controller.state);
    if (this.#proposed !== undefined) this.loop.propose(this.#proposed);
    if (this.#mistakes.length > 0) this.loop.refuse(this.#mistakes);
    this.#leaving = Promise.all([this.#leaving, loop.stop(), gateway.close(this.#graceMs)]);
  }
}
