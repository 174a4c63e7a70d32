/**
 * SageMaker's ListPipelines, DescribePipeline and ListPipelineVersions.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListPipelines.html
 */
import { authorize, type Call, type Operation, type Output } from '../call.ts';
import { num, oneOf, str, text, whole } from '../input-shape.ts';
import { newestOf, pipelineDescription, pipelineSummary, type PipelineRecord } from '../pipeline-record.ts';
import { executionsOf } from '../pipeline-start.ts';
import { namedBy, PIPELINE_NAME_OR_ARN, pipelineSeen, ranAt, versionOf } from './pipeline-lookup.ts';
import { isCreatedWithin, LIST_MEMBERS, pipelinePage, timeKey } from './pipeline-pages.ts';

const MAX_VERSION = Number.MAX_SAFE_INTEGER;
export const VERSION_ID = whole(1, MAX_VERSION);

export const listPipelines: Operation = {
  service: 'sagemaker',
  name: 'ListPipelines',
  family: 'sagemaker:list',
  members: {
    ...LIST_MEMBERS,
    PipelineNamePrefix: text({ min: 1, max: 256, pattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,255}$/ }),
    SortBy: oneOf('Name', 'CreationTime'),
  },
  run: listed,
};

export const describePipeline: Operation = {
  service: 'sagemaker',
  name: 'DescribePipeline',
  family: 'sagemaker:describe',
  members: { PipelineName: PIPELINE_NAME_OR_ARN, PipelineVersionId: VERSION_ID },
  run: (call) => {
    const named = namedBy(call, str(call.input, 'PipelineName') ?? '');
    const asked = num(call.input, 'PipelineVersionId');
    authorize(call, 'sagemaker:DescribePipeline', named.arn, {
      'sagemaker:PipelineVersionId': asked === undefined ? undefined : String(asked),
    });
    const record = pipelineSeen(call, named);
    const version = asked === undefined ? newestOf(record) : versionOf(record, asked);
    return pipelineDescription(record, version, ranAt(call, record));
  },
};

export const listPipelineVersions: Operation = {
  service: 'sagemaker',
  name: 'ListPipelineVersions',
  family: 'sagemaker:list',
  members: { ...LIST_MEMBERS, PipelineName: PIPELINE_NAME_OR_ARN },
  run: (call) => {
    const named = namedBy(call, str(call.input, 'PipelineName') ?? '');
    authorize(call, 'sagemaker:ListPipelineVersions', named.arn);
    const record = pipelineSeen(call, named);
    const executions = executionsOf(call.executions, record, call.now);
    return pipelinePage(
      call,
      record.versions.filter(({ createdAt }) => isCreatedWithin(call.input, createdAt)),
      ({ id }) => String(id).padStart(8, '0'),
      ({ id, createdAt, displayName, description }) => ({
        PipelineArn: record.arn,
        PipelineVersionId: id,
        CreationTime: createdAt / 1000,
        PipelineVersionDescription: description,
        PipelineVersionDisplayName: displayName,
        LastExecutionPipelineExecutionArn: executions.findLast(({ version }) => version.id === id)?.arn,
      }),
      'PipelineVersionSummaries',
    );
  },
};

function listed(call: Call): Output {
  const { input, principal, region } = call;
  const shown = `arn:aws:sagemaker:${region}:${principal.account}:pipeline/*`;
  authorize(call, 'sagemaker:ListPipelines', '*', {}, shown);
  const prefix = str(input, 'PipelineNamePrefix') ?? '';
  const found: PipelineRecord[] = [];
  for (const record of call.pipelines.seenIn(principal.account, region, call.now, call.stale)) {
    if (record.name.startsWith(prefix) && isCreatedWithin(input, record.createdAt)) {
      found.push(record);
    }
  }
  const byName = str(input, 'SortBy') === 'Name';
  return pipelinePage(
    call,
    found,
    ({ name, createdAt }) => (byName ? name : timeKey(createdAt, name)),
    (record) => pipelineSummary(record, ranAt(call, record)),
    'PipelineSummaries',
  );
}
