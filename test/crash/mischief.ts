/**
 * The way to the cloud on which things go wrong as planned: it counts the requests, lets what is planned for each of them
 * happen, and kills the process where that is planned. A dead process never hears of its request again.
 */
import type { Transport, TransportRequest } from '../../src/aws/transport.ts';
import { OPERATIONS } from '../../src/aws/operations.ts';
import type { DesiredState } from '../../src/model/desired-state.ts';
import { INTENT_TAG } from '../../src/resources/intent.ts';
import type { Cloud } from '../../src/simulator/cloud.ts';
import type { FaultName } from '../../src/simulator/faults.ts';
import { ask, failure, never } from './asking.ts';
import type { Answer } from './asking.ts';
import { GATES } from './plan.ts';
import type { Boundary, EventName, Plan } from './plan.ts';
import { ACCOUNT, closed, NAME, REGION, SETTLE_MS } from './situations.ts';
import type { GateName } from './situations.ts';

const EXCHANGE_MS = 15;
const OUTAGE_REQUESTS = 5;
const STALE_MS = SETTLE_MS - 500;

interface Around {
  readonly plan: Plan;
  readonly cloud: Cloud;
  readonly state: DesiredState;
  readonly now: () => number;
  readonly pass: (ms: number) => void;
}

type Errand = 'stop' | 'start' | 'delete' | 'create' | 'untag';

export class Mischief {
  readonly crashes: number[] = [];
  readonly lost = new Set<number>();
  readonly dropped: number[] = [];
  readonly boundaries: Boundary[] = [];
  state: DesiredState;
  onState: (state: DesiredState) => void = () => undefined;
  crashed: Promise<'crashed'>;
  idle = 0;
  readonly #denied = new Set<string>();
  readonly #around: Around;
  readonly #planned: Map<number, EventName[]>;
  #errands: Errand[] = [];
  #die: () => void = () => undefined;
  #life = 0;
  #count = 0;
  #outageUntil = 0;
  #laggingUntil = 0;
  #lastWrite = 0;

  constructor(around: Around) {
    this.#around = around;
    this.state = around.state;
    this.#planned = new Map();
    for (const { event, at } of around.plan.events) this.#planned.set(at, [...(this.#planned.get(at) ?? []), event]);
    this.crashed = this.#nextDeath();
  }

  /** Something planned has not had its chance yet, or a person is still on an errand. */
  get isPending(): boolean {
    return this.#errands.length > 0;
  }

  /** From some request on, AWS denied what is needed to mend it. */
  get isDenied(): boolean {
    return this.#denied.size > 0;
  }

  /** The number of the last writing request that was carried out. */
  lastWrite(): number {
    return this.#lastWrite;
  }

  revive(): void {
    this.crashed = this.#nextDeath();
  }

  #nextDeath(): Promise<'crashed'> {
    this.#life += 1;
    return new Promise((resolve) => {
      this.#die = () => {
        this.crashes.push(this.#around.cloud.journal.last);
        this.#life += 1;
        resolve('crashed');
      };
    });
  }

  transport(): Transport {
    const life = this.#life;
    return {
      send: async (request) => (life === this.#life ? this.#send(request) : never()),
      close: () => undefined,
    };
  }

  async #send(request: TransportRequest): Promise<unknown> {
    const { cloud, now, pass } = this.#around;
    this.#count += 1;
    const at = this.#count;
    const events = this.#planned.get(at) ?? [];
    pass(EXCHANGE_MS);
    const writes = OPERATIONS[request.operation].access === 'write';
    const record = cloud.notebook(ACCOUNT.id, REGION, NAME);
    const phase = / phase=(\w+) /.exec(record?.tags.get(INTENT_TAG) ?? '')?.[1] ?? 'none';
    this.boundaries.push({ at, operation: request.operation, writes, status: record?.status ?? 'gone', phase });
    for (const event of events) this.#happen(event);
    this.#runErrands();
    if (events.includes('crash')) {
      this.#die();
      return never();
    }
    if (events.includes('outage')) this.#outageUntil = at + OUTAGE_REQUESTS;
    if (events.includes('lagging')) this.#laggingUntil = now() + SETTLE_MS;
    if (events.includes('not-sent') || at < this.#outageUntil) throw failure('ECONNREFUSED', 'not-sent');
    if (events.includes('dropped')) {
      if (request.operation === 'StopNotebookInstance') this.dropped.push(cloud.journal.last);
      throw failure('ECONNRESET', 'ambiguous');
    }
    const answer = this.#exchange(request, this.#faultOf(request, events));
    if (writes && answer.ok) this.#lastWrite = cloud.journal.last;
    if (events.includes('crash-after')) {
      this.#die();
      return never();
    }
    if (events.includes('lost')) {
      this.lost.add(answer.seq);
      throw failure('ECONNRESET', 'ambiguous');
    }
    if (answer.ok) return answer.output;
    throw answer.refusal;
  }

  #faultOf(request: TransportRequest, events: readonly EventName[]): FaultName | undefined {
    if (this.#denied.has(request.operation)) return 'control-policy-denied';
    if (events.includes('start-noop')) return 'start-noop';
    return events.includes('stale') || this.#around.now() < this.#laggingUntil ? 'stale-read' : undefined;
  }

  #exchange(request: TransportRequest, fault: FaultName | undefined): Answer {
    const { cloud } = this.#around;
    cloud.setFaults(
      fault === undefined ? [] : [{ match: {}, fault, ...(fault === 'stale-read' ? { agoMs: STALE_MS } : {}) }],
    );
    return ask(cloud, request);
  }

  #happen(event: EventName): void {
    if (event === 'denied') this.#denied.add('UpdateNotebookInstance');
    if (event === 'start-denied') this.#denied.add('StartNotebookInstance');
    if (event === 'stop' || event === 'start' || event === 'untag') this.#errands.push(event);
    if (event === 'recreate') this.#errands.push('stop', 'delete', 'create');
    if (!GATES.has(event) && event !== 'open') return;
    this.state = event === 'open' ? this.#around.state : closed(this.#around.state, event as GateName);
    this.onState(this.state);
  }

  /** A person does what can be done now, and the rest as soon as it can. What is there already need not be done. */
  #runErrands(): void {
    while (this.#errands.length > 0) {
      const [errand] = this.#errands;
      const done = errand !== undefined && this.#run(errand);
      if (!done) return;
      this.#errands = this.#errands.slice(1);
    }
  }

  #run(errand: Errand): boolean {
    const { cloud } = this.#around;
    const person = (action: Errand, detail = {}): string => cloud.person(ACCOUNT.id, REGION, NAME, action, detail);
    const status = cloud.notebook(ACCOUNT.id, REGION, NAME)?.status;
    switch (errand) {
      case 'stop':
        if (status === 'InService') return person('stop') === 'ok';
        if (this.#errands[1] !== 'delete') this.idle += 1;
        return this.#errands[1] !== 'delete' || status === 'Stopped' || status === 'Failed' || status === 'Stopping';
      case 'start':
        if (person('start') !== 'ok') this.idle += 1;
        return true;
      case 'delete':
        return person('delete') === 'ok';
      case 'create':
        return status === undefined && person('create', { settings: { imds: '1' } }) === 'ok';
      case 'untag':
        person('untag', { keys: [INTENT_TAG] });
        return true;
    }
  }
}
