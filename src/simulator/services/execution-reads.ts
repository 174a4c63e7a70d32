/**
 * What SageMaker tells of a pipeline's executions: ListPipelineExecutions, DescribePipelineExecution,
 * DescribePipelineDefinitionForExecution and ListPipelineExecutionSteps.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListPipelineExecutions.html
 */
import { authorize, type Call, type Operation } from '../call.ts';
import { oneOf, str, text, whole } from '../input-shape.ts';
import { executionDescription, type ExecutionRecord, executionSummary, stepsBegun } from '../pipeline-execution.ts';
import { EXECUTION_ARN, executionNamed, namedBy, PIPELINE_NAME_OR_ARN, pipelineSeen } from './pipeline-lookup.ts';
import { isCreatedWithin, LIST_MEMBERS, pipelinePage, timeKey } from './pipeline-pages.ts';

export const listPipelineExecutions: Operation = {
  service: 'sagemaker',
  name: 'ListPipelineExecutions',
  family: 'sagemaker:list',
  members: {
    ...LIST_MEMBERS,
    PipelineName: PIPELINE_NAME_OR_ARN,
    SortBy: oneOf('CreationTime', 'PipelineExecutionArn'),
  },
  run: (call) => {
    const { input, principal, region, now, stale } = call;
    const named = namedBy(call, str(input, 'PipelineName') ?? '');
    authorize(call, 'sagemaker:ListPipelineExecutions', named.arn);
    const pipeline = pipelineSeen(call, named);
    const found = [...call.executions.seenIn(principal.account, region, now, stale)].filter(
      (execution) =>
        execution.pipelineArn === pipeline.arn &&
        execution.createdAt >= pipeline.createdAt &&
        isCreatedWithin(input, execution.createdAt),
    );
    const byArn = str(input, 'SortBy') === 'PipelineExecutionArn';
    return pipelinePage(
      call,
      found,
      ({ arn, createdAt }) => (byArn ? arn : timeKey(createdAt, arn)),
      executionSummary,
      'PipelineExecutionSummaries',
    );
  },
};

export const describePipelineExecution: Operation = {
  service: 'sagemaker',
  name: 'DescribePipelineExecution',
  family: 'sagemaker:describe',
  members: { PipelineExecutionArn: EXECUTION_ARN },
  run: (call) => executionDescription(permitted(call, 'DescribePipelineExecution')),
};

/** The definition that the execution took with it, whatever has become of the pipeline since. */
export const describePipelineDefinitionForExecution: Operation = {
  service: 'sagemaker',
  name: 'DescribePipelineDefinitionForExecution',
  family: 'sagemaker:describe',
  members: { PipelineExecutionArn: EXECUTION_ARN },
  run: (call) => {
    const { version } = permitted(call, 'DescribePipelineDefinitionForExecution');
    return { PipelineDefinition: version.definition, CreationTime: version.createdAt / 1000 };
  },
};

export const listPipelineExecutionSteps: Operation = {
  service: 'sagemaker',
  name: 'ListPipelineExecutionSteps',
  family: 'sagemaker:list',
  members: {
    PipelineExecutionArn: EXECUTION_ARN,
    NextToken: text({ max: 8192 }),
    MaxResults: whole(1, 100),
    SortOrder: oneOf('Ascending', 'Descending'),
  },
  run: (call) => {
    const steps = stepsBegun(permitted(call, 'ListPipelineExecutionSteps'), call.now);
    return pipelinePage(
      call,
      steps.map((step, index) => ({ step, index })),
      ({ index }) => String(index).padStart(8, '0'),
      ({ step }) => step,
      'PipelineExecutionSteps',
    );
  },
};

function permitted(call: Call, operation: string): ExecutionRecord {
  const arn = str(call.input, 'PipelineExecutionArn') ?? '';
  authorize(call, `sagemaker:${operation}`, call.behaviour.authorizedArn === 'requested' ? arn : arn.toLowerCase());
  return executionNamed(call, arn);
}
