/**
 * May a running notebook be stopped at all, and is it known that it could be brought back? Before the intent is written,
 * AWS is asked with the very calls that will be needed later: sent to a running notebook they must fail, and how they fail
 * tells whether they would be allowed.
 */
import type { CallStep, SentCall, Step, StepContext } from '../../model/resource.ts';
import type { Difference } from '../../model/verdict.ts';
import { INTENT_TAG } from '../intent.ts';
import { addIntent, call, futile, hasTagSlot, platformUnmet, updateInput, wait } from './calls.ts';
import { mayBeginFrom, mayStillShow } from './belief.ts';
import { lastSent } from './recollect.ts';
import { CURRENT_PLATFORM, PATHS, canMigrate, platformStanding } from './shape.ts';
import type { NotebookInstance } from './shape.ts';

/**
 * The Start probe is chosen within this after the Update probe, and sent half a second later at the latest: a notebook passes
 * through Stopping for longer, so that a Start cannot meet one that a person has just stopped.
 */
const START_PROBE_WITHIN_MS = 1_500;
/** What probes told is believed for so long. */
const PROBES_VALID_MS = 60_000;
/** A probe that was denied is asked again after this; one without a clear answer sooner. */
const DENIED_RETRY_MS = 3_600_000;
const UNCLEAR_RETRY_MS = 60_000;

export function beginChange(
  notebook: NotebookInstance,
  differences: readonly Difference[],
  context: StepContext,
): Step {
  const unmet = stopUnmet(notebook, differences, context);
  const from = mayBeginFrom(context);
  if (unmet === undefined && context.now < from) {
    const why = 'it was led through a change a moment ago, and the reading may be older than that';
    return wait(from - context.now, 'TooSoonToBegin', why);
  }
  if (unmet === undefined && mayStillShow(lastSent(context, 'AddTags'), notebook, context)) {
    return wait(1_000, 'IntentWritten', 'the intent was written, and the reading may be older than it');
  }
  const platform = differences.find(({ path }) => path === PATHS.platform)?.want;
  const intent = {
    phase: 'stop' as const,
    at: context.now,
    of: notebook.createdAt,
    change: context.changeId,
    platform: typeof platform === 'string' ? platform : undefined,
  };
  const begin = addIntent(
    notebook,
    intent,
    'disrupt',
    'Begin',
    'it runs and differs: it will be stopped, updated and started',
  );
  return unmet === undefined ? (probe(notebook, differences, context) ?? begin) : { ...begin, unmet };
}

/** The probe that is still to be sent, if any. */
function probe(
  notebook: NotebookInstance,
  differences: readonly Difference[],
  context: StepContext,
): CallStep | undefined {
  const update = lastProbe(context, 'UpdateNotebookInstance');
  const start = lastProbe(context, 'StartNotebookInstance');
  const isFresh =
    update !== undefined && context.now - update.at < PROBES_VALID_MS && update.change === context.changeId;
  if (isFresh && start !== undefined && start.at >= update.at) return undefined;
  if (isFresh && context.now - update.at < START_PROBE_WITHIN_MS) {
    const why = 'asks whether it could be started again, before it is stopped';
    return call('StartNotebookInstance', { NotebookInstanceName: notebook.name }, 'probe', 'ProbeStart', why);
  }
  const why = 'asks whether the update would be allowed, before it is stopped';
  return call('UpdateNotebookInstance', updateInput(notebook, differences), 'probe', 'ProbeUpdate', why);
}

function stopUnmet(
  notebook: NotebookInstance,
  differences: readonly Difference[],
  context: StepContext,
): CallStep['unmet'] {
  const { platformIdentifier } = notebook.configuration;
  const target = differences.find(({ path }) => path === PATHS.platform)?.want;
  const moves = target !== undefined;
  if (typeof target === 'string' && platformStanding(target) === 'retired') {
    return {
      reason: 'PlatformRetired',
      why: `the wanted platform ${target} is retired: it could not be started again on it`,
    };
  }
  const standing = platformStanding(platformIdentifier);
  if (standing === 'retired' && !moves) {
    const why = `${platformIdentifier} is retired: once stopped it could not be started again`;
    const way = canMigrate(platformIdentifier)
      ? `retiredPlatforms: migrate would move it to ${CURRENT_PLATFORM} in the same update`
      : `its owner has to create it anew on ${CURRENT_PLATFORM}`;
    return { reason: 'PlatformRetired', why: `${why}; ${way}` };
  }
  if (standing === 'unknown' && !moves) {
    const why = `whether a notebook on ${platformIdentifier ?? 'an untold platform'} can be started again is not known`;
    return { reason: 'PlatformUnknown', why: `${why}: its owner may stop it, and it will be updated while it is off` };
  }
  if (!hasTagSlot(notebook, INTENT_TAG)) {
    return { reason: 'NoTagSlot', why: 'it has 50 tags, and the intent needs one: somebody has to remove a tag' };
  }
  return (
    platformUnmet(notebook, differences) ?? futile(notebook, context) ?? probesUnmet(context) ?? beginRefused(context)
  );
}

function probesUnmet(context: StepContext): CallStep['unmet'] {
  for (const operation of ['UpdateNotebookInstance', 'StartNotebookInstance'] as const) {
    const sent = lastProbe(context, operation);
    if (sent === undefined || (sent.outcome === 'conflict' && sent.conflictStatus === 'InService')) continue;
    const retryMs = sent.outcome === 'denied' || sent.outcome === 'invalid' ? DENIED_RETRY_MS : UNCLEAR_RETRY_MS;
    if (context.now - sent.at >= retryMs) continue;
    const why = `${operation} was tried while it runs, and AWS answered: ${sent.message ?? sent.outcome}`;
    if (sent.outcome === 'denied') return { reason: 'WouldBeDenied', why: `${why}. Allow it, or exempt the notebook` };
    return { reason: 'ProbeInconclusive', why };
  }
  return undefined;
}

/** AWS refused the tag or the Stop itself: neither is tried again for a while. */
function beginRefused(context: StepContext): CallStep['unmet'] {
  for (const operation of ['AddTags', 'StopNotebookInstance'] as const) {
    const sent = lastSent(context, operation);
    const isRefused = sent?.effect === 'disrupt' && (sent.outcome === 'denied' || sent.outcome === 'invalid');
    if (!isRefused || context.now - sent.at >= DENIED_RETRY_MS) continue;
    return { reason: 'WouldBeDenied', why: `AWS refused ${operation}: ${sent.message ?? sent.outcome}` };
  }
  return undefined;
}

function lastProbe(
  context: StepContext,
  operation: 'UpdateNotebookInstance' | 'StartNotebookInstance',
): SentCall | undefined {
  return context.recollection.sent.findLast((sent) => sent.operation === operation && sent.effect === 'probe');
}
