/**
 * Pipelines as a kind of resource: the seam through which the controller sees and drives them.
 */
import type { ResourceKind } from '../../model/resource.ts';
import { beforeImage } from './before-image.ts';
import { nextStep } from './converge.ts';
import { networkOf } from './networks.ts';
import { describePipeline, listPipelines, slimPipeline } from './observe.ts';
import { DEFINITION_PATH, OVERWRITTEN_PATH, firstRunDenied } from './shape.ts';
import type { Pipeline } from './shape.ts';

export const pipelines: ResourceKind<Pipeline> = {
  name: 'pipeline',
  reads: [
    'ListPipelines',
    'DescribePipeline',
    'ListPipelineVersions',
    'ListTags',
    'ListPipelineExecutions',
    'DescribePipelineExecution',
    'DescribePipelineDefinitionForExecution',
    'ListPipelineExecutionSteps',
    'SimulatePrincipalPolicy',
  ],
  writes: ['UpdatePipeline'],
  mends: ['UpdatePipeline'],
  drives: [DEFINITION_PATH, OVERWRITTEN_PATH],
  quietChangesAreFree: false,
  list: listPipelines,
  describe: describePipeline,
  isWhole: ({ text, newestVersion, versionsUnread, versionless }) =>
    text !== undefined && (newestVersion !== undefined || versionsUnread !== undefined || versionless === true),
  slim: slimPipeline,
  isBack: () => true,
  harmTo: firstRunDenied,
  principalOf: ({ roleArn }) => roleArn,
  beforeImage,
  network: networkOf,
  nextStep,
  /** SageMaker lower-cases names in the ARNs of pipelines; a session names both spellings. */
  arns: ({ arn, name }) => [...new Set([arn, `${arn.slice(0, arn.lastIndexOf('/'))}/${name}`])],
};
