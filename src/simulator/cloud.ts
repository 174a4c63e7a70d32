/**
 * The simulated AWS without a wire: state, and one synchronous call at a time against it. Time comes in as a function and moves
 * nothing by itself: whatever was due is applied when somebody looks. So a test can run a million calls in its own time.
 */
import { type Call, denied, type Operation, type Output } from './call.ts';
import { type FaultRule, Faults } from './faults.ts';
import { faultOf, type Input, str } from './input-shape.ts';
import { Journal } from './journal.ts';
import type { Latencies } from './notebook-moves.ts';
import { type NotebookRecord, recordOf } from './notebook-record.ts';
import { NotebookStore, type Staleness } from './notebook-store.ts';
import { type OrganizationTree, treeOf } from './organization-tree.ts';
import { actAsPerson, type PersonAction, type PersonDetail } from './person.ts';
import { type Principal, Principals } from './principals.ts';
import { EXPIRED_TEXT, refuse, Refusal, UNKNOWN_CLIENT_TEXT } from './refusal.ts';
import { operationOf } from './services/index.ts';
import { AWS_RATES, type Rate, Throttle } from './throttle.ts';
import { isCarriedOut, transportFailure } from './transport.ts';
import type { AccountStateSeed, World } from './world-shape.ts';

export interface CloudOptions {
  readonly world: World;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Times the time that notebooks spend in transition; 1 by default. Time stamps are never scaled. */
  readonly latencyScale?: number;
  /** AWS's token buckets; off by default, because a cloud without a wire is mostly asked by tests. */
  readonly rates?: 'aws' | 'off';
  readonly journal?: 'entries' | 'counters';
}

export interface CloudRequest {
  readonly service: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly operation: string;
  readonly input: Input;
  /** As it came over the wire (null: none came). Left out: not checked. */
  readonly sessionToken?: string | null;
}

/** What becomes of a request: the answer that AWS has for it, and what happens to that answer on the way. */
export interface Exchange {
  readonly answer: { readonly output: Output } | { readonly refusal: Refusal } | undefined;
  readonly fault: FaultRule | undefined;
}

const NO_RATES: ReadonlyMap<string, Rate> = new Map();
const DEFAULT_MS: Latencies = { stopMs: 40_000, updateMs: 20_000, startMs: 90_000, deleteMs: 30_000 };
const FRESH: Staleness = {};
const REGIONAL = new Set(['sagemaker', 'tagging']);

export function createCloud(options: CloudOptions): Cloud {
  const tree = treeOf(options.world);
  const journal = new Journal(options.journal);
  const notebooks = new NotebookStore(journal);
  for (const account of options.world.accounts) {
    for (const seed of account.notebooks ?? []) {
      notebooks.plant(recordOf(account.id, seed));
    }
  }
  return new Cloud(options, tree, {
    journal,
    notebooks,
    faults: new Faults(),
    principals: new Principals(tree),
    throttle: new Throttle(options.rates === 'aws' ? AWS_RATES : NO_RATES),
    states: new Map(),
    organizationLists: 0,
  });
}

interface State {
  readonly journal: Journal;
  readonly notebooks: NotebookStore;
  readonly faults: Faults;
  readonly principals: Principals;
  readonly throttle: Throttle;
  /** Of accounts whose state is no longer the seed's. */
  readonly states: Map<string, AccountStateSeed>;
  organizationLists: number;
}

export class Cloud {
  readonly tree: OrganizationTree;
  private readonly options: CloudOptions;
  private readonly state: State;
  private readonly latencies: Latencies;
  private readonly stateOf: (account: string) => AccountStateSeed;

  constructor(options: CloudOptions, tree: OrganizationTree, state: State) {
    this.options = options;
    this.tree = tree;
    this.state = state;
    const scale = options.latencyScale ?? 1;
    const { behaviour } = options.world;
    this.latencies = {
      stopMs: (behaviour?.stopMs ?? DEFAULT_MS.stopMs) * scale,
      updateMs: (behaviour?.updateMs ?? DEFAULT_MS.updateMs) * scale,
      startMs: (behaviour?.startMs ?? DEFAULT_MS.startMs) * scale,
      deleteMs: (behaviour?.deleteMs ?? DEFAULT_MS.deleteMs) * scale,
    };
    this.stateOf = (account) => state.states.get(account) ?? tree.accounts.get(account)?.seed.state ?? 'ACTIVE';
  }

  get journal(): Journal {
    return this.state.journal;
  }

  /**
   * The answer's body as an SDK would parse it.
   * @throws Refusal when AWS says no; TransportFailure when a fault on demand eats the answer.
   */
  call(request: CloudRequest): Output {
    const { answer, fault } = this.exchange(request);
    const lost = fault === undefined ? undefined : transportFailure(fault.fault);
    if (lost !== undefined) {
      throw lost;
    }
    if (answer === undefined || fault?.fault === 'empty-200') {
      return {};
    }
    if ('refusal' in answer) {
      throw answer.refusal;
    }
    return answer.output;
  }

  /** Carries a request out, journals it, and tells which fault its answer meets. */
  exchange(request: CloudRequest): Exchange {
    const now = this.options.now();
    let principal: Principal | undefined;
    let fault: FaultRule | undefined;
    let answer: Exchange['answer'];
    try {
      principal = this.state.principals.identify(request.service, request.accessKeyId, request.sessionToken, now);
      fault = this.state.faults.strike({
        account: principal.account,
        region: request.region,
        service: request.service,
        operation: request.operation,
        resource:
          str(request.input, 'NotebookInstanceName') ??
          str(request.input, 'ResourceArn') ??
          str(request.input, 'RoleArn'),
      });
      const reached = fault === undefined || isCarriedOut(fault);
      answer = reached ? { output: this.run(request, principal, fault, now) } : undefined;
    } catch (error) {
      if (!(error instanceof Refusal)) {
        throw error;
      }
      answer = { refusal: error };
    }
    this.record(request, principal, fault, answer, now);
    return { answer, fault };
  }

  /**
   * What a person does by other means than this simulator's API: legal moves only, no permissions asked.
   * @returns `ok`, or why the move is impossible.
   */
  person(account: string, region: string, name: string, action: PersonAction, detail: PersonDetail = {}): string {
    const { notebooks } = this.state;
    return actAsPerson(
      { notebooks, latencies: this.latencies, now: this.options.now() },
      { account, region, name, action, detail },
    );
  }

  /** The truth about a notebook instance; undefined when there is none. */
  notebook(account: string, region: string, name: string): NotebookRecord | undefined {
    return this.state.notebooks.find(account, region, name, this.options.now());
  }

  /** The truth about all of them. Also brings the journal up to date with what time has brought. */
  notebooks(): NotebookRecord[] {
    return [...this.state.notebooks.all(this.options.now())];
  }

  /** Replaces the faults on demand. */
  setFaults(rules: readonly FaultRule[]): void {
    this.state.faults.replace(rules);
  }

  /** Suspends or closes an account, or brings it back. */
  setAccountState(account: string, state: AccountStateSeed): void {
    this.state.states.set(account, state);
  }

  /** Another cloud that goes on from here by itself, with an empty journal. Cheap: versions of notebooks are shared. */
  fork(options: Partial<Pick<CloudOptions, 'now' | 'latencyScale'>> = {}): Cloud {
    const journal = new Journal(this.options.journal);
    return new Cloud({ ...this.options, ...options }, this.tree, {
      journal,
      notebooks: this.state.notebooks.copy(journal),
      faults: this.state.faults.copy(),
      principals: this.state.principals.copy(),
      throttle: this.state.throttle.copy(),
      states: new Map(this.state.states),
      organizationLists: this.state.organizationLists,
    });
  }

  private run(request: CloudRequest, principal: Principal, fault: FaultRule | undefined, now: number): Output {
    const { service, region, operation: name, input } = request;
    const operation = operationOf(service, name);
    if (operation === undefined) {
      throw refuse(service, 'unknownOperation', `Could not find operation ${name.slice(0, 128)}`);
    }
    if (REGIONAL.has(service) && this.tree.accounts.get(principal.account)?.regions.has(region) !== true) {
      throw refuse(service, 'unknownClient', UNKNOWN_CLIENT_TEXT);
    }
    const call = this.callOf(request, principal, fault, now);
    refuseOnDemand(call);
    const bucketRegion = service === 'organizations' || service === 'account' ? '' : region;
    if (!this.state.throttle.admits(principal.account, bucketRegion, operation.family, now)) {
      throw refuse(service, 'throttled', 'Rate exceeded');
    }
    checkInput(operation, input);
    return operation.run(call);
  }

  private callOf(request: CloudRequest, principal: Principal, fault: FaultRule | undefined, now: number): Call {
    const { behaviour = {} } = this.options.world;
    const every = behaviour.emptyPageEvery ?? 0;
    const isList = every > 0 && request.service === 'organizations' && request.operation.startsWith('List');
    this.state.organizationLists += isList ? 1 : 0;
    return {
      service: request.service,
      operation: request.operation,
      region: request.region,
      input: request.input,
      principal,
      now,
      fault,
      stale: fault?.fault === 'stale-read' ? { versions: fault.versions, agoMs: fault.agoMs } : FRESH,
      emptyPage: isList && this.state.organizationLists % every === 0,
      tree: this.tree,
      behaviour,
      notebooks: this.state.notebooks,
      principals: this.state.principals,
      latencies: this.latencies,
      stateOf: this.stateOf,
    };
  }

  private record(
    request: CloudRequest,
    principal: Principal | undefined,
    fault: FaultRule | undefined,
    answer: Exchange['answer'],
    now: number,
  ): void {
    this.state.journal.add({
      kind: 'request',
      at: now,
      account: principal?.account ?? '',
      region: request.region,
      principal: principal?.arn ?? request.accessKeyId,
      role: principal?.role,
      session: principal?.session,
      sourceIdentity: principal?.sourceIdentity,
      service: request.service,
      operation: request.operation,
      input: request.input,
      outcome: answer === undefined ? 'not-reached' : 'refusal' in answer ? answer.refusal.code : 'ok',
      fault: fault?.fault,
    });
  }
}

function checkInput(operation: Operation, input: Input): void {
  const complaint = faultOf(operation.members, input);
  if (complaint !== undefined) {
    throw refuse(operation.service, 'invalid', complaint);
  }
}

function refuseOnDemand(call: Call): void {
  const fault = call.fault?.fault;
  const action = `${call.service === 'tagging' ? 'tag' : call.service}:${call.operation}`;
  if (fault === 'throttle') {
    throw refuse(call.service, 'throttled', 'Rate exceeded');
  }
  if (fault === 'access-denied') {
    throw denied(call, action, '*', `because no identity-based policy allows the ${action} action`);
  }
  if (fault === 'control-policy-denied') {
    throw denied(call, action, '*', 'with an explicit deny in a service control policy');
  }
  if (fault === 'expired-token') {
    throw refuse(call.service, 'expired', EXPIRED_TEXT);
  }
  if (fault === 'region-disabled') {
    throw refuse(call.service, 'unknownClient', UNKNOWN_CLIENT_TEXT);
  }
}
