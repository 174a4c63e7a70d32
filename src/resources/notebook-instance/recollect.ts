/**
 * What follows from the calls that this process recollects having sent? Everything here is wiped by a restart, and every
 * answer for "nothing recollected" is the one under which no notebook stays down.
 */
import type { OperationName } from '../../aws/operations.ts';
import { RECOLLECTED_CALLS } from '../../model/resource.ts';
import type { Intent, Recollection, SentCall, StepContext } from '../../model/resource.ts';
import { wasPerhapsDone } from '../sent.ts';
import type { NotebookInstance } from './shape.ts';

/** A Start that was refused is tried again after this, doubled each time. */
const START_RETRY_MS = 15_000;
const START_RETRY_MAX_MS = 5 * 60_000;

export function lastSent(context: StepContext, operation: OperationName, change?: string): SentCall | undefined {
  return context.recollection.sent.findLast(
    (sent) => sent.operation === operation && (change === undefined || sent.change === change),
  );
}

/**
 * May the notebook be down because of our Stop? Only a process that wrote the intent itself, and knows that none of the
 * Stops it sent since can have been carried out, may say no: then a person stopped it, and it is left off. A Stop counts
 * whichever change it was sent for: a stale reading may have shown it an earlier process's intent.
 */
export function stopMayBeOurs(intent: Intent, context: StepContext): boolean {
  const { wrote, sent } = context.recollection;
  const begun = sent.findIndex(
    (it) => it.operation === 'AddTags' && it.effect === 'disrupt' && it.change === intent.change,
  );
  if (wrote?.change !== intent.change || begun < 0 || intent.phase !== 'stop') return true;
  // What came first may have been forgotten, and a Stop with it.
  if (sent.length >= RECOLLECTED_CALLS && sent[0]?.change === intent.change) return true;
  return sent.slice(begun).some((it) => it.operation === 'StopNotebookInstance' && wasPerhapsDone(it));
}

/**
 * When this process last did something that its intent stands for and that a reading may not show yet: a notebook that is seen
 * running, without the tag, a settle later has nothing of ours left. Undefined: no intent that it wrote is left.
 */
export function touchedAt({ wrote, sent }: Recollection): number | undefined {
  if (wrote === undefined || wrote.phase === 'up') return undefined;
  // The tag says when it was decided upon, and not when it was written.
  const last = sent.findLast(({ operation }) => operation === 'StopNotebookInstance' || operation === 'AddTags');
  return Math.max(wrote.at, last?.at ?? wrote.at);
}

/**
 * It runs without the tag that we wrote, on a reading that is old enough to be believed: it is back, or was never stopped, and
 * somebody took the tag away. Were it still remembered, a stop by its owner later would be taken for ours.
 */
export function isIntentOver(notebook: NotebookInstance, recollection: Recollection, settleMs: number): boolean {
  const touched = touchedAt(recollection);
  if (touched === undefined || notebook.status !== 'InService' || notebook.intent.is !== 'none') return false;
  return notebook.observedAt - touched >= settleMs;
}

/**
 * AWS has accepted a Stop for this change, or what comes after it: another one would disturb somebody a second time. A notebook
 * that runs all the same was started by a person, or is shown as it was.
 */
export function hasGoneOn({ change }: Intent, context: StepContext): boolean {
  return context.recollection.sent.some(
    (sent) =>
      sent.change === change &&
      sent.outcome === 'accepted' &&
      sent.effect !== 'probe' &&
      /^(Stop|Update|Start)NotebookInstance$/.test(sent.operation),
  );
}

/** An answer that was lost is enough where the reading shows what was written and nobody else can have written it. */
export function saidByUs({ change }: Intent, context: StepContext): boolean {
  const said = lastSent(context, 'AddTags', change);
  return said?.outcome === 'accepted' || (said?.outcome === 'ambiguous' && said.effect === 'disrupt');
}

/** Since when this call has been failing: the first that was not accepted after the last call that was. */
export function failingSince(context: StepContext, operation: OperationName): number | undefined {
  const { sent } = context.recollection;
  const accepted = sent.findLastIndex(({ outcome }) => outcome === 'accepted');
  return sent.slice(accepted + 1).find((it) => it.operation === operation && it.effect !== 'probe')?.at;
}

/** How long to wait before the next Start; 0 for now. An accepted Start that does not take is sent again after a settle. */
export function startDelayMs(intent: Intent, context: StepContext): number {
  const starts = context.recollection.sent.filter(
    (it) => it.operation === 'StartNotebookInstance' && it.change === intent.change && it.effect === 'restore',
  );
  const last = starts.at(-1);
  if (last === undefined) return 0;
  const base = wasPerhapsDone(last) ? context.settleMs : START_RETRY_MS;
  const backOff = Math.min(Math.min(base, START_RETRY_MS) * 2 ** (starts.length - 1), START_RETRY_MAX_MS);
  const delay = last.outcome === 'accepted' ? Math.max(base, backOff) : backOff;
  return Math.max(0, last.at + delay - context.now);
}
