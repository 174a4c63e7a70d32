/**
 * Which VPCs are there, and what stands in them?
 */
import type { DescribeOptions, ListContext, Listed, Sighting } from '../../model/resource.ts';
import type { Target } from '../../model/target.ts';
import type { Reader } from '../../model/world.ts';
import type { Vpc } from './shape.ts';

export async function* listVpcs(_aws: Reader, _target: Target, _context: ListContext<Vpc>): AsyncIterable<Listed<Vpc>> {
  await Promise.resolve();
  yield* [];
}

export async function describeVpc(
  _aws: Reader,
  _sighting: Sighting,
  _options: DescribeOptions,
): Promise<Vpc | undefined> {
  return Promise.resolve(undefined);
}
