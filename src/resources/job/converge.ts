/**
 * Which single call leads this job on? A job cannot be changed: one that must not run as it does is stopped. Pure.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_StopProcessingJob.html
 */
import type { Step, StepContext } from '../../model/resource.ts';
import type { Difference } from '../../model/verdict.ts';
import { isInProgress, startedBy } from './shape.ts';
import type { Job } from './shape.ts';
import { JOB_APIS } from './types.ts';

const RECHECK_MS = 2_000;

/** Once it is Stopping nothing leads on: containers are told to end, and 120 seconds later they are. */
export function nextStep(job: Job, differences: readonly Difference[], { recollection, settleMs }: StepContext): Step {
  if (!isInProgress(job) || differences.length === 0) return { step: 'none' };
  const { name: member, stop } = JOB_APIS[job.type];
  const sent = recollection.sent.findLast(
    ({ operation, outcome }) => operation === stop && (outcome === 'accepted' || outcome === 'ambiguous'),
  );
  if (sent !== undefined && job.observedAt - sent.at < settleMs) {
    const why = `a ${stop} was sent, and the reading may be older than it`;
    return { step: 'wait', recheckAfterMs: RECHECK_MS, reason: 'StopSent', why };
  }
  // Two policies may want it stopped for the same setting.
  const paths = [...new Set(differences.map(({ path }) => path))];
  return {
    step: 'call',
    call: { operation: stop, input: { [member]: job.name } },
    effect: 'disrupt',
    reason: 'Stop',
    why: `it runs otherwise than is wanted, and a job cannot be changed: ${paths.join(', ')}; ${startedBy(job)}`,
    mends: paths,
  };
}
