/**
 * May this reading be older than what this process has done? Ages are counted to when AWS was asked for the reading, and not to
 * now: between the two lie milliseconds on a good day and seconds on a bad one.
 */
import type { CallStep, Intent, SentCall, StepContext } from '../../model/resource.ts';
import { wasPerhapsDone } from '../sent.ts';
import type { NotebookInstance } from './shape.ts';

/**
 * A reading should be no older than a settle. Where being wrong would disturb somebody, and waiting costs nobody anything, it
 * may be this many settles old.
 */
export const DOUBTED_SETTLES = 5;
const PHASES = ['stop', 'start', 'up'] as const;

/**
 * Was this call perhaps carried out, and so lately that the reading may be older than its effect? What is remembered from before
 * the call is not acted upon: after a settle it is a reason to read again, or nobody would.
 */
export function mayStillShow(sent: SentCall | undefined, notebook: NotebookInstance, context: StepContext): boolean {
  if (!wasPerhapsDone(sent)) return false;
  const { observedAt } = notebook;
  return (observedAt > sent.at ? observedAt : context.now) - sent.at < context.settleMs;
}

/**
 * AWS has accepted this very step, and the reading that asks for it again may be older than that. What is sent again whatever
 * AWS says is sent twenty times a second.
 */
export function isAnswered(step: CallStep, notebook: NotebookInstance, context: StepContext): boolean {
  const same = context.recollection.sent.findLast(
    ({ operation, reason }) => operation === step.call.operation && reason === step.reason,
  );
  return same?.outcome === 'accepted' && mayStillShow(same, notebook, context);
}

/** This process has led the change further than the reading shows, and AWS has confirmed it: whoever is behind is the reading. */
export function isBehind(intent: Intent, notebook: NotebookInstance, context: StepContext): boolean {
  const { wrote } = context.recollection;
  if (wrote === undefined || wrote.change !== intent.change) return false;
  if (PHASES.indexOf(intent.phase) >= PHASES.indexOf(wrote.phase)) return false;
  return notebook.observedAt - wrote.at < DOUBTED_SETTLES * context.settleMs;
}

/**
 * AWS has confirmed the tag that brings it back: nothing is mended any more in this change, whatever the reading shows. The intent
 * that was written last does not always tell: a reading from before the change, on which it runs without a tag, lets it forget.
 */
export function isPastUpdate({ change }: Intent, notebook: NotebookInstance, context: StepContext): boolean {
  const said = context.recollection.sent.findLast(
    (sent) => sent.reason === 'BringBack' && sent.outcome === 'accepted' && sent.change === change,
  );
  return said !== undefined && notebook.observedAt - said.at < DOUBTED_SETTLES * context.settleMs;
}

/**
 * When something new may begin on what this process has just led through a change: a reading taken then shows all that was done,
 * were it DOUBTED_SETTLES old. It is compared with now, as what is remembered is not read again before something is due.
 */
export function mayBeginFrom({ recollection, settleMs }: StepContext): number {
  const last = recollection.sent.findLast(
    (sent) => sent.operation !== 'AddTags' && sent.effect !== 'probe' && wasPerhapsDone(sent),
  );
  return last === undefined ? -Infinity : last.at + (DOUBTED_SETTLES + 1) * settleMs;
}
