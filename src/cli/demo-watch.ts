/**
 * How the demo looks at its two processes: over HTTP, like anybody else.
 */
import type { Clock } from '../model/world.ts';
import type { StatusReport } from '../report/status.ts';
import type { Child } from './demo-children.ts';
import type { Truth } from './demo-picture.ts';

const START_LOOKS = 150;
const START_LOOK_EVERY_MS = 200;
const ANSWER_WITHIN_MS = 5_000;
const PROVENANCE_TAG = 'sagekeeper:changed';

/** False where the process ended, half a minute went by, or a signal came first. */
export async function waitUntilAnswered(
  url: string,
  child: Child,
  { signal, clock }: { readonly signal: AbortSignal; readonly clock: Clock },
): Promise<boolean> {
  for (let look = 0; look < START_LOOKS && child.running() && !signal.aborted; look += 1) {
    if ((await readJson(url, signal)) !== undefined) return true;
    await clock.sleep(START_LOOK_EVERY_MS, signal);
  }
  return false;
}

/** Undefined while nobody answers. */
export async function readStatus(url: string, signal: AbortSignal): Promise<StatusReport | undefined> {
  // Our own process in the same version wrote it.
  return (await readJson(url, signal)) as StatusReport | undefined;
}

export async function readTruth(url: string, signal: AbortSignal): Promise<readonly Truth[]> {
  const found = await readJson(url, signal);
  const notebooks = typeof found === 'object' && found !== null && 'notebooks' in found ? found.notebooks : found;
  if (!Array.isArray(notebooks)) return [];
  return (notebooks as readonly { arn?: string; status?: string; tags?: Record<string, string> }[]).map((notebook) => ({
    arn: notebook.arn ?? '',
    status: notebook.status ?? '',
    changed: notebook.tags?.[PROVENANCE_TAG] !== undefined,
  }));
}

async function readJson(url: string, signal: AbortSignal): Promise<unknown> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]) });
    return answer.ok ? await answer.json() : undefined;
  } catch {
    // Not there yet, or ending: the caller looks again, or at the process.
    return undefined;
  }
}
