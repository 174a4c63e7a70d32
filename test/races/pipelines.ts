/**
 * The definitions that the races are about, and what must be true of a story's end, told from the texts alone.
 */
import type { Policy } from '../../src/model/desired-state.ts';
import { policy } from '../crash/situations.ts';
import type { Authors, PipelineStory } from './pipeline-story.ts';

export const PREFIX = 'mlp';
export const POLICIES: readonly Policy[] = [
  policy(
    'job-names',
    'PipelineJobPrefix',
    {
      approved: [PREFIX, 'risk'],
      assign: [{ prefix: PREFIX }],
      oldVersions: 'off',
      startedJobs: 'off',
      preflight: 'off',
      contestedAfter: 10,
    },
    { disruption: { windows: 'anyTime', budgets: [], haltAbove: 5 } },
  ),
];

/** As the Python SDK writes it. `name`: undefined leaves the key out, as the SDK does unless told. */
export function definitionOf(instanceType: string, name?: string): string {
  const key = name === undefined ? '' : `"TrainingJobName": ${JSON.stringify(name)}, `;
  const args = `{${key}"ResourceConfig": {"InstanceType": ${JSON.stringify(instanceType)}, "VolumeSizeInGB": 1.0}}`;
  const steps = `[{"Name": "Train", "Type": "Training", "Arguments": ${args}}]`;
  return `{"Version": "2020-12-01", "Metadata": {}, "Parameters": [], "Steps": ${steps}}`;
}

export const FIRST = definitionOf('ml.m5.large');

export const EDITS = {
  'without a name': definitionOf('ml.c5.large'),
  'with an approved name': definitionOf('ml.c5.large', 'risk-night'),
  'with another name': definitionOf('ml.c5.large', 'sagemaker-xgboost'),
  'of nothing but an approved name': definitionOf('ml.m5.large', 'risk-night'),
  'of nothing but another name': definitionOf('ml.m5.large', 'sagemaker-xgboost'),
} as const;
export type Edit = keyof typeof EDITS;

const ALL = Object.keys(EDITS) as readonly Edit[];

/** Where AWS does not say whose a version is, an owner who changes nothing but names looks like us. */
export const AUTHORS: readonly (readonly [Authors, readonly Edit[]])[] = [
  ['of the version', ALL],
  ['of the pipeline', ALL],
  ['not told', ['without a name', 'with an approved name', 'with another name']],
];

/** What went wrong; empty where nothing did. */
export function complaintsAbout({ owners, ours, final, atRest }: PipelineStory): readonly string[] {
  const last = owners.at(-1) ?? '';
  const complaints: string[] = [];
  if (!atRest) complaints.push('it never came to rest');
  if (withoutNames(final) !== withoutNames(last)) complaints.push(`the owner's last edit is lost: ${last}`);
  const name = nameIn(final);
  if (name === undefined || !/^(mlp|risk)(-|$)/.test(name)) complaints.push(`the job is called ${name ?? 'nothing'}`);
  const wanted = nameIn(last);
  // A name of the owner's that is approved is his to choose.
  if (wanted !== undefined && /^(mlp|risk)-/.test(wanted) && name !== wanted)
    complaints.push(`the owner called it ${wanted}, and it is called ${name ?? 'nothing'}`);
  for (const text of ours) {
    if (!owners.some((owner) => withoutNames(owner) === withoutNames(text)))
      complaints.push(`we stored what no owner wrote: ${text}`);
  }
  return complaints;
}

/** By pattern, not by the parser that is being tested. */
function withoutNames(text: string): string {
  return text.replace(/"TrainingJobName": "[^"]*", /g, '');
}

function nameIn(text: string): string | undefined {
  return /"TrainingJobName": "([^"]*)"/.exec(text)?.[1];
}
