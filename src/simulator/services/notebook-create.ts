/**
 * SageMaker's CreateNotebookInstance. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateNotebookInstance.html
 */
import { authorize, type Call, type Operation, type Output } from '../call.ts';
import { list, nested, oneOf, str, strings, structure, text, whole } from '../input-shape.ts';
import { checkInstanceType, RETIRED, started } from '../notebook-moves.ts';
import { recordOf } from '../notebook-record.ts';
import { Refusal } from '../refusal.ts';
import { authorizedArn, NAME } from './notebook-lookup.ts';
import { changesOf } from './notebook-settings.ts';
import { checkedTags } from './tag-rules.ts';

export const createNotebookInstance: Operation = {
  service: 'sagemaker',
  name: 'CreateNotebookInstance',
  family: 'sagemaker:write',
  members: {
    NotebookInstanceName: NAME,
    InstanceType: text({ required: true, pattern: /^ml\.[a-z0-9-]+\.[a-z0-9]+$/ }),
    RoleArn: text({ required: true, min: 20, max: 2048 }),
    SubnetId: text({ max: 32, pattern: /^[-0-9a-zA-Z]+$/ }),
    SecurityGroupIds: list({ max: 5 }),
    KmsKeyId: text({ max: 2048 }),
    Tags: list({ max: 50 }),
    LifecycleConfigName: text({ max: 63 }),
    DirectInternetAccess: oneOf('Enabled', 'Disabled'),
    VolumeSizeInGB: whole(5, 16_384),
    DefaultCodeRepository: text({ min: 1, max: 1024 }),
    AdditionalCodeRepositories: list({ max: 3 }),
    RootAccess: oneOf('Enabled', 'Disabled'),
    PlatformIdentifier: text({ max: 20 }),
    InstanceMetadataServiceConfiguration: structure(),
    IpAddressType: oneOf('ipv4', 'dualstack'),
  },
  run: create,
};

function create(call: Call): Output {
  const { input, principal, region, now } = call;
  const name = str(input, 'NotebookInstanceName') ?? '';
  const metadata = nested(input, 'InstanceMetadataServiceConfiguration');
  authorize(call, 'sagemaker:CreateNotebookInstance', authorizedArn(call, name), {
    'sagemaker:RootAccess': str(input, 'RootAccess'),
    'sagemaker:DirectInternetAccess': str(input, 'DirectInternetAccess'),
    'sagemaker:MinimumInstanceMetadataServiceVersion':
      metadata === undefined ? undefined : str(metadata, 'MinimumInstanceMetadataServiceVersion'),
  });
  authorize(call, 'iam:PassRole', str(input, 'RoleArn') ?? '', { 'iam:PassedToService': 'sagemaker.amazonaws.com' });
  if (call.notebooks.find(principal.account, region, name, now) !== undefined) {
    throw new Refusal('ValidationException', 'Cannot create already existing notebook instance');
  }
  if (str(input, 'DirectInternetAccess') === 'Disabled' && str(input, 'SubnetId') === undefined) {
    throw new Refusal('ValidationException', 'DirectInternetAccess can only be Disabled when a subnet is specified.');
  }
  if (call.fault?.fault === 'resource-limit') {
    throw new Refusal('ResourceLimitExceeded', 'The account-level service limit for notebook instances is reached.');
  }
  const seeded = recordOf(principal.account, {
    name,
    region,
    imds: '1',
    createdAt: new Date(now).toISOString(),
    subnet: str(input, 'SubnetId'),
    securityGroups: strings(input, 'SecurityGroupIds'),
    kmsKey: str(input, 'KmsKeyId'),
    directInternetAccess: str(input, 'DirectInternetAccess') === 'Disabled' ? 'Disabled' : 'Enabled',
  });
  const record = { ...seeded, ...changesOf(input), tags: checkedTags(new Map(), input) };
  if (RETIRED.test(record.platform)) {
    throw new Refusal('ValidationException', `Platform identifier ${record.platform} can no longer be created.`);
  }
  checkInstanceType(record.platform, record.instanceType);
  call.notebooks.put(started(record, now, call.latencies, undefined), now, 'request');
  return { NotebookInstanceArn: record.arn };
}
