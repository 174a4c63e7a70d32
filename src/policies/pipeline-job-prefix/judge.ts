/**
 * Do the jobs of this pipeline begin with an approved name? Judged by its newest definition, or by the owner's edit that a write
 * of ours replaced, as that will be put back. What older versions and running executions still do is reported, never driven.
 */
import type { Difference, Note, Verdict } from '../../model/verdict.ts';
import { JOB_TYPES, RUN_TIME_PARTS } from '../../resources/pipeline/definition.ts';
import { DEFINITION_PATH, OVERWRITTEN_PATH, firstRunDenied } from '../../resources/pipeline/shape.ts';
import type { JobStep, Pipeline } from '../../resources/pipeline/shape.ts';
import type { JudgedPlace } from '../policy-kind.ts';
import { assign } from './assign.ts';
import type { Lacking } from './assign.ts';
import { historyNotes } from './history.ts';
import { flawsOf } from './names.ts';
import { replacedEdit } from './replaced.ts';
import { judgeStep } from './steps.ts';
import type { StepVerdict } from './steps.ts';
import type { PipelineJobPrefixWant } from './want.ts';

export function judgePipelineJobPrefix(want: PipelineJobPrefixWant, pipeline: Pipeline, place: JudgedPlace): Verdict {
  if (pipeline.status === 'Deleting') return { applicable: false, why: 'it is being deleted' };
  const assignment = assign(want.assign, {
    tags: pipeline.tags,
    account: place.account,
    units: place.account.units,
  });
  const replaced = replacedEdit(want, pipeline, assignment);
  const definition = replaced?.definition ?? pipeline.definition;
  const denied = firstRunDenied(pipeline);
  const harm = denied === undefined ? [] : [{ reason: denied.reason, message: denied.why }];
  const history = [...harm, ...historyNotes(want, pipeline)];
  if (!definition.readable) {
    const { why, line, column } = definition;
    const message = `its definition cannot be read: ${why} (line ${line}, column ${column})`;
    return {
      applicable: true,
      differences: [],
      unknown: [{ reason: 'DefinitionUnreadable', message, path: DEFINITION_PATH }],
      notes: history,
    };
  }
  if (definition.steps.length === 0 && history.length === 0 && replaced === undefined) {
    return { applicable: false, why: 'none of its steps creates a job with a name of its own' };
  }
  const verdicts = definition.steps.map((step) => judgeStep(want, step, assignment));
  const partition = pipeline.arn.split(':')[1] ?? 'aws';
  const jobs = `arn:${partition}:sagemaker:${place.region}:${place.account.id}`;
  return {
    applicable: true,
    differences: [
      ...(replaced === undefined
        ? []
        : [{ path: OVERWRITTEN_PATH, have: pipeline.newestVersion, want: replaced.versionId }]),
      ...verdicts
        .filter(({ state }) => state === 'drifted')
        .map((verdict) => differenceOf(verdict, want.preflight === 'iam' ? jobs : undefined)),
    ],
    unknown: verdicts
      .filter(({ state }) => state === 'unknown')
      .map(({ step, why }) => ({
        reason: 'JobNameUnknown',
        message: `${step.step}: ${why}`,
        path: pathOf(step),
      })),
    notes: [...lackingNotes(verdicts), ...unmendableNotes(verdicts), ...history],
  };
}

/** Would a policy with this want be content with the name that another one wants there? */
export function acceptsPipelineName(want: PipelineJobPrefixWant, { path, want: name }: Difference): boolean {
  // What is only reported sets no name.
  if (typeof name !== 'string') return true;
  const key = path.slice(path.lastIndexOf('/') + 1);
  const type = [...JOB_TYPES.values()].find((one) => one.key === key);
  return type !== undefined && flawsOf(name, want, type.maxCharacters).length === 0;
}

/** `jobs`: the beginning of their ARNs, where the role's permissions are to be asked for. */
function differenceOf({ step, have, want, mendable }: StepVerdict, jobs: string | undefined): Difference {
  const difference = { path: pathOf(step), have, want, step: step.step };
  if (!mendable || typeof want !== 'string') return { ...difference, reportOnly: true };
  const type = JOB_TYPES.get(step.type);
  if (jobs === undefined || type === undefined) return difference;
  // A category that nobody knows stands for one: a role that may create jobs of any category may create this.
  const arnType = step.type === 'Job' ? `${type.arnType}/${step.category ?? 'unknown'}` : type.arnType;
  const resource = `${jobs}:${arnType}/${want.toLowerCase()}${RUN_TIME_PARTS}`;
  return { ...difference, needs: [{ action: type.action, resource }] };
}

function pathOf({ pointer }: JobStep): string {
  return `${DEFINITION_PATH}${pointer}`;
}

const LACKING_REASONS: Readonly<Record<Lacking, string>> = {
  tags: 'TagsNotRead',
  account: 'AccountNotKnown',
  units: 'UnitNamesNotRead',
};

/** Once for the pipeline, however many of its steps wait for it. */
function lackingNotes(verdicts: readonly StepVerdict[]): readonly Note[] {
  const first = verdicts.find(({ lacking }) => lacking !== undefined);
  return first?.lacking === undefined ? [] : [{ reason: LACKING_REASONS[first.lacking], message: first.why }];
}

function unmendableNotes(verdicts: readonly StepVerdict[]): readonly Note[] {
  return verdicts
    .filter(({ state, mendable, lacking }) => state === 'drifted' && !mendable && lacking === undefined)
    .map(({ step, why }) => ({ reason: 'NotRenamed', message: `${step.step}: ${why}`, path: pathOf(step) }));
}
