/**
 * What the Create requests of jobs would have said, for jobs that a world begins with: each type says networks, instances and roles
 * in its own place. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateProcessingJob.html and its like.
 */
import { jobArn } from './job-kinds.ts';
import type { JobSeed, JobType, NetworkSeed, OriginSeed } from './job-seed.ts';

type Members = Readonly<Record<string, unknown>>;

export interface SeededSettings {
  readonly settings: Members;
  readonly origin: Readonly<Record<string, string>>;
  /** By which pipelines mark the jobs that they start. */
  readonly originTags: Readonly<Record<string, string>>;
}

const IMAGE = '763104351884.dkr.ecr.eu-central-1.amazonaws.com/sagemaker-base:latest';
const OUTPUT = { S3OutputPath: 's3://example-output/' };
const A_DAY = { MaxRuntimeInSeconds: 86_400 };

export function seededSettings(account: string, seed: JobSeed): SeededSettings {
  const role = `arn:aws:iam::${account}:role/${seed.role ?? 'JobExecution'}`;
  const settings = { ...SETTINGS[seed.type](seed, role), ...seed.settings };
  return { settings, origin: originOf(account, seed), originTags: pipelineTags(seed.origin?.pipelineExecution) };
}

/** That the service itself puts on every job of an execution. */
export function pipelineTags(executionArn: string | undefined, step?: string): Readonly<Record<string, string>> {
  return executionArn === undefined
    ? {}
    : {
        'sagemaker:pipeline-execution-arn': executionArn,
        ...(step === undefined ? {} : { 'sagemaker:pipeline-step-name': step }),
      };
}

/** Undefined without subnets. */
export function vpcConfigOf({ subnets, securityGroups }: NetworkSeed = {}): Members | undefined {
  return subnets === undefined || subnets.length === 0
    ? undefined
    : { SecurityGroupIds: securityGroups ?? ['sg-default'], Subnets: subnets };
}

const SETTINGS: Readonly<Record<JobType, (seed: JobSeed, role: string) => Members>> = {
  processing: (seed, role) => ({
    ProcessingResources: { ClusterConfig: { ...instances(seed), VolumeSizeInGB: 30 } },
    StoppingCondition: A_DAY,
    AppSpecification: { ImageUri: IMAGE },
    NetworkConfig: networkConfig(seed.network),
    RoleArn: role,
  }),
  training: (seed, role) => training(seed, role),
  transform: (seed) => ({
    ModelName: seed.model ?? 'model',
    TransformInput: { DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://example-input/' } } },
    TransformOutput: OUTPUT,
    TransformResources: instances(seed),
  }),
  tuning: (seed, role) => ({
    HyperParameterTuningJobConfig: {
      Strategy: 'Bayesian',
      ResourceLimits: { MaxNumberOfTrainingJobs: 10, MaxParallelTrainingJobs: 2 },
    },
    TrainingJobDefinition: training(seed, role),
  }),
  automl: (seed, role) => {
    const { network } = seed;
    const vpcConfig = vpcConfigOf(network);
    const security = {
      EnableInterContainerTrafficEncryption: network?.encryption ?? false,
      ...(vpcConfig === undefined ? {} : { VpcConfig: vpcConfig }),
    };
    const rest = { OutputDataConfig: OUTPUT, RoleArn: role };
    const source = { DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://example-input/' } } };
    return seed.version === 1
      ? {
          ...rest,
          InputDataConfig: [{ ...source, TargetAttributeName: 'y' }],
          AutoMLJobConfig: { SecurityConfig: security },
        }
      : {
          ...rest,
          AutoMLJobInputDataConfig: [source],
          AutoMLProblemTypeConfig: { TabularJobConfig: { TargetAttributeName: 'y' } },
          SecurityConfig: security,
        };
  },
};

function training(seed: JobSeed, role: string): Members {
  const vpcConfig = vpcConfigOf(seed.network);
  return {
    AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File' },
    RoleArn: role,
    OutputDataConfig: OUTPUT,
    ResourceConfig: { ...instances(seed), VolumeSizeInGB: 30 },
    StoppingCondition: A_DAY,
    EnableNetworkIsolation: seed.network?.isolation ?? false,
    EnableInterContainerTrafficEncryption: seed.network?.encryption ?? false,
    ...(vpcConfig === undefined ? {} : { VpcConfig: vpcConfig }),
  };
}

/** Undefined for a job that was created without: Describe does not tell it either. */
function networkConfig(network: NetworkSeed | undefined): Members | undefined {
  if (network === undefined) {
    return undefined;
  }
  const vpcConfig = vpcConfigOf(network);
  return {
    EnableInterContainerTrafficEncryption: network.encryption ?? false,
    EnableNetworkIsolation: network.isolation ?? false,
    ...(vpcConfig === undefined ? {} : { VpcConfig: vpcConfig }),
  };
}

function instances({ instances: count, instanceType }: JobSeed): Members {
  return { InstanceCount: count ?? 1, InstanceType: instanceType ?? 'ml.m5.xlarge' };
}

/** Members that the type's Describe has; https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeProcessingJob.html */
const TOLD_OF: Readonly<Record<JobType, readonly (keyof OriginSeed)[]>> = {
  processing: ['monitoringSchedule', 'automl', 'training'],
  training: ['tuning', 'automl'],
  transform: ['automl'],
  tuning: [],
  automl: [],
};

function originOf(account: string, { type, region, origin = {} }: JobSeed): Readonly<Record<string, string>> {
  const schedule = (name: string) => `arn:aws:sagemaker:${region}:${account}:monitoring-schedule/${name.toLowerCase()}`;
  const arns = {
    monitoringSchedule: ['MonitoringScheduleArn', schedule],
    automl: ['AutoMLJobArn', (name: string) => jobArn('automl', account, region, name)],
    training: ['TrainingJobArn', (name: string) => jobArn('training', account, region, name)],
    tuning: ['TuningJobArn', (name: string) => jobArn('tuning', account, region, name)],
    pipelineExecution: ['', (arn: string) => arn],
  } as const;
  return Object.fromEntries(
    TOLD_OF[type].flatMap((who) => {
      const name = origin[who];
      const [member, arnOf] = arns[who];
      return name === undefined ? [] : [[member, arnOf(name)]];
    }),
  );
}
