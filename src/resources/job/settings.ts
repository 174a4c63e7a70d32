/**
 * Where does the description of each type of job say which network it runs in? Settings that a type does not have are undefined;
 * those that it leaves out are as AWS takes them then.
 */
import type { Answer } from '../answer.ts';
import { MAX_SETTINGS } from './shape.ts';
import type { JobNetworkSettings, JobType, VpcConfig } from './shape.ts';

/**
 * At least one, at most MAX_SETTINGS. A transform job has none of its own.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_NetworkConfig.html
 */
export function settingsOf(type: Exclude<JobType, 'transform'>, answer: Answer): readonly JobNetworkSettings[] {
  switch (type) {
    case 'processing': {
      const cluster = answer.member('ProcessingResources')?.member('ClusterConfig');
      return [{ of: undefined, ...switchesOf(answer.member('NetworkConfig')), instances: instanceCountOf(cluster) }];
    }
    case 'training':
      return [trainingSettings(answer, undefined)];
    case 'tuning':
      return tuningSettings(answer);
    case 'automl': {
      const { vpc, interContainerEncryption } = switchesOf(answer.member('SecurityConfig'));
      return [{ of: undefined, vpc, networkIsolation: undefined, interContainerEncryption, instances: undefined }];
    }
  }
}

/** Of jobs that transform with the model that `answer` describes, but for their number of instances. */
export function settingsOfModel(answer: Answer): JobNetworkSettings {
  const { vpc, networkIsolation } = switchesOf(answer);
  return { of: undefined, vpc, networkIsolation, interContainerEncryption: undefined, instances: undefined };
}

function tuningSettings(answer: Answer): readonly JobNetworkSettings[] {
  const one = answer.member('TrainingJobDefinition');
  const several = one === undefined ? answer.optionalItems('TrainingJobDefinitions') : [one];
  if (several.length === 0 || several.length > MAX_SETTINGS) throw answer.unexpected('TrainingJobDefinitions');
  return several.map((definition) => trainingSettings(definition, definition.optional('DefinitionName')));
}

function trainingSettings(answer: Answer, of: string | undefined): JobNetworkSettings {
  const resources = answer.member('ResourceConfig');
  const groups = resources?.optionalItems('InstanceGroups') ?? [];
  const ofTuning = answer.member('HyperParameterTuningResourceConfig');
  // AWS chooses among these.
  const choices = ofTuning?.optionalItems('InstanceConfigs') ?? [];
  const counts = [
    groups.reduce((sum, group) => sum + (group.optionalNumber('InstanceCount') ?? 0), 0),
    instanceCountOf(resources) ?? 0,
    instanceCountOf(ofTuning) ?? 0,
    ...choices.map((choice) => choice.optionalNumber('InstanceCount') ?? 0),
  ];
  const most = Math.max(...counts);
  return { of, ...switchesOf(answer), instances: most === 0 ? undefined : most };
}

/** Undefined where AWS tells none, or zero. */
function instanceCountOf(resources: Answer | undefined): number | undefined {
  const count = resources?.optionalNumber('SelectedInstanceCount') ?? resources?.optionalNumber('InstanceCount');
  return count === 0 ? undefined : count;
}

/** Members that are called the same wherever they stand. What is left out is off. */
function switchesOf(answer: Answer | undefined) {
  return {
    vpc: vpcOf(answer?.member('VpcConfig')),
    networkIsolation: answer?.flag('EnableNetworkIsolation') ?? false,
    interContainerEncryption: answer?.flag('EnableInterContainerTrafficEncryption') ?? false,
  };
}

/** One without subnets is none. */
function vpcOf(answer: Answer | undefined): VpcConfig | undefined {
  const subnets = answer?.texts('Subnets') ?? [];
  return answer === undefined || subnets.length === 0
    ? undefined
    : { subnets, securityGroups: answer.texts('SecurityGroupIds') };
}
