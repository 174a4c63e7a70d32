/**
 * Which jobs run, or have begun lately, and in which network?
 */
import type { DescribeOptions, ListContext, Listed, Sighting } from '../../model/resource.ts';
import type { Target } from '../../model/target.ts';
import type { Reader } from '../../model/world.ts';
import type { Job } from './shape.ts';

export async function* listJobs(_aws: Reader, _target: Target, _context: ListContext<Job>): AsyncIterable<Listed<Job>> {
  await Promise.resolve();
  yield* [];
}

export async function describeJob(
  _aws: Reader,
  _sighting: Sighting,
  _options: DescribeOptions,
): Promise<Job | undefined> {
  return Promise.resolve(undefined);
}
