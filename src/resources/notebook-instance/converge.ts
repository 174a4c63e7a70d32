/**
 * Which single call leads this notebook on? The step table: status x differences that count x intent. Pure; what this
 * process recollects is used for kindness and thrift only, and every row is right without it. No rule hangs on
 * LastModifiedTime, whose behaviour is not proven.
 *
 * Facts about the state machine: https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-update.html (attributes change only
 * while Stopped, tags at any time), API reference of Stop-, Update- and StartNotebookInstance (none of them is idempotent).
 */
import type { Intent, Step, StepContext } from '../../model/resource.ts';
import type { Difference } from '../../model/verdict.ts';
import { misdirected, missing, resumed, takenAway } from './astray.ts';
import { beginChange } from './begin.ts';
import { addIntent, call, impossible, removeIntent, tidyUp, updateCall, wait } from './calls.ts';
import { isAnswered, isBehind, isPastUpdate, mayStillShow } from './belief.ts';
import { failingSince, hasGoneOn, lastSent, saidByUs, startDelayMs, stopMayBeOurs, touchedAt } from './recollect.ts';
import { platformStanding } from './shape.ts';
import type { NotebookInstance } from './shape.ts';

/** An intent to stop that is older than this many settles is not acted upon any more. */
const STOP_FRESH_SETTLES = 5;
/** An intent to stop on a notebook that runs is withdrawn after this many settles: before, a stale reading looks the same. */
const STOP_WITHDRAWN_SETTLES = 15;
const BUSY_RECHECK_MS = 500;
const FOREIGN_BUSY_RECHECK_MS = 30_000;
/** A person is told when AWS has been busy with our change for so long. */
const BUSY_TELL_MS = 30 * 60_000;
/** A person is told when a notebook that should run has not been back for so long. */
const START_TELL_MS = 5 * 60_000;
/** A failed notebook is not started again after this. */
const START_DEADLINE_MS = 30 * 60_000;
const BUSY: ReadonlySet<string> = new Set(['Stopping', 'Updating', 'Pending', 'PendingMaintenance', 'InMaintenance']);

export function nextStep(notebook: NotebookInstance, differences: readonly Difference[], context: StepContext): Step {
  const step = stepOf(notebook, differences, context);
  if (step.step !== 'call' || !isAnswered(step, notebook, context)) return step;
  const why = `${step.call.operation} was accepted, and the reading may be older than that`;
  return { ...wait(BUSY_RECHECK_MS, 'NotSeenYet', why), tellPersonAt: step.tellPersonAt };
}

function stepOf(notebook: NotebookInstance, differences: readonly Difference[], context: StepContext): Step {
  const { status, intent } = notebook;
  if (intent.is === 'unreadable') return misdirected(notebook, intent.why, context);
  const ours = intent.is === 'ours' ? intent.intent : undefined;
  if (status === 'Deleting') return { step: 'none' };
  if (ours !== undefined && isBehind(ours, notebook, context)) {
    return wait(BUSY_RECHECK_MS, 'ReadingBehind', 'the change was led further than the reading shows');
  }
  if (BUSY.has(status)) return busy(notebook, ours, context);
  const over = ours === undefined ? undefined : takenAway(notebook, ours, context);
  if (over !== undefined) return over;
  if (ours === undefined) {
    const lost = missing(notebook, context);
    if (lost !== undefined) return lost;
  }
  switch (status) {
    case 'InService':
      return inService(notebook, differences, ours, context);
    case 'Stopped':
      return stopped(notebook, differences, ours, context);
    case 'Failed':
      return failed(notebook, ours, context);
    default:
      return wait(
        FOREIGN_BUSY_RECHECK_MS,
        'StatusUnknown',
        `AWS answers a status that this release does not know: ${status}`,
      );
  }
}

function inService(
  notebook: NotebookInstance,
  differences: readonly Difference[],
  intent: Intent | undefined,
  context: StepContext,
): Step {
  if (intent === undefined) {
    const { wrote } = context.recollection;
    const age = notebook.observedAt - (touchedAt(context.recollection) ?? -Infinity);
    if ((wrote?.phase === 'start' || differences.length === 0) && age < context.settleMs) {
      return wait(context.settleMs - age, 'TooSoonToBeTrue', 'the tag is gone, and it reads InService too soon');
    }
    return differences.length === 0 ? { step: 'none' } : beginChange(notebook, differences, context);
  }
  const age = notebook.observedAt - intent.at;
  switch (intent.phase) {
    case 'stop':
      return inServiceToStop(notebook, differences, intent, context);
    case 'start':
      if (age < context.settleMs) {
        return wait(
          context.settleMs - age,
          'TooSoonToBeTrue',
          'it reads InService sooner than a reading can be believed',
        );
      }
      return (
        runsIndeed(notebook, intent, context) ??
        addIntent(notebook, { ...intent, phase: 'up', at: context.now }, 'restore', 'Back', 'it runs again')
      );
    case 'up':
      return tidyUp(notebook, intent, context);
  }
}

/**
 * What is to be done before a reading that it runs again is believed; undefined: nothing. However old a reading is, AWS's
 * refusal to start what runs is true: a Start is the question, and also the right answer to a notebook that is down after
 * all. Asked once; who may not ask believes the reading.
 */
function runsIndeed(notebook: NotebookInstance, intent: Intent, context: StepContext): Step | undefined {
  const asked = context.recollection.sent.findLast(
    ({ operation, effect, change }) =>
      operation === 'StartNotebookInstance' && effect === 'restore' && change === intent.change,
  );
  if (asked === undefined) {
    const why = 'whether it runs is asked with a Start, which AWS refuses then: a reading may be older than our Stop';
    return call('StartNotebookInstance', { NotebookInstanceName: notebook.name }, 'restore', 'RunsIndeed', why);
  }
  const saysOtherwise = asked.outcome === 'conflict' && asked.conflictStatus !== 'InService';
  const isLate = notebook.observedAt - asked.at >= context.settleMs;
  if (!mayStillShow(asked, notebook, context) && (!saysOtherwise || isLate)) return undefined;
  return wait(BUSY_RECHECK_MS, 'StartSent', 'a Start was sent, and the reading may be older than it');
}

function inServiceToStop(
  notebook: NotebookInstance,
  differences: readonly Difference[],
  intent: Intent,
  context: StepContext,
): Step {
  const age = context.now - intent.at;
  const stop = lastSent(context, 'StopNotebookInstance', intent.change);
  const isFresh = age < STOP_FRESH_SETTLES * context.settleMs;
  const refused = stop?.outcome === 'denied' || stop?.outcome === 'invalid';
  if (differences.length > 0 && isFresh && !refused) {
    const isOld = stop !== undefined && notebook.observedAt - stop.at >= context.settleMs;
    if (
      hasGoneOn(intent, context) ||
      (stop?.outcome === 'conflict' && !isOld) ||
      mayStillShow(stop, notebook, context)
    ) {
      return wait(BUSY_RECHECK_MS, 'StopSent', 'a Stop was sent, and the reading may be older than it');
    }
    if (!saidByUs(intent, context)) return resumed(notebook, intent, context);
    const input = { NotebookInstanceName: notebook.name };
    return call('StopNotebookInstance', input, 'disrupt', 'Stop', 'only a stopped notebook can be updated');
  }
  const neverStopped = context.recollection.wrote?.change === intent.change && !stopMayBeOurs(intent, context);
  const withdrawAt = intent.at + STOP_WITHDRAWN_SETTLES * context.settleMs;
  if (neverStopped || context.now >= withdrawAt) {
    const doubt = neverStopped ? undefined : runsIndeed(notebook, intent, context);
    if (doubt !== undefined) return doubt;
    return removeIntent(notebook, 'IntentWithdrawn', 'it runs, and is not to be stopped after all');
  }
  return wait(
    withdrawAt - context.now,
    'StaleReadingPossible',
    'it may be stopping already: a stale reading looks the same',
  );
}

function stopped(
  notebook: NotebookInstance,
  differences: readonly Difference[],
  intent: Intent | undefined,
  context: StepContext,
): Step {
  if (intent?.phase === 'start') return startAgain(notebook, intent, context);
  if (intent?.phase === 'up') return removeIntent(notebook, 'StoppedByPerson', 'somebody stopped it after it was back');
  if (intent !== undefined && !stopMayBeOurs(intent, context)) {
    return removeIntent(notebook, 'StoppedByPerson', 'somebody was quicker than our Stop: it stays off');
  }
  if (differences.length > 0) {
    if (intent !== undefined && isPastUpdate(intent, notebook, context)) {
      return wait(BUSY_RECHECK_MS, 'ReadingBehind', 'the change was led further than the reading shows');
    }
    const sent = lastSent(context, 'UpdateNotebookInstance', intent?.change);
    if (sent?.effect !== 'probe' && mayStillShow(sent, notebook, context)) {
      return wait(BUSY_RECHECK_MS, 'UpdateSent', 'an Update was sent, and the reading may be older than it');
    }
    return updateCall(notebook, differences, context);
  }
  if (intent === undefined) return tidyUp(notebook, undefined, context);
  const { platform } = intent;
  const has = notebook.configuration.platformIdentifier;
  if (platform !== undefined && platform !== has && platformStanding(has) === 'retired') {
    const sent = lastSent(context, 'UpdateNotebookInstance', intent.change);
    if (sent?.effect === 'restore' && (sent.outcome === 'denied' || sent.outcome === 'invalid')) {
      return impossible(
        'PlatformRefused',
        `it cannot start on ${has}, and AWS refuses ${platform}: ${sent.message ?? ''}`,
      );
    }
    const input = { NotebookInstanceName: notebook.name, PlatformIdentifier: platform };
    return call('UpdateNotebookInstance', input, 'restore', 'PlatformNeeded', `it cannot start again on ${has}`);
  }
  return bringBack(notebook, intent, context);
}

function failed(notebook: NotebookInstance, intent: Intent | undefined, context: StepContext): Step {
  const because = notebook.failureReason ?? 'AWS gives no reason';
  switch (intent?.phase) {
    case undefined:
      return impossible('Failed', `the notebook has failed: ${because}`);
    case 'stop':
      return bringBack(notebook, intent, context);
    case 'start':
      if (context.now - intent.at >= START_DEADLINE_MS)
        return impossible('StartFailed', `it does not start again: ${because}`);
      return startAgain(notebook, intent, context);
    case 'up':
      return removeIntent(notebook, 'FailedAfterwards', `it failed after it was back: ${because}`);
  }
}

function busy(notebook: NotebookInstance, intent: Intent | undefined, context: StepContext): Step {
  const why = `AWS is busy with it: ${notebook.status}`;
  if (intent === undefined) {
    const isMine =
      context.recollection.wrote !== undefined || lastSent(context, 'UpdateNotebookInstance') !== undefined;
    return wait(isMine ? BUSY_RECHECK_MS : FOREIGN_BUSY_RECHECK_MS, 'Busy', why);
  }
  const wasQuicker = notebook.status === 'Stopping' && intent.phase === 'stop' && !stopMayBeOurs(intent, context);
  if (wasQuicker) return removeIntent(notebook, 'StoppedByPerson', 'somebody was quicker than our Stop: it stays off');
  return { ...wait(BUSY_RECHECK_MS, 'Busy', why), tellPersonAt: intent.at + BUSY_TELL_MS };
}

function bringBack(notebook: NotebookInstance, intent: Intent, context: StepContext): Step {
  const start: Intent = { ...intent, phase: 'start', at: context.now };
  const step = addIntent(notebook, start, 'restore', 'BringBack', 'it ran before we came, and runs again');
  // Until this tag can be written nothing is started, and nothing else would tell anybody.
  const since = failingSince(context, 'AddTags');
  return since === undefined ? step : { ...step, tellPersonAt: since + START_TELL_MS };
}

function startAgain(notebook: NotebookInstance, intent: Intent, context: StepContext): Step {
  const tellPersonAt = intent.at + START_TELL_MS;
  const delay = startDelayMs(intent, context);
  if (delay > 0) {
    const last = lastSent(context, 'StartNotebookInstance', intent.change);
    const why =
      last?.outcome === 'accepted'
        ? 'a Start was sent and has not taken yet'
        : `a Start was refused: ${last?.message ?? ''}`;
    return { ...wait(delay, 'StartBackOff', why), tellPersonAt };
  }
  const input = { NotebookInstanceName: notebook.name };
  const step = call('StartNotebookInstance', input, 'restore', 'Start', 'it ran before we came, and runs again');
  return { ...step, tellPersonAt };
}
