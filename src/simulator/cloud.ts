/**
 * The simulated AWS without a wire: state, and one synchronous call at a time against it. Time comes in as a function and moves
 * nothing by itself: whatever was due is applied when somebody looks. So a test can run a million calls in its own time.
 */
import type { Call, Output } from './call.ts';
import { type CloudState, copyOf, stateOf } from './cloud-state.ts';
import { actOn, type Durations } from './deeds.ts';
import type { EndpointRecord, SecurityGroupRecord } from './ec2-records.ts';
import type { FaultRule } from './faults.ts';
import type { Input } from './input-shape.ts';
import type { Intervention, PersonDeed } from './interventions.ts';
import { allJobs } from './job-lookup.ts';
import type { JobRecord } from './job-record.ts';
import type { Journal } from './journal.ts';
import { endpointPolicyDelay, jobTimes, notebookLatencies, pipelineTimes } from './latencies.ts';
import type { DomainRecord } from './model-record.ts';
import type { NotebookRecord } from './notebook-record.ts';
import { refuseOnDemand } from './on-demand.ts';
import { type OrganizationTree, treeOf } from './organization-tree.ts';
import { type PersonAction, type PersonDetail } from './person.ts';
import type { ExecutionRecord } from './pipeline-execution.ts';
import type { PipelineRecord } from './pipeline-record.ts';
import type { Principal } from './principals.ts';
import type { Staleness } from './record-store.ts';
import { refuse, Refusal, UNKNOWN_CLIENT_TEXT } from './refusal.ts';
import { checkInput, checkRate } from './request-check.ts';
import { requestEntry } from './request-entry.ts';
import { type RequestFacts, resourceOf } from './request-match.ts';
import { operationOf } from './services/index.ts';
import { AWS_RATES, type Rate } from './throttle.ts';
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
const FRESH: Staleness = {};
const REGIONAL = new Set(['sagemaker', 'tagging', 'ec2']);

export function createCloud(options: CloudOptions): Cloud {
  const tree = treeOf(options.world);
  const rates = options.rates === 'aws' ? AWS_RATES : NO_RATES;
  return new Cloud(options, tree, stateOf(tree, options.journal, rates, options.now()));
}

export class Cloud {
  readonly tree: OrganizationTree;
  private readonly options: CloudOptions;
  private readonly state: CloudState;
  private readonly durations: Durations;
  private readonly endpointPolicyMs: number;
  private readonly stateOf: (account: string) => AccountStateSeed;

  constructor(options: CloudOptions, tree: OrganizationTree, state: CloudState) {
    this.options = options;
    this.tree = tree;
    this.state = state;
    const scale = options.latencyScale ?? 1;
    const { behaviour } = options.world;
    this.durations = {
      notebooks: notebookLatencies(behaviour, scale),
      pipelines: pipelineTimes(behaviour, scale),
      jobs: jobTimes(behaviour, scale),
    };
    this.endpointPolicyMs = endpointPolicyDelay(behaviour, scale);
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
    let later: readonly Intervention[] = [];
    try {
      principal = this.state.principals.identify(request.service, request.accessKeyId, request.sessionToken, now);
      const facts: RequestFacts = {
        account: principal.account,
        region: request.region,
        service: request.service,
        operation: request.operation,
        resource: resourceOf(request.input),
      };
      later = this.intervene(facts);
      fault = this.state.faults.strike(facts);
      const reached = fault === undefined || isCarriedOut(fault);
      answer = reached ? { output: this.run(request, principal, fault, now) } : undefined;
    } catch (error) {
      if (!(error instanceof Refusal)) {
        throw error;
      }
      answer = { refusal: error };
    }
    this.state.journal.add(requestEntry(request, principal, fault, answer, now));
    this.carryOut(later);
    return { answer, fault };
  }

  /**
   * What a person does by other means than this simulator's API: legal moves only, no permissions asked.
   * @returns `ok`, or why the move is impossible.
   */
  person(account: string, region: string, name: string, action: PersonAction, detail: PersonDetail = {}): string {
    return this.personDoes({ account, region, name, action, detail });
  }

  /** The same for a resource of any kind. */
  personDoes(deed: PersonDeed): string {
    return actOn(this.state, this.tree, this.durations, deed, this.options.now());
  }

  /** The truth about a notebook instance; undefined when there is none. */
  notebook(account: string, region: string, name: string): NotebookRecord | undefined {
    return this.state.notebooks.find(account, region, name, this.options.now());
  }

  /** The truth about all of them. Also brings the journal up to date with what time has brought. */
  notebooks(): NotebookRecord[] {
    return [...this.state.notebooks.all(this.options.now())];
  }

  /** The truth about a pipeline; undefined when there is none. */
  pipeline(account: string, region: string, name: string): PipelineRecord | undefined {
    return this.state.pipelines.find(account, region, name, this.options.now());
  }

  /** Every pipeline. */
  pipelines(): readonly PipelineRecord[] {
    return [...this.state.pipelines.all(this.options.now())];
  }

  /** Every execution of a pipeline. */
  executions(): readonly ExecutionRecord[] {
    return [...this.state.executions.all(this.options.now())];
  }

  /** The truth about every VPC endpoint. */
  endpoints(): readonly EndpointRecord[] {
    return [...this.state.networks.endpoints.all(this.options.now())];
  }

  /** The truth about every job of every type. */
  jobs(): readonly JobRecord[] {
    return allJobs(this.state, this.options.now());
  }

  /** The truth about every security group. */
  groups(): readonly SecurityGroupRecord[] {
    return [...this.state.networks.groups.all(this.options.now())];
  }

  /** The truth about every Studio domain. */
  domains(): readonly DomainRecord[] {
    return [...this.state.workloads.domains.all(this.options.now())];
  }

  /** Replaces what people do just before and just after certain requests. */
  setInterventions(rules: readonly Intervention[]): void {
    this.state.interventions.replace(rules);
  }

  /** What came of those deeds so far: `ok`, or why one was impossible. */
  get interventionOutcomes(): readonly string[] {
    return this.state.interventions.outcomes;
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
    return new Cloud({ ...this.options, ...options }, this.tree, copyOf(this.state, this.options.journal));
  }

  private intervene(facts: RequestFacts): readonly Intervention[] {
    const struck = this.state.interventions.strike(facts);
    this.carryOut(struck.filter(({ when }) => when !== 'after'));
    return struck.filter(({ when }) => when === 'after');
  }

  private carryOut(interventions: readonly Intervention[]): void {
    for (const { deed } of interventions) {
      this.state.interventions.note(this.personDoes(deed));
    }
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
    checkRate(this.state.throttle, operation, call);
    checkInput(operation, input);
    return operation.run(call);
  }

  private callOf(request: CloudRequest, principal: Principal, fault: FaultRule | undefined, now: number): Call {
    const { behaviour = {} } = this.options.world;
    const { notebooks, pipelines, executions, networks, workloads, principals } = this.state;
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
      notebooks,
      pipelines,
      executions,
      networks,
      workloads,
      principals,
      jobTimes: this.durations.jobs,
      times: this.durations.pipelines,
      endpointPolicyMs: this.endpointPolicyMs,
      latencies: this.durations.notebooks,
      stateOf: this.stateOf,
    };
  }
}
