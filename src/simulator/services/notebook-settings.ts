/**
 * What UpdateNotebookInstance and CreateNotebookInstance may set, as changes of a record, and which changes are refused.
 */
import { type Input, nested, num, str, strings } from '../input-shape.ts';
import { checkInstanceType } from '../notebook-moves.ts';
import type { NotebookRecord } from '../notebook-record.ts';
import { Refusal } from '../refusal.ts';

const PLATFORMS = [
  'notebook-al1-v1',
  'notebook-al2-v1',
  'notebook-al2-v2',
  'notebook-al2-v3',
  'notebook-al2023-v1',
  'notebook-al2023-v2',
];

/** @throws Refusal for values that the service's model rules out. */
export function changesOf(input: Input): Partial<NotebookRecord> {
  const asked = {
    imds: metadataVersionOf(input),
    platform: platformOf(input),
    instanceType: str(input, 'InstanceType'),
    ipAddressType: str(input, 'IpAddressType'),
    roleArn: str(input, 'RoleArn'),
    rootAccess: str(input, 'RootAccess'),
    lifecycleConfig: str(input, 'LifecycleConfigName'),
    codeRepository: str(input, 'DefaultCodeRepository'),
    volumeSizeInGB: num(input, 'VolumeSizeInGB'),
    additionalRepositories: strings(input, 'AdditionalCodeRepositories'),
  };
  const changes: Partial<NotebookRecord> = Object.fromEntries(
    Object.entries(asked).filter(([, value]) => value !== undefined),
  );
  return {
    ...changes,
    ...(input['DisassociateLifecycleConfig'] === true ? { lifecycleConfig: undefined } : {}),
    ...(input['DisassociateDefaultCodeRepository'] === true ? { codeRepository: undefined } : {}),
    ...(input['DisassociateAdditionalCodeRepositories'] === true ? { additionalRepositories: [] } : {}),
  };
}

/** @throws Refusal when the notebook cannot become that. */
export function checkChanges(record: NotebookRecord, changes: Partial<NotebookRecord>): void {
  if (changes.volumeSizeInGB !== undefined && changes.volumeSizeInGB < record.volumeSizeInGB) {
    throw new Refusal(
      'ValidationException',
      `Requested EBS volume size is less than the current size of ${record.volumeSizeInGB} GB.`,
    );
  }
  checkInstanceType(changes.platform ?? record.platform, changes.instanceType ?? record.instanceType);
}

function metadataVersionOf(input: Input): string | undefined {
  const configuration = nested(input, 'InstanceMetadataServiceConfiguration');
  if (configuration === undefined) {
    return undefined;
  }
  const version = str(configuration, 'MinimumInstanceMetadataServiceVersion');
  if (version !== '1' && version !== '2') {
    throw new Refusal(
      'ValidationException',
      `1 validation error detected: Value '${version ?? 'null'}' at 'instanceMetadataServiceConfiguration.minimumInstanceMetadataServiceVersion' failed to satisfy constraint: Member must satisfy regular expression pattern: 1|2`,
    );
  }
  return version;
}

function platformOf(input: Input): string | undefined {
  const platform = str(input, 'PlatformIdentifier');
  if (platform !== undefined && !PLATFORMS.includes(platform)) {
    throw new Refusal('ValidationException', `Platform identifier ${platform} is not supported.`);
  }
  return platform;
}
