/**
 * Notebooks, intents and recollections as the tests of this room need them: complete, dull, and changed in one respect.
 */
import type { Intent, IntentReading, Recollection, SentCall, Step, StepContext } from '../../../src/model/resource.ts';
import type { Difference } from '../../../src/model/verdict.ts';
import { INTENT_TAG, formatIntent } from '../../../src/resources/intent.ts';
import { PATHS } from '../../../src/resources/notebook-instance/shape.ts';
import type { NotebookConfiguration, NotebookInstance } from '../../../src/resources/notebook-instance/shape.ts';
import { acceptedCall } from '../accepted-call.ts';

export const NOW = Date.parse('2026-11-02T12:00:00Z');
export const SETTLE_MS = 60_000;
export const CREATED_AT = Date.parse('2024-03-05T09:30:00.123Z');
export const CHANGE = 'c1';

export const IMDS: Difference = { path: PATHS.imds, have: '1', want: '2' };
export const ROOT: Difference = { path: PATHS.rootAccess, have: 'Enabled', want: 'Disabled' };
export const MOVE: Difference = { path: PATHS.platform, have: 'notebook-al2-v3', want: 'notebook-al2023-v1' };

export const CONFIGURATION: NotebookConfiguration = {
  minimumInstanceMetadataServiceVersion: '1',
  rootAccess: 'Enabled',
  platformIdentifier: 'notebook-al2023-v1',
  directInternetAccess: 'Enabled',
  subnetId: undefined,
  securityGroups: [],
  kmsKeyId: undefined,
  lifecycleConfigName: undefined,
  instanceType: 'ml.t3.medium',
};

export function configured(part: Partial<NotebookConfiguration>): NotebookConfiguration {
  return { ...CONFIGURATION, ...part };
}

export function notebook(part: Partial<NotebookInstance> = {}): NotebookInstance {
  return {
    kind: 'notebook-instance',
    arn: 'arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/analysis',
    name: 'Analysis',
    account: '111122223333',
    region: 'eu-central-1',
    status: 'InService',
    createdAt: CREATED_AT,
    lastModifiedAt: CREATED_AT,
    observedAt: NOW,
    running: true,
    tags: {},
    intent: { is: 'none' },
    provenance: undefined,
    configuration: CONFIGURATION,
    failureReason: undefined,
    ...part,
  };
}

export function intent(part: Partial<Intent> = {}): Intent {
  return { phase: 'stop', at: NOW - SETTLE_MS / 2, of: CREATED_AT, change: CHANGE, platform: undefined, ...part };
}

/** A notebook that carries this intent. */
export function carrying(part: Partial<Intent>, rest: Partial<NotebookInstance> = {}): NotebookInstance {
  const carried = intent(part);
  const reading: IntentReading = { is: 'ours', intent: carried };
  return notebook({ intent: reading, tags: { [INTENT_TAG]: formatIntent(carried) }, ...rest });
}

export function sent(part: Partial<SentCall>): SentCall {
  return acceptedCall({
    operation: 'StopNotebookInstance',
    effect: 'disrupt',
    change: CHANGE,
    at: NOW - SETTLE_MS,
    ...part,
  });
}

export function recollection(part: Partial<Recollection> = {}): Recollection {
  return { sent: [], wrote: undefined, policies: [], ...part };
}

export function context(part: Partial<StepContext> = {}): StepContext {
  return { now: NOW, settleMs: SETTLE_MS, changeId: CHANGE, recollection: recollection(), satisfied: [], ...part };
}

const INTENT_WORD = / phase=(\w+) /;

/** A step in a few words: `StopNotebookInstance (disrupt)`, `AddTags up (restore)`, `wait`, `none`, `impossible`. */
export function inWords(step: Step): string {
  if (step.step !== 'call') return step.step;
  const { operation, input } = step.call;
  const tags = input['Tags'] as readonly { readonly Key: string; readonly Value: string }[] | undefined;
  const phase = tags?.[0]?.Key === INTENT_TAG ? INTENT_WORD.exec(tags[0].Value)?.[1] : 'provenance';
  const what = operation === 'AddTags' ? `AddTags ${phase ?? '?'}` : operation;
  return `${what} (${step.effect}${step.unmet === undefined ? '' : `, unless ${step.unmet.reason}`})`;
}
