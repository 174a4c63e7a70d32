/**
 * What people do by other means than the simulator's API, to a resource of any kind.
 */
import type { CloudState } from './cloud-state.ts';
import { actOnEndpoint } from './ec2-person.ts';
import type { PersonDeed } from './interventions.ts';
import type { JobTimes, PipelineTimes } from './latencies.ts';
import { actOnGroup, actOnVpc } from './network-person.ts';
import type { Latencies } from './notebook-moves.ts';
import type { OrganizationTree } from './organization-tree.ts';
import { actAsPerson } from './person.ts';
import { actOnPipeline } from './pipeline-person.ts';
import { actOnBucket, actOnJob } from './workload-person.ts';

/** How long what they begin takes; milliseconds, already scaled. */
export interface Durations {
  readonly notebooks: Latencies;
  readonly pipelines: PipelineTimes;
  readonly jobs: JobTimes;
}

/** @returns `ok`, or why it cannot be done. */
export function actOn(
  state: CloudState,
  tree: OrganizationTree,
  durations: Durations,
  deed: PersonDeed,
  now: number,
): string {
  const { notebooks, pipelines, executions, networks, workloads } = state;
  const around = { workloads, executions, tree, times: durations.jobs, now };
  switch (deed.kind) {
    case 'vpc-endpoint':
      return actOnEndpoint(networks, deed, now);
    case 'vpc':
      return actOnVpc(networks, deed, now);
    case 'security-group':
      return actOnGroup(networks, deed, now);
    case 'job':
      return actOnJob(around, deed);
    case 'bucket':
      return actOnBucket(around, deed);
    case 'pipeline':
      return actOnPipeline({ tree, pipelines, executions, times: durations.pipelines, now }, deed);
    case 'notebook-instance':
    case undefined:
      return actAsPerson({ notebooks, latencies: durations.notebooks, now }, deed);
  }
}
