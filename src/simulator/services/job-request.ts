/**
 * What requests about jobs have in common: names, the context keys that documents may ask for, and the ARN that they are matched
 * against. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html
 */
import type { Call, RequestKeys } from '../call.ts';
import { type Input, nested, str, strings, structures, text } from '../input-shape.ts';
import { jobArn } from '../job-kinds.ts';
import { JOB_TYPES, type JobType } from '../job-seed.ts';
import { Refusal } from '../refusal.ts';

const NAME_OF: Readonly<Record<JobType, RegExp>> = {
  processing: /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/,
  training: /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/,
  transform: /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/,
  tuning: /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,31}$/,
  automl: /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,31}$/,
};

const nameRule = (type: JobType) =>
  text({ required: true, min: 1, max: type === 'tuning' || type === 'automl' ? 32 : 63, pattern: NAME_OF[type] });

export const JOB_NAMES = Object.fromEntries(JOB_TYPES.map((type) => [type, nameRule(type)])) as Readonly<
  Record<JobType, ReturnType<typeof nameRule>>
>;

/** The ARN that documents are matched against. */
export function authorizedJobArn(call: Call, type: JobType, name: string): string {
  const arn = jobArn(type, call.principal.account, call.region, name);
  return call.behaviour.authorizedArn === 'requested' ? arn.slice(0, arn.indexOf('/') + 1) + name : arn;
}

/**
 * Keys of a request that creates a job or a model.
 * @param networks the structures in which it may say VpcConfig, isolation and encryption.
 */
export function jobKeys(input: Input, networks: readonly Input[]): RequestKeys {
  const vpcs = networks.map((network) => nested(network, 'VpcConfig')).filter((vpc) => vpc !== undefined);
  const every = (member: string): readonly string[] | undefined => {
    const all = vpcs.flatMap((vpc) => strings(vpc, member) ?? []);
    return all.length === 0 ? undefined : [...new Set(all)];
  };
  const [isolation, encryption] = [
    flagOf(networks, 'EnableNetworkIsolation'),
    flagOf(networks, 'EnableInterContainerTrafficEncryption'),
  ];
  const types = instanceTypes(input, networks);
  return {
    'sagemaker:VpcSubnets': every('Subnets'),
    'sagemaker:VpcSecurityGroupIds': every('SecurityGroupIds'),
    'sagemaker:NetworkIsolation': isolation,
    'sagemaker:InterContainerTrafficEncryption': encryption,
    'sagemaker:InstanceTypes': types.length === 0 ? undefined : types,
  };
}

/** Of the tags that a request brings. */
export function tagKeys(input: Input): RequestKeys {
  const tags = structures(input, 'Tags').map((tag) => [str(tag, 'Key') ?? '', str(tag, 'Value') ?? ''] as const);
  return tags.length === 0
    ? {}
    : {
        ...Object.fromEntries(tags.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
        'aws:TagKeys': tags.map(([key]) => key),
      };
}

/** @throws Refusal for a VPC configuration with too few or too many of anything. */
export function checkNetwork(network: Input): void {
  const vpc = nested(network, 'VpcConfig');
  if (vpc === undefined) {
    return;
  }
  for (const [member, max] of [
    ['SecurityGroupIds', 5],
    ['Subnets', 16],
  ] as const) {
    const count = strings(vpc, member)?.length ?? 0;
    if (count < 1 || count > max) {
      const at = `vpcConfig.${member.slice(0, 1).toLowerCase()}${member.slice(1)}`;
      throw new Refusal(
        'ValidationException',
        `1 validation error detected: Value at '${at}' failed to satisfy constraint: Member must have length between 1 and ${max}`,
      );
    }
  }
}

/** Undefined where no structure says it: the key is not in the request then. One that says false makes it false. */
function flagOf(networks: readonly Input[], member: string): string | undefined {
  const said = networks.map((network) => network[member]).filter((value) => typeof value === 'boolean');
  return said.length === 0 ? undefined : String(said.every(Boolean));
}

function instanceTypes(input: Input, networks: readonly Input[]): readonly string[] {
  const cluster = nested(nested(input, 'ProcessingResources') ?? {}, 'ClusterConfig');
  const places = [
    cluster,
    nested(input, 'TransformResources'),
    ...networks.map((one) => nested(one, 'ResourceConfig')),
  ];
  return [...new Set(places.flatMap((place) => (place === undefined ? [] : (str(place, 'InstanceType') ?? []))))];
}
