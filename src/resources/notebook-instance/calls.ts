/**
 * The calls that a notebook's steps are made of, as data. Which one comes next is the step table's business.
 */
import type { OperationName } from '../../aws/operations.ts';
import type { CallStep, Effect, Intent, Provenance, Step, StepContext } from '../../model/resource.ts';
import type { Difference } from '../../model/verdict.ts';
import { INTENT_TAG, PROVENANCE_TAG, formatIntent, formatProvenance } from '../intent.ts';
import { failingSince, lastSent } from './recollect.ts';
import { CURRENT_PLATFORM, PATHS, runsOnCurrentPlatform } from './shape.ts';
import type { NotebookInstance } from './shape.ts';

/** Tags that a user may put on a resource; those that begin with `aws:` do not count. */
const TAG_LIMIT = 50;
/** An Update that changes nothing, though AWS did not refuse it, is not sent more often than this within the window. */
const FUTILE_UPDATES = 3;
/** A notebook is not kept down for longer than this by throttling and the like; a storm of throttles is mostly over sooner. */
const TURNED_AWAY_MS = 2 * 60_000;
const FUTILE_WINDOW_MS = 24 * 3_600_000;
/** For a lost answer on a notebook that is off anyway: AWS may have been ill, and trying again disturbs nobody. */
const FUTILE_QUIET_MS = 3_600_000;

export function call(
  operation: OperationName,
  input: Readonly<Record<string, unknown>>,
  effect: Effect,
  reason: string,
  why: string,
): CallStep {
  return { step: 'call', call: { operation, input }, effect, reason, why };
}

export function wait(recheckAfterMs: number, reason: string, why: string): Step & { step: 'wait' } {
  return { step: 'wait', recheckAfterMs, reason, why };
}

export function impossible(reason: string, why: string): Step {
  return { step: 'impossible', reason, why };
}

export function addIntent(
  notebook: NotebookInstance,
  intent: Intent,
  effect: Effect,
  reason: string,
  why: string,
): CallStep {
  const Tags = [{ Key: INTENT_TAG, Value: formatIntent(intent) }];
  return call('AddTags', { ResourceArn: notebook.arn, Tags }, effect, reason, why);
}

export function removeIntent(notebook: NotebookInstance, reason: string, why: string): CallStep {
  return call('DeleteTags', { ResourceArn: notebook.arn, TagKeys: [INTENT_TAG] }, 'restore', reason, why);
}

/** All differences in one Update, so that several policies cost one restart. */
export function updateInput(
  notebook: NotebookInstance,
  differences: readonly Difference[],
): Readonly<Record<string, unknown>> {
  const input: Record<string, unknown> = { NotebookInstanceName: notebook.name };
  for (const { path, want } of differences) {
    if (path === PATHS.imds) {
      input['InstanceMetadataServiceConfiguration'] = { MinimumInstanceMetadataServiceVersion: want };
    }
    if (path === PATHS.rootAccess) input['RootAccess'] = want;
    if (path === PATHS.platform) input['PlatformIdentifier'] = want;
  }
  return input;
}

export function updateCall(
  notebook: NotebookInstance,
  differences: readonly Difference[],
  context: StepContext,
): CallStep {
  const paths = differences.map(({ path }) => path.slice(1)).join(', ');
  const input = updateInput(notebook, differences);
  const step = call('UpdateNotebookInstance', input, 'change', 'Update', `it is stopped, and differs in ${paths}`);
  return {
    ...step,
    unmet: platformUnmet(notebook, differences) ?? futile(notebook, context) ?? turnedAway(notebook, context),
  };
}

/**
 * The last calls of a change: say on the notebook what was done, then take the intent away. Without an intent (the notebook
 * was off all along) only the first.
 */
export function tidyUp(notebook: NotebookInstance, intent: Intent | undefined, context: StepContext): Step {
  const change = intent?.change ?? unattributed(context);
  const isNew = change !== undefined && notebook.provenance?.change !== change && context.satisfied.length > 0;
  if (isNew && hasTagSlot(notebook, PROVENANCE_TAG)) {
    const Tags = [{ Key: PROVENANCE_TAG, Value: formatProvenance(provenanceOf(notebook, change, context)) }];
    const why = 'its owner is to see what was changed, and by whom';
    return call('AddTags', { ResourceArn: notebook.arn, Tags }, 'restore', 'Attribute', why);
  }
  return intent === undefined ? { step: 'none' } : removeIntent(notebook, 'Done', 'the change is over');
}

export function hasTagSlot(notebook: NotebookInstance, key: string): boolean {
  const keys = Object.keys(notebook.tags ?? {}).filter((name) => !name.startsWith('aws:'));
  return keys.includes(key) || keys.length < TAG_LIMIT;
}

/** Why the platform may not move as these differences want it to; undefined where nothing speaks against it. */
export function platformUnmet(notebook: NotebookInstance, differences: readonly Difference[]): CallStep['unmet'] {
  const move = differences.find(({ path }) => path === PATHS.platform);
  if (move === undefined) return undefined;
  if (Object.keys(notebook.tags ?? {}).some((key) => key.startsWith('aws:cloudformation:'))) {
    const why =
      'CloudFormation owns it, and would replace the notebook when its platform no longer matches the template';
    return { reason: 'OwnedByCloudFormation', why: `${why}: change the template instead` };
  }
  const { instanceType } = notebook.configuration;
  if (move.want === CURRENT_PLATFORM && !runsOnCurrentPlatform(instanceType)) {
    const why = `${CURRENT_PLATFORM} does not run on ${instanceType ?? 'an unknown instance type'}`;
    return { reason: 'InstanceTypeUnsupported', why: `${why}: its owner has to choose another instance type first` };
  }
  return undefined;
}

/**
 * Why no further Update is worth a try: the last ones were accepted, or lost in an answer such as HTTP 500, and the difference
 * is still there. A notebook that was stopped for it then goes home instead of waiting until AWS is well again.
 */
export function futile(notebook: NotebookInstance, context: StepContext): CallStep['unmet'] {
  const isOff = notebook.status === 'Stopped' && notebook.intent.is === 'none';
  const windowMs = { accepted: FUTILE_WINDOW_MS, ambiguous: isOff ? FUTILE_QUIET_MS : FUTILE_WINDOW_MS };
  const tried = context.recollection.sent.filter(
    ({ operation, effect, outcome, at }) =>
      operation === 'UpdateNotebookInstance' &&
      effect === 'change' &&
      (outcome === 'accepted' || outcome === 'ambiguous') &&
      context.now - at <= windowMs[outcome],
  );
  if (tried.length < FUTILE_UPDATES) return undefined;
  const answer = tried.at(-1)?.message;
  const last = answer === undefined ? '' : `; to the last of them AWS answered: ${answer}`;
  const why = `${tried.length} updates were sent, and the difference is still there${last}`;
  return { reason: 'UpdateWithoutEffect', why };
}

/** Why a notebook that was stopped for an Update goes home without it: AWS turns the Update away, time and again. */
function turnedAway(notebook: NotebookInstance, context: StepContext): CallStep['unmet'] {
  const since = notebook.intent.is === 'ours' ? failingSince(context, 'UpdateNotebookInstance') : undefined;
  if (since === undefined || context.now - since < TURNED_AWAY_MS) return undefined;
  const answer = lastSent(context, 'UpdateNotebookInstance')?.message ?? 'nothing';
  const minutes = Math.round((context.now - since) / 60_000);
  return { reason: 'UpdateTurnedAway', why: `no update was taken for ${minutes} minutes; AWS answered: ${answer}` };
}

/** The change of this process whose Update on a stopped notebook was accepted and is not attributed yet. */
function unattributed(context: StepContext): string | undefined {
  const update = lastSent(context, 'UpdateNotebookInstance');
  if (update?.outcome !== 'accepted' || update.effect !== 'change') return undefined;
  const told = lastSent(context, 'AddTags', update.change);
  return told?.outcome === 'accepted' && told.at >= update.at ? undefined : update.change;
}

function provenanceOf(notebook: NotebookInstance, change: string, context: StepContext): Provenance {
  const before = notebook.provenance;
  return {
    policies: [...new Set([...context.satisfied, ...(before?.policies ?? [])])],
    at: context.now,
    change,
    times: (before?.times ?? 0) + 1,
    since: before?.since ?? context.now,
  };
}
