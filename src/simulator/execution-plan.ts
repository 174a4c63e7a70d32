/**
 * What an execution will do: the jobs that its steps start, by the names that the service makes, and the steps that fail
 * because the name is refused or the pipeline's role may not create such a job.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-access.html
 */
import { isRecord } from './iam-grammar.ts';
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
}

const long = { maxPrefix: 38, maxName: 63 } as const;
const short = { maxPrefix: 6, maxName: 32 } as const;

const KINDS: ReadonlyMap<string, JobKind> = new Map<string, JobKind>([
  ['Training', kind('TrainingJobName', 'CreateTrainingJob', 'training-job', 'TrainingJob', long)],
  ['Processing', kind('ProcessingJobName', 'CreateProcessingJob', 'processing-job', 'ProcessingJob', long)],
  ['QualityCheck', kind('ProcessingJobName', 'CreateProcessingJob', 'processing-job', 'QualityCheck', long)],
  ['ClarifyCheck', kind('ProcessingJobName', 'CreateProcessingJob', 'processing-job', 'ClarifyCheck', long)],
  ['Transform', kind('TransformJobName', 'CreateTransformJob', 'transform-job', 'TransformJob', long)],
  [
    'Tuning',
    kind(
      'HyperParameterTuningJobName',
      'CreateHyperParameterTuningJob',
      'hyper-parameter-tuning-job',
      'TuningJob',
      short,
    ),
  ],
  ['AutoML', kind('AutoMLJobName', 'CreateAutoMLJob', 'automl-job', 'AutoMLJob', short)],
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
  const told = (metadata: PlannedStep['metadata'], failure?: string): PlannedStep => ({
    name,
    displayName,
    description,
    metadata,
    failure,
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
  const arn = `arn:aws:sagemaker:${pipeline.region}:${pipeline.account}:${job.resource}/${nameOf(job, step, id, token, prefix)}`;
  const refused = mayCreate(`sagemaker:${job.action}`, arn);
  if (refused !== undefined) {
    return told(undefined, `ClientError: Failed to invoke sagemaker:${job.action}. Error Details: ${refused}`);
  }
  return told({ [job.told]: type.endsWith('Check') ? { CheckType: checkType(step), CheckJobArn: arn } : { Arn: arn } });
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

/** Defaults, and what the execution was started with instead. */
function parametersOf(
  definition: Readonly<Record<string, unknown>>,
  given: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const declared = definition['Parameters'];
  for (const parameter of Array.isArray(declared) ? (declared as readonly unknown[]) : []) {
    if (!isRecord(parameter) || typeof parameter['Name'] !== 'string') {
      continue;
    }
    const value = given.get(parameter['Name']) ?? parameter['DefaultValue'];
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      values.set(parameter['Name'], String(value));
    }
  }
  return values;
}

/** A text, a parameter, or a join of such; undefined for anything else. */
function resolved(value: unknown, values: ReadonlyMap<string, string>, depth = 0): string | undefined {
  if (typeof value === 'string' || typeof value === 'number') {
    return String(value);
  }
  if (!isRecord(value) || depth > 8) {
    return undefined;
  }
  const got = value['Get'];
  if (typeof got === 'string' && got.startsWith('Parameters.')) {
    return values.get(got.slice('Parameters.'.length));
  }
  const join = value['Std:Join'];
  if (!isRecord(join) || !Array.isArray(join['Values'])) {
    return undefined;
  }
  const parts = (join['Values'] as readonly unknown[]).map((part) => resolved(part, values, depth + 1));
  const on = typeof join['On'] === 'string' ? join['On'] : '';
  return parts.includes(undefined) ? undefined : parts.join(on);
}

function kind(
  key: string,
  action: string,
  resource: string,
  told: string,
  limits: { readonly maxPrefix: number; readonly maxName: number },
): JobKind {
  return { key, action, resource, told, ...limits };
}
