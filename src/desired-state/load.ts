/**
 * What did people write? A directory in, the desired state or every problem out.
 */
import { readTree } from './files.ts';
import { read } from './read.ts';
import type { Loaded } from './read.ts';

/**
 * Reads all `*.yaml` and `*.yml` below the directory. Never rejects: what cannot be read is a problem as well.
 *
 * @param now Milliseconds since the epoch: exemptions last at most a year from it, and the state is stamped with it.
 */
export async function load(directory: string, now: number): Promise<Loaded> {
  const { files, problems, commit } = await readTree(directory);
  return read(files, now, { directory, unread: problems, commit });
}
