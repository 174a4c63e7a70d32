/**
 * SageMaker's CreateModel, DescribeModel and ListModels: batch transform jobs run in the network of their model.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html
 */
import { authorize, type Call, type Operation, type Output } from '../call.ts';
import { flag, list, moment, oneOf, str, structure, text, whole } from '../input-shape.ts';
import { modelArn, type ModelRecord, newModel } from '../model-record.ts';
import { Refusal } from '../refusal.ts';
import { isListed, listPage } from './job-pages.ts';
import { checkNetwork, jobKeys, tagKeys } from './job-request.ts';
import { ROLE_ARN } from './pipeline-lookup.ts';
import { checkedTags } from './tag-rules.ts';

const NAME = text({ required: true, max: 63, pattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/ });

/** @throws Refusal for a name that no model has. */
export function modelNamed(call: Call, name: string): ModelRecord {
  const { principal, region, now, stale } = call;
  const record = call.workloads.models.seen(principal.account, region, name, now, stale);
  if (record === undefined || record.name !== name || call.fault?.fault === 'vanish') {
    throw new Refusal('ValidationException', `Could not find model "${modelArn(principal.account, region, name)}".`);
  }
  return record;
}

const createModel: Operation = {
  service: 'sagemaker',
  name: 'CreateModel',
  family: 'sagemaker:write',
  members: {
    ModelName: NAME,
    PrimaryContainer: structure(),
    Containers: list({ max: 15 }),
    InferenceExecutionConfig: structure(),
    ExecutionRoleArn: ROLE_ARN,
    Tags: list({ max: 50 }),
    VpcConfig: structure(),
    EnableNetworkIsolation: flag(),
  },
  run: create,
};

const describeModel: Operation = {
  service: 'sagemaker',
  name: 'DescribeModel',
  family: 'sagemaker:describe',
  members: { ModelName: NAME },
  run: (call) => {
    const name = str(call.input, 'ModelName') ?? '';
    authorize(call, 'sagemaker:DescribeModel', modelArn(call.principal.account, call.region, name));
    const record = modelNamed(call, name);
    return { ...record.settings, ...summary(record) };
  },
};

const listModels: Operation = {
  service: 'sagemaker',
  name: 'ListModels',
  family: 'sagemaker:list',
  members: {
    SortBy: oneOf('Name', 'CreationTime'),
    SortOrder: oneOf('Ascending', 'Descending'),
    NextToken: text({ max: 8192 }),
    MaxResults: whole(1, 100),
    NameContains: text({ max: 63, pattern: /^[a-zA-Z0-9-]+$/ }),
    CreationTimeBefore: moment(),
    CreationTimeAfter: moment(),
  },
  run: (call) => {
    const { principal, region, now, stale } = call;
    authorize(call, 'sagemaker:ListModels', '*', {}, modelArn(principal.account, region, '*'));
    const found = [...call.workloads.models.seenIn(principal.account, region, now, stale)];
    return listPage(
      call,
      found.filter((record) => isListed(call.input, record)),
      summary,
      { sortBy: 'CreationTime', sortOrder: 'Descending', answerItems: 'Models' },
    );
  },
};

export const MODEL_OPERATIONS: readonly Operation[] = [createModel, describeModel, listModels];

function create(call: Call): Output {
  const { input, principal, region, now } = call;
  const name = str(input, 'ModelName') ?? '';
  const arn = modelArn(principal.account, region, name);
  authorize(call, 'sagemaker:CreateModel', arn, { ...jobKeys(input, [input]), ...tagKeys(input) });
  const role = str(input, 'ExecutionRoleArn');
  if (role !== undefined) {
    authorize(call, 'iam:PassRole', role, { 'iam:PassedToService': 'sagemaker.amazonaws.com' });
  }
  checkNetwork(input);
  if (call.workloads.models.find(principal.account, region, name, now) !== undefined) {
    throw new Refusal('ValidationException', `Cannot create already existing model "${arn}".`);
  }
  const tags = checkedTags(new Map(), input);
  const { ModelName: _name, Tags: _tags, ...settings } = input;
  const model = {
    name,
    account: principal.account,
    region,
    tags,
    settings: { EnableNetworkIsolation: false, ...settings },
  };
  call.workloads.models.put(newModel(model, now), now, 'request');
  return { ModelArn: arn };
}

function summary({ name, arn, createdAt }: ModelRecord): Output {
  return { ModelName: name, ModelArn: arn, CreationTime: createdAt / 1000 };
}
