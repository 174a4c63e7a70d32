/**
 * A reading from before the resource was made: it shows what had that name before, and says nothing about what has it now.
 */
import { AwsError } from '../model/aws-error.ts';
import type { Resource } from '../model/resource.ts';
import type { Place } from './memory.ts';

export function outdated(place: Place, { arn }: Resource): AwsError {
  return new AwsError({
    reason: 'unavailable',
    code: 'OutdatedReading',
    message: `the reading shows what was called ${arn} before`,
    operation: 'Describe',
    target: place.selection.target,
    delivery: 'answered',
  });
}
