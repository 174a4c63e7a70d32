/**
 * What is a job like: its network, how many instances it has, who started it, and which buckets it names? Each type of job says so
 * in another place, and a transform job not at all: its network is that of its model.
 */
import type { DescribeOptions, Sighting } from '../../model/resource.ts';
import type { Reader } from '../../model/world.ts';
import { Answer } from '../answer.ts';
import { bucketsIn } from './buckets.ts';
import { unlessAbsent } from './gone.ts';
import { readModel } from './model.ts';
import { originOf } from './origin.ts';
import { settingsOf } from './settings.ts';
import { isInProgress } from './shape.ts';
import type { Job, JobNetworkSettings, JobType } from './shape.ts';
import { SAME_CREATION_MS, readSighting } from './sighting.ts';
import { JOB_APIS, typeOfArn } from './types.ts';

/** Members of descriptions that name data: buckets are searched for in these. */
const DATA_MEMBERS = [
  'ProcessingInputs',
  'ProcessingOutputConfig',
  'InputDataConfig',
  'OutputDataConfig',
  'CheckpointConfig',
  'TransformInput',
  'TransformOutput',
  'TrainingJobDefinition',
  'TrainingJobDefinitions',
  'AutoMLJobInputDataConfig',
];

/** Undefined where AWS does not know the job any more. */
export async function describeJob(
  aws: Reader,
  sighting: Sighting,
  { now }: Pick<DescribeOptions, 'now'>,
): Promise<Job | undefined> {
  const target = { account: sighting.account, region: sighting.region };
  const type = typeOfArn(sighting.arn);
  if (type === undefined) throw new Error(`invariant: ${sighting.arn} is no job`);
  const { describe, arn, name } = JOB_APIS[type];
  const raw = await unlessAbsent(aws.read(describe, { [name]: sighting.name }));
  if (raw === undefined) return undefined;
  const answer = new Answer(describe, target, raw);
  const seen = readSighting(answer, target, type);
  // Lists and descriptions need not agree in the casing of names in ARNs, which AWS does not document.
  if (seen.arn.toLowerCase() !== sighting.arn.toLowerCase()) throw answer.unexpected(arn);
  const found = type === 'transform' ? await transformSettings(aws, answer, seen) : settingsOf(type, answer);
  return {
    ...seen,
    arn: sighting.arn,
    // A transform job's description does not tell, and its list does.
    lastModifiedAt: Math.max(seen.lastModifiedAt, sighting.lastModifiedAt),
    kind: 'job',
    type,
    observedAt: now,
    running: isInProgress(seen),
    tags: undefined,
    intent: { is: 'none' },
    provenance: undefined,
    settings: typeof found === 'string' ? [] : found,
    settingsUnread: typeof found === 'string' ? found : undefined,
    origin: originOf(type, answer, seen.name),
    roleArn: roleOf(type, answer),
    buckets: bucketsIn(DATA_MEMBERS.map((member) => (raw as Readonly<Record<string, unknown>>)[member])),
  };
}

/** Of the model that it transforms with; a text: why nobody can tell. */
async function transformSettings(
  aws: Reader,
  answer: Answer,
  { account, region, createdAt }: Sighting,
): Promise<readonly JobNetworkSettings[] | string> {
  const name = answer.text('ModelName');
  const model = await readModel(aws, name, { account, region });
  if (model === undefined) return `its network is that of its model ${name}, which is gone`;
  if (model.createdAt !== undefined && model.createdAt - createdAt >= SAME_CREATION_MS)
    return `its network is that of its model ${name}, which was deleted and made anew after the job began`;
  const instances = answer.member('TransformResources')?.optionalCount('InstanceCount');
  return [{ ...model.settings, instances }];
}

/** A tuning job has none of its own: its training jobs have, by definition. */
function roleOf(type: JobType, answer: Answer): string | undefined {
  if (type !== 'tuning') return answer.optional('RoleArn');
  const definition = answer.member('TrainingJobDefinition') ?? answer.optionalItems('TrainingJobDefinitions')[0];
  return definition?.optional('RoleArn');
}
