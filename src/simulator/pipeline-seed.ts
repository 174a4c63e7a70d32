/**
 * Executions that a world begins with, as if somebody had started them: the jobs that they have are those that the service
 * would have made.
 */
import type { OrganizationTree } from './organization-tree.ts';
import { planFor, serialId } from './pipeline-start.ts';
import { begun, type ExecutionRecord } from './pipeline-execution.ts';
import { newestOf, type PipelineRecord } from './pipeline-record.ts';
import type { ExecutionSeed } from './world-shape.ts';

/** How long the steps of a seeded execution took: whatever is asked about it is past. */
const LENGTH_MS = 600_000;

/** @throws RangeError when it names a version that the pipeline does not have. */
export function seededExecution(
  tree: OrganizationTree,
  pipeline: PipelineRecord,
  seed: ExecutionSeed,
  index: number,
): ExecutionRecord {
  const version =
    seed.version === undefined ? newestOf(pipeline) : pipeline.versions.find(({ id }) => id === seed.version);
  if (version === undefined) {
    throw new RangeError(`pipeline ${pipeline.name} has no version ${seed.version} to execute`);
  }
  const id = serialId(pipeline, index + 1);
  const at = seed.startedAt === undefined ? pipeline.createdAt + index : Date.parse(seed.startedAt);
  const { steps } = planFor(tree, pipeline, version.definition, id, new Map());
  const started = begun(pipeline, { id, version, steps, failure: undefined, lengthMs: LENGTH_MS, by: version.by, at });
  const status = seed.status ?? 'Executing';
  const over = at + LENGTH_MS;
  return {
    ...started,
    status,
    cutAt: status === 'Stopped' || status === 'Stopping' ? over : undefined,
    failureReason: status === 'Failed' ? (steps.find((step) => step.failure)?.failure ?? 'Step failure') : undefined,
    modifiedAt: status === 'Executing' ? at : over,
    due: undefined,
  };
}
