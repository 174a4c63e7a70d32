/**
 * What keeps jobs from coming into being in other networks? Denies that look at what a request says of its network. A request that
 * says nothing has no such key, which every statement here counts as wrong.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html (actions and their keys)
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html (missing keys)
 */
import type { Conditions, Statement } from '../../model/iam-document.ts';
import type { Guardrail } from '../policy-kind.ts';
import type { JobNetworkWant } from './want.ts';

const SUBNETS = 'sagemaker:VpcSubnets';
const SECURITY_GROUPS = 'sagemaker:VpcSecurityGroupIds';
const ISOLATION = 'sagemaker:NetworkIsolation';
const ENCRYPTION = 'sagemaker:InterContainerTrafficEncryption';

const JOBS = ['CreateProcessingJob', 'CreateTrainingJob', 'CreateHyperParameterTuningJob'];
const AUTOML = ['CreateAutoMLJob', 'CreateAutoMLJobV2'];
/** By which Model Monitor starts jobs. */
const MONITORS = [
  'CreateDataQualityJobDefinition',
  'CreateModelBiasJobDefinition',
  'CreateModelExplainabilityJobDefinition',
  'CreateModelQualityJobDefinition',
];
/** A transform job's request says nothing of a network: it runs in that of its model. */
const MODEL = ['CreateModel'];

export function guardJobNetwork(want: JobNetworkWant): Guardrail {
  const { vpc, networkIsolation, interContainerEncryption } = want;
  const { subnets, securityGroups } = typeof vpc === 'string' ? {} : vpc;
  const inVpc = [...JOBS, ...AUTOML, ...MONITORS];
  const statements = [
    ...(vpc === 'any' ? [] : both('WithoutVpc', inVpc, { Null: { [SUBNETS]: 'true' } })),
    ...oneOf('OtherSubnets', inVpc, SUBNETS, subnets),
    ...oneOf('OtherSecurityGroups', inVpc, SECURITY_GROUPS, securityGroups),
    // IfExists: a request that says nothing of it is denied as well.
    ...(networkIsolation === 'any'
      ? []
      : both('WithoutIsolation', [...JOBS, ...MONITORS], { BoolIfExists: { [ISOLATION]: 'false' } })),
    ...(interContainerEncryption === 'any'
      ? []
      : [denial('JobWithoutEncryption', inVpc, { BoolIfExists: { [ENCRYPTION]: 'false' } })]),
  ];
  return { statements, notPrevented: notPrevented(want) };
}

/** Every element has to be allowed: ForAllValues would let one allowed element excuse the others. */
function oneOf(what: string, actions: readonly string[], key: string, allowed: readonly string[] | undefined) {
  return allowed === undefined ? [] : both(what, actions, { 'ForAnyValue:StringNotEquals': { [key]: allowed } });
}

/** One for jobs, and one for models by itself, which people may want to leave out. */
function both(what: string, actions: readonly string[], condition: Conditions): readonly Statement[] {
  return [denial(`Job${what}`, actions, condition), denial(`Model${what}`, MODEL, condition)];
}

function denial(what: string, actions: readonly string[], condition: Conditions): Statement {
  const action = actions.map((name) => `sagemaker:${name}`);
  return { Sid: `Sagekeeper${what}`, Effect: 'Deny', Action: action, Resource: '*', Condition: condition };
}

function notPrevented({ vpc, networkIsolation, interContainerEncryption }: JobNetworkWant): readonly string[] {
  const ofModels = vpc === 'any' && networkIsolation === 'any' ? [] : [ABOUT_MODELS];
  const asked = [vpc, networkIsolation, interContainerEncryption].some((wanted) => wanted !== 'any');
  return [
    ...ofModels,
    ...(networkIsolation === 'any' ? [] : ['networkIsolation: AutoML jobs have no such setting']),
    ...(interContainerEncryption === 'any' ? [] : [ABOUT_ENCRYPTION]),
    ...(asked ? [ABOUT_SCHEDULES, ABOUT_ROLLOUT] : []),
  ];
}

const ABOUT_MODELS =
  'vpc, networkIsolation: of a transform job both are those of its model, so that models are denied, also those that only serve endpoints: leave out what begins with SagekeeperModel where that is too much';
const ABOUT_ENCRYPTION =
  'interContainerEncryption: IAM is not told how many instances a job has, so that jobs of one instance have to ask for it as well';
const ABOUT_SCHEDULES =
  'vpc: monitoring schedules that carry their job definition within them, and the generic CreateJob; what a tuning or AutoML job starts itself is not documented to be denied';
const ABOUT_ROLLOUT =
  'rollout: pipelines whose definitions differ fail at their next step: attach it when they are mended, and no execution runs on an older one';
