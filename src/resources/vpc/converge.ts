/**
 * Which single call leads this VPC on?
 */
import type { Step, StepContext } from '../../model/resource.ts';
import type { Difference } from '../../model/verdict.ts';
import type { Vpc } from './shape.ts';

export function nextStep(_vpc: Vpc, _differences: readonly Difference[], _context: StepContext): Step {
  return { step: 'none' };
}
