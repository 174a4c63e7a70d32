/**
 * SageMaker's UpdatePipelineVersion: a version's name and description. Its definition never changes.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdatePipelineVersion.html
 */
import { authorize, type Operation } from '../call.ts';
import { num, str, text } from '../input-shape.ts';
import { checkUpdatable } from '../pipeline-changes.ts';
import { namedBy, PIPELINE_ARN, pipelineNamed, refuseManaged, versionOf } from './pipeline-lookup.ts';
import { VERSION_ID } from './pipeline-reads.ts';

export const updatePipelineVersion: Operation = {
  service: 'sagemaker',
  name: 'UpdatePipelineVersion',
  family: 'sagemaker:write',
  members: {
    PipelineArn: PIPELINE_ARN,
    PipelineVersionId: { ...VERSION_ID, required: true },
    PipelineVersionDisplayName: text({ min: 1, max: 82, pattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,81}$/ }),
    PipelineVersionDescription: text({ max: 3072 }),
  },
  run: (call) => {
    const { input, now } = call;
    const named = namedBy(call, str(input, 'PipelineArn') ?? '');
    const asked = num(input, 'PipelineVersionId') ?? 0;
    authorize(call, 'sagemaker:UpdatePipelineVersion', named.arn, { 'sagemaker:PipelineVersionId': String(asked) });
    const record = pipelineNamed(call, named);
    refuseManaged(record);
    checkUpdatable(record, now);
    const before = versionOf(record, asked);
    const after = {
      ...before,
      displayName: str(input, 'PipelineVersionDisplayName') ?? before.displayName,
      description: str(input, 'PipelineVersionDescription') ?? before.description,
    };
    const versions = record.versions.map((version) => (version === before ? after : version));
    call.pipelines.put({ ...record, versions }, now, 'request');
    return { PipelineArn: record.arn, PipelineVersionId: after.id };
  },
};
