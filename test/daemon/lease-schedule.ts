/**
 * Replicas that ask one API server for one Lease, in simulated time: requests and answers that are late or lost, replicas that
 * stall, are cut off, killed, or asked to end, clocks that go faster or slower, a Lease that somebody deletes. Told is who
 * wrote when.
 */
import {
  fenceOf,
  heard,
  newCandidacy,
  nextMove,
  releasingMove,
  standingOf,
  writeTimeoutOf,
  type Candidacy,
  type LeaseAnswer,
  type LeaseRecord,
  type LeaseRequest,
  type LeaseTimes,
} from '../../src/daemon/lease.ts';
import { Happenings } from './happenings.ts';
import type { Calamities, Told, Written } from './lease-story.ts';
import { seeded } from './virtual-time.ts';

type Span = readonly [fromMs: number, untilMs: number];

interface Replica {
  readonly index: number;
  readonly offsetMs: number;
  readonly rate: number;
  readonly stalls: readonly Span[];
  readonly partitions: readonly Span[];
  candidacy: Candidacy;
  /** Odd lives are over: every start and every death counts one. */
  life: number;
  identity: string;
  ending: boolean;
  inFlight: number;
  /** The request that is waited for. */
  asking: number;
  /** Kept apart from the candidacy, which is under test. */
  ackedSentMs: number;
}

const RELEASE_TRIES = 4;
const RELEASE_TIMEOUT_MS = 1_500;
const MAX_HAPPENINGS = 200_000;

export class Schedule {
  readonly #times: LeaseTimes;
  readonly #random: () => number;
  readonly #wishes: Calamities;
  readonly #replicas: Replica[] = [];
  readonly #happenings = new Happenings<Replica>();
  #record: LeaseRecord | undefined;
  #version = 0;
  #requests = 0;
  #lastHolder = '';
  #handovers = 0;
  readonly #written: Written[] = [];
  readonly #ends: { readonly after: 'kill' | 'term'; readonly atMs: number; readonly identity: string }[] = [];

  constructor(seed: number, times: LeaseTimes, wishes: Calamities) {
    this.#times = times;
    this.#random = seeded(seed);
    this.#wishes = wishes;
    const stormMs = wishes.horizonMs - wishes.calmMs;
    for (let index = 0; index < wishes.replicas; index += 1) {
      const replica: Replica = {
        index,
        offsetMs: this.#between(0, 1e6),
        rate: 1 + wishes.drift * this.#between(-1, 1),
        stalls: this.#spans(wishes.stalls, stormMs, 30_000),
        partitions: this.#spans(wishes.partitions, stormMs, 40_000),
        candidacy: newCandidacy('', times, 0),
        life: 1,
        identity: '',
        ending: false,
        inFlight: 0,
        asking: 0,
        ackedSentMs: -Infinity,
      };
      this.#replicas.push(replica);
      this.#at(this.#between(0, 3_000), undefined, (now) => this.#begin(replica, now));
      this.#often(wishes.kills, stormMs, (now) => this.#kill(replica, now));
      this.#often(wishes.terms, stormMs, (now) => this.#term(replica, now));
    }
    if (wishes.leaderEnds !== undefined) {
      this.#at(this.#between(30_000, stormMs), undefined, (now) => {
        const leader = this.#replicas.find((it) => this.#local(it, now) <= fenceOf(it.candidacy));
        if (leader !== undefined && wishes.leaderEnds === 'kill') this.#kill(leader, now);
        else if (leader !== undefined) this.#term(leader, now);
      });
    }
    this.#often(wishes.deletions, stormMs, () => (this.#record = undefined));
  }

  run(): Told {
    for (let count = 0; count < MAX_HAPPENINGS; count += 1) {
      const next = this.#happenings.next();
      if (next === undefined || next.atMs > this.#wishes.horizonMs) return this.#told();
      const { replica } = next;
      if (replica !== undefined && replica.life !== next.life) continue;
      const stall = replica?.stalls.find(([from, until]) => next.atMs >= from && next.atMs < until);
      if (stall === undefined) next.run(next.atMs);
      else this.#happenings.put(next, stall[1]);
    }
    throw new Error('the schedule does not end: somebody asks without a pause');
  }

  #begin(replica: Replica, now: number): void {
    replica.life += 1;
    replica.identity = `${replica.index}.${replica.life}`;
    replica.candidacy = newCandidacy(replica.identity, this.#times, this.#local(replica, now));
    replica.ending = false;
    replica.inFlight = 0;
    replica.ackedSentMs = -Infinity;
    this.#turn(replica, now);
    this.#work(replica, now);
  }

  #kill(replica: Replica, now: number): void {
    if (replica.life % 2 === 1) return;
    if (standingOf(replica.candidacy, this.#local(replica, now)) === 'leading')
      this.#ends.push({ after: 'kill', atMs: now, identity: replica.identity });
    this.#die(replica, now);
  }

  #die(replica: Replica, now: number): void {
    replica.life += 1;
    this.#at(now + this.#between(500, 20_000), undefined, (at) => this.#begin(replica, at));
  }

  #term(replica: Replica, now: number): void {
    if (replica.life % 2 === 1 || replica.ending) return;
    // The signal is heard when the replica runs.
    this.#at(now, replica, (heardAt) => {
      if (replica.ending) return;
      replica.ending = true;
      replica.asking += 1;
      this.#release(replica, heardAt, RELEASE_TRIES);
    });
  }

  #release(replica: Replica, now: number, tries: number): void {
    if (replica.inFlight > 0) {
      this.#at(now + 20, replica, (at) => this.#release(replica, at, tries));
      return;
    }
    if (tries === RELEASE_TRIES && replica.candidacy.heldFromMs !== undefined)
      this.#ends.push({ after: 'term', atMs: now, identity: replica.identity });
    const move = replica.candidacy.heldFromMs === undefined ? undefined : releasingMove(replica.candidacy);
    if (move === undefined || tries === 0) this.#die(replica, now);
    else {
      this.#ask(replica, move, now, RELEASE_TIMEOUT_MS, (answer, at) => {
        if (answer.answer === 'failed') this.#die(replica, at);
        else this.#release(replica, at, tries - 1);
      });
    }
  }

  /** What the campaign does. */
  #turn(replica: Replica, now: number): void {
    if (replica.ending) return;
    const local = this.#local(replica, now);
    const move = nextMove(replica.candidacy, local);
    const again = (at: number): void => this.#turn(replica, at);
    if (move.move === 'wait') this.#at(now + (move.untilMs - local) / replica.rate, replica, again);
    else this.#ask(replica, move, now, this.#times.renewDeadlineMs / 2, (_, at) => again(at));
  }

  #ask(
    replica: Replica,
    request: LeaseRequest,
    now: number,
    timeoutMs: number,
    then: (answer: LeaseAnswer, now: number) => void,
  ): void {
    const asking = (replica.asking += 1);
    const { life } = replica;
    const sentMs = this.#local(replica, now);
    this.#requests += 1;
    const hear = (answer: LeaseAnswer, at: number): void => {
      if (replica.asking !== asking) return;
      replica.asking += 1;
      const random = this.#random();
      replica.candidacy = heard(replica.candidacy, request, answer, {
        sentMs,
        heardMs: this.#local(replica, at),
        random,
      });
      const isMine = answer.answer === 'record' && answer.record.holder === replica.identity;
      if (isMine && request.move === 'replace') replica.ackedSentMs = sentMs;
      then(answer, at);
    };
    this.#at(now + timeoutMs / replica.rate, replica, (at) => hear({ answer: 'failed', why: 'late' }, at));
    // Between looking at the clock and sending, anything may happen to the process; afterwards, to the request.
    this.#at(now + 0.1, replica, (leaves) => {
      if (this.#isLost(replica, leaves)) return;
      this.#at(leaves + this.#delay(), undefined, (arrives) => {
        const isBroken = this.#random() < this.#wishes.lost / 2;
        const answer = isBroken && this.#random() < 0.5 ? undefined : this.#serve(request);
        if (isBroken && answer !== undefined) return;
        const back = arrives + this.#delay();
        if (!this.#isLost(replica, back))
          this.#at(back, replica, (at) => hear(answer ?? { answer: 'failed', why: 'HTTP 500' }, at), life);
      });
    });
  }

  /** The API server: one write after the other, each only over the version that it names. */
  #serve(request: LeaseRequest): LeaseAnswer {
    const record = this.#record;
    if (request.move === 'read') return record === undefined ? { answer: 'absent' } : { answer: 'record', record };
    if (request.move === 'create' && record !== undefined) return { answer: 'conflict' };
    if (request.move === 'replace' && record === undefined) return { answer: 'absent' };
    if (request.move === 'replace' && record?.version !== request.over) return { answer: 'conflict' };
    const { holder, transitions } = request;
    this.#version += 1;
    this.#record = { holder, transitions, durationMs: this.#times.durationMs, version: String(this.#version) };
    if (holder !== '' && holder !== this.#lastHolder) this.#handovers += 1;
    if (holder !== '') this.#lastHolder = holder;
    return { answer: 'record', record: this.#record };
  }

  /** Somebody always wants to write. */
  #work(replica: Replica, now: number): void {
    const local = this.#local(replica, now);
    if (!replica.ending && local <= fenceOf(replica.candidacy)) {
      const timeoutMs = Math.min(4_000, writeTimeoutOf(this.#times)) / replica.rate;
      const takesMs = this.#random() < 0.2 ? timeoutMs : this.#between(10, 300);
      const { index, identity } = replica;
      const sinceRenewalMs = local - replica.ackedSentMs;
      this.#written.push({ replica: index, identity, fromMs: now, untilMs: now + takesMs, sinceRenewalMs });
      replica.inFlight += 1;
      this.#at(now + takesMs, replica, () => (replica.inFlight -= 1));
    }
    this.#at(now + this.#between(200, 800), replica, (at) => this.#work(replica, at));
  }

  #told(): Told {
    const gapsMs = this.#ends.flatMap(({ after, atMs, identity }) => {
      const next = this.#written.find((it) => it.fromMs >= atMs && it.identity !== identity);
      return next === undefined ? [] : [{ after, ms: next.fromMs - atMs }];
    });
    const { horizonMs } = this.#wishes;
    const leaders = this.#replicas.filter(
      (replica) =>
        replica.life % 2 === 0 && standingOf(replica.candidacy, this.#local(replica, horizonMs)) === 'leading',
    ).length;
    return { written: this.#written, leaders, handovers: this.#handovers, requests: this.#requests, gapsMs };
  }

  #local({ offsetMs, rate }: Replica, now: number): number {
    return offsetMs + rate * now;
  }

  #isStorm(now: number): boolean {
    return now < this.#wishes.horizonMs - this.#wishes.calmMs;
  }

  #isLost(replica: Replica, now: number): boolean {
    if (replica.partitions.some(([from, until]) => now >= from && now < until)) return true;
    return this.#isStorm(now) && this.#random() < this.#wishes.lost;
  }

  #delay(): number {
    const isLate = this.#random() < this.#wishes.late;
    return isLate ? this.#between(0, this.#wishes.lateMs) : this.#between(1, 30);
  }

  #between(from: number, to: number): number {
    return from + this.#random() * (to - from);
  }

  #spans(howMany: number, withinMs: number, longestMs: number): readonly Span[] {
    const count = Math.floor(howMany + this.#random());
    return Array.from({ length: count }, () => {
      const from = this.#between(0, withinMs);
      return [from, Math.min(withinMs, from + this.#between(100, longestMs))] as const;
    }).toSorted(([a], [b]) => a - b);
  }

  #often(howMany: number, withinMs: number, run: (nowMs: number) => void): void {
    const count = Math.floor(howMany + this.#random());
    for (let index = 0; index < count; index += 1) this.#at(this.#between(0, withinMs), undefined, run);
  }

  /** To a replica things happen only in the life in which they began, and while it is not stalled. */
  #at(atMs: number, replica: Replica | undefined, run: (nowMs: number) => void, life = replica?.life ?? 0): void {
    this.#happenings.add({ atMs, replica, life, run });
  }
}
