/**
 * SageMaker's CreatePipeline, UpdatePipeline and DeletePipeline. An update knows no precondition: the last writer wins.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdatePipeline.html
 */
import { authorize, type Call, type Operation, type Output } from '../call.ts';
import { list, type Members, nested, num, str, structure, text } from '../input-shape.ts';
import { checkUpdatable, deletedPipeline, updatedPipeline } from '../pipeline-changes.ts';
import { checkDefinition, MAX_DEFINITION_LENGTH } from '../pipeline-definition.ts';
import { identityOf, newestOf, pipelineOf } from '../pipeline-record.ts';
import { Refusal } from '../refusal.ts';
import {
  DISPLAY_NAME,
  namedBy,
  PIPELINE_NAME,
  pipelineNamed,
  refuseManaged,
  REQUEST_TOKEN,
  ROLE_ARN,
} from './pipeline-lookup.ts';
import { checkedTags } from './tag-rules.ts';

const CHANGES: Members = {
  PipelineDisplayName: DISPLAY_NAME,
  PipelineDefinition: text({ min: 1, max: MAX_DEFINITION_LENGTH }),
  PipelineDefinitionS3Location: structure(),
  PipelineDescription: text({ max: 3072 }),
  ParallelismConfiguration: structure(),
};

export const createPipeline: Operation = {
  service: 'sagemaker',
  name: 'CreatePipeline',
  family: 'sagemaker:write',
  members: {
    ...CHANGES,
    PipelineName: PIPELINE_NAME,
    RoleArn: { ...ROLE_ARN, required: true },
    ClientRequestToken: REQUEST_TOKEN,
    Tags: list({ max: 50 }),
  },
  run: create,
};

export const updatePipeline: Operation = {
  service: 'sagemaker',
  name: 'UpdatePipeline',
  family: 'sagemaker:write',
  members: { ...CHANGES, PipelineName: PIPELINE_NAME, RoleArn: ROLE_ARN },
  run: (call) => {
    const { input, now } = call;
    const named = namedBy(call, str(input, 'PipelineName') ?? '');
    const known = call.pipelines.find(call.principal.account, call.region, named.name, now);
    authorize(call, 'sagemaker:UpdatePipeline', named.arn, resourceTags(known?.tags));
    const record = pipelineNamed(call, named);
    refuseManaged(record);
    const roleArn = str(input, 'RoleArn');
    if (roleArn !== undefined || call.behaviour.passRoleOnUpdate === true) {
      authorize(call, 'iam:PassRole', roleArn ?? record.roleArn, PASSED);
    }
    checkUpdatable(record, now);
    const changes = { ...settingsOf(call), definition: definitionOf(call), roleArn };
    // An answer that is on its way for a while belongs to an update that is in flight for as long.
    const busyMs = Math.max(call.times.updateMs, call.fault?.delayMs ?? 0);
    const updated = updatedPipeline(record, changes, identityOf(call.principal), now, busyMs);
    call.pipelines.put(updated, now, 'request');
    return { PipelineArn: updated.arn, PipelineVersionId: newestOf(updated).id };
  },
};

export const deletePipeline: Operation = {
  service: 'sagemaker',
  name: 'DeletePipeline',
  family: 'sagemaker:write',
  members: { PipelineName: PIPELINE_NAME, ClientRequestToken: REQUEST_TOKEN },
  run: (call) => {
    const named = namedBy(call, str(call.input, 'PipelineName') ?? '');
    authorize(call, 'sagemaker:DeletePipeline', named.arn);
    const record = pipelineNamed(call, named);
    refuseManaged(record);
    checkUpdatable(record, call.now);
    const by = identityOf(call.principal);
    call.pipelines.put(deletedPipeline(record, by, call.now, call.times.deleteMs), call.now, 'request');
    return { PipelineArn: record.arn };
  },
};

const PASSED = { 'iam:PassedToService': 'sagemaker.amazonaws.com' } as const;

function create(call: Call): Output {
  const { input, principal, region, now } = call;
  const name = str(input, 'PipelineName') ?? '';
  const roleArn = str(input, 'RoleArn') ?? '';
  const requestToken = str(input, 'ClientRequestToken');
  authorize(call, 'sagemaker:CreatePipeline', namedBy(call, name).arn);
  authorize(call, 'iam:PassRole', roleArn, PASSED);
  const present = call.pipelines.find(principal.account, region, name, now);
  if (present !== undefined && present.requestToken === requestToken) {
    return { PipelineArn: present.arn };
  }
  if (present !== undefined) {
    throw new Refusal(
      'ValidationException',
      `Pipeline names must be unique within an AWS account and region. Pipeline with name (${name}) already exists.`,
    );
  }
  const definition = definitionOf(call);
  if (definition === undefined) {
    throw new Refusal('ValidationException', 'Either PipelineDefinition or PipelineDefinitionS3Location is required.');
  }
  if (call.fault?.fault === 'resource-limit') {
    throw new Refusal('ResourceLimitExceeded', 'The account-level service limit for pipelines is reached.');
  }
  const settings = settingsOf(call);
  const seeded = pipelineOf(principal.account, { name, region, definition, createdAt: new Date(now).toISOString() });
  const by = identityOf(principal);
  const record = {
    ...seeded,
    ...settings,
    roleArn,
    tags: checkedTags(new Map(), input),
    versions: seeded.versions.map((version) => ({ ...version, by })),
    createdBy: by,
    modifiedBy: by,
    requestToken,
  };
  call.pipelines.put(record, now, 'request');
  return { PipelineArn: record.arn };
}

function settingsOf(call: Call) {
  const parallelism = nested(call.input, 'ParallelismConfiguration');
  return {
    displayName: str(call.input, 'PipelineDisplayName'),
    description: str(call.input, 'PipelineDescription'),
    maxParallelExecutionSteps: parallelism === undefined ? undefined : num(parallelism, 'MaxParallelExecutionSteps'),
  };
}

/** The definition of the request, inline or from S3; undefined when it has none. @throws Refusal when it is none. */
function definitionOf(call: Call): string | undefined {
  const inline = str(call.input, 'PipelineDefinition');
  const location = nested(call.input, 'PipelineDefinitionS3Location');
  if (inline !== undefined && location !== undefined) {
    throw new Refusal(
      'ValidationException',
      'Only one of PipelineDefinition and PipelineDefinitionS3Location can be specified.',
    );
  }
  if (location === undefined) {
    if (inline !== undefined) {
      checkDefinition(inline);
    }
    return inline;
  }
  const url = `s3://${str(location, 'Bucket') ?? ''}/${str(location, 'ObjectKey') ?? ''}`;
  const stored = call.tree.world.objects?.[url];
  if (stored === undefined || stored.length > MAX_DEFINITION_LENGTH) {
    throw new Refusal('ValidationException', `Unable to read the pipeline definition from ${url}.`);
  }
  checkDefinition(stored);
  return stored;
}

function resourceTags(tags: ReadonlyMap<string, string> | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries([...(tags ?? [])].map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
}
