/**
 * How the demo looks at its two processes: over HTTP, like anybody else.
 */
import type { Clock } from '../model/world.ts';
import type { StatusReport } from '../report/status.ts';
import type { Child } from './demo-children.ts';
import type { Truth } from './demo-closing.ts';
import type { Change } from './demo-picture.ts';

const START_LOOKS = 150;
const START_LOOK_EVERY_MS = 200;
const ANSWER_WITHIN_MS = 5_000;
/** Members that change without anybody changing a setting. */
const PASSING = new Set(['LastModifiedTime', 'Tags', 'Url', 'NetworkInterfaceId', 'FailureReason']);

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

/** Every notebook as the simulator knows it. */
export async function readTruth(aws: string, signal: AbortSignal): Promise<readonly Truth[]> {
  const found = await readJson(`${aws}/_simulator/notebooks`, signal);
  return listIn(found, 'notebooks').map((notebook) => {
    const { NotebookInstanceArn: arn, NotebookInstanceStatus: status, ...rest } = notebook;
    const settings = Object.entries(rest).filter(([name]) => !PASSING.has(name));
    return { arn: String(arn), status: String(status), settings: JSON.stringify(settings) };
  });
}

/** What happened to notebooks since an entry of the simulator's journal, and the number of the last entry. */
export async function readChanges(
  aws: string,
  after: number,
  signal: AbortSignal,
): Promise<{ readonly changes: readonly Change[]; readonly last: number }> {
  const found = await readJson(`${aws}/_simulator/journal?after=${after}`, signal);
  const entries = listIn(found, 'entries');
  const changes = entries
    .filter(({ kind }) => kind === 'change')
    .map(({ resource, from, to }) => ({ resource: String(resource), from: textOf(from), to: textOf(to) }));
  const last = entries.at(-1)?.['seq'];
  return { changes, last: typeof last === 'number' ? last : after };
}

function listIn(found: unknown, member: string): readonly Readonly<Record<string, unknown>>[] {
  const list: unknown = typeof found === 'object' && found !== null ? Reflect.get(found, member) : undefined;
  return Array.isArray(list) ? list : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
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
