/**
 * The smallest question for each operation, about a resource that is not there. EC2 takes a question as one (DryRun). What
 * cannot be asked without changing something has no probe here, and is told as not tried.
 */
import type { OperationName } from '../aws/operations.ts';
import type { AwsError } from '../model/aws-error.ts';
import type { Policy } from '../model/desired-state.ts';
import type { ResourceKind } from '../model/resource.ts';
import type { Target } from '../model/target.ts';
import { INTENT_TAG } from '../resources/intent.ts';
import { s3ServiceName } from '../resources/vpc/shape.ts';

/** Resources that nobody has. */
export interface Stranger {
  /** Of whatever people may name. */
  readonly name: string;
  /** Of the kind that is asked about. */
  readonly arn: string;
  readonly role: string;
  /** As EC2 makes ids of VPCs, endpoints and groups. */
  readonly ec2Id: (prefix: string) => string;
  readonly arnOf: (service: string, rest: string) => string;
  readonly target: Target;
}

type Input = Readonly<Record<string, unknown>>;

export interface WriteProbe {
  readonly input: Input;
  /** What its session names. */
  readonly resourceArns: readonly string[];
}

/** A definition that is one, should it ever be looked at before the name is. */
const NO_STEPS = '{"Version":"2020-12-01","Steps":[]}';
const EC2_ID_DIGITS = 17;
/** The fewest that EC2 takes. */
const SMALLEST_PAGE = 5;
/** As SageMaker says of jobs and models that it does not find, and S3 of buckets. */
const ABSENT = /^(could not find|requested resource not found)/i;
const ABSENT_CODES: ReadonlySet<string> = new Set(['NoSuchBucket', 'NoSuchBucketPolicy']);

/** @param token in hexadecimal digits, at least 17; nobody else ever has it. */
export function strangerAt(
  target: Target,
  kind: Pick<ResourceKind, 'name'>,
  partition: string,
  token: string,
): Stranger {
  const { account, region } = target;
  const name = `sagekeeper-doctor-${token}`;
  const arnOf = (service: string, rest: string): string => `arn:${partition}:${service}:${region}:${account}:${rest}`;
  return {
    name,
    // Kinds are named as their ARNs are, where SageMaker has them.
    arn: arnOf('sagemaker', `${kind.name}/${name}`),
    role: `arn:${partition}:iam::${account}:role/${name}`,
    ec2Id: (prefix) => `${prefix}-${token.slice(0, EC2_ID_DIGITS)}`,
    arnOf,
    target,
  };
}

/** AWS authorises first: what it does not find, or would have done, it permits. */
export function isPermitted({ reason, facts: { code, message } }: AwsError): boolean {
  return code === 'DryRunOperation' || reason === 'not-found' || ABSENT_CODES.has(code) || ABSENT.test(message);
}

/** In the order in which they are tried: whoever may not list is told so first. */
export function readProbes(
  operations: readonly OperationName[],
  { name, arn, role, ec2Id }: Stranger,
): readonly (readonly [OperationName, Input])[] {
  const execution = `${arn}/execution/doctor000000`;
  const [page, first] = [{ MaxResults: SMALLEST_PAGE }, { MaxResults: 1 }];
  const inputs: Readonly<Partial<Record<OperationName, Input>>> = {
    ListNotebookInstances: first,
    DescribeNotebookInstance: { NotebookInstanceName: name },
    ListTags: { ResourceArn: arn },
    ListPipelines: first,
    DescribePipeline: { PipelineName: name },
    ListPipelineVersions: { PipelineName: name, ...first },
    ListPipelineExecutions: { PipelineName: name, ...first },
    DescribePipelineExecution: { PipelineExecutionArn: execution },
    DescribePipelineDefinitionForExecution: { PipelineExecutionArn: execution },
    ListPipelineExecutionSteps: { PipelineExecutionArn: execution, ...first },
    SimulatePrincipalPolicy: { PolicySourceArn: role, ActionNames: ['sagemaker:CreateTrainingJob'] },
    GetResources: { ResourcesPerPage: 1, ResourceTypeFilters: ['sagemaker:notebook-instance'] },
    ListDomains: first,
    DescribeDomain: { DomainId: ec2Id('d') },
    ListProcessingJobs: first,
    ListTrainingJobs: first,
    ListTransformJobs: first,
    ListHyperParameterTuningJobs: first,
    ListAutoMLJobs: first,
    DescribeProcessingJob: { ProcessingJobName: name },
    DescribeTrainingJob: { TrainingJobName: name },
    DescribeTransformJob: { TransformJobName: name },
    DescribeHyperParameterTuningJob: { HyperParameterTuningJobName: shortened(name) },
    DescribeAutoMLJobV2: { AutoMLJobName: shortened(name) },
    DescribeModel: { ModelName: name },
    DescribeVpcs: page,
    DescribeVpcAttribute: { VpcId: ec2Id('vpc'), Attribute: 'enableDnsSupport' },
    DescribeVpcEndpoints: { VpcEndpointIds: [ec2Id('vpce')] },
    DescribeSubnets: page,
    DescribeRouteTables: page,
    DescribeNetworkInterfaces: page,
    DescribeSecurityGroupRules: page,
    DescribeFlowLogs: page,
    GetBucketPolicy: { Bucket: name },
  };
  return operations.map((operation) => [operation, inputs[operation] ?? {}] as const);
}

/** The operation that says of one resource of this kind that it is not there. */
export function describes({ name }: Pick<ResourceKind, 'name'>): OperationName {
  const operations = {
    'notebook-instance': 'DescribeNotebookInstance',
    pipeline: 'DescribePipeline',
    domain: 'DescribeDomain',
    job: 'DescribeProcessingJob',
    vpc: 'DescribeVpcEndpoints',
  } as const;
  return operations[name];
}

/**
 * Undefined: there is no way to try it. The Update carries what the enforcing policies want, as roles may allow it for just
 * these values. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html
 */
export function writeProbe(
  operation: OperationName,
  stranger: Stranger,
  enforcing: readonly Policy[],
): WriteProbe | undefined {
  const { name, arn } = stranger;
  const inputs: Readonly<Partial<Record<OperationName, Input>>> = {
    StopNotebookInstance: { NotebookInstanceName: name },
    UpdateNotebookInstance: { NotebookInstanceName: name, ...wantedSettings(enforcing) },
    StartNotebookInstance: { NotebookInstanceName: name },
    UpdatePipeline: { PipelineName: name, PipelineDefinition: NO_STEPS },
    AddTags: { ResourceArn: arn, Tags: [{ Key: INTENT_TAG, Value: 'doctor' }] },
    DeleteTags: { ResourceArn: arn, TagKeys: [INTENT_TAG] },
  };
  const input = inputs[operation];
  return input === undefined
    ? (jobProbe(operation, stranger) ?? networkProbe(operation, stranger))
    : { input, resourceArns: [arn] };
}

function jobProbe(operation: OperationName, { name, arnOf }: Stranger): WriteProbe | undefined {
  const short = shortened(name);
  const probe = (input: Input, rest: string): WriteProbe => ({ input, resourceArns: [arnOf('sagemaker', rest)] });
  const probes: Readonly<Partial<Record<OperationName, WriteProbe>>> = {
    StopProcessingJob: probe({ ProcessingJobName: name }, `processing-job/${name}`),
    StopTrainingJob: probe({ TrainingJobName: name }, `training-job/${name}`),
    StopTransformJob: probe({ TransformJobName: name }, `transform-job/${name}`),
    StopHyperParameterTuningJob: probe({ HyperParameterTuningJobName: short }, `hyper-parameter-tuning-job/${short}`),
    StopAutoMLJob: probe({ AutoMLJobName: short }, `automl-job/${short}`),
  };
  return probes[operation];
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonParameters.html (DryRun) */
function networkProbe(operation: OperationName, { ec2Id, arnOf, target }: Stranger): WriteProbe | undefined {
  const [vpc, endpoint, group] = [ec2Id('vpc'), ec2Id('vpce'), ec2Id('sg')];
  const peers = [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: group }] }];
  const probes: Readonly<Partial<Record<OperationName, WriteProbe>>> = {
    ModifyVpcEndpoint: {
      input: { VpcEndpointId: endpoint, DryRun: true },
      resourceArns: [arnOf('ec2', `vpc-endpoint/${endpoint}`)],
    },
    CreateVpcEndpoint: {
      input: {
        VpcId: vpc,
        ServiceName: s3ServiceName(target.region),
        VpcEndpointType: 'Gateway',
        DryRun: true,
      },
      resourceArns: [arnOf('ec2', `vpc/${vpc}`), arnOf('ec2', 'vpc-endpoint/*')],
    },
    AuthorizeSecurityGroupIngress: {
      input: { GroupId: group, IpPermissions: peers, DryRun: true },
      resourceArns: [arnOf('ec2', `security-group/${group}`)],
    },
  };
  return probes[operation];
}

/** Names of tuning and AutoML jobs have at most 32 characters. */
function shortened(name: string): string {
  return name.slice(-32).replace(/^-+/, '');
}

function wantedSettings(enforcing: readonly Policy[]): Input {
  const wants = enforcing.flatMap(({ want }) => (typeof want === 'object' && want !== null ? [want] : []));
  const wanted = (key: string): unknown =>
    wants.map((want) => (want as Input)[key]).find((value) => value !== undefined);
  const version = wanted('minimumInstanceMetadataServiceVersion');
  const root = wanted('rootAccess');
  return {
    ...(version === undefined
      ? {}
      : { InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: version } }),
    ...(root === undefined ? {} : { RootAccess: root }),
  };
}
