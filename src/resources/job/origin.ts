/**
 * Who started a job? AWS says of some services that they did. That a pipeline did is certain only where SageMaker made the name,
 * or where the trial that the job belongs to is the execution that its name carries.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-access.html
 */
import type { Answer } from '../answer.ts';
import type { JobOrigin, JobType } from './shape.ts';

/** Member of a description with the ARN of whoever started it, the one behind it all first. */
const STARTERS: Readonly<Record<JobType, readonly (readonly [member: string, by: JobOrigin['by']])[]>> = {
  processing: [
    ['AutoMLJobArn', 'autoML'],
    ['MonitoringScheduleArn', 'modelMonitor'],
    ['TrainingJobArn', 'debugger'],
  ],
  training: [
    ['AutoMLJobArn', 'autoML'],
    ['TuningJobArn', 'tuning'],
    ['LabelingJobArn', 'labeling'],
  ],
  transform: [
    ['AutoMLJobArn', 'autoML'],
    ['LabelingJobArn', 'labeling'],
  ],
  tuning: [],
  automl: [],
};
/** `pipelines-<execution>-<step>-<token>`, and in newer ones the number of failures. */
const NAMED_BY_PIPELINE = /^pipelines-([a-z0-9]{12})-/i;
/** The id of an execution, as it stands in names. */
const EXECUTION = /^[a-z0-9]{12}$/i;
/** `<prefix>-<execution>-<token>`, and in newer ones the number of failures. An execution without a digit may as well be a word. */
const PERHAPS_BY_PIPELINE = /-(?=[a-z-]{0,22}\d)([a-z0-9]{12})-[a-z0-9]{10}(?:-\d{1,3})?$/i;

export function originOf(type: JobType, answer: Answer, name: string): JobOrigin {
  for (const [member, by] of STARTERS[type]) {
    const arn = answer.optional(member);
    if (arn === undefined || arn === '') continue;
    const tuningJob = type === 'training' && by !== 'tuning' ? answer.optional('TuningJobArn') : undefined;
    return { by, name: arn, ...(tuningJob === undefined || tuningJob === '' ? {} : { tuningJob }) };
  }
  const execution = NAMED_BY_PIPELINE.exec(name)?.[1];
  if (execution !== undefined) return { by: 'pipeline', name: execution };
  const trial = answer.member('ExperimentConfig')?.optional('TrialName');
  const isNamed = trial !== undefined && EXECUTION.test(trial) && name.includes(`-${trial}-`);
  if (isNamed) return { by: 'pipeline', name: trial };
  const perhapsExecution = PERHAPS_BY_PIPELINE.exec(name)?.[1];
  return { by: 'person', name: undefined, ...(perhapsExecution === undefined ? {} : { perhapsExecution }) };
}
