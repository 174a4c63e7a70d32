/**
 * SageMaker's StartPipelineExecution and StopPipelineExecution. An execution keeps the definition that it began with, and an
 * old version can be started as well as the newest.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_StartPipelineExecution.html
 */
import { authorize, type Call, type Operation, type Output } from '../call.ts';
import { list, num, str, structure, structures, text } from '../input-shape.ts';
import { stopping } from '../pipeline-execution.ts';
import { identityOf, newestOf } from '../pipeline-record.ts';
import { executionsOf, startOf } from '../pipeline-start.ts';
import { Refusal } from '../refusal.ts';
import {
  EXECUTION_ARN,
  executionNamed,
  namedBy,
  PIPELINE_NAME_OR_ARN,
  pipelineNamed,
  refuseManaged,
  REQUEST_TOKEN,
  versionOf,
} from './pipeline-lookup.ts';
import { VERSION_ID } from './pipeline-reads.ts';

export const startPipelineExecution: Operation = {
  service: 'sagemaker',
  name: 'StartPipelineExecution',
  family: 'sagemaker:write',
  members: {
    PipelineName: PIPELINE_NAME_OR_ARN,
    PipelineExecutionDisplayName: text({ min: 1, max: 82, pattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,81}$/ }),
    PipelineParameters: list({ max: 200 }),
    PipelineExecutionDescription: text({ max: 3072 }),
    ClientRequestToken: REQUEST_TOKEN,
    ParallelismConfiguration: structure(),
    SelectiveExecutionConfig: structure(),
    PipelineVersionId: VERSION_ID,
    MlflowExperimentName: text({ min: 1, max: 256 }),
  },
  run: start,
};

export const stopPipelineExecution: Operation = {
  service: 'sagemaker',
  name: 'StopPipelineExecution',
  family: 'sagemaker:write',
  members: { PipelineExecutionArn: EXECUTION_ARN, ClientRequestToken: REQUEST_TOKEN },
  run: (call) => {
    const arn = str(call.input, 'PipelineExecutionArn') ?? '';
    authorize(
      call,
      'sagemaker:StopPipelineExecution',
      call.behaviour.authorizedArn === 'requested' ? arn : arn.toLowerCase(),
    );
    const record = executionNamed(call, arn);
    if (record.status !== 'Executing') {
      throw new Refusal('ConflictException', `Pipeline execution '${record.arn}' is ${record.status}.`);
    }
    const ends = call.now + call.times.stopMs;
    call.executions.put(stopping(record, identityOf(call.principal), call.now, ends), call.now, 'request');
    return { PipelineExecutionArn: record.arn };
  },
};

function start(call: Call): Output {
  const { input, now } = call;
  const named = namedBy(call, str(input, 'PipelineName') ?? '');
  const asked = num(input, 'PipelineVersionId');
  authorize(call, 'sagemaker:StartPipelineExecution', named.arn, {
    'sagemaker:PipelineVersionId': asked === undefined ? undefined : String(asked),
  });
  const pipeline = pipelineNamed(call, named);
  refuseManaged(pipeline);
  if (pipeline.status === 'Deleting') {
    throw new Refusal('ConflictException', `Pipeline '${pipeline.arn}' is being deleted.`);
  }
  if (call.fault?.fault === 'resource-limit') {
    throw new Refusal('ResourceLimitExceeded', 'The account-level service limit for pipeline executions is reached.');
  }
  const requestToken = str(input, 'ClientRequestToken');
  const before = executionsOf(call.executions, pipeline, now).find((one) => one.requestToken === requestToken);
  if (before !== undefined) {
    return { PipelineExecutionArn: before.arn };
  }
  const execution = startOf(call, pipeline, {
    version: asked === undefined ? newestOf(pipeline) : versionOf(pipeline, asked),
    by: identityOf(call.principal),
    lengthMs: call.times.executionMs,
    parameters: new Map(
      structures(input, 'PipelineParameters').map((one) => [str(one, 'Name') ?? '', str(one, 'Value') ?? '']),
    ),
    displayName: str(input, 'PipelineExecutionDisplayName'),
    description: str(input, 'PipelineExecutionDescription'),
    requestToken,
  });
  call.executions.put(execution, now, 'request');
  return { PipelineExecutionArn: execution.arn };
}
