/**
 * In which network is a model? Jobs that transform with it run there.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeModel.html
 */
import type { Target } from '../../model/target.ts';
import type { Reader } from '../../model/world.ts';
import { Answer } from '../answer.ts';
import { unlessAbsent } from './gone.ts';
import { settingsOfModel } from './settings.ts';
import type { JobNetworkSettings } from './shape.ts';

export interface ModelNetwork {
  /** Of jobs that transform with it, but for their number of instances. */
  readonly settings: JobNetworkSettings;
  /** In milliseconds since the epoch; undefined: not told. */
  readonly createdAt: number | undefined;
}

/** Undefined where there is no such model. Rejects with an AwsError where AWS does not tell. */
export async function readModel(aws: Reader, name: string, target: Target): Promise<ModelNetwork | undefined> {
  const raw = await unlessAbsent(aws.read('DescribeModel', { ModelName: name }));
  if (raw === undefined) return undefined;
  const model = new Answer('DescribeModel', target, raw);
  // The answer about another model could look like one without a network, and a running job may be stopped for that.
  if (model.text('ModelName').toLowerCase() !== name.toLowerCase()) throw model.unexpected('ModelName');
  return { settings: settingsOfModel(model), createdAt: model.optionalTime('CreationTime') };
}
