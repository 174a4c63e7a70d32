/**
 * Everything in a cloud that changes: made from a world, and copied so that a fork goes its own way.
 */
import { copyOfNetworks, type Networks, networksOf } from './ec2-records.ts';
import { Faults } from './faults.ts';
import { Interventions } from './interventions.ts';
import { Journal } from './journal.ts';
import { type NotebookRecord, recordOf } from './notebook-record.ts';
import type { OrganizationTree } from './organization-tree.ts';
import type { ExecutionRecord } from './pipeline-execution.ts';
import { pipelineOf, type PipelineRecord } from './pipeline-record.ts';
import { seededExecution } from './pipeline-seed.ts';
import { Principals } from './principals.ts';
import { RecordStore } from './record-store.ts';
import { type Rate, Throttle } from './throttle.ts';
import { copyOfWorkloads, type Workloads, workloadsOf } from './workloads.ts';
import type { AccountStateSeed } from './world-shape.ts';

export interface CloudState {
  readonly journal: Journal;
  readonly notebooks: RecordStore<NotebookRecord>;
  readonly pipelines: RecordStore<PipelineRecord>;
  readonly executions: RecordStore<ExecutionRecord>;
  readonly networks: Networks;
  readonly workloads: Workloads;
  readonly faults: Faults;
  readonly interventions: Interventions;
  readonly principals: Principals;
  readonly throttle: Throttle;
  /** Of accounts whose state is no longer the seed's. */
  readonly states: Map<string, AccountStateSeed>;
  organizationLists: number;
}

/**
 * @param rates of the token buckets; empty: none throttles.
 * @param now when it begins, in milliseconds since the epoch.
 */
export function stateOf(
  tree: OrganizationTree,
  keeps: 'entries' | 'counters' | undefined,
  rates: ReadonlyMap<string, Rate>,
  now: number,
): CloudState {
  const journal = new Journal(keeps);
  const notebooks = new RecordStore<NotebookRecord>(journal);
  const pipelines = new RecordStore<PipelineRecord>(journal);
  const executions = new RecordStore<ExecutionRecord>(journal);
  for (const account of tree.world.accounts) {
    for (const seed of account.notebooks ?? []) {
      notebooks.plant(recordOf(account.id, seed));
    }
    for (const seed of account.pipelines ?? []) {
      const pipeline = pipelineOf(account.id, seed);
      pipelines.plant(pipeline);
      for (const [index, execution] of (seed.executions ?? []).entries()) {
        executions.plant(seededExecution(tree, pipeline, execution, index));
      }
    }
  }
  return {
    journal,
    notebooks,
    pipelines,
    executions,
    networks: networksOf(tree, journal),
    workloads: workloadsOf(tree, journal, now),
    faults: new Faults(),
    interventions: new Interventions(),
    principals: new Principals(tree),
    throttle: new Throttle(rates),
    states: new Map(),
    organizationLists: 0,
  };
}

/** The same state with an empty journal. Cheap: versions of resources are shared. */
export function copyOf(state: CloudState, keeps: 'entries' | 'counters' | undefined): CloudState {
  const journal = new Journal(keeps);
  return {
    journal,
    notebooks: state.notebooks.copy(journal),
    pipelines: state.pipelines.copy(journal),
    executions: state.executions.copy(journal),
    networks: copyOfNetworks(state.networks, journal),
    workloads: copyOfWorkloads(state.workloads, journal),
    faults: state.faults.copy(),
    interventions: state.interventions.copy(),
    principals: state.principals.copy(),
    throttle: state.throttle.copy(),
    states: new Map(state.states),
    organizationLists: state.organizationLists,
  };
}
