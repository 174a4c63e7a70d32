/**
 * Which steps of a pipeline create a job with a name of its own, under which key does the definition say it, and what does IAM
 * call the job? The one table of it.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-access.html (prefixes and their limits)
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html (actions and ARNs)
 */
import type { Statement } from '../../model/iam-document.ts';
import type { PermissionNeed } from '../../model/verdict.ts';

export interface JobType {
  /** A direct member of the step's Arguments. */
  readonly key: string;
  /** The longest prefix in characters: SageMaker appends three parts to it, and the names of Tuning and AutoML are short. */
  readonly maxCharacters: number;
  /** Of the job's ARN, `arn:<partition>:sagemaker:<region>:<account>:<arnType>/<name in lower case>`. */
  readonly arnType: string;
  /** What the role of the pipeline must be allowed to create such a job. */
  readonly action: string;
}

const TRAINING = job('TrainingJobName', 38, 'training-job', 'CreateTrainingJob');
const PROCESSING = job('ProcessingJobName', 38, 'processing-job', 'CreateProcessingJob');

/** By the step's `Type`. What is not here creates no job that the definition could name. */
export const JOB_TYPES: ReadonlyMap<string, JobType> = new Map([
  ['Training', TRAINING],
  ['Processing', PROCESSING],
  ['QualityCheck', PROCESSING],
  ['ClarifyCheck', PROCESSING],
  ['Transform', job('TransformJobName', 38, 'transform-job', 'CreateTransformJob')],
  ['Tuning', job('HyperParameterTuningJobName', 6, 'hyper-parameter-tuning-job', 'CreateHyperParameterTuningJob')],
  ['AutoML', job('AutoMLJobName', 6, 'automl-job', 'CreateAutoMLJob')],
  ['Model', job('ModelName', 38, 'model', 'CreateModel')],
  ['RegisterModel', job('ModelPackageName', 38, 'model-package', 'CreateModelPackage')],
  // Only version 3 of the Python SDK writes it. Its limit is not documented; in the ARN a category stands before the name.
  ['Job', job('JobName', 38, 'job', 'CreateJob')],
]);

/**
 * Types of steps that start no job of SageMaker, whatever their arguments say: those of other services, and those that serve or note.
 * https://github.com/aws/sagemaker-python-sdk (StepTypeEnum) and PipelineExecutionStepMetadata, which has those of Bedrock
 */
const WITHOUT_JOBS: ReadonlySet<string> = new Set([
  'Fail',
  'Lambda',
  'Callback',
  'Cleanup',
  'EMR',
  'EMRServerless',
  'Athena',
  'Endpoint',
  'EndpointConfig',
  'InferenceComponent',
  'Lineage',
  'HubContent',
  'BedrockCustomModel',
  'BedrockCustomModelDeployment',
  'BedrockProvisionedModelThroughput',
  'BedrockModelImport',
]);

/** Where steps stand within the Arguments of another, and what the way there is called in the path of a step. */
export const NESTED_STEPS: ReadonlyMap<string, readonly { readonly key: string; readonly name: string }[]> = new Map([
  [
    'Condition',
    [
      { key: 'IfSteps', name: 'if' },
      { key: 'ElseSteps', name: 'else' },
    ],
  ],
  ['ForEach', [{ key: 'ForEachBody', name: 'body' }]],
]);

/** Does anybody know what steps of this type start? AWS adds types now and then. */
export function isKnownType(type: string): boolean {
  return JOB_TYPES.has(type) || NESTED_STEPS.has(type) || WITHOUT_JOBS.has(type);
}

function job(key: string, maxCharacters: number, arnType: string, action: string): JobType {
  return { key, maxCharacters, arnType, action: `sagemaker:${action}` };
}

/** Stands for what SageMaker appends: the id of the execution, a token of the step, and the number of failures. */
export const RUN_TIME_PARTS = '-000000000000-0000000000-0';

/** The statement that, in a policy of the role, allows what is needed at every run. */
export function statementFor({ action, resource }: PermissionNeed): Statement {
  const named = resource.endsWith(RUN_TIME_PARTS) ? `${resource.slice(0, -RUN_TIME_PARTS.length)}-*` : resource;
  return { Effect: 'Allow', Action: action, Resource: named };
}
