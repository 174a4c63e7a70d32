/**
 * Which single call leads this job on? A job cannot be changed: one that must not run as it does is stopped. Pure.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_StopProcessingJob.html
 */
import type { OperationName } from '../../aws/operations.ts';
import type { SentCall, Step, StepContext } from '../../model/resource.ts';
import type { Difference } from '../../model/verdict.ts';
import { recheckAfterMs, wasPerhapsDone } from '../sent.ts';
import { isInProgress, startedBy } from './shape.ts';
import type { Job } from './shape.ts';
import { JOB_APIS } from './types.ts';

/** AWS does not say how far readings of a job lag behind: as far as it says of EC2. A second Stop would change nothing. */
const SHOWS_AFTER_MS = 5 * 60_000;
/** Containers are told to end, and 120 seconds later they are; what they leave is uploaded then. One that takes longer is not waited for. */
const ENDS_WITHIN_MS = 3_600_000;

/** Once it is Stopping nothing leads on. Until one that we stopped has ended, it keeps its place in the budgets. */
export function nextStep(job: Job, differences: readonly Difference[], context: StepContext): Step {
  const { name: member, stop } = JOB_APIS[job.type];
  if (job.status === 'Stopping') return untilEnded(stop, context);
  if (!isInProgress(job) || differences.length === 0) return { step: 'none' };
  const sent = sentLately(job, stop, context);
  if (sent !== undefined) {
    const why = `a ${stop} was sent, and the reading may be older than it`;
    return { step: 'wait', recheckAfterMs: recheckAfterMs(context.now - sent.at), reason: 'StopSent', why };
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

function untilEnded(stop: OperationName, { now, recollection }: StepContext): Step {
  const sent = recollection.sent.findLast((one) => one.operation === stop && wasPerhapsDone(one));
  if (sent === undefined || now - sent.at >= ENDS_WITHIN_MS) return { step: 'none' };
  const why = `a ${stop} was sent, and it has not ended yet`;
  return { step: 'wait', recheckAfterMs: recheckAfterMs(now - sent.at), reason: 'Stopping', why };
}

/** A Stop that may never have arrived is sent again sooner: the job goes on meanwhile. */
function sentLately(
  { observedAt }: Job,
  stop: OperationName,
  { recollection, settleMs }: StepContext,
): SentCall | undefined {
  return recollection.sent.findLast((one) => {
    if (one.operation !== stop || !wasPerhapsDone(one)) return false;
    return observedAt - one.at < (one.outcome === 'accepted' ? Math.max(settleMs, SHOWS_AFTER_MS) : settleMs);
  });
}
