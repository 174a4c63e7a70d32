/**
 * SageMaker's Create operations of jobs. A job takes what was asked for with it and never changes; whether subnets and security
 * groups exist is not looked at here.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateProcessingJob.html and its like
 */
import { authorize, type Call, type Operation, type Output } from '../call.ts';
import { flag, list, type Members, nested, str, structure, structures, text } from '../input-shape.ts';
import { JOB_KINDS, jobArn } from '../job-kinds.ts';
import { jobNamed } from '../job-lookup.ts';
import { startedJob } from '../job-record.ts';
import type { JobType } from '../job-seed.ts';
import { Refusal } from '../refusal.ts';
import { checkNetwork, JOB_NAMES, jobKeys, tagKeys } from './job-request.ts';
import { modelNamed } from './models.ts';
import { ROLE_ARN } from './pipeline-lookup.ts';
import { checkedTags } from './tag-rules.ts';

type Input = Call['input'];

interface Creation {
  /** As the operation is called. */
  readonly name: string;
  readonly type: JobType;
  readonly version?: 1 | 2;
  readonly members: Members;
  /** Members that hold a VpcConfig, wherever they stand. */
  readonly networks: (input: Input) => readonly (Input | undefined)[];
}

const REQUIRED = { required: true } as const;
const COMMON: Members = { Tags: list({ max: 50 }), ExperimentConfig: structure() };
const REQUIRED_ROLE = { ...ROLE_ARN, required: true };

const CREATIONS: readonly Creation[] = [
  {
    name: 'CreateProcessingJob',
    type: 'processing',
    members: {
      ProcessingInputs: list({ max: 10 }),
      ProcessingOutputConfig: structure(),
      ProcessingResources: structure(REQUIRED),
      StoppingCondition: structure(),
      AppSpecification: structure(REQUIRED),
      Environment: structure(),
      NetworkConfig: structure(),
      RoleArn: REQUIRED_ROLE,
    },
    networks: (input) => [nested(input, 'NetworkConfig')],
  },
  {
    name: 'CreateTrainingJob',
    type: 'training',
    members: {
      AlgorithmSpecification: structure(),
      InputDataConfig: list({ min: 1, max: 20 }),
      OutputDataConfig: structure(REQUIRED),
      ResourceConfig: structure(),
      StoppingCondition: structure(),
      VpcConfig: structure(),
      EnableNetworkIsolation: flag(),
      EnableInterContainerTrafficEncryption: flag(),
      RoleArn: REQUIRED_ROLE,
    },
    networks: (input) => [input],
  },
  {
    name: 'CreateTransformJob',
    type: 'transform',
    members: {
      ModelName: text({ required: true, max: 63 }),
      TransformInput: structure(REQUIRED),
      TransformOutput: structure(REQUIRED),
      TransformResources: structure(REQUIRED),
    },
    networks: () => [],
  },
  {
    name: 'CreateHyperParameterTuningJob',
    type: 'tuning',
    members: {
      HyperParameterTuningJobConfig: structure(REQUIRED),
      TrainingJobDefinition: structure(),
      TrainingJobDefinitions: list({ min: 1, max: 10 }),
    },
    networks: (input) => [nested(input, 'TrainingJobDefinition'), ...structures(input, 'TrainingJobDefinitions')],
  },
  {
    name: 'CreateAutoMLJob',
    type: 'automl',
    version: 1,
    members: {
      InputDataConfig: list({ required: true, min: 1, max: 2 }),
      OutputDataConfig: structure(REQUIRED),
      AutoMLJobConfig: structure(),
      RoleArn: REQUIRED_ROLE,
    },
    networks: (input) => [nested(nested(input, 'AutoMLJobConfig') ?? {}, 'SecurityConfig')],
  },
  {
    name: 'CreateAutoMLJobV2',
    type: 'automl',
    version: 2,
    members: {
      AutoMLJobInputDataConfig: list({ required: true, min: 1, max: 2 }),
      OutputDataConfig: structure(REQUIRED),
      AutoMLProblemTypeConfig: structure(REQUIRED),
      SecurityConfig: structure(),
      RoleArn: REQUIRED_ROLE,
    },
    networks: (input) => [nested(input, 'SecurityConfig')],
  },
];

export const JOB_CREATIONS: readonly Operation[] = CREATIONS.map((creation) => ({
  service: 'sagemaker',
  name: creation.name,
  family: 'sagemaker:write',
  members: {
    [`${JOB_KINDS[creation.type].noun}Name`]: JOB_NAMES[creation.type],
    ...COMMON,
    ...creation.members,
  },
  run: (call) => create(call, creation),
}));

function create(call: Call, { name: operation, type, version = 2, networks: networksOf }: Creation): Output {
  const { input, now, region } = call;
  const { account } = call.principal;
  const { noun, inWords } = JOB_KINDS[type];
  const name = str(input, `${noun}Name`) ?? '';
  const arn = jobArn(type, account, region, name);
  const networks = networksOf(input).filter((network) => network !== undefined);
  authorize(call, `sagemaker:${operation}`, arn, { ...jobKeys(input, networks), ...tagKeys(input) });
  for (const role of new Set([input, ...networks].flatMap((place) => str(place, 'RoleArn') ?? []))) {
    authorize(call, 'iam:PassRole', role, { 'iam:PassedToService': 'sagemaker.amazonaws.com' });
  }
  networks.forEach(checkNetwork);
  if (type === 'transform') {
    modelNamed(call, str(input, 'ModelName') ?? '');
  }
  const tags = checkedTags(new Map(), input);
  if (jobNamed(call, type, { account, region, name }, now) !== undefined) {
    const text_ = `Job name must be unique within an AWS account and region, and a ${inWords} with this name already exists (${arn})`;
    throw new Refusal('ResourceInUse', text_);
  }
  if (call.fault?.fault === 'resource-limit') {
    throw new Refusal('ResourceLimitExceeded', `The account-level service limit for a ${inWords} is reached.`);
  }
  const { [`${noun}Name`]: _name, Tags: _tags, ...settings } = input;
  const job = { type, name, account, region, settings: { ...defaults(type), ...settings }, tags, version };
  const failure = call.fault?.fault === 'start-fails' ? 'InternalServerError: please try again.' : undefined;
  call.workloads.jobs[type].put(startedJob(job, now, now + call.jobTimes.jobMs, failure), now, 'request');
  return { [`${noun}Arn`]: arn };
}

/** What Describe tells of a training job that said nothing. */
function defaults(type: JobType): Output {
  return type === 'training'
    ? {
        EnableNetworkIsolation: false,
        EnableInterContainerTrafficEncryption: false,
        EnableManagedSpotTraining: false,
        StoppingCondition: { MaxRuntimeInSeconds: 86_400 },
      }
    : {};
}
