/**
 * Which single call leads this job on? A job cannot be changed: one that must not run as it does is stopped. Pure.
 */
import type { Step, StepContext } from '../../model/resource.ts';
import type { Difference } from '../../model/verdict.ts';
import type { Job } from './shape.ts';

export function nextStep(_job: Job, _differences: readonly Difference[], _context: StepContext): Step {
  return { step: 'none' };
}
