/**
 * What an execution will do: the jobs that its steps start, by the names that the service makes, and the steps that fail
 * because the name is refused or the pipeline's role may not create such a job.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-access.html
 */
import { parametersOf, resolved, resolvedSettings } from './execution-arguments.ts';
import type { JobType } from './job-seed.ts';
import { digest } from './organization-tree.ts';
import { parsedDefinition, type Step, stepsOf } from './pipeline-definition.ts';
import type { PipelineRecord } from './pipeline-record.ts';

export interface PlannedStep {
  readonly name: string;
  readonly displayName: string | undefined;
  readonly description: string | undefined;
  /** As ListPipelineExecutionSteps tells it. */
  readonly metadata: Readonly<Record<string, unknown>> | undefined;
  readonly failure: string | undefined;
  /** The job that it starts, if it is one of SageMaker's five types. */
  readonly job: PlannedJob | undefined;
}

export interface PlannedJob {
  readonly type: JobType;
  readonly name: string;
  readonly arn: string;
  /** The step's arguments, without what names the job. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface Plan {
  readonly steps: readonly PlannedStep[];
  /** Why it fails before its first step. */
  readonly failure: string | undefined;
}

/** Why the pipeline's role may not create the job of that ARN; undefined when it may. */
export type MayCreate = (action: string, arn: string) => string | undefined;

interface JobKind {
  /** Member of the step's arguments that holds the prefix. */
  readonly key: string;
  readonly action: string;
  /** Of the job's ARN. */
  readonly resource: string;
  /** Member of the step's metadata. */
  readonly told: string;
  readonly maxPrefix: number;
  readonly maxName: number;
  readonly type: JobType | undefined;
}

const long = { maxPrefix: 38, maxName: 63 } as const;
const short = { maxPrefix: 6, maxName: 32 } as const;

const KINDS: ReadonlyMap<string, JobKind> = new Map<string, JobKind>([
  ['Training', kind('TrainingJobName', 'CreateTrainingJob', 'training-job', 'TrainingJob', long, 'training')],
  [
    'Processing',
    kind('ProcessingJobName', 'CreateProcessingJob', 'processing-job', 'ProcessingJob', long, 'processing'),
  ],
  [
    'QualityCheck',
    kind('ProcessingJobName', 'CreateProcessingJob', 'processing-job', 'QualityCheck', long, 'processing'),
  ],
  [
    'ClarifyCheck',
    kind('ProcessingJobName', 'CreateProcessingJob', 'processing-job', 'ClarifyCheck', long, 'processing'),
  ],
  ['Transform', kind('TransformJobName', 'CreateTransformJob', 'transform-job', 'TransformJob', long, 'transform')],
  [
    'Tuning',
    kind(
      'HyperParameterTuningJobName',
      'CreateHyperParameterTuningJob',
      'hyper-parameter-tuning-job',
      'TuningJob',
      short,
      'tuning',
    ),
  ],
  ['AutoML', kind('AutoMLJobName', 'CreateAutoMLJob', 'automl-job', 'AutoMLJob', short, 'automl')],
  ['Model', kind('ModelName', 'CreateModel', 'model', 'Model', long)],
  ['RegisterModel', kind('ModelPackageName', 'CreateModelPackage', 'model-package', 'RegisterModel', long)],
  ['Job', kind('JobName', 'CreateJob', 'job', 'Job', long)],
]);

const NAME = /^[a-zA-Z0-9](-*[a-zA-Z0-9])*-*$/;

/** @param id of the execution; @param given the parameters that it was started with. */
export function planOf(
  pipeline: PipelineRecord,
  definition: string,
  id: string,
  given: ReadonlyMap<string, string>,
  mayCreate: MayCreate,
): Plan {
  const parsed = parsedDefinition(definition);
  if (parsed === undefined) {
    return { steps: [], failure: 'ClientError: the pipeline definition cannot be read.' };
  }
  const values = parametersOf(parsed, given);
  const steps = stepsOf(parsed).map((step, index) => planned(pipeline, step, `${id} ${index}`, id, values, mayCreate));
  return { steps, failure: undefined };
}

function planned(
  pipeline: PipelineRecord,
  step: Step,
  serial: string,
  id: string,
  values: ReadonlyMap<string, string>,
  mayCreate: MayCreate,
): PlannedStep {
  const { name, displayName, description, type } = step;
  const told = (metadata: PlannedStep['metadata'], failure?: string, start?: PlannedJob): PlannedStep => ({
    name,
    displayName,
    description,
    metadata,
    failure,
    job: start,
  });
  const job = KINDS.get(type);
  if (job === undefined) {
    return type === 'Fail'
      ? told({ Fail: {} }, 'The pipeline reached a Fail step.')
      : told(otherMetadata(step, serial));
  }
  const token = digest(`${pipeline.arn} ${serial}`, 10);
  const written = step.arguments[job.key] ?? undefined;
  const prefix = written === undefined ? undefined : resolved(written, values);
  if (written !== undefined && prefix === undefined) {
    return told(undefined, `ClientError: the value of ${job.key} cannot be resolved.`);
  }
  if (prefix !== undefined && (prefix.length > job.maxPrefix || !NAME.test(prefix))) {
    return told(
      undefined,
      `ClientError: Failed to invoke sagemaker:${job.action}. Error Details: 1 validation error detected: Value '${prefix.slice(0, 100)}' at '${job.key}' failed to satisfy constraint.`,
    );
  }
  const made = nameOf(job, step, id, token, prefix);
  const arn = `arn:aws:sagemaker:${pipeline.region}:${pipeline.account}:${job.resource}/${made}`;
  const refused = mayCreate(`sagemaker:${job.action}`, arn);
  if (refused !== undefined) {
    return told(undefined, `ClientError: Failed to invoke sagemaker:${job.action}. Error Details: ${refused}`);
  }
  const metadata = {
    [job.told]: type.endsWith('Check') ? { CheckType: checkType(step), CheckJobArn: arn } : { Arn: arn },
  };
  const { [job.key]: _name, ...settings } = step.arguments;
  const started = job.type && { type: job.type, name: made, arn, settings: resolvedSettings(settings, values) };
  return told(metadata, undefined, started);
}

/** Lower-cased, as ARNs have it. A model package of a group is called by the group and a number, whatever the prefix. */
function nameOf(job: JobKind, step: Step, id: string, token: string, prefix: string | undefined): string {
  const group = step.arguments['ModelPackageGroupName'];
  if (job.key === 'ModelPackageName' && typeof group === 'string') {
    return `${group.toLowerCase()}/1`;
  }
  const made =
    prefix === undefined ? `pipelines-${id}-${step.name.slice(0, 20)}-${token}-0` : `${prefix}-${id}-${token}-0`;
  return made.slice(0, job.maxName).toLowerCase();
}

function otherMetadata(step: Step, serial: string): PlannedStep['metadata'] {
  switch (step.type) {
    case 'Condition':
      return { Condition: { Outcome: 'True' } };
    case 'Lambda': {
      const arn = step.whole['FunctionArn'];
      return { Lambda: { Arn: typeof arn === 'string' ? arn : undefined } };
    }
    case 'Callback':
      return { Callback: { CallbackToken: digest(serial, 10) } };
    case 'EMR':
      return { EMR: { StepName: step.name } };
    default:
      return undefined;
  }
}

function checkType(step: Step): string {
  const type = step.whole['CheckType'];
  return typeof type === 'string' ? type : '';
}

function kind(
  key: string,
  action: string,
  resource: string,
  told: string,
  limits: { readonly maxPrefix: number; readonly maxName: number },
  type?: JobType,
): JobKind {
  return { key, action, resource, told, type, ...limits };
}
