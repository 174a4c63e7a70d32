/**
 * A pipeline to set tests out from.
 */
import type { SentCall, StepContext } from '../../../src/model/resource.ts';
import { readDefinition, readWithNetworks } from '../../../src/resources/pipeline/definition.ts';
import { sha256 } from '../../../src/resources/pipeline/observe.ts';
import type { Pipeline, Predecessor } from '../../../src/resources/pipeline/shape.ts';
import { acceptedCall } from '../accepted-call.ts';

export const NOW = Date.parse('2026-11-02T12:00:00Z');
export const SETTLE_MS = 60_000;
export const TARGET = { account: '111122223333', region: 'eu-central-1' };
export const ARN = 'arn:aws:sagemaker:eu-central-1:111122223333:pipeline/nightly';
export const NAME_POINTER = '/Steps/0/Arguments/TrainingJobName';

export function text(instanceType: string, name?: string): string {
  const key = name === undefined ? '' : `"TrainingJobName": "${name}", `;
  return `{"Steps": [{"Name": "Train", "Type": "Training", "Arguments": {${key}"InstanceType": "${instanceType}"}}]}`;
}

export function pipelineOf(definition: string, part: Partial<Pipeline> = {}): Pipeline {
  return {
    kind: 'pipeline',
    ...TARGET,
    arn: ARN,
    name: 'Nightly',
    status: 'Active',
    createdAt: NOW - 86_400_000,
    lastModifiedAt: NOW - 86_400_000,
    observedAt: NOW,
    running: true,
    tags: undefined,
    intent: { is: 'none' },
    provenance: undefined,
    roleArn: 'arn:aws:iam::111122223333:role/Runner',
    ...readWithNetworks(definition),
    sha256: sha256(definition),
    characters: definition.length,
    text: definition,
    newestVersion: 3,
    versionsUnread: undefined,
    overwritten: undefined,
    predecessors: [],
    history: [],
    historyUnread: [],
    olderVersions: undefined,
    ...part,
  };
}

export function predecessorOf(versionId: number, definition: string, part: Partial<Predecessor> = {}): Predecessor {
  return {
    versionId,
    byOwner: false,
    alike: false,
    derivedFrom: [],
    definition: readDefinition(definition),
    text: definition,
    ...part,
  };
}

export function contextOf(sent: readonly SentCall[] = [], now = NOW): StepContext {
  const recollection = { sent, wrote: undefined, policies: [] };
  return { now, settleMs: SETTLE_MS, changeId: 'c1', recollection, satisfied: [] };
}

export function sentCall(part: Partial<SentCall> = {}): SentCall {
  return acceptedCall({
    operation: 'UpdatePipeline',
    reason: 'Rewrite',
    effect: 'change',
    change: 'c0',
    at: NOW - 1_000,
    ...part,
  });
}
