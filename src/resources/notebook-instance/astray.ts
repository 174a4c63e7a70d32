/**
 * The tag on the notebook is not the one that this process knows it by: it names another creation time, is missing, was written
 * by an earlier process, or was taken away already. Is it said again, or is the reading only older than what was said? A tag
 * is never said again before a reading is bound to show the last one.
 */
import type { Intent, Step, StepContext } from '../../model/resource.ts';
import { INTENT_TAG, isIntentOf } from '../intent.ts';
import { addIntent, impossible, removeIntent, wait } from './calls.ts';
import { wasPerhapsDone } from '../sent.ts';
import { mayStillShow } from './belief.ts';
import { lastSent, stopMayBeOurs } from './recollect.ts';
import type { NotebookInstance } from './shape.ts';

const RECHECK_MS = 500;

/**
 * A tag of ours that names another creation time. This process may have written it on a reading of what had that name before:
 * then it is said again of the notebook that is there. Anything else is for a person.
 */
export function misdirected(notebook: NotebookInstance, why: string, context: StepContext): Step {
  const { wrote } = context.recollection;
  if (wrote === undefined || !isIntentOf(notebook.tags?.[INTENT_TAG], wrote.change)) {
    return impossible('IntentUnreadable', `${why}; remove the tag when it is not needed`);
  }
  const again = { ...wrote, of: notebook.createdAt };
  return sayAgain(notebook, again, context, 'IntentMisdirected', 'it was written on a reading of the one before it');
}

/** The intent that this process wrote and did not take away is missing from a notebook that we may have stopped. */
export function missing(notebook: NotebookInstance, context: StepContext): Step | undefined {
  const { wrote } = context.recollection;
  if (wrote === undefined || notebook.status === 'InService' || wrote.phase === 'up') return undefined;
  if (!stopMayBeOurs(wrote, context)) return undefined;
  const again = { ...wrote, of: notebook.createdAt };
  return sayAgain(notebook, again, context, 'IntentLost', 'somebody removed our tag midway');
}

/** An earlier process wrote it, and may have taken it away since, which a reading that is behind does not show. */
export function resumed(notebook: NotebookInstance, intent: Intent, context: StepContext): Step {
  const why = 'an earlier process meant to stop it, and may have thought better of it: first it is said again';
  return sayAgain(notebook, intent, context, 'Resume', why);
}

/**
 * This process has taken the intent away already: a reading that shows it is older than that, and what it asks for must not
 * be done. Without this a notebook was stopped with nothing left on it that would have brought it back.
 */
export function takenAway(notebook: NotebookInstance, intent: Intent, context: StepContext): Step | undefined {
  const removal = lastSent(context, 'DeleteTags', intent.change);
  if (!wasPerhapsDone(removal)) return undefined;
  if (!mayStillShow(removal, notebook, context)) return removeIntent(notebook, 'IntentLeft', 'the change is over');
  return wait(RECHECK_MS, 'IntentRemoved', 'the intent was taken away, and the reading may be older than that');
}

function sayAgain(notebook: NotebookInstance, intent: Intent, context: StepContext, reason: string, why: string): Step {
  return mayStillShow(lastSent(context, 'AddTags'), notebook, context)
    ? wait(RECHECK_MS, 'IntentWritten', 'the intent was written, and the reading may be older than it')
    : addIntent(notebook, intent, 'restore', reason, why);
}
