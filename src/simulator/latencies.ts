/**
 * How long things take: what a world says of it, else what fits what people report, scaled for tests that cannot wait.
 */
import type { Latencies } from './notebook-moves.ts';
import type { Behaviour } from './world-shape.ts';

/** Milliseconds, already scaled. */
export interface PipelineTimes {
  /** For how long after an update another one meets a conflict. */
  readonly updateMs: number;
  readonly deleteMs: number;
  readonly executionMs: number;
  readonly stopMs: number;
}

/** Milliseconds, already scaled. */
export interface JobTimes {
  readonly jobMs: number;
  readonly stopMs: number;
  /** From a domain's creation to its being in service. */
  readonly domainMs: number;
}

const NOTEBOOK_MS: Latencies = { stopMs: 40_000, updateMs: 20_000, startMs: 90_000, deleteMs: 30_000 };
const PIPELINE_MS: PipelineTimes = { updateMs: 0, deleteMs: 5_000, executionMs: 300_000, stopMs: 20_000 };
/** A container has 120 seconds between the signal that asks and the one that does not. */
const JOB_MS: JobTimes = { jobMs: 600_000, stopMs: 60_000, domainMs: 60_000 };

export function notebookLatencies(behaviour: Behaviour | undefined, scale: number): Latencies {
  return {
    stopMs: (behaviour?.stopMs ?? NOTEBOOK_MS.stopMs) * scale,
    updateMs: (behaviour?.updateMs ?? NOTEBOOK_MS.updateMs) * scale,
    startMs: (behaviour?.startMs ?? NOTEBOOK_MS.startMs) * scale,
    deleteMs: (behaviour?.deleteMs ?? NOTEBOOK_MS.deleteMs) * scale,
  };
}

/** AWS says that a changed policy of an endpoint takes minutes; a reading that is seconds old is the nuisance. */
const ENDPOINT_POLICY_MS = 5_000;

export function endpointPolicyDelay(behaviour: Behaviour | undefined, scale: number): number {
  return (behaviour?.endpointPolicyMs ?? ENDPOINT_POLICY_MS) * scale;
}

export function pipelineTimes(behaviour: Behaviour | undefined, scale: number): PipelineTimes {
  return {
    updateMs: (behaviour?.pipelineUpdateMs ?? PIPELINE_MS.updateMs) * scale,
    deleteMs: (behaviour?.pipelineDeleteMs ?? PIPELINE_MS.deleteMs) * scale,
    executionMs: (behaviour?.executionMs ?? PIPELINE_MS.executionMs) * scale,
    stopMs: (behaviour?.executionStopMs ?? PIPELINE_MS.stopMs) * scale,
  };
}

/** Of jobs that somebody creates; those that a world begins with take what it says. */
export function jobTimes(behaviour: Behaviour | undefined, scale: number): JobTimes {
  return {
    jobMs: (behaviour?.jobMs ?? JOB_MS.jobMs) * scale,
    stopMs: (behaviour?.jobStopMs ?? JOB_MS.stopMs) * scale,
    domainMs: JOB_MS.domainMs * scale,
  };
}
