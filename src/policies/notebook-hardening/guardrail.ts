/**
 * What keeps a notebook from coming into being, or being changed, against the hardening that is wanted? As far as SageMaker
 * tells IAM of it: the network can only be chosen when a notebook is created, and of the rest there is no key to compare.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html
 */
import type { Conditions, Statement } from '../../model/iam-document.ts';
import type { Guardrail } from '../policy-kind.ts';
import type { NotebookHardeningWant } from './judge.ts';

export function guardNotebookHardening(want: NotebookHardeningWant): Guardrail {
  const { rootAccess, directInternetAccess, subnets = [], securityGroups = [] } = want;
  const statements = [
    ...(rootAccess === undefined ? [] : guardRootAccess(rootAccess)),
    // Missing means Enabled, and a negated operator holds where the key is missing.
    ...(directInternetAccess === undefined
      ? []
      : [onCreate('Internet', { StringNotEquals: { 'sagemaker:DirectInternetAccess': directInternetAccess } })]),
    ...oneOf('Subnet', 'sagemaker:VpcSubnets', subnets),
    ...oneOf('SecurityGroup', 'sagemaker:VpcSecurityGroupIds', securityGroups),
  ];
  return { statements, notPrevented: notPrevented(want) };
}

function guardRootAccess(wanted: string): readonly Statement[] {
  return [
    onCreate('RootAccess', { StringNotEquals: { 'sagemaker:RootAccess': wanted } }),
    {
      Sid: 'SagekeeperRootAccessOnUpdate',
      Effect: 'Deny',
      Action: 'sagemaker:UpdateNotebookInstance',
      Resource: '*',
      // Without IfExists or negation: an update that says nothing of root access keeps what there is.
      Condition: { StringEquals: { 'sagemaker:RootAccess': 'Enabled' } },
    },
  ];
}

/** A list must be there, and every element of it allowed: ForAllValues would let one allowed element excuse the others. */
function oneOf(what: string, key: string, allowed: readonly string[]): readonly Statement[] {
  if (allowed.length === 0) return [];
  return [
    onCreate(`Without${what}`, { Null: { [key]: 'true' } }),
    onCreate(`Other${what}`, { 'ForAnyValue:StringNotEquals': { [key]: allowed } }),
  ];
}

function onCreate(what: string, condition: Conditions): Statement {
  return {
    Sid: `Sagekeeper${what}OnCreate`,
    Effect: 'Deny',
    Action: 'sagemaker:CreateNotebookInstance',
    Resource: '*',
    Condition: condition,
  };
}

function notPrevented({ platformIdentifier, kmsKeys = [], lifecycleConfigs = [] }: NotebookHardeningWant) {
  return [
    ...(platformIdentifier === undefined ? [] : ['platformIdentifier: AWS has no condition key for it']),
    ...(kmsKeys.length === 0
      ? []
      : ['kmsKeys: IAM compares the ARN of the key, and people write ids and aliases as well']),
    ...(lifecycleConfigs.length === 0
      ? []
      : ['lifecycleConfigs: IAM compares ARNs, whose casing AWS does not document']),
  ];
}
